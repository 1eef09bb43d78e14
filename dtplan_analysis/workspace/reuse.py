"""What of a store still holds when it is made anew: the registers whose files are the same, and what they count."""

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from dtplan_analysis.indicators import Proportion
from dtplan_analysis.periods import Period
from dtplan_analysis.registers.reading import Reading, Source
from dtplan_analysis.registers.reading.opening import Digests
from dtplan_analysis.registers.reading.reader import Place
from dtplan_analysis.workspace import one_stop
from dtplan_analysis.workspace.configuration import Workspace
from dtplan_analysis.workspace.measured import Key
from dtplan_analysis.workspace.sources import with_read
from dtplan_analysis.workspace.state import last, place_of, register_mark

Tables = dict[Key, pd.DataFrame]
"""What was counted, by what tells the figures apart."""


_KEYS = ("scope", "indicator", "variant")


@dataclass
class Kept:
    """The registers of a state that are as they were, and what was counted in them."""

    place: Path
    marks: dict[str, str]
    """Of every register of the workspace, what its rows come from."""
    digests: Digests
    state: Mapping[str, Any] = field(default_factory=dict)
    readings: dict[str, Reading] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)

    @classmethod
    def of(cls, workspace: Workspace, key: str, *, anew: bool) -> "Kept":
        """Return what holds of a workspace's store; nothing does where it is asked to be made anew."""
        sources, state = workspace.sources, {} if anew else last(workspace.store)
        digests = Digests(state.get("exports", {}))
        own = {name: register_mark(workspace, source, key, digests) for name, source in sources.items()}
        behind = {name: [own[one] for one in sorted(with_read([name], sources))] for name in sources}
        marks = {name: "".join(parts) if all(parts) else "" for name, parts in behind.items()}
        if not state:
            return cls(workspace.store, marks, digests, sources=sources)
        place = place_of(workspace.store, state["state"])
        found = json.loads((place / "readings.json").read_text(encoding="utf-8"))
        same = [name for name, mark in marks.items() if mark and mark == state["marks"].get(name)]
        again = with_read(marks.keys() - same, sources)
        readings = {name: Reading(**found[name]) for name in same if name not in again}
        return cls(place, marks, digests, state, readings, sources)

    def days(self, name: str) -> dict[str, dict[str, int]]:
        """Return how often something happened on each day of a register that is kept, by column and day."""
        return dict(self.state["days"][name])

    def spellings(self, name: str) -> dict[str, int]:
        """Return how often each unit is written in a register that is kept."""
        return dict(self.state["spellings"][name])

    def drop(self, units: Sequence[str], as_of: date) -> list[str]:
        """Keep no register whose rows would be sorted otherwise by these units and as of this day; return those."""
        before = date.fromisoformat(self.state["as_of"]) if self.state else as_of
        others = units != self.state.get("units", units)
        lost = [
            name
            for name, reading in self.readings.items()
            if others or as_of < before or (as_of > before and _lies_ahead(reading))
        ]
        return self.give_up(lost)

    def give_up(self, names: Sequence[str]) -> list[str]:
        """Keep some registers no longer, nor what is read with them; returns those that were kept."""
        more = with_read(names, self.sources)
        lost = [name for name in self.sources if name in self.readings and name in more]
        for name in lost:
            del self.readings[name]
        return lost

    def as_of_row(self) -> Place | None:
        """Return the row that set the as-of date, where its register is kept."""
        row = self.state.get("as_of_row")
        return Place(**row) if row and row["register"] in self.readings else None

    def take(self, name: str, fresh: Path) -> None:
        """Put the files of a register that is kept into a new store."""
        lists = [Path("rejected", file) for file in (f"{name}.csv", f"{name}-not-records.csv")]
        for file in (Path("registers", f"{name}.parquet"), *(one for one in lists if (self.place / one).exists())):
            try:
                os.link(self.place / file, fresh / file)
            except OSError:  # another file system, or one without links
                shutil.copy2(self.place / file, fresh / file)

    def tables(self, periods: Sequence[Period], as_of: date) -> tuple[Tables, Tables]:
        """Return what was counted in the same periods as of the same day: of units, and of the organisation."""
        if not self._same(periods, as_of):
            return {}, {}
        found = pd.read_parquet(self.place / "counted.parquet")
        tables: tuple[Tables, Tables] = {}, {}
        for (scope, name, variant, distinct), part in found.groupby([*_KEYS, "distinct"]):
            tables[bool(distinct)][str(scope), str(name), str(variant)] = part.drop(columns=[*_KEYS, "distinct"])
        return tables

    def form(self, periods: Sequence[Period], as_of: date) -> pd.DataFrame | None:
        """Return the one-stop form of the same periods as of the same day; None where it is to be counted."""
        read = [name for name in one_stop.READ if name in self.marks or name in self.state.get("marks", {})]
        if not self._same(periods, as_of) or not set(read) <= set(self.readings):
            return None
        return pd.read_parquet(self.place / "one_stop.parquet")

    def _same(self, periods: Sequence[Period], as_of: date) -> bool:
        return bool(self.state) and self.state["periods"] == as_plain(periods) and self.state["as_of"] == str(as_of)

    def holds(self, indicator: Proportion) -> bool:
        """Return whether all registers of an indicator are kept."""
        return {register.name for register in indicator.registers} <= set(self.readings)


def _lies_ahead(reading: Reading) -> bool:
    """Return whether a register tells of days after the as-of date, which a later one may take in."""
    return bool(reading.after_as_of) or any("absurd" in why for why in reading.rejected)


def as_plain(periods: Sequence[Period]) -> list[dict[str, str]]:
    """Return periods as the state file has them."""
    return [{key: str(value) for key, value in (asdict(period) | {"span": period.span}).items()} for period in periods]


def as_one(of_units: Tables, whole: Tables) -> pd.DataFrame:
    """Return all that was counted as one table, to be kept."""
    parts = [
        table.assign(scope=scope, indicator=name, variant=variant, distinct=distinct)
        for tables, distinct in ((of_units, False), (whole, True))
        for (scope, name, variant), table in tables.items()
    ]
    order = [*_KEYS, "distinct", "unit", "period", "span"]
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=order)
    return table.sort_values([name for name in order if name in table], ignore_index=True)
