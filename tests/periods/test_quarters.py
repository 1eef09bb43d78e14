"""Quarters of three rules, and the year to date."""

import unicodedata
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dtplan_analysis.errors import PeriodError
from dtplan_analysis.language import LANGUAGES, Language
from dtplan_analysis.periods import CALENDAR, ND09, dated_quarters, regular_quarters

D = date
PAIRS = [
    (D(2023, 10, 1), D(2023, 12, 20)),
    (D(2024, 1, 8), D(2024, 4, 7)),  # days between belong to none
    (D(2024, 4, 8), D(2024, 7, 7)),
]
DATED = dated_quarters(PAIRS)
RULES = {"calendar": CALENDAR, "nd09": ND09}
APRIL, SIXTH = regular_quarters(year_begins="04-01"), regular_quarters(year_begins="04-06")
MONTHS, HALVES, YEARS = (regular_quarters(length=length) for length in (1, 6, 12))
FISCAL_MONTHS, FISCAL_YEARS = (regular_quarters(year_begins="04-01", length=length) for length in (1, 12))
ALL = [CALENDAR, ND09, APRIL, SIXTH, MONTHS, HALVES, YEARS, FISCAL_MONTHS, FISCAL_YEARS]

DAYS = [
    # rule, day, quarter, its first and last day, first day of its year
    (CALENDAR, D(2024, 1, 1), "2024Q1", D(2024, 1, 1), D(2024, 3, 31), D(2024, 1, 1)),
    (CALENDAR, D(2024, 2, 29), "2024Q1", D(2024, 1, 1), D(2024, 3, 31), D(2024, 1, 1)),
    (CALENDAR, D(2024, 12, 31), "2024Q4", D(2024, 10, 1), D(2024, 12, 31), D(2024, 1, 1)),
    (ND09, D(2023, 12, 14), "2023Q4", D(2023, 9, 15), D(2023, 12, 14), D(2022, 12, 15)),
    (ND09, D(2023, 12, 15), "2024Q1", D(2023, 12, 15), D(2024, 3, 14), D(2023, 12, 15)),
    (ND09, D(2024, 3, 15), "2024Q2", D(2024, 3, 15), D(2024, 6, 14), D(2023, 12, 15)),
    (ND09, D(2024, 6, 14), "2024Q2", D(2024, 3, 15), D(2024, 6, 14), D(2023, 12, 15)),
    (ND09, D(2024, 12, 31), "2025Q1", D(2024, 12, 15), D(2025, 3, 14), D(2024, 12, 15)),
    (DATED, D(2023, 12, 20), "2023Q4", D(2023, 10, 1), D(2023, 12, 20), D(2023, 10, 1)),
    (DATED, D(2024, 4, 8), "2024Q2", D(2024, 4, 8), D(2024, 7, 7), D(2024, 1, 8)),
]


@pytest.mark.parametrize(("rule", "day", "label", "first", "last", "year"), DAYS)
def test_day_belongs_to_its_quarter(rule, day, label, first, last, year):
    quarter = rule.containing(day)
    assert (quarter.label, quarter.start, quarter.end, quarter.span) == (label, first, last, "quarter")
    assert rule.quarter(label) == quarter
    to_date = rule.year_to_date(quarter)
    assert (to_date.label, to_date.start, to_date.end, to_date.span) == (label, year, last, "year_to_date")


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
@settings(derandomize=True, database=None)
@given(day=st.dates(D(1902, 1, 1), D(9990, 1, 1)))
def test_quarters_leave_no_day_out(rule, day):
    quarter = rule.containing(day)
    assert quarter.start <= day <= quarter.end
    assert rule.containing(quarter.end) == quarter
    assert rule.previous(quarter).end == quarter.start - timedelta(days=1)
    assert rule.a_year_before(quarter).label == f"{int(quarter.label[:4]) - 1}{quarter.label[4:]}"
    year = rule.between(rule.year_to_date(quarter).start, quarter.end)
    assert len(year) == int(quarter.label[-1])
    assert {one.label[:4] for one in year} == {quarter.label[:4]}


BETWEEN = [
    (CALENDAR, D(2023, 12, 31), D(2024, 4, 1), ["2023Q4", "2024Q1", "2024Q2"]),
    (CALENDAR, D(2024, 5, 5), D(2024, 5, 5), ["2024Q2"]),
    (CALENDAR, D(2024, 5, 5), D(2024, 5, 4), []),
    (ND09, D(2024, 12, 14), D(2024, 12, 15), ["2024Q4", "2025Q1"]),
    (DATED, D(2023, 12, 21), D(2024, 1, 7), []),
    (DATED, D(2023, 12, 20), D(2024, 4, 8), ["2023Q4", "2024Q1", "2024Q2"]),
]


