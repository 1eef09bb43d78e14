"""How many units meet each target, by level, and in portions that a page can hold."""

from dataclasses import replace

from office import Counts, FakeStore
from reported import CODES, OFFICE

from dtplan_analysis.periods import CALENDAR
from dtplan_analysis.reports import MinistryQuarter
from dtplan_analysis.reports.tally import by_level, most_units, portions, tally
from dtplan_analysis.units import TOTAL, Units

# 60 % are asked for: U0 … U4 do not reach it, U5 … U7 do; U0 has no case.
CELLS = {(code, "CB2", "2024Q2"): Counts(n * 12, 100 * bool(n)) for n, code in enumerate(CODES)}
CELLS[TOTAL, "CB2", "2024Q2"] = Counts(336, 700)


def report(*levels: str) -> MinistryQuarter:
    units = Units(tuple(replace(unit, level=level) for unit, level in zip(OFFICE, levels or [""] * 8, strict=True)))
    return MinistryQuarter(FakeStore(CELLS, units=units), TOTAL, CALENDAR.quarter("2024Q2"), "en")  # type: ignore[arg-type]


def test_units_with_cases_are_met_or_not_and_the_rest_is_told() -> None:
    table = tally(report(), CODES, "All")
    assert [row[1:] for row in table.rows] == [("60%", "7", "3", "4", "0", "1")]
    assert [row[2:] for row in tally(report(), CODES[5:], "Some").rows] == [("3", "3", "0", "0", "0")]


def test_each_level_has_its_tally_and_they_add_up() -> None:
    tables = by_level(report(*["a"] * 3, *["b"] * 5))
    assert [table.caption.rpartition(": ")[2] for table in tables] == ["3 units", "5 units"]
    assert sum(int(str(table.rows[0][3])) for table in tables) == 3


def test_portions_are_of_one_level_and_count_on_within_it() -> None:
    subject = report("a", "b", "a", "a", "b", "a", "a", "a")
    found = [(level, first, codes) for level, first, codes in portions(subject, CODES, 4)]
    assert found == [("a", 1, ["U0", "U2", "U3", "U5"]), ("a", 5, ["U6", "U7"]), ("b", 1, ["U1", "U4"])]


def test_a_page_has_a_thousand_cells_at_most() -> None:
    subject = report()
    assert (
        most_units(subject) * len(subject.plan.targets) <= 1000 < (most_units(subject) + 1) * len(subject.plan.targets)
    )
