"""Quarters and the year to date: which days belong to which period."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from dtplan_analysis.errors import PeriodError, closest

Span = Literal["quarter", "year_to_date"]

_LABEL = re.compile(r"(\d{4})Q([1-4])")


@dataclass(frozen=True)
class Period:
    """A quarter, or the year to date that ends with it; first and last day are included.

    >>> second = CALENDAR.quarter("2024Q2")
    >>> second.start, second.end, CALENDAR.year_to_date(second).start
    (datetime.date(2024, 4, 1), datetime.date(2024, 6, 30), datetime.date(2024, 1, 1))
    """

    label: str
    quarter_start: date
    end: date
    year_start: date
    span: Span = "quarter"

    @property
    def start(self) -> date:
        """The first day of the span."""
        return self.quarter_start if self.span == "quarter" else self.year_start


@dataclass(frozen=True)
class Quarters:
    """A rule that cuts time into quarters.

    `calendar` is the year's quarters; `nd09` the cut-off days of the Government's reporting regime (Decree
    09/2019/ND-CP): each quarter runs from the 15th of the month before to the 14th of its last month; `dated` is
    any list of date pairs.

    >>> ND09.quarter("2024Q1").start, ND09.quarter("2024Q1").end
    (datetime.date(2023, 12, 15), datetime.date(2024, 3, 14))
    """

    rule: Literal["calendar", "nd09", "dated"]
    listed: tuple[Period, ...] = ()

    def quarter(self, label: str) -> Period:
        """Return the quarter of a label such as `2024Q2`; raises PeriodError for an unknown one."""
        if self.rule == "dated":
            return self._listed(label)
        match = _LABEL.fullmatch(label)
        if not match:
            raise PeriodError(
                f"{label!r} is not a quarter", where="quarter", remedy="write year and quarter, such as 2024Q2"
            )
        return self._cut(int(match[1]), int(match[2]))

    def containing(self, day: date) -> Period | None:
        """Return the quarter that holds the day; None where a list of date pairs has none."""
        if self.rule == "dated":
            return next((period for period in self.listed if period.start <= day <= period.end), None)
        year, month = day.year, day.month
        if self.rule == "nd09" and day.day >= 15:
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        return self._cut(year, (month + 2) // 3)

    def between(self, first: date, last: date) -> tuple[Period, ...]:
        """Return all quarters that have a day from first to last, in order of time.

        >>> [period.label for period in CALENDAR.between(date(2023, 12, 31), date(2024, 4, 1))]
        ['2023Q4', '2024Q1', '2024Q2']
        """
        if self.rule == "dated":
            return tuple(period for period in self.listed if period.start <= last and period.end >= first)
        return tuple(self._walk(first, last))

    def year_to_date(self, quarter: Period) -> Period:
        """Return the span from the start of the quarter's year to the quarter's end.

        The year starts on 1 January under `calendar`, on 15 December under `nd09`, and with the first listed
        quarter that ends in the same year under a list of date pairs.
        """
        return replace(quarter, span="year_to_date")

    def previous(self, quarter: Period) -> Period | None:
        """Return the quarter just before; None where a list of date pairs starts with this one."""
        if self.rule == "dated":
            place = self.listed.index(quarter)
            return self.listed[place - 1] if place else None
        return self.containing(quarter.start - timedelta(days=1))

    def a_year_before(self, quarter: Period) -> Period | None:
        """Return the same quarter of the year before (*cùng kỳ*); None where there is no such quarter."""
        label = _LABEL.fullmatch(quarter.label)
        if not label:
            return None
        wanted = f"{int(label[1]) - 1}Q{label[2]}"
        if self.rule == "dated":
            return next((period for period in self.listed if period.label == wanted), None)
        return self.quarter(wanted)

    def _walk(self, first: date, last: date) -> Iterator[Period]:
        day = first
        while day <= last:
            period = self.containing(day)
            assert period is not None  # the two rules leave no day out
            yield period
            day = period.end + timedelta(days=1)

    def _cut(self, year: int, number: int) -> Period:
        if not (1901 <= year <= 9998):
            raise PeriodError(f"the year {year} is out of range", where="quarter", remedy="write a year such as 2024")
        shift, day = (0, 1) if self.rule == "calendar" else (-1, 15)
        start = _month(year, 3 * number - 2 + shift, day)
        after = _month(year, 3 * number + 1 + shift, day)
        return Period(f"{year}Q{number}", start, after - timedelta(days=1), _month(year, 1 + shift, day))

    def _listed(self, label: str) -> Period:
        for period in self.listed:
            if period.label == label:
                return period
        known = [period.label for period in self.listed]
        near = closest(label, known) or known[-1]
        raise PeriodError(
            f"the workspace lists no quarter {label!r}",
            where="quarter",
            remedy=f"the nearest is {near}",
        )


def _month(year: int, month: int, day: int) -> date:
    """Return a date whose month may be one year off: 0 is December before, 13 January after."""
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, day)


CALENDAR = Quarters("calendar")
ND09 = Quarters("nd09")


def dated_quarters(pairs: Sequence[tuple[date, date]]) -> Quarters:
    """Return quarters that are given as pairs of first and last day.

    A quarter's label is the year in which it ends and its place among those; raises PeriodError where pairs
    overlap, are out of order, end before they start, or are more than four in a year.

    >>> dated_quarters([(date(2024, 1, 5), date(2024, 4, 4)), (date(2024, 4, 5), date(2024, 7, 4))]).listed[1].label
    '2024Q2'
    """
    listed: list[Period] = []
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
        listed.append(Period(f"{end.year}Q{len(same_year) + 1}", start, end, year_start))
    if not listed:
        raise PeriodError("the list of date pairs is empty", where="quarters", remedy="list at least one pair")
    return Quarters("dated", tuple(listed))
