"""Bringing a register's frame, of whichever library and engine, into the one shape that counting relies on."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from functools import reduce
from operator import or_
from typing import Any

import narwhals.stable.v2 as nw
import pandas as pd
from narwhals.exceptions import DuplicateError

from dtplan_analysis.errors import RegisterError, closest
from dtplan_analysis.registers.columns import Column, spared_name, unread, unread_name
from dtplan_analysis.registers.register import Register

Frame = Any
"""A frame of pandas, polars (eager or lazy), pyarrow or DuckDB."""

Relation = Any
"""A narwhals frame, eager or lazy: expressions are the same for both."""

MINISTRY_TIME = "Asia/Ho_Chi_Minh"

_TYPES: dict[str, tuple[Any, Any]] = {
    "date": (nw.Datetime("us"), "datetime64[us]"),
    "flag": (nw.Boolean, "boolean"),
    "whole": (nw.Int64, "Int64"),
    "number": (nw.Float64, "Float64"),
    "text": (nw.String, "string"),
    "code": (nw.String, "string"),
}
"""The types of columns, as narwhals and as pandas name them."""


def rows_in(frame: pd.DataFrame) -> list[dict[Any, Any]]:
    """Return the rows of a frame as plain values by column: what `to_dict("records")` gives, in a fifth of its time."""
    names = [*frame.columns]
    columns = (_cells(frame[name]) for name in names)
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _cells(column: "pd.Series[Any]") -> list[Any]:
    cells: list[Any] = column.tolist()
    return [None if cell is pd.NA else cell for cell in cells] if column.hasnans else cells


def given(frames: Mapping[str, Frame], register: Register) -> Frame:
    """Return a register's frame; raises RegisterError where there is none."""
    try:
        return frames[register.name]
    except KeyError:
        raise RegisterError(
            "is needed and was not given",
            where=f"register {register.name}",
            remedy=f"give it by its name: registers={{{register.name!r}: …}}",
        ) from None


def conform(frame: Frame, register: Register, names: Iterable[str], *, as_of: date, timezone: str) -> Relation:
    """Return the named columns of a register with the types that counting relies on, as a narwhals frame.

    Dates become local midnights in the time zone, flags true, false or empty, codes text; columns derived from
    others are added, and so is, of every column of the register, whether its cells are `unread`; a column that the
    register does not know stays as it is. Raises RegisterError where a column is absent or of the wrong type.

    What is dated after the as-of date has not happened: a record that begins after it is left out, and an end, update
    or answer after it is as if the cell were empty.
    """
    names = list(dict.fromkeys(names))
    native = column_names(frame)
    needed = [source for name in names for source in (register.sources(name) or (name,))]
    sources = list(dict.fromkeys([*needed, *(source for name in names for source in register.beside(name))]))
    for name in needed:
        if name not in native and not _optional(register, name):
            raise RegisterError(
                f"column {name!r} is absent",
                where=f"register {register.name}",
                remedy=_instead_of(name, native),
            )
    marks = {unread_name(name) for name in sources} & set(native)
    beside = [name for name in register.dated_by(sources) if name in native] if as_of < date.max else []
    touched = [name for name in (*sources, *beside, *marks) if name in native]
    frame = _typed_by_its_library(frame, touched, timezone)
    schema = nw.from_native(frame).collect_schema()
    beside = [name for name in beside if _fits(register.column(name), schema[name])]
    asked, sources = sources, [*sources, *beside]
    known = [register.column(name) for name in sources if name in register.names]
    empty = [
        column
        for column in known
        if column.name not in native or (not _fits(column, schema[column.name]) and _is_empty(frame, column.name))
    ]
    whole = _with_empty(frame, empty)
    schema = whole.collect_schema()
    for column in known:
        if not _fits(column, schema[column.name]):
            raise RegisterError(
                f"column {column.name!r} is {schema[column.name]}, not {column.type}",
                where=f"register {register.name}",
                remedy=_REMEDIES.get(column.type, "convert the column before counting"),
            )
    typed = [_typed(column, schema[column.name], timezone, unread_name(column.name) in marks) for column in known]
    unknown = [name for name in sources if name not in register.names]
    own = [_plain(name, schema[name]) if name in native else nw.lit(False).alias(name) for name in unknown]
    whole = whole.with_columns(*typed, *own).with_columns(_unread(column, marks) for column in known)
    shaped = _by_then(whole, register, sources, as_of)
    spared = [name for name in map(spared_name, asked) if name in native]
    shaped = shaped.select(*asked, *(unread_name(column.name) for column in known if column.name in asked), *spared)
    made = [one for one in register.derived if one.name in names]
    derived = {one.name: one.expression(midnight(as_of)) for one in made}
    read = {unread_name(one.name): nw.lit(False) for one in made if one.name not in register.names}
    return shaped.with_columns(**derived, **read) if derived else shaped


