"""The grouped query: one scan of a register for all the indicators that place its records in time alike."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import reduce

import narwhals.stable.v2 as nw

from dtplan_analysis.counting.declaration import Events, Flow, Lookup, Open, Placement, Proportion, Stock
from dtplan_analysis.errors import RegisterError
from dtplan_analysis.periods import Period
from dtplan_analysis.registers import REGISTERS
from dtplan_analysis.registers.columns import Register
from dtplan_analysis.registers.frames import MINISTRY_TIME, Frame, Table, column_names, conform, midnight, provides


def count(
    indicators: Sequence[Proportion],
    frames: Mapping[str, Frame],
    periods: Sequence[Period],
    *,
    by: tuple[str, ...] = ("unit",),
    as_of: date,
    timezone: str = MINISTRY_TIME,
    leave_out: tuple[str, ...] = (),
) -> list[Table]:
    """Return one frame of counts per indicator, as narwhals frames, in the order given.

    Columns: `by`, `period`, `span`, the five counts and `running` (records that are not at their end). Indicators
    of one register that place records alike are counted in one grouped query. `leave_out` names units whose
    records are not counted.
    """
    results: dict[int, Table] = {}
    for group in _grouped(indicators):
        shared = Query(group, frames, by=by, as_of=as_of, timezone=timezone, leave_out=leave_out)
        wide = shared.count(periods)
        for place, indicator in enumerate(group):
            results[id(indicator)] = shared.one(wide, place)
    return [results[id(indicator)] for indicator in indicators]


def _grouped(indicators: Iterable[Proportion]) -> list[list[Proportion]]:
    groups: dict[object, list[Proportion]] = {}
    for indicator in indicators:
        alone = indicator.distinct or indicator.events
        groups.setdefault((indicator.register, indicator.placement, id(indicator) if alone else 0), []).append(
            indicator
        )
    return list(groups.values())


class Query:
    """One scan of a register for the indicators that place its records alike."""

    def __init__(
        self,
        indicators: Sequence[Proportion],
        frames: Mapping[str, Frame],
        *,
        by: tuple[str, ...],
        as_of: date,
        timezone: str,
        leave_out: tuple[str, ...],
    ) -> None:
        self.indicators, self.by, self.as_of = indicators, by, as_of
        self.register = REGISTERS[indicators[0].register]
        self.placement = indicators[0].placement
        columns = dict.fromkeys(name for indicator in indicators for name in indicator.columns)
        self.runs = any(one.judges_steps for one in indicators) and provides(
            given(frames, self.register), self.register, "running"
        )
        wanted = [*by, *columns, *(["running"] if self.runs else []), *(["unit"] if leave_out else [])]
        frame = conform(given(frames, self.register), self.register, wanted, as_of=as_of, timezone=timezone)
        if leave_out:
            frame = frame.filter(~nw.col("unit").is_in(leave_out))
        for lookup in dict.fromkeys(lookup for indicator in indicators for lookup in indicator.lookups):
            frame = _look_up(frame, lookup, self._other(frames, lookup.register, timezone), indicators[0].placement)
        self.frame = frame
        known = [
            *self.register.columns,
            *(REGISTERS[lo.register].column(lo.column) for i in indicators for lo in i.lookups),
        ]
        self._codes = {column.name: column.codes for column in known if column.codes}
        self.events = indicators[0].events
        self.happened = None
        if self.events:
            kinds = self.events.kinds
            names = [self.events.key, self.events.date, *([kinds[0]] if kinds else [])]
            other = REGISTERS[self.events.register]
            self.happened = conform(given(frames, other), other, names, as_of=as_of, timezone=timezone)
            if kinds:
                self.happened = self.happened.filter(_is_in(*kinds))

    def _other(self, frames: Mapping[str, Frame], name: str, timezone: str) -> Table:
        other = REGISTERS[name]
        names = [c.name for c in other.columns if c.name in column_names(given(frames, other))]
        return conform(frames[name], other, names, as_of=self.as_of, timezone=timezone)

    def count(self, periods: Sequence[Period]) -> Table:
        """Return the wide table of counts: one row per unit and period, five columns per indicator."""
        keys = [*self.by, "period", "span"]
        if isinstance(self.placement, Flow) and not self.indicators[0].distinct:
            placed = _place_flow(self.frame, self.placement, [p for p in periods if p.span == "quarter"])
            quarters = self._aggregate(self.flag(placed), [*self.by, "period"])
            quarters = quarters.with_columns(span=nw.lit("quarter"))
            parts = [quarters, *(self._to_date(quarters, p, periods) for p in periods if p.span == "year_to_date")]
            return nw.concat([part.select(*keys, *self._sums) for part in parts], how="vertical")
        parts = [self._aggregate(self.flag(self.place(period)), [*self.by, "period", "span"]) for period in periods]
        return nw.concat([part.select(*keys, *self._sums) for part in parts], how="vertical")

    def _to_date(self, quarters: Table, span: Period, periods: Sequence[Period]) -> Table:
        """Sum the quarters of a year up to a quarter: a flow's year to date."""
        labels = [p.label for p in periods if p.span == "quarter" and span.start <= p.start and p.end <= span.end]
        summed = quarters.filter(nw.col("period").is_in(labels))
        summed = summed.with_columns(period=nw.lit(span.label), span=nw.lit("year_to_date"))
        return self._sum(summed, [*self.by, "period", "span"])

    def one(self, wide: Table, place: int) -> Table:
        """Return the counts of one indicator out of the wide table."""
        excluded, missing, denominator, numerator, running = (nw.col(f"{name}_{place}") for name in _PARTS)
        return wide.select(
            *self.by,
            "period",
            "span",
            records=excluded + missing + denominator,
            excluded=excluded,
            missing=missing,
            denominator=denominator,
            numerator=numerator,
            running=running,
        ).filter(nw.col("records") > 0)

    @property
    def _sums(self) -> list[str]:
        return [f"{name}_{place}" for place in range(len(self.indicators)) for name in _PARTS]

    def place(self, period: Period) -> Table:
        """Return the records that count in one period, with the period's name."""
        start, end = midnight(period.start), midnight(min(period.end, self.as_of))
        frame, placement = self.frame, self.placement
        if isinstance(placement, Flow):
            frame = frame.filter(_within(placement.date, period.start, period.end))
        elif isinstance(placement, Stock):
            start_of, end_of = nw.col(placement.valid_from), nw.col(placement.valid_to)
            frame = frame.filter((start_of <= nw.lit(end)) & (end_of.is_null() | (end_of >= nw.lit(end))))
        elif isinstance(placement, Open):
            begun, ended = nw.col(placement.begun), nw.col(placement.ended)
            still = ended.is_null() | (ended >= nw.lit(start)) | ((ended < begun) & (begun >= nw.lit(start)))
            frame = frame.filter((begun <= nw.lit(end)) & still)
        else:
            frame = _last_snapshot(frame, placement.date, period, self.as_of)
        if self.events and self.happened is not None:
            since = period.start if self.events.window == "period" else period.year_start
            frame = _mark_events(frame, self.happened, self.events, since, period.end)
        return frame.with_columns(
            period=nw.lit(period.label),
            span=nw.lit(period.span),
            period_start=nw.lit(midnight(period.start)),
            period_end=nw.lit(midnight(period.end)),
        )

    def flag(self, frame: Table) -> Table:
        """Give every record its bucket for each indicator, as columns of 0 and 1."""
        buckets: dict[str, nw.Expr] = {}
        for place, indicator in enumerate(self.indicators):
            among = _all_of([_is_in(name, values) | ~self._known(name) for name, values in indicator.among.items()])
            excluded = _any_of([_is_in(name, values) for name, values in indicator.exclude.items() if self._has(name)])
            missing = _any_of([~self._known(name) for name in indicator.needs])
            kept = among & ~excluded & ~missing
            buckets[f"excluded_{place}"] = (among & excluded).cast(nw.Int64)
            buckets[f"missing_{place}"] = (among & ~excluded & missing).cast(nw.Int64)
            buckets[f"denominator_{place}"] = kept.cast(nw.Int64)
            # Asked only of records whose columns are all known; elsewhere back-ends disagree on empty values.
            reached = indicator.numerator.cast(nw.Int64).fill_null(0)
            buckets[f"numerator_{place}"] = nw.when(kept).then(reached).otherwise(nw.lit(0))
            runs = nw.col("running").fill_null(False) if self.runs and indicator.judges_steps else nw.lit(False)
            buckets[f"running_{place}"] = (kept & runs).cast(nw.Int64)
        return frame.with_columns(**buckets)

    def _aggregate(self, flagged: Table, keys: list[str]) -> Table:
        distinct = self.indicators[0].distinct
        if distinct:
            flagged = _by_person(flagged, distinct, keys)
        return self._sum(flagged, keys)

    def _sum(self, frame: Table, keys: list[str]) -> Table:
        sums = frame.group_by(*keys).agg(*(nw.col(name).sum() for name in self._sums))
        # An engine's sums may be wider than whole numbers need be: DuckDB's come as Decimal.
        return sums.with_columns(*(nw.col(name).cast(nw.Int64) for name in self._sums))

    def _has(self, name: str) -> bool:
        return name in self.frame.collect_schema().names()

    def _known(self, name: str) -> nw.Expr:
        """Return whether a cell says something: it is not empty, and its code is one of the register's."""
        codes = self._codes.get(name)
        return nw.col(name).is_in(codes).fill_null(False) if codes else ~nw.col(name).is_null()


