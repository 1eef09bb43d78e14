"""Registers and indicators that a plan file brings: counted as the same ones in Python, or refused with their place."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from declared import FLOW, HEAD, REGISTER, catalogue
from hypothesis import given
from hypothesis import strategies as st

from dtplan_analysis.catalogue import LIBRARY
from dtplan_analysis.catalogue.declared import check_targets, with_declared
from dtplan_analysis.errors import PlanError
from dtplan_analysis.plans import DECISION_320, SHIPPED, check_indicators, find_plan, load_plan, vocabulary_of
from dtplan_analysis.plans.table import PlanTable


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_plan_speaks_of_what_there_is(name: str) -> None:
    plan = find_plan(name)
    found = with_declared(LIBRARY, vocabulary_of(plan, Path()))
    check_indicators(plan, found.indicators)
    for target in plan.counted:
        one = found.indicators[target.indicator].choose(target.variant)
        assert one.definition["vi"] != one.definition["en"]
        for language in ("vi", "en"):  # a shortfall is said as what is counted, then what it lacks
            assert one.lacking[language].split()[0] not in one.counted[language].split(), target.id


def test_two_plans_that_declare_the_same_declare_it_once() -> None:
    plan = find_plan("service-index-766")
    assert plan.declared
    found = with_declared(LIBRARY, [plan.declared, plan.declared])
    assert "petitions_on_time" in found.indicators


DOSSIERS = HEAD.replace("incidents", "dossiers") + 'date = "received_on"\n'
JOINED = DOSSIERS + 'numerator = { level = "full" }\n'
HAPPENED = DOSSIERS + "numerator = { happened = true }\n"


def lookup(key: str, day: str) -> str:
    return f'lookup = {{ register = "procedures", key = "{key}", column = "level", day = "{day}" }}'


def events(key: str, day: str) -> str:
    return f'events = {{ register = "dossiers", key = "{key}", date = "{day}" }}'


REFUSED: list[tuple[str, str, str]] = [
    ("no columns", '[[registers]]\nname = "a"\ntitle = { vi = "a", en = "a" }\ncolumns = []', "no column"),
    ("taken register", REGISTER.replace("incidents", "dossiers"), 'extends = "dossiers"'),
    ("unknown base", '[[registers]]\nextends = "dosiers"\ncolumns = [ { name = "a" } ]', "did you mean 'dossiers'"),
    (
        "circle",
        '[[registers]]\nname = "a"\nextends = "b"\ncolumns = [ { name = "x" } ]\n'
        '[[registers]]\nname = "b"\nextends = "a"\ncolumns = [ { name = "y" } ]',
        "keeps its name",
    ),
    ("taken column", '[[registers]]\nextends = "dossiers"\ncolumns = [ { name = "status" } ]', "already"),
    ("key of no column", REGISTER.replace('key = ["number"]', 'key = ["nummer"]'), "did you mean 'number'"),
    ("date of text", REGISTER.replace('date = "reported_on"', 'date = "number"'), "of type text"),
    ("unknown type", REGISTER.replace('"flag"', '"flga"'), "not possible here"),
    ("codes of a flag", REGISTER.replace('type = "flag"', 'type = "flag", codes = { a = {} }'), "type code"),
    ("unknown register", HEAD.replace("incidents", "incidnts") + FLOW + "numerator = { a = 1 }", "no register"),
    ("taken", REGISTER + HEAD.replace('"x"', '"tasks_on_time"') + FLOW + "numerator = { told = true }", "already"),
    ("no numerator", REGISTER + HEAD + FLOW, "'numerator' is missing"),
    ("no day", REGISTER + HEAD + "numerator = { told = true }", "when a record counts"),
    ("two days", REGISTER + HEAD + FLOW + 'snapshot = "due_on"\nnumerator = { told = true }', "cannot stand together"),
    ("unknown column", REGISTER + HEAD + FLOW + "numerator = { hrs = { at_most = 1 } }", "did you mean 'hours'"),
    ("unknown code", REGISTER + HEAD + FLOW + 'numerator = { kind = "outag" }', "did you mean 'outage'"),
    ("unknown test", REGISTER + HEAD + FLOW + "numerator = { hours = { at_mst = 1 } }", "did you mean 'at_most'"),
    ("text of a number", REGISTER + HEAD + FLOW + 'numerator = { hours = "x" }', "no value of a column"),
    ("limit of a code", REGISTER + HEAD + FLOW + "numerator = { kind = { at_most = 1 } }", "no limit of a column"),
    ("day after text", REGISTER + HEAD + FLOW + 'numerator = { due_on = { not_after = "kind" } }', "columns of dates"),
    ("emptiness denied", REGISTER + HEAD + FLOW + "numerator = { hours = { empty = false } }", "not true"),
    ("empty table", REGISTER + HEAD + FLOW + "numerator = {}", "empty"),
    ("code to run", REGISTER + HEAD + FLOW + 'numerator = "hours <= 24"', "is not a table"),
    ("sums", REGISTER + HEAD + FLOW + 'sum_of = "hours"\nnumerator = { told = true }', "is no column of whole numbers"),
    ("no number", REGISTER + HEAD + FLOW + "numerator = { hours = { at_most = nan } }", "no limit of a column"),
    ("a number too large", REGISTER + HEAD + FLOW + f"numerator = {{ hours = {10**18} }}", "no value of a column"),
    ("capitals", '[[registers]]\nextends = "dossiers"\ncolumns = [ { name = "Status" } ]', "no plain name"),
    ("the library's own", '[[registers]]\nextends = "dossiers"\ncolumns = [ { name = "_line" } ]', "no plain name"),
    ("a mark", '[[registers]]\nextends = "dossiers"\ncolumns = [ { name = "due_on__unread" } ]', "no plain name"),
    ("derived", '[[registers]]\nextends = "dossiers"\ncolumns = [ { name = "judged_on" } ]', "already"),
    ("joined by nothing", JOINED + lookup("name", "received_on"), "has no column 'name'"),
    ("day of nothing", JOINED + lookup("procedure", "dayy"), "no column 'dayy'"),
    ("day of text", JOINED + lookup("procedure", "channel"), "of type code"),
    ("events of no day", HAPPENED + events("procedure", "channel"), "of type code"),
    ("events of nothing", HAPPENED + events("staff", "received_on"), "no column 'staff'"),
    (
        "variant twice",
        REGISTER + HEAD + FLOW + 'numerator = { told = true }\nvariant = "a"\nvariants = [ { variant = "a" } ]',
        "stands twice",
    ),
    ("number as flag", REGISTER + HEAD + FLOW + "numerator = { told = 1 }", "no value of a column"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "word"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_declaration_is_refused_with_place_and_remedy(text: str, word: str) -> None:
    with pytest.raises(PlanError) as refusal:
        catalogue(text)
    assert word in str(refusal.value)
    assert refusal.value.where.startswith("own.toml")
    assert refusal.value.remedy


WORDS = ["hours", "kind", "told", "not", "at_most", "empty", "not_after"]
values = st.recursive(
    st.one_of(st.booleans(), st.integers(-5, 99), st.sampled_from(["hours", "attack", "x", ""]), st.dates()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["hours", "kind", "told", "not", "at_most", "empty", "not_after"]), inner, max_size=3
        ),
    ),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(["numerator", "among", "exclude", "date", "stock", "label", "events"]), values))
def test_any_declaration_is_read_or_refused(keys: dict[str, Any]) -> None:
    content = tomllib.loads(REGISTER) | {"indicators": [{"name": "x", "register": "incidents", **keys}]}
    refused = None
    try:
        found = with_declared(LIBRARY, [PlanTable(content, "own.toml")])
    except PlanError as refusal:
        refused = refusal
    assert refused.remedy if refused else "x" in found.indicators


def test_a_register_that_a_system_feeds_must_be_known(tmp_path: Path) -> None:
    file = tmp_path / "plan.toml"
    file.write_text(DECISION_320.read_text("utf-8").replace('registers = ["', 'registers = ["un', 1), "utf-8")
    with pytest.raises(PlanError, match=r"plan.toml, systems\[.*there is no register 'un"):
        check_targets(load_plan(file), LIBRARY)
