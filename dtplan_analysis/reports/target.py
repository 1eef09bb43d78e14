"""The page of a target in a quarter: what the notebook `target_quarter.ipynb` shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import pandas as pd
from markupsafe import Markup

from dtplan_analysis.judging.table import judged_json
from dtplan_analysis.judging.wording import change, counted_text, measure_text, status_word, within_chance
from dtplan_analysis.periods import TO_DATE
from dtplan_analysis.plans.target import AT_MOST
from dtplan_analysis.questions.decomposition import changed
from dtplan_analysis.reports import method, outlook
from dtplan_analysis.reports.actions import action_list
from dtplan_analysis.reports.comparison import funnel
from dtplan_analysis.reports.kinds import TARGET, Kind
from dtplan_analysis.reports.quarter import QuarterReport, opened
from dtplan_analysis.reports.scorecard import JUDGED_TYPE, chooser, status_cell
from dtplan_analysis.reports.section import ABOUT, Section
from dtplan_analysis.reports.shown import RENDERED, metadata, rendered
from dtplan_analysis.reports.tiles import tiles
from dtplan_analysis.tables import Html, Table
from dtplan_analysis.units import TOTAL


@dataclass(frozen=True, eq=False, repr=False)
class TargetQuarter(QuarterReport):
    """A target in a quarter, of the organisation as a whole and of each of its units."""

    target: str = ""

    @classmethod
    def open(
        cls,
        target: str,
        quarter: str,
        *,
        workspace: str | Path | None = None,
        language: str | None = None,
        plan: str = "",
    ) -> Self:
        """Open a target's quarter by the target's id; the other arguments and errors are those of `UnitQuarter.open`.

        Raises PlanError for a target that the plan has not.
        """
        store, language = opened(workspace, language, plan)
        found = store.workspace.plan.target(target).id
        return cls(store, TOTAL, store.quarter(quarter), language, found)

    @property
    def kind(self) -> Kind:
        """The kind of report."""
        return TARGET

    @property
    def title(self) -> str:
        """The page's title: the target by name and id."""
        return f"{self.target_name(self.target)} ({self.target}) · {self.say.quarter(self.quarter.label)}"

    @cached_property
    def judged(self) -> pd.DataFrame:
        """The judged rows of the target, of all units together, of all quarters."""
        table = self.store.judged
        return table[(table["unit"] == self.unit) & (table["target"] == self.target)]

    @property
    def goals(self) -> list[tuple[str, str, str | None]]:
        """The target as charts want it."""
        return [goal for goal in super().goals if goal[0] == self.target]

    def summary(self) -> Section:
        """Return how the target stands, what to do first, and by whom."""
        say, row, todo = self.say, self.now.iloc[0], action_list(self)
        lead = say(
            "In {quarter}, {unit}: {figure}, {status} ({threshold}).",
            quarter=say.quarter(self.quarter.label), unit=self.name, figure=measure_text(row, say),
            status=status_word(row["status"], say), threshold=self.threshold(self.target),
        )  # fmt: skip
        opening = Html(Markup('<div class="lead"><p>{}</p></div>').format(lead))
        data = {ABOUT: metadata(self), RENDERED: rendered(self)}
        return Section(say("In short"), [opening, tiles(self), *([todo] if todo else [])], data=data)

    def by_unit(self) -> Section:
        """Return every unit's figure, in official order, which a script sorts; folded, the same by value."""
        say, judged = self.say, self.store.judged
        here = judged[(judged["target"] == self.target) & (judged["span"] != TO_DATE)]
        now, before = (
            {row["unit"]: row for row in here[here["period"] == label].to_dict("records")}
            for label in (self.quarter.label, "" if self.target in self.restarted else self.previous)
        )
        chance = self._moved_by_chance
        last = Markup('<span data-total="">{}</span>').format(self.named(TOTAL))
        units = [*((code, self.named(code)) for code in self.peers), (TOTAL, last)]
        rows = [
            (name, *self._cells(now[code], before.get(code), chance=code in chance))
            for code, name in units
            if code in now
        ]
        heads = (say("Unit"), say("In the quarter"), say("Counted"), say("Still short"), say("On quarter before"))
        shown = here[here["period"] == self.quarter.label]
        table = Table(
            say("{target} in {quarter}, by unit", target=self.target_name(self.target),
                quarter=say.quarter(self.quarter.label)),
            heads, rows, numbers=(2, 3, 4), kind="heat by-unit", note=within_chance(say),
            data={JUDGED_TYPE: judged_json(shown)},
        )  # fmt: skip
        return Section(say("All units"), [chooser(self.language), table, self._by_value(now)])

    def _by_value(self, now: Mapping[Any, Mapping[Any, Any]]) -> Section:
        """Return the units with a value from the furthest off the target to the best: whoever runs no script has it."""
        say, most = self.say, self.plan.target(self.target).comparison == AT_MOST
        there = [(now[code]["value"], code) for code in self.peers if code in now and not pd.isna(now[code]["value"])]
        order = sorted(there, key=lambda one: -one[0] if most else one[0])
        rows = [(self.named(code), *self._cells(now[code], None)[:3]) for _, code in order]
        heads = (say("Unit"), say("In the quarter"), say("Counted"), say("Still short"))
        caption = say("{target} in {quarter}, from the furthest off the target", target=self.target_name(self.target),
                      quarter=say.quarter(self.quarter.label))  # fmt: skip
        table = Table(caption, heads, rows, numbers=(2, 3), kind="heat by-unit")
        return Section(say("By value"), [table], level=3, folded=True)

    @property
    def _moved_by_chance(self) -> set[str]:
        """The units whose change on the quarter before chance explains, `(total)` among them."""
        table, found = self.store.judged, {TOTAL} if self.is_chance(self.target, self.previous) else set()
        if self.since(self.previous) is None:
            return found
        own = table[(table["target"] == self.target) & table["unit"].isin(list(self.peers))]
        answer = changed(own, period=self.quarter.label, against=self.previous)
        return found | {*answer.loc[(answer["lower"] <= 0) & (answer["upper"] >= 0), "unit"]}

    def _cells(self, row: Mapping[Any, Any], before: Mapping[Any, Any] | None, *, chance: bool = False) -> list[Markup]:
        say = self.say
        short = None if pd.isna(row["shortfall"]) or row["status"] == "no_case" else int(row["shortfall"])
        moved = None if before is None or pd.isna(row["value"]) or pd.isna(before["value"]) else (
            row["value"] - before["value"]
        )  # fmt: skip
        return [
            status_cell(row, say),
            _sorted(row["denominator"], counted_text(row, say, self.registers)),
            _sorted(short, "–" if short is None else say.number(short)),
            _sorted(moved, change(row, before, say, chance=chance)),
        ]

    def course(self) -> Section:
        """Return the target over the quarters, and what is to be expected of the year."""
        return Section(self.say("Over the quarters"), [*self.trends().parts, outlook.by_the_year(self)])

    def differences(self) -> Section:
        """Return which units differ from the others, and the funnel."""
        return Section(self.say("Who differs"), funnel(self, self.target))

    def card(self) -> Section:
        """Return what the target says, asks and counts."""
        return Section(self.say("Definition"), [method.definition_card(self, self.plan.target(self.target))])


def _sorted(value: Any, text: str) -> Markup:
    """Return a cell that says by what it is sorted."""
    key = "" if value is None or pd.isna(value) else Markup(' data-value="{}"').format(value)
    return Markup('<td class="num"{}>{}</td>').format(key, text)
