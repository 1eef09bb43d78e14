"""Each statistic says what it computes and from where, shows it, and is called as the others are."""

import csv
import dataclasses
import doctest
import inspect
import re
from pathlib import Path

import pytest
from places import ORACLES, ROOT

from dtplan_analysis import statistics

PUBLIC = {name: getattr(statistics, name) for name in statistics.__all__}
FUNCTIONS = {name: found for name, found in PUBLIC.items() if inspect.isfunction(found)}
CLASSES = {name: found for name, found in PUBLIC.items() if inspect.isclass(found)}

# Names of keyword-only arguments, in the one order in which they may stand, with the default they have.
OPTIONS = {
    "confidence": 0.95,
    "alternative": "two-sided",
    "serial": False,
    "population": None,
    "weight": None,
    "stratum": None,
    "cluster": None,
    "part": None,
    "served": None,
    "season": None,
    "ties": (),
    "target": None,
    "prior": statistics.BetaPrior(0.5, 0.5),
    "spread": None,
    "quarters": (1, 1),
    "noise": 0.0,
    "shift": (0.0, 0.0),
    "like": None,
    "elapsed": None,
    "over": 1.0,
    "length": 4,
    "begun": None,
    "phases": (),
    "width": 3.0,
    "winsorise": 0.1,
    "centre": None,
    "threshold": 5,
    "sensitive": None,
}
DATA = {
    "numerator", "denominator", "other_numerator", "other_denominator", "earlier_numerator", "earlier_denominator",
    "remaining", "both", "first_only", "second_only", "neither", "factors", "earlier_factors", "values", "events",
    "exposure", "counts", "points", "z", "standard_error", "p_values", "chart",
    "share", "answers", "population", "weight", "passing", "square", "passing_square",
    "past", "current",
}  # fmt: skip


LIMITS = ("agresti_coull", "byar", "clopper_pearson", "jeffreys", "mid_p", "poisson", "wilson")


@pytest.mark.parametrize("name", LIMITS)
def test_limits_of_one_count_are_numbers(name: str) -> None:
    counts = (3,) if name in ("byar", "poisson") else (3, 10)
    assert [type(limit).__name__ for limit in FUNCTIONS[name](*counts)] == ["float64", "float64"]


def test_everything_public_is_a_function_or_a_frozen_result() -> None:
    assert FUNCTIONS.keys() | CLASSES.keys() == PUBLIC.keys()
    assert list(PUBLIC) == sorted(PUBLIC)
    for name, found in CLASSES.items():
        assert dataclasses.is_dataclass(found), name
        assert found.__dataclass_params__.frozen, name
        assert not (found.__doc__ or f"{name}(").startswith(f"{name}("), name  # the one that dataclass makes up


@pytest.mark.parametrize("name", FUNCTIONS)
def test_docstring_has_a_formula_a_reference_with_doi_and_an_example_that_runs(name: str) -> None:
    text = inspect.getdoc(FUNCTIONS[name]) or ""
    paragraphs = text.split(">>>")[0].split("\n\n")
    assert text.startswith("Return "), "one sentence on what comes back"
    assert re.search(r"doi:10\.\d{4,9}/\S+", paragraphs[-2]), "the last paragraph before the example is the reference"
    assert re.search(r"[=±√Σ≥<^]|\w\(.*\w\)|·", " ".join(paragraphs[:-2])), "a formula stands before the reference"
    assert re.search(r"Raises\s+ValueError|errors as in", text) or name == "runs_rules"
    (test,) = doctest.DocTestFinder(recurse=False).find(
        FUNCTIONS[name], name, globs=dict(vars(inspect.getmodule(FUNCTIONS[name])))
    )
    assert test.examples
    flags = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
    assert doctest.DocTestRunner(optionflags=flags, verbose=False).run(test, clear_globs=False).failed == 0


@pytest.mark.parametrize("name", FUNCTIONS)
def test_data_first_then_the_same_keywords_in_the_same_order(name: str) -> None:
    parameters = inspect.signature(FUNCTIONS[name]).parameters.values()
    data = [p.name for p in parameters if p.kind is not p.KEYWORD_ONLY]
    options = [p for p in parameters if p.kind is p.KEYWORD_ONLY]
    assert set(data) <= DATA
    assert data
    assert [p.name for p in options] == [name for name in OPTIONS if name in {p.name for p in options}]
    for option in options:
        if name == "funnel" and option.name == "confidence":
            assert option.default == 0.998  # a funnel's limits are those of three standard deviations
        else:
            assert option.default in (OPTIONS[option.name], option.empty)


@pytest.mark.parametrize("file", sorted(ORACLES.glob("*.csv")), ids=lambda file: file.stem)
def test_every_oracle_says_whence_it_is_and_whether_that_was_opened(file: Path) -> None:
    for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines()):
        assert row.keys() == {"source", "method", "inputs", "expected", "verified"}
        assert all(row.values()), row
        assert re.match(r"published$|transcribed in |recomputed with ", row["verified"]), row


def test_every_statistic_stands_in_the_table_for_statisticians() -> None:
    page = ROOT / "docs" / "statistics.md"
    if not page.exists():
        pytest.skip("docs are not here")
    text = page.read_text(encoding="utf-8")
    assert [name for name in FUNCTIONS if f"`{name}`" not in text] == []
