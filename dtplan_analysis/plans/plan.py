"""What a plan is: its targets, tasks, solutions and systems of record."""

from dataclasses import dataclass
from datetime import date

from dtplan_analysis.bilingual import both, in_both
from dtplan_analysis.errors import PlanError, nearest
from dtplan_analysis.faces import Face, Shown
from dtplan_analysis.plans.points import Frame
from dtplan_analysis.plans.table import PlanTable, PlanText
from dtplan_analysis.plans.target import Target


@dataclass(frozen=True, repr=False)
class Task(Shown):
    """A task of a plan; its contents, leads and deadlines come from a register of the office."""

    number: int
    title: PlanText
    mark: str

    def _face(self) -> Face:
        facts = [
            ("", in_both(self.title)),
            (both(lambda say: say("Mark")), both(lambda say: say(self.mark)) if self.mark else ""),
        ]
        return Face(str(self.number), facts)


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

        >>> from dtplan_analysis.plans import load_plan
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
