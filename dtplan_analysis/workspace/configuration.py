"""The workspace file `dtplan.toml`: which plan, units, quarters and registers an office works with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from dtplan_analysis.catalogue import LIBRARY, Catalogue
from dtplan_analysis.catalogue.declared import check_targets, with_declared
from dtplan_analysis.errors import ConfigurationError, PlanError, check_name, nearest
from dtplan_analysis.faces import Face, Shown
from dtplan_analysis.indicators import Proportion
from dtplan_analysis.language import Language, Tongue
from dtplan_analysis.periods import Period, Quarters
from dtplan_analysis.plans import (
    DECISION_320,
    Plan,
    Target,
    find_plan_file,
    load_plan,
    vocabulary_of,
)
from dtplan_analysis.plans.table import PlanTable
from dtplan_analysis.registers.frames import MINISTRY_TIME
from dtplan_analysis.registers.reading import Source
from dtplan_analysis.registers.reading.sql import MEMORY
from dtplan_analysis.settings import CONFIGURATION, Settings, read_toml
from dtplan_analysis.units import Units
from dtplan_analysis.units.listing import read_units
from dtplan_analysis.workspace.calendar import first_quarter_of, quarters_of
from dtplan_analysis.workspace.counts import Counts, counts_of
from dtplan_analysis.workspace.official import LAYOUTS, Official, official
from dtplan_analysis.workspace.sources import VIETNAM, read_sources

_KEYS = (
    "plan",
    "plans",
    "vocabulary",
    "units",
    "timezone",
    "dates",
    "quarters",
    "first_quarter",
    "as_of",
    "synthetic",
    "languages",
    "show_staff_codes",
    "suppress",
    "memory",
    "holidays",
    "layout",
    "official",
    "registers",
    "counts",
)


@dataclass(frozen=True, repr=False)
class Workspace(Shown):
    """A folder with a workspace file, and all that it names."""

    folder: Path
    plan: Plan
    """The plan that reports are of: the first, where there are several."""
    units: Units | None
    """None where no list is given: the units are those that come in the data."""
    quarters: Quarters
    timezone: str
    first_quarter: Period | None
    as_of: date | None
    synthetic: bool
    languages: tuple[str, ...]
    show_staff_codes: bool
    sources: Mapping[str, Source]
    files: tuple[Path, ...]
    """The workspace's own files: configuration, plans and units."""
    memory: str = MEMORY
    """How much memory the engine takes at most; what is more goes to the disk."""
    catalogue: Catalogue = LIBRARY
    """The registers and indicators that it knows by name."""
    official: Official | None = None
    """What official reports say beside their findings."""
    layout: str = "analysis"
    """How PDF and Word reports are set out, one of LAYOUTS."""

    plans: tuple[Plan, ...] = ()
    """All plans that bind the office, in the order in which they are named."""
    counts: Mapping[str, Counts] = field(default_factory=dict)
    """The tables of counts that stand for records, or beside them."""
    suppress: int = 0
    """Groups of fewer records are shown nowhere; 0: all are."""

    def _face(self) -> Face:
        say = Language(self.languages[0])
        facts = [
            (say("Plan"), ", ".join(one.document[say.code] for one in self.plans or [self.plan])),
            (say("Units"), say.number(len(self.units)) if self.units else ""),
            ("", say("Synthetic data") if self.synthetic else ""),
        ]
        rows = [(one.register.title[say.code], one.pattern) for one in self.sources.values()]
        return Face(self.folder.name, facts, (say("Register"), say("File")), rows, 'store = open_store(".")')

    def of(self, plan: str) -> "Workspace":
        """Return the workspace as one of its plans sees it; an empty name is the first plan's.

        Raises PlanError with the nearest id for another.
        """
        if plan in ("", self.plan.id):
            return self
        for one in self.plans:
            if one.id == plan:
                return replace(self, plan=one)
        ids = [one.id for one in self.plans]
        raise PlanError(f"the workspace has no plan {plan!r}", where=CONFIGURATION, remedy=nearest(plan, ids))

    def tongue(self, language: str) -> Tongue:
        """Return a language in which one speaks of the workspace's periods."""
        return Tongue(language, self.quarters.length)

    @property
    def with_units_below(self) -> list[str]:
        """The tables of counts in which the row of a unit holds those below it, too."""
        return [one.register.name for one in self.counts.values() if one.includes_below]

    @property
    def store(self) -> Path:
        """The folder in which counts and readings are kept."""
        return self.folder / ".dtplan"


