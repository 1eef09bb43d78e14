"""A plan as data: its targets, tasks, solutions and systems of record. Another office or year is another file.

Marks say how sure a statement is: `confirmed` by a public text, `likely` (a back-translation, or one weak source), or
`proposed` by this project.
"""

import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Any

from dtplan_analysis.errors import PlanError, nearest
from dtplan_analysis.faces import Face, Shown, both, in_both
from dtplan_analysis.plans.points import Frame, PointGroup, Points, frame_of
from dtplan_analysis.plans.table import MARKS, PlanTable, PlanText
from dtplan_analysis.plans.target import Goal, Outside, Stage, Target, target_of

__all__ = [
    "DECISION_320",
    "MARKS",
    "SHIPPED",
    "Frame",
    "Goal",
    "Level",
    "Outside",
    "Plan",
    "PlanText",
    "PointGroup",
    "Points",
    "SolutionGroup",
    "SolutionItem",
    "Stage",
    "System",
    "Target",
    "Task",
    "check_indicators",
    "find_plan",
    "find_plan_file",
    "load_plan",
    "vocabulary_of",
]

SHIPPED: Mapping[str, Path] = MappingProxyType(
    {file.stem: file for file in sorted(Path(__file__).parent.glob("*.toml"))}
)
"""The files of the plans that are shipped, by their names."""

DECISION_320 = SHIPPED["decision-320-2024"]

_SECURITY = PlanText("An toàn thông tin mạng", "Cybersecurity"), PlanText("An ninh mạng", "Cybersecurity")
"""The word before and after Law 116/2025/QH15 took effect, on 1 July 2026."""


@dataclass(frozen=True)
class Task:
    """A task of a plan; its contents, leads and deadlines come from a register of the office."""

    number: int
    title: PlanText
    mark: str


@dataclass(frozen=True)
class SolutionItem:
    """One solution, and the register that shows what became of it, if there is one."""

    id: str
    title: PlanText
    mark: str
    register: str | None


@dataclass(frozen=True)
class SolutionGroup:
    """A group of solutions of a plan."""

    number: int
    title: PlanText
    items: tuple[SolutionItem, ...]


@dataclass(frozen=True)
class System:
    """A system of record that a plan names, and the registers that it feeds."""

    id: str
    title: PlanText
    registers: tuple[str, ...]
    mark: str


@dataclass(frozen=True)
class Level:
    """A level of units, such as provinces, that a plan asks different shares of."""

    id: str
    name: PlanText


@dataclass(frozen=True, repr=False)
class Plan(Shown):
    """A plan with its targets in official order.

    `first_quarter` is the first day that the plan measures: periods that end before it are baseline.
    Texts that a file leaves out are empty, but for `document` (the title) and `citation` (the document).
    """

    id: str
    title: PlanText
    document: PlanText
    citation: PlanText
    number: str
    signed_on: date | None
    organisation: PlanText
    first_quarter: date | None
    baseline_quarter: date | None
    quarters_mark: str
    note: PlanText | None
    cybersecurity: PlanText
    """What the plan calls the security of networks: the word of its time."""
    targets: tuple[Target, ...]
    supporting: tuple[str, ...]
    tasks: tuple[Task, ...]
    solutions: tuple[SolutionGroup, ...]
    systems: tuple[System, ...]
    file: str
    levels: tuple[Level, ...] = ()
    points: Frame | None = None
    vocabulary: tuple[str, ...] = ()
    """Other plans, by name or path, whose registers and indicators it speaks of."""
    declared: PlanTable | None = None
    """The registers and indicators that it brings itself, as they are written; the catalogue reads them."""

    def _face(self) -> Face:
        facts = [
            (both(lambda say: say("Plan")), in_both(self.title)),
            (both(lambda say: say("Document")), in_both(self.citation)),
            (both(lambda say: say("Targets")), str(len(self.targets))),
            (both(lambda say: say("Tasks")), str(len(self.tasks)) if self.tasks else ""),
            (both(lambda say: say("Measured since")), str(self.first_quarter or "")),
        ]
        heads = [both(lambda say: say("Target")), both(lambda say: say("Name")), both(lambda say: say("Asks for"))]
        rows = [(one.id, in_both(one.short), both(one.asked)) for one in self.targets]
        example = f'load_plan().target("{self.targets[0].id}")' if self.targets else ""
        return Face(self.id, facts, heads, rows, example)

    def security_word(self, language: str) -> str:
        """Return what the plan calls the security of networks, as it stands within a sentence."""
        word = self.cybersecurity[language]
        return word[:1].lower() + word[1:]

    @property
    def counted(self) -> tuple[Target, ...]:
        """The targets that registers can tell of: those with an indicator."""
        return tuple(target for target in self.targets if target.indicator)

    def level_name(self, id: str, language: str) -> str:
        """Return what a level of units is called; one that the plan does not know, by its id."""
        return next((level.name[language] for level in self.levels if level.id == id), id)

    def target(self, id: str) -> Target:
        """Return the target with this id, else raise PlanError.

        >>> load_plan().target("CB2").threshold
        Fraction(3, 5)
        """
        for target in self.targets:
            if target.id == id:
                return target
        raise PlanError(
            f"the plan has no target {id!r}",
            where=self.file,
            remedy=nearest(id, [target.id for target in self.targets]),
        )


