"""The example of the service index on counts alone: points of 34 provinces × 21 items by the frame's formulas."""

import csv
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from office import words_of

from dtplan_analysis.document import BLANK
from dtplan_analysis.judging.points import points_of
from dtplan_analysis.language import LANGUAGES
from dtplan_analysis.reports import MinistryQuarter, UnitQuarter
from dtplan_analysis.reports.summary import opening
from dtplan_analysis.resources import resource
from dtplan_analysis.units import TOTAL
from dtplan_analysis.workspace import Store, open_store

QUARTER = "2026Q2"
EXAMPLE = resource("data") / "examples" / "service-index"


def linear(most: int) -> Callable[[Fraction], Fraction]:
    return lambda share: most * share


def full_at(most: int, percent: int) -> Callable[[Fraction], Fraction]:
    return lambda share: most * min(Fraction(1), share * 100 / percent)


# Item, most points, points of a share, points where no case arose: written anew from the frame as it is operated.
FORMULAS: dict[str, tuple[int, Callable[[Fraction], Fraction], Fraction | None]] = {
    "1.1": (6, linear(6), None),
    "1.2": (4, linear(4), None),
    "1.3": (2, linear(2), None),
    "1.4": (6, linear(6), None),
    "2.1": (20, linear(20), None),
    "3.1": (2, full_at(2, 80), None),
    "3.2": (4, linear(4), None),
    "3.3": (6, full_at(6, 50), None),
    "3.5": (2, lambda share: min(Fraction(2), Fraction(5, 2) * share), None),
    "3.5b": (2, full_at(2, 80), None),
    "3.6": (6, linear(6), None),
    "4.1": (6, linear(6), None),
    "4.2": (4, linear(4), None),
    "4.3": (2, full_at(2, 80), None),
    "4.4": (4, linear(4), None),
    "4.5a": (2, linear(2), None),
    "4.5b": (2, linear(2), None),
    "5.2": (6, linear(6), Fraction(6)),
    "5.3": (6, linear(6), Fraction(6)),
    "5.4": (6, full_at(6, 90), Fraction(0)),
}
GIVEN = "4.6"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder: Path = tmp_path_factory.mktemp("index") / "w"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns(".dtplan"))
    return open_store(folder)


def rows_of(name: str) -> list[dict[str, str]]:
    with (EXAMPLE / "reported" / name).open(encoding="utf-8") as stream:
        return [one for one in csv.DictReader(stream) if one["period"] == QUARTER]


def by_hand() -> dict[str, dict[str, tuple[Fraction, Fraction]]]:
    """The least and most points of each province and item."""
    found: dict[str, dict[str, tuple[Fraction, Fraction]]] = defaultdict(dict)
    for row in rows_of("counts.csv"):
        _, points, no_case = FORMULAS[row["target"]]
        n, d, missing = (int(row[name] or 0) for name in ("numerator", "denominator", "missing"))
        if not d:
            assert no_case is not None
            found[row["unit"]][row["target"]] = no_case, no_case
        else:
            worst, best = Fraction(n, d + missing), Fraction(n + missing, d + missing)
            found[row["unit"]][row["target"]] = points(worst), points(best)
    given = {row["unit"]: Fraction(row["value"]) for row in rows_of("values.csv")}
    for unit, items in found.items():
        items[GIVEN] = (given[unit], given[unit]) if unit in given else (Fraction(0), Fraction(2))
    return found


def test_points_are_those_of_the_frames_formulas(store: Store) -> None:
    expected, plan, compared = by_hand(), store.workspace.plan, 0
    assert len(expected) == 34
    for unit, items in expected.items():
        brought = points_of(store.judged, plan, unit=unit, period=QUARTER)
        for item, (least, most) in items.items():
            assert (unit, item, brought[item].least, brought[item].most) == (unit, item, least, most)
            compared += 1
        sums = [sum((bounds[place] for bounds in items.values()), Fraction(0)) for place in (0, 1)]
        assert [brought[""].least, brought[""].most] == sums
        assert brought[""].of == 100
        assert (brought[""].points is None) == (sums[0] != sums[1])
    assert compared == 34 * 21