def open_workspace(folder: Path | str = ".", catalogue: Catalogue = LIBRARY) -> Workspace:
    """Open the workspace of a folder, whose registers and indicators are those of a catalogue.

    Raises ConfigurationError, PlanError or UnitError with place and remedy.
    """
    folder = Path(folder).resolve()
    check_name(folder)
    file = folder / CONFIGURATION
    try:
        settings = read_toml(file)
    except FileNotFoundError:
        raise ConfigurationError(
            "there is no dtplan.toml",
            where=str(folder),
            remedy="name a workspace's folder, or make one: dtplan init FOLDER",
        ) from None
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"cannot be read: {error}", where=str(file), remedy="correct the TOML") from None
    table = Settings(settings, CONFIGURATION)
    table.allow(*_KEYS)
    timezone = table.zone("timezone", MINISTRY_TIME)
    names = _plan_names(table)
    plan_files = [find_plan_file(name, folder) for name in names]
    units_file = folder / table.text("units") if "units" in table.content else None
    own, counts = table.texts("vocabulary"), counts_of(table)
    plans, catalogue = vocabulary(table, folder, catalogue)
    catalogue = catalogue.add(registers=[one.register for one in counts.values()])
    levels = dict.fromkeys(level.id for plan in plans for level in plan.levels)
    units = read_units(units_file, catalogue.registers, levels) if units_file else None
    _check_levels(plans, units, units_file)
    for plan in plans:
        check_targets(plan, catalogue)
    holidays = table.text("holidays", "")
    quarters = quarters_of(table)
    first = first_quarter_of(table, quarters)
    return Workspace(
        folder=folder,
        plan=plans[0],
        units=units,
        quarters=quarters,
        timezone=timezone,
        first_quarter=first,
        as_of=table.day("as_of"),
        synthetic=table.flag("synthetic"),
        languages=table.languages(),
        show_staff_codes=table.flag("show_staff_codes"),
        sources=read_sources(table, catalogue, folder, timezone, counts),
        files=(
            file,
            *plan_files,
            *([units_file] if units_file else []),
            *(folder / name for name in own if name.endswith(".toml")),
            *([folder / holidays] if holidays not in ("", VIETNAM) else []),
        ),
        memory=table.size("memory", MEMORY),
        catalogue=catalogue,
        official=official(table.inner("official"), folder, units),
        layout=table.choice("layout", LAYOUTS),
        plans=plans,
        counts=counts,
        suppress=_suppress(table),
    )


def vocabulary(table: Settings, folder: Path, catalogue: Catalogue = LIBRARY) -> tuple[tuple[Plan, ...], Catalogue]:
    """Return a workspace's plans, and a catalogue with what they and the workspace declare."""
    plans = _plans([find_plan_file(name, folder) for name in _plan_names(table)])
    declared: list[PlanTable] = []
    for plan in plans:
        files = vocabulary_of(plan, folder, table.texts("vocabulary"))
        declared += [one for one in files if one not in declared]
    return plans, with_declared(catalogue, declared)


def _plan_names(table: Settings) -> tuple[str, ...]:
    """Return the names or paths of the plans: one as `plan`, or several as `plans`; Decision 320 where neither is."""
    if "plans" in table.content and "plan" in table.content:
        raise table.error("plans", "plan and plans cannot stand together", "list all plans in plans")
    if "plans" in table.content:
        if not (names := table.texts("plans")):
            raise table.error("plans", "no plan is named", 'write plans = ["service-index-766", "own.toml"]')
        return names
    return (table.text("plan", "") or DECISION_320.stem,)


def _plans(files: Sequence[Path]) -> tuple[Plan, ...]:
    plans: dict[str, Plan] = {}
    for plan in map(load_plan, files):
        if other := plans.get(plan.id):
            raise ConfigurationError(
                f"the plans {other.file} and {plan.file} have one id, {plan.id!r}",
                where=CONFIGURATION,
                remedy="name each plan once, or give it an id of its own",
            )
        plans[plan.id] = plan
    return tuple(plans.values())


def _check_levels(plans: Sequence[Plan], units: Units | None, units_file: Path | None) -> None:
    """Refuse targets by level where no unit has one of their levels."""
    levels = {unit.level for unit in units or ()}
    for plan in plans:
        for target in plan.targets:
            asked = [id for id, _ in target.by_level]
            if asked and not levels & set(asked):
                raise ConfigurationError(
                    f"target {target.id} asks by level, and no unit has one of its levels",
                    where=f"{plan.file}, targets[{target.id}].by_level",
                    remedy=f"give {units_file or 'units.csv'} a column level, with {', '.join(asked)}",
                )


def variant_of(target: Target, declared: Proportion, sources: Mapping[str, Source]) -> str:
    """Return the variant that measures a target: the plan's choice, or what the registers allow; never two."""
    if target.variant:
        return target.variant
    return declared.variant if declared.register.name in sources else declared.otherwise or declared.variant


def _suppress(table: Settings) -> int:
    least = table.whole("suppress") if "suppress" in table.content else 0
    if "suppress" in table.content and least < 2:
        raise table.error(
            "suppress", f"{least} hides nothing", "write suppress = 5, a whole number from 2 on, or leave the key out"
        )
    return least
