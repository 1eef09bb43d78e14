"""A period: its days, its span, and how much of its year is over with it."""

from datetime import date

import pytest

from dtplan_analysis.periods import CALENDAR
from dtplan_analysis.periods.period import Period

SECOND = Period("2024Q2", date(2024, 4, 1), date(2024, 6, 30), date(2024, 1, 1), number=2)


def test_a_year_to_date_begins_with_the_year_and_ends_with_its_quarter() -> None:
    assert CALENDAR.quarter("2024Q2") == SECOND
    to_date = CALENDAR.year_to_date(SECOND)
    assert (to_date.start, to_date.end, to_date.span) == (date(2024, 1, 1), date(2024, 6, 30), "year_to_date")
    assert (SECOND.start, SECOND.span) == (date(2024, 4, 1), "quarter")


@pytest.mark.parametrize(
    ("length", "number", "span", "months"),
    [(1, 2, "month", 2), (3, 2, "quarter", 6), (6, 2, "half_year", 12), (12, 1, "year", 12)],
)
def test_what_it_is_goes_by_its_length(length: int, number: int, span: str, months: int) -> None:
    period = Period("x", SECOND.own_start, SECOND.end, SECOND.year_start, number, length)
    assert (period.span, period.months) == (span, months)


def test_it_shows_its_label_and_days() -> None:
    assert SECOND.days == "2024-04-01 – 2024-06-30"
    assert repr(SECOND) == "<Period 2024Q2 · 2024-04-01 – 2024-06-30>"
