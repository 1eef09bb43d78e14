"""Measuring a workspace: registers in, a store of counts out, with every unit and quarter accounted for."""

import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from dtplan_analysis.counting import Flow, Open, count
from dtplan_analysis.errors import PeriodError
from dtplan_analysis.indicators import Proportion
from dtplan_analysis.judging import JUDGED, judge_target, to_pandas, with_periods
from dtplan_analysis.periods import Period
from dtplan_analysis.plans import Target
from dtplan_analysis.registers.reading import Reader, Reading
from dtplan_analysis.registers.reading.reader import unit_names
from dtplan_analysis.registers.reading.sql import connect
from dtplan_analysis.settings import CONFIGURATION
from dtplan_analysis.units import Units, units_from_codes
from dtplan_analysis.workspace.as_of import Days, as_of_date
from dtplan_analysis.workspace.configuration import Workspace, variant_of
from dtplan_analysis.workspace.grid import Grid
from dtplan_analysis.workspace.one_stop import one_stop
from dtplan_analysis.workspace.reuse import Kept, as_one, as_plain
from dtplan_analysis.workspace.sources import in_order
from dtplan_analysis.workspace.state import alone, configuration, fingerprint, place, secret, write_json, write_state

Tell = Callable[[str], None]


@dataclass(frozen=True, eq=False)
class Measured:
    """An indicator as a plan measures it: for a target, beside one (`target` is empty), or supporting."""

    indicator: Proportion
    target: Target | None


def measured_by(workspace: Workspace) -> list[Measured]:
    """Return what a workspace measures: each target, the other variants of its indicator, the supporting ones."""
    found: list[Measured] = []
    for target in workspace.plan.counted:
        declared = workspace.catalogue.indicator(target.indicator)
        found.append(Measured(declared.choose(variant_of(target, declared, workspace.sources)), target))
    names = [target.indicator for target in workspace.plan.counted] + list(workspace.plan.supporting)
    taken = {(one.indicator.name, one.indicator.variant) for one in found}
    for name in dict.fromkeys(names):
        declared = workspace.catalogue.indicator(name)
        for one in (declared, *declared.variants):
            if (name, one.variant) not in taken:
                found.append(Measured(one, None))
    return found


def measure(workspace: Workspace, tell: Tell = lambda _: None, *, anew: bool = False) -> list[Reading]:
    """Read the registers that changed, count all indicators and write a state; returns what became of the rows.

    Registers whose files are as they were are not read again, and indicators of such alone are counted again only
    where the periods or the as-of day changed; `anew` does all again. The state is written beside the old one, which
    stays for those who work with it: a run that fails leaves nothing half. `tell` is told what is being done. Raises
    InputError for what is wrong with the workspace or its registers.
    """
    with alone(workspace.store):
        fresh = workspace.store / f"measuring-{os.getpid()}"
        try:
            fresh.mkdir()
            mark, configured = fingerprint(workspace), configuration(workspace)  # first: later changes count next time
            key = secret(workspace.store)
            kept = Kept.of(workspace, key, anew=anew)
            state, readings, units, as_of = _read(workspace, fresh, key, kept, tell)
            periods = _periods(workspace, readings, state["days"], as_of)
            counts = _count(workspace, fresh, Grid(readings, units, periods, as_of), kept, tell)
            counts.to_parquet(fresh / "counts.parquet", index=False)
            judge_all(workspace, counts, periods, as_of).to_parquet(fresh / "judged.parquet", index=False)
            write_json(fresh / "readings.json", {name: reading.as_json() for name, reading in readings.items()})
            state |= {
                "configuration": configured,
                "as_of": as_of.isoformat(),
                "units": [unit.code for unit in units],
                "periods": as_plain(periods),
                "inputs": {name: reading.files for name, reading in readings.items()},
            }
            write_state(fresh, state)
            place(fresh, workspace.store, {"fingerprint": mark, "marks": kept.marks})
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    return list(readings.values())


def judge_all(workspace: Workspace, counts: pd.DataFrame, periods: Sequence[Period], as_of: date) -> pd.DataFrame:
    """Return the judged table of a workspace: one row per indicator, unit and period, targets in official order."""
    plan = workspace.plan
    dated = with_periods(counts, periods, as_of=as_of, plan=plan)
    groups = dict(list(dated.groupby(["target", "indicator", "variant"], sort=False)))
    parts, levels = [], {unit.code: unit.level for unit in workspace.units or ()}
    for one in measured_by(workspace):
        key = one.target.id if one.target else "", one.indicator.name, one.indicator.variant
        parts.append(judge_target(groups[key], one.indicator, one.target, levels=levels))
    return pd.concat(parts, ignore_index=True).assign(plan=plan.id)[list(JUDGED)]


