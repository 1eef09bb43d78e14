"""Taking in the tables of a register: columns and codes by our names, types by the declaration."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

import duckdb
import pyarrow as pa

from dtplan_analysis.errors import ConfigurationError, InputError, RegisterError
from dtplan_analysis.registers.columns import PERSONAL, Column, Register
from dtplan_analysis.registers.reading.cells import (
    ERRORS,
    TYPES,
    as_text,
    fault_of,
    has_raw,
    hashed,
    literal,
    matches,
    quoted,
    raw,
    typed,
)
from dtplan_analysis.registers.reading.conventions import (
    configured,
    convention_of,
    decided,
)
from dtplan_analysis.registers.reading.formats.base import Export
from dtplan_analysis.registers.reading.formats.beside import TOTALS
from dtplan_analysis.registers.reading.meanings import understand
from dtplan_analysis.registers.reading.settling import Ways, settle
from dtplan_analysis.registers.reading.source import Source
from dtplan_analysis.registers.reading.sql import Engine
from dtplan_analysis.units import folded

NO_RECORD = "no record: "
"""So begins the fault of a row that is no record at all."""

_SAMPLE = 10_000
"""So many of the first rows tell how days and numbers are written; the others must not contradict them."""


def take_in(engine: Engine, source: Source, exports: Sequence[Export], table: str) -> list[Ways]:
    """Make a table of all rows of a register; return how each export writes days and numbers.

    Beside the register's columns it has the text of those that say more than their type, the number of the export and
    of the record in it, and the fault of a row that nobody can place. Raises InputError where the exports can't be
    read as the register.
    """
    _check_mapping(source, exports)
    columns = [f"{quoted(column.name)} {TYPES[column.type]}" for column in source.register.columns]
    columns += [f"{raw(column)} VARCHAR" for column in source.register.columns if has_raw(column)]
    engine.do(
        f"CREATE OR REPLACE TABLE {table} ({', '.join(columns)}, row_file INTEGER, row_record BIGINT, fault VARCHAR)"
    )
    ways = [_take_in(engine, source, export, place, table) for place, export in enumerate(exports)]
    for column in source.given:
        convention = convention_of(column)
        if convention and not configured(column, source):
            settle(engine, source, exports, table, ways, column, convention)
    understand(engine, source, table)
    _blank_errors(engine, source, table)
    _mark_totals(engine, source.register, table)
    return ways


def _take_in(engine: Engine, source: Source, export: Export, place: int, table: str) -> Ways:
    wanted = list(dict.fromkeys(theirs for c in source.given if export.has(theirs := source.theirs(c.name))))
    failed: list[InputError] = []
    batches = _guarded(export.batches(wanted), failed)
    ways = Ways()
    if first := next(batches, None):
        rows = pa.RecordBatchReader.from_batches(first.schema, chain([first], batches))
        try:
            types = dict(zip(wanted, engine.types(first), strict=False))
            ways = _ways(engine, source, _spread(first), wanted, types)
            with engine.given(rows=rows):
                engine.do(f"INSERT INTO {table} BY NAME {_select(source, place, wanted, types, ways)}")
        except duckdb.Error as error:
            unreadable = RegisterError(f"cannot be read: {error}", where=export.where, remedy="export it again")
            raise (failed[0] if failed else unreadable) from None
    if failed:
        raise failed[0]
    broken = pa.table({"record": list(export.broken), "why": list(export.broken.values())})
    if export.broken:
        with engine.given(broken=broken):
            engine.do(
                f"INSERT INTO {table} BY NAME "
                f"SELECT {place} AS row_file, record AS row_record, 'line: ' || why AS fault FROM broken"
            )
    return ways


def _guarded(batches: Iterator[pa.RecordBatch], failed: list[InputError]) -> Iterator[pa.RecordBatch]:
    """Yield batches; a fault is kept, because the engine would pass it on as text."""
    try:
        yield from batches
    except InputError as error:
        failed.append(error)


def _spread(first: pa.RecordBatch) -> pa.RecordBatch:
    """Return rows from all over a batch: an export in order of time begins with the first days of a month."""
    return first.take(pa.array(range(0, first.num_rows, first.num_rows // _SAMPLE + 1)))


def _ways(
    engine: Engine, source: Source, first: pa.RecordBatch, wanted: Sequence[str], types: Mapping[str, str]
) -> Ways:
    """Return how the columns of text are written: as the workspace says, or as the first rows tell."""
    ways, counts = Ways(), {}
    for column in source.given:
        theirs, convention = source.theirs(column.name), convention_of(column)
        if convention and theirs in wanted and types[theirs] == "VARCHAR":
            if way := configured(column, source):
                ways.of[column.name] = way
            else:
                counts[column.name] = [matches(f"c{wanted.index(theirs)}", alone) for alone in convention.alone]
    if counts:
        sums = [f"count(*) FILTER ({test})" for tests in counts.values() for test in tests]
        with engine.given(beginning=pa.table(first)):
            found = iter(engine.one(f"SELECT {', '.join(sums)} FROM beginning"))
        for name, (one, other) in zip(counts, zip(found, found, strict=True), strict=True):
            convention = convention_of(source.register.column(name))
            assert convention
            if way := decided(convention, one, other):
                ways.of[name] = way
            else:
                ways.open.add(name)
    return ways


def _select(source: Source, place: int, wanted: Sequence[str], types: Mapping[str, str], ways: Ways) -> str:
    """Return the query of the rows of an export."""
    inner = [f"{as_text(f'c{n}', types[name])} AS t{n}, c{n}" for n, name in enumerate(wanted)]
    outer, faults = [], []
    for column in source.register.columns:
        text, value = _cell(source, column, wanted, types, ways.of.get(column.name, ""))
        outer.append(f"{value}::{TYPES[column.type]} AS {quoted(column.name)}")
        deciding = source.decides(column)
        if has_raw(column):
            outer.append(f"{text if deciding else f'CASE WHEN {value} IS NULL THEN {text} END'} AS {raw(column)}")
        if deciding:
            faults.append(fault_of(column, text, value))
    fault = f"CASE {' '.join(faults)} END"
    return (
        f"SELECT {', '.join(outer)}, {place} AS row_file, row_record, {fault} AS fault "
        f"FROM (SELECT {', '.join([*inner, 'row_record'])} FROM rows)"
    )


def _cell(source: Source, column: Column, wanted: Sequence[str], types: Mapping[str, str], way: str) -> tuple[str, str]:
    """Return the SQL of a column's text as it was exported, and of its typed value."""
    if column.name in source.constants:
        text = literal(source.constants[column.name])
        return text, typed(text, text, "VARCHAR", column, source, ".")
    theirs = source.theirs(column.name)
    if theirs not in wanted:
        return "NULL::VARCHAR", "NULL"
    text, cell = f"t{wanted.index(theirs)}", f"c{wanted.index(theirs)}"
    if column.pseudonym == "hashed" or (column.pseudonym and _personal(theirs)):
        text = hashed(text)
    return text, typed(text, cell, types[theirs], column, source, way)


