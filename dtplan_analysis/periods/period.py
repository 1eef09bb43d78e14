"""A period: a quarter, month, half-year or year, or the year to date that ends with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from dtplan_analysis.faces import Face, Shown

Span = Literal["month", "quarter", "half_year", "year", "year_to_date"]

TO_DATE = "year_to_date"
"""The span of a year to date; a row of any other span is a period of its own."""

SPANS: dict[int, Span] = {1: "month", 3: "quarter", 6: "half_year", 12: "year"}
"""The periods that a year can be cut into, by their length in months."""


@dataclass(frozen=True, repr=False)
class Period(Shown):
    """A quarter (or month, half-year, year), or the year to date that ends with it; first and last day are included.

    >>> from dtplan_analysis.periods import CALENDAR
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

    def _face(self) -> Face:
        return Face(self.label, [("", self.days)])

    @property
    def days(self) -> str:
        """Its first and last day, in signs."""
        return f"{self.start} – {self.end}"

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
