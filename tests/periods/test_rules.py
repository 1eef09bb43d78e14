"""Rules of an office's own: other years, other lengths, lists of pairs."""

from datetime import date

import pytest

from dtplan_analysis.periods import dated_quarters, regular_quarters

D = date


APRIL, SIXTH = regular_quarters(year_begins="04-01"), regular_quarters(year_begins="04-06")


MONTHS, HALVES, YEARS = (regular_quarters(length=length) for length in (1, 6, 12))


FISCAL_MONTHS, FISCAL_YEARS = (regular_quarters(year_begins="04-01", length=length) for length in (1, 12))


def pairs(*days: str) -> list[tuple[date, date]]:
    spans = [day.split("/") for day in days]
    return [(date.fromisoformat(f"2024-{first}"), date.fromisoformat(f"2024-{last}")) for first, last in spans]


LABELS = [
    # a list's quarters bear the calendar's numbers, whatever it leaves out, and each its own
    (pairs("04-01/06-30", "10-01/12-31"), ["2024Q2", "2024Q4"]),
    (pairs("01-05/04-04", "04-05/07-04", "07-05/10-04"), ["2024Q1", "2024Q2", "2024Q3"]),
    (pairs("10-01/10-31", "11-01/12-31"), ["2024Q3", "2024Q4"]),
    (pairs("01-01/01-31", "02-01/03-31", "04-01/06-30"), ["2024Q1", "2024Q2", "2024Q3"]),
]


@pytest.mark.parametrize(("listed", "labels"), LABELS)
def test_a_list_may_begin_in_the_midst_of_a_year(listed, labels):
    assert [period.label for period in dated_quarters(listed).listed] == labels


REGULAR = [
    # rule, day, label, span, its first and last day, first day of its year, months over
    (APRIL, D(2024, 4, 1), "FY2024Q1", "quarter", D(2024, 4, 1), D(2024, 6, 30), D(2024, 4, 1), 3),
    (APRIL, D(2025, 3, 31), "FY2024Q4", "quarter", D(2025, 1, 1), D(2025, 3, 31), D(2024, 4, 1), 12),
    (SIXTH, D(2024, 4, 5), "FY2023Q4", "quarter", D(2024, 1, 6), D(2024, 4, 5), D(2023, 4, 6), 12),
    (MONTHS, D(2024, 2, 29), "2024-02", "month", D(2024, 2, 1), D(2024, 2, 29), D(2024, 1, 1), 2),
    (HALVES, D(2024, 7, 1), "2024H2", "half_year", D(2024, 7, 1), D(2024, 12, 31), D(2024, 1, 1), 12),
    (YEARS, D(2024, 7, 1), "2024", "year", D(2024, 1, 1), D(2024, 12, 31), D(2024, 1, 1), 12),
    (FISCAL_YEARS, D(2024, 3, 1), "FY2023", "year", D(2023, 4, 1), D(2024, 3, 31), D(2023, 4, 1), 12),
    (FISCAL_MONTHS, D(2024, 3, 1), "2024-03", "month", D(2024, 3, 1), D(2024, 3, 31), D(2023, 4, 1), 12),
]


@pytest.mark.parametrize(("rule", "day", "label", "span", "first", "last", "year", "months"), REGULAR)
def test_year_is_cut_from_its_own_first_day(rule, day, label, span, first, last, year, months):
    period = rule.containing(day)
    assert (period.label, period.span, period.start, period.end) == (label, span, first, last)
    assert (period.year_start, period.months, rule.quarter(label)) == (year, months, period)
    assert (rule.year_to_date(period).start, rule.year_to_date(period).span) == (year, "year_to_date")
