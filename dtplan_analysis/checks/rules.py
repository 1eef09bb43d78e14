"""The rules of a register, as questions in SQL to its usable rows: what they break is kept and listed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from dtplan_analysis.registers.columns import Column, unread_name
from dtplan_analysis.registers.reading import Source
from dtplan_analysis.registers.reading.cells import literal, quoted, says_missing
from dtplan_analysis.units import UNKNOWN, Unit


@dataclass(frozen=True)
class Rule:
    """A rule: the column that is not to be trusted where it is broken, its name, and the test of a broken row."""

    column: str
    name: str
    broken: str


def rules_of(
    source: Source, needed: Iterable[str], units: Iterable[Unit], as_of: date, absent: Iterable[str] = ()
) -> list[Rule]:
    """Return the rules of a register; `needed` are the columns that an indicator needs in each of its records."""
    register = source.register
    present = [column for column in register.columns if column.name not in absent]
    found = [rule for column in present for rule in _of_column(column, source, column.name in needed, as_of)]
    if "unit" in register.names:
        found.append(Rule("unit", "unknown_unit", f"unit = {literal(UNKNOWN)}"))
        if register.date and register.column(register.date).happened:
            found += _of_units(units, register.date)
    return found + [Rule(rule.column, rule.rule, rule.sql) for rule in register.consistency]


def _of_column(column: Column, source: Source, needed: bool, as_of: date) -> Iterator[Rule]:
    name = quoted(column.name)
    if column.codes:
        strange = f"{name} NOT IN ({', '.join(map(literal, column.codes))})"
        said = says_missing(name, source.origin(column.name))
        yield Rule(column.name, "unknown_code", f"{strange} AND NOT {said}" if said else strange)
    bounds = [f"{name} < {column.least}"] * (column.least is not None) + [f"{name} > {column.most}"] * bool(column.most)
    if bounds:
        yield Rule(column.name, "out_of_range", " OR ".join(bounds))
    if column.happened:
        yield Rule(column.name, "in_the_future", f"{name} > DATE {literal(as_of)}")
    if needed:
        yield Rule(column.name, "empty", f"{name} IS NULL AND NOT {quoted(unread_name(column.name))}")


def _of_units(units: Iterable[Unit], day: str) -> Iterator[Rule]:
    """Yield the rule that a unit exists on the day of its records, where any unit begins or ends."""
    tests = []
    for unit in units:
        ends = [f"{quoted(day)} < DATE {literal(unit.valid_from)}"] if unit.valid_from else []
        ends += [f"{quoted(day)} > DATE {literal(unit.valid_to)}"] if unit.valid_to else []
        if ends:
            tests.append(f"(unit = {literal(unit.code)} AND ({' OR '.join(ends)}))")
    if tests:
        yield Rule("unit", "unit_not_valid", " OR ".join(tests))
