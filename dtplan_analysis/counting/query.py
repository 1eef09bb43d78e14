"""The grouped query: one scan of a register for all the indicators that place its records in time alike."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

import narwhals.stable.v2 as nw

from dtplan_analysis.counting.declaration import Declaration
from dtplan_analysis.counting.outcomes import OUT, PARTS, UNWEIGHED, any_of, summed, sums, tally, weighed
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
from dtplan_analysis.counting.scan import Scan
from dtplan_analysis.periods import Period
from dtplan_analysis.registers.columns import unread, unread_name
from dtplan_analysis.registers.frames import Relation, collected, together


class Query(Scan):
    """One scan of a register for indicators that place its records alike, or each by a date."""

    def count(self, periods: Sequence[Period], *, at_once: bool = False) -> Relation:
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

    def _count_stock(self, periods: Sequence[Period], at_once: bool) -> Relation:
        """Count each quarter once: a year to date is its last quarter's."""
        quarters = dict.fromkeys(replace(period, to_date=False) for period in periods)
        wide = together([self._count_in(quarter) for quarter in quarters])
        wide = collected(wide) if at_once else wide
        parts = []
        for span in dict.fromkeys(period.span for period in periods):
            labels = [period.label for period in periods if period.span == span]
            parts.append(wide.filter(nw.col("period").is_in(labels)).with_columns(span=nw.lit(span)))
        return together(parts)

    def _count_in(self, period: Period) -> Relation:
        placed = self.flag(self.place(period)) if self.events else self.place(period, self._flagged)
        return self._sums(self._tally(placed, ["period", "span"]), ["period", "span"])

    @cached_property
    def _flagged(self) -> Relation:  # where outcomes are the same in every period
        return self.flag(self.frame)

    def _count_flow(self, periods: Sequence[Period], at_once: bool) -> Relation:
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

    def _by_date(self, tallied: Relation, place: str, day: str) -> Relation:
        out = {f"outcome_{n}": nw.lit(OUT) for n, one in enumerate(self.indicators) if self._day(one) != day}
        return self._sums(tallied.filter(nw.col(place) >= 0).with_columns(stretch=nw.col(place), **out), ["stretch"])

    def _day(self, indicator: Declaration) -> str:
        day = indicator.placement.columns[0]
        return f"placed_{day}" if f"placed_{day}" in self.days else day

    def _count_people(self, periods: Sequence[Period], at_once: bool) -> Relation:
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

    def in_stretches(self, stretches: Sequence[Stretch]) -> Relation:
        """Return the records of some stretches of days on end, with their outcomes and, by each date, their stretch."""
        places = {f"stretch_{place}": stretch_of(day, stretches) for place, day in enumerate(self.days)}
        inside_all = [within(day, stretches[0][0], stretches[-1][1]).fill_null(False) for day in self.days]
        return self.flag(self.frame.filter(any_of(inside_all)).with_columns(**places))

    def one(self, wide: Relation, place: int) -> Relation:
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

    def _tally(self, flagged: Relation, keys: list[str]) -> Relation:
        outcomes = [f"outcome_{place}" for place in range(len(self.indicators))]
        names = [*self.by, *keys, *(["running"] if self.runs else []), *outcomes]
        if self.sum_of:
            is_unread = unread(self.sum_of) if self._has(unread_name(self.sum_of)) else nw.lit(False)
            return weighed(flagged, names, self.sum_of, is_unread)
        return tally(flagged, names)

    def _sums(self, tallied: Relation, keys: list[str]) -> Relation:
        steps = [self.runs and one.judges_steps for one in self.indicators]
        return sums(tallied, [*self.by, *keys], steps, self._more)
