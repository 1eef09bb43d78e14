"""Refusing what a source cannot be, as the workspace file has it, before anything is read."""

from collections.abc import Mapping
from datetime import date

import duckdb

from dtplan_analysis.errors import ConfigurationError, nearest
from dtplan_analysis.registers.columns import NOT_APPLICABLE, Column
from dtplan_analysis.registers.reading.deriving import late_in_day
from dtplan_analysis.registers.reading.origin import Origin
from dtplan_analysis.registers.reading.source import DAY_FIRST, MONTH_FIRST, Source


def check_source(source: Source, where: str) -> None:
    """Refuse what the register does not have, and options that do not go together; raises ConfigurationError."""
    register = source.register
    _check_options(source, f"{where}, [{register.table}]")
    constants = [("constants", source.constants), *(("files", one.constants) for one in source.per_file)]
    for table, names in (("columns", source.columns), *constants, ("codes", source.codes)):
        for name in names:
            if name not in register.names:
                raise ConfigurationError(
                    f"register {register.name} has no column {name!r}",
                    where=f"{where}, [{register.table}.{table}]",
                    remedy=nearest(name, register.names),
                )
    for table, values in constants:
        for name, value in values.items():
            if not _allowed(value, register.column(name)):
                raise ConfigurationError(
                    f"the constant {value!r} is no value of {name}",
                    where=f"{where}, [{register.table}.{table}]",
                    remedy=f"write {_wanted(register.column(name))}",
                )
    for name, origin in source.origins.items():
        _check_origin(source, name, origin, f"{where}, [{register.table}.columns]")
    for name, codes in source.codes.items():
        column = register.column(name)
        if column.pseudonym:
            raise ConfigurationError(
                f"{name} has no codes",
                where=f"{where}, [{register.table}.codes]",
                remedy="leave them out: what tells people apart is exported under no other value",
            )
        for theirs, ours in codes.items():
            spared = ours == NOT_APPLICABLE and not source.decides(column)
            if ours != "" and not spared and not _allowed(ours, column):
                raise ConfigurationError(
                    f"{theirs!r} is mapped to {ours!r}, which is no value of {name}",
                    where=f"{where}, [{register.table}.codes.{name}]",
                    remedy=f"write {_wanted(column)}",
                )


def _check_origin(source: Source, name: str, origin: Origin, where: str) -> None:
    register = source.register
    days = [column.name for column in register.columns if column.type == "date" and column.name != name]
    if origin.start and (origin.start not in days or source.origin(origin.start).start):
        raise ConfigurationError(
            f"{name}: days cannot be counted from {origin.start!r}",
            where=where,
            remedy=f"write one of {', '.join(days)}, which is not counted itself",
        )
    if origin.working and not source.calendar:
        raise ConfigurationError(
            f"{name} counts working days, and no calendar says which these are",
            where=where,
            remedy='write holidays = "vn" at the top of dtplan.toml, or the name of a file of your own',
        )
    if origin.if_empty is not None and not _allowed(origin.if_empty, register.column(name)):
        raise ConfigurationError(
            f"{name}: if_empty is {origin.if_empty!r}, which is no value of it",
            where=where,
            remedy=f"write {_wanted(register.column(name))}",
        )


def _check_options(source: Source, where: str) -> None:
    if (source.is_database and bool(source.table) == bool(source.query)) or (source.table and not source.is_database):
        raise ConfigurationError(
            "a database is read by a table or a query" if source.is_database else "a file has no table",
            where=where,
            remedy='write table = "…" or query = "SELECT …", one of them, beside the address of a database',
        )
    assert source.reads is not None  # a query that is none is refused here
    _check_key(source, where)
    for key, patterns in (("only", source.only), ("skip", source.skip)):
        for name, pattern in patterns.items():
            if fault := _pattern_fault(pattern):
                raise ConfigurationError(
                    f"{key}: {pattern!r} is no pattern: {fault}",
                    where=where,
                    remedy=f'write one of all of a cell, as in {key} = {{ "{name}" = "[0-9]+" }}',
                )
    if source.compare == "moment" and not late_in_day(source):
        raise ConfigurationError(
            f"compare: register {source.register.name} has no day by which it is judged",
            where=where,
            remedy="leave it out",
        )
    if source.due_on_rest_day == "next" and not source.calendar:
        raise ConfigurationError(
            "due_on_rest_day moves days, and no calendar says which are worked",
            where=where,
            remedy='write holidays = "vn" at the top of dtplan.toml, or the name of a file of your own',
        )
    days = [column.name for column in source.register.columns if column.type == "date"]
    orders = source.dates if isinstance(source.dates, Mapping) else {}
    for name, order in orders.items():
        if name not in days or order not in (DAY_FIRST, MONTH_FIRST):
            raise ConfigurationError(
                f"dates: {name!r} = {order!r}",
                where=where,
                remedy=f"give one of {', '.join(days)} the order {DAY_FIRST} or {MONTH_FIRST}",
            )


def _check_key(source: Source, where: str) -> None:
    register = source.register
    for name in source.key or ():
        if name not in register.names:
            raise ConfigurationError(
                f"key names {name!r}, which is no column of register {register.name}",
                where=where,
                remedy=nearest(name, register.names),
            )
    fixed = {*source.constants, *(name for name, origin in source.origins.items() if origin.place and not origin.names)}
    if register.key and fixed.issuperset(register.key):
        raise ConfigurationError(
            f"the key {'/'.join(register.key)} is the same in all rows",
            where=where,
            remedy='write key = "line" where no column identifies a row, or key = ["…", "…"] with those that do',
        )


def _pattern_fault(pattern: str) -> str:
    try:
        with duckdb.connect() as engine:  # the shared connection is the caller's
            engine.execute("SELECT regexp_full_match('', ?)", [pattern]).fetchall()
    except duckdb.Error as error:
        return str(error).splitlines()[0]
    return ""


def _allowed(value: object, column: Column) -> bool:
    match column.type:
        case "flag":
            return isinstance(value, bool)
        case "code":
            return value in column.codes
        case "date":
            return type(value) is date
        case "whole":
            return type(value) is int
        case "number":
            return type(value) in (int, float)
        case _:
            return isinstance(value, str) and bool(value.strip())


def _wanted(column: Column) -> str:
    words = {"flag": "true or false", "date": "a date, as 2024-06-30", "whole": "a whole number", "number": "a number"}
    return f"one of {', '.join(column.codes)}" if column.codes else words.get(column.type, "a text")
