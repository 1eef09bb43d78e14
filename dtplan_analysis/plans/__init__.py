"""A plan as data: its targets, tasks, solutions and systems of record. Another office or year is another file.

Marks say how sure a statement is: `confirmed` by a public text, `likely` (a back-translation, or one weak source), or
`proposed` by this project.
"""

import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

from dtplan_analysis.errors import PlanError
from dtplan_analysis.plans.table import MARKS, PlanText, Table, nearest

__all__ = [
    "DECISION_320",
    "MARKS",
    "Plan",
    "PlanText",
    "SolutionGroup",
    "SolutionItem",
    "System",
    "Target",
    "Task",
    "check_indicators",
    "load_plan",
]

DECISION_320 = Path(__file__).parent / "decision-320-2024.toml"


@dataclass(frozen=True)
class Target:
    """A target of a plan: an indicator, and the exact share (0–1) that it must reach; none for a checklist.

    `mark` tells of the target and its threshold, `text.mark` of the wordings, `trace` names the national acts behind
    it, and `note` says what is a reading of this project.
    """

    id: str
    indicator: str
    variant: str | None
    threshold: Fraction | None
    comparison: str
    text: PlanText
    short: PlanText
    mark: str
    threshold_text: str
    checklist: bool
    trace: PlanText | None
    note: PlanText | None


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
class Plan:
    """A plan with its targets in official order.

    Quarters are labels such as "2024Q2". Quarters before `first_quarter` are baseline; "" means that there is none.
    Texts that a file leaves out are empty, but for `document` (the title) and `citation` (the document).
    """

    id: str
    title: PlanText
    document: PlanText
    citation: PlanText
    number: str
    signed_on: date | None
    organisation: PlanText
    first_quarter: str
    baseline_quarter: str
    quarters_mark: str
    note: PlanText | None
    targets: tuple[Target, ...]
    supporting: tuple[str, ...]
    tasks: tuple[Task, ...]
    solutions: tuple[SolutionGroup, ...]
    systems: tuple[System, ...]
    file: str

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
    >>> plan.number, len(plan.targets), len(plan.tasks), plan.first_quarter
    ('320/QĐ-BXD', 13, 12, '2024Q2')
    """
    path = path or DECISION_320
    file = path.name
    try:
        content = tomllib.loads(unicodedata.normalize("NFC", path.read_text(encoding="utf-8-sig")))
    except OSError as fault:
        raise PlanError(
            f"the plan cannot be read ({fault.strerror})", where=str(path), remedy="give the path of a plan file (TOML)"
        ) from fault
    except UnicodeDecodeError as fault:
        raise PlanError("the plan is not UTF-8 text", where=file, remedy="save the file as UTF-8") from fault
    except (ValueError, RecursionError) as fault:
        raise PlanError(
            f"the plan is not TOML: {fault}", where=file, remedy="mend the place named; texts stand in double quotes"
        ) from fault
    return _plan(Table(content, file))


def check_indicators(plan: Plan, known: Iterable[str]) -> None:
    """Raise PlanError for an indicator of the plan that is not known by this name.

    >>> check_indicators(load_plan(), ["dossiers_online"])
    Traceback (most recent call last):
    dtplan_analysis.errors.PlanError: decision-320-2024.toml, targets[OP1].indicator: there is no indicator ...
    """
    names = list(known)
    used = [(f"targets[{target.id}].indicator", target.indicator) for target in plan.targets]
    for key, indicator in used + [("supporting", indicator) for indicator in plan.supporting]:
        if indicator not in names:
            raise PlanError(
                f"there is no indicator {indicator!r}", where=f"{plan.file}, {key}", remedy=nearest(indicator, names)
            )


def _plan(table: Table) -> Plan:
    table.allow(
        "id", "title", "document", "citation", "number", "signed_on", "organisation", "marks",
        "first_quarter", "baseline_quarter", "quarters_mark", "note",
        "targets", "supporting", "tasks", "solutions", "systems",
    )  # fmt: skip
    table = Table(table.content, table.file, marks=table.wording("marks"))
    title = table.both("title")
    document = table.both("document", title)
    first, baseline = table.quarter("first_quarter"), table.quarter("baseline_quarter")
    if baseline and not baseline < first:
        raise table.error(
            "baseline_quarter",
            f"the baseline {baseline!r} is not before the first measured quarter {first!r}",
            "give first_quarter, and an earlier baseline_quarter",
        )
    targets = tuple(map(_target, table.each("targets", "id")))
    if not targets:
        raise table.error("targets", "the plan has no target", "write [[targets]] and id, indicator, threshold, text")
    return Plan(
        id=table.name("id"),
        title=title,
        document=document,
        citation=table.both("citation", document),
        number=table.text("number", ""),
        signed_on=table.day("signed_on"),
        organisation=table.both("organisation", PlanText("", "")),
        first_quarter=first,
        baseline_quarter=baseline,
        quarters_mark=table.choice("quarters_mark", MARKS, "confirmed"),
        note=_optional(table, "note"),
        targets=targets,
        supporting=table.names("supporting"),
        tasks=tuple(map(_task, table.each("tasks", "number"))),
        solutions=tuple(map(_group, table.each("solutions", "number"))),
        systems=tuple(map(_system, table.each("systems", "id"))),
        file=table.file,
    )


def _target(table: Table) -> Target:
    table.allow(
        "id", "indicator", "variant", "threshold", "comparison", "checklist", "text", "short", "mark", "trace", "note",
    )  # fmt: skip
    id, indicator, text = table.name("id"), table.name("indicator"), table.both("text")
    threshold, checklist = table.share("threshold"), table.flag("checklist")
    if threshold is None and not checklist:
        raise table.error(
            "threshold",
            "the target has no threshold",
            'write threshold = "60%", or checklist = true if every required item must be met',
        )
    if threshold is not None and checklist:
        raise table.error(
            "threshold",
            "a checklist has no threshold: it is met when every required item is",
            "leave out threshold, or checklist",
        )
    exact = threshold is None or threshold == 1
    comparison = table.choice("comparison", (">=", "="), "=" if exact else ">=")
    if comparison == "=" and not exact:
        raise table.error("comparison", "only 100 % can be asked for exactly", 'write comparison = ">="')
    return Target(
        id=id,
        indicator=indicator,
        variant=table.name("variant", "") or None,
        threshold=threshold,
        comparison=comparison,
        text=text,
        short=table.both("short", text),
        mark=table.mark(),
        threshold_text=table.text("threshold", ""),
        checklist=checklist,
        trace=_optional(table, "trace"),
        note=_optional(table, "note"),
    )


def _task(table: Table) -> Task:
    table.allow("number", "title", "mark")
    return Task(table.whole("number"), table.both("title"), table.mark())


def _group(table: Table) -> SolutionGroup:
    table.allow("number", "title", "items")
    return SolutionGroup(table.whole("number"), table.both("title"), tuple(map(_item, table.each("items", "id"))))


def _item(table: Table) -> SolutionItem:
    table.allow("id", "title", "mark", "register")
    return SolutionItem(table.name("id"), table.both("title"), table.mark(), table.name("register", "") or None)


def _system(table: Table) -> System:
    table.allow("id", "title", "mark", "registers")
    return System(table.name("id"), table.both("title"), table.names("registers"), table.mark())


def _optional(table: Table, key: str) -> PlanText | None:
    return table.both(key) if key in table.content else None