def _by_then(frame: Relation, register: Register, names: Sequence[str], as_of: date) -> Relation:
    """Return the frame without what is dated after the as-of date; a status since such a day is that of one running."""
    if as_of == date.max:
        return frame
    last = nw.lit(midnight(as_of))
    later = {
        name: (nw.col(name) > last).fill_null(False)
        for name in names
        if name in register.names and register.column(name).happened
    }
    begun = later.pop(register.date, None)
    changed: dict[str, nw.Expr] = {name: nw.when(~test).then(nw.col(name)) for name, test in later.items()}
    status = nw.col(register.process.status)
    yet = [
        reduce(or_, to_come) & status.is_in(statuses).fill_null(False)
        for statuses, days in register.process.dated.items()
        if (to_come := [later[name] for name in days if name in later])
    ]
    if register.process.status in names and yet:
        running = nw.when(reduce(or_, yet)).then(nw.lit(register.process.running)).otherwise(status)
        changed[register.process.status] = running
    frame = frame.with_columns(**changed) if changed else frame
    return frame if begun is None else frame.filter(~begun)


def _instead_of(name: str, native: list[str]) -> str:
    near = closest(name, native)
    advice = f"did you mean {near!r}?" if near else "rename or add it;"
    return f"{advice} the columns given are {', '.join(native)}"


def midnight(day: date) -> datetime:
    """Return the day as the moment that it starts: dates are compared as such on every engine."""
    return datetime.combine(day, time())


def column_names(frame: Frame) -> list[str]:
    """Return the names of a frame's columns; raises RegisterError for what is no frame."""
    try:
        return [str(name) for name in nw.from_native(frame).collect_schema().names()]
    except DuplicateError as error:
        fault = " ".join(str(error).split())
    except TypeError:
        fault = f"{type(frame).__name__} is no frame"
    raise RegisterError(
        fault,
        where="registers",
        remedy="give a frame of pandas, polars, pyarrow or DuckDB, each column of its own name",
    )


def provides(frame: Frame, register: Register, name: str) -> bool:
    """Return whether a frame has what a column needs: the column itself, or what it is derived from."""
    columns = column_names(frame)
    return all(source in columns or _optional(register, source) for source in register.sources(name))


def _optional(register: Register, name: str) -> bool:
    return name in register.names and register.column(name).optional


def _fits(column: Column, dtype: Any) -> bool:
    if column.type == "date":
        return bool(dtype == nw.Date or dtype == nw.Datetime)
    if column.type == "flag":
        return bool(dtype == nw.Boolean)
    if column.type in ("whole", "number"):
        return bool(dtype.is_numeric())
    # Whether 7.0 is written "7" or "7.0" back-ends disagree, but an official number may be a float.
    wrong = dtype == nw.Boolean or dtype.is_temporal() or (dtype.is_float() and not column.official)
    return not wrong


def _is_empty(frame: Frame, name: str) -> bool:
    """Return whether a column has no value at all: then its type says nothing."""
    return not collected(nw.from_native(frame).select((~nw.col(name).is_null()).any())).item()


def _with_empty(frame: Frame, columns: Sequence[Column]) -> Relation:
    """Return the frame with columns that are empty in every row, each of its type."""
    if isinstance(frame, pd.DataFrame):  # whose own literal of an empty flag is false
        blank = {one.name: pd.Series(pd.NA, frame.index, dtype=_TYPES[one.type][1]) for one in columns}
        return nw.from_native(frame.assign(**blank))
    return nw.from_native(frame).with_columns(nw.lit(None, _TYPES[one.type][0]).alias(one.name) for one in columns)


