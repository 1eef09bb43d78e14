"""Deciding for a column how days and numbers are written, where the first rows of an export left it open."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from dtplan_analysis.errors import RegisterError
from dtplan_analysis.registers.columns import Column
from dtplan_analysis.registers.reading.cells import TYPES, literal, matches, quoted, raw, typed
from dtplan_analysis.registers.reading.conventions import AT_MOST, THOUSANDS, Convention, decided
from dtplan_analysis.registers.reading.deriving import look_again
from dtplan_analysis.registers.reading.formats.base import Export
from dtplan_analysis.registers.reading.source import Source
from dtplan_analysis.registers.reading.sql import Engine


@dataclass
class Ways:
    """How the columns of one export are written, as far as it is known."""

    of: dict[str, str] = field(default_factory=dict)
    """The way of a column,"""
    open: set[str] = field(default_factory=set)
    """and the columns of text whose way the first rows did not tell."""

    def said(self) -> dict[str, str]:
        """Return the ways, and for each the columns that are written so."""
        found: dict[str, str] = {}
        for name, way in self.of.items():
            key = way if way[0].isalpha() else f"decimal {way}"
            found[key] = f"{found[key]}, {name}" if key in found else name
        return found


def settle(
    engine: Engine,
    source: Source,
    exports: Sequence[Export],
    table: str,
    ways: Sequence[Ways],
    column: Column,
    convention: Convention,
) -> None:
    """Decide from all rows how a column is written whose first rows left that open, and read it so.

    An export whose own cells do not decide follows the others of its register, if they agree.
    """
    name, text = quoted(column.name), raw(column)
    one, other = (matches(text, alone) for alone in convention.alone)
    both = matches(text, convention.both)
    supports = f"day({name}) > 12" if column.type == "date" else f"{name} IS NOT NULL"
    left = engine.all(
        f"SELECT row_file, count(*) FILTER ({one}), count(*) FILTER ({other}), min(row_record) FILTER ({both}) "
        f"FROM {table} WHERE {name} IS NULL AND {text} IS NOT NULL GROUP BY row_file ORDER BY row_file"
    )
    undecided = {}
    for file, first, second, record in left:
        if way := ways[file].of.get(column.name, ""):
            against = second if way == convention.ways[0] else first
            if against and not _outweighed(engine, table, file, against, supports):
                raise _two_ways(engine, source, table, (file, exports[file]), column, convention)
        elif column.name in ways[file].open:
            if way := decided(convention, first, second):
                ways[file].of[column.name] = way
                _read_so(engine, source, table, file, column, way)
            elif first and second:
                raise _two_ways(engine, source, table, (file, exports[file]), column, convention)
            elif record:
                undecided[file] = record
    known = {own.of[column.name] for own in ways if column.name in own.of}
    if column.type == "whole" and len(known) != 1 and source.origin(column.name).scale == 1:
        known = {THOUSANDS}  # a count, but no amount in millions
    for file, record in undecided.items():
        if len(known) != 1:
            raise RegisterError(
                f"nothing in column {source.theirs(column.name)!r} tells {convention.what}",
                where=f"{exports[file].where}, {exports[file].place(record)}",
                remedy=_remedy(source, convention),
            )
        ways[file].of[column.name] = next(iter(known))
        _read_so(engine, source, table, file, column, next(iter(known)))


def _outweighed(engine: Engine, table: str, file: int, against: int, supports: str) -> bool:
    (read,) = engine.one(f"SELECT count(*) FROM {table} WHERE row_file = {file} AND {supports}")
    return bool(against * AT_MOST <= read)


def _two_ways(
    engine: Engine, source: Source, table: str, file: tuple[int, Export], column: Column, convention: Convention
) -> RegisterError:
    number, export = file
    cells = []
    for alone in convention.alone:
        found = engine.all(
            f"SELECT {raw(column)}, row_record FROM {table} WHERE row_file = {number} "
            f"AND {quoted(column.name)} IS NULL AND {matches(raw(column), alone)} ORDER BY row_record LIMIT 1"
        )
        cells += [f"{text!r} in {export.place(record)}" for text, record in found]
    names = " or ".join(map(repr, source.names(column.name)))
    return RegisterError(
        f"the cells of column {names} differ in {convention.what}, such as {' and '.join(cells)}",
        where=export.where,
        remedy=f"correct the export, or {_remedy(source, convention)}; the cells that differ are then unreadable",
    )


def _remedy(source: Source, convention: Convention) -> str:
    choices = " or ".join(f'{convention.option} = "{way}"' for way in convention.ways)
    return f"write {choices} in dtplan.toml under [{source.register.table}]"


def _read_so(engine: Engine, source: Source, table: str, file: int, column: Column, way: str) -> None:
    """Read the cells that were left open in a way, and find anew what is wrong with their rows."""
    name, text = quoted(column.name), raw(column)
    deciding = [c for c in source.register.columns if source.decides(c)]
    kept = "" if column in deciding else f", {text} = CASE WHEN {_value(source, column, way)} IS NULL THEN {text} END"
    engine.do(
        f"UPDATE {table} SET {name} = {_value(source, column, way)}{kept} "
        f"WHERE row_file = {file} AND {name} IS NULL AND {text} IS NOT NULL"
    )
    look_again(engine, source, table, f"row_file = {file} AND fault = {literal(column.name + ': unreadable')}")


def _value(source: Source, column: Column, way: str) -> str:
    return f"{typed(raw(column), raw(column), 'VARCHAR', column, source, way)}::{TYPES[column.type]}"
