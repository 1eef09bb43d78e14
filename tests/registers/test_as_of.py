"""The as-of date, and what may be a slip of the pen."""

from datetime import date, timedelta

import pytest

from dtplan_analysis.registers.as_of import Latest, latest

D = date


def days(first: date, n: int, each: int = 1) -> dict[date, int]:
    return {first + timedelta(days=place): each for place in range(n)}


YEAR = days(D(2024, 1, 1), 366)
CASES = [
    # name, rows a day, the latest day, the last one beyond doubt
    ("no gap", YEAR, D(2024, 12, 31), D(2024, 12, 31)),
    ("one slip", YEAR | {D(2027, 1, 1): 1}, D(2027, 1, 1), D(2024, 12, 31)),
    ("a gap of 92 days", YEAR | {D(2025, 4, 2): 1}, D(2025, 4, 2), D(2025, 4, 2)),
    ("a gap of 93 days", YEAR | {D(2025, 4, 3): 1}, D(2025, 4, 3), D(2024, 12, 31)),
    ("five rows", YEAR | {D(2026, 1, 1): 5}, D(2026, 1, 1), D(2024, 12, 31)),
    ("six rows of 372", YEAR | {D(2026, 1, 1): 6}, D(2026, 1, 1), D(2026, 1, 1)),
    ("six rows of 7326", days(D(2024, 1, 1), 366, 20) | {D(2026, 1, 1): 6}, D(2026, 1, 1), D(2024, 12, 31)),
    ("eight rows of 7328", days(D(2024, 1, 1), 366, 20) | {D(2026, 1, 1): 8}, D(2026, 1, 1), D(2026, 1, 1)),
    ("gaps as long before", {D(year, 6, 1): 9 for year in range(2018, 2025)} | {D(2025, 6, 1): 2}, D(2025, 6, 1),
     D(2025, 6, 1)),
    ("not twice as long", {D(2023, 1, 1): 9, D(2023, 6, 1): 9, D(2024, 3, 1): 1}, D(2024, 3, 1), D(2024, 3, 1)),
    ("more than ten years after", days(D(2024, 1, 1), 99) | {D(2034, 12, 31): 1, D(9999, 12, 31): 50}, D(2024, 4, 8),
     D(2024, 4, 8)),
    ("two slips far apart", YEAR | {D(2026, 1, 1): 1, D(2028, 6, 1): 1}, D(2028, 6, 1), D(2024, 12, 31)),
]  # fmt: skip


@pytest.mark.parametrize(("counted", "day", "sure"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_few_rows_behind_a_long_gap_are_in_doubt(counted, day, sure):
    found = latest(counted, lambda after, until: sum(n for one, n in counted.items() if after < one <= until))
    assert found == Latest(day, sure)


def test_nothing_happened():
    assert latest({}, lambda *_: 0) is None
