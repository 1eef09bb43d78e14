"""Taking in the files of a register: columns and codes by our names, types by the declaration."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

import duckdb
import pyarrow as pa

from dtplan_analysis.errors import ConfigurationError, InputError, RegisterError
from dtplan_analysis.registers import REGISTERS
from dtplan_analysis.registers.columns import Column, Register
from dtplan_analysis.registers.reading.cells import TYPES, as_text, hashed, literal, quoted, typed
from dtplan_analysis.registers.reading.engine import Engine
from dtplan_analysis.registers.reading.export import Export
from dtplan_analysis.registers.reading.source import Source
from dtplan_analysis.units import folded


def take_in(engine: Engine, source: Source, exports: Sequence[Export], table: str) -> None:
    """Make a table of all rows of a register's files; raises InputError where they can't be read as the register.

    Beside the register's columns it has the text of those that say more than their type, the number of the file and
    of the record in it, and the fault of a row that nobody can place.
    """
    _check_mapping(source, exports)
    columns = [f"{quoted(column.name)} {TYPES[column.type]}" for column in source.register.columns]
    columns += [f"{raw(column)} VARCHAR" for column in source.register.columns if has_raw(column)]
    engine.do(
        f"CREATE OR REPLACE TABLE {table} ({', '.join(columns)}, row_file INTEGER, row_record BIGINT, fault VARCHAR)"
    )
    for place, export in enumerate(exports):
        _take_in(engine, source, export, place, table)


def raw(column: Column) -> str:
    """Return the name of a column's text as it was exported, as SQL."""
    return quoted("raw_" + column.name)


def has_raw(column: Column) -> bool:
    """Return whether a cell may say something that its typed value does not."""
    return column.type not in ("text", "code")


def decides(column: Column, register: Register) -> bool:
    """Return whether a row cannot be placed without the column."""
    return column.required or column.name == register.date


def _take_in(engine: Engine, source: Source, export: Export, place: int, table: str) -> None:
    given = [column for column in source.register.columns if column.name not in source.constants]
    wanted = list(dict.fromkeys(theirs for c in given if (theirs := source.theirs(c.name)) in export.names))
    failed: list[InputError] = []
    batches = _guarded(export.batches(wanted), failed)
    if first := next(batches, None):
        rows = pa.RecordBatchReader.from_batches(first.schema, chain([first], batches))
        try:
            types = dict(zip(wanted, engine.types(first), strict=False))
            with engine.given(rows=rows):
                engine.do(f"INSERT INTO {table} BY NAME {_select(source, place, wanted, types)}")
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


def _guarded(batches: Iterator[pa.RecordBatch], failed: list[InputError]) -> Iterator[pa.RecordBatch]:
    """Yield batches; a fault is kept, because the engine would pass it on as text."""
    try:
        yield from batches
    except InputError as error:
        failed.append(error)


def _select(source: Source, place: int, wanted: Sequence[str], types: Mapping[str, str]) -> str:
    """Return the query of the rows of a file."""
    inner = [f"{as_text(f'c{n}', types[name])} AS t{n}, c{n}" for n, name in enumerate(wanted)]
    outer, faults = [], []
    for column in source.register.columns:
        text, value = _cell(source, column, wanted, types)
        outer.append(f"{value}::{TYPES[column.type]} AS {quoted(column.name)}")
        deciding = decides(column, source.register)
        if has_raw(column):
            outer.append(f"{text if deciding else f'CASE WHEN {value} IS NULL THEN {text} END'} AS {raw(column)}")
        if deciding:
            faults.append(f"WHEN {text} IS NULL THEN {literal(column.name + ': empty')}")
            faults.append(f"WHEN {value} IS NULL THEN {literal(column.name + ': unreadable')}")
    fault = f"CASE {' '.join(faults)} END"
    return (
        f"SELECT {', '.join(outer)}, {place} AS row_file, row_record, {fault} AS fault "
        f"FROM (SELECT {', '.join([*inner, 'row_record'])} FROM rows)"
    )


def _cell(source: Source, column: Column, wanted: Sequence[str], types: Mapping[str, str]) -> tuple[str, str]:
    """Return the SQL of a column's text as it was exported, and of its typed value."""
    if column.name in source.constants:
        text = literal(source.constants[column.name])
        return text, typed(text, text, "VARCHAR", column, source)
    theirs = source.theirs(column.name)
    if theirs not in wanted:
        return "NULL::VARCHAR", "NULL"
    text, cell = f"t{wanted.index(theirs)}", f"c{wanted.index(theirs)}"
    if column.pseudonym == "hashed" or (column.pseudonym and _personal(theirs)):
        text = hashed(text)
    return text, typed(text, cell, types[theirs], column, source)


def _personal(name: str) -> bool:
    """Return whether an export's column is known to hold personal data, in whichever register."""
    return any(folded(name) == folded(known) for register in REGISTERS.values() for known in register.personal)


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
        if decides(column, register) and column.name not in source.constants:
            for export in exports:
                _refuse_absent(source, column, export)


def _refuse_absent(source: Source, column: Column, export: Export) -> None:
    theirs = source.theirs(column.name)
    if theirs in export.names:
        return
    near = export.nearest(theirs)
    ours = "" if theirs == column.name else f", our {column.name!r},"
    hint = f"the nearest is {near!r}" if near else f"the columns are {', '.join(export.names[:30])}"
    raise RegisterError(
        f"column {theirs!r}{ours} is absent: {hint}",
        where=export.where,
        remedy=f"map it in dtplan.toml under [registers.{source.register.name}.columns], as in "
        f'{column.name} = "{near or "their name"}"',
    )
