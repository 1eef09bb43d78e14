"""The official one-stop forms II.06a and 06 (II.06b): dossiers received and carried over, settled, in process."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import reduce
from types import MappingProxyType
from typing import Never

import narwhals.stable.v2 as nw

from dtplan_analysis.counting.declaration import refuse_keywords
from dtplan_analysis.counting.joins import Lookup
from dtplan_analysis.counting.outcomes import any_of, summed, tally
from dtplan_analysis.counting.placement import last_of
from dtplan_analysis.errors import InputError, RegisterError
from dtplan_analysis.periods import Period
from dtplan_analysis.registers.columns import unread_name
from dtplan_analysis.registers.dossiers import DOSSIERS, ENDED
from dtplan_analysis.registers.extent import latest_day
from dtplan_analysis.registers.frames import (
    MINISTRY_TIME,
    Frame,
    Relation,
    collected,
    column_names,
    conform,
    midnight,
)
from dtplan_analysis.registers.procedures import PROCEDURES
from dtplan_analysis.units import TOTAL

COLUMNS: Mapping[int, str] = MappingProxyType(
    {
        3: "received",
        4: "received_online",
        5: "received_direct",
        6: "carried_over",
        7: "settled",
        8: "settled_early",
        9: "settled_on_time",
        10: "settled_overdue",
        11: "open",
        12: "open_within_time",
        13: "open_overdue",
    }
)
"""The columns of the form by their official numbers."""

BESIDE = ("received_otherwise", "settled_without_due", "settled_undated", "open_without_due", "not_accepted")
"""What the form has no column for, and must not lose. All but those not accepted are in the totals 3, 7 and 11."""

NEEDED = ("received_on", "due_on", "completed_on", "channel")
"""The exported columns of dossiers, beside the unit, without which the form cannot be filled."""

_READS = "did you mean 'procedures'?"

NOT_STATED = "(not stated)"
"""The field of dossiers that name none."""

_SUMS = {
    "received": ("received_online", "received_direct", "carried_over", "received_otherwise"),
    "settled": ("settled_early", "settled_on_time", "settled_overdue", "settled_without_due", "settled_undated"),
    "open": ("open_within_time", "open_overdue", "open_without_due"),
}
_TALLIED = ("received_at", "ended_at", "due_at", "asked_at", "end", "way")
_TAKEN = {"period", "span", "rows", "at", "start", "day", "after", *_TALLIED, *COLUMNS.values(), *BESIDE}
GIVEN_BACK = ("supplement_requested", "withdrawal_requested", "stopped")
"""The status of dossiers that ended without being settled: column 9 names them."""

NO_DUE = -2
"""The place of no due day."""

_OPEN = date(9999, 12, 31)
"""The end of a dossier that has none yet."""


def one_stop_form(
    dossiers: Frame,
    periods: Sequence[Period],
    *,
    by: str | Sequence[str] | None = ("unit", "field"),
    as_of: date | None = None,
    timezone: str = MINISTRY_TIME,
    registers: Mapping[str, Frame] | None = None,
    **unknown: Never,
) -> Frame:
    """Return form II.06a or 06 (II.06b) per unit, field and period, as the frame's own kind, lazily where that is lazy.

    Columns: `by`, `period`, `span`, those of `COLUMNS` and `BESIDE`: whole numbers of dossiers, with 3 = 7 + 11, and
    each total the sum of its parts, those beside the form included. A group without any dossier has no row.

    - Carried over: received before the period and not ended before it. Open as at the period's last day, or the as-of
      day if that is earlier; a dossier that ends later was open then.
    - The end is the processing end, else the day of the result. Early, on time and overdue go by whole days: ended
      before, on and after the due day; open dossiers are overdue after it. A second supplement request makes a dossier
      overdue for `dossiers_on_time`, and not here: the form goes by days alone.
    - As the heading of column 9 has it, dossiers withdrawn, stopped or given back for a supplement are settled on time,
      whatever their due day: where no day says when, in the period of receipt. As that of column 12 has it, open
      dossiers that await a supplement are within time: since the day that it was asked, and, where none is stated or
      the dossier still runs, as the status of today says.
    - Those not accepted are apart, by their day of receipt. An empty channel counts as direct. A due day before the
      receipt is none.
    - A dossier that was settled, and no day or an impossible one says when, is settled undated: once, in the period of
      its receipt. So is one of which nobody can read whether it ended.
    - What an export leaves out is not carried over: where it begins in a period, that period's figure may be short.

    `field` is the dossier's own, else its procedure's on the day of receipt where `registers={"procedures": frame}`
    are given, else `(not stated)`. Source: the forms of Circular 01/2020/TT-VPCP for columns and headings; the rules
    above are this toolkit's proposal. Raises RegisterError where a needed column is absent or of the wrong type.

    >>> import pandas as pd
    >>> from dtplan_analysis.periods import CALENDAR
    >>> frame = pd.DataFrame({
    ...     "unit": ["HDXD"] * 4,
    ...     "received_on": pd.to_datetime(["2024-03-20", "2024-04-02", "2024-05-06", "2024-06-20"]),
    ...     "due_on": pd.to_datetime(["2024-04-10", "2024-04-12", "2024-05-20", "2024-07-10"]),
    ...     "completed_on": pd.to_datetime(["2024-04-09", "2024-04-12", None, None]),
    ...     "channel": ["online", "online", "direct", "online"],
    ... })
    >>> form = one_stop_form(frame, [CALENDAR.quarter("2024Q2")], by="unit", as_of=date(2024, 7, 5))
    >>> form[list(COLUMNS.values())].iloc[0].tolist()
    [4, 2, 1, 1, 2, 1, 1, 0, 2, 1, 1]
    """
    refuse_keywords(unknown, one_stop_form, where="one_stop_form")
    others = dict(registers or {})
    procedures = others.pop("procedures", None)
    if others:
        raise InputError(f"it reads no register {next(iter(others))!r}", where="one_stop_form", remedy=_READS)
    names = (by,) if isinstance(by, str) else tuple(by or ())
    as_of = as_of or latest_day([(DOSSIERS, dossiers)], timezone=timezone)
    return filled(dossiers, periods, by=names, as_of=as_of, timezone=timezone, procedures=procedures).to_native()


def filled(
    dossiers: Frame,
    periods: Sequence[Period],
    *,
    by: tuple[str, ...] = ("unit", "field"),
    as_of: date,
    timezone: str = MINISTRY_TIME,
    procedures: Frame | None = None,
    at_once: bool = False,
) -> Relation:
    """Return the form as a narwhals frame, as lazy as the dossiers; `at_once` scans them once, for all periods.

    The periods, days and dossiers are those of `one_stop_form`.
    """
    for name in by:
        if name in _TAKEN or name.startswith("nth"):
            raise RegisterError(
                f"cannot group by {name!r}: the form has a column of that name",
                where="register dossiers",
                remedy="rename the column first",
            )
    # Of a period that has not begun nobody knows anything yet.
    begun = [period for period in periods if period.start <= as_of]
    asked = begun or [Period("", as_of, as_of, as_of)]
    cuts = _cuts(asked, as_of)
    tallied = tally(_placed(_conform(dossiers, by, timezone, procedures), cuts), [*by, *_TALLIED])
    form = _in_periods(collected(tallied) if at_once else tallied, asked, cuts, by, as_of)
    return form if begun else form.head(0)


def _conform(dossiers: Frame, by: tuple[str, ...], timezone: str, procedures: Frame | None) -> Relation:
    needed = [*by, *NEEDED, "judged_on", "status", "supplement_asked_on"]
    own = "field" in by and procedures is not None and "procedure" in column_names(dossiers)
    frame = conform(dossiers, DOSSIERS, [*needed, *(["procedure"] if own else [])], as_of=_OPEN, timezone=timezone)
    if "field" not in by:
        return frame
    field = nw.col("field")
    stated = nw.when(~field.is_in(("", TOTAL, NOT_STATED)).fill_null(False)).then(field)
    frame = frame.with_columns(field=stated)
    if own:
        lookup = Lookup(PROCEDURES, key="procedure", column="field_of_procedure", day="received_on")
        columns = ["procedure", "field", "valid_from", "valid_to"]
        rows = conform(procedures, PROCEDURES, columns, as_of=_OPEN, timezone=timezone)
        marks = {unread_name("field"): unread_name(lookup.column)}
        rows = rows.with_columns(field=stated).rename({"field": lookup.column} | marks)
        # Only those without a field of their own are looked up.
        frame = frame.with_columns(procedure=nw.when(field.is_null()).then(nw.col("procedure")))
        frame = lookup.join(frame, rows).with_columns(field=nw.coalesce("field", lookup.column))
    return frame.with_columns(field=field.fill_null(NOT_STATED))


def _cuts(periods: Sequence[Period], as_of: date) -> list[date]:
    """Return the days at which something changes for a period: its first, its last, and the one after."""
    ends = [min(period.end, as_of) for period in periods]
    return sorted({period.start for period in periods} | set(ends) | {day + timedelta(days=1) for day in ends})


def _placed(frame: Relation, cuts: Sequence[date]) -> Relation:
    """Return the dossiers with the place of each day among the cuts, their way in, and how they ended, if they did."""
    end, due, received, asked = (nw.col(name) for name in ("judged_on", "due_on", "received_on", "supplement_asked_on"))

    def place(day: nw.Expr) -> nw.Expr:  # of no day any place will do: `ended` says so
        return last_of([(day >= nw.lit(midnight(cut))).fill_null(False) for cut in cuts], range(len(cuts)), -1)

    channel, status = nw.col("channel"), nw.col("status")
    way = last_of([channel.is_in(("direct", "postal")), channel == "online"], ["direct", "online"], "otherwise")
    in_time = last_of([(end == due).fill_null(False), (end < due).fill_null(False)], ["on_time", "early"], "overdue")
    given_back = status.is_in(GIVEN_BACK).fill_null(False)
    no_end = end.is_null()
    ended = last_of(
        [
            due.is_null(),
            given_back,
            no_end,
            no_end & given_back,
            (status == "not_accepted").fill_null(False),
        ],
        ["without_due", "on_time", "undated", "given_back", "not_accepted"],
        "",
    )
    waits = (status == "supplement_requested").fill_null(False)
    # A dossier that runs, and does not wait today, has been answered: nobody knows when.
    answered = ~(waits | status.is_null() | status.is_in(ENDED).fill_null(False))
    never = nw.lit(len(cuts))
    asked_at = nw.when(asked.is_null()).then(nw.when(waits).then(nw.lit(-1)).otherwise(never)).otherwise(place(asked))
    frame = frame.filter(received < nw.lit(midnight(cuts[-1])))
    frame = frame.with_columns(
        received_at=place(received),
        ended_at=place(end),
        due_at=nw.when(due.is_null()).then(nw.lit(NO_DUE)).otherwise(place(due)),
        asked_at=nw.when(answered).then(never).otherwise(asked_at),
        way=way,
        end=ended,
    )
    return frame.with_columns(end=nw.when(nw.col("end") == "").then(in_time).otherwise(nw.col("end")))


def _in_periods(
    tallied: Relation, periods: Sequence[Period], cuts: Sequence[date], by: Sequence[str], as_of: date
) -> Relation:
    """Return the form of all periods, given how many dossiers are alike."""
    # Every row once a period, without a union: an engine would plan the whole query again for each.
    nth = [f"nth_{place}" for place in range(len(periods))]
    numbered = tallied.with_columns(**{name: nw.lit(place) for place, name in enumerate(nth)})
    index = [*by, *_TALLIED, "rows"]
    every = numbered.unpivot(on=nth, index=index, variable_name="nth", value_name="at")

    def of_period(values: Iterable[int | str], other: int | str) -> nw.Expr:
        return last_of([nw.col("at") == place for place in range(len(periods))], values, other)

    lasts = [min(period.end, as_of) for period in periods]
    start = of_period([cuts.index(period.start) for period in periods], 0)
    day = of_period([cuts.index(last) for last in lasts], 0)
    after = of_period([cuts.index(last + timedelta(days=1)) for last in lasts], 0)
    label = of_period([period.label for period in periods], "")
    span = of_period([period.span for period in periods], "")
    every = every.with_columns(start=start, day=day, after=after, period=label, span=span)

    received, ended, due, asked, end, way = (nw.col(name) for name in _TALLIED)
    start, day, after = nw.col("start"), nw.col("day"), nw.col("after")
    fresh = (received >= start) & (received < after)
    known = ~end.is_in(("undated", "given_back", "not_accepted"))
    over = known & (received < start) & (ended >= start)
    here = over | (known & fresh)
    accepted, settled, still = fresh & (end != "not_accepted"), here & (ended < after), here & (ended >= after)
    waits, dated = asked < after, due != NO_DUE
    tests = {
        "received_online": accepted & (way == "online"),
        "received_direct": accepted & (way == "direct"),
        "received_otherwise": accepted & (way == "otherwise"),
        "carried_over": over,
        "settled_early": settled & (end == "early"),
        "settled_on_time": (settled & (end == "on_time")) | (fresh & (end == "given_back")),
        "settled_overdue": settled & (end == "overdue"),
        "settled_without_due": settled & (end == "without_due"),
        "settled_undated": fresh & (end == "undated"),
        "open_within_time": still & (waits | (dated & (due >= day))),
        "open_overdue": still & dated & (due < day) & ~waits,
        "open_without_due": still & ~dated & ~waits,
        "not_accepted": fresh & (end == "not_accepted"),
    }
    parts = {name: nw.when(test).then(nw.col("rows")).otherwise(nw.lit(0)) for name, test in tests.items()}
    form = summed(
        every.filter(any_of(list(tests.values()))).with_columns(**parts), [*by, "period", "span"], list(tests)
    )
    totals = {name: reduce(lambda one, other: one + other, map(nw.col, parts)) for name, parts in _SUMS.items()}
    return form.with_columns(**totals).select(*by, "period", "span", *COLUMNS.values(), *BESIDE)
