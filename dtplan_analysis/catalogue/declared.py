"""What plan files bring themselves: a catalogue with their registers and indicators beside the library's."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from dtplan_analysis.catalogue.declared_indicators import Draft
from dtplan_analysis.catalogue.declared_registers import register_of
from dtplan_analysis.catalogue.definition import asked
from dtplan_analysis.catalogue.known import Catalogue
from dtplan_analysis.catalogue.predicate import Predicate, predicate_of
from dtplan_analysis.errors import PlanError, nearest
from dtplan_analysis.indicators.proportion import Proportion
from dtplan_analysis.language import LANGUAGES, Text
from dtplan_analysis.plans import Plan, Target, check_indicators
from dtplan_analysis.plans.table import PlanTable
from dtplan_analysis.registers.register import Register


def with_declared(catalogue: Catalogue, tables: Iterable[PlanTable]) -> Catalogue:
    """Return a catalogue with what files declare under `[[registers]]` and `[[indicators]]`.

    Where two files declare an indicator in the same words, it is one. Raises PlanError with file, key and remedy.
    """
    files = list(tables)
    registers = dict(catalogue.registers)
    tables_of = [table for file in files for table in file.each("registers", "name")]
    for table in sorted(tables_of, key=lambda table: "extends" in table.content):  # what is extended is there by then
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


def check_targets(plan: Plan, catalogue: Catalogue) -> None:
    """Refuse what the catalogue does not know: indicator, variant, exception, form, register; raises PlanError."""
    check_indicators(plan, catalogue.indicators)
    fed = [(f"systems[{one.id}].registers", name) for one in plan.systems for name in one.registers]
    shown = [(f"solutions.items[{item.id}].register", item.register) for one in plan.solutions for item in one.items]
    for key, name in (*fed, *shown):
        if name and name not in catalogue.registers:
            raise PlanError(
                f"there is no register {name!r}", where=f"{plan.file}, {key}", remedy=nearest(name, catalogue.registers)
            )
    for target in plan.counted:
        one, table = catalogue.indicator(target.indicator), PlanTable({}, plan.file, f"targets[{target.id}]")
        if target.variant and target.variant not in (choices := one.choices):
            raise table.error(
                "variant",
                f"indicator {one.name} has no variant {target.variant!r}",
                f"choose one of {', '.join(choices)}" if choices else "leave the variant out",
            )
        chosen = excepted(one.choose(target.variant), plan, target)
        if target.checklist and not chosen.checklist:
            raise table.error("checklist", f"{one.name} is no list of items", 'write threshold = "100%"')
        if chosen.checklist and not target.checklist and target.threshold != 1:  # all of the items, said as a share
            raise table.error("checklist", f"{one.name} is a list of items, and no share", "write checklist = true")


def excepted(indicator: Proportion, plan: Plan, target: Target) -> Proportion:
    """Return an indicator that leaves out what a target of a plan makes an exception of; raises PlanError."""
    if not target.exclude:
        return indicator
    table = PlanTable({"exclude": target.exclude}, plan.file, f"targets[{target.id}]")
    rows = table.rows("exclude") if isinstance(target.exclude, list) else [table.inner("exclude")]
    columns = {column.name: column for column in indicator.register.columns if not column.pseudonym}
    exclude, said = dict(indicator.exclude), list[Predicate]()
    for row in rows:
        one = predicate_of(PlanTable({"exclude": row.content}, row.file, table.place), "exclude", columns)
        if one.parts is None:
            raise row.error("", "an exception names values of one column", 'write exclude = { field = ["land"] }')
        for column, values in one.parts.items():
            exclude[column] = (*exclude.get(column, ()), *values)
        said.append(one)
    vi, en = ("; ".join(asked(one, columns, language) for one in said) for language in LANGUAGES)
    definition = Text(
        f"{indicator.definition.vi} Riêng chỉ tiêu này không tính: {vi}.",
        f"{indicator.definition.en} Left out of this target alone: {en}.",
    )
    return replace(indicator, exclude=exclude, definition=definition)


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
