"""Indicators that a plan file brings itself: data, checked as they are read; no code of a file is run."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal, cast

import narwhals.stable.v2 as nw

from dtplan_analysis.catalogue.declared_registers import known_register
from dtplan_analysis.catalogue.definition import definition_of, happened
from dtplan_analysis.catalogue.predicate import Predicate, predicate_of
from dtplan_analysis.counting import Events, Flow, Lookup, Open, Placement, Snapshot, Stock
from dtplan_analysis.errors import nearest
from dtplan_analysis.indicators.proportion import Proportion
from dtplan_analysis.plans.table import PlanTable, PlanText
from dtplan_analysis.registers.columns import Column
from dtplan_analysis.registers.register import Derived, Register

_PLACES = ("date", "stock", "open", "snapshot")
_KEYS = (
    *("name", "register", "label", "definition", "source", "counted", "of", "lacking", "variant", "variants"),
    *("numerator", "among", "exclude", "lookup", "events", "distinct", "sum_of", *_PLACES),
)
_RECORDS = PlanText("bản ghi", "records")


class Draft:
    """An indicator as it is written, with its predicates read; what it derives is a column of its register."""

    def __init__(self, table: PlanTable, registers: Mapping[str, Register]) -> None:
        table.allow(*_KEYS)
        self.table, self.name = table, table.name("name")
        self.register = known_register(table, "register", registers).name
        own = registers[self.register]
        self.lookups = [self._lookup(row, own, registers) for row in _one_or_more(table, "lookup")]
        self.events = self._events(table.inner("events"), own, registers) if "events" in table.content else None
        columns = {column.name: column for column in own.columns}
        for lookup in self.lookups:
            columns[lookup.column] = lookup.register.column(lookup.column)
        if self.events:
            columns[self.events.flag] = Column(self.events.flag, "flag", happened(self.events))
        self.placement = _placement(table, {name: columns[name] for name in own.names})
        if "numerator" not in table.content:
            raise table.error("numerator", "the key 'numerator' is missing", 'write numerator = { column = "value" }')
        self.predicates = {
            key: predicate_of(table, key, columns) for key in ("numerator", "among", "exclude") if key in table.content
        }
        self.joined = {lookup.column for lookup in self.lookups} | ({self.events.flag} if self.events else set())
        distinct = table.name("distinct", "")
        if distinct and distinct not in own.names:
            raise table.error("distinct", f"there is no column {distinct!r}", nearest(distinct, own.names))
        sum_of = table.name("sum_of", "")
        if sum_of and (sum_of not in own.names or own.column(sum_of).type != "whole"):
            whole = [column.name for column in own.columns if column.type == "whole"]
            fault = f"{sum_of!r} is no column of whole numbers of {own.name}"
            raise table.error("sum_of", fault, nearest(sum_of, whole) if whole else "sum a column of type whole")
        if sum_of and distinct:
            raise table.error("sum_of", "distinct and sum_of cannot stand together", "leave out one of them")
        for key in ("among", "exclude"):
            one = self.predicates.get(key)
            if one and one.parts is None and self.joined & set(one.columns):
                raise table.error(
                    key, "a joined column is asked for its values alone", f'write {key} = {{ column = "value" }}'
                )
        self.columns = columns

    def derive(self, registers: dict[str, Register]) -> None:
        """Give the register a column for each predicate that is more than one column's values."""
        own = registers[self.register]
        for key, one in self.predicates.items():
            if self._needs_column(key, one):
                derived = Derived(f"{self.name}__{key}", one.columns, _decided(one))
                own = replace(own, derived=(*own.derived, derived))
        registers[self.register] = own

    def _needs_column(self, key: str, one: Predicate) -> bool:
        return one.parts is None if key != "numerator" else one.needs != one.columns

    def built(self, registers: Mapping[str, Register]) -> Proportion:
        """Return the indicator, of registers that have all that it derives."""
        table, numerator = self.table, self.predicates["numerator"]
        reached, needs = numerator.plain(), numerator.needs
        words = self.name.replace("_", " ").capitalize()
        if self._needs_column("numerator", numerator):
            reached, needs = nw.col(f"{self.name}__numerator"), (*needs, f"{self.name}__numerator")
        one = Proportion(
            name=self.name,
            register=registers[self.register],
            numerator=reached,
            needs=needs,
            placement=self.placement,
            among=self._parts("among"),
            exclude=self._parts("exclude"),
            lookups=tuple(replace(lookup, register=registers[lookup.register.name]) for lookup in self.lookups),
            events=self.events and replace(self.events, register=registers[self.events.register.name]),
            distinct=table.name("distinct", ""),
            sum_of=table.name("sum_of", ""),
            variant=table.name("variant", ""),
            label=table.both("label", PlanText(words, words)),
            definition=table.both("definition", self._defined()),
            source=table.both("source", PlanText("khai báo trong tệp kế hoạch", "declared in the plan's file")),
            counted=table.both("counted", _RECORDS),
            of=table.optional("of"),
        )
        if "lacking" in table.content:
            one = replace(one, lacking=table.both("lacking"))
        variants = tuple(self._variant(row, registers) for row in table.each("variants", "variant"))
        if variants and not one.variant:
            raise table.error("variant", "an indicator with variants has a name for itself", 'write variant = "…"')
        if one.variant in (variant.variant for variant in variants):
            raise table.error("variants", f"the variant {one.variant!r} stands twice", "give each its own name")
        return replace(one, variants=variants)

    def _variant(self, row: PlanTable, registers: Mapping[str, Register]) -> Proportion:
        """Return a variant: the indicator with other words, or tests of values alone."""
        row.allow(*(key for key in _KEYS if key not in ("name", "register", "variants", "lookup", "events")))
        content = {**{key: value for key, value in self.table.content.items() if key != "variants"}, **row.content}
        draft = Draft(PlanTable(content, row.file, row.place, row.marks), registers)
        draft.name = self.name
        if any(draft._needs_column(key, one) for key, one in draft.predicates.items()):
            raise row.error("", "a variant asks for values alone", "declare an indicator of its own")
        return draft.built(registers)

    def _parts(self, key: str) -> Mapping[str, tuple[Any, ...]]:
        one = self.predicates.get(key)
        if one is None:
            return {}
        return {f"{self.name}__{key}": (True,)} if one.parts is None else one.parts

    def _defined(self) -> PlanText:
        """Return a definition put together from the tests and the date."""
        said = definition_of(
            self.predicates,
            self.columns,
            self.placement,
            happened=self.events.flag if self.events else "",
            sum_of=self.table.name("sum_of", ""),
            distinct=self.table.name("distinct", ""),
        )
        return PlanText(said.vi, said.en)

    @staticmethod
    def _lookup(row: PlanTable, own: Register, registers: Mapping[str, Register]) -> Lookup:
        row.allow("register", "key", "column", "day")
        other = known_register(row, "register", registers)
        _has(row, "key", other)
        _has(row, "column", other)
        if not {"valid_from", "valid_to"} <= {*other.names}:
            raise row.error("register", f"{other.name} has no days of validity", "look up in a register of states")
        _has(row, "key", own)
        _has(row, "day", own, "date")
        return Lookup(other, row.name("key"), row.name("column"), row.name("day"))

    @staticmethod
    def _events(row: PlanTable, own: Register, registers: Mapping[str, Register]) -> Events:
        row.allow("register", "key", "date", "window", "kinds", "flag")
        other, kinds = known_register(row, "register", registers), None
        _has(row, "key", other)
        _has(row, "key", own)
        _has(row, "date", other, "date")
        if "kinds" in row.content:
            found = predicate_of(row, "kinds", {column.name: column for column in other.columns}).parts
            if found is None:
                raise row.error("kinds", "kinds are one column's values", 'write kinds = { channel = ["online"] }')
            ((column, values),) = found.items()
            kinds = column, values
        window = cast(Literal["period", "year"], row.choice("window", ("period", "year"), "period"))
        return Events(other, row.name("key"), row.name("date"), window, row.name("flag", "happened"), kinds)