def _plain(name: str, dtype: Any) -> nw.Expr:
    """Return a column of the user's own, to group by."""
    return nw.col(name).cast(nw.String) if dtype in (nw.Categorical, nw.Enum) else nw.col(name)


def _unread(column: Column, marks: Collection[str]) -> nw.Expr:
    name = unread_name(column.name)
    marked = nw.col(name).fill_null(False) if name in marks else nw.lit(False)
    if column.codes:
        cell = nw.col(column.name)
        marked = marked | (~cell.is_null() & ~cell.is_in(column.codes).fill_null(False))
    return marked.alias(name)


def _typed(column: Column, dtype: Any, timezone: str, marked: bool) -> nw.Expr:
    expression = nw.col(column.name).fill_nan(None) if dtype.is_float() else nw.col(column.name)
    if column.type == "date":
        if dtype == nw.Datetime and dtype.time_zone:
            expression = expression.dt.convert_time_zone(timezone).dt.replace_time_zone(None)
        if dtype == nw.Datetime:
            expression = expression.dt.truncate("1d")
        expression = expression.cast(nw.Datetime("us"))
    elif column.official and dtype.is_numeric():
        coded: nw.Expr = nw.when(~expression.is_null()).then(nw.lit(_UNMAPPED))
        for official, code in column.official.items():
            coded = nw.when(expression == int(official)).then(nw.lit(code)).otherwise(coded)
        expression = coded
    elif column.type in ("text", "code"):
        expression = expression.cast(nw.String)
    if column.if_empty is not None:
        filled = expression.fill_null(column.if_empty)
        expression = nw.when(~unread(column.name).fill_null(False)).then(filled) if marked else filled
    return expression.alias(column.name)


_UNMAPPED = "(unmapped)"
"""A number that is none of the official ones: not empty, and no code."""

_REMEDIES = {
    "date": "parse it first, as with pandas.to_datetime(frame[column], format=…)",
    "flag": "make it true, false or empty first",
    "text": "make it text first: 7.0 is no code",
    "code": "map it to the register's codes first",
}


def _typed_by_its_library(frame: Frame, names: Sequence[str], timezone: str) -> Frame:
    """Give columns a type of their own where their library has a way of its own; other frames pass unchanged."""
    if isinstance(frame, pd.DataFrame):
        own = {name: _of_objects(frame[name]) for name in names if frame[name].dtype == object}
        frame = frame.assign(**own) if own else frame
        there = {name: frame[name] for name in names if isinstance(frame[name].dtype, pd.DatetimeTZDtype)}
        here = {name: days.dt.tz_convert(timezone).dt.tz_localize(None) for name, days in there.items()}
        return frame.assign(**here) if here else frame
    table = nw.from_native(frame)
    if table.implementation.is_duckdb():
        # DuckDB keeps the time zone in the connection, out of reach of an expression.
        schema = table.collect_schema()
        zoned = [name for name in names if schema[name] == nw.Datetime and schema[name].time_zone]
        zone = timezone.replace("'", "''")
        local = ", ".join(f"timezone('{zone}', {_quoted(name)}) AS {_quoted(name)}" for name in zoned)
        return frame.project(f"* REPLACE ({local})") if zoned else frame
    return frame


def _of_objects(values: "pd.Series[Any]") -> "pd.Series[Any]":
    """Return a pandas column of objects (flags with gaps, dates) with a type of its own, if they have one."""
    values = values.convert_dtypes()
    present = values.dropna()
    if values.dtype == object and len(present) and all(isinstance(value, date) for value in present):
        zoned = {getattr(value, "tzinfo", None) is not None for value in present}
        if len(zoned) > 1:  # which zone the others are in, nobody can tell
            return values
        try:
            return pd.to_datetime(values, utc=True) if True in zoned else pd.to_datetime(values)
        except (ValueError, TypeError, OverflowError):
            return values
    return values


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def collected(frame: Relation) -> Any:
    """Return the frame with its query done."""
    return frame.collect() if isinstance(frame, nw.LazyFrame) else frame


def together(parts: Sequence[Relation]) -> Relation:
    """Return the rows of several frames of the same columns as one frame."""
    return nw.concat(parts, how="vertical") if len(parts) > 1 else parts[0]
