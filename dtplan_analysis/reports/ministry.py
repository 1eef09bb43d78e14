"""The report of all units in a quarter: what the notebook `ministry_quarter.ipynb` shows."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from dtplan_analysis import charts
from dtplan_analysis.charts import Chart
from dtplan_analysis.errors import spelt
from dtplan_analysis.reports import comparison
from dtplan_analysis.reports.quarter import QuarterReport, opened
from dtplan_analysis.reports.scorecard import chooser, heat_map
from dtplan_analysis.reports.section import Section
from dtplan_analysis.reports.summary import is_cumulative
from dtplan_analysis.reports.tally import by_level, most_units
from dtplan_analysis.tables import Table
from dtplan_analysis.units import TOTAL


@dataclass(frozen=True, eq=False, repr=False)
class MinistryQuarter(QuarterReport):
    """The quarter of the organisation as a whole: sums over its units, and the units side by side."""

    @classmethod
    @spelt
    def open(
        cls, quarter: str, *, workspace: str | Path | None = None, language: str | None = None, plan: str = ""
    ) -> Self:
        """Open a quarter of a workspace; the arguments and errors are those of `UnitQuarter.open`."""
        store, language = opened(workspace, language, plan)
        return cls(store, TOTAL, store.quarter(quarter), language)

    def units_and_targets(self) -> Section:
        """Return the map of units and targets, with words and marks; of many units, how many meet each target."""
        title = self.say("Units and targets")
        if len(self.peers) > most_units(self):
            return Section(title, by_level(self))
        return Section(title, [chooser(self.language), self.matrix()])

    def matrix(self) -> Table:
        """Return the table of all units and targets."""
        units = [(code, self.named(code)) for code, _ in self.listed]
        return heat_map(
            self.store.judged, self.plan, quarter=self.quarter.label, units=units, total=self.named(TOTAL),
            language=self.language,
        )  # fmt: skip

    def movers(self) -> Section:
        """Return which units moved most since the quarter before; what only ever rises in a year is left out."""
        title, previous = self.say("Who moved"), self.previous
        part: Chart | str = self.say("There is no quarter before to compare with.")
        if previous in {quarter.label for quarter in self.store.quarters}:
            part = charts.movers(
                self.store.adding_up,
                targets=[goal for goal in self.goals if not is_cumulative(self.measured[goal[0]].indicator)],
                quarter=self.quarter.label,
                previous=str(previous),
                units={code: self.unit_name(code) for code in self.members},
                language=self.language,
            )
        note = self.say(
            "Grey: within chance and the usual spread of quarters. After an extreme quarter a share tends to come back "
            "towards its mean by itself."
        )
        return Section(title, [part] if isinstance(part, str) or part.words_only else [part, note], folded=True)

    def changes(self) -> Section:
        """Return why the shares moved since the quarter before: what units do, or their mix."""
        return comparison.changes(self)

    def differences(self) -> Section:
        """Return which units differ from the others beyond chance and beyond what units differ anyway."""
        return comparison.differences(self)

    def order(self) -> Section:
        """Return an overall order of the units, and how far it depends on how one counts."""
        return comparison.order(self)
