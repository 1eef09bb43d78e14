"""What plain frames hold: their days, empty cells and codes without a meaning, and the as-of date that they tell."""

import warnings
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

import narwhals.stable.v2 as nw
import pandas as pd

from dtplan_analysis.errors import RegisterError
from dtplan_analysis.registers.as_of import latest
from dtplan_analysis.registers.columns import EARLIEST, Column, unread, unread_name
from dtplan_analysis.registers.frames import MINISTRY_TIME, Frame, collected, column_names, conform, midnight
from dtplan_analysis.registers.register import Register


def latest_day(frames: Iterable[tuple[Register, Frame]], *, timezone: str = MINISTRY_TIME) -> date:
    """Return the latest day on which anything happened in the registers: the as-of date of the data.

    A few rows behind a long gap do not set it, with a warning. Raises RegisterError where nothing happened at all.
    """
    tables = [
        conform(frame, register, names, as_of=date.max, timezone=timezone).select(names)
        for register, frame in frames
        if (names := [one for one in column_names(frame) if one in register.names and register.column(one).happened])
    ]
    days: Counter[date] = Counter()
    for table in tables:
        for name in table.collect_schema().names():
            counted = table.filter(~nw.col(name).is_null()).group_by(name).agg(n=nw.len())
            days.update({pd.Timestamp(day).date(): n for day, n in collected(counted).rows()})

    def rows(after: date, until: date) -> int:
        def behind(name: str) -> nw.Expr:
            first, last = nw.lit(midnight(after)), nw.lit(midnight(until))
            return ((nw.col(name) > first) & (nw.col(name) <= last)).fill_null(False)

        tests = [(table, [behind(name) for name in table.collect_schema().names()]) for table in tables]
        found = [collected(table.select(_sum(reduce(or_, some)).alias("n"))).item() for table, some in tests]
        return int(sum(n or 0 for n in found))

    found = latest(days, rows)
    if found is None:
        raise RegisterError(
            "no register has a date on which something happened",
            where="registers",
            remedy="give the as-of date: as_of=…",
        )
    if found.sure != found.day:
        n = rows(found.sure, found.day)
        warnings.warn(
            f"{n} rows tell of days after {found.sure}, up to {found.day}, and may be slips of the pen: they do not "
            f"set the as-of date; if they are right, give as_of=date.fromisoformat('{found.day}')",
            stacklevel=2,
        )
    return found.sure


@dataclass(frozen=True)
class Extent:
    """The first and last day of a column that can be, and how many cells are empty, too early or too late."""

    first: date | None
    last: date | None
    empty: int
    before: int
    after: int


def extent(frame: Frame, register: Register, name: str, *, as_of: date, timezone: str) -> Extent:
    """Return what days a register's column has; those before 1990 or after the as-of date are apart."""
    day = nw.col(name)
    early = (day < nw.lit(midnight(EARLIEST))).fill_null(False)
    late = (day > nw.lit(midnight(as_of))).fill_null(False)
    typed = conform(frame, register, [name], as_of=date.max, timezone=timezone)
    row = typed.with_columns(early=early, late=late, sane=nw.when(~early & ~late).then(day)).select(
        nw.col("sane").min().alias("first"),
        nw.col("sane").max().alias("last"),
        _sum(day.is_null()).alias("empty"),
        _sum(nw.col("early")),
        _sum(nw.col("late")),
    )
    first, last, *counts = collected(row).row(0)
    empty, before, after = (int(n or 0) for n in counts)
    return Extent(_day(first), _day(last), empty, before, after)


def _sum(test: nw.Expr) -> nw.Expr:
    """Return how often a test holds; not every engine adds up true and false."""
    return test.cast(nw.Int64).sum()


def _day(found: Any) -> date | None:
    return None if pd.isna(found) else pd.Timestamp(found).date()


def empty_cells(frame: Frame, names: Sequence[str]) -> dict[str, int]:
    """Return how many cells of each column are empty."""
    if not names:
        return {}
    present = column_names(frame)
    marked = [name for name in names if unread_name(name) in present]
    empty = {name: nw.col(name).is_null() for name in names}
    empty |= {name: empty[name] & ~unread(name).fill_null(False) for name in marked}
    row = collected(nw.from_native(frame).select(*(_sum(test).alias(name) for name, test in empty.items()))).row(0)
    return {name: int(n) for name, n in zip(names, row, strict=True)}


def strange_codes(frame: Frame, column: Column) -> dict[str, int]:
    """Return how often each value of a column stands there that is none of its codes."""
    table = nw.from_native(frame).select(column.name)
    cell = nw.col(column.name)
    if column.official and table.collect_schema()[column.name].is_numeric():
        known = cell.is_in([int(official) for official in column.official])
    else:
        cell = cell.cast(nw.String)
        known = cell.is_in(column.codes)
    strange = table.with_columns(cell.alias("value")).filter(~nw.col("value").is_null() & ~known.fill_null(False))
    counted = collected(strange.group_by("value").agg(n=nw.len()))
    return {str(value): int(n) for value, n in sorted(counted.rows(), key=lambda row: (-row[1], str(row[0])))}
