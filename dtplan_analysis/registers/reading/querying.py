"""A query over the tables of files, asked of an engine of its own that can reach nothing else."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from threading import Timer

import duckdb
import pyarrow as pa
import pyarrow.parquet

from dtplan_analysis.errors import ConfigurationError
from dtplan_analysis.registers.reading.cells import as_text, hashed, literal, matches, quoted
from dtplan_analysis.registers.reading.formats.base import Export
from dtplan_analysis.registers.reading.formats.beside import filled_down
from dtplan_analysis.registers.reading.formats.letters import composed
from dtplan_analysis.registers.reading.formats.parquet import ParquetExport
from dtplan_analysis.registers.reading.projection import is_personal
from dtplan_analysis.registers.reading.queried import SOURCE
from dtplan_analysis.registers.reading.source import Source

FILE, LINE = "_file", "_line"

_SECONDS = 600


class Answer(ParquetExport):
    """The rows of a query that come from one file or sheet, with the lines on which they stand there."""

    def __init__(self, file: Path, source: Source, lines: Sequence[int], origin: Export | None) -> None:
        super().__init__(file, origin.label if origin else "query", source)
        self.has_lines = origin is not None and origin.has_lines
        self._lines = list(lines)
        if origin:
            self.sheet, self.digest, self.beside = origin.sheet, origin.digest, origin.beside
            self.where = origin.where
            if origin.broken:
                of_records = dict(_lines(origin))
                for number, why in origin.broken.items():
                    self.broken[len(self._lines) + 1] = why
                    self._lines.append(of_records.get(number, number))
        self.detected = {"format": "query"}

    def records(self) -> Iterator[tuple[int, Sequence[object]]]:
        """Yield the rows as text, and after them the records that were no rows, without their cells."""
        rows = (
            row
            for batch in self.batches(self.names)
            for row in zip(*map(pa.Array.to_pylist, batch.columns), strict=True)
        )
        for line in self._lines:
            yield line, [None if cell is None else str(cell) for cell in next(rows, ())[:-1]]


def ask(
    source: Source, exports: Sequence[Export], others: Mapping[str, Path], folder: Path, *, memory: str, secret: str
) -> list[Export]:
    """Return the answer to a source's query, an export for each of the files that its rows come from.

    `others` are the registers that it may read, as Parquet files; `secret` is the key of pseudonyms. Raises InputError.
    """
    engine = duckdb.connect(
        config={
            "temp_directory": str(folder / "spill"),
            "memory_limit": memory,
            "threads": 1,  # so that the rows of an answer have one order
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "allow_community_extensions": False,
            "python_enable_replacements": False,
        }
    )
    try:
        engine.execute(f"SET VARIABLE secret = {literal(secret)}")
        _give(engine, source, exports)
        engine.execute("RESET VARIABLE secret")
        for name, file in others.items():
            engine.execute(f"CREATE TABLE {quoted(name)} AS FROM read_parquet({literal(file)})")
        engine.execute("SET enable_external_access = false")
        engine.execute("SET lock_configuration = true")
        return _answers(engine, source, exports, folder)
    finally:
        engine.close()


def _give(engine: duckdb.DuckDBPyConnection, source: Source, exports: Sequence[Export]) -> None:
    """Put all that the exports hold into the table that the query reads, people as pseudonyms."""
    columns: dict[str, str] = {}
    for export in exports:
        for name in export.names:
            columns.setdefault(name.casefold(), name)
    made = [f"{quoted(name)} VARCHAR" for name in columns.values()]
    engine.execute(f"CREATE TABLE {SOURCE} ({', '.join([*made, f'{FILE} VARCHAR', f'{LINE} BIGINT'])})")
    for export in exports:
        names = [name for place, name in enumerate(export.names) if export.places.get(name) == place]
        filled = [place for place, name in enumerate(names) if name in map(composed, source.fill_down)]
        lines = pa.table({"record": pa.array([], pa.int64()), "line": pa.array([], pa.int64())})
        batches = list(filled_down(export.batches(names), filled))
        if export.has_lines:
            of_records = _lines(export)
            lines = pa.table({"record": [record for record, _ in of_records], "line": [line for _, line in of_records]})
        if not batches:
            continue
        engine.register("rows", pa.Table.from_batches(batches))
        engine.register("lines", lines)
        types = [str(one) for one in engine.sql("FROM rows").types]
        cells = [f"{as_text(f'c{n}', type_)} AS t{n}" for n, type_ in enumerate(types[:-1])]
        ours = [
            f"{hashed(f't{n}') if is_personal(name) else f't{n}'} AS {quoted(columns[name.casefold()])}"
            for n, name in enumerate(names)
        ]
        tests = [
            sign + matches(f"coalesce(t{names.index(composed(name))}, '')", pattern)
            for patterns, sign in ((source.only, ""), (source.skip, "NOT "))
            for name, pattern in patterns.items()
        ]
        test = " AND ".join(tests) or "true"
        rows = (
            f"(SELECT {', '.join([*cells, 'row_record'])}, coalesce(line, row_record) AS line "
            f"FROM rows LEFT JOIN lines ON record = row_record ORDER BY row_record)"
        )
        engine.execute(
            f"INSERT INTO {SOURCE} BY NAME "
            f"SELECT {', '.join(ours)}, {literal(export.name)} AS {FILE}, line AS {LINE} FROM {rows} WHERE {test}"
        )
        skipped = engine.execute(f"SELECT line FROM {rows} WHERE NOT ({test})").fetchall() if tests else []
        export.beside += [(line, "skipped", "") for (line,) in skipped]
        engine.unregister("rows")
        engine.unregister("lines")


def _answers(
    engine: duckdb.DuckDBPyConnection, source: Source, exports: Sequence[Export], folder: Path
) -> list[Export]:
    timer = Timer(_SECONDS, engine.interrupt)
    timer.start()
    try:
        engine.execute(f"CREATE TABLE answer AS {source.query.strip().rstrip(';')}")
    except duckdb.Error as error:
        raise _fault(source.where, f"query: {_said(error)}", f"its tables are {SOURCE} and the registers") from None
    finally:
        timer.cancel()
    names = [str(name) for name, *_ in engine.execute("DESCRIBE answer").fetchall()]
    known = {name: name in names for name in (FILE, LINE)}
    kept = ", ".join(quoted(name) for name in names if name not in known)
    if not kept:
        raise _fault(source.where, "query has no column but _file and _line", "select the columns of the register")
    answers: list[Export] = []
    folder.mkdir(parents=True, exist_ok=True)
    for place, origin in enumerate([*exports, None]):
        named = ", ".join(literal(export.name) for export in exports)
        test = f"{FILE} = {literal(origin.name)}" if origin else f"{FILE} IS NULL OR {FILE} NOT IN ({named})"
        if not known[FILE]:
            test = "false" if origin else "true"
        rows = engine.sql(f"SELECT {kept}, {LINE if known[LINE] else 'NULL'} AS {LINE} FROM answer WHERE {test}")
        table = rows.to_arrow_table()
        if not len(table) and not (origin and (origin.broken or origin.beside)) and (origin or answers):
            continue
        numbers = [line or n for n, line in enumerate(table.column(LINE).to_pylist(), 1)]
        file = folder / f"{source.register.name}-{place}.parquet"
        pyarrow.parquet.write_table(table.drop_columns([LINE]), file)
        answers.append(Answer(file, source, numbers, origin))
    return answers


def _lines(export: Export) -> list[tuple[int, int]]:
    return [(number, line) for number, (line, _) in enumerate(export.records(), 1)]


def _said(error: duckdb.Error) -> str:
    """Return the first line of an error, without the cells that it may show."""
    first = str(error).splitlines()[0]
    return (
        first if isinstance(error, (duckdb.BinderException, duckdb.CatalogException)) else re.sub(r"'.*'", "…", first)
    )


def _fault(where: str, fault: str, remedy: str) -> ConfigurationError:
    return ConfigurationError(fault, where=where, remedy=remedy)
