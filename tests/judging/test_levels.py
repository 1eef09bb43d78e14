"""Units that meet a target, counted by level: without the total, unknown units and pilots."""

import pandas as pd

from dtplan_analysis.judging.levels import met_by_level
from dtplan_analysis.units import TOTAL, UNKNOWN

ROWS = [
    ("A", "H1", "met", "city"),
    ("B", "H1", "not_met", "city"),
    ("C", "H1", "no_case", "city"),
    ("D", "H1", "inconclusive", "ward"),
    ("E", "H1", "not_due", "ward"),
    ("F", "H1", "no_data", ""),
    ("P", "H1", "met", "city"),
    ("A", "H2", "no_data", "city"),
    ("A", "H3", "suppressed", "city"),
    ("B", "H3", "met", "city"),  # of a city that is not shown, nothing is told
    ("D", "H3", "met", "ward"),
    ("A", "", "met", "city"),
    (UNKNOWN, "H1", "met", ""),
    (TOTAL, "H1", "", ""),
]


def test_units_with_cases_are_counted_by_level():
    rows = pd.DataFrame(ROWS, columns=["unit", "target", "status", "unit_level"])
    found = met_by_level(rows, leave_out=("P",))
    assert {key: (n.met, n.decided) for key, n in found.items()} == {
        ("H1", "city"): (1, 2),
        ("H1", "ward"): (0, 2),
        ("H1", ""): (0, 0),
        ("H2", "city"): (0, 0),
        ("H3", "ward"): (1, 1),
    }
    assert found["H1", "city"] == (1, 2, 1, 1)


def test_what_is_not_shown_is_looked_for_before_peers_are_left_out():
    rows = pd.DataFrame(
        [("A", "H1", "met", ""), ("B", "H1", "suppressed", ""), ("A", "H2", "met", ""), ("B", "H2", "met", "")],
        columns=["unit", "target", "status", "unit_level"],
    )
    found = met_by_level(rows, peers=lambda rows: rows[rows["unit"] != "B"])
    assert found == {("H2", ""): (1, 1, 0, 0)}
