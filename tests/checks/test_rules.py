"""The rules of a register, as tests in SQL of a broken row."""

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dtplan_analysis.checks.rules import Rule, rules_of
from dtplan_analysis.language import Text
from dtplan_analysis.registers import Register
from dtplan_analysis.registers.columns import UNIT, code, day, whole
from dtplan_analysis.registers.reading import Source
from dtplan_analysis.registers.reading.origin import Origin
from dtplan_analysis.registers.register import out_of_order
from dtplan_analysis.units import UNKNOWN, Unit

CASES = Register(
    "cases",
    Text("Vụ việc", "Cases"),
    columns=(
        UNIT,
        day("opened_on", "Mở", "Opened", required=True),
        day("closed_on", "Đóng", "Closed"),
        code("kind", "Loại", "Kind", ("a", "b'c")),
        whole("score", "Điểm", "Score", most=10),
    ),
    date="opened_on",
    consistency=(out_of_order("closed_on", "opened_on", "", ""),),
)
UNITS = [
    Unit("A", Text("A", "A")),
    Unit("B", Text("B", "B"), valid_from=date(2024, 4, 1), valid_to=date(2024, 5, 31)),
]
GOOD = {
    "unit": "A",
    "opened_on": "2024-05-06",
    "closed_on": "2024-05-07",
    "kind": "b'c",
    "score": 10,
    "score__unread": False,
}
SOURCE = Source(CASES, "x.csv", Path(), columns={"kind": Origin(names=("kind",), missing=("ND",))})


def broken(rules: list[Rule], **cells: Any) -> set[tuple[str, str]]:
    row = GOOD | cells
    types = {"opened_on": "DATE", "closed_on": "DATE", "score": "INTEGER", "score__unread": "BOOLEAN"}
    columns = ", ".join(f"?::{types.get(name, 'VARCHAR')} AS {name}" for name in row)
    with duckdb.connect() as engine:
        tests = ", ".join(f"coalesce({rule.broken}, false)" for rule in rules)
        found = engine.execute(f"SELECT {tests} FROM (SELECT {columns})", list(row.values())).fetchone()
    assert found
    return {(rule.column, rule.name) for rule, is_broken in zip(rules, found, strict=True) if is_broken}


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({}, set()),
        ({"kind": "c"}, {("kind", "unknown_code")}),
        ({"kind": None}, set()),
        ({"kind": "nd"}, set()),  # a word of `missing`
        ({"score": None, "score__unread": True}, set()),  # not empty
        ({"score": -1}, {("score", "out_of_range")}),
        ({"score": 11}, {("score", "out_of_range")}),
        ({"score": None}, {("score", "empty")}),
        ({"opened_on": "2024-07-01", "closed_on": None}, {("opened_on", "in_the_future")}),
        ({"closed_on": "2024-07-01"}, set()),  # nothing says that something happened on it
        ({"closed_on": "2024-05-05"}, {("closed_on", "closed_on_before_opened_on")}),
        ({"unit": UNKNOWN}, {("unit", "unknown_unit")}),
        ({"unit": "B"}, set()),
        ({"unit": "B", "opened_on": "2024-03-31"}, {("unit", "unit_not_valid")}),
        ({"unit": "B", "opened_on": "2024-06-01", "closed_on": None}, {("unit", "unit_not_valid")}),
    ],
)
def test_a_row_breaks_the_rules_that_it_breaks(cells: dict[str, Any], expected: set[tuple[str, str]]) -> None:
    assert broken(rules_of(SOURCE, ["score"], UNITS, date(2024, 6, 30)), **cells) == expected


def test_a_column_that_an_export_lacks_has_no_rule() -> None:
    rules = rules_of(SOURCE, ["score"], UNITS, date(2024, 6, 30), absent=["score", "kind"])
    assert {rule.column for rule in rules} == {"unit", "opened_on", "closed_on"}


def test_where_no_unit_begins_or_ends_each_is_valid() -> None:
    assert "unit_not_valid" not in {rule.name for rule in rules_of(SOURCE, [], UNITS[:1], date(2024, 6, 30))}
