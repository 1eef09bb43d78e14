"""What to do first: the order, who leads, and what is said where nothing is to be done."""

from collections.abc import Mapping

import pytest
from office import Cell, Counts, FakeStore, soup_of, subject
from reported import OFFICE, half_page
from reported import actions as items

from dtplan_analysis.language import Language
from dtplan_analysis.periods import CALENDAR
from dtplan_analysis.reports import MinistryQuarter
from dtplan_analysis.reports.actions import Action, action_list, actions, reason_line
from dtplan_analysis.units import TOTAL

NOTHING: dict[str, tuple[Mapping[str, Cell], str | None]] = {
    "all is met": (
        {"CB2": Counts(9, 10), "CB1": Counts(0, 0)}, "What to do first\nNothing: every target with cases is met.",
    ),
    "what is short is on course": (
        {"CB2": Counts(9, 10), "OP6": Counts(6, 10)},
        "What to do first\nNothing: what is not yet met is on course for the year (Training in digital skills (OP6)).",
    ),
    "a survey that says no": ({"CB4": Counts(50, 100), "OP6": Counts(6, 10)}, None),
    "no case anywhere": ({"CB2": Counts(0, 0), "CB1": Counts(0, 0)}, None),
    "a single target that is met": ({"CB2": Counts(9, 10)}, None),
}  # fmt: skip


@pytest.mark.parametrize("name", NOTHING)
def test_where_nothing_is_to_be_done_the_reason_is_said_if_it_is_known(name: str) -> None:
    cells, told = NOTHING[name]
    report = subject(cells)
    assert actions(report) == []
    found = action_list(report)
    assert (None if found is None else soup_of(str(found.markup)).get_text("\n")) == told


def test_what_can_be_worked_off_now_stands_first_and_three_at_most() -> None:
    cells = {"OP1": Counts(1, 10), "OP2": Counts(2, 10), "CB2": Counts(55, 90, 10), "CB5": Counts(1, 10)}
    found = actions(subject(cells))
    assert [(one.target, one.now) for one in found] == [("CB2", True), ("OP1", False), ("OP2", False)]


def test_units_with_most_to_do_are_those_with_most_of_what_is_to_be_done() -> None:
    """Of missing cells, those with most of these, however far they are from the target."""
    cells = {("U0", "CB2"): Counts(10, 100, 1), ("U1", "CB2"): Counts(140, 150, 7), (TOTAL, "CB2"): Counts(150, 250, 8)}
    there = {(*key, "2024Q2"): one for key, one in cells.items()}
    report = MinistryQuarter(FakeStore(there, units=OFFICE), TOTAL, CALENDAR.quarter("2024Q2"), "en")  # type: ignore[arg-type]
    assert [one.most for one in actions(report)] == ["Office U1 (7); Office U0 (1)"]


def test_who_leads_is_told_before_where_most_is_and_why() -> None:
    say = Language("vi")
    action = Action("CB2", now=True, what="", why="w", lead="Văn phòng Bộ", most="A (3)")
    assert reason_line(action, say) == "Chủ trì: Văn phòng Bộ · Nhiều nhất: A (3) · Lý do xếp ở đây: w"
    assert reason_line(Action("CB2", now=True, what="", why="w"), say) == "Lý do xếp ở đây: w"


def test_a_closed_quarter_calls_for_no_more_cases_but_for_so_many_of_the_next() -> None:
    (action,) = items(half_page(subject({"CB2": Counts(49, 90, 10)}, before={"CB2": Counts(1, 2)})))
    assert (
        "of about 100 dossiers to be expected in the next quarter, at least 60 must pass (this quarter: 49)" in action
    )
