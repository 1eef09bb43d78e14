"""Columns of days that are counted from others, what empty cells are read as, and due days on which nobody works."""

from collections.abc import Sequence
from datetime import date, timedelta

import pyarrow as pa

from dtplan_analysis.errors import RegisterError
from dtplan_analysis.registers.columns import Column
from dtplan_analysis.registers.reading.cells import TYPES, fault_of, has_raw, literal, quoted, raw
from dtplan_analysis.registers.reading.formats.base import Export
from dtplan_analysis.registers.reading.source import DUE, Source
from dtplan_analysis.registers.reading.sql import Engine

ENDS = ("completed_on", "returned_on")
"""The days on which a record ends, the first that is filled."""


def derive(engine: Engine, source: Source, exports: Sequence[Export], table: str) -> None:
    """Fill the empty cells of a staged table, and move its due days, as the workspace says; read shares of a score.

    Raises RegisterError where a column has shares and plain numbers.
    """
    for column in source.given:
        if column.type == "number":
            _take_shares(engine, source, exports, table, column)
    for name, origin in source.origins.items():
        column = source.register.column(name)
        if origin.start:
            _count_on(engine, source, table, column)
        if origin.if_empty is not None:
            text = f"{raw(column)} IS NULL" if has_raw(column) else "true"
            value = f"{literal(origin.if_empty)}::{TYPES[column.type]}"
            engine.do(f"UPDATE {table} SET {quoted(name)} = {value} WHERE {quoted(name)} IS NULL AND {text}")
        if origin.start or origin.if_empty is not None:
            look_again(engine, source, table, f"fault = {literal(name + ': empty')}")
    if source.calendar and source.due_on_rest_day == "next" and DUE in source.register.names:
        moved = [(day, source.calendar.next(day)) for day in source.calendar.rest]
        with engine.given(moved=_pairs(moved)):
            engine.do(f"UPDATE {table} SET {DUE} = later FROM moved WHERE {DUE} = day AND later IS NOT NULL")


def late_in_day(source: Source) -> str:
    """Return the SQL of whether a staged row ended on its due day after its hour; empty where it has no such days."""
    ends = [name for name in ENDS if name in source.register.names]
    return f"(after_hour AND coalesce({', '.join(ends)}) = {DUE})" if ends and DUE in source.register.names else ""


def _take_shares(engine: Engine, source: Source, exports: Sequence[Export], table: str, column: Column) -> None:
    """Refuse `66%` beside 0.66 or 66 in one file; where all are shares, those of a score are of the highest one."""
    name, share = quoted(column.name), f"ends_with({raw(column)}, '%')"
    mixed = engine.all(
        f"SELECT row_file, min(row_record) FILTER ({share}), min(row_record) FILTER (NOT coalesce({share}, false)) "
        f"FROM {table} WHERE {name} IS NOT NULL AND {name} <> 0 GROUP BY row_file ORDER BY row_file"
    )
    for file, one, other in mixed:
        if one and other:
            export = exports[file]
            raise RegisterError(
                f"column {source.theirs(column.name)!r} has numbers with the sign % and numbers without it",
                where=f"{export.where}, {export.place(one)} and {export.place(other)}",
                remedy="export the column again in one of the two forms",
            )
    most = f"max_{column.name}"
    if most in source.register.names:
        engine.do(f"UPDATE {table} SET {name} = {name} * {quoted(most)} WHERE {share} AND {quoted(most)} IS NOT NULL")


def _count_on(engine: Engine, source: Source, table: str, column: Column) -> None:
    """Count days on where a cell is empty; a day past the calendar cannot be read."""
    origin, name, text = source.origins[column.name], quoted(column.name), raw(column)
    start = quoted(origin.start)
    empty = f"{name} IS NULL AND {text} IS NULL AND {start} IS NOT NULL"
    if not origin.working:
        engine.do(f"UPDATE {table} SET {name} = {start} + {origin.days} WHERE {empty} AND isfinite({start})")
        return
    assert source.calendar
    first, length = source.calendar.first, (source.calendar.last - source.calendar.first).days + 1
    days = [first + timedelta(n) for n in range(length)]
    with engine.given(counted=_pairs([(day, source.calendar.after(day, origin.days)) for day in days])):
        engine.do(f"UPDATE {table} SET {name} = later FROM counted WHERE {empty} AND {start} = day")
    engine.do(f"UPDATE {table} SET {text} = {start}::VARCHAR WHERE {empty}")


def _pairs(pairs: list[tuple[date, date | None]]) -> pa.Table:
    return pa.table([pa.array(one, pa.date32()) for one in zip(*pairs, strict=True)], ["day", "later"])


def look_again(engine: Engine, source: Source, table: str, test: str) -> None:
    """Find anew what is wrong with the rows that pass a test, once cells were read that had not been."""
    deciding = [column for column in source.register.columns if source.decides(column)]
    if faults := " ".join(
        fault_of(c, raw(c) if has_raw(c) else quoted(c.name), quoted(c.name), source.origin(c.name)) for c in deciding
    ):
        engine.do(f"UPDATE {table} SET fault = CASE {faults} END WHERE {test}")
