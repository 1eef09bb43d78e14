"""The rule that cuts time into quarters, or into months, half-years or years."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from dtplan_analysis.errors import PeriodError, closest
from dtplan_analysis.faces import Face, Shown
from dtplan_analysis.periods.labels import Label, read_label
from dtplan_analysis.periods.period import SPANS, TO_DATE, Period, Wanted


@dataclass(frozen=True, repr=False)
class Quarters(Shown):
    """A rule that cuts time into quarters, or into months, half-years or years.

    `calendar` is the year's quarters; `fiscal` those of a year that begins on another day; `nd09` the cut-off days of
    the Government's reporting regime (Decree 09/2019/ND-CP): each quarter runs from the 15th of the month before to
    the 14th of its last month; `dated` is any list of date pairs.

    >>> ND09.quarter("2024Q1").start, ND09.quarter("2024Q1").end
    (datetime.date(2023, 12, 15), datetime.date(2024, 3, 14))
    """

    rule: Literal["calendar", "fiscal", "nd09", "dated"]
    listed: tuple[Period, ...] = ()
    length: int = 3
    """The length of a period in months: 1, 3, 6 or 12."""
    begins: tuple[int, int] = (1, 1)
    """Month and day on which the year begins."""

    def _face(self) -> Face:
        year = self.listed or self.between(date(2024, 1, 1), date(2024, 12, 31))
        return Face(self.rule, [(period.label, period.days) for period in year[:_MOST]])

    def quarter(self, label: str | Period) -> Period:
        """Return the period of a label such as `2024Q2`, `Q2/2024` or `Quý II/2024`; raises PeriodError for others."""
        if isinstance(label, Period):
            return label
        told = read_label(label)
        if self.rule == "dated":
            return self._listed(str(told or label))
        kind = SPANS[self.length].replace("_", "-")
        if not told or told.length != self.length or told.fiscal != self._prefixed:
            raise PeriodError(
                f"{label!r} is not a {kind}", where="quarter", remedy=f"write a {kind} such as {self._example}"
            )
        if self.length == 1 and self.rule == "fiscal":
            self._refuse_far(told.year)
            return self._containing(date(told.year, told.number, self.begins[1]))
        return self._cut(told.year, told.number)

    def of_length(self, months: int) -> "Quarters":
        """Return the same years cut into periods of so many months; `nd09` and listed ones stay as they are."""
        return replace(self, length=months) if self.rule in ("calendar", "fiscal") else self

    def wanted(self, period: Wanted, first: date | None, last: date | None) -> tuple[Period, ...]:
        """Return what a call asks for: all periods of a span from first to last, or those that it names.

        Raises PeriodError for a text that is neither a span nor a label.

        >>> [one.label for one in CALENDAR.wanted(["Q2/2024", "2024-07"], None, None)]
        ['2024Q2', '2024-07']
        """
        if period == TO_DATE or period in SPANS.values():
            length = next((months for months, span in SPANS.items() if span == period), self.length)
            cut = self.of_length(length).between(first, last) if first and last else ()
            return (*cut, *map(self.year_to_date, cut)) if period == TO_DATE else cut
        named = [period] if isinstance(period, str | Period) else list(period)
        return tuple(map(self.named, named))

    def named(self, period: str | Period) -> Period:
        """Return a period of any length by its label, or itself; raises PeriodError for a text that is no label."""
        if isinstance(period, Period):
            return period
        if (told := read_label(period)) is None:
            raise PeriodError(
                f"unknown period {period!r}",
                where="period",
                remedy=f"write one of {', '.join(SPANS.values())}, {TO_DATE}, or labels such as {self._example}",
            )
        return self.of_length(told.length).quarter(period)

    def containing(self, day: date) -> Period | None:
        """Return the period that holds the day; None where a list of date pairs has none."""
        if self.rule == "dated":
            return next((period for period in self.listed if period.start <= day <= period.end), None)
        return self._containing(day)

    def between(self, first: date, last: date) -> tuple[Period, ...]:
        """Return all periods that have a day from first to last, in order of time.

        >>> [period.label for period in CALENDAR.between(date(2023, 12, 31), date(2024, 4, 1))]
        ['2023Q4', '2024Q1', '2024Q2']
        """
        if self.rule == "dated":
            return tuple(period for period in self.listed if period.start <= last and period.end >= first)
        return tuple(self._walk(first, last))

    def year_to_date(self, quarter: Period) -> Period:
        """Return the span from the start of the period's year to the period's end.

        The year starts on 1 January under `calendar`, on its own first day under `fiscal`, on 15 December under
        `nd09`, and with the first listed quarter that ends in the same year under a list of date pairs.
        """
        return replace(quarter, to_date=True)

    def previous(self, quarter: Period) -> Period | None:
        """Return the period just before; None where a list of date pairs starts with this one."""
        if self.rule == "dated":
            return next((period for period in reversed(self.listed) if period.end < quarter.own_start), None)
        return self._containing(quarter.own_start - timedelta(days=1))

    def following(self, quarter: Period) -> Period | None:
        """Return the period just after; None where a list of date pairs ends with this one.

        >>> CALENDAR.following(CALENDAR.quarter("2024Q4")).label
        '2025Q1'
        """
        if self.rule == "dated":
            return next((period for period in self.listed if period.own_start > quarter.end), None)
        return self._containing(quarter.end + timedelta(days=1))

    def a_year_before(self, quarter: Period) -> Period | None:
        """Return the same period of the year before (*cùng kỳ*), by its dates; None where there is no such period.

        Of a list of date pairs it is the one that begins and ends within a week of a year earlier.

        >>> from dtplan_analysis.periods import regular_quarters
        >>> april = regular_quarters(year_begins="04-01")
        >>> april.a_year_before(april.quarter("FY2024Q4")).start
        datetime.date(2024, 1, 1)
        """
        start, end = _a_year_before(quarter.own_start), _a_year_before(quarter.end)
        if self.rule != "dated":
            return self._containing(start)
        near = (p for p in self.listed if abs(p.own_start - start) <= _WEEK and abs(p.end - end) <= _WEEK)
        return min(near, key=lambda period: abs(period.own_start - start), default=None)

    @property
    def _prefixed(self) -> bool:
        return self.rule == "fiscal" and self.length > 1

    @property
    def _example(self) -> str:
        return self._containing(date(2024, 5, 15)).label

    def _walk(self, first: date, last: date) -> Iterator[Period]:
        day = first
        while day <= last:
            period = self._containing(day)
            yield period
            day = period.end + timedelta(days=1)

    def _containing(self, day: date) -> Period:
        year = day.year + 1
        self._refuse_far(day.year)
        while self._first_day(year) > day:
            year -= 1
        first = self._first_day(year)
        months = 12 * (day.year - first.year) + day.month - first.month - (day.day < first.day)
        return self._cut(year, months // self.length + 1)

    def _first_day(self, year: int) -> date:
        """Return the first day of the year of a label."""
        return date(year - (self.rule == "nd09"), *self.begins)

    def _cut(self, year: int, number: int) -> Period:
        self._refuse_far(year)
        first = self._first_day(year)
        start, after = (_months_after(first, self.length * n) for n in (number - 1, number))
        by_month = self.length == 1 and self.rule == "fiscal"
        told = Label(start.year, 1, start.month) if by_month else Label(year, self.length, number, self._prefixed)
        return Period(str(told), start, after - timedelta(days=1), first, number, self.length)

    def _refuse_far(self, year: int) -> None:
        if not (1901 <= year <= 9997):
            raise PeriodError(f"the year {year} is out of range", where="quarter", remedy="write a year such as 2024")

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


_MOST = 12
"""So many periods show what a rule is."""

_WEEK = timedelta(days=7)


def _a_year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _months_after(day: date, months: int) -> date:
    month = day.month - 1 + months
    return day.replace(year=day.year + month // 12, month=month % 12 + 1)


CALENDAR = Quarters("calendar")
ND09 = Quarters("nd09", begins=(12, 15))
