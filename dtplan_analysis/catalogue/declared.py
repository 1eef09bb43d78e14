"""What plan files bring themselves: a catalogue with their registers and indicators beside the library's."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from dtplan_analysis.catalogue.declared_indicators import Draft
from dtplan_analysis.catalogue.declared_registers import register_of
from dtplan_analysis.catalogue.known import Catalogue
from dtplan_analysis.indicators.proportion import Proportion
from dtplan_analysis.plans.table import PlanTable
from dtplan_analysis.registers.columns import Register


def with_declared(catalogue: Catalogue, tables: Iterable[PlanTable]) -> Catalogue:
    """Return a catalogue with what files declare under `[[registers]]` and `[[indicators]]`.

    Where two files declare an indicator in the same words, it is one. Raises PlanError with file, key and remedy.
    """
    files = list(tables)
    registers = dict(catalogue.registers)
    for file in files:
        for table in file.each("registers", "name"):
            one = register_of(table, registers)
            registers[one.name] = one
    drafts: dict[str, tuple[PlanTable, Draft]] = {}
    for file in files:
        for table in file.each("indicators", "name"):
            name = table.name("name")
            if name in drafts and drafts[name][0].content == table.content:
                continue
            if name in drafts or name in catalogue.indicators:
                raise table.error("name", f"there is an indicator {name!r} already", "give it another name")
            drafts[name] = table, Draft(table, registers)
    for _, draft in drafts.values():
        draft.derive(registers)
    bound = [_rebound(one, registers) for one in catalogue.indicators.values()]
    return Catalogue.of(registers.values(), [*bound, *(draft.built(registers) for _, draft in drafts.values())])


def _rebound(one: Proportion, registers: Mapping[str, Register]) -> Proportion:
    """Return an indicator that holds the registers as they are now, with the columns that were added."""
    return replace(
        one,
        register=registers[one.register.name],
        served=one.served and registers[one.served.name],
        events=one.events and replace(one.events, register=registers[one.events.register.name]),
        lookups=tuple(replace(lookup, register=registers[lookup.register.name]) for lookup in one.lookups),
        variants=tuple(_rebound(variant, registers) for variant in one.variants),
    )
