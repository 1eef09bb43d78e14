"""The page of a level of units in a quarter: what the notebook `level_quarter.ipynb` shows."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

import pandas as pd
from markupsafe import Markup

from dtplan_analysis.errors import InputError, nearest
from dtplan_analysis.judging.levels import DECIDED
from dtplan_analysis.judging.table import judged_json
from dtplan_analysis.judging.wording import threshold_text
from dtplan_analysis.periods import TO_DATE
from dtplan_analysis.reports.kinds import LEVEL, Kind
from dtplan_analysis.reports.quarter import QuarterReport, opened
from dtplan_analysis.reports.scorecard import JUDGED_TYPE, chooser, heat_map
from dtplan_analysis.reports.section import Section
from dtplan_analysis.reports.shown import RENDERED, metadata, rendered
from dtplan_analysis.tables import Table, refer
from dtplan_analysis.units import TOTAL


@dataclass(frozen=True, eq=False, repr=False)
class LevelQuarter(QuarterReport):
    """The units of one level in a quarter, side by side: they are counted, and not summed up."""

    level: str = ""

    @classmethod
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

    @cached_property
    def rows(self) -> pd.DataFrame:
        """The judged rows of the level's units in the quarter."""
        judged = self.store.judged
        here = (judged["period"] == self.quarter.label) & (judged["span"] != TO_DATE) & (judged["target"] != "")
        return judged[here & judged["unit"].isin(self.codes)]

    def summary(self) -> Section:
        """Return how many units of the level meet each target."""
        say, level = self.say, self.plan.level_name(self.level, self.language)
        lead = say.plural(
            "In {quarter} the level “{level}” has {n} unit. For each target: how many units meet it.",
            "In {quarter} the level “{level}” has {n} units. For each target: how many units meet it.",
            len(self.codes), quarter=say.quarter(self.quarter.label), level=level,
        )  # fmt: skip
        rows = [self._counted(id) for id in dict.fromkeys(self.rows["target"])]
        heads = (say("Target"), say("Threshold"), say("Units with cases"), say("Met"), say("Not met"), say("Undecided"),
                 say("No case or no data"))  # fmt: skip
        table = Table(
            say("Units of the level “{level}” by target", level=level), heads, rows, numbers=(2, 3, 4, 5, 6),
            data={JUDGED_TYPE: judged_json(self.rows)},
        )  # fmt: skip
        data = {"application/vnd.dtplan.report+json": metadata(self), RENDERED: rendered(self)}
        return Section(say("In short"), [lead, table], data=data)

    def _counted(self, id: str) -> tuple[str | Markup, ...]:
        target, status = self.plan.target(id), self.rows.loc[self.rows["target"] == id, "status"]
        share = target.goal(self.quarter.end, self.level).share
        asked = threshold_text(share, self.say) if share is not None or target.checklist else "–"
        decided = status.isin(DECIDED)
        met, missed = (int((status == one).sum()) for one in ("met", "not_met"))
        n = int(decided.sum())
        name = Markup("{} ({})").format(refer("target", id, target.short[self.language]), id)
        counts = (n, met, missed, n - met - missed, int((~decided).sum()))
        return name, asked, *(self.say.number(count) for count in counts)

    def units_and_targets(self) -> Section:
        """Return the level's units and all targets."""
        table = heat_map(
            self.store.judged, self.plan, quarter=self.quarter.label, total="", language=self.language,
            units=[(code, self.named(code)) for code in self.codes],
        )  # fmt: skip
        return Section(self.say("Units and targets"), [chooser(self.language), table])