_PARTS = ("excluded", "missing", "denominator", "numerator", "running")


def _by_person(flagged: Table, person: str, keys: list[str]) -> Table:
    """Turn records into people: reached where all known records are, missing where one is unknown and none failed.

    A record that names nobody stays a record of its own, and is missing unless it is excluded.
    """
    excluded, missing, denominator, numerator, _ = (nw.col(f"{part}_0") for part in _PARTS)
    columns = [*keys, *(f"{part}_0" for part in _PARTS)]
    nobody = flagged.filter(nw.col(person).is_null()).with_columns(
        missing_0=missing + denominator, denominator_0=nw.lit(0), numerator_0=nw.lit(0), running_0=nw.lit(0)
    )
    people = (
        flagged.filter(~nw.col(person).is_null())
        .with_columns(failed=denominator - numerator)
        .group_by(*keys, person)
        .agg(*(nw.col(name).max() for name in ("failed", *columns[len(keys) :])))
        .with_columns(unsure=(missing == 1) & (nw.col("failed") == 0))
        .with_columns(
            denominator_0=(denominator == 1) & ~nw.col("unsure"),
            missing_0=nw.col("unsure"),
            excluded_0=(excluded == 1) & (denominator == 0) & (missing == 0),
            numerator_0=(denominator == 1) & ~nw.col("unsure") & (nw.col("failed") == 0),
        )
    )
    whole = [nw.col(name).cast(nw.Int64) for name in columns[len(keys) :]]
    return nw.concat([part.select(*keys, *whole) for part in (people, nobody)], how="vertical")


