"""Placing records in time: which records of a register count in a period."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from typing import Literal

import narwhals.stable.v2 as nw

from dtplan_analysis.periods import Period
from dtplan_analysis.registers.columns import unread
from dtplan_analysis.registers.frames import Relation, midnight


@dataclass(frozen=True)
class _Dated:
    """Records with one date, which cannot contradict itself."""

    date: str

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.date,)

    @property
    def doubtful(self) -> nw.Expr:
        """Whether a record's place is a guess: its date cannot be read."""
        return unread(self.date)


@dataclass(frozen=True)
class Flow(_Dated):
    """Records belong to the period that holds their date."""

    kind: Literal["flow"] = "flow"

    def place(self, frame: Relation, period: Period, _as_of: datetime.date) -> Relation:
        """Return the records that count in a period."""
        return frame.filter(within(self.date, period.start, period.end))


@dataclass(frozen=True)
class Stock:
    """Records count where they are valid on the period's last day (or on the as-of day, if that is earlier)."""

    valid_from: str = "valid_from"
    valid_to: str = "valid_to"
    kind: Literal["stock"] = "stock"

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.valid_from, self.valid_to)

    @property
    def doubtful(self) -> nw.Expr:
        """Whether nobody can tell that a record is still valid: it ends before it starts, or no one can read when."""
        return self._contradicts | unread(self.valid_to)

    @property
    def _contradicts(self) -> nw.Expr:
        return (nw.col(self.valid_to) < nw.col(self.valid_from)).fill_null(False)

    def place(self, frame: Relation, period: Period, as_of: datetime.date) -> Relation:
        """Return the records that count in a period."""
        day = nw.lit(midnight(min(period.end, as_of)))
        ended = nw.col(self.valid_to)
        valid = ended.is_null() | (ended >= day) | self._contradicts
        return frame.filter((nw.col(self.valid_from) <= day) & valid)


@dataclass(frozen=True)
class Snapshot(_Dated):
    """Records are the unit's last dated snapshot inside the period; an older one says nothing of it."""

    kind: Literal["snapshot"] = "snapshot"

    def place(self, frame: Relation, period: Period, as_of: datetime.date) -> Relation:
        """Return the records that count in a period."""
        inside = frame.filter(within(self.date, period.own_start, min(period.end, as_of)))
        # Back-ends disagree on whether an empty unit equals another: here it does.
        inside = inside.with_columns(snapshot_of=nw.col("unit").fill_null(""))
        last = inside.group_by("snapshot_of").agg(last_snapshot=nw.col(self.date).max())
        joined = inside.join(last, on="snapshot_of", how="inner")
        return joined.filter(nw.col(self.date) == nw.col("last_snapshot"))


@dataclass(frozen=True)
class Open:
    """Records count in every period in which they were open: begun by its end, not ended before its start.

    One that ends before it begins counts once, in the period in which it begins.
    """

    begun: str
    ended: str
    by_then: bool = False
    """What lies after a period's last day has not happened for it: the period's figure stays as time goes by."""
    kind: Literal["open"] = "open"

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.begun, self.ended)

    @property
    def doubtful(self) -> nw.Expr:
        """Whether nobody can tell how long a record was open: it ends before it begins, or no one can read when."""
        return self._contradicts | unread(self.ended)

    @property
    def _contradicts(self) -> nw.Expr:
        return (nw.col(self.ended) < nw.col(self.begun)).fill_null(False)

    def place(self, frame: Relation, period: Period, as_of: datetime.date) -> Relation:
        """Return the records that count in a period."""
        start, end = nw.lit(midnight(period.start)), nw.lit(midnight(min(period.end, as_of)))
        begun, ended = nw.col(self.begun), nw.col(self.ended)
        still = ended.is_null() | (ended >= start) | (self._contradicts & (begun >= start))
        return frame.filter((begun <= end) & still)


Placement = Flow | Stock | Snapshot | Open


def within(name: str, first: datetime.date, last: datetime.date) -> nw.Expr:
    """Return whether a day lies between two, both included."""
    return (nw.col(name) >= nw.lit(midnight(first))) & (nw.col(name) <= nw.lit(midnight(last)))


Stretch = tuple[datetime.date, datetime.date]
"""First and last day of some days on end."""


def stretches_of(periods: Sequence[Period]) -> list[Stretch]:
    """Cut time where any period starts or ends: each period is some of these stretches of days, without rest."""
    one_day = datetime.timedelta(days=1)
    cuts = sorted({period.start for period in periods} | {period.end + one_day for period in periods})
    return [(first, after - one_day) for first, after in pairwise(cuts)]


def inside(stretches: Sequence[Stretch], period: Period, quarters: Sequence[Period]) -> list[int]:
    """Return the places of the stretches that make up a period.

    A year to date is its quarters, without the days between them, if all of them are given; else its whole span.
    """
    parts = [(period.start, period.end)]
    own = [one for one in quarters if period.start <= one.start and one.end <= period.end]
    if period.to_date and period.number == len(own):
        parts = [(one.start, one.end) for one in own]
    return [
        place
        for place, (first, last) in enumerate(stretches)
        if any(start <= first and last <= end for start, end in parts)
    ]


def stretch_of(name: str, stretches: Sequence[Stretch]) -> nw.Expr:
    """Return the place of the stretch that holds a day, and −1 for a day before or after all of them."""
    begun = [nw.col(name) >= nw.lit(midnight(first)) for first, _ in stretches]
    inside_all = within(name, stretches[0][0], stretches[-1][1]).fill_null(False)
    return nw.when(inside_all).then(last_of(begun, range(len(begun)), 0)).otherwise(nw.lit(-1))


def last_of(tests: Sequence[nw.Expr], values: Iterable[str | int], other: str | int) -> nw.Expr:
    """Return the value of the last test that holds, else another."""
    return reduce(
        lambda other, one: nw.when(one[0]).then(nw.lit(one[1])).otherwise(other),
        zip(tests, values, strict=True),
        nw.lit(other),
    )
