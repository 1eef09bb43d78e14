"""A register as it is scanned: its rows with all that is looked up for them, their place in time, their outcomes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property, partial
from itertools import chain
from typing import Any

import narwhals.stable.v2 as nw

from dtplan_analysis.counting.declaration import COUNTS, Declaration
from dtplan_analysis.counting.joins import is_in
from dtplan_analysis.counting.outcomes import PARTS, UNWEIGHED, all_of, any_of, outcome
from dtplan_analysis.counting.placement import Flow, Snapshot
from dtplan_analysis.errors import RegisterError
from dtplan_analysis.periods import Period
from dtplan_analysis.registers.columns import spared_name, unread, unread_name
from dtplan_analysis.registers.frames import (
    MINISTRY_TIME,
    Frame,
    Relation,
    column_names,
    conform,
    given,
    midnight,
    provides,
)

_INTERNAL = ("stretch", "rows", "period_start", "period_end", "snapshot_of", "last_snapshot", "other_value", "open")


class Scan:
    """The rows of a register for indicators that place its records alike, or each by a date."""

    def __init__(
        self,
        indicators: Sequence[Declaration],
        frames: Mapping[str, Frame],
        *,
        by: tuple[str, ...],
        as_of: date,
        timezone: str = MINISTRY_TIME,
        leave_out: tuple[str, ...] = (),
    ) -> None:
        self.indicators, self.by, self.as_of = indicators, by, as_of
        self._as_of: partial[Any] = partial(
            type(self), indicators, frames, by=by, timezone=timezone, leave_out=leave_out
        )
        self.register = indicators[0].register
        self.placement, self.distinct = indicators[0].placement, indicators[0].distinct
        self.sum_of = indicators[0].sum_of
        unplaced = self._unplaced(frames)
        self.days = tuple(dict.fromkeys(unplaced.get(day, day) for day in self._dates))
        self.lookups = tuple(dict.fromkeys(lookup for one in indicators for lookup in one.lookups))
        assert len({lookup.column for lookup in self.lookups}) == len(self.lookups), "one column, two lookups"
        self._refuse_taken()
        own = given(frames, self.register)
        self.runs = any(one.judges_steps for one in indicators) and provides(own, self.register, "running")
        frame = conform(own, self.register, self._wanted(own, leave_out), as_of=as_of, timezone=timezone)
        if leave_out:
            frame = frame.filter(~is_in("unit", leave_out))
        for lookup in self.lookups:
            other = lookup.register
            rows = conform(given(frames, other), other, lookup.columns, as_of=as_of, timezone=timezone)
            frame = lookup.join(frame, rows)
        replaced, names = indicators[0].replaced, frame.collect_schema().names()
        self.frame = replaced.mark(frame) if replaced and {replaced.key, replaced.by} <= set(names) else frame
        # Where nobody can read the day that places a record, it is missing in the period of its register's date.
        for day, name in unplaced.items():
            instead = nw.when(unread(day)).then(nw.col(self.register.date)).otherwise(nw.col(day))
            self.frame = self.frame.with_columns(**{name: instead})
            if isinstance(self.placement, Flow) and self.placement.date == day:
                self.placement = replace(self.placement, date=name)
        self.events = indicators[0].events
        self._happened = self._conform_events(frames, timezone) if self.events else None

    def _wanted(self, own: Frame, leave_out: tuple[str, ...]) -> list[str]:
        """Return the columns to read; one that only an exclusion uses may be absent: then it excludes nothing."""
        touched = [name for one in self.indicators for name in one.columns]
        needed = {name for one in self.indicators for name in one.columns if name not in one.spare}
        present = set(column_names(own))
        running = ["running"] if self.runs else []
        unit = ["unit"] if leave_out or isinstance(self.placement, Snapshot) else []
        date = [self.register.date] if self._unplaced({self.register.name: own}) else []
        return [*self.by, *(name for name in touched if name in needed or name in present), *running, *unit, *date]

    @property
    def _dates(self) -> list[str]:
        return [one.placement.columns[0] for one in self.indicators]

    def _unplaced(self, frames: Mapping[str, Frame]) -> dict[str, str]:
        """Return the days of flows that have cells which nobody can read, beside the register's own, and their names
        once these are placed by that.
        """
        present, date = column_names(given(frames, self.register)), self.register.date
        flows = dict.fromkeys(one.placement.date for one in self.indicators if isinstance(one.placement, Flow))
        marked = [day for day in flows if day != date and unread_name(day) in present]
        return {day: f"placed_{day}" for day in marked if date in present}

    def _conform_events(self, frames: Mapping[str, Frame], timezone: str) -> Relation | None:
        """Return the events that count; None where the export does not say of which kind they are."""
        assert self.events
        other, kinds = self.events.register, self.events.kinds
        rows = given(frames, other)
        if kinds and kinds[0] not in column_names(rows):
            return None
        names = [self.events.key, self.events.date, *([kinds[0]] if kinds else [])]
        return conform(rows, other, names, as_of=self.as_of, timezone=timezone)

    def _refuse_taken(self) -> None:
        """Refuse to group by a name that the counts need for themselves."""
        parts = [f"{part}_{place}" for place in range(len(self.indicators)) for part in PARTS]
        joined = [lookup.column for lookup in self.lookups]
        flags = [one.flag for one in (self.indicators[0].events, self.indicators[0].replaced) if one]
        taken = {"period", "span", *COUNTS, "running", *self._more, *_INTERNAL, *parts, *joined, *flags}
        for name in self.by:
            if name in taken or name.startswith(("outcome_", "stretch_", "placed_")) or name.endswith(unread_name("")):
                raise RegisterError(
                    f"cannot group by {name!r}: the counts have a column of that name",
                    where=f"register {self.register.name}",
                    remedy="rename the column first",
                )

    def place(self, period: Period, frame: Relation = None) -> Relation:
        """Return the records that count in one period, with its name and what happened to them in it."""
        placed = self.placement.place(self.frame if frame is None else frame, period, self.as_of)
        if not isinstance(self.placement, Flow) and period.start > self.as_of:
            placed = placed.head(0)  # nobody knows yet what it will hold
        if self.events and self._happened is not None:
            since = period.start if self.events.window == "period" else period.year_start
            placed = self.events.mark(placed, self._happened, since, period.end)
        elif self.events:
            placed = placed.with_columns(nw.lit(False).alias(self.events.flag))
        return placed.with_columns(
            period=nw.lit(period.label),
            span=nw.lit(period.span),
            period_start=nw.lit(midnight(period.start)),
            period_end=nw.lit(midnight(period.end)),
        )

    def flag(self, frame: Relation) -> Relation:
        """Give every record its outcome for each indicator, as columns that end in the place of the indicator."""
        outcomes: dict[str, nw.Expr] = {}
        unseen = nw.lit(self.events is not None and self._happened is None)
        for place, one in enumerate(self.indicators):
            among = all_of([is_in(name, values) | ~self._known(name) for name, values in one.among.items()])
            spared = [nw.col(mark) for mark in map(spared_name, self._behind(one)) if self._has(mark)]
            left_out = [is_in(name, values) for name, values in one.exclude.items() if self._has(name)]
            excluded = any_of([*left_out, *spared])
            unsure = [unread(name) for name in one.exclude if self._has(unread_name(name))]
            unsure += [unread(one.events.flag)] if one.events and self._happened is not None else []
            unknown = [~self._known(name) for name in dict.fromkeys((*one.needs, *one.among))]
            missing = any_of([*unknown, *unsure, one.placement.doubtful, unseen])
            outcomes[f"outcome_{place}"] = outcome(among, excluded, missing, one.numerator)
        return frame.with_columns(**outcomes, **({"running": nw.col("running").fill_null(False)} if self.runs else {}))

    def _behind(self, indicator: Declaration) -> list[str]:
        """Return the columns that an indicator needs, and those that these are derived from."""
        needed = (*indicator.needs, *indicator.among, *([indicator.distinct] if indicator.distinct else ()))
        own = (self.register.sources(name) for name in needed)
        return list(dict.fromkeys([*needed, *chain.from_iterable(own)]))

    @property
    def _more(self) -> list[str]:
        return [UNWEIGHED] if self.sum_of else []

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(self.frame.collect_schema().names())

    def _has(self, name: str) -> bool:
        return name in self._names

    def _known(self, name: str) -> nw.Expr:  # not empty, and with a meaning
        there = ~nw.col(name).is_null()
        return there & ~unread(name) if self._has(unread_name(name)) else there
