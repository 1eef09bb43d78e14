"""The report of a unit in a quarter: what the notebook `unit_quarter.ipynb` shows."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from dtplan_analysis.errors import spelt
from dtplan_analysis.reports import records_to_correct
from dtplan_analysis.reports.position import position
from dtplan_analysis.reports.quarter import QuarterReport, opened
from dtplan_analysis.reports.section import Section

_PANELS = 15
"""Of so many targets a page shows small multiples twice, of trends and of the unit's place, within its screens."""


@dataclass(frozen=True, eq=False, repr=False)
class UnitQuarter(QuarterReport):
    """A unit's quarter: beside the sections of every report, its place among the units and its records to correct."""

    @classmethod
    @spelt
    def open(
        cls,
        unit: str,
        quarter: str,
        *,
        workspace: str | Path | None = None,
        language: str | None = None,
        plan: str = "",
    ) -> Self:
        """Open a unit's quarter; without a workspace it is that around the notebook, else the sample.

        `unit` is a code, a name or an alias, `quarter` a label or `latest`; without a `language` (`vi`, `en`) it is
        the workspace's first; `plan` is the id of one of its plans, where it has several. Raises InputError for a unit,
        quarter, plan or language that is not there.
        """
        store, language = opened(workspace, language, plan)
        return cls(store, store.units.find(unit).code, store.quarter(quarter), language)

    def position(self) -> Section:
        """Return where the unit stands among the units; folded where a page would be long with so many targets."""
        return Section(self.say("Among the units"), [position(self)], folded=len(self.goals) > _PANELS)

    def records_to_correct(self) -> Section | None:
        """Return the first records behind each shortfall; None where all figures were reported."""
        return records_to_correct.records_to_correct(self)
