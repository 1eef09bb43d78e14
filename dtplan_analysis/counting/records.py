"""The records behind a shortfall: which ones did not reach the numerator, and which say too little to tell."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Never

import narwhals.stable.v2 as nw

from dtplan_analysis.counting.declaration import Declaration, refuse_keywords
from dtplan_analysis.counting.outcomes import MISSING
from dtplan_analysis.counting.query import Query
from dtplan_analysis.periods import Period
from dtplan_analysis.registers.frames import MINISTRY_TIME, Frame, column_names, given


def identifying(indicator: Declaration) -> list[str]:
    """Return the columns that name a record, beside its unit and its day.

    They are the register's key, or all that it has of text where it has none.
    """
    register = indicator.register
    texts = (column.name for column in register.columns if column.type == "text" and not column.pseudonym)
    beside = ("unit", *indicator.placement.columns)
    return [name for name in register.key or texts if name not in beside]


def naming(indicator: Declaration, columns: Collection[str]) -> list[str]:
    """Return the columns that name a record to people: those that identify it, and what else tells of it, if given."""
    return [*identifying(indicator), *(name for name in indicator.register.told_by if name in columns)]


def records_behind(
    indicator: Declaration,
    frames: Mapping[str, Frame],
    period: Period,
    *,
    as_of: date,
    timezone: str = MINISTRY_TIME,
    **unknown: Never,
) -> Frame:
    """Return the records of a period that an indicator lacks, as the frame's own kind, lazily where that is lazy.

    Columns: the unit, what names the record, the day that places the record, what the indicator needs, and `problem`:
    `missing` where a needed cell is empty or unknown, `not_reached` where the numerator is not fulfilled. People are
    told apart by their pseudonym alone. Raises RegisterError where a needed column is absent.
    """
    refuse_keywords(unknown, records_behind, where="records_behind")
    named = naming(indicator, column_names(given(frames, indicator.register)))
    shown = dict.fromkeys(("unit", *named, indicator.placement.columns[0], *indicator.needs))
    looked_up = {lookup.column for lookup in indicator.lookups}
    query = Query(
        [indicator],
        frames,
        by=tuple(n for n in shown if n not in looked_up),
        as_of=as_of,
        timezone=timezone,
        leave_out=(),
    )
    query = query.by_then(period)
    flagged = query.flag(query.place(period))
    outcome = nw.col("outcome_0")
    problem = nw.when(outcome == MISSING).then(nw.lit("missing")).otherwise(nw.lit("not_reached"))
    return flagged.filter(outcome >= MISSING).with_columns(problem=problem).select(*shown, "problem").to_native()
