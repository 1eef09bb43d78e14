"""Rules of an office's own: years that begin on another day, other lengths, and lists of date pairs."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date

from dtplan_analysis.errors import PeriodError
from dtplan_analysis.periods.labels import Label
from dtplan_analysis.periods.period import SPANS, Period
from dtplan_analysis.periods.quarters import Quarters


def regular_quarters(*, year_begins: str = "01-01", length: int = 3) -> Quarters:
    """Return periods of `length` months (1, 3, 6 or 12) of years that begin on a day, month before day.

    A fiscal year is named after the calendar year in which it begins. Raises PeriodError for another length, and for a
    day that not every month has; months begin with the calendar's.

    >>> april = regular_quarters(year_begins="04-01")
    >>> april.quarter("FY2024Q1").start, regular_quarters(length=6).quarter("2024H1").end
    (datetime.date(2024, 4, 1), datetime.date(2024, 6, 30))
    """
    if length not in SPANS or isinstance(length, bool):
        raise PeriodError(f"length is {length!r}", where="quarters", remedy="write length = 1, 3, 6 or 12 (months)")
    day = re.fullmatch(r"(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])", year_begins)
    if not day or (length == 1 and day[2] != "01"):
        raise PeriodError(
            f"year_begins is {year_begins!r}",
            where="quarters",
            remedy='write month and day up to the 28th, as in year_begins = "04-01"; months begin on the 1st',
        )
    begins = int(day[1]), int(day[2])
    return Quarters("calendar" if begins == (1, 1) else "fiscal", length=length, begins=begins)


def dated_quarters(pairs: Sequence[tuple[date, date]]) -> Quarters:
    """Return quarters that are given as pairs of first and last day.

    A quarter's label is the year in which it ends and the calendar's quarter that holds its middle, or the nearest one
    that leaves each its own; raises PeriodError where pairs overlap, are out of order, end before they start, or are
    more than four in a year.

    >>> listed = dated_quarters([(date(2023, 4, 1), date(2023, 6, 30)), (date(2024, 1, 5), date(2024, 4, 4))]).listed
    >>> [quarter.label for quarter in listed]  # a list may begin, and leave out, in the midst of a year
    ['2023Q2', '2024Q1']
    """
    listed: list[Period] = []
    in_year = Counter(end.year for _, end in pairs)
    for start, end in pairs:
        if end < start or (listed and start <= listed[-1].end):
            raise PeriodError(
                f"the pair {start} – {end} ends before it starts or overlaps the pair before it",
                where="quarters",
                remedy="list the date pairs in order of time, without overlap",
            )
        same_year = [period for period in listed if period.end.year == end.year]
        if len(same_year) == 4:
            raise PeriodError(f"five quarters end in {end.year}", where="quarters", remedy="list at most four a year")
        year_start = same_year[0].start if same_year else start
        after, most = same_year[-1].number + 1 if same_year else 1, 5 - in_year[end.year] + len(same_year)
        number = min(max(after, _middle_quarter(start, end)), most)
        listed.append(Period(str(Label(end.year, 3, number)), start, end, year_start, number))
    if not listed:
        raise PeriodError("the list of date pairs is empty", where="quarters", remedy="list at least one pair")
    return Quarters("dated", tuple(listed))


def _middle_quarter(start: date, end: date) -> int:
    """Return the quarter, of the calendar year in which a span ends, that holds its middle or is nearest to it."""
    middle = start + (end - start) / 2
    return (middle.month + 2) // 3 if middle.year == end.year else 1
