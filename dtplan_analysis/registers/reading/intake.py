"""Taking in the tables of a register: columns and codes by our names, types by the declaration."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

import duckdb
import pyarrow as pa

from dtplan_analysis.errors import ConfigurationError, InputError, RegisterError
from dtplan_analysis.registers.columns import Column, spared_name
from dtplan_analysis.registers.reading.cells import TYPES, clock, fault_of, has_raw, literal, matches, quoted, raw
from dtplan_analysis.registers.reading.conventions import configured, convention_of, decided
from dtplan_analysis.registers.reading.deriving import ENDS, derive
from dtplan_analysis.registers.reading.formats.base import Export
from dtplan_analysis.registers.reading.formats.beside import TOTAL_BEGINS, filled_down, kind_of_text
from dtplan_analysis.registers.reading.formats.letters import composed
from dtplan_analysis.registers.reading.meanings import understand
from dtplan_analysis.registers.reading.projection import Projection, is_personal
from dtplan_analysis.registers.reading.settling import Ways, settle
from dtplan_analysis.registers.reading.source import DUE, Source
from dtplan_analysis.registers.reading.sql import Engine
from dtplan_analysis.registers.register import Register

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
    told, columns = [c for c in source.register.columns if _is_told(source, exports, c)], []
    for column in source.register.columns:
        kept = "{0}" if column in told else "{0} AS (NULL::{0})"  # which takes no room
        columns.append(f"{quoted(column.name)} {kept.format(TYPES[column.type])}")
        if has_raw(column):
            columns.append(f"{raw(column)} {kept.format('VARCHAR')}")
    columns += [f"{quoted(spared_name(column.name))} BOOLEAN" for column in source.sparing]
    columns += ["after_hour BOOLEAN", "row_file INTEGER", "row_record BIGINT", "fault VARCHAR"]
    engine.do(f"CREATE OR REPLACE TABLE {table} ({', '.join(columns)})")
    ways = [_take_in(engine, source, export, place, table, told) for place, export in enumerate(exports)]
    for column in source.given:
        convention = convention_of(column)
        if convention and not configured(column, source):
            settle(engine, source, exports, table, ways, column, convention)
    understand(engine, source, table)
    derive(engine, source, exports, table)
    _mark_totals(engine, source.register, table)
    return ways


def _is_told(source: Source, exports: Sequence[Export], column: Column) -> bool:
    """Return whether anything tells of a column: an export, the workspace, or another column."""
    filled = source.needs_no_cell(column.name) or source.origin(column.name).if_empty is not None
    return filled or any(export.has(name) for export in exports for name in source.names(column.name))


def _take_in(engine: Engine, source: Source, export: Export, place: int, table: str, told: Sequence[Column]) -> Ways:
    fixed = source.of_file(export.label, export.sheet)
    wanted = [name for name in _wanted(source, fixed) if export.has(name)]
    failed: list[InputError] = []
    batches = _guarded(filled_down(export.batches(wanted), _filling(export, wanted)), failed)
    ways = Ways()
    if first := next(batches, None):
        rows = pa.RecordBatchReader.from_batches(first.schema, chain([first], batches))
        try:
            cells = Projection(source, fixed, dict(zip(wanted, engine.types(first), strict=False)))
            _refuse_unread(engine, export, cells)
            ways = _ways(engine, source, _spread(first), cells)
            with engine.given(rows=rows), engine.alone():
                engine.do(f"INSERT INTO {table} BY NAME {_select(source, place, cells, ways, told)}")
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


def _wanted(source: Source, fixed: Mapping[str, object]) -> list[str]:
    """Return their names of the columns that are read of a file, each once."""
    mapped = [name for column in source.given if column.name not in fixed for name in source.names(column.name)]
    asked = () if source.asks else (*source.only, *source.skip)  # else that was done before the query
    return list(dict.fromkeys([*mapped, *map(composed, asked)]))


def _filling(export: Export, wanted: Sequence[str]) -> list[int]:
    """Return which of the columns that are read are filled down."""
    filled = {export.places.get(composed(name)) for name in export.source.fill_down}
    return [place for place, name in enumerate(wanted) if export.places.get(name) in filled]


def _guarded(batches: Iterator[pa.RecordBatch], failed: list[InputError]) -> Iterator[pa.RecordBatch]:
    """Yield batches; a fault is kept, because the engine would pass it on as text."""
    try:
        yield from batches
    except InputError as error:
        failed.append(error)


def _spread(first: pa.RecordBatch) -> pa.RecordBatch:
    """Return rows from all over a batch: an export in order of time begins with the first days of a month."""
    return first.take(pa.array(range(0, first.num_rows, first.num_rows // _SAMPLE + 1)))


def _ways(engine: Engine, source: Source, first: pa.RecordBatch, cells: Projection) -> Ways:
    """Return how the columns of text are written: as the workspace says, or as the first rows tell."""
    ways, counts = Ways(), {}
    for column in source.given:
        convention = convention_of(column)
        if convention and cells.type_of(column) == "VARCHAR":
            if way := configured(column, source):
                ways.of[column.name] = way
            else:
                counts[column.name] = [matches(cells.known(column), alone) for alone in convention.alone]
    if counts:
        sums = [f"count(*) FILTER ({test})" for tests in counts.values() for test in tests]
        with engine.given(beginning=pa.table(first)):
            found = iter(engine.one(f"SELECT {', '.join(sums)} FROM ({cells.rows('beginning')})"))
        for name, (one, other) in zip(counts, zip(found, found, strict=True), strict=True):
            convention = convention_of(source.register.column(name))
            assert convention
            if way := decided(convention, one, other):
                ways.of[name] = way
            else:
                ways.open.add(name)
    return ways


def _select(source: Source, place: int, cells: Projection, ways: Ways, told: Sequence[Column]) -> str:
    """Return the query of what an export tells of some columns; each cell is read once, in a query below it."""
    inner, outer = [], []
    faults = [f"WHEN {test} THEN {literal(NO_RECORD + 'skipped')}" for test in cells.skipped()]
    for column in told:
        text, value = quoted("told_" + column.name), quoted("read_" + column.name)
        inner.append(f"{cells.text(column)} AS {text}")
        inner.append(f"{cells.value(column, ways.of.get(column.name, ''))}::{TYPES[column.type]} AS {value}")
        outer.append(f"{value} AS {quoted(column.name)}")
        deciding = source.decides(column)
        if has_raw(column):
            kept = f"{value} IS NULL" + (f" OR ends_with({text}, '%')" if column.type == "number" else "")
            whole = deciding and column.type != "text"
            outer.append(f"{text if whole else f'CASE WHEN {kept} THEN {text} END'} AS {raw(column)}")
        if deciding:
            faults.append(fault_of(column, text, value, source.origin(column.name)))
    outer += [f"{cells.spared(column)} AS {quoted(spared_name(column.name))}" for column in source.sparing]
    outer.append(f"{_after_hour([column.name for column in told])} AS after_hour")
    fault = f"CASE {' '.join(faults)} END"
    read = f"SELECT *, {', '.join(inner)} FROM ({cells.rows('rows')})"
    return f"SELECT {', '.join(outer)}, {place} AS row_file, row_record, {fault} AS fault FROM ({read})"


def _after_hour(told: Sequence[str]) -> str:
    """Return the SQL of whether a row ended after the hour of its due day, as far as both are written alike."""
    ends = [name for name in ENDS if name in told]
    if not ends or DUE not in told:
        return "NULL"
    end, ended = (f"coalesce({', '.join(quoted(part + name) for name in ends)})" for part in ("told_", "read_"))
    due, day = quoted("told_" + DUE), quoted("read_" + DUE)
    alike = " OR ".join(f"split_part({end}, '{sign}', 1) = split_part({due}, '{sign}', 1)" for sign in " T")
    same = f"coalesce({ended} = {day}, true)"  # a day that is still to be read may be the same
    later = f"CASE WHEN {alike} THEN {clock(end)} > {clock(due)} END"
    return f"CASE WHEN {same} THEN CASE WHEN contains({due}, ':') THEN {later} END END"  # AND would ask all of all rows


def _refuse_unread(engine: Engine, export: Export, cells: Projection) -> None:
    """Refuse a value from the name of a file, folder or sheet that is nothing for its column."""
    for column, text, value in cells.named():
        if engine.one(f"SELECT {value}") == (None,):
            raise RegisterError(
                f"{column.name} comes from a name: {text!r} is nothing for a column of type {column.type}",
                where=export.where,
                remedy="correct its pattern, or give it a meaning under "
                f"[{export.source.register.table}.codes.{column.name}]",
            )


def _mark_totals(engine: Engine, register: Register, table: str) -> None:
    """Mark the rows that sum up others: as records they would be counted twice."""
    if register.sums:
        return
    texts = [c for c in register.columns if c.type == "text" and (c.name == "unit" or c.name in register.key)]
    for name in (quoted(column.name) for column in texts):
        likely = f"SELECT DISTINCT {name} FROM {table} WHERE regexp_matches(lower({name}), {literal(TOTAL_BEGINS)})"
        if totals := [text for (text,) in engine.all(likely) if kind_of_text(text) == "total"]:
            engine.do(
                f"UPDATE {table} SET fault = {literal(NO_RECORD + 'total')} "
                f"WHERE {name} IN ({', '.join(map(literal, totals))}) "
                f"AND NOT starts_with(coalesce(fault, ''), 'line: ')"
            )


# -- Names -------------------------------------------------------------------------------------------------------------


def _check_mapping(source: Source, exports: Sequence[Export]) -> None:
    register = source.register
    for column in register.columns:
        theirs = next(filter(is_personal, source.names(column.name)), "")
        if theirs and not column.pseudonym:
            raise ConfigurationError(
                f"column {column.name!r} is mapped to {theirs!r}, which holds personal data",
                where=f"dtplan.toml, [{register.table}.columns]",
                remedy="map it to another column, or leave it out",
            )
        if source.decides(column) and not source.needs_no_cell(column.name):
            for export in exports:
                if column.name not in source.of_file(export.label, export.sheet):
                    _refuse_absent(source, column, export)


def refuse_absent_rows(source: Source, exports: Sequence[Export]) -> None:
    """Refuse what picks and fills rows by columns that are not there."""
    for export in exports:
        for key, names in (("only", source.only), ("skip", source.skip), ("fill_down", source.fill_down)):
            for name in names:
                if not export.has(composed(name)):
                    raise _absent(export, composed(name), f"{key} speaks of column {name!r}, which is absent", key)


def _refuse_absent(source: Source, column: Column, export: Export) -> None:
    if any(map(export.has, source.names(column.name))):
        return
    theirs = source.theirs(column.name)
    ours = "" if theirs == column.name else f", our {column.name!r},"
    raise _absent(export, theirs, f"column {theirs!r}{ours} is absent", f"{column.name} = ")


def _absent(export: Export, theirs: str, fault: str, ours: str) -> RegisterError:
    near, table = export.nearest(theirs), export.source.register.table
    hint = f"the nearest is {near!r}" if near else f"the columns are {', '.join((export.known or export.names)[:30])}"
    if ours.endswith("= "):
        remedy = f'map it in dtplan.toml under [{table}.columns], as in {ours}"{near or "their name"}"'
    else:
        remedy = f"correct {ours} in dtplan.toml under [{table}]"
    return RegisterError(f"{fault}: {hint}", where=export.where, remedy=remedy)
