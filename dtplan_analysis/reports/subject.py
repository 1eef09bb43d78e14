"""What a report is about: a unit or the whole organisation, in one quarter and one language."""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

import dtplan_analysis
from dtplan_analysis.language import Language
from dtplan_analysis.periods import Period
from dtplan_analysis.plans import Plan
from dtplan_analysis.tables import judged_json, measure_text, target_text
from dtplan_analysis.units import TOTAL
from dtplan_analysis.workspace import Measured, Store


@dataclass(frozen=True, eq=False)
class Subject:
    """A unit (or `(total)`) in a quarter, in the words of a language, over the counts of a store."""

    store: Store
    unit: str
    quarter: Period
    language: str

    @cached_property
    def say(self) -> Language:
        """The language, as code that speaks uses it."""
        return Language(self.language)

    @property
    def plan(self) -> Plan:
        """The plan whose targets are judged."""
        return self.store.workspace.plan

    @property
    def whole(self) -> bool:
        """Whether the subject is the organisation as a whole."""
        return self.unit == TOTAL

    @property
    def name(self) -> str:
        """The unit's name in the language."""
        if self.whole:
            return self.plan.organisation[self.language] or self.say("All units")
        return self.store.units[self.unit].name[self.language]

    @property
    def title(self) -> str:
        """The report's title."""
        return f"{self.name} · {self.say.quarter(self.quarter.label)}"

    @cached_property
    def judged(self) -> pd.DataFrame:
        """The subject's own judged rows, of all quarters."""
        table = self.store.judged
        return table[table["unit"] == self.unit]

    @cached_property
    def now(self) -> pd.DataFrame:
        """The subject's targets in the quarter, one row each, in official order."""
        rows = self.judged
        return rows[(rows["period"] == self.quarter.label) & (rows["span"] == "quarter") & (rows["target"] != "")]

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

    def before(self, target: str) -> pd.Series | None:
        """Return the target's row of the quarter before; None where there is none, or none to compare with."""
        if target in self.restarted:
            return None
        rows = self.judged
        found = rows[(rows["target"] == target) & (rows["period"] == self.previous) & (rows["span"] == "quarter")]
        return None if found.empty else found.iloc[0]

    @cached_property
    def measured(self) -> dict[str, Measured]:
        """What measures each target, by the target's id."""
        return {one.target.id: one for one in self.store.measured if one.target}

    @property
    def goals(self) -> list[tuple[str, str, str | None]]:
        """The targets as charts want them: id, short label, threshold; a checklist has none."""
        found = []
        for target in self.plan.targets:
            threshold = str(target.threshold) if target.threshold is not None and not target.checklist else None
            found.append((target.id, target.short[self.language], threshold))
        return found

    @property
    def peers(self) -> dict[str, str]:
        """The units that existed in the quarter, by code, as charts label them."""
        return {
            unit.code: unit.code for unit in self.store.units if unit.exists_in(self.quarter.start, self.quarter.end)
        }

    @cached_property
    def metadata(self) -> dict[str, Any]:
        """What the page says of itself: plan, unit, quarter, as-of date, software and the hash of what it shows."""
        return {
            "kind": "ministry_quarter" if self.whole else "unit_quarter",
            "language": self.language,
            "title": self.title,
            "unit": self.name,
            "quarter": self.quarter.label,
            "plan": self.plan.document[self.language],
            "as_of": self.store.as_of.isoformat(),
            "version": dtplan_analysis.__version__,
            "input_hash": self.input_hash,
            "synthetic": self.store.workspace.synthetic,
        }

    @cached_property
    def input_hash(self) -> str:
        """The SHA-256 of the figures shown: the subject's judged rows, and its peers' as they are displayed."""
        until = self.store.judged["period"] <= self.quarter.label
        own = judged_json(self.store.judged[until & (self.store.judged["unit"] == self.unit)])
        here = self.store.judged[self.store.judged["period"] == self.quarter.label]
        shown = Language("en")  # of the figures, not of the words: both languages' reports have the same
        peers = [
            [row["unit"], row["target"], row["status"], measure_text(row, shown)]
            for _, row in here[(here["target"] != "") & (here["span"] == "quarter")].iterrows()
        ]
        text = json.dumps([own, peers], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def threshold(self, target: str) -> str:
        """Return a target's threshold in words."""
        return target_text(self.plan.target(target), self.say)
