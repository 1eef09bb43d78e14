"""The page of a year, of a unit or of all: what the notebook `year.ipynb` shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import pandas as pd
from markupsafe import Markup

from dtplan_analysis.errors import spelt
from dtplan_analysis.judging.levels import DECIDED
from dtplan_analysis.judging.table import judged_json
from dtplan_analysis.judging.wording import signs_key
from dtplan_analysis.periods import TO_DATE, Period, year_of
from dtplan_analysis.registers.frames import rows_in
from dtplan_analysis.reports import outlook
from dtplan_analysis.reports.actions import action_list
from dtplan_analysis.reports.kinds import YEAR, Kind
from dtplan_analysis.reports.quarter import QuarterReport, opened
from dtplan_analysis.reports.scorecard import JUDGED_TYPE, chooser, heat_map, status_cell
from dtplan_analysis.reports.section import ABOUT, Section
from dtplan_analysis.reports.shown import RENDERED, metadata, rendered
from dtplan_analysis.reports.summary import lead, not_met
from dtplan_analysis.reports.tally import most_units
from dtplan_analysis.tables import Table, refer
from dtplan_analysis.units import TOTAL


@dataclass(frozen=True, eq=False, repr=False)
class YearReport(QuarterReport):
    """A year as it stands after one of its quarters: each of them, the year to date, what is decided and what open."""

    @classmethod
    @spelt
    def open(
        cls,
        quarter: str,
        *,
        unit: str = "",
        workspace: str | Path | None = None,
        language: str | None = None,
        plan: str = "",
    ) -> Self:
        """Open the year of a quarter, of a unit or, without one, of all; arguments and errors as `UnitQuarter.open`."""
        store, language = opened(workspace, language, plan)
        code = store.units.find(unit).code if unit not in ("", TOTAL) else TOTAL
        return cls(store, code, store.quarter(quarter), language)

    @property
    def kind(self) -> Kind:
        """The kind of report."""
        return YEAR

    @property
    def title(self) -> str:
        """The page's title: the year, and the quarter up to which it goes while it is not over."""
        year, last = self.say.quarter(year_of(self.quarter.label)), self.say.quarter(self.quarter.label)
        up_to = self.say("{year}, up to {quarter}", year=year, quarter=last)
        return f"{self.name} · {up_to if self._to_come else year}"

    @cached_property
    def periods(self) -> list[Period]:
        """The quarters of the year, in order, those to come too."""
        quarters, found = self.store.workspace.quarters, [self.quarter]
        while (one := quarters.previous(found[0])) and one.year_start == self.quarter.year_start:
            found.insert(0, one)
        while (one := quarters.following(found[-1])) and one.year_start == self.quarter.year_start:
            found.append(one)
        return found

    @property
    def _to_come(self) -> list[Period]:
        return [one for one in self.periods if one.start > self.quarter.end]

    def summary(self) -> Section:
        """Return how the year stands, what to do first, and each target in its quarters."""
        say, rows, todo = self.say, self._rows, action_list(self)
        years = rows[(rows["span"] == TO_DATE) & rows["status"].isin(DECIDED)]
        met, year = int((years["status"] == "met").sum()), say.quarter(year_of(self.quarter.label))
        sentences = [
            say("{year} to date: {unit} meets {met} of the {n} targets with cases.",
                year=year, unit=self.spoken, met=met, n=len(years))
            if len(years) else say("In {quarter}, no target of {unit} can be judged.", quarter=year, unit=self.spoken),
            *not_met(self, years, lambda rows: self.target_names(rows["target"])),
        ]  # fmt: skip
        data = {ABOUT: metadata(self), RENDERED: rendered(self)}
        return Section(say("In short"), [lead(sentences), *([todo] if todo else []), self._table(rows)], data=data)

    @property
    def _rows(self) -> pd.DataFrame:
        labels = [one.label for one in self.periods if one.end <= self.quarter.end]
        rows = self.judged[self.judged["period"].isin(labels) & (self.judged["target"] != "")]
        return rows[(rows["span"] != TO_DATE) | (rows["period"] == self.quarter.label)]

    def _table(self, rows: pd.DataFrame) -> Table:
        say, language = self.say, self.language
        found: Mapping[tuple[Any, ...], Any] = {
            (row["target"], row["period"], row["span"] == TO_DATE): row for row in rows_in(rows)
        }
        body = []
        for target in self.plan.targets:
            if (target.id, self.quarter.label, False) not in found:
                continue
            name = Markup('{} ({})<br><small class="note">{}</small>').format(
                refer("target", target.id, target.short[language]), target.id, self.threshold(target.id)
            )
            cells = [(target.id, one.label, False) for one in self.periods] + [(target.id, self.quarter.label, True)]
            body.append((name, *(status_cell(found[key], say) if key in found else _EMPTY for key in cells)))
        heads = [say("Target"), *(say.quarter(one.label) for one in self.periods), say("Year to date")]
        note = signs_key(set(rows["status"]), say)
        if self._to_come:
            note = f"{note}. {say('An empty cell: a quarter still to come, or without data.')}"
        shown = self.judged[self.judged["period"].isin({*rows["period"]})]
        return Table(
            say("Targets in {quarter}", quarter=say.quarter(year_of(self.quarter.label))), heads, body,
            kind="heat year", note=note, data={JUDGED_TYPE: judged_json(shown)},
        )  # fmt: skip

    def decided(self) -> Section:
        """Return what of the year is decided, and what is open."""
        return Section(self.say("What is decided, what is open"), [outlook.by_the_year(self)])

    def units_and_targets(self) -> Section | None:
        """Return all units and targets over the year to date; None for a unit, and of more than one table shows."""
        if not self.whole or len(self.peers) > most_units(self):
            return None
        table = heat_map(
            self.store.judged, self.plan, quarter=self.quarter.label, total=self.named(TOTAL), to_date=True,
            units=[(code, self.named(code)) for code in self.peers], language=self.language,
        )  # fmt: skip
        return Section(self.say("Units and targets"), [chooser(self.language), table])


_EMPTY = Markup("<td></td>")
