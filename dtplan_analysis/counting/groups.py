"""Counting many indicators: those that place the records of a register alike are one query."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Never

from dtplan_analysis.counting.declaration import Declaration, refuse_keywords
from dtplan_analysis.counting.placement import Flow
from dtplan_analysis.counting.query import Query
from dtplan_analysis.periods import Period
from dtplan_analysis.registers.frames import MINISTRY_TIME, Frame, Relation


def count(
    indicators: Sequence[Declaration],
    frames: Mapping[str, Frame],
    periods: Sequence[Period],
    *,
    by: tuple[str, ...] = ("unit",),
    as_of: date,
    timezone: str = MINISTRY_TIME,
    leave_out: tuple[str, ...] = (),
    **unknown: Never,
) -> list[Relation]:
    """Return one small frame of counts per indicator, as narwhals frames whose query is done, in the order given.

    Columns: `by`, `period`, `span`, the five counts and `running` (records that are not at their end). Indicators
    of one register are counted in one grouped query: all that go by a date, all that go by the same days of validity;
    each that counts people or events has its own. `leave_out` names units whose
    records are not counted. Raises RegisterError where a needed register or column is absent or of the wrong type,
    InputError for an unknown keyword.
    """
    refuse_keywords(unknown, count, where="count")
    results: dict[int, Relation] = {}
    for group in _grouped(indicators):
        query = Query(group, frames, by=by, as_of=as_of, timezone=timezone, leave_out=leave_out)
        wide = query.count(periods, at_once=True)
        for place, indicator in enumerate(group):
            results[id(indicator)] = query.one(wide, place)
    return [results[id(indicator)] for indicator in indicators]


def _grouped(indicators: Iterable[Declaration]) -> list[list[Declaration]]:
    groups: dict[object, list[Declaration]] = {}
    for one in indicators:
        alone = id(one) if one.distinct or one.events or one.sum_of else 0
        way = "flow" if isinstance(one.placement, Flow) else one.placement
        groups.setdefault((one.register, way, one.replaced, alone), []).append(one)
    return list(groups.values())
