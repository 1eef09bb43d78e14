"""What a report is about: a unit or the whole organisation, in one quarter and one language."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, wraps
from typing import Any

import pandas as pd

from dtplan_analysis.counting.records import identifying
from dtplan_analysis.judging.levels import Met, met_by_level
from dtplan_analysis.judging.points import Brought, points_of
from dtplan_analysis.periods import TO_DATE, Period
from dtplan_analysis.questions import decompose
from dtplan_analysis.registers.frames import rows_in
from dtplan_analysis.reports.named import Named
from dtplan_analysis.reports.section import Section, gives_section
from dtplan_analysis.reports.shown import REPORTED, as_text, shown_hash
from dtplan_analysis.units import TOTAL
from dtplan_analysis.workspace import Measured, Parted, Store


@dataclass(frozen=True, eq=False)
class Lacking:
    """What a target lacks: the latest records, None where they would name people who may not be named, and how many."""

    records: pd.DataFrame | None
    number: int

    @property
    def shown(self) -> str:
        """What a report shows of it, as text to be hashed."""
        return f"{self.number}\n{as_text(self.records) if self.records is not None else ''}"


@dataclass(frozen=True, eq=False, repr=False)
class Subject(Named):
    """A unit (or `(total)`) in a quarter, in the words of a language, over the counts of a store."""

    def __init_subclass__(cls) -> None:
        """Mark the sections that a kind of report returns of data that are made up."""
        super().__init_subclass__()
        for name, method in list(vars(cls).items()):
            if gives_section(method):
                setattr(cls, name, _marked(method))

    @cached_property
    def judged(self) -> pd.DataFrame:
        """The subject's own judged rows, of all quarters."""
        return self.store.of_unit(self.unit)

    @cached_property
    def now(self) -> pd.DataFrame:
        """The subject's targets in the quarter, one row each, in official order."""
        return self._targets(self.judged)

    @cached_property
    def now_of_all(self) -> pd.DataFrame:
        """The targets of every unit in the quarter, and of the total, as `now` has the subject's."""
        return self._targets(self.store.judged)

    @cached_property
    def now_of_members(self) -> pd.DataFrame:
        """The same of the units that are counted and compared side by side: no pilots, none within another's row."""
        rows = self._targets(self.store.adding_up)
        return rows[rows["unit"].isin(list(self.members))]

    def met_by_level(self, target: str) -> dict[str, Met]:
        """Return how many of the counted units meet a target, by level where it is set by level, else under ``""``."""
        rows, by_level = self.now_of_all, bool(self.plan.target(target).by_level)
        rows = rows[(rows["target"] == target) & rows["unit"].isin(list(self.members))]
        found = met_by_level(rows if by_level else rows.assign(unit_level=""), peers=self.store.peers)
        return {level: n for (_, level), n in found.items()}

    def _targets(self, rows: pd.DataFrame) -> pd.DataFrame:
        return rows[(rows["period"] == self.quarter.label) & (rows["span"] != TO_DATE) & (rows["target"] != "")]

    @cached_property
    def brought(self) -> dict[str, Brought]:
        """What each item, each group and the whole ("") of a frame with points bring; empty where the plan has none."""
        return points_of(self.judged, self.plan, unit=self.unit, period=self.quarter.label)

    @property
    def previous(self) -> str | None:
        """The label of the quarter before, where there is one."""
        found = self.store.workspace.quarters.previous(self.quarter)
        return found.label if found else None

    @property
    def a_year_before(self) -> str | None:
        """The label of the same quarter a year before, where there is one."""
        found = self.store.workspace.quarters.a_year_before(self.quarter)
        return found.label if found else None

    @cached_property
    def restarted(self) -> frozenset[str]:
        """The targets that add up over the year, where it began with this quarter: the quarter before says nothing."""
        before = self.store.workspace.quarters.previous(self.quarter)
        if before is None or before.year_start == self.quarter.year_start:
            return frozenset()
        events = {id: one.indicator.events for id, one in self.measured.items()}
        return frozenset(id for id, event in events.items() if event and event.window == "year")

    def before(self, target: str) -> dict[Any, Any] | None:
        """Return the target's row of the quarter before; None where there is none, or none to compare with."""
        return None if target in self.restarted else self._before.get(target)

    @cached_property
    def _before(self) -> dict[str, dict[Any, Any]]:
        rows = self.judged
        found = rows[(rows["period"] == self.previous) & (rows["span"] != TO_DATE)].drop_duplicates("target")
        return {str(row["target"]): row for row in rows_in(found)}

    def since(self, before: str | None) -> pd.DataFrame | None:
        """Return what its targets' shares moved since an earlier quarter, as `questions.decompose` has it.

        All units are the whole of those that add up to it. None where either quarter is not there.
        """
        return self.once(Subject._decomposed, before)

    def _decomposed(self, before: str | None) -> pd.DataFrame | None:
        rows = self.store.adding_up if self.whole else self.judged
        rows = rows[rows["target"].isin(self.now["target"])]
        units = [code for code in dict.fromkeys(rows["unit"]) if code != TOTAL]
        here = {*rows.loc[rows["span"] != TO_DATE, "period"]}
        if not {self.quarter.label, before} <= here:
            return None
        return decompose(rows, unit=units if self.whole else self.unit, period=self.quarter.label, against=before)

    @cached_property
    def begun(self) -> dict[str, date]:
        """The first day with records of each target's register, of the units that add up to the subject, by target."""
        units, days = self.store.units, self.store.begun
        parts = {self.unit, *(one.code for one in units.merged_into(self.unit))}
        own = days[~days["unit"].isin(units.pilots) if self.whole else days["unit"].isin(parts)]
        first = dict(own.groupby("register")["day"].min())
        names = {id: one.indicator.register.name for id, one in self.measured.items()}
        return {id: first[name] for id, name in names.items() if name in first}

    def is_chance(self, target: str, before: str | None) -> bool:
        """Return whether chance explains what a target's share moved since an earlier quarter: its limits hold 0.

        A stock has no chance in it, and no limits.
        """
        return target in self.once(Subject._by_chance, before)

    def _by_chance(self, before: str | None) -> set[str]:
        rows = [] if (answer := self.since(before)) is None else rows_in(answer[answer["unit"] == TOTAL])
        return {row["target"] for row in rows if row["lower"] <= 0 <= row["upper"]}

    @cached_property
    def measured(self) -> dict[str, Measured]:
        """What measures each target, by the target's id."""
        return {one.target.id: one for one in self.store.measured if one.target}

    @property
    def goals(self) -> list[tuple[str, str, str | None]]:
        """The targets as charts want them: id, short label, threshold (empty: none is set; None: a checklist)."""
        found, told = [], self.now[self.now["status"] != "no_data"]
        reported = set(told.loc[told["counted_from"] == "counts", "target"])
        mixed = (told["counted_from"] == "records").any()  # else all are reported, which is said once
        mark = f" ({self.say('as reported')})" if mixed else ""
        for target in self.plan.targets:
            if target.id not in self.measured or target.outside:
                continue
            share, label = self._share(target), target.short[self.language] + mark * (target.id in reported)
            found.append((target.id, label, None if target.checklist else str(share or "")))
        return found

    @cached_property
    def input_hash(self) -> str:
        """The hash of what is shown, the same in both languages: of the figures and not of the words."""
        return shown_hash(self)

    @cached_property
    def counted(self) -> pd.DataFrame:
        """The subject's counts of the quarter."""
        counts = self.store.counts_of(self.unit)
        return counts[(counts["period"] == self.quarter.label) & (counts["span"] != TO_DATE)]

    @property
    def surveyed(self) -> list[dict[Any, Any]]:
        """The judged rows of the quarter's surveys that were answered."""
        here = self.now[(self.now["interval"] == "sampling") & (self.now["denominator"].fillna(0) > 0)]
        return rows_in(here)

    @cached_property
    def one_stop(self) -> pd.DataFrame | None:
        """The quarter's one-stop form: a row for each field and one for all; None where it cannot be filled."""
        if self.store.one_stop is None:
            return None
        form = self.store.once(_form).of(self.unit)
        return form[(form["period"] == self.quarter.label) & (form["span"] != TO_DATE)]

    @property
    def correctable(self) -> list[str]:
        """The targets that are short or undecided because of single records: a survey's answers are not corrected."""
        rows = self.now[self.now["status"].isin(("not_met", "inconclusive")) & (self.now["counted_from"] == "records")]
        return [target for target in rows["target"] if self.measured[target].indicator.basis == "census"]

    def lacking(self, target: str) -> Lacking:
        """Return the records that a target lacks: the latest few, and how many there are in all."""
        return self.once(Subject._lacked, target)

    def _lacked(self, target: str) -> Lacking:
        indicator = self.measured[target].indicator
        rows = self.store.lacking(indicator, self.quarter, self.unit)
        people = any(indicator.register.column(name).pseudonym for name in identifying(indicator))
        shown = not people or self.store.workspace.show_staff_codes
        return Lacking(rows.drop(columns="of") if shown else None, 0 if rows.empty else int(rows["of"].iloc[0]))

    def register(self, name: str) -> pd.DataFrame | None:
        """Return what the subject reported in a register by the quarter's end; None where the register was not given.

        A column that the export lacks is empty in every row. Raises LookupError for one that `shown.REPORTED` does not
        name: a page would not be made anew when it changes.
        """
        if name not in REPORTED:
            raise LookupError(f"reports.shown.REPORTED does not name the register {name!r}")
        return self.once(Subject._reported, name)

    def _reported(self, name: str) -> pd.DataFrame | None:
        rows = self.store.register(name, unit=None if self.whole else self.unit)
        if rows is None:
            return None
        if self.whole:
            rows = rows[~rows["unit"].isin(self.store.units.pilots)]
        register = self.registers[name]
        if "period" in register.names:
            by_then = rows["period"] <= self.quarter.label
        else:
            by_then = pd.to_datetime(rows[register.date]) <= pd.Timestamp(self.quarter.end)
        return rows[by_then].reindex(columns=list(register.names))

    def leads(self, task: int) -> list[str]:
        """Return the units that lead one of the plan's tasks, as last told by the quarter's end, in official order."""
        leading = self.store.once(_leading, self.quarter)
        return [code for code in self.peers if code in leading.get(task, ())]


def _marked(method: Callable[..., Section | None]) -> Callable[..., Section | None]:
    @wraps(method)
    def marked(subject: Subject, *args: Any, **options: Any) -> Section | None:
        section = method(subject, *args, **options)
        return replace(section, made_up=subject.store.workspace.synthetic) if section else None

    return marked


def _form(store: Store) -> Parted:
    assert store.one_stop is not None
    return Parted(store.one_stop, "unit")


def _leading(store: Store, quarter: Period) -> dict[int, set[str]]:
    """Return the units that lead each of the plan's tasks, as last told by a quarter's end."""
    rows = store.register("plan_tasks")
    if rows is None or "lead" not in rows:
        return {}
    told = rows[pd.to_datetime(rows["updated_on"]) <= pd.Timestamp(quarter.end)]
    last = told.sort_values("updated_on", kind="stable").groupby(["task", "unit"], sort=False).tail(1)
    leading = last[last["lead"].fillna(False).astype(bool)]
    found: dict[int, set[str]] = {}
    for task, unit in zip(leading["task_number"], leading["unit"], strict=True):
        found.setdefault(task, set()).add(unit)
    return found
