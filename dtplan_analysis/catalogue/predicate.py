"""Tests of a record as a plan file writes them, read into expressions: which columns, and when they hold.

A table's tests must all hold; of a list of tables, one must. A test that nobody can decide, as of an empty cell, leaves
the whole undecided where that could change it (Kleene's logic).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import narwhals.stable.v2 as nw

from dtplan_analysis.counting.outcomes import all_of, any_of
from dtplan_analysis.errors import nearest
from dtplan_analysis.language import Text
from dtplan_analysis.plans.table import PlanTable
from dtplan_analysis.registers.columns import Column, Value, unread

_ITSELF = Text("{0}", "{0}")
_TESTS = ("not", "at_least", "at_most", "not_after", "empty")
_NUMBERS = ("whole", "number")
_MOST = 10**15
"""Below it every back-end compares numbers exactly."""


@dataclass(frozen=True)
class Test:
    """One test of a column: the columns that it reads, and when it holds of cells that say something."""

    columns: tuple[str, ...]
    holds: Callable[[], nw.Expr]
    values: tuple[Value, ...] | None = None
    """The values of its column that pass, where it is a matter of values alone."""
    of_emptiness: bool = False
    said: Text = _ITSELF
    """What it asks, in words; the columns' own stand where the braces are."""

    @property
    def decided(self) -> nw.Expr:
        """Whether the cells say enough."""
        marks = [~unread(name) for name in self.columns]
        known = marks if self.of_emptiness else [*marks, *(~nw.col(name).is_null() for name in self.columns)]
        return all_of(known)


@dataclass(frozen=True)
class Predicate:
    """Tests of which one list must hold as a whole."""

    lists: tuple[tuple[Test, ...], ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns that it reads."""
        return tuple(dict.fromkeys(name for tests in self.lists for test in tests for name in test.columns))

    @property
    def needs(self) -> tuple[str, ...]:
        """The columns whose emptiness has no meaning for it."""
        meant = {name for tests in self.lists for test in tests if test.of_emptiness for name in test.columns}
        return tuple(name for name in self.columns if name not in meant)

    @property
    def parts(self) -> Mapping[str, tuple[Any, ...]] | None:
        """Its columns and the values that pass, where it is one column's values alone; else None."""
        if len(self.lists) != 1 or len(self.lists[0]) != 1 or self.lists[0][0].values is None:
            return None
        (test,) = self.lists[0]
        return {test.columns[0]: test.values or ()}

    def plain(self) -> nw.Expr:
        """Return whether it holds of cells that all say something."""
        return any_of([all_of([one.holds() for one in tests]) for tests in self.lists])

    def decided(self) -> nw.Expr:
        """Return true, false, or empty where nobody can decide."""
        passes = any_of([all_of([one.decided & one.holds() for one in tests]) for tests in self.lists])
        fails = all_of([any_of([one.decided & ~one.holds() for one in tests]) for tests in self.lists])
        return nw.when(passes | fails).then(passes)


def predicate_of(table: PlanTable, key: str, columns: Mapping[str, Column]) -> Predicate:
    """Return the predicate under a key; raises PlanError for a column, test or value that cannot be."""
    value = table.content[key]
    tables = table.rows(key) if isinstance(value, list) else [table.inner(key)]
    if not tables or not all(one.content for one in tables):
        raise table.error(key, "the table is empty", f'write {key} = {{ column = "value" }}')
    return Predicate(tuple(tuple(_test(one, name, columns) for name in one.content) for one in tables))


def _test(table: PlanTable, name: str, columns: Mapping[str, Column]) -> Test:
    column = _column(table, name, name, columns)
    value = table.content[name]
    if not isinstance(value, dict):
        return _among(column, _values(table, name, value, column))
    inner = table.inner(name)
    inner.allow(*_TESTS)
    if len(value) != 1:
        raise inner.error("", f"{len(value)} tests of one column", "write one test a column, or a list of tables")
    ((test, limit),) = value.items()
    if test == "not":
        return _except(column, _values(inner, test, limit, column))
    if test == "empty":
        if limit is not True:
            raise inner.error(test, f"{limit!r} is not true", "write empty = true")
        return Test((name,), lambda: nw.col(name).is_null(), None, True, Text("{0} để trống", "{0} is empty"))
    if test == "not_after":
        other = _column(inner, test, str(limit), columns)
        if column.type != "date" or other.type != "date":
            raise inner.error(test, "two columns of dates are compared", "name two columns of type date")
        said = Text("{0} không sau {1}", "{0} is not after {1}")
        return Test((name, other.name), lambda: nw.col(name) <= nw.col(other.name), said=said)
    number = isinstance(limit, int | float) and not isinstance(limit, bool) and abs(limit) < _MOST
    if column.type not in _NUMBERS or not number:
        raise inner.error(test, f"{limit!r} is no limit of a column of type {column.type}", "compare numbers")
    if test == "at_least":
        return Test((name,), lambda: nw.col(name) >= limit, said=_said("{{0}} từ {0}", "{{0}} is at least {0}", limit))
    said = _said("{{0}} không quá {0}", "{{0}} is at most {0}", limit)
    return Test((name,), lambda: nw.col(name) <= limit, said=said)


def _said(vi: str, en: str, what: float | str) -> Text:
    """Return what a test asks of a number or of texts; a number of Vietnamese has a comma."""
    text = str(what).replace("{", "{{").replace("}", "}}")
    return Text(vi.format(text.replace(".", ",") if not isinstance(what, str) else text), en.format(text))


def _among(column: Column, values: tuple[Value, ...]) -> Test:
    name = column.name
    if column.type == "flag":
        (wanted,) = values if len(values) == 1 else (True,)
        return Test((name,), lambda: nw.col(name) if wanted else ~nw.col(name), (wanted,))
    return Test((name,), lambda: nw.col(name).is_in(list(values)), values)


def _except(column: Column, values: tuple[Value, ...]) -> Test:
    if column.type == "flag":
        return _among(column, tuple(not one for one in values))
    name = column.name
    rest = tuple(code for code in column.codes if code not in values) if column.codes else None
    said = _said("{{0}} khác {0}", "{{0}} is other than {0}", ", ".join(map(str, values)))
    return Test((name,), lambda: ~nw.col(name).is_in(list(values)), rest, said=said)


def _column(table: PlanTable, key: str, name: str, columns: Mapping[str, Column]) -> Column:
    if name not in columns:
        raise table.error(key, f"there is no column {name!r}", nearest(name, columns))
    return columns[name]


def _values(table: PlanTable, key: str, value: Any, column: Column) -> tuple[Value, ...]:
    """Return the values that a test names, each of the column's type and codes."""
    values = tuple(value) if isinstance(value, list) else (value,)
    types: Mapping[str, tuple[type, ...]] = {"flag": (bool,), "whole": (int,), "number": (int, float)}
    for one in values:
        if column.type == "date" or not isinstance(one, types.get(column.type, (str,))):
            raise table.error(key, f"{one!r} is no value of a column of type {column.type}", "write values of its type")
        if isinstance(one, int | float) and not abs(one) < _MOST:
            raise table.error(key, f"{one!r} is no value of a column of type {column.type}", "compare numbers")
        if isinstance(one, bool) and column.type != "flag":
            raise table.error(key, f"{one!r} is no value of a column of type {column.type}", "write values of its type")
        if column.codes and one not in column.codes:
            raise table.error(key, f"{one!r} is none of its codes", nearest(str(one), column.codes))
    if not values or (column.type == "flag" and len(values) != 1):
        raise table.error(key, f"{value!r} leaves no choice", "name at least one value; of a flag, true or false")
    return values
