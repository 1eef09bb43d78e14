"""The grouped query: one scan of a register for all the indicators that place its records in time alike."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property, partial
from itertools import chain

import narwhals.stable.v2 as nw

from dtplan_analysis.counting.declaration import COUNTS, Declaration
from dtplan_analysis.counting.joins import is_in
from dtplan_analysis.counting.outcomes import (
    OUT,
    PARTS,
    UNWEIGHED,
    all_of,
    any_of,
    outcome,
    summed,
    sums,
    tally,
    weighed,
)
from dtplan_analysis.counting.people import by_person, in_shares
from dtplan_analysis.counting.placement import (
    Flow,
    Open,
    Snapshot,
    Stock,
    Stretch,
    inside,
    last_of,
    stretch_of,
    stretches_of,
    within,
)
from dtplan_analysis.errors import RegisterError
from dtplan_analysis.periods import Period
from dtplan_analysis.registers.columns import spared_name, unread, unread_name
from dtplan_analysis.registers.frames import (
    MINISTRY_TIME,
    Frame,
    Table,
    collected,
    column_names,
    conform,
    given,
    midnight,
    provides,
    together,
)

_INTERNAL = ("stretch", "rows", "period_start", "period_end", "snapshot_of", "last_snapshot", "other_value", "open")


class Query:
    """One scan of a register for indicators that place its records alike, or each by a date."""

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
        self._as_of = partial(Query, indicators, frames, by=by, timezone=timezone, leave_out=leave_out)
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

    def _conform_events(self, frames: Mapping[str, Frame], timezone: str) -> Table | None:
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

    def count(self, periods: Sequence[Period], *, at_once: bool = False) -> Table:
        """Return the wide table of counts: one row per group and period, five columns per indicator.

        It is as lazy as the frame; `at_once` does the query, so that nothing is scanned twice.
        """
        if not periods:
            return self._count_in(Period("", self.as_of, self.as_of, self.as_of)).head(0)
        if isinstance(self.placement, Flow):
            return (self._count_people if self.distinct else self._count_flow)(periods, at_once)
        if isinstance(self.placement, Stock | Snapshot):
            return self._count_stock(periods, at_once)
        wide = together([self.by_then(period)._count_in(period) for period in periods])
        return collected(wide) if at_once else wide

    def by_then(self, period: Period) -> "Query":
        """Return the query as of a period's last day, where the records are placed so; else itself."""
        day = min(period.end, self.as_of)
        own = isinstance(self.placement, Open) and self.placement.by_then and day < self.as_of
        return self._as_of(as_of=day) if own else self

    def _count_stock(self, periods: Sequence[Period], at_once: bool) -> Table:
        """Count each quarter once: a year to date is its last quarter's."""
        quarters = dict.fromkeys(replace(period, to_date=False) for period in periods)
        wide = together([self._count_in(quarter) for quarter in quarters])
        wide = collected(wide) if at_once else wide
        parts = []
        for span in dict.fromkeys(period.span for period in periods):
            labels = [period.label for period in periods if period.span == span]
            parts.append(wide.filter(nw.col("period").is_in(labels)).with_columns(span=nw.lit(span)))
        return together(parts)

    def _count_in(self, period: Period) -> Table:
        placed = self.flag(self.place(period)) if self.events else self.place(period, self._flagged)
        return self._sums(self._tally(placed, ["period", "span"]), ["period", "span"])

    @cached_property
    def _flagged(self) -> Table:  # where outcomes are the same in every period
        return self.flag(self.frame)

    def _count_flow(self, periods: Sequence[Period], at_once: bool) -> Table:
        """Count each stretch of days once, and sum the stretches of a period: a year to date is its quarters."""
        quarters = [period for period in periods if not period.to_date]
        stretches = stretches_of(periods)
        places = [f"stretch_{place}" for place in range(len(self.days))]
        tallied = self._tally(self.in_stretches(stretches), places)
        if at_once:
            tallied = collected(tallied)
        counted = together([self._by_date(tallied, *one) for one in zip(places, self.days, strict=True)])
        own = [nw.col("stretch").is_in(inside(stretches, quarter, quarters)) for quarter in quarters]
        label = last_of(own, [quarter.label for quarter in quarters], "")
        span = last_of(own, [quarter.span for quarter in quarters], "")
        parts = [counted.with_columns(period=label, span=span).filter(nw.col("period") != "")]
        for period in periods:
            if period.to_date:
                part = counted.filter(nw.col("stretch").is_in(inside(stretches, period, quarters)))
                parts.append(part.with_columns(period=nw.lit(period.label), span=nw.lit(period.span)))
        names = [f"{name}_{place}" for place in range(len(self.indicators)) for name in PARTS] + self._more
        return together([summed(part, [*self.by, "period", "span"], names) for part in parts])

    def _by_date(self, tallied: Table, place: str, day: str) -> Table:
        out = {f"outcome_{n}": nw.lit(OUT) for n, one in enumerate(self.indicators) if self._day(one) != day}
        return self._sums(tallied.filter(nw.col(place) >= 0).with_columns(stretch=nw.col(place), **out), ["stretch"])

    def _day(self, indicator: Declaration) -> str:
        day = indicator.placement.columns[0]
        return f"placed_{day}" if f"placed_{day}" in self.days else day

    def _count_people(self, periods: Sequence[Period], at_once: bool) -> Table:
        """Count people in one scan: the largest of a person's outcomes in the stretches of a period is theirs.

        Where there are very many people, they are counted share by share.
        """
        stretches = stretches_of(periods)
        records = self.in_stretches(stretches)
        if at_once:
            shares = in_shares(records, self.distinct, self.frame)
            people = together([collected(by_person(one, self.distinct, self.by, len(stretches))) for one in shares])
        else:
            people = by_person(records, self.distinct, self.by, len(stretches))
        parts = []
        for period in periods:
            outcome = nw.max_horizontal(*(nw.col(f"outcome_in_{place}") for place in inside(stretches, period, ())))
            placed = people.with_columns(outcome_0=outcome, period=nw.lit(period.label), span=nw.lit(period.span))
            parts.append(sums(placed, [*self.by, "period", "span"], [False]))
        return together(parts)

    def in_stretches(self, stretches: Sequence[Stretch]) -> Table:
        """Return the records of some stretches of days on end, with their outcomes and, by each date, their stretch."""
        places = {f"stretch_{place}": stretch_of(day, stretches) for place, day in enumerate(self.days)}
        inside_all = [within(day, stretches[0][0], stretches[-1][1]).fill_null(False) for day in self.days]
        return self.flag(self.frame.filter(any_of(inside_all)).with_columns(**places))

    def one(self, wide: Table, place: int) -> Table:
        """Return the counts of one indicator out of the wide table."""
        excluded, missing, denominator, numerator, running = (nw.col(f"{name}_{place}") for name in PARTS)
        records = excluded + missing + denominator
        known = (records > 0) | (nw.col(UNWEIGHED) > 0) if self.sum_of else records > 0
        return wide.filter(known).select(
            *self.by,
            "period",
            "span",
            *self._more,
            records=excluded + missing + denominator,
            excluded=excluded,
            missing=missing,
            denominator=denominator,
            # A rule that subtracts can take more than there is.
            numerator=nw.when(numerator > 0).then(numerator).otherwise(nw.lit(0)),
            running=running,
        )

    def place(self, period: Period, frame: Table = None) -> Table:
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

    def flag(self, frame: Table) -> Table:
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

    def _tally(self, flagged: Table, keys: list[str]) -> Table:
        outcomes = [f"outcome_{place}" for place in range(len(self.indicators))]
        names = [*self.by, *keys, *(["running"] if self.runs else []), *outcomes]
        if self.sum_of:
            is_unread = unread(self.sum_of) if self._has(unread_name(self.sum_of)) else nw.lit(False)
            return weighed(flagged, names, self.sum_of, is_unread)
        return tally(flagged, names)

    @property
    def _more(self) -> list[str]:
        return [UNWEIGHED] if self.sum_of else []

    def _sums(self, tallied: Table, keys: list[str]) -> Table:
        steps = [self.runs and one.judges_steps for one in self.indicators]
        return sums(tallied, [*self.by, *keys], steps, self._more)

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(self.frame.collect_schema().names())

    def _has(self, name: str) -> bool:
        return name in self._names

    def _known(self, name: str) -> nw.Expr:  # not empty, and with a meaning
        there = ~nw.col(name).is_null()
        return there & ~unread(name) if self._has(unread_name(name)) else there
