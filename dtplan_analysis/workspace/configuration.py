"""The workspace file `dtplan.toml`: which plan, units, quarters and registers an office works with."""

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dtplan_analysis.catalogue import LIBRARY, Catalogue
from dtplan_analysis.catalogue.declared import with_declared
from dtplan_analysis.errors import ConfigurationError, PeriodError, nearest
from dtplan_analysis.indicators import Proportion
from dtplan_analysis.periods import CALENDAR, ND09, Period, Quarters, dated_quarters, regular_quarters
from dtplan_analysis.plans import (
    DECISION_320,
    Plan,
    Target,
    check_indicators,
    find_plan_file,
    load_plan,
    vocabulary_of,
)
from dtplan_analysis.registers.frames import MINISTRY_TIME
from dtplan_analysis.registers.reading import Source
from dtplan_analysis.registers.reading.sql import MEMORY
from dtplan_analysis.settings import CONFIGURATION, Settings
from dtplan_analysis.units import Units
from dtplan_analysis.units.listing import read_units
from dtplan_analysis.workspace.official import LAYOUTS, Official, official
from dtplan_analysis.workspace.sources import VIETNAM, read_sources

_KEYS = (
    "plan",
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
    "memory",
    "holidays",
    "layout",
    "official",
    "registers",
)


@dataclass(frozen=True)
class Workspace:
    """A folder with a workspace file, and all that it names."""

    folder: Path
    plan: Plan
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
    """The workspace's own files: configuration, plan and units."""
    memory: str = MEMORY
    """How much memory the engine takes at most; what is more goes to the disk."""
    catalogue: Catalogue = LIBRARY
    """The registers and indicators that it knows by name."""
    official: Official | None = None
    """What official reports say beside their findings."""
    layout: str = "analysis"
    """How PDF reports are set out: with charts, as the pages, or as the official draft."""

    @property
    def store(self) -> Path:
        """The folder in which counts and readings are kept."""
        return self.folder / ".dtplan"


def open_workspace(folder: Path | str = ".", catalogue: Catalogue = LIBRARY) -> Workspace:
    """Open the workspace of a folder, whose registers and indicators are those of a catalogue.

    Raises ConfigurationError, PlanError or UnitError with place and remedy.
    """
    folder = Path(folder).resolve()
    file = folder / CONFIGURATION
    try:
        settings = tomllib.loads(file.read_text(encoding="utf-8-sig"))  # some editors start a file with a mark
    except FileNotFoundError:
        raise ConfigurationError(
            "there is no dtplan.toml", where=str(folder), remedy="make a workspace here with: dtplan init ."
        ) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigurationError(f"cannot be read: {error}", where=str(file), remedy="correct the TOML") from None
    table = Settings(settings, CONFIGURATION)
    table.allow(*_KEYS)
    timezone = table.zone("timezone", MINISTRY_TIME)
    plan_file = _plan_file(table.text("plan", ""), folder)
    units_file = folder / table.text("units") if "units" in table.content else None
    own = table.texts("vocabulary")
    plan, catalogue = vocabulary(table, folder, catalogue)
    units = read_units(units_file, catalogue.registers) if units_file else None
    check_indicators(plan, catalogue.indicators)
    _check_levels(plan, units)
    _check_variants(plan, catalogue)
    holidays = table.text("holidays", "")
    quarters = _quarters(table)
    first = _first_quarter(table, quarters)
    return Workspace(
        folder=folder,
        plan=plan,
        units=units,
        quarters=quarters,
        timezone=timezone,
        first_quarter=first,
        as_of=table.day("as_of"),
        synthetic=table.flag("synthetic"),
        languages=table.languages(),
        show_staff_codes=table.flag("show_staff_codes"),
        sources=read_sources(table, catalogue, folder, timezone),
        files=(
            file,
            plan_file,
            *([units_file] if units_file else []),
            *(folder / name for name in own if name.endswith(".toml")),
            *([folder / holidays] if holidays not in ("", VIETNAM) else []),
        ),
        memory=table.size("memory", MEMORY),
        catalogue=catalogue,
        official=official(table.inner("official"), folder, units),
        layout=table.choice("layout", LAYOUTS),
    )


