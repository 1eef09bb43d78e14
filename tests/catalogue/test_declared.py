"""Registers and indicators that a plan file brings: counted as the same ones in Python, or refused with their place."""

import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import narwhals.stable.v2 as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from backends import rows_of
from hypothesis import given
from hypothesis import strategies as st

from dtplan_analysis.catalogue import LIBRARY, Catalogue
from dtplan_analysis.catalogue.declared import with_declared
from dtplan_analysis.counting import COUNTS, Flow
from dtplan_analysis.errors import PlanError
from dtplan_analysis.indicators.proportion import Proportion
from dtplan_analysis.plans import SHIPPED, check_indicators, find_plan, vocabulary_of
from dtplan_analysis.plans.table import PlanTable

REGISTER = """
[[registers]]
name = "incidents"
title = { vi = "Sự cố", en = "Incidents" }
key = ["number"]
date = "reported_on"
columns = [
  { name = "number", type = "text", required = true, vi = "Mã", en = "Number" },
  { name = "reported_on", type = "date", required = true, vi = "Ngày báo", en = "Reported on" },
  { name = "due_on", type = "date", vi = "Hạn", en = "Due" },
  { name = "restored_on", type = "date", vi = "Khôi phục", en = "Restored" },
  { name = "hours", type = "number", vi = "Số giờ", en = "Hours" },
  { name = "kind", type = "code", vi = "Loại", en = "Kind", codes = { outage = OUTAGE, attack = ATTACK } },
  { name = "told", type = "flag", vi = "Đã báo", en = "Told" },
]
"""
REGISTER = REGISTER.replace("OUTAGE", '{ vi = "gián đoạn", en = "outage", words = ["sự cố"] }')
REGISTER = REGISTER.replace("ATTACK", '{ vi = "tấn công", en = "cyber attack" }')
HEAD = '\n[[indicators]]\nname = "x"\nregister = "incidents"\n'
FLOW = 'date = "reported_on"\n'


def catalogue(text: str) -> Catalogue:
    return with_declared(LIBRARY, [PlanTable(tomllib.loads(text), "own.toml")])


def indicator(keys: str) -> Proportion:
    return catalogue(REGISTER + HEAD + FLOW + keys).indicators["x"]


DAY = "2024-05-02"
ROWS = pd.DataFrame(
    {
        "unit": ["A"] * 6,
        "number": list("123456"),
        "reported_on": pd.to_datetime(["2024-04-02"] * 6),
        "due_on": pd.to_datetime([DAY] * 5 + [None]),
        "restored_on": pd.to_datetime(["2024-04-03", "2024-06-01", None, DAY, "2024-05-03", "2024-05-03"]),
        "hours": [5.0, 30, None, 24, 2, 1],
        "kind": ["outage", "attack", "outage", "attack", "outage", None],
        "told": pd.array([True, False, None, True, False, True], dtype="boolean"),
    }
)

DATES = ("reported_on", "due_on", "restored_on")

FRAMES: dict[str, Callable[[pd.DataFrame], Any]] = {
    "pandas": lambda frame: frame,
    "polars": pl.from_pandas,
    "polars lazy": lambda frame: pl.from_pandas(frame).lazy(),
    "pyarrow": lambda frame: pa.Table.from_pandas(frame, preserve_index=False),
    "duckdb": lambda frame: duckdb.from_arrow(pa.Table.from_pandas(frame, preserve_index=False)),
}

# keys → records, excluded, missing, denominator, numerator; counted by hand
COUNTED = [
    ("numerator = { hours = { at_most = 24 } }", (6, 0, 1, 5, 4)),
    ("numerator = { hours = { at_least = 24 } }", (6, 0, 1, 5, 2)),
    ('numerator = { kind = "attack" }', (6, 0, 1, 5, 2)),
    ('numerator = { kind = { not = ["attack"] } }', (6, 0, 1, 5, 3)),
    ("numerator = { told = true }", (6, 0, 1, 5, 3)),
    ("numerator = { told = false }", (6, 0, 1, 5, 2)),
    ('numerator = { restored_on = { not_after = "due_on" } }', (6, 0, 2, 4, 2)),
    # one of two lists, and both columns are needed
    ('numerator = [{ restored_on = { not_after = "due_on" } }, { kind = "attack" }]', (6, 0, 2, 4, 3)),
    ('numerator = { kind = "outage", hours = { at_most = 24 } }', (6, 0, 2, 4, 2)),
    ("numerator = { restored_on = { empty = true } }", (6, 0, 0, 6, 1)),
    # an empty cell does not exclude
    ('numerator = { told = true }\nexclude = { kind = "attack" }', (6, 2, 1, 3, 2)),
    ('numerator = { hours = { at_most = 24 } }\nexclude = { kind = { not = ["attack"] } }', (6, 3, 0, 3, 2)),
    # nobody knows whether the third and the sixth are among them
    (
        "numerator = { restored_on = { empty = true } }\n"
        'among = [{ kind = "outage", hours = { at_least = 3 } }, { kind = "attack" }]',
        (5, 0, 2, 3, 0),
    ),
]


@pytest.mark.parametrize("backend", FRAMES)
@pytest.mark.parametrize(("keys", "expected"), COUNTED, ids=[keys for keys, _ in COUNTED])
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_declared_indicator_counts(keys: str, expected: tuple[int, ...], backend: str) -> None:
    (row,) = rows_of(indicator(keys).counts(FRAMES[backend](ROWS)))
    assert tuple(int(row[name]) for name in COUNTS) == expected


