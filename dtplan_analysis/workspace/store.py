"""The store of a measured workspace: counts, what became of the rows, and the judged table."""

import json
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import IO, Any

import duckdb
import pandas as pd
import pyarrow.parquet as pq

from dtplan_analysis.bilingual import SYNTHETIC_DATA
from dtplan_analysis.errors import InputError, PeriodError, RegisterError, nearest
from dtplan_analysis.faces import Face, Shown
from dtplan_analysis.indicators import Proportion
from dtplan_analysis.language import Language
from dtplan_analysis.periods import TO_DATE, Period, read_label, year_of
from dtplan_analysis.registers.reading import Reading
from dtplan_analysis.registers.reading.reader import Place
from dtplan_analysis.units import Units, units_from_codes
from dtplan_analysis.workspace.as_of import set_by
from dtplan_analysis.workspace.configuration import Workspace
from dtplan_analysis.workspace.listing import listed, records_of
from dtplan_analysis.workspace.measured import Measured, measured_by
from dtplan_analysis.workspace.one_stop import can_be_filled, kept_form
from dtplan_analysis.workspace.parquet import read_parquet
from dtplan_analysis.workspace.past import with_past
from dtplan_analysis.workspace.slices import Parted, Slices
from dtplan_analysis.workspace.state import BEGUN, BY, COUNTS, STATE, WITHIN, place_of

LATEST = "latest"
"""The name of the last quarter that has data."""


