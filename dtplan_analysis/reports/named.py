"""What a report calls what it is about: its unit, its plan and targets, its peers, in one language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from dtplan_analysis.judging.wording import target_text, threshold_text
from dtplan_analysis.language import Language
from dtplan_analysis.periods import Period
from dtplan_analysis.plans import Goal, Plan, Target
from dtplan_analysis.registers import Register
from dtplan_analysis.reports.kinds import Kind, kind_of
from dtplan_analysis.units import TOTAL, UNKNOWN, Units
from dtplan_analysis.workspace import Store
from dtplan_analysis.workspace.slices import Unchanging


@dataclass(frozen=True, eq=False, repr=False)
class Named(Unchanging):
    """A unit (or `(total)`) in a quarter by name, in a language."""

    store: Store
    unit: str
    quarter: Period
    language: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "language", self.store.workspace.tongue(self.language))

    @cached_property
    def say(self) -> Language:
        """The language, as code that speaks uses it."""
        return Language(self.language)

    @property
    def plan(self) -> Plan:
        """The plan whose targets are judged."""
        return self.store.workspace.plan

    @property
    def registers(self) -> Mapping[str, Register]:
        """The registers that the workspace knows, by name."""
        return self.store.workspace.catalogue.registers

    @cached_property
    def units(self) -> Units:
        """The units, under the names that they had at the quarter's end."""
        return self.store.units.on(self.quarter.end)

    @property
    def whole(self) -> bool:
        """Whether the subject is the organisation as a whole."""
        return self.unit == TOTAL

    @property
    def kind(self) -> Kind:
        """The kind of report."""
        return kind_of(self.whole)

    @property
    def name(self) -> str:
        """The unit's name in the language."""
        if self.whole:
            return self.plan.organisation[self.language] or self.say("All units")
        return self.units[self.unit].name[self.language]

    @property
    def spoken(self) -> str:
        """The unit's name as it stands within a sentence."""
        nameless = self.whole and not self.plan.organisation[self.language]
        return self.say("the sum of all units") if nameless else self.name

    @property
    def title(self) -> str:
        """The report's title."""
        return f"{self.name} · {self.say.quarter(self.quarter.label)}"

    @property
    def listed(self) -> list[tuple[str, str]]:
        """The peers by code and name; one that is in no total is marked as a pilot."""
        mark, named = f" ({self.say('pilot')})", self.units
        return [(code, named[code].name[self.language] + ("" if code in self.members else mark)) for code in self.peers]

    @property
    def total_name(self) -> str:
        """What the row of the total holds, in words."""
        pilots = any(code in self.store.units.pilots for code in self.peers)
        return self.say("All units, without the pilots") if pilots else self.say("All units")

    @cached_property
    def members(self) -> dict[str, str]:
        """The peers that are in totals and in counts of units: pilots from outside are reported, and in neither."""
        return {code: label for code, label in self.peers.items() if code not in self.store.units.pilots}

    @cached_property
    def peers(self) -> dict[str, str]:
        """The units that existed in the quarter, by code, as charts label them."""
        return {
            unit.code: unit.code for unit in self.store.units if unit.exists_in(self.quarter.start, self.quarter.end)
        }

    def unit_name(self, code: str) -> str:
        """Return a unit's name in the language, or what stands for it where it is not listed."""
        if code in self.units:
            return self.units[code].name[self.language]
        return {TOTAL: self.say("All units"), UNKNOWN: self.say("Unknown units")}.get(code, code)

    def target_name(self, target: str) -> str:
        """Return what a target is called in short."""
        return self.plan.target(target).short[self.language]

    def target_names(self, targets: Iterable[str]) -> str:
        """Return what several targets are called in short."""
        return ", ".join(map(self.target_name, targets))

    def label(self, target: str) -> str:
        """Return a target by its name, with its id after it: a reader has not learnt the ids."""
        return f"{self.target_name(target)} ({target})"

    def labels(self, targets: Iterable[str]) -> str:
        """Return several targets by name and id."""
        return "; ".join(map(self.label, targets))

    def threshold(self, target: str) -> str:
        """Return a target's threshold with what is asked of it."""
        return target_text(self.plan.target(target), self.say, self._level)

    def bare_threshold(self, target: str) -> str:
        """Return a target's threshold as a percentage, or every item of a checklist."""
        one = self.plan.target(target)
        share = self._share(one)
        return threshold_text(share, self.say) if share is not None or one.checklist else target_text(one, self.say)

    def _share(self, target: Target) -> Fraction | None:
        return self.goal(target).share

    def goal(self, target: Target) -> Goal:
        """Return what a target asks of the subject in the quarter."""
        return target.goal(self.quarter.end, self._level)

    @property
    def _level(self) -> str:
        return "" if self.whole else self.units[self.unit].level