def _read(
    workspace: Workspace, fresh: Path, key: str, kept: Kept, tell: Tell
) -> tuple[dict[str, Any], dict[str, Reading], Units, date]:
    """Return what to remember of the rows as they were written, what became of them, the units and the as-of date."""
    names = list(workspace.sources)
    with Reader(fresh, key=key, memory=workspace.memory) as reader:

        def stage(changed: Sequence[str]) -> None:
            for place, name in enumerate(in_order(changed, workspace.sources), 1):
                tell(f"reading {name} ({place} of {len(changed)})")
                reader.stage(workspace.sources[name])

        stage([name for name in names if name not in kept.readings])
        seen = {name: kept if name in kept.readings else reader for name in names}
        days = {name: one.days(name) for name, one in seen.items()}
        spellings = {name: one.spellings(name) for name, one in seen.items()}
        as_of, place = workspace.as_of, None
        if not as_of:
            as_of, place = as_of_date(days, reader, lambda some: stage(kept.give_up(some)), kept.as_of_row())
        units = workspace.units or units_from_codes(unit_names(spellings.values()))
        stage(kept.drop([unit.code for unit in units], as_of))
        readings = {}
        for name in names:
            if name in kept.readings:
                kept.take(name, fresh)
                readings[name] = kept.readings[name]
            else:
                tell(f"sorting {name}")
                readings[name] = reader.finish(name, units, as_of)
    row = asdict(place) if place else None
    return {"days": days, "spellings": spellings, "as_of_row": row}, readings, units, as_of


def _periods(workspace: Workspace, readings: Mapping[str, Reading], days: Days, as_of: date) -> list[Period]:
    """Return every quarter from the first record that belongs to one to the as-of date, and its year to date.

    Which days have records is asked of the placement of every indicator, and of every register. A last quarter that has
    only begun, and in which no record lies, is left out.
    """
    placing = {(source.register.name, source.register.date) for source in workspace.sources.values()}
    for one in measured_by(workspace):
        if isinstance(one.indicator.placement, Flow | Open):
            placing |= {(one.indicator.register.name, column) for column in one.indicator.placement.columns}
    until = as_of.isoformat()
    found = [day for name, column in placing for day in days.get(name, {}).get(column, {}) if day <= until]
    latest = date.fromisoformat(max(found, default=until))
    begun = [
        date.fromisoformat(readings[name].first)
        for name, source in workspace.sources.items()
        if readings[name].first and source.register.date in days[name]
    ]
    start = min(begun, default=as_of)
    if workspace.first_quarter:
        start = workspace.first_quarter.start
    quarters = workspace.quarters.between(start, as_of)
    if len(quarters) > 1 and quarters[-1].end > as_of and quarters[-1].start > latest:
        quarters = quarters[:-1]
    if not quarters:
        raise PeriodError(
            f"no quarter lies between {start} and {as_of}",
            where=CONFIGURATION,
            remedy="correct as_of, first_quarter, or the list of quarters",
        )
    return [*quarters, *(workspace.quarters.year_to_date(quarter) for quarter in quarters)]


def _count(workspace: Workspace, folder: Path, grid: Grid, kept: Kept, tell: Tell) -> pd.DataFrame:
    measured = measured_by(workspace)
    indicators = {_key(one.indicator): one.indicator for one in measured}
    countable = {key: one for key, one in indicators.items() if not grid.absent(one)}
    old = kept.tables(grid.periods, grid.as_of)
    held = {key for key, one in countable.items() if kept.holds(one)}
    tables, whole = ({key: table for key, table in part.items() if key in held} for part in old)
    missing = [indicator for key, indicator in countable.items() if key not in tables]
    registers = folder / "registers"
    with connect(folder, workspace.memory) as engine:
        frames = {name: engine.read_parquet(str(registers / f"{name}.parquet")) for name in grid.readings}
        for name in dict.fromkeys(indicator.register.name for indicator in missing):
            tell(f"counting {name}")
            own = [indicator for indicator in missing if indicator.register.name == name]
            found = count(own, frames, grid.periods, as_of=grid.as_of)
            tables |= {_key(one): to_pandas(table) for one, table in zip(own, found, strict=True)}
        # Who came to two units is one person of the organisation.
        distinct = [indicator for indicator in missing if indicator.distinct]
        found = count(distinct, frames, grid.periods, by=(), as_of=grid.as_of, leave_out=grid.units.pilots)
        whole |= {_key(one): to_pandas(table) for one, table in zip(distinct, found, strict=True)}
        form = kept.form(grid.periods, grid.as_of)
        form = one_stop(frames, grid) if form is None else form
    form.to_parquet(folder / "one_stop.parquet", index=False)
    as_one(tables, whole).to_parquet(folder / "counted.parquet", index=False)
    parts = []
    for one in measured:
        key = name, variant = _key(one.indicator)
        filled = grid.fill(one.indicator, tables.get(key), whole.get(key))
        if (register := one.indicator.served) and register.name in grid.readings:
            served = pd.read_parquet(registers / f"{register.name}.parquet")
            filled["served"] = grid.served(served, filled) if "served" in served else None
        parts.append(filled.assign(target=one.target.id if one.target else "", indicator=name, variant=variant))
    return pd.concat(parts, ignore_index=True)


_Key = tuple[str, str]


def _key(indicator: Proportion) -> _Key:
    return indicator.name, indicator.variant
