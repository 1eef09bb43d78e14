"""The periods that a workspace file cuts the year into, and the first one that is measured."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from dtplan_analysis.errors import ConfigurationError, PeriodError
from dtplan_analysis.periods import CALENDAR, ND09, Period, Quarters, dated_quarters, regular_quarters
from dtplan_analysis.settings import CONFIGURATION, Settings


def quarters_of(file: Settings) -> Quarters:
    """Return the periods of a workspace; raises ConfigurationError for what cannot be."""
    value = file.content.get("quarters", "calendar")
    if value == "calendar":
        return CALENDAR
    if value == "nd09":
        return ND09
    if isinstance(value, dict):
        table = file.inner("quarters")
        table.allow("year_begins", "length")
        with _told("quarters"):
            return regular_quarters(year_begins=table.text("year_begins", "01-01"), length=value.get("length", 3))
    pairs = value if isinstance(value, list) else []
    if not pairs or not all(
        isinstance(pair, list) and len(pair) == 2 and all(type(day) is date for day in pair) for pair in pairs
    ):
        raise file.error(
            "quarters",
            f"{value!r} is not possible here",
            'write "calendar", "nd09", { year_begins = "04-01" }, { length = 12 } (months), or date pairs, '
            "as in [[2024-01-01, 2024-03-31], [2024-04-01, 2024-06-30]]",
        )
    with _told("quarters"):
        return dated_quarters([(first, last) for first, last in pairs])


def first_quarter_of(table: Settings, quarters: Quarters) -> Period | None:
    """Return the period with which measuring begins, where the workspace names it."""
    first = table.text("first_quarter", "")
    with _told("first_quarter"):
        return quarters.quarter(first) if first else None


@contextmanager
def _told(key: str) -> Iterator[None]:
    """Turn what is wrong with a period into a fault of the workspace file."""
    try:
        yield
    except PeriodError as error:
        raise ConfigurationError(f"{key}: {error.fault}", where=CONFIGURATION, remedy=error.remedy) from None