def _within(name: str, first: date, last: date) -> nw.Expr:
    return (nw.col(name) >= nw.lit(midnight(first))) & (nw.col(name) <= nw.lit(midnight(last)))


def _place_flow(frame: Table, placement: Flow, quarters: Sequence[Period]) -> Table:
    """Name each record's quarter; records outside of all quarters are dropped here and counted by the reading."""
    if not quarters:
        return frame.with_columns(period=nw.lit("")).filter(nw.lit(False))
    name = reduce(
        lambda other, q: nw.when(_within(placement.date, q.start, q.end)).then(nw.lit(q.label)).otherwise(other),
        quarters,
        nw.lit(None, nw.String),
    )
    return frame.with_columns(period=name).filter(~nw.col("period").is_null())


def _last_snapshot(frame: Table, name: str, period: Period, as_of: date) -> Table:
    inside = frame.filter(_within(name, period.quarter_start, min(period.end, as_of)))
    last = inside.group_by("unit").agg(nw.col(name).max().alias("last_snapshot"))
    return inside.join(last, on="unit", how="inner").filter(nw.col(name) == nw.col("last_snapshot"))


def _mark_events(frame: Table, happened: Table, events: Events, since: date, until: date) -> Table:
    keys = happened.filter(_within(events.date, since, until)).select(events.key).unique(events.key)
    marked = keys.with_columns(nw.lit(True).alias(events.flag))
    joined = frame.join(marked, on=events.key, how="left")
    return joined.with_columns((~nw.col(events.flag).is_null()).alias(events.flag))


def _look_up(frame: Table, lookup: Lookup, other: Table, placement: Placement) -> Table:
    """Join the value that was valid on the record's day; the join goes by distinct pairs, so no record doubles."""
    day, (key, column) = placement.columns[0], (lookup.key, lookup.column)
    pairs = frame.select(key, day).filter(~nw.col(key).is_null()).unique([key, day])
    valid_to = nw.col("valid_to") if "valid_to" in other.collect_schema().names() else nw.lit(None, nw.Datetime("us"))
    rows = other.select(key, column, "valid_from", valid_to.alias("valid_to"))
    found = (
        pairs.join(rows, on=key, how="inner")
        .filter(
            (nw.col("valid_from") <= nw.col(day)) & (nw.col("valid_to").is_null() | (nw.col("valid_to") >= nw.col(day)))
        )
        .group_by(key, day)
        .agg(nw.col(column).max(), nw.col(column).min().alias("other_value"))
        # Two values on one day contradict each other: the record is missing, not guessed.
        .with_columns(nw.when(nw.col(column) == nw.col("other_value")).then(nw.col(column)).alias(column))
        .select(key, day, column)
    )
    return frame.join(found, on=[key, day], how="left")


def given(frames: Mapping[str, Frame], register: Register) -> Frame:
    try:
        return frames[register.name]
    except KeyError:
        raise RegisterError(
            "is needed and was not given",
            where=f"register {register.name}",
            remedy=f"give it by name: {register.name}=…",
        ) from None


def _is_in(name: str, values: tuple[str | bool, ...]) -> nw.Expr:
    if values in ((True,), (False,)):
        known = nw.col(name).fill_null(not values[0])
        return known if values[0] else ~known
    return nw.col(name).is_in(values).fill_null(False)


def _any_of(tests: list[nw.Expr]) -> nw.Expr:
    return reduce(lambda one, other: one | other, tests) if tests else nw.lit(False)


def _all_of(tests: list[nw.Expr]) -> nw.Expr:
    return reduce(lambda one, other: one & other, tests) if tests else nw.lit(True)
