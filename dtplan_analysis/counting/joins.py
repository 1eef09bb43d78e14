"""What a record is told by other rows: events that happened to it, values that were valid for it, replacements."""

import datetime
from dataclasses import dataclass
from typing import Literal

import narwhals.stable.v2 as nw

from dtplan_analysis.counting.placement import within
from dtplan_analysis.registers.columns import spared_name, unread, unread_name
from dtplan_analysis.registers.frames import Relation
from dtplan_analysis.registers.register import Register


@dataclass(frozen=True)
class Events:
    """Rows of another register that happened to a record, seen as a flag: was there one in the window?"""

    register: Register
    key: str
    date: str
    window: Literal["period", "year"]
    flag: str
    kinds: tuple[str, tuple[str, ...]] | None = None
    """A column of that register and the values that count."""

    def mark(self, frame: Relation, happened: Relation, since: datetime.date, until: datetime.date) -> Relation:
        """Return the records with the flag, and whether it is unread: of what happened, nobody can tell kind or day."""
        inside = within(self.date, since, until).fill_null(False)
        counts = is_in(*self.kinds) if self.kinds else nw.lit(True)
        doubtful = (inside | unread(self.date)) & (counts | unread(self.kinds[0]) if self.kinds else nw.lit(True))
        known = happened.filter(~nw.col(self.key).is_null())
        frame = _marked(frame, known.filter(inside & counts).select(self.key), self.key, self.flag)
        maybe = known.filter(doubtful & ~(inside & counts)).select(self.key)
        return _doubted(frame, maybe, self.key, self.flag)


@dataclass(frozen=True)
class Lookup:
    """A column of another register that was valid on the record's day, found by a key both have."""

    register: Register
    key: str
    column: str
    day: str

    @property
    def columns(self) -> tuple[str, ...]:
        """What it reads of the other register."""
        return (self.key, self.column, "valid_from", "valid_to")

    def join(self, frame: Relation, other: Relation) -> Relation:
        """Return the records with the column; the join goes by distinct pairs, so no record doubles."""
        key, column, day = self.key, self.column, self.day
        pairs = frame.select(key, day).filter(~nw.col(key).is_null()).group_by(key, day).agg(nw.len().alias("rows"))
        spared = [mark for mark in (spared_name(column),) if mark in other.collect_schema().names()]
        still = nw.col("valid_to").is_null() | (nw.col("valid_to") >= nw.col(day))
        found = (
            pairs.join(other, on=key, how="inner")
            .filter(((nw.col("valid_from") <= nw.col(day)) | unread("valid_from")).fill_null(False) & still)
            .with_columns(
                *(nw.col(mark).cast(nw.Int8) for mark in spared),
                open=(unread("valid_from") | unread("valid_to") | unread(column)).cast(nw.Int8),
            )
            .group_by(key, day)
            .agg(
                nw.col(column).max(),
                nw.col(column).min().alias("other_value"),
                nw.col("open").max(),
                *(nw.col(mark).max() for mark in spared),
            )
            # Two values on one day contradict each other, and one may not hold: the record is missing, not guessed.
            .with_columns(
                nw.when((nw.col(column) == nw.col("other_value")) & (nw.col("open") == 0))
                .then(nw.col(column))
                .alias(column)
            )
            .select(key, day, column, *spared)
        )
        joined = frame.join(found, on=[key, day], how="left")
        return joined.with_columns((nw.col(mark) == 1).fill_null(False).alias(mark) for mark in spared)


@dataclass(frozen=True)
class Replaced:
    """Records that another one replaces, seen as a flag: the two are one record, and the later one stands for it."""

    key: str
    by: str
    """The column that names the record which this one replaces."""
    flag: str
    unless: tuple[str, tuple[str, ...]]
    """A column and the values with which a replacement itself does not stand."""

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.key, self.by, self.unless[0])

    def mark(self, frame: Relation) -> Relation:
        """Return the records with the flag."""
        itself = (nw.col(self.by) == nw.col(self.key)).fill_null(False)
        named, by, doubt = frame.filter(~nw.col(self.by).is_null() & ~itself), nw.col(self.by), unread_name(self.flag)
        sure = maybe = named
        column, values = self.unless
        if column in frame.collect_schema().names():
            sure, maybe = named.filter(~is_in(column, values) & ~unread(column)), named.filter(unread(column))
        frame = _marked(frame, sure.select(by.alias(self.key)), self.key, self.flag)
        frame = _doubted(frame, maybe.select(by.alias(self.key)), self.key, self.flag)
        # One of which nobody can read what it replaces may be a record that is counted already.
        return frame.with_columns((nw.col(doubt) | (unread(self.by) & ~nw.col(self.flag))).alias(doubt))


def _doubted(frame: Relation, keys: Relation, key: str, flag: str) -> Relation:
    """Return the records with a mark beside a flag: it is not set, and nobody can tell whether it should be."""
    doubt = unread_name(flag)
    return _marked(frame, keys, key, doubt).with_columns((nw.col(doubt) & ~nw.col(flag)).alias(doubt))


def is_in(name: str, values: tuple[str | bool, ...]) -> nw.Expr:
    """Return whether a column has one of the values; an empty cell has none."""
    if values in ((True,), (False,)):
        known = nw.col(name).fill_null(not values[0])
        return known if values[0] else ~known
    return nw.col(name).is_in(values).fill_null(False)


def _marked(frame: Relation, keys: Relation, key: str, flag: str) -> Relation:
    named = keys.group_by(key).agg(nw.len().alias(flag))
    return frame.join(named, on=key, how="left").with_columns((~nw.col(flag).is_null()).alias(flag))
