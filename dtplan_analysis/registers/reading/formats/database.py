"""Databases: a table or a query, PostgreSQL through ADBC, any other through SQLAlchemy.

The answer is kept as Parquet while the register is read, so that all of it is of one moment; only the columns that
are wanted leave the database.
"""

import hashlib
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet

from dtplan_analysis.errors import InputError, RegisterError, installing
from dtplan_analysis.registers.reading.formats.address import filled, hidden, without_secrets
from dtplan_analysis.registers.reading.formats.letters import composed
from dtplan_analysis.registers.reading.formats.parquet import ParquetExport
from dtplan_analysis.registers.reading.formats.texts import plain, text_of, text_of_number
from dtplan_analysis.registers.reading.source import Source

_ROWS = 50_000
_PACKAGES = {
    "adbc_driver_postgresql": "dtplan-analysis[postgresql]",
    "sqlalchemy": "dtplan-analysis[databases]",
    "MySQLdb": "mysqlclient",
    "psycopg2": "psycopg2-binary",
}
"""What brings a driver, where it is not called as its module is."""


def answer(source: Source, scratch: Path) -> ParquetExport:
    """Return the answer of a database to a source's table or query; raises RegisterError without any password."""
    label = f"{without_secrets(source.pattern)}, {'table ' + source.table if source.table else 'query'}"
    where = f"{source.where}, {label}"
    address = _placed(filled(source.pattern, where), source.base, where)
    scratch.mkdir(parents=True, exist_ok=True)
    file = scratch / f"{hashlib.sha256((label + source.query).encode()).hexdigest()[:16]}.parquet"
    adbc = address.partition("://")[0].lower() in ("postgresql", "postgres")
    try:
        known = _by_adbc(address, source, file) if adbc else _by_sqlalchemy(address, source, file)
    except InputError:
        raise
    except ModuleNotFoundError as error:
        raise RegisterError(
            f"the driver {error.name} is not installed",
            where=where,
            remedy=installing(_PACKAGES.get(error.name or "", error.name or "")),
        ) from None
    except Exception as error:  # each driver has errors of its own
        fault = " ".join(hidden(hidden(str(error), source.pattern), address).split())[:500]
        raise RegisterError(
            f"the database does not answer: {fault}",
            where=where,
            remedy="correct source, table or query in dtplan.toml",
        ) from None
    export = ParquetExport(file, label, source)
    export.known = tuple(map(composed, known))
    export.detected = {"format": "database", "driver": "ADBC" if adbc else "SQLAlchemy"}
    return export


def _placed(address: str, base: Path, where: str) -> str:
    """Return an address, with the file of one that is a file's below the workspace; raises RegisterError for none."""
    scheme, _, file = address.partition(":///")
    if scheme.partition("+")[0].lower() not in ("sqlite", "duckdb") or not file or file.startswith(":"):
        return address
    place, sign, options = file.partition("?")
    if not (base / place).is_file():
        raise RegisterError(
            f"there is no file {hidden(place, address)}",
            where=where,
            remedy="put the database there, or correct `source`: three strokes before a file of the workspace, four "
            "before one from the root",
        )
    return f"{scheme}:///{base / place}{sign}{options}"


def _by_adbc(address: str, source: Source, file: Path) -> list[str]:
    from adbc_driver_postgresql import dbapi

    with dbapi.connect(address) as connection, connection.cursor() as cursor:
        table = (
            ".".join(map(_quoted, source.table.split("."))) if source.table else f"({_bare(source.query)}) AS answer"
        )
        cursor.execute(f"SELECT * FROM {table} LIMIT 0")
        known = [field.name for field in cursor.fetch_arrow_table().schema]
        names = _wanted(known, source)
        cursor.execute(f"SELECT {', '.join(map(_quoted, names))} FROM {table}")
        reader = cursor.fetch_record_batch()
        numbers = [composed(name) in source.numeric for name in names]
        batches = (list(map(_arrow, batch.columns, numbers)) for batch in reader)
        _write(names, batches, file, [plain(pa.array([], field.type)).type for field in reader.schema])
        return known


def _by_sqlalchemy(address: str, source: Source, file: Path) -> list[str]:
    import sqlalchemy as sql

    engine = sql.create_engine(address)
    try:
        with engine.connect().execution_options(stream_results=True) as connection:
            if source.table:
                schema, _, name = source.table.rpartition(".")
                table = sql.Table(name, sql.MetaData(), schema=schema or None, autoload_with=connection)
                known = list(table.columns.keys())
                result = connection.execute(sql.select(*(table.columns[name] for name in _wanted(known, source))))
            else:
                result = connection.execute(sql.text(_bare(source.query)))
                known = list(result.keys())
            keys = list(result.keys())
            names = _wanted(keys, source)
            texts = _texts(result, [keys.index(name) for name in names], names, source)
            _write(names, texts, file, [pa.string()] * len(names))
            return known
    finally:
        engine.dispose()


def _texts(result: Any, places: Sequence[int], names: Sequence[str], source: Source) -> Iterator[list[pa.Array]]:
    texts = [text_of_number if composed(name) in source.numeric else text_of for name in names]
    while rows := result.fetchmany(_ROWS):
        yield [pa.array([text(row[p]) for row in rows], pa.string()) for p, text in zip(places, texts, strict=True)]


def _arrow(column: pa.Array, number: bool) -> pa.Array:
    """Return a column of Arrow without extensions; what is a number to us and text to the driver, as no text is."""
    column = plain(column)
    if number and pa.types.is_string(column.type):
        return pa.array([text_of_number(_decimal(text)) for text in column.to_pylist()], pa.string())
    return column


def _decimal(text: str | None) -> Decimal | str | None:
    try:
        return Decimal(text) if text else text
    except InvalidOperation:
        return text


def _write(names: Sequence[str], batches: Iterator[list[pa.Array]], file: Path, types: Sequence[pa.DataType]) -> None:
    schema = pa.schema(list(zip(names, types, strict=True)))
    with pyarrow.parquet.ParquetWriter(file, schema) as writer:
        for columns in batches:
            writer.write_batch(pa.RecordBatch.from_arrays(columns, schema=schema))


def _wanted(names: Sequence[str], source: Source) -> list[str]:
    """Return the columns to fetch; raises RegisterError where there is none."""
    found = [name for name in names if composed(name) in source.wanted]
    if not found:
        raise RegisterError(
            f"none of the columns is wanted: {', '.join(names[:30])}",
            where=f"{source.where}, {without_secrets(source.pattern)}",
            remedy=f"map them in dtplan.toml under [{source.register.table}.columns]",
        )
    return found


def _bare(query: str) -> str:
    return query.strip().rstrip(";")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
