"""Where a report's subject stands among the units that are in totals."""

from office import Counts, FakeStore
from reported import CODES, OFFICE

from dtplan_analysis.periods import CALENDAR
from dtplan_analysis.reports import UnitQuarter
from dtplan_analysis.reports.position import position

CELLS = {(code, target, "2024Q2"): Counts(n + 1, 10) for n, code in enumerate(CODES) for target in ("CB2", "CB3")}


def report() -> UnitQuarter:
    return UnitQuarter(FakeStore(CELLS, units=OFFICE), "U2", CALENDAR.quarter("2024Q2"), "en")  # type: ignore[arg-type]


def test_all_its_targets_are_drawn_or_those_that_are_wanted() -> None:
    one = report()
    names = {target: one.target_name(target) for target in ("CB2", "CB3")}
    drawn = position(one).description
    assert all(name in drawn for name in names.values())
    few = position(one, [goal for goal in one.goals if goal[0] == "CB3"]).description
    assert names["CB3"] in few
    assert names["CB2"] not in few


def test_it_speaks_of_the_subject_by_its_name() -> None:
    assert "Office U2" in position(report()).to_svg()
