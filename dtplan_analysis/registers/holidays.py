"""Working days: Monday to Friday but for the days off, and the Saturdays that are worked instead."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from dtplan_analysis.errors import ConfigurationError
from dtplan_analysis.settings import read_toml

VIETNAM = Path(__file__).with_name("holidays-vn.toml")
MARKS = ("confirmed", "likely", "unknown")


@dataclass(frozen=True)
class Calendar:
    """The working days of some years, one after the other."""

    name: str
    years: Mapping[int, str]
    """Each year, and how sure its days are: `confirmed`, `likely` or `unknown`."""
    off: frozenset[date] = field(repr=False)
    worked: frozenset[date] = field(repr=False)

    @property
    def first(self) -> date:
        return date(min(self.years), 1, 1)

    @property
    def last(self) -> date:
        return date(max(self.years), 12, 31)

    def works(self, day: date) -> bool:
        """Return whether a day is worked."""
        return day in self.worked or (day.weekday() < 5 and day not in self.off)

    @cached_property
    def _all(self) -> tuple[date, ...]:
        return tuple(self.first + timedelta(n) for n in range((self.last - self.first).days + 1))

    @cached_property
    def days(self) -> tuple[date, ...]:
        """All working days, in their order,"""
        return tuple(filter(self.works, self._all))

    @cached_property
    def rest(self) -> tuple[date, ...]:
        """and all others."""
        return tuple(day for day in self._all if not self.works(day))

    def after(self, day: date, days: int) -> date | None:
        """Return the day that is so many working days after another; None where the table does not reach.

        Day 1 is the working day after it, and day 0 the day itself.

        >>> vietnam().after(date(2024, 4, 26), 1), vietnam().after(date(2024, 5, 2), 2)
        (datetime.date(2024, 5, 2), datetime.date(2024, 5, 4))
        """
        if not days:
            return day if self.first <= day <= self.last else None
        place = bisect_right(self.days, day) - 1 + days
        return self.days[place] if self.first <= day and place < len(self.days) else None

    def next(self, day: date) -> date | None:
        """Return the day itself where it is worked, else the next one that is; None past the table."""
        return day if self.works(day) else self.after(day, 1)


@cache
def vietnam() -> Calendar:
    """Return the working days of Vietnam's public offices, 2023 to 2027."""
    return read_calendar(VIETNAM, "vn")


def read_calendar(file: Path, name: str) -> Calendar:
    """Return the working days that a file tells; raises ConfigurationError with what to write in it."""
    try:
        content = read_toml(file)
    except (OSError, ValueError) as error:
        raise _fault(name, f"cannot be read: {error}", 'write holidays = "vn", or correct the file') from None
    years, off, worked = {}, set[date](), set[date]()
    for one in _tables(content, name):
        year = one["year"]
        years[year] = one.get("mark", "confirmed")
        off |= set(_days(one, "off", year, name))
        worked |= set(_days(one, "worked", year, name))
    if sorted(years) != list(range(min(years), max(years) + 1)):
        raise _fault(name, f"has a gap between the years {', '.join(map(str, sorted(years)))}", "write each [[years]]")
    return Calendar(name, dict(sorted(years.items())), frozenset(off), frozenset(worked))


def _tables(content: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    found = content.get("years")
    example = "write [[years]] with year = 2024, off = [2024-01-01], worked = [2024-05-04] for each year"
    if not isinstance(found, list) or not found or {*content} != {"years"}:
        raise _fault(name, "is no table of days off", example)
    for one in found:
        known = isinstance(one, dict) and {*one} <= {"year", "off", "worked", "mark"}
        if not known or type(one.get("year")) is not int or one.get("mark", MARKS[0]) not in MARKS:
            raise _fault(name, f"has the year {one!r}", f"{example}; its mark is one of {', '.join(MARKS)}")
    return found


def _days(table: Mapping[str, Any], key: str, year: int, name: str) -> list[date]:
    days = table.get(key, [])
    if not isinstance(days, list):
        raise _fault(name, f"{key} of {year} is {days!r}", f"write {key} = [2024-01-01]")
    for day in days:
        if type(day) is not date or day.year != year or (key == "worked") != (day.weekday() >= 5):
            kind = "Saturdays or Sundays" if key == "worked" else "Mondays to Fridays"
            raise _fault(name, f"{key} of {year} has {day}", f"write {kind} of {year} without quotes, as in 2024-05-04")
    return days


def _fault(name: str, fault: str, remedy: str) -> ConfigurationError:
    return ConfigurationError(fault, where=f"holidays, {name}", remedy=remedy)
