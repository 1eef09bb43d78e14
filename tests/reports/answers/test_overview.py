"""All units by all targets in a quarter."""

from asked import cells
from office import Counts, judged

from dtplan_analysis.reports import JudgedTable, UnitQuarter
from dtplan_analysis.units import TOTAL, UNKNOWN


def test_units_stand_in_their_order_and_the_total_last(aa: UnitQuarter) -> None:
    answer = aa.overview()
    assert [row[0] for row in answer.table.rows] == ["Test Agency", "Sample Department", "Pilot Office", "All units"]
    assert cells(answer.frame, "unit", "numerator", "denominator") == [
        *(["AA", 4, 8], ["BB", 2, 4], ["PP", 1, 1]), [TOTAL, 6, 12],
    ]  # fmt: skip
    assert {row[0] for row in aa.overview(period="2024Q1").table.rows} >= {"Test Agency", "All units"}


def test_what_a_unit_has_not_is_a_dash_and_unknown_units_are_none() -> None:
    quarter = "2024Q2"
    given = {
        ("AA", "CB2", quarter): Counts(1, 2),
        ("AA", "CB3", quarter): Counts(1, 2),
        ("BB", "CB2", quarter): Counts(1, 2),
    }
    given[UNKNOWN, "CB2", quarter] = Counts(1, 1)
    table = judged(given)
    answer = JudgedTable(table[table["span"] == "quarter"]).overview()
    assert [row[0] for row in answer.table.rows] == ["AA", "BB"]
    assert answer.table.rows[1][-1] == "–"
