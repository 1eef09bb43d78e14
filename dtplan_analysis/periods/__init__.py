"""Periods: which days belong to a quarter, month, half-year, year or year to date, and how its label is read."""

from dtplan_analysis.periods.labels import Label, label_of, read_label, year_of
from dtplan_analysis.periods.period import SPANS, TO_DATE, Period, Span, Wanted
from dtplan_analysis.periods.quarters import CALENDAR, ND09, Quarters
from dtplan_analysis.periods.rules import dated_quarters, regular_quarters

__all__ = [
    "CALENDAR",
    "ND09",
    "SPANS",
    "TO_DATE",
    "Label",
    "Period",
    "Quarters",
    "Span",
    "Wanted",
    "dated_quarters",
    "label_of",
    "read_label",
    "regular_quarters",
    "year_of",
]