def _has(row: PlanTable, key: str, register: Register, of: str = "") -> None:
    """Refuse a column that a register does not have, or that is not of the type needed."""
    name = row.name(key)
    if name not in register.names:
        raise row.error(key, f"{register.name} has no column {name!r}", nearest(name, register.names))
    if of and register.column(name).type != of:
        raise row.error(key, f"{name!r} is of type {register.column(name).type}", f"name a column of type {of}")


def _decided(one: Predicate) -> Callable[[datetime], nw.Expr]:
    return lambda _: one.decided()


def _placement(table: PlanTable, columns: Mapping[str, Column]) -> Placement:
    given = [key for key in _PLACES if key in table.content]
    if len(given) != 1:
        raise table.error(
            "date",
            "nothing says when a record counts" if not given else f"{' and '.join(given)} cannot stand together",
            'write date = "…" for what happened, stock = ["valid_from", "valid_to"], open = […, …] or snapshot = "…"',
        )
    (key,) = given
    names = (table.name(key),) if key in ("date", "snapshot") else table.names(key)
    if len(names) != (1 if key in ("date", "snapshot") else 2):
        raise table.error(key, f"{len(names)} columns", f'write {key} = ["begin", "end"]')
    for name in names:
        if name not in columns:
            raise table.error(key, f"there is no column {name!r}", nearest(name, columns))
        if columns[name].type != "date":
            raise table.error(key, f"{name!r} is of type {columns[name].type}", "name a column of type date")
    kinds = {"date": Flow, "snapshot": Snapshot, "stock": Stock, "open": Open}
    return cast(Placement, kinds[key](*names))


def _one_or_more(table: PlanTable, key: str) -> list[PlanTable]:
    value = table.content.get(key)
    return [] if value is None else table.rows(key) if isinstance(value, list) else [table.inner(key)]