def vocabulary(table: Settings, folder: Path, catalogue: Catalogue = LIBRARY) -> tuple[Plan, Catalogue]:
    """Return a workspace's plan, and a catalogue with what it and the workspace declare."""
    plan = load_plan(_plan_file(table.text("plan", ""), folder))
    return plan, with_declared(catalogue, vocabulary_of(plan, folder, table.texts("vocabulary")))


def _plan_file(name: str, folder: Path) -> Path:
    """Return the file of a plan: a shipped one by its name, or one of the workspace."""
    if not name:
        return DECISION_320
    return find_plan_file(name, folder)


def _check_levels(plan: Plan, units: Units | None) -> None:
    """Refuse a unit's level that the plan does not know, and targets by level where no unit has one."""
    known = [level.id for level in plan.levels]
    for unit in units or () if known else ():
        if unit.level and unit.level not in known:
            raise ConfigurationError(
                f"the plan has no level {unit.level!r}", where=f"units, {unit.code}", remedy=nearest(unit.level, known)
            )
    by_level = [target.id for target in plan.targets if target.by_level]
    if by_level and not any(unit.level for unit in units or ()):
        raise ConfigurationError(
            f"target {by_level[0]} asks by level, and no unit has one",
            where=f"{plan.file}, targets[{by_level[0]}].by_level",
            remedy=f"give units.csv a column level, with {', '.join(known)}",
        )


def _check_variants(plan: Plan, catalogue: Catalogue) -> None:
    for target in plan.counted:
        choices = catalogue.indicator(target.indicator).choices
        if target.variant and target.variant not in choices:
            raise ConfigurationError(
                f"indicator {target.indicator} has no variant {target.variant!r}",
                where=f"{plan.file}, targets[{target.id}].variant",
                remedy=f"choose one of {', '.join(choices)}" if choices else "leave the variant out",
            )


def variant_of(target: Target, declared: Proportion, sources: Mapping[str, Source]) -> str:
    """Return the variant that measures a target: the plan's choice, or what the registers allow; never two."""
    if target.variant:
        return target.variant
    return declared.variant if declared.register.name in sources else declared.otherwise or declared.variant


def _quarters(file: Settings) -> Quarters:
    value = file.content.get("quarters", "calendar")
    if value == "calendar":
        return CALENDAR
    if value == "nd09":
        return ND09
    if isinstance(value, dict):
        table = file.inner("quarters")
        table.allow("year_begins", "length")
        with _told("quarters"):
            return regular_quarters(year_begins=table.text("year_begins", "01-01"), length=value.get("length", 3))
    pairs = value if isinstance(value, list) else []
    if not pairs or not all(
        isinstance(pair, list) and len(pair) == 2 and all(type(day) is date for day in pair) for pair in pairs
    ):
        raise file.error(
            "quarters",
            f"{value!r} is not possible here",
            'write "calendar", "nd09", { year_begins = "04-01" }, { length = 12 } (months), or date pairs, '
            "as in [[2024-01-01, 2024-03-31], [2024-04-01, 2024-06-30]]",
        )
    with _told("quarters"):
        return dated_quarters([(first, last) for first, last in pairs])


def _first_quarter(table: Settings, quarters: Quarters) -> Period | None:
    first = table.text("first_quarter", "")
    with _told("first_quarter"):
        return quarters.quarter(first) if first else None


@contextmanager
def _told(key: str) -> Iterator[None]:
    """Turn what is wrong with a period into a fault of the workspace file."""
    try:
        yield
    except PeriodError as error:
        raise ConfigurationError(f"{key}: {error.fault}", where=CONFIGURATION, remedy=error.remedy) from None
