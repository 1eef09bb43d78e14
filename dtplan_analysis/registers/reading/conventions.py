"""What can be read in two ways, and is decided for a column and never for a cell: 06/05/2024, and 1.234."""

from dataclasses import dataclass

from dtplan_analysis.registers.columns import Column
from dtplan_analysis.registers.reading.source import DAY_FIRST, MONTH_FIRST, Source

_CLOCK = r"( \d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?( ?([AaPp][Mm]|SA|CH))?)?"
_MONTH, _LATER, _SIGN = r"(0?[1-9]|1[0-2])", r"(1[3-9]|2\d|3[01])", r"[/.-]"
WRITTEN_DAY = rf"\d{{1,2}}{_SIGN}\d{{1,2}}{_SIGN}\d{{4}}{_CLOCK}"
"""A day in figures, the year last."""

YEAR_FIRST = rf"\d{{4}}{_SIGN}\d{{1,2}}{_SIGN}\d{{1,2}}{_CLOCK}"
"""A day in figures, the year first,"""
UNBROKEN = rf"(19|20)\d{{6}}(([01]\d|2[0-3])[0-5]\d([0-5]\d)?|{_CLOCK})"
"""and one without signs between them, perhaps with a time."""

SHORT_DAY = rf"(\d{{1,2}}{_SIGN}\d{{1,2}}{_SIGN})(\d{{2}})({_CLOCK})"
"""A day in figures with a year of two digits: what stands before it, the year, and what stands after it."""

SPELT_DAY = r"(?i)(?:[^\d,]*,\s*)?(?:ngày\s+)?(?:m[ùồ]ng\s+)?(\d{1,2})\s+tháng\s+(\d{1,2})(?:\s*,|\s+năm)?\s+(\d{4})"
"""Day, month and year of a day in words; a place may stand before it."""

_SHARE = " ?%?"
CLOCK = r"[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)? ?([AaPp][Mm]|SA|CH)?$"
"""A time of day without a zone after a day: hour, minute, second and half of the day."""

_EXPONENT = r"([eE][+-]?\d+)?"


@dataclass(frozen=True)
class Convention:
    """Two ways to read a column, and the patterns of cells that can be read in one of them alone, or in both."""

    option: str
    ways: tuple[str, str]
    alone: tuple[str, str]
    both: str
    what: str
    """What is asked where no cell decides."""


DATES = Convention(
    option="dates",
    ways=(DAY_FIRST, MONTH_FIRST),
    alone=(
        f"{_LATER}{_SIGN}{_MONTH}{_SIGN}\\d{{4}}{_CLOCK}",
        f"{_MONTH}{_SIGN}{_LATER}{_SIGN}\\d{{4}}{_CLOCK}",
    ),
    both=f"{_MONTH}{_SIGN}{_MONTH}{_SIGN}\\d{{4}}{_CLOCK}",
    what="whether the day or the month comes first",
)


def _alone(decimal: str, thousands: str) -> str:
    return (
        rf"-?(\d*{decimal}(\d{{1,2}}|\d{{4,}}){_EXPONENT}|(0+|\d{{4,}}){decimal}\d+{_EXPONENT}"
        rf"|\d{{1,3}}({thousands}\d{{3}})+{decimal}\d+|\d{{1,3}}({thousands}\d{{3}}){{2,}}){_SHARE}"
    )


DECIMALS = Convention(
    option="decimal",
    ways=(",", "."),
    alone=(_alone(",", r"\."), _alone(r"\.", ",")),
    both=r"-?[1-9]\d{0,2}[.,]\d{3}" + _SHARE,
    what="whether a comma or a point is the decimal sign",
)

THOUSANDS = "thousands"
"""How 1.234 is read in a column of whole numbers where nothing decides: nobody counts in thousandths."""

AT_MOST = 20
"""A column is decided where one in so many of the cells that decide speaks for the other way, or fewer."""


def convention_of(column: Column) -> Convention | None:
    """Return what has to be decided for a column; None where nothing has."""
    return DATES if column.type == "date" else DECIMALS if column.type in ("whole", "number") else None


def configured(column: Column, source: Source) -> str:
    """Return the way that the workspace names for a column; empty where it names none."""
    if column.type == "date":
        if (origin := source.origins.get(column.name)) and origin.format:
            return f"format {origin.format}"
        return source.dates if isinstance(source.dates, str) else source.dates.get(column.name, "")
    return source.decimal


def decided(convention: Convention, first: int, second: int) -> str:
    """Return the way that most cells speak for, if nearly all do; empty where none does, or both are spoken for.

    >>> decided(DATES, 40, 2), decided(DATES, 0, 1), decided(DATES, 0, 0), decided(DATES, 3, 2)
    ('day-first', 'month-first', '', '')
    """
    few, many = sorted((first, second))
    if not many or few * AT_MOST > many:
        return ""
    return convention.ways[0 if first > second else 1]
