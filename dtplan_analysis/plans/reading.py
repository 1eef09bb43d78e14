"""Finding the file of a plan, and reading it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Any

from dtplan_analysis.errors import PlanError, nearest
from dtplan_analysis.language import Text
from dtplan_analysis.plans.plan import Level, Plan, SolutionGroup, SolutionItem, System, Task
from dtplan_analysis.plans.points import Frame, frame_of
from dtplan_analysis.plans.table import PlanTable, PlanText
from dtplan_analysis.plans.target import Target
from dtplan_analysis.plans.target_table import target_of
from dtplan_analysis.settings import read_toml

SHIPPED: Mapping[str, Path] = MappingProxyType(
    {file.stem: file for file in sorted(Path(__file__).parent.glob("*.toml"))}
)
"""The files of the plans that are shipped, by their names."""

DECISION_320 = SHIPPED["decision-320-2024"]

_SURE = Text("confirmed", "confirmed")
_SECURITY = tuple(PlanText(vi, "Cybersecurity", _SURE) for vi in ("An toàn thông tin mạng", "An ninh mạng"))
"""The word before and after Law 116/2025/QH15 took effect, on 1 July 2026."""


def load_plan(path: str | Path | None = None) -> Plan:
    """Return the plan of a TOML file, Decision 320/QĐ-BXD without one; raise PlanError if the file cannot be used.

    >>> plan = load_plan()
    >>> plan.number, len(plan.targets), len(plan.tasks), str(plan.first_quarter)
    ('320/QĐ-BXD', 13, 12, '2024-04-01')
    """
    path = Path(path or DECISION_320)
    return _plan(PlanTable(_content(path), path.name))


def vocabulary_of(plan: Plan, folder: Path, files: Sequence[str] = ()) -> list[PlanTable]:
    """Return the files that declare what a plan speaks of: those that it names, itself, and `files` seen from a folder.

    A file may be a plan too, or hold `[[registers]]` and `[[indicators]]` alone. Raises PlanError.
    """
    tables: dict[str, PlanTable] = {}

    def take(name: str, by: str) -> None:
        if name in tables:
            return
        path = find_plan_file(name, folder)
        if not path.is_file():
            raise PlanError(
                f"there is no file {name!r}", where=f"{by}, vocabulary", remedy="give the path of a plan file (TOML)"
            )
        table = PlanTable(_content(path), path.name)
        if "targets" in table.content:
            table = _plan(table).declared or PlanTable({}, path.name)
        else:
            table.allow("registers", "indicators", "vocabulary")
        tables[name] = table
        for other in table.texts("vocabulary"):
            take(other, path.name)

    for name in plan.vocabulary:
        take(name, plan.file)
    for name in files:
        take(name, "dtplan.toml")
    return [*reversed(tables.values()), *([plan.declared] if plan.declared else [])]


def find_plan_file(name: str, folder: str | Path | None = None) -> Path:
    """Return the file of a shipped plan, or a path that ends in `.toml`, seen from a folder.

    Raises PlanError with the nearest name for one that is neither.
    """
    if name.endswith(".toml"):
        return Path(folder or "") / name
    if name not in SHIPPED:
        remedy = f"{nearest(name, SHIPPED)}; the path of a file ends in .toml"
        raise PlanError(f"there is no plan {name!r}", where="plans", remedy=remedy)
    return SHIPPED[name]


def _content(path: Path) -> dict[str, Any]:
    file = path.name
    try:
        return read_toml(path, composed=True)
    except OSError as fault:
        raise PlanError(
            f"the plan cannot be read ({fault.strerror})", where=str(path), remedy="give the path of a plan file (TOML)"
        ) from fault
    except UnicodeDecodeError as fault:
        raise PlanError("the plan is not UTF-8 text", where=file, remedy="save the file as UTF-8") from fault
    except ValueError as fault:
        raise PlanError(
            f"the plan is not TOML: {fault}", where=file, remedy="correct the place named; texts stand in double quotes"
        ) from fault


def find_plan(name: str, folder: str | Path | None = None) -> Plan:
    """Return a shipped plan by its name, or the plan of a file whose path ends in `.toml`, seen from a folder.

    Raises PlanError with the nearest name for one that is neither.

    >>> find_plan("service-index-766").points.total
    Fraction(100, 1)
    """
    return load_plan(find_plan_file(name, folder))


def check_indicators(plan: Plan, known: Iterable[str]) -> None:
    """Raise PlanError for an indicator of the plan that is not known by this name.

    >>> check_indicators(load_plan(), ["dossiers_online"])
    Traceback (most recent call last):
    dtplan_analysis.errors.PlanError: decision-320-2024.toml, targets[OP1].indicator: there is no indicator ...
    """
    names = list(known)
    used = [(f"targets[{target.id}].indicator", target.indicator) for target in plan.counted]
    for key, indicator in used + [("supporting", indicator) for indicator in plan.supporting]:
        if indicator not in names:
            raise PlanError(
                f"there is no indicator {indicator!r}", where=f"{plan.file}, {key}", remedy=nearest(indicator, names)
            )


def _plan(table: PlanTable) -> Plan:
    table.allow(
        "id", "title", "document", "citation", "number", "signed_on", "organisation", "marks",
        "first_quarter", "baseline_quarter", "quarters_mark", "note", "cybersecurity",
        "targets", "supporting", "tasks", "solutions", "systems", "levels", "points", "vocabulary",
        "registers", "indicators",
    )  # fmt: skip
    table = PlanTable(table.content, table.file, marks=table.wording("marks"))
    title, signed_on = table.both("title"), table.day("signed_on")
    document = table.both("document", title)
    first, baseline = table.day("first_quarter"), table.day("baseline_quarter")
    if baseline and not (first and baseline < first):
        raise table.error(
            "baseline_quarter",
            f"the baseline {baseline} is not before the first day measured, {first or 'which is not given'}",
            "give first_quarter, and an earlier baseline_quarter",
        )
    levels = tuple(Level(row.name("id"), row.both("name")) for row in table.each("levels", "id"))
    frame = frame_of(table.inner("points")) if "points" in table.content else None
    names = {level.id: level.name for level in levels}, tuple(group.id for group in frame.groups) if frame else ()
    targets = tuple(target_of(row, *names) for row in table.each("targets", "id"))
    for target in targets:
        _refuse_other_tasks(table, target)
        if first and target.stages and target.stages[0].until < first:
            raise table.error(
                f"targets[{target.id}].thresholds",
                f"the stage until {target.stages[0].until} ends before the first day measured, {first}",
                "leave the stage out, or correct first_quarter",
            )
    if frame:
        _refuse_other_sums(table, frame, targets)
    if not targets:
        raise table.error("targets", "the plan has no target", "write [[targets]] and id, indicator, threshold, text")
    return Plan(
        id=table.name("id"),
        title=title,
        document=document,
        citation=table.both("citation", document),
        number=table.text("number", ""),
        signed_on=signed_on,
        organisation=table.both("organisation", PlanText("", "")),
        first_quarter=first,
        baseline_quarter=baseline,
        quarters_mark=table.mark("quarters_mark"),
        note=table.optional("note"),
        cybersecurity=table.both("cybersecurity", _SECURITY[signed_on is not None and signed_on >= date(2026, 7, 1)]),
        targets=targets,
        supporting=table.names("supporting"),
        tasks=tuple(map(_task, table.each("tasks", "number"))),
        solutions=tuple(map(_group, table.each("solutions", "number"))),
        systems=tuple(map(_system, table.each("systems", "id"))),
        file=table.file,
        levels=levels,
        points=frame,
        vocabulary=table.texts("vocabulary"),
        declared=table if {"registers", "indicators"} & table.content.keys() else None,
    )


def _refuse_other_tasks(table: PlanTable, target: Target) -> None:
    """Refuse a target's task that is none of the plan's, where the plan names its tasks."""
    numbers = [row.whole("number") for row in table.each("tasks", "number")]
    if numbers and target.task is not None and target.task not in numbers:
        raise table.error(
            f"targets[{target.id}].task", f"the plan has no task {target.task}", f"write one of {numbers}"
        )


def _refuse_other_sums(table: PlanTable, frame: Frame, targets: tuple[Target, ...]) -> None:
    """Refuse items that together do not bring what their group says."""
    for group in frame.groups:
        items = sum((one.points.most for one in targets if one.points and one.group == group.id), Fraction(0))
        if items != group.most:
            raise table.error(
                f"points.groups[{group.id}].most",
                f"the items of the group bring {items} points, and it says {group.most}",
                "correct the group, or points of its items",
            )


def _task(table: PlanTable) -> Task:
    table.allow("number", "title", "mark")
    return Task(table.whole("number"), table.both("title"), table.mark())


def _group(table: PlanTable) -> SolutionGroup:
    table.allow("number", "title", "items")
    return SolutionGroup(table.whole("number"), table.both("title"), tuple(map(_item, table.each("items", "id"))))


def _item(table: PlanTable) -> SolutionItem:
    table.allow("id", "title", "mark", "register")
    return SolutionItem(table.name("id"), table.both("title"), table.mark(), table.name("register", "") or None)


def _system(table: PlanTable) -> System:
    table.allow("id", "title", "mark", "registers")
    return System(table.name("id"), table.both("title"), table.names("registers"), table.mark())
