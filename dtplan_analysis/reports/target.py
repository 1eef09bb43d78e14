"""The page of a target in a quarter: what the notebook `target_quarter.ipynb` shows."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import pandas as pd
from markupsafe import Markup

from dtplan_analysis.errors import spelt
from dtplan_analysis.judging.table import judged_json
from dtplan_analysis.judging.wording import (
    change,
    counted_text,
    measure_text,
    points_text,
    status_word,
    within_chance,
)
from dtplan_analysis.periods import TO_DATE
from dtplan_analysis.plans.target import AT_MOST
from dtplan_analysis.questions.decomposition import changed_since
from dtplan_analysis.registers.frames import rows_in
from dtplan_analysis.reports import method, outlook
from dtplan_analysis.reports.actions import action_list
from dtplan_analysis.reports.comparison import funnel
from dtplan_analysis.reports.kinds import TARGET, Kind
from dtplan_analysis.reports.quarter import QuarterReport, opened
from dtplan_analysis.reports.scorecard import JUDGED_TYPE, chooser, status_cell
from dtplan_analysis.reports.section import ABOUT, Part, Section
from dtplan_analysis.reports.shown import RENDERED, metadata, rendered
from dtplan_analysis.reports.summary import lead
from dtplan_analysis.reports.tally import portions
from dtplan_analysis.reports.tiles import tiles
from dtplan_analysis.tables import Html, Table
from dtplan_analysis.units import TOTAL

_EMPTY = ("no_case", "no_data")
_MOST, _FIRST, _TOGETHER = 50, 20, 200
"""Of more units than fit on a few screens so many stand first, and so many together in what is folded."""
_IN_A_LINE = 8
"""More units without a figure are folded: on a telephone their names would take a screen."""


@dataclass(frozen=True, eq=False, repr=False)
class TargetQuarter(QuarterReport):
    """A target in a quarter, of the organisation as a whole and of each of its units."""

    target: str = ""

    @classmethod
    @spelt
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
        say, row, todo, brought = self.say, self.now.iloc[0], action_list(self), self.brought.get(self.target)
        opening = say(
            "In {quarter}, {unit}: {figure}, {status} ({threshold}).",
            quarter=say.quarter(self.quarter.label), unit=self.spoken, figure=measure_text(row, say),
            status=points_text(brought, say) if brought else status_word(row["status"], say),
            threshold=self.threshold(self.target),
        )  # fmt: skip
        data = {ABOUT: metadata(self), RENDERED: rendered(self)}
        return Section(say("In short"), [lead([opening]), tiles(self), *([todo] if todo else [])], data=data)

    def by_unit(self) -> Section:
        """Return every unit's figure, in official order, which a script sorts; folded, the same by value.

        Of many units those furthest off the target stand first, and all by level, folded. Units without cases or data
        are named in a line.
        """
        say = self.say
        there = [code for code in self.peers if code in self._rows_now]
        cases = [code for code in there if self._rows_now[code]["status"] not in _EMPTY]
        target, when = self.target_name(self.target), say.quarter(self.quarter.label)
        furthest = say("{target} in {quarter}, from the furthest off the target", target=target, quarter=when)
        caption = say("{target} in {quarter}, by unit", target=target, quarter=when)
        many = len(cases) > _MOST
        parts: list[Part] = [chooser(self.language, listed=many)]
        if many:
            first = say("The {n} units furthest off the target; below, all {total} with cases.", n=_FIRST,
                        total=say.number(len(cases)))  # fmt: skip
            parts += [first, self._table(furthest, [*self._by_value(cases)[:_FIRST], TOTAL])]
            for level, place, codes in portions(self, cases, _TOGETHER):
                name = self.plan.level_name(level, self.language) if level else say("Units")
                title = f"{name}, {say.number(place)}–{say.number(place + len(codes) - 1)}"
                parts.append(Section(title, [self._table(f"{caption}: {title}", codes)], level=3, folded=True))
        else:
            by_value = self._table(furthest, self._by_value(cases), changes=False)
            parts.append(self._table(caption, [*cases, TOTAL]))
            parts.append(Section(say("By value"), [by_value], level=3, folded=True))
        shown = self.store.of_quarter(self.quarter.label)
        data = {JUDGED_TYPE: judged_json(shown[shown["target"] == self.target])}
        parts += self._absent([code for code in there if code not in cases])
        return Section(say("All units"), parts, data=data)

    @cached_property
    def _rows_now(self) -> dict[Any, dict[Any, Any]]:
        return self._rows_in(self.quarter.label)

    @cached_property
    def _rows_before(self) -> dict[Any, dict[Any, Any]]:
        return self._rows_in("" if self.target in self.restarted else self.previous)

    def _rows_in(self, period: str | None) -> dict[Any, dict[Any, Any]]:
        """Return the target's judged rows of a quarter, by unit."""
        here = self.store.judged
        here = here[(here["target"] == self.target) & (here["span"] != TO_DATE) & (here["period"] == period)]
        return {row["unit"]: row for row in rows_in(here)}

    def _table(self, caption: str, codes: Iterable[str], *, changes: bool = True) -> Table:
        say, last = self.say, Markup('<span data-total="">{}</span>').format(self.named(TOTAL))
        codes = [code for code in codes if code in self._rows_now]
        heads = [say("Unit"), say("In the quarter"), say("Counted"), say("Still short"), say("On quarter before")]
        rows = [
            (
                last if code == TOTAL else self.named(code),
                *self._cells(self._rows_now[code], self._rows_before.get(code), chance=code in self._moved_by_chance),
            )
            for code in codes
        ]
        columns = len(heads) if changes else -1
        cut = [row[:columns] for row in rows]
        note = within_chance(say) if changes else ""
        return Table(caption, heads[:columns], cut, numbers=(2, 3, 4), kind="heat by-unit", note=note)

    def _by_value(self, codes: Iterable[str]) -> list[str]:
        """Return the units with a value from the furthest off the target to the best."""
        most = self.plan.target(self.target).comparison == AT_MOST
        there = [(self._rows_now[code]["value"], code) for code in codes if not pd.isna(self._rows_now[code]["value"])]
        return [code for _, code in sorted(there, key=lambda one: -one[0] if most else one[0])]

    def _absent(self, codes: Iterable[str]) -> Iterator[Part]:
        """Give for each reason why units have no figure: how many they are, and which."""
        say, found = self.say, dict[str, list[str]]()
        for code in codes:
            row = self._rows_now[code]
            reason = "" if row["status"] == "no_case" else counted_text(row, say, self.registers)
            found.setdefault(reason, []).append(code)
        for reason, units in found.items():
            n = len(units)
            told = (
                say.plural("No data of {n} unit, because {reason}:", "No data of {n} units, because {reason}:", n,
                           reason=reason)
                if reason
                else say.plural("No case arose in {n} unit:", "No case arose in {n} units:", n)
            )  # fmt: skip
            names = Markup("").join(self.named(code, after="." if code == units[-1] else "; ") for code in units)
            if n > _IN_A_LINE:
                yield Section(told, [Html(Markup("<p>{}</p>").format(names))], level=3, folded=True)
            else:
                yield Html(Markup("<p>{} {}</p>").format(told, names))

    @cached_property
    def _moved_by_chance(self) -> set[str]:
        """The units whose change on the quarter before chance explains, `(total)` among them."""
        whole = {TOTAL} if self.is_chance(self.target, self.previous) else set()
        table = self.store.judged[self.store.judged["target"] == self.target]
        answer = changed_since(table, self.previous, self.quarter.label, self.peers)
        return whole | {*answer.loc[answer["by_chance"].astype(bool), "unit"]}

    def _cells(
        self, row: Mapping[Any, Any], before: Mapping[Any, Any] | None, *, chance: bool = False
    ) -> list[str | Markup]:
        say = self.say
        short = None if pd.isna(row["shortfall"]) or row["status"] == "no_case" else int(row["shortfall"])
        return [
            status_cell(row, say),
            counted_text(row, say, self.registers),
            "–" if short is None else say.number(short),
            change(row, before, say, chance=chance),
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
