"""The same rows as a frame of every library and engine that counting knows."""

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
from reference import UNREAD

from dtplan_analysis.catalogue import REGISTERS

_ARROW = {"date": pa.date32(), "flag": pa.bool_(), "whole": pa.int64(), "number": pa.float64()}
_POLARS = {"date": pl.Date, "flag": pl.Boolean, "whole": pl.Int64, "number": pl.Float64}


def marked(rows):
    """The rows as storage has them: a cell that nobody can read is empty, with a mark beside it."""
    names = sorted({name for row in rows for name, cell in row.items() if isinstance(cell, str) and cell == UNREAD})
    marks = [{f"{name}__unread": row[name] == UNREAD for name in names} for row in rows]
    plain = [{name: None if cell == UNREAD else cell for name, cell in row.items()} for row in rows]
    return [row | beside for row, beside in zip(plain, marks, strict=True)], [f"{name}__unread" for name in names]


def table(rows, register):
    columns = [column for column in REGISTERS[register].columns if not rows or column.name in rows[0]]
    rows, marks = marked(rows)
    types = [(column.name, _ARROW.get(column.type, pa.string())) for column in columns]
    return pa.Table.from_pylist(rows, schema=pa.schema([*types, *((name, pa.bool_()) for name in marks)]))


def pandas_as_typed(rows, register):
    """Columns of objects, floats with gaps, dates of Python: what comes of a list of dicts."""
    columns = [column.name for column in REGISTERS[register].columns if not rows or column.name in rows[0]]
    rows, marks = marked(rows)
    return pd.DataFrame(rows, columns=[*columns, *marks])


def polars_eager(rows, register):
    columns = [column for column in REGISTERS[register].columns if not rows or column.name in rows[0]]
    schema = {column.name: _POLARS.get(column.type, pl.String) for column in columns}
    rows, marks = marked(rows)
    return pl.DataFrame(rows, schema=schema | dict.fromkeys(marks, pl.Boolean))


BACKENDS = {
    "pandas": pandas_as_typed,
    "pandas nullable": lambda rows, register: table(rows, register).to_pandas().convert_dtypes(),
    "pandas of arrow": lambda rows, register: table(rows, register).to_pandas(types_mapper=pd.ArrowDtype),
    "polars": polars_eager,
    "polars lazy": lambda rows, register: polars_eager(rows, register).lazy(),
    "pyarrow": table,
    "duckdb": lambda rows, register: duckdb.from_arrow(table(rows, register)),
}


def rows_of(frame):
    """The rows of any of these frames as dicts, empty cells as None."""
    if isinstance(frame, pl.LazyFrame):
        frame = frame.collect()
    if isinstance(frame, duckdb.DuckDBPyRelation):
        frame = frame.to_arrow_table()
    if isinstance(frame, pd.DataFrame):
        frame = pa.Table.from_pandas(frame, preserve_index=False)
    return frame.to_pylist() if isinstance(frame, pa.Table) else frame.to_dicts()
