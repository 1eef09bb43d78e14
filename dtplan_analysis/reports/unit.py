"""The report of a unit in a quarter: what the notebook `unit_quarter.ipynb` shows."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from dtplan_analysis import charts
from dtplan_analysis.language import Language
from dtplan_analysis.reports import records_to_correct
from dtplan_analysis.reports.quarter import QuarterReport
from dtplan_analysis.reports.section import Section
from dtplan_analysis.workspace import open_store, workspace_here


@dataclass(frozen=True, eq=False)
class UnitQuarter(QuarterReport):
    """A unit's quarter: beside the sections of every report, its place among the units and its records to correct."""

    @classmethod
    def open(cls, workspace: str | Path, *, unit: str, quarter: str, language: str) -> Self:
        """Open a unit's quarter of a workspace; an empty name is the one that the notebook lies in, else the sample.

        `unit` is a code, a name or an alias. Raises InputError for a unit, quarter or language that is not there.
        """
        store = open_store(workspace or workspace_here(Language(language)))
        return cls(store, store.units.find(unit).code, store.quarter(quarter), language)

    def position(self) -> Section:
        """Return where the unit stands among the units."""
        chart = charts.position(
            self.store.judged,
            unit=self.unit,
            targets=self.goals,
            quarter=self.quarter.label,
            units=self.members,
            language=self.language,
        )
        return Section(self.say("Among the units"), [chart])

    def records_to_mend(self) -> Section:
        """Return the first records behind each shortfall."""
        return records_to_correct.records_to_mend(self)
