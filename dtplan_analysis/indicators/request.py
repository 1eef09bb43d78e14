"""What is asked on plain frames: which periods, as of which day; and what is said of rows that are read by a rule."""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from zoneinfo import ZoneInfo

from dtplan_analysis.counting.declaration import Declaration
from dtplan_analysis.counting.placement import Flow, Snapshot
from dtplan_analysis.errors import InputError, PeriodError, nearest
from dtplan_analysis.periods import Period, Quarters, Wanted
from dtplan_analysis.registers.columns import EARLIEST
from dtplan_analysis.registers.extent import empty_cells, extent, latest_day, strange_codes
from dtplan_analysis.registers.frames import Frame, column_names
from dtplan_analysis.registers.register import Register

_LISTED = 5
"""So many values without a meaning are named."""


@dataclass(frozen=True, eq=False)
class Request:
    """An indicator to count on plain frames, and what it takes."""

    indicator: Declaration
    frames: Mapping[str, Frame]
    by: tuple[str, ...]
    periods: tuple[Period, ...]
    as_of: date


def request(
    indicator: Declaration,
    frame: Frame,
    *,
    by: tuple[str, ...],
    period: Wanted,
    quarters: Quarters,
    as_of: date | None,
    timezone: str,
    registers: Mapping[str, Frame],
    depth: int,
) -> Request:
    """Return what is asked, with periods and as-of date; warns of rows in no period, `depth` calls further up."""
    _check_zone(timezone)
    frames = frames_of(indicator, frame, registers)
    as_of = as_of or latest_of(indicator, frames, timezone)
    first, last = _extent(indicator, frames, as_of, timezone, depth + 1)
    asked = quarters.wanted(period, first, last)
    _refuse_overlap(asked)
    return Request(indicator, frames, by, asked, as_of)


def frames_of(indicator: Declaration, frame: Frame, registers: Mapping[str, Frame]) -> dict[str, Frame]:
    """Return the frames of an indicator's registers by name; raises InputError for one that it does not read."""
    others = [one.name for one in indicator.registers[1:]]
    for name in registers:
        if name not in others:
            reads = nearest(name, others) if others else f"it reads {indicator.register.name!r} alone, the frame itself"
            raise InputError(f"it reads no register {name!r}", where=indicator.name, remedy=reads)
    return {indicator.register.name: frame, **registers}


def latest_of(indicator: Declaration, frames: Mapping[str, Frame], timezone: str) -> date:
    """Return the latest day on which anything happened in the registers that were given."""
    given = [(one, frames[one.name]) for one in indicator.registers if one.name in frames]
    return latest_day(given, timezone=timezone)


def _check_zone(timezone: str) -> None:
    try:
        ZoneInfo(timezone)
    except (ValueError, OSError, KeyError):
        raise InputError(
            f"{timezone!r} is no time zone", where="timezone", remedy="write one such as 'Asia/Ho_Chi_Minh'"
        ) from None


def _refuse_overlap(periods: Sequence[Period]) -> None:
    in_order = sorted((one for one in periods if not one.to_date), key=lambda one: (one.start, one.end))
    for earlier, later in pairwise(in_order):
        if later.start <= earlier.end:
            raise PeriodError(
                f"the quarters {earlier.label} and {later.label} overlap",
                where="period",
                remedy="list each quarter once, all of one rule",
            )


def _extent(
    indicator: Declaration, frames: Mapping[str, Frame], as_of: date, timezone: str, depth: int
) -> tuple[date | None, date | None]:
    """Return the first and last day of which the frames can say something; warns of rows that are read by a rule."""
    register, placement = indicator.register, indicator.placement
    frame = frames[register.name]
    deciding, by_date = placement.columns[0], isinstance(placement, Flow | Snapshot)
    found = extent(frame, register, deciding, as_of=as_of, timezone=timezone)
    remarks = [f"{found.empty} rows have no {deciding!r} and are in no period"] if found.empty else []
    if by_date and found.before:
        remarks.append(f"{found.before} rows have a {deciding!r} that cannot be and are in no period")
    if found.after:
        remarks.append(f"{found.after} rows have a {deciding!r} after the as-of date, {as_of}, and are in no period")
    remarks += _read_by_rule(indicator, frame)
    for other, columns in _coded(indicator).items():
        said = _without_meaning(other, columns, frames[other.name]) if other.name in frames else []
        if said := said + remarks * (other is register):
            warnings.warn(f"register {other.name}: {'; '.join(said)}", stacklevel=depth + 1)
    first, last = (found.first, found.last) if by_date else (EARLIEST if found.before else found.first, as_of)
    if first and indicator.events and (events := frames.get(indicator.events.register.name)) is not None:
        # Before the first event nobody looked: a zero there would be made up.
        other, day = indicator.events.register, indicator.events.date
        began = extent(events, other, day, as_of=as_of, timezone=timezone).first
        first = max(first, began) if began else first
    return first, last


def _read_by_rule(indicator: Declaration, frame: Frame) -> list[str]:
    register, present = indicator.register, set(column_names(frame))
    touched = [register.column(name) for name in indicator.columns if name in register.names]
    rules = {one.name: f"read as {one.if_empty!r}" for one in touched if one.if_empty is not None}
    excluding = [name for name in indicator.exclude if name in indicator.spare]
    rules |= dict.fromkeys(excluding, "not excluded by it")
    empty = empty_cells(frame, [name for name in rules if name in present])
    absent = [f"there is no column {name!r}: it excludes nothing" for name in excluding if name not in present]
    return [f"{n} rows have no {name!r}: {rules[name]}" for name, n in empty.items() if n] + absent


def _coded(indicator: Declaration) -> dict[Register, list[str]]:
    """Return the columns with codes that an indicator touches, by register, its own first."""
    found = {indicator.register: list(indicator.columns)}
    for lookup in indicator.lookups:
        found.setdefault(lookup.register, []).append(lookup.column)
    if indicator.events and indicator.events.kinds:
        found.setdefault(indicator.events.register, []).append(indicator.events.kinds[0])
    return found


def _without_meaning(register: Register, names: Sequence[str], frame: Frame) -> list[str]:
    """Say of each column which values are none of its codes, and which codes it knows."""
    said, present = [], set(column_names(frame))
    sources = dict.fromkeys(source for name in names for source in (name, *register.sources(name)))
    for name in sources:
        if name in present and name in register.names and register.column(name).codes:
            column = register.column(name)
            if values := strange_codes(frame, column):
                listed = ", ".join(f"{value!r} ({n:,})" for value, n in list(values.items())[:_LISTED])
                more = " …" if len(values) > _LISTED else ""
                said.append(
                    f"{sum(values.values()):,} rows have a {name!r} without a meaning: {listed}{more}; "
                    f"its codes are {', '.join(column.codes)}"
                )
    return said
