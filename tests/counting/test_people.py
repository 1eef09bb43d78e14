"""People who are counted once, wherever they came."""

from counted import dossiers, periods

from dtplan_analysis.counting import COUNTS
from dtplan_analysis.indicators import (
    dossiers_authenticated,
)


def test_users_are_counted_again_over_the_year_and_over_all_units():
    frame = dossiers("2024-01-10", "2024-04-10", "2024-04-11", user=["u", "u", "v"], unit=["A", "B", "B"])
    frame["authenticated"] = [True, False, True]
    by_unit = dossiers_authenticated.counts(frame, variant="users", period="year_to_date", by=None)
    assert periods(by_unit) == {
        ("2024Q1", "quarter"): (1, 1),
        ("2024Q2", "quarter"): (1, 2),
        ("2024Q1", "year_to_date"): (1, 1),
        ("2024Q2", "year_to_date"): (1, 2),
    }


def test_dossiers_of_nobody_are_missing_users():
    frame = dossiers(
        *["2024-05-05"] * 5, user=["u", "u", None, None, None], authenticated=[True, None, True, True, None]
    )
    frame["channel"] = ["online", "online", "online", "direct", "online"]
    found = dossiers_authenticated.counts(frame, variant="users")
    assert periods(found, *COUNTS) == {("2024Q2", "quarter"): (4, 1, 3, 0, 0)}
