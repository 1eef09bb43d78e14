"""The bare declaration of an indicator: what it reads, what it can do without, and how its records lie in time."""

from dataclasses import replace
from datetime import date

import narwhals.stable.v2 as nw
import pytest

from dtplan_analysis.counting import Declaration, Events, Flow, Lookup, Open, Snapshot, Stock, count
from dtplan_analysis.counting.declaration import refuse_keywords
from dtplan_analysis.errors import InputError
from dtplan_analysis.language import Text
from dtplan_analysis.registers import Register
from dtplan_analysis.registers.columns import UNIT, day, flag, text

CASES = Register("cases", Text("Vụ việc", "Cases"), (UNIT, day("on", "Ngày", "Day"), flag("done", "Xong", "Done")))
VISITS = Register("visits", Text("Lượt", "Visits"), (text("number", "Số", "Number"), day("on", "Ngày", "Day")))
PLAIN = Declaration("cases_done", CASES, nw.col("done"), ("done",), Flow("on"), exclude={"secrecy": ("secret",)})
VISITED = Events(VISITS, "number", "on", "period", "visited")
KIND = Lookup(VISITS, "visit", "kind", "on")


@pytest.mark.parametrize(
    ("declared", "nature"),
    [
        (PLAIN, "flow"),
        (replace(PLAIN, placement=Stock("from", "to")), "stock"),
        (replace(PLAIN, placement=Snapshot("on")), "snapshot"),
        (replace(PLAIN, placement=Open("from", "to", "due")), "open"),
        (replace(PLAIN, events=VISITED), "flow"),
        (replace(PLAIN, events=replace(VISITED, window="year")), "cumulative"),
    ],
)
def test_nature_is_how_records_lie_in_time(declared: Declaration, nature: str) -> None:
    assert declared.nature == nature


@pytest.mark.parametrize(
    ("declared", "columns", "spare", "registers"),
    [
        (PLAIN, ("done", "secrecy", "on"), {"secrecy"}, ["cases"]),
        (replace(PLAIN, needs=("done", "secrecy")), ("done", "secrecy", "on"), set(), ["cases"]),
        (replace(PLAIN, among={"kind": ("a",)}), ("done", "kind", "secrecy", "on"), {"secrecy"}, ["cases"]),
        (replace(PLAIN, distinct="user"), ("done", "secrecy", "on", "user"), {"secrecy"}, ["cases"]),
        (replace(PLAIN, sum_of="volume"), ("done", "secrecy", "on", "volume"), {"secrecy"}, ["cases"]),
        # What is joined is no column of the register; the key that joins it is one.
        (
            replace(PLAIN, needs=("visited",), events=VISITED),
            *(("secrecy", "on", "number"), {"secrecy"}, ["cases", "visits"]),
        ),
        (
            replace(PLAIN, exclude={"kind": ("a",)}, lookups=(KIND,)),
            *(("done", "on", "visit"), set(), ["cases", "visits"]),
        ),
    ],
)
def test_columns_are_those_of_its_own_register(
    declared: Declaration, columns: tuple[str, ...], spare: set[str], registers: list[str]
) -> None:
    assert declared.columns == columns
    assert declared.spare == spare
    assert [one.name for one in declared.registers] == registers


def test_a_keyword_that_a_call_has_not_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError, match="there is no keyword 'as_off'") as refused:
        refuse_keywords(["as_off"], count, where="count")
    assert "did you mean 'as_of'" in refused.value.remedy
    refuse_keywords([], count, where="count")


def test_nothing_positional_is_a_keyword() -> None:
    def call(frame: object, *, until: date) -> None: ...

    with pytest.raises(InputError) as refused:
        refuse_keywords(["frames"], call, where="call")
    assert "frame" not in refused.value.remedy
    assert "until" in refused.value.remedy
