"""The page of a level of units in a quarter: what the notebook `level_quarter.ipynb` shows."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from dtplan_analysis.errors import InputError, nearest, spelt
from dtplan_analysis.reports.kinds import LEVEL, Kind
from dtplan_analysis.reports.quarter import QuarterReport, opened
from dtplan_analysis.reports.scorecard import chooser, heat_map
from dtplan_analysis.reports.section import ABOUT, Section
from dtplan_analysis.reports.shown import RENDERED, metadata, rendered
from dtplan_analysis.reports.tally import most_units, tally
from dtplan_analysis.units import TOTAL


@dataclass(frozen=True, eq=False, repr=False)
class LevelQuarter(QuarterReport):
    """The units of one level in a quarter, side by side: they are counted, and not summed up."""

    level: str = ""

    @classmethod
    @spelt
    def open(
        cls,
        level: str,
        quarter: str,
        *,
        workspace: str | Path | None = None,
        language: str | None = None,
        plan: str = "",
    ) -> Self:
        """Open a level's quarter by the level's id; the other arguments and errors are those of `UnitQuarter.open`.

        Raises InputError for a level that no unit has.
        """
        store, language = opened(workspace, language, plan)
        if level not in store.units.levels:
            remedy = nearest(level, store.units.levels) if store.units.levels else "give units.csv a column level"
            raise InputError(f"no unit has the level {level!r}", where="level", remedy=remedy)
        return cls(store, TOTAL, store.quarter(quarter), language, level)

    @property
    def kind(self) -> Kind:
        """The kind of report."""
        return LEVEL

    @property
    def name(self) -> str:
        """The level's name, with the organisation's."""
        return f"{super().name}, {self.plan.level_name(self.level, self.language)}"

    @property
    def codes(self) -> list[str]:
        """The units of the level that existed in the quarter, in official order."""
        return [code for code in self.peers if self.store.units[code].level == self.level]

    def summary(self) -> Section:
        """Return how many units of the level meet each target."""
        say, level = self.say, self.plan.level_name(self.level, self.language)
        lead = say.plural(
            "In {quarter} the level “{level}” has {n} unit. For each target: how many units meet it.",
            "In {quarter} the level “{level}” has {n} units. For each target: how many units meet it.",
            sum(code in self.members for code in self.codes), quarter=say.quarter(self.quarter.label), level=level,
        )  # fmt: skip
        table = tally(self, self.codes, say("Units of the level “{level}” by target", level=level), self.level)
        data = {ABOUT: metadata(self), RENDERED: rendered(self)}
        return Section(say("In short"), [lead, table], data=data)

    def units_and_targets(self) -> Section | None:
        """Return the level's units and all targets; None of more units than one table shows, which the index lists."""
        if len(self.codes) > most_units(self):
            return None
        table = heat_map(
            self.store.judged, self.plan, quarter=self.quarter.label, total="", language=self.language,
            units=[(code, self.named(code)) for code in self.codes],
        )  # fmt: skip
        return Section(self.say("Units and targets"), [chooser(self.language), table])