@pytest.mark.parametrize(("rule", "first", "last", "labels"), BETWEEN)
def test_quarters_between_two_days(rule, first, last, labels):
    assert [period.label for period in rule.between(first, last)] == labels


def test_listed_quarters_know_only_their_own():
    assert DATED.containing(D(2024, 1, 1)) is None
    assert DATED.previous(DATED.listed[0]) is None
    assert DATED.previous(DATED.listed[1]) == DATED.listed[0]
    assert DATED.a_year_before(DATED.quarter("2024Q1")) is None


# rule, first and last listed pair of a year, the pair a year earlier by its dates
FISCAL_PAIRS = dated_quarters(
    [(D(2023, 4, 1), D(2023, 6, 30)), (D(2023, 7, 1), D(2023, 9, 30)), (D(2024, 1, 1), D(2024, 3, 31)),
     (D(2024, 4, 1), D(2024, 6, 30)), (D(2024, 7, 3), D(2024, 10, 2)), (D(2025, 1, 1), D(2025, 3, 20))]
)  # fmt: skip
YEARS_BEFORE = [("2024Q2", "2023Q2"), ("2024Q3", "2023Q3"), ("2024Q1", None), ("2025Q1", None)]


@pytest.mark.parametrize(("label", "before"), YEARS_BEFORE)
def test_year_before_of_a_list_is_found_by_dates(label, before):
    found = FISCAL_PAIRS.a_year_before(FISCAL_PAIRS.quarter(label))
    assert (found and found.label) == before


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: f"{rule.rule}-{rule.length}")
@settings(derandomize=True, database=None)
@given(day=st.dates(D(1902, 1, 1), D(9990, 1, 1)))
def test_label_in_words_is_read_back(rule, day):
    period = rule.containing(day)
    for code in LANGUAGES:
        words = Language(code).quarter(period.label)
        assert rule.quarter(words) == rule.quarter(words.upper()) == period
        assert rule.quarter(unicodedata.normalize("NFD", words)) == period
    assert rule.following(rule.previous(period)) == period
    before = rule.a_year_before(period)
    assert (before.number, before.start.year) == (period.number, period.start.year - 1)


FAULTS = [
    (lambda: CALENDAR.quarter("2024Q5"), "'2024Q5' is not a quarter", "2024Q2"),
    (lambda: CALENDAR.quarter("2024H1"), "'2024H1' is not a quarter", "2024Q2"),
    (lambda: CALENDAR.quarter("FY2024Q1"), "'FY2024Q1' is not a quarter", "2024Q2"),
    (lambda: APRIL.quarter("2024Q1"), "'2024Q1' is not a quarter", "FY2024Q1"),
    (lambda: MONTHS.quarter("2024-13"), "'2024-13' is not a month", "2024-05"),
    (lambda: HALVES.quarter("2024Q1"), "'2024Q1' is not a half-year", "2024H1"),
    (lambda: YEARS.quarter("latest"), "'latest' is not a year", "2024"),
    (lambda: regular_quarters(length=5), "length is 5", "1, 3, 6 or 12"),
    (lambda: regular_quarters(year_begins="4-1"), "year_begins is '4-1'", '"04-01"'),
    (lambda: regular_quarters(year_begins="04-06", length=1), "year_begins is '04-06'", "months begin on the 1st"),
    (lambda: CALENDAR.quarter("0000Q1"), "the year 0 is out of range", "2024"),
    (lambda: DATED.quarter("2024Q3"), "the workspace lists no quarter '2024Q3'", "the nearest is 2024Q"),
    (lambda: dated_quarters([]), "the list of date pairs is empty", "at least one"),
    (lambda: dated_quarters([(D(2024, 2, 1), D(2024, 1, 1))]), "ends before it starts", "order of time"),
    (lambda: dated_quarters([PAIRS[1], PAIRS[0]]), "overlaps the pair before", "order of time"),
    (lambda: dated_quarters([(D(2024, 1, 1), D(2024, 2, 1)), (D(2024, 2, 1), D(2024, 3, 1))]), "overlaps", "order"),
    (
        lambda: dated_quarters([(D(2024, month, 1), D(2024, month, 28)) for month in range(1, 6)]),
        "five quarters end in 2024",
        "at most four",
    ),
]


@pytest.mark.parametrize(("call", "fault", "remedy"), FAULTS, ids=[fault for _, fault, _ in FAULTS])
def test_fault_is_named_with_its_remedy(call, fault, remedy):
    with pytest.raises(PeriodError) as refused:
        call()
    assert fault in str(refused.value)
    assert remedy in refused.value.remedy
