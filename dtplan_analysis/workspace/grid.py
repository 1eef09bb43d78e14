"""Every unit and period accounted for: what was counted, and why the rest was not."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from statistics import median
from typing import Any

import pandas as pd

from dtplan_analysis.counting import COUNTS, Flow, Snapshot, Stock
from dtplan_analysis.counting.survey import Cells
from dtplan_analysis.indicators import Proportion
from dtplan_analysis.periods import Period
from dtplan_analysis.registers.reading import Reading
from dtplan_analysis.units import TOTAL, Unit, Units

NUMBERS = (*COUNTS, "running")

USUAL = 10
"""A unit with so many records in its usual quarter, the median, and none in one did not report it: by chance that
happens to one in twenty thousand. Below, no case arose."""

_Counted = dict[tuple[str, str], dict[str, list[int]]]
"""Numbers by label and span of the period, then by unit."""


@dataclass(frozen=True, eq=False)
class Grid:
    """The units and periods of a workspace, and what its registers say of them."""

    readings: Mapping[str, Reading]
    units: Units
    periods: Sequence[Period]
    as_of: date

    def absent(self, indicator: Proportion) -> str:
        """Return why an indicator cannot be counted at all: no register, or no column; empty where it can."""
        for register in indicator.registers:
            if register.name not in self.readings:
                return f"no_register:{register.name}"
        for name, column in _needed(indicator):
            if column in self.readings[name].absent:
                return f"missing_column:{name}.{column}"
        return ""

    def fill(
        self, indicator: Proportion, counts: pd.DataFrame | None, distinct: pd.DataFrame | None = None
    ) -> pd.DataFrame:
        """Return one row for every unit and period and the total: whole numbers, or empty with a reason.

        `distinct` are the organisation's own counts, where those of its units do not add up to it.
        """
        absent = self.absent(indicator)
        counted = self._by_heir(indicator, counts)
        usual = self._usual(indicator, counted) if isinstance(indicator.placement, Flow) and not absent else {}
        whole = {} if distinct is None else {(row.period, row.span): _numbers(row) for row in distinct.itertuples()}
        rows: list[list[Any]] = []
        nothing: list[int | None] = [None] * len(NUMBERS)
        for period in self.periods:
            here = counted.get((period.label, period.span), {})
            uncovered = absent or self._uncovered(indicator, period, bool(here))
            of_units = list(self._of_units(indicator, period, uncovered, here, usual))
            total, reason = self._total(of_units, uncovered)
            if total and (period.label, period.span) in whole:
                total = whole[period.label, period.span]
            for code, numbers, why in (*(row[:3] for row in of_units), (TOTAL, total, reason)):
                rows.append([code, period.label, period.span, *(numbers or nothing), why])
        table = pd.DataFrame(rows, columns=["unit", "period", "span", *NUMBERS, "reason"])
        return table.astype(dict.fromkeys(NUMBERS, "Int64"))

    def _of_units(
        self,
        indicator: Proportion,
        period: Period,
        uncovered: str,
        here: Mapping[str, list[int]],
        usual: Mapping[str, float],
    ) -> Iterator[tuple[str, list[int] | None, str, bool]]:
        """Yield each unit's counts, the reason where it has none, and whether the register is none of its business."""
        zeros = [0] * len(NUMBERS)
        for unit in self.units:
            found = None if uncovered else here.get(unit.code)
            if not (found or unit.exists_in(period.start, period.end)):
                continue
            exempt = not found and indicator.register.name in unit.exempt
            why = "" if found or exempt else uncovered or self._silent(indicator, unit, period, usual)
            yield unit.code, found or (None if why else zeros), why, exempt
        for code in sorted(set(here) - {unit.code for unit in self.units}):  # records of unknown units
            yield code, None if uncovered else here[code], uncovered, False

    def _total(
        self, of_units: Sequence[tuple[str, list[int] | None, str, bool]], uncovered: str
    ) -> tuple[list[int] | None, str]:
        """Return the organisation's counts: sums over its units and the unknown ones, never means of shares."""
        own = [row for row in of_units if row[0] not in self.units.pilots]
        reported = [numbers for _, numbers, _, exempt in own if numbers and not exempt]
        sums = [sum(column) for column in zip(*reported, strict=True)] or [0] * len(NUMBERS)
        why = next((why for _, _, why, _ in own if why), "" if own else uncovered)
        return (None, why) if why and not sums[0] else (sums, "")

    def _by_heir(self, indicator: Proportion, counts: pd.DataFrame | None) -> _Counted:
        """Return counts by unit, period and span; what a unit left behind when it ended is its successor's."""
        counted: _Counted = {}
        periods: dict[tuple[str, str], Period] = {(period.label, period.span): period for period in self.periods}
        stock = isinstance(indicator.placement, Stock | Snapshot)
        for row in () if counts is None else counts.itertuples(index=False):
            period = periods[str(row.period), str(row.span)]
            code = self.units.heir(str(row.unit), period.own_start if stock else period.start)
            here = counted.setdefault((period.label, period.span), {})
            numbers = here.setdefault(code, [0] * len(NUMBERS))
            numbers[:] = [one + other for one, other in zip(numbers, _numbers(row), strict=True)]
        return counted

    def _uncovered(self, indicator: Proportion, period: Period, found: bool) -> str:
        """Return why nobody can tell anything of a period: a register does not reach it; empty where it does.

        A flow's register reaches from its first record to its last. What is valid or open on a day is known from
        the first record on, never before: today's state is not read back.
        """
        own, until = self.readings[indicator.register.name], min(period.end, self.as_of).isoformat()
        if not found and not isinstance(indicator.placement, Snapshot) and own.first:
            over = isinstance(indicator.placement, Flow) and period.start.isoformat() > own.last
            if until < own.first or over:
                return f"outside_register:{indicator.register.name}"
        if indicator.events:
            happened = self.readings[indicator.events.register.name]
            stock = isinstance(indicator.placement, Stock | Snapshot)
            since = period.own_start if stock else period.start
            since = since if indicator.events.window == "period" else period.year_start
            if until < happened.first or since.isoformat() > happened.last:
                return f"outside_register:{happened.register}"
        for lookup in indicator.lookups:
            if until < self.readings[lookup.register.name].first:
                return f"outside_register:{lookup.register.name}"
        return ""

    def _usual(self, indicator: Proportion, counted: _Counted) -> dict[str, float]:
        """Return the median of each unit's records over the quarters that the register covers."""
        covered = [quarter for quarter in self._quarters if not self._uncovered(indicator, quarter, False)]
        of_quarters = [counted.get((quarter.label, quarter.span), {}) for quarter in covered]
        units = {code for here in of_quarters for code in here}
        return {code: median(here[code][0] if code in here else 0 for here in of_quarters) for code in units}

    def _silent(self, indicator: Proportion, unit: Unit, period: Period, usual: Mapping[str, float]) -> str:
        """Return why a unit has no records in a period that its register covers; empty where no case arose."""
        if unit.code not in self.readings[indicator.register.name].units:
            return f"not_reported:{indicator.register.name}"
        if isinstance(indicator.placement, Snapshot):
            return f"no_snapshot:{indicator.register.name}"
        if period.end <= self.as_of and usual.get(unit.code, 0) >= USUAL:
            return f"not_reported:{indicator.register.name}"
        return ""

    @cached_property
    def _quarters(self) -> list[Period]:
        return [period for period in self.periods if not period.to_date]

    def unweighed(self, counts: pd.DataFrame, filled: pd.DataFrame) -> pd.Series:
        """Return of how many records nobody knows what they hold, for each filled row of a sum."""
        starts = {(period.label, period.span): period.start for period in self.periods}
        found: dict[tuple[str, str, str], int] = {}
        for unit, period, span, n in counts[["unit", "period", "span", "unweighed"]].to_numpy():
            code = self.units.heir(str(unit), starts[period, span])
            for here in (code, *(() if code in self.units.pilots else (TOTAL,))):
                found[here, period, span] = found.get((here, period, span), 0) + int(n)
        keys = zip(filled["unit"], filled["period"], filled["span"], strict=True)
        return pd.Series([found.get(key, 0) for key in keys], index=filled.index, dtype="Int64")

    def surveyed(self, filled: pd.DataFrame, served: pd.DataFrame, found: Cells) -> pd.DataFrame:
        """Return a survey's filled rows with the people `served` and the `cells` of each: answers of unknown units are
        missing in the total, for nobody knows how many people they stand for.
        """
        filled = filled.copy()
        listed = {unit.code for unit in self.units}
        for _, here in filled.groupby(["period", "span"]):
            strange, total = here[~here["unit"].isin([*listed, TOTAL])], here.index[here["unit"] == TOTAL]
            answers, passing = (int(strange[name].fillna(0).sum()) for name in ("denominator", "numerator"))
            if answers:
                filled.loc[total, "missing"] += answers
                filled.loc[total, "denominator"] -= answers
                filled.loc[total, "numerator"] -= passing
        known = {"unit", "period", "served"} <= set(served.columns)
        people = self.served(served, filled) if known else pd.Series([None] * len(filled), dtype="Float64")
        return filled.assign(served=people.to_numpy(), cells=pd.Series(self.cells(found, people, filled), dtype=object))

    def cells(self, found: Cells, served: pd.Series, filled: pd.DataFrame) -> list[list[dict[str, Any]]]:
        """Return the cells of a survey for each filled row; those of the total are of its units alone."""
        periods: dict[tuple[str, str], Period] = {(period.label, period.span): period for period in self.periods}
        people = dict(zip(zip(filled["unit"], filled["period"], filled["span"], strict=True), served, strict=True))
        own: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
        for (unit, label, span), cells in found.items():
            code = self.units.heir(unit, periods[label, span].start)
            known = people.get((code, label, span))
            told = {"part": code, "served": None if known is None or pd.isna(known) else float(known)}
            placed = [asdict(cell) | told for cell in cells]
            for row in (code, TOTAL) if code in self.units and code not in self.units.pilots else (code,):
                own.setdefault((row, label, span), []).extend(placed)
        keys = zip(filled["unit"], filled["period"], filled["span"], strict=True)
        return [own.get(key, []) for key in keys]

    def served(self, table: pd.DataFrame, filled: pd.DataFrame) -> pd.Series:
        """Return how many people were served, for each filled row of a survey; empty where that is not known.

        A year to date is known where each of its quarters is, the total where it is of every unit that was answered
        for.
        """
        cells = table[["unit", "period", "served"]].dropna().astype({"served": float})
        known = {(str(unit), str(period)): served for unit, period, served in cells.to_numpy() if served > 0}
        found: dict[tuple[str, str, str], float] = {}
        for period in self.periods:
            within = [q.label for q in self._quarters if period.start <= q.start and q.end <= period.end]
            starts = min((q.start for q in self._quarters if q.label in within), default=None) == period.start
            for code in {unit for unit, _ in known}:
                if starts and all((code, label) in known for label in within):
                    found[code, period.label, period.span] = sum(known[code, label] for label in within)
            own = filled[(filled["period"] == period.label) & (filled["span"] == period.span)]
            listed = own["unit"].isin([unit.code for unit in self.units if unit.code not in self.units.pilots])
            answered = own[(own["denominator"].fillna(0) > 0) & listed]
            parts = [found.get((code, period.label, period.span)) for code in answered["unit"]]
            if parts and None not in parts:
                found[TOTAL, period.label, period.span] = sum(part for part in parts if part)
        keys = zip(filled["unit"], filled["period"], filled["span"], strict=True)
        return pd.Series([found.get(key) for key in keys], index=filled.index, dtype="Float64")


def _needed(indicator: Proportion) -> Iterator[tuple[str, str]]:
    """Yield the register and name of each exported column without which an indicator cannot be counted."""
    register, own = indicator.register, {"unit"}
    for name in indicator.columns:
        for source in () if name in indicator.spare else register.sources(name):
            column = register.column(source)
            # An optional column may be lacking where it helps to derive another, ends a stock or has a default.
            helps = source != name or name in indicator.placement.columns or column.if_empty is not None
            if not (column.optional and helps):
                own.add(source)
    yield from ((register.name, name) for name in register.names if name in own)
    for lookup in indicator.lookups:
        yield from ((lookup.register.name, name) for name in (lookup.key, lookup.column))
    if indicator.events:
        events = indicator.events
        kinds = [events.kinds[0]] if events.kinds else []
        yield from ((events.register.name, name) for name in (events.key, events.date, *kinds))


def _numbers(row: Any) -> list[int]:
    return [int(getattr(row, name)) for name in NUMBERS]