def load_plan(path: Path | None = None) -> Plan:
    """Return the plan of a TOML file, Decision 320/QĐ-BXD without one; raise PlanError if the file cannot be used.

    >>> plan = load_plan()
    >>> plan.number, len(plan.targets), len(plan.tasks), str(plan.first_quarter)
    ('320/QĐ-BXD', 13, 12, '2024-04-01')
    """
    path = path or DECISION_320
    return _plan(PlanTable(_content(path), path.name))


def vocabulary_of(plan: Plan, folder: Path, files: Sequence[str] = ()) -> list[PlanTable]:
    """Return the files that declare what a plan speaks of: those that it names, itself, and `files` seen from a folder.

    A file may be a plan too, or hold `[[registers]]` and `[[indicators]]` alone. Raises PlanError.
    """
    tables: dict[str, PlanTable] = {}

    def take(name: str) -> None:
        if name in tables:
            return
        path = find_plan_file(name, folder)
        table = PlanTable(_content(path), path.name)
        if "targets" in table.content:
            table = _plan(table).declared or PlanTable({}, path.name)
        else:
            table.allow("registers", "indicators", "vocabulary")
        tables[name] = table
        for other in table.texts("vocabulary"):
            take(other)

    for name in (*plan.vocabulary, *files):
        take(name)
    return [*reversed(tables.values()), *([plan.declared] if plan.declared else [])]


def find_plan_file(name: str, folder: Path | None = None) -> Path:
    """Return the file of a shipped plan, or a path that ends in `.toml`, seen from a folder.

    Raises PlanError with the nearest name for one that is neither.
    """
    if name.endswith(".toml"):
        return (folder or Path()) / name
    if name not in SHIPPED:
        remedy = f"{nearest(name, SHIPPED)}; the path of a file ends in .toml"
        raise PlanError(f"there is no plan {name!r}", where="plans", remedy=remedy)
    return SHIPPED[name]


def _content(path: Path) -> dict[str, Any]:
    file = path.name
    try:
        return tomllib.loads(unicodedata.normalize("NFC", path.read_text(encoding="utf-8-sig")))
    except OSError as fault:
        raise PlanError(
            f"the plan cannot be read ({fault.strerror})", where=str(path), remedy="give the path of a plan file (TOML)"
        ) from fault
    except UnicodeDecodeError as fault:
        raise PlanError("the plan is not UTF-8 text", where=file, remedy="save the file as UTF-8") from fault
    except (ValueError, RecursionError) as fault:
        raise PlanError(
            f"the plan is not TOML: {fault}", where=file, remedy="correct the place named; texts stand in double quotes"
        ) from fault


def find_plan(name: str, folder: Path | None = None) -> Plan:
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
        quarters_mark=table.choice("quarters_mark", MARKS, "confirmed"),
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