def _blank_errors(engine: Engine, source: Source, table: str) -> None:
    """Read what a spreadsheet shows where a formula failed as nothing that can be read."""
    failed = ", ".join(map(literal, ERRORS))
    for column in source.register.columns:
        if not has_raw(column):
            fault = f", fault = coalesce(fault, {literal(column.name + ': unreadable')})"
            engine.do(
                f"UPDATE {table} SET {quoted(column.name)} = NULL{fault if source.decides(column) else ''} "
                f"WHERE {quoted(column.name)} IN ({failed})"
            )


def _mark_totals(engine: Engine, register: Register, table: str) -> None:
    """Mark the rows that sum up others: as records they would be counted twice."""
    texts = [c for c in register.columns if c.type == "text" and (c.name == "unit" or c.name in register.key)]
    if tests := " OR ".join(f"lower({quoted(c.name)}) IN ({', '.join(map(literal, TOTALS))})" for c in texts):
        engine.do(
            f"UPDATE {table} SET fault = {literal(NO_RECORD + 'total')} "
            f"WHERE ({tests}) AND NOT starts_with(coalesce(fault, ''), 'line: ')"
        )


# -- Names -------------------------------------------------------------------------------------------------------------


def _personal(name: str) -> bool:
    """Return whether an export's column is known to hold personal data, in whichever register."""
    return folded(name) in {folded(known) for known in PERSONAL}


def _check_mapping(source: Source, exports: Sequence[Export]) -> None:
    register = source.register
    for column in register.columns:
        theirs = source.theirs(column.name)
        if _personal(theirs) and not column.pseudonym:
            raise ConfigurationError(
                f"column {column.name!r} is mapped to {theirs!r}, which holds personal data",
                where=f"dtplan.toml, [registers.{register.name}.columns]",
                remedy="map it to another column, or leave it out",
            )
        if source.decides(column) and column.name not in source.constants:
            for export in exports:
                _refuse_absent(source, column, export)


def _refuse_absent(source: Source, column: Column, export: Export) -> None:
    theirs = source.theirs(column.name)
    if export.has(theirs):
        return
    near = export.nearest(theirs)
    ours = "" if theirs == column.name else f", our {column.name!r},"
    hint = f"the nearest is {near!r}" if near else f"the columns are {', '.join((export.known or export.names)[:30])}"
    raise RegisterError(
        f"column {theirs!r}{ours} is absent: {hint}",
        where=export.where,
        remedy=f"map it in dtplan.toml under [registers.{source.register.name}.columns], as in "
        f'{column.name} = "{near or "their name"}"',
    )