def test_the_judged_table_has_points_and_where_its_figures_come_from(store: Store) -> None:
    here = store.judged[(store.judged["period"] == QUARTER) & (store.judged["span"] == "quarter")]
    known = here[here["status"] != "no_data"]
    assert set(known.loc[known["target"] != GIVEN, "counted_from"]) == {"counts"}
    assert set(known.loc[known["target"] == GIVEN, "counted_from"]) == {"outside"}
    row = here[(here["unit"] == "T02") & (here["target"] == "3.1")].iloc[0]
    counted = next(one for one in rows_of("counts.csv") if one["unit"] == "T02" and one["target"] == "3.1")
    share = Fraction(int(counted["numerator"]), int(counted["denominator"]))
    assert Fraction(row["points"]) == FORMULAS["3.1"][1](share)


def test_the_total_is_of_all_cases_and_open_where_a_value_is_of_units_alone(store: Store) -> None:
    rows = [one for one in rows_of("counts.csv") if one["target"] == "1.3"]
    n, d = (sum(int(one[name]) for one in rows) for name in ("numerator", "denominator"))
    brought = points_of(store.judged, store.workspace.plan, unit=TOTAL, period=QUARTER)
    assert brought["1.3"].points == 2 * Fraction(n, d)
    assert brought[GIVEN].open == (GIVEN,)


def test_all_that_was_reported_is_taken(store: Store) -> None:
    readings = {name: (one.rows, one.usable, one.rejected) for name, one in store.readings.items()}
    assert readings == {"values": (33, 33, {}), "counts.index": (1360, 1360, {})}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_others_give_brings_points_and_has_no_status(store: Store, language: str) -> None:
    """Fewer points than all are no target that is missed; the draft tells them as it tells the other items."""
    report = UnitQuarter.open("T01", QUARTER, workspace=store.workspace.folder, language=language)
    given = report.now.set_index("target").loc[GIVEN]
    assert (given["status"], given["reason"], given["points"]) == ("", "no_target", "3/4")
    lead = words_of(report.summary().to_html())
    assert "4.6" not in lead.split("1.1")[0]
    assert {"vi": "đạt 0/1", "en": "meets 0 of"}[language] not in lead
    assert report.threshold(GIVEN) == {"vi": "tối đa 2 điểm", "en": "up to 2 points"}[language]
    draft = report.form("official")
    assert draft is not None
    said = draft_words(draft)
    assert {"vi": "(4.6): 0,75 (tối đa 2 điểm", "en": "(4.6): 0.75 (up to 2 points"}[language] in said


def draft_words(draft: Any) -> str:
    """All words of a draft, or of some of its blocks."""
    return " ".join(run["text"] for run in runs_of(getattr(draft, "content", draft)))


def runs_of(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "text" in value:
            yield value
        value = list(value.values())
    if isinstance(value, list | tuple):
        for one in value:
            yield from runs_of(one)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workspace_of_counts_alone_says_once_who_reported_and_shows_nothing_empty(
    store: Store, language: str
) -> None:
    report = UnitQuarter.open("T01", QUARTER, workspace=store.workspace.folder, language=language)
    who = "Văn phòng UBND (mô phỏng)"
    for section in (report.summary(), report.scores(), report.method()):
        assert words_of(section.to_html()).count(who) == 1
    assert report.records_to_correct() is None
    beside = {"vi": "Các chỉ số kèm theo", "en": "Figures beside the targets"}[language]
    assert beside not in words_of(report.scores().to_html())
    draft = report.form("official")
    assert draft is not None
    assert [len(one["blocks"]) > 0 for one in draft.content["annexes"]] == [True, True]  # no one-stop form
    assert draft_words(draft).count(who) == 2  # in part I, and under the table of Annex I
    titles = [title.title[language] for title in store.workspace.plan.points.groups]
    assert [title for title in titles if title in draft_words(draft)] == titles


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_of_units_that_no_plan_names_is_no_body(store: Store, language: str) -> None:
    whole = MinistryQuarter.open(QUARTER, workspace=store.workspace.folder, language=language)
    nameless = {"vi": "Tất cả các đơn vị", "en": "All units"}[language]
    assert nameless not in " ".join(opening(whole))
    draft = whole.form("official")
    assert draft is not None
    assert draft.content["heading"]["issuer"] == BLANK
    assert nameless not in draft_words(draft.content["blocks"])


def test_a_matrix_of_points_explains_the_signs_that_it_shows(store: Store) -> None:
    whole = MinistryQuarter.open(QUARTER, workspace=store.workspace.folder, language="en")
    said = words_of(whole.units_and_targets().to_html())
    assert "inconclusive" not in said
    assert "✗" not in said
    assert "∅ no data" in said  # what nobody gave of the item that others give