# What a file asks, and the same in Python: numerator, what it needs, and what is left out.
SAME: dict[str, tuple[nw.Expr, tuple[str, ...], dict[str, tuple[str, ...]]]] = {
    "numerator = { hours = { at_most = 24 } }": (nw.col("hours") <= 24, ("hours",), {}),
    'numerator = { kind = "attack" }': (nw.col("kind") == "attack", ("kind",), {}),
    'numerator = { told = true }\nexclude = { kind = "attack" }': (nw.col("told"), ("told",), {"kind": ("attack",)}),
    'numerator = { restored_on = { not_after = "due_on" } }': (
        nw.col("restored_on") <= nw.col("due_on"),
        ("restored_on", "due_on"),
        {},
    ),
}
DAYS = st.one_of(st.none(), st.dates(date(2024, 4, 1), date(2024, 9, 30)).map(pd.Timestamp))
INCIDENTS = st.lists(
    st.fixed_dictionaries(
        {
            "unit": st.sampled_from(["A", "B"]),
            "reported_on": st.dates(date(2024, 4, 1), date(2024, 9, 30)).map(pd.Timestamp),
            "due_on": DAYS,
            "restored_on": DAYS,
            "hours": st.one_of(st.none(), st.integers(0, 60)),
            "kind": st.sampled_from(["outage", "attack", None]),
            "told": st.one_of(st.none(), st.booleans()),
        }
    ),
    min_size=1,
    max_size=12,
)


@pytest.mark.parametrize("backend", FRAMES)
@given(rows=INCIDENTS, keys=st.sampled_from(list(SAME)))
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_toml_counts_as_python_does(backend: str, rows: list[dict[str, Any]], keys: str) -> None:
    frame = pd.DataFrame(rows).assign(number=[str(n) for n in range(len(rows))])
    frame = frame.astype(
        {"hours": "Float64", "told": "boolean", "kind": "str"} | dict.fromkeys(DATES, "datetime64[us]")
    )
    said, (numerator, needs, exclude) = indicator(keys), SAME[keys]
    same = Proportion("x", said.register, numerator, needs, Flow("reported_on"), exclude=exclude)
    found, expected = (
        sorted(
            tuple(row[name] for name in ("unit", "period", *COUNTS))
            for row in rows_of(one.counts(FRAMES[backend](frame), as_of=date(2024, 9, 30)))
        )
        for one in (said, same)
    )
    assert found == expected
    assert found


def test_definition_is_put_together_in_words() -> None:
    one = indicator('numerator = { hours = { at_most = 24 } }\nexclude = { kind = "outage" }')
    assert one.definition["en"] == (
        "Reached where “Hours” is at most 24; left out where “Kind” is outage; placed in a period by “Reported on”."
    )
    assert one.definition["vi"] == (
        "Đạt khi “Số giờ” không quá 24; không tính khi “Loại” là gián đoạn; xếp kỳ theo “Ngày báo”."
    )


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("numerator = { told = false }", "reached where “Told” is no"),
        ("numerator = { hours = { at_least = 1234567 } }", "“Hours” is at least 1234567"),
        ('numerator = [{ kind = "attack" }, { told = true }]', "“Kind” is cyber attack or “Told” is yes"),
        ('numerator = { number = { not = ["{0}"] } }', "“Number” is other than {0}"),
        ('numerator = { told = true }\ndistinct = "number"', "each “Number” counts once"),
        (
            'numerator = { told = true }\nstock = ["reported_on", "restored_on"]',
            "in force on the period's last day (“Reported on” to “Restored”)",
        ),
    ],
)
def test_definition_says_what_is_asked_and_when(keys: str, said: str) -> None:
    one = catalogue(REGISTER + HEAD + ("" if "stock" in keys else FLOW) + keys).indicators["x"]
    assert said.casefold() in one.definition["en"].casefold()


def test_words_of_codes_are_known() -> None:
    assert catalogue(REGISTER).registers["incidents"].column("kind").words["outage"] == ("gián đoạn", "outage", "sự cố")


def test_unit_is_added() -> None:
    assert catalogue(REGISTER).registers["incidents"].names[0] == "unit"


def test_extended_register_is_that_of_every_indicator() -> None:
    more = '[[registers]]\nextends = "dossiers"\ncolumns = [ { name = "urgent", type = "flag" } ]\n'
    found = catalogue(more + '[[indicators]]\nname = "x"\nregister = "dossiers"\nnumerator = { urgent = true }\n'
                      'date = "received_on"')  # fmt: skip
    own = found.registers["dossiers"]
    assert own.column("urgent").type == "flag"
    assert all(one.register is own for one in found.indicators.values() if one.register.name == "dossiers")
    assert found.indicators["dossiers_online"].register is own


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_plan_speaks_of_what_there_is(name: str) -> None:
    plan = find_plan(name)
    found = with_declared(LIBRARY, vocabulary_of(plan, Path()))
    check_indicators(plan, found.indicators)
    for target in plan.counted:
        one = found.indicators[target.indicator].choose(target.variant)
        assert one.definition["vi"] != one.definition["en"]


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
