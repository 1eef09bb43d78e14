"""Bringing a register's frame, of whichever library and engine, into the one shape that counting relies on."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

import narwhals.stable.v2 as nw
import pandas as pd

from dtplan_analysis.errors import RegisterError
from dtplan_analysis.language import Text
from dtplan_analysis.registers import REGISTERS
from dtplan_analysis.registers.columns import Column, Register

Frame = Any
"""A frame of pandas, polars (eager or lazy), pyarrow or DuckDB."""

Table = Any
"""A narwhals frame, eager or lazy: expressions are the same for both."""

MINISTRY_TIME = "Asia/Ho_Chi_Minh"


def conform(frame: Frame, register: Register, names: Iterable[str], *, as_of: date, timezone: str) -> Table:
    """Return the named columns of a register with the types that counting relies on, as a narwhals frame.

    Dates become local midnights in the time zone, flags true, false or empty, codes text; columns derived from
    others are added. Raises RegisterError where a column is absent or of the wrong type.
    """
    names = list(dict.fromkeys(names))
    native = column_names(frame)
    sources = dict.fromkeys(source for name in names for source in (register.sources(name) or (name,)))
    present = [name for name in sources if name in native]
    for name in sources:
        if name not in native and not _optional(register, name):
            raise RegisterError(
                f"column {name!r} is absent",
                where=f"register {register.name}",
                remedy=f"rename or add it; the columns given are {', '.join(native)}",
            )
    whole = nw.from_native(_pandas_types(frame, present))
    schema = whole.collect_schema()
    expressions = [_typed(name, _column(register, name), schema[name], register, timezone) for name in present] + [
        _empty(name, _column(register, name)) for name in sources if name not in native
    ]
    shaped = whole.select(*expressions)
    derived = {d.name: d.expression(midnight(as_of)) for d in register.derived if d.name in names}
    return shaped.with_columns(**derived) if derived else shaped


def midnight(day: date) -> datetime:
    """Return the day as the moment that it starts: dates are compared as such on every engine."""
    return datetime.combine(day, time())


def column_names(frame: Frame) -> list[str]:
    """Return the names of a frame's columns."""
    return list(nw.from_native(frame).collect_schema().names())


def provides(frame: Frame, register: Register, name: str) -> bool:
    """Return whether a frame has what a column needs: the column itself, or what it is derived from."""
    columns = column_names(frame)
    return all(source in columns or _optional(register, source) for source in register.sources(name))


def _column(register: Register, name: str) -> Column:
    """Return a register's column; a column of the user's own, to group by, is text."""
    return register.column(name) if name in register.names else Column(name, "text", Text(name, name))


def _optional(register: Register, name: str) -> bool:
    return name in register.names and register.column(name).optional


def _empty(name: str, column: Column) -> nw.Expr:
    types: dict[str, Any] = {"date": nw.Datetime("us"), "flag": nw.Boolean, "whole": nw.Int64, "number": nw.Float64}
    return nw.lit(column.if_empty, types.get(column.type, nw.String)).alias(name)


def _typed(name: str, column: Column, dtype: Any, register: Register, timezone: str) -> nw.Expr:
    expression = nw.col(name)
    right = {
        "date": dtype == nw.Date or dtype == nw.Datetime,
        "flag": dtype == nw.Boolean,
        "whole": dtype.is_numeric(),
        "number": dtype.is_numeric(),
    }.get(column.type, True)
    if not right:
        raise RegisterError(
            f"column {name!r} is {dtype}, not {column.type}",
            where=f"register {register.name}",
            remedy=_REMEDIES.get(column.type, "convert the column before counting"),
        )
    if column.type == "date":
        if dtype == nw.Date:
            expression = expression.cast(nw.Datetime("us"))
        else:
            if dtype.time_zone:
                expression = expression.dt.convert_time_zone(timezone).dt.replace_time_zone(None)
            expression = expression.dt.truncate("1d")
    elif column.type in ("text", "code"):
        expression = expression.cast(nw.String)
    if column.if_empty is not None:
        expression = expression.fill_null(column.if_empty)
    return expression.alias(name)


_REMEDIES = {
    "date": "parse it first, as with pandas.to_datetime(frame[column], format=…)",
    "flag": "make it true, false or empty first",
}


def _pandas_types(frame: Frame, names: list[str]) -> Frame:
    """Give pandas columns of objects (flags with gaps, dates) a type of their own; other frames pass unchanged."""
    if not isinstance(frame, pd.DataFrame):
        return frame
    changed: dict[str, Any] = {}
    for name in names:
        if frame[name].dtype == object:
            values = frame[name].convert_dtypes()
            first = values.dropna().head(1)
            if values.dtype == object and len(first) and isinstance(first.iloc[0], date):
                values = pd.to_datetime(values)
            changed[name] = values
    return frame.assign(**changed) if changed else frame


def latest_day(frames: Mapping[str, Frame]) -> date:
    """Return the latest day on which anything happened in the registers: the as-of date of the data."""
    days = [
        day
        for name, frame in frames.items()
        for column in REGISTERS[name].columns
        if column.happened and (day := extremes(frame, REGISTERS[name], column.name)[1]) is not None
    ]
    if not days:
        raise RegisterError(
            "no register has a date on which something happened",
            where="registers",
            remedy="give the as-of date: as_of=…",
        )
    return max(days)


def extremes(frame: Frame, register: Register, name: str) -> tuple[date | None, date | None, int]:
    """Return the first and last day of a column and how many of its cells are empty."""
    if name not in column_names(frame):
        return None, None, 0
    typed = conform(frame, register, [name], as_of=date.max, timezone=MINISTRY_TIME)
    column = nw.col(name)
    row = typed.select(column.min().alias("a"), column.max().alias("b"), column.is_null().sum().alias("n"))
    first, last, empty = collected(row).row(0)
    days = [None if pd.isna(day) else pd.Timestamp(day).date() for day in (first, last)]
    return days[0], days[1], int(empty)


def collected(frame: Table) -> Any:
    """Return the frame with its query done."""
    return frame.collect() if isinstance(frame, nw.LazyFrame) else frame
