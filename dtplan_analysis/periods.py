"""Periods: which days belong to a quarter, month, half-year, year or year to date, and how its label is read.

No other module looks into a label.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from dtplan_analysis.errors import PeriodError, closest

Span = Literal["month", "quarter", "half_year", "year", "year_to_date"]

TO_DATE = "year_to_date"
"""The span of a year to date; a row of any other span is a period of its own."""

SPANS: dict[int, Span] = {1: "month", 3: "quarter", 6: "half_year", 12: "year"}
"""The periods that a year can be cut into, by their length in months."""


@dataclass(frozen=True)
class Period:
    """A quarter (or month, half-year, year), or the year to date that ends with it; first and last day are included.

    >>> second = CALENDAR.quarter("2024Q2")
    >>> second.start, second.end, CALENDAR.year_to_date(second).start
    (datetime.date(2024, 4, 1), datetime.date(2024, 6, 30), datetime.date(2024, 1, 1))
    """

    label: str
    own_start: date
    end: date
    year_start: date
    number: int = 1
    """Its place in its year, from 1 on."""
    length: int = 3
    """Its length in months."""
    to_date: bool = False

    @property
    def span(self) -> Span:
        """What it is: the year to date, or a period of its own by its length."""
        return "year_to_date" if self.to_date else SPANS[self.length]

    @property
    def start(self) -> date:
        """The first day of the span."""
        return self.year_start if self.to_date else self.own_start

    @property
    def months(self) -> int:
        """How many months of its year are over with it, from 1 to 12."""
        return self.number * self.length


Wanted = str | Period | Sequence[str | Period]
"""What a call asks for: a span such as `quarter`, or periods, each itself or by its label."""


@dataclass(frozen=True)
class Label:
    """What a label says: the year, the length in months, the place in the year, and whether the year is a fiscal one.

    >>> str(Label(2024, 3, 1, fiscal=True)), str(Label(2024, 1, 5)), str(Label(2024, 12, 1))
    ('FY2024Q1', '2024-05', '2024')
    """

    year: int
    length: int
    number: int
    fiscal: bool = False

    def __str__(self) -> str:
        part = {1: f"-{self.number:02}", 3: f"Q{self.number}", 6: f"H{self.number}", 12: ""}[self.length]
        return f"{'FY' if self.fiscal and self.length > 1 else ''}{self.year}{part}"


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR = r"(?:nam )?(?P<fiscal>fy|tai chinh|fiscal year)? ?(?P<year>[0-9]{4})"
_FORMS = tuple(
    re.compile(form)
    for form in (
        _YEAR + r"(?:[ -]?q(?P<quarter>[1-4])|[ -]?h(?P<half>[12])|-(?P<month>[0-9]{1,2}))?",
        r"(?:q|quy|quarter) ?(?P<quarter>[1-4]|iv|i{1,3})[ /-]*" + _YEAR,
        r"(?P<quarter>iv|i{1,3})/" + _YEAR,
        r"(?:h|half) ?(?P<half>[12])[ /-]*" + _YEAR,
        r"6 thang (?P<half>dau|cuoi) " + _YEAR,
        r"(?:thang ?)?(?P<month>[0-9]{1,2})[/-]" + _YEAR,
        r"thang ?(?P<month>[0-9]{1,2}) " + _YEAR,
        rf"(?P<month>{'|'.join(_MONTHS)})[a-z]* " + _YEAR,
    )
)
_NUMBERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "dau": 1, "cuoi": 2}
_NUMBERS |= {name: place for place, name in enumerate(_MONTHS, 1)}


def read_label(text: str) -> Label | None:
    """Return what a label says, in the forms that people write it; None for a text that is none.

    >>> [str(read_label(text)) for text in ("2024Q2", "Q2/2024", "Quý II/2024", "tháng 5/2024", "năm 2024", "FY2024Q1")]
    ['2024Q2', '2024Q2', '2024Q2', '2024-05', '2024', 'FY2024Q1']
    """
    plain = "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
    plain = " ".join(plain.casefold().replace("đ", "d").split())
    found = next((match.groupdict() for form in _FORMS if (match := form.fullmatch(plain))), None)
    if found is None:
        return None
    part = next((name for name in ("month", "quarter", "half") if found.get(name)), "year")
    length, written = {"month": 1, "quarter": 3, "half": 6, "year": 12}[part], found.get(part) or "1"
    number = 1 if part == "year" else _NUMBERS.get(written) or int(written)
    if not 1 <= number * length <= 12:
        return None
    return Label(int(found["year"]), length, number, bool(found["fiscal"]))


def label_of(text: str) -> str:
    """Return a label as the library writes it; a text that is none stays as it is.

    >>> label_of("Quý II/2024"), label_of("the first")
    ('2024Q2', 'the first')
    """
    return str(read_label(text) or text)


def year_of(label: str) -> str:
    """Return the year that a label names, as a label; the label itself where nobody can tell.

    >>> year_of("2024Q2"), year_of("FY2024Q4"), year_of("the first")
    ('2024', 'FY2024', 'the first')
    """
    told = read_label(label)
    return str(Label(told.year, 12, 1, told.fiscal)) if told else label


@dataclass(frozen=True)
class Quarters:
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


_WEEK = timedelta(days=7)


def _a_year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _months_after(day: date, months: int) -> date:
    month = day.month - 1 + months
    return day.replace(year=day.year + month // 12, month=month % 12 + 1)


CALENDAR = Quarters("calendar")
ND09 = Quarters("nd09", begins=(12, 15))


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
        year_start, number = same_year[0].start if same_year else start, len(same_year) + 1
        listed.append(Period(str(Label(end.year, 3, number)), start, end, year_start, number))
    if not listed:
        raise PeriodError("the list of date pairs is empty", where="quarters", remedy="list at least one pair")
    return Quarters("dated", tuple(listed))