@dataclass(frozen=True, eq=False, repr=False)
class Store(Slices, Shown):
    """What one state of a workspace's registers holds, read from disk when it is asked for."""

    workspace: Workspace
    fingerprint: str
    """A hash of all that the state holds: equal ones hold the same figures."""
    held: IO[bytes] | None = None
    """What keeps the state from being removed while it is in use."""

    def _face(self) -> Face:
        say = Language(self.workspace.languages[0])
        quarters = list(dict.fromkeys(say.quarter(self.quarters[place].label) for place in (0, -1)))
        facts = [
            (say("Plan"), self.workspace.plan.document[say.code]),
            (say("As of"), say.date(self.as_of)),
            (say("Units"), say.number(len(self.units))),
            (say("Quarters"), " – ".join(quarters)),
        ]
        registers = self.workspace.catalogue.registers
        rows = [
            (registers[name].title[say.code], *(say.number(n) for n in (one.rows, one.usable)))
            for name, one in self.readings.items()
        ]
        heads = (say("Register"), say("Rows"), say("Usable"))
        return Face(self.workspace.folder.name, facts, heads, rows, 'store.judged\nstore.records("CB2", "latest")')

    def of(self, plan: str) -> "Store":
        """Return the store as one of the workspace's plans sees it; an empty name is the first plan's.

        Raises PlanError with the nearest id for another.
        """
        seen = self.workspace.of(plan)
        return self if seen is self.workspace else replace(self, workspace=seen)  # with all that it has read

    @property
    def place(self) -> Path:
        """The folder of the state."""
        return place_of(self.workspace.store, self.fingerprint)

    @property
    def pin(self) -> str:
        """What PINNED says to a process that is to work with this state."""
        return f"{self.fingerprint}@{self.workspace.folder}"

    @cached_property
    def _state(self) -> dict[str, Any]:
        return dict(json.loads((self.place / STATE).read_text(encoding="utf-8")))

    @property
    def as_of(self) -> date:
        """The day of the latest record, or the one that the workspace names."""
        return date.fromisoformat(self._state["as_of"])

    @property
    def as_of_row(self) -> Place | None:
        """The row that set the as-of date; None where the workspace names the date."""
        row = self._state.get("as_of_row")
        return Place(**row) if row else None

    def set_by(self, say: Language) -> str:
        """Return what set the as-of date, in words."""
        return set_by(self.as_of_row, self.workspace, self.readings.values(), say)

    @property
    def configuration(self) -> str:
        """The hash of the workspace's own files, as they were when the state was measured."""
        return str(self._state["configuration"])

    @property
    def inputs(self) -> dict[str, dict[str, str]]:
        """The SHA-256 of each file of each register."""
        return dict(self._state["inputs"])

    @cached_property
    def units(self) -> Units:
        """The units, as listed or as they came in the data."""
        return self.workspace.units or units_from_codes(self._state["units"])

    @cached_property
    def quarters(self) -> tuple[Period, ...]:
        """The quarters that have data, in order of time."""
        labels = [p["label"] for p in self._state["periods"] if p["span"] != TO_DATE]
        return tuple(self.workspace.quarters.quarter(label) for label in labels)

    def quarter(self, label: str) -> Period:
        """Return a quarter that has data, `latest` the last; raises PeriodError with those that have for any other."""
        quarter = self.quarters[-1] if label == LATEST else self.workspace.quarters.quarter(label)
        if quarter not in self.quarters:
            raise PeriodError(
                f"there are no data for the quarter {label}",
                where="quarter",
                remedy=f"the quarters with data are {self.quarters[0].label} to {self.quarters[-1].label}",
            )
        return quarter

    def quarters_of(self, label: str) -> tuple[Period, ...]:
        """Return the quarters with data that a label names: one, all of a year (`2024`), or the last one (`latest`)."""
        own = tuple(quarter for quarter in self.quarters if year_of(quarter.label) == year_of(label))
        told = read_label(label)
        return own if own and told and told.length == 12 else (self.quarter(label),)

    @cached_property
    def readings(self) -> dict[str, Reading]:
        """What became of the rows of each register."""
        found = (self.place / "readings.json").read_text(encoding="utf-8")
        return {name: Reading(**values) for name, values in json.loads(found).items()}

    @cached_property
    def measured(self) -> list[Measured]:
        """The indicators that the plan measures: targets first, then what stands beside them.

        A target that only counts or values can tell of is measured where any was given.
        """
        given, every = self._state["told"].get(self.workspace.plan.id, ()), measured_by(self.workspace)
        return [one for one in every if not one.target or not one.is_reported or one.target.id in given]

    @cached_property
    def counts(self) -> pd.DataFrame:
        """The counts of every indicator, unit and period: whole numbers, empty where there are no data."""
        return self._counts()

    def _counts(self, **only: str) -> pd.DataFrame:
        return self._of_plan(read_parquet(self.place / COUNTS, "numpy_nullable", only)).drop(columns="plan")

    def _of_plan(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return the rows of the plan that is looked at."""
        return table[table["plan"] == self.workspace.plan.id].reset_index(drop=True)

    @cached_property
    def figures(self) -> pd.DataFrame:
        """The counts and values that were reported instead of records, one a row, with who reported them and when."""
        return read_parquet(self.place / "figures.parquet")

    @cached_property
    def reconciled(self) -> pd.DataFrame:
        """Counts that were reported, beside records of the same or the units of a total: see `combining.RECONCILED`."""
        return read_parquet(self.place / "reconciled.parquet", "numpy_nullable")

    @cached_property
    def judged(self) -> pd.DataFrame:
        """The judged table: one row per indicator, unit and period, targets in official order."""
        return self._judged("judged.parquet")

    @cached_property
    def begun(self) -> pd.DataFrame:
        """The first day with records of each unit in each register: `register`, `unit`, `day` (a date)."""
        return read_parquet(self.place / BEGUN)

    def counted_above(self) -> pd.DataFrame:
        """Return which judged rows the row of a unit above holds, too; `within` is the nearest such unit."""
        return self._of_plan(read_parquet(self.place / WITHIN))

    def of_unit(self, unit: str) -> pd.DataFrame:
        """Return the judged rows of a unit, before it began of those merged into it together; or of `(total)`."""
        own = super().of_unit(unit) if "judged" in vars(self) else self.once(_part, "unit", unit)
        return self.once(_with_past, unit) if self.units.merged_into(unit) and not own.empty else own

    def of_quarter(self, label: str) -> pd.DataFrame:
        """Return the judged rows of all units in a quarter, and of its year to date."""
        return super().of_quarter(label) if "judged" in vars(self) else self.once(_part, "period", label)

    def counts_of(self, unit: str) -> pd.DataFrame:
        """Return the counts of a unit, or of `(total)`."""
        return super().counts_of(unit) if "judged" in vars(self) else self._counts(unit=unit)

    def _judged(self, name: str, **only: str) -> pd.DataFrame:
        table = self._of_plan(read_parquet(self.place / name, only=only))
        threshold = table["threshold"].astype(object)
        table.attrs |= {SYNTHETIC_DATA: True} if self.workspace.synthetic else {}
        return table.assign(threshold=threshold.where(threshold.notna(), None))

    @cached_property
    def one_stop(self) -> pd.DataFrame | None:
        """Form II.06a/VPCP/KSTT by unit, period and field, with totals; None where no dossiers say enough for it.

        Columns: `unit`, `period`, `span`, `field`, and those of `indicators.one_stop`.
        """
        told = can_be_filled(self.readings)
        return kept_form(self.workspace, self.place, apart=self.units.pilots) if told else None

    def listed(self, indicator: Proportion, quarter: Period) -> pd.DataFrame:
        """Return the latest records that an indicator lacks, a few of each unit that is shown, and how many (`of`)."""
        found = listed(self.workspace, self.place, indicator, quarter, self.as_of)
        hidden = self.hidden(indicator, quarter)
        return found[~found["unit"].isin(hidden)].reset_index(drop=True) if hidden else found

    def hidden(self, indicator: Proportion, quarter: Period) -> set[str]:
        """Return the units whose figure of an indicator is suppressed in a quarter."""
        if not self.workspace.suppress:
            return set()
        here = self.of_quarter(quarter.label)
        own = (here["indicator"] == indicator.name) & (here["variant"] == indicator.variant) & (here["span"] != TO_DATE)
        return {*here.loc[own & (here["status"] == "suppressed"), "unit"]}

    def lacking(self, indicator: Proportion, quarter: Period, unit: str) -> pd.DataFrame:
        """Return those of `listed` that are a unit's."""
        return self.once(_lists, indicator, quarter).of(unit)

    def measure_of(self, target: str) -> Measured:
        """Return what measures a target, or an indicator by its name or `name/variant`; raises InputError."""
        wanted = target.strip().casefold()
        named: dict[str, Measured] = {}
        for one in self.measured:
            name = one.indicator.name
            for key in (one.target.id if one.target else "", f"{name}/{one.indicator.variant}", name):
                named.setdefault(key.casefold(), one)
        if not wanted or wanted not in named:
            known = [one.id for one in self.workspace.plan.targets]
            raise InputError(f"unknown target {target!r}", where="target", remedy=nearest(target.strip(), known))
        return named[wanted]

    def records(self, target: str, quarter: str, *, unit: str = "") -> duckdb.DuckDBPyRelation:
        """Return the records that a target lacks in a quarter, of one unit or of all, as a lazy relation of DuckDB.

        Columns are those of `counting.records.records_behind`, the latest records first: `.df()`, `.pl()` and
        `.fetch_arrow_table()` ask for them, `.write_parquet()` never holds them. Codes of people are left out unless
        the workspace shows them. Raises InputError for an unknown target, quarter or unit, and for a unit whose figure
        is suppressed; those of such units are in no list.
        """
        indicator, period = self.measure_of(target).indicator, self.quarter(quarter)
        for register in indicator.registers:
            if register.name not in self.readings:
                raise RegisterError("was not given", where=f"register {register.name}", remedy="add it to dtplan.toml")
        hidden = self.hidden(indicator, period)
        code = self.units.find(unit).code if unit else ""
        if code in hidden:
            raise InputError(f"{target} is suppressed", where=f"unit {code}", remedy="ask for a larger unit")
        return records_of(self.workspace, self.place, indicator, period, self.as_of, unit=code, hidden=hidden)

    def register(self, name: str, *, unit: str | None = None) -> pd.DataFrame | None:
        """Return the usable rows of a register, all or one unit's, without personal data; None where it was not given.

        Raises RegisterError with the nearest name for one that the workspace does not know.
        """
        if name not in (known := self.workspace.catalogue.registers):
            raise RegisterError(f"there is no register {name!r}", where="register", remedy=nearest(name, known))
        file = self.place / "registers" / f"{name}.parquet"
        if not file.exists():
            return None
        only = {"unit": unit} if unit is not None and "unit" in pq.read_schema(file).names else {}
        if only and "judged" in vars(self):
            return self.once(_registered, name).of(unit)
        return read_parquet(file, "pyarrow", only)


def _part(store: Store, column: str, value: str) -> pd.DataFrame:
    return store._judged(BY[column], **{column: value})


def _with_past(store: Store, unit: str) -> pd.DataFrame:
    counts = [store.counts_of(one.code) for one in store.units.merged_into(unit)]
    own, plan = _part(store, "unit", unit), store.workspace.plan
    return with_past(own, store.units[unit], counts, store.measured, store.quarters, as_of=store.as_of, plan=plan)


def _lists(store: Store, indicator: Proportion, quarter: Period) -> Parted:
    return Parted(store.listed(indicator, quarter), "unit")


def _registered(store: Store, name: str) -> Parted:
    rows = store.register(name)
    assert rows is not None
    return Parted(rows, "unit")
