"""The as-of date of data: the latest day on which anything happened, unless it may be a slip of the pen."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from dtplan_analysis.registers.columns import LONGEST

GAP = timedelta(days=92)
FEW = 5
"""Behind a longer gap, so few rows (or fewer than one in a thousand) may be slips of the pen."""


@dataclass(frozen=True)
class Latest:
    """The latest day that can be, and the last one before it that is beyond doubt; they differ where few rows stand
    alone behind a gap."""

    day: date
    sure: date


def latest(days: Mapping[date, int], rows: Callable[[date, date], int]) -> Latest | None:
    """Return the latest day of events, of which `days` says how many there are a day; None where there is none.

    Days more than ten years after the middle of all never count. `rows` returns how many rows have an event after one
    day, up to another: where, behind the last gap longer than 92 days and than twice every earlier gap, there are at
    most 5 rows or fewer than one in a thousand, nobody can tell whether they are a slip of the pen.

    >>> counted = {date(2024, 5, n): 1 for n in range(1, 20)} | {date(2026, 5, 1): 1}
    >>> latest(counted, lambda after, until: sum(n for day, n in counted.items() if after < day <= until))
    Latest(day=datetime.date(2026, 5, 1), sure=datetime.date(2024, 5, 19))
    """
    half, seen = sum(days.values()) / 2, 0
    middle = None
    for day in sorted(days):
        seen += days[day]
        middle = middle or (day if seen >= half else None)
    if middle is None:
        return None
    in_order = [day for day in sorted(days) if day <= _years_after(middle)]
    last = sure = in_order[-1]
    # What is left without the doubtful days is asked again: a slip does not vouch for another.
    while (before := _before_gap([day for day in in_order if day <= sure])) is not None:
        behind = rows(before, sure)
        if behind > FEW and 1000 * behind >= rows(date.min, sure):
            break
        sure = before
    return Latest(last, sure)


def _before_gap(in_order: Sequence[date]) -> date | None:
    """Return the day before the last gap longer than GAP and than twice every earlier one; None where there is none."""
    longest, found = timedelta(0), None
    for earlier, later in pairwise(in_order):
        gap = later - earlier
        if gap > max(GAP, 2 * longest):
            found = earlier
        longest = max(longest, gap)
    return found


def _years_after(day: date) -> date:
    """Return the day LONGEST years later."""
    year = min(day.year + LONGEST, date.max.year)
    return day.replace(year=year, day=28 if (day.month, day.day) == (2, 29) else day.day)
