"""Measuring a workspace: registers in, a store of counts out, with every unit and quarter accounted for."""

import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from dtplan_analysis.counting import Proportion, count
from dtplan_analysis.errors import PeriodError
from dtplan_analysis.indicators import INDICATORS
from dtplan_analysis.judging import JUDGED, judge_target, to_pandas, with_periods
from dtplan_analysis.periods import Period
from dtplan_analysis.plans import Target
from dtplan_analysis.registers.reading import Reader, Reading
from dtplan_analysis.registers.reading.engine import connect
from dtplan_analysis.units import Units, units_from_codes
from dtplan_analysis.workspace.configuration import CONFIGURATION, Workspace, variant_of
from dtplan_analysis.workspace.grid import Grid
from dtplan_analysis.workspace.state import alone, fingerprint, place, secret, write_json, write_state

Tell = Callable[[str], None]


@dataclass(frozen=True, eq=False)
class Measured:
    """An indicator as a plan measures it: for a target, beside one (`target` is empty), or supporting."""

    indicator: Proportion
    target: Target | None


def measured_by(workspace: Workspace) -> list[Measured]:
    """Return what a workspace measures: each target, the other variants of its indicator, the supporting ones."""
    found: list[Measured] = []
    for target in workspace.plan.targets:
        chosen = INDICATORS[target.indicator].choose(variant_of(target, workspace.sources))
        found.append(Measured(chosen, target))
    names = [target.indicator for target in workspace.plan.targets] + list(workspace.plan.supporting)
    taken = {(one.indicator.name, one.indicator.variant) for one in found}
    for name in dict.fromkeys(names):
        declared = INDICATORS[name]
        for one in (declared, *declared.variants):
            if (name, one.variant) not in taken:
                found.append(Measured(one, None))
    return found


def measure(workspace: Workspace, tell: Tell = lambda _: None) -> list[Reading]:
    """Read all registers, count all indicators and write the store; returns what became of the rows.

    The store is written beside the old one and takes its place at the end: a run that fails leaves nothing half.
    `tell` is told what is being done. Raises InputError for what is wrong with the workspace or its registers.
    """
    with alone(workspace.store):
        fresh = Path(tempfile.mkdtemp(prefix="measuring-", dir=workspace.store))
        try:
            mark = fingerprint(workspace)  # first: what changes from here on is counted the next time
            readings, units, as_of = _read(workspace, fresh, tell)
            periods = _periods(workspace, readings, as_of)
            counts = _count(workspace, fresh, Grid(readings, units, periods, as_of), tell)
            counts.to_parquet(fresh / "counts.parquet", index=False)
            judge_all(workspace, counts, periods, as_of).to_parquet(fresh / "judged.parquet", index=False)
            write_json(fresh / "readings.json", {name: reading.as_json() for name, reading in readings.items()})
            state = {
                "as_of": as_of.isoformat(),
                "units": [unit.code for unit in units],
                "periods": [{key: str(value) for key, value in asdict(period).items()} for period in periods],
                "inputs": {name: reading.files for name, reading in readings.items()},
                "fingerprint": mark,
            }
            write_state(fresh, state)
            place(fresh, workspace.store)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    return list(readings.values())


def judge_all(workspace: Workspace, counts: pd.DataFrame, periods: Sequence[Period], as_of: date) -> pd.DataFrame:
    """Return the judged table of a workspace: one row per indicator, unit and period, targets in official order."""
    plan = workspace.plan
    dated = with_periods(counts, periods, as_of=as_of, plan=plan, quarters=workspace.quarters)
    groups = dict(list(dated.groupby(["target", "indicator", "variant"], sort=False)))
    parts = []
    for one in measured_by(workspace):
        key = one.target.id if one.target else "", one.indicator.name, one.indicator.variant
        parts.append(judge_target(groups[key], one.indicator, one.target))
    return pd.concat(parts, ignore_index=True).assign(plan=plan.id)[list(JUDGED)]


def _read(workspace: Workspace, fresh: Path, tell: Tell) -> tuple[dict[str, Reading], Units, date]:
    with Reader(fresh, key=secret(workspace.store)) as reader:
        for name, source in workspace.sources.items():
            tell(f"reading {name}")
            reader.stage(source)
        as_of = workspace.as_of or reader.latest_day()
        units = workspace.units or units_from_codes(reader.unit_names())
        readings = {}
        for name in workspace.sources:
            tell(f"sorting {name}")
            readings[name] = reader.finish(name, units, as_of)
    return readings, units, as_of


def _periods(workspace: Workspace, readings: Mapping[str, Reading], as_of: date) -> list[Period]:
    """Return every quarter from the first record that belongs to one to the as-of date, and its year to date.

    A last quarter that has only begun, and in which no record lies, is left out.
    """
    dated = [
        (date.fromisoformat(readings[name].first), date.fromisoformat(readings[name].last))
        for name, source in workspace.sources.items()
        if readings[name].first and source.register.date and source.register.column(source.register.date).happened
    ]
    start = min((first for first, _ in dated), default=as_of)
    if workspace.first_quarter:
        start = workspace.quarters.quarter(workspace.first_quarter).start
    quarters = workspace.quarters.between(start, as_of)
    latest = max((last for _, last in dated), default=as_of)
    if len(quarters) > 1 and quarters[-1].end > as_of and quarters[-1].start > latest:
        quarters = quarters[:-1]
    if not quarters:
        raise PeriodError(
            f"no quarter lies between {start} and {as_of}",
            where=CONFIGURATION,
            remedy="mend as_of, first_quarter, or the list of quarters",
        )
    return [*quarters, *(workspace.quarters.year_to_date(quarter) for quarter in quarters)]


def _count(workspace: Workspace, folder: Path, grid: Grid, tell: Tell) -> pd.DataFrame:
    measured = measured_by(workspace)
    indicators = {_key(one.indicator): one.indicator for one in measured}
    countable = [indicator for indicator in indicators.values() if not grid.absent(indicator)]
    registers = folder / "registers"
    tables: dict[_Key, pd.DataFrame] = {}
    with connect(folder) as engine:
        frames = {name: engine.read_parquet(str(registers / f"{name}.parquet")) for name in grid.readings}
        for name in dict.fromkeys(indicator.register for indicator in countable):
            tell(f"counting {name}")
            own = [indicator for indicator in countable if indicator.register == name]
            found = count(own, frames, grid.periods, as_of=grid.as_of)
            tables |= {_key(one): to_pandas(table) for one, table in zip(own, found, strict=True)}
        # Who came to two units is one person of the organisation.
        distinct = [indicator for indicator in countable if indicator.distinct]
        found = count(distinct, frames, grid.periods, by=(), as_of=grid.as_of, leave_out=grid.units.pilots)
        whole = {_key(one): to_pandas(table) for one, table in zip(distinct, found, strict=True)}
    parts = []
    for one in measured:
        key = name, variant = _key(one.indicator)
        filled = grid.fill(one.indicator, tables.get(key), whole.get(key))
        if one.indicator.basis == "sample" and "satisfaction_served" in grid.readings:
            served = pd.read_parquet(registers / "satisfaction_served.parquet")
            filled["served"] = grid.served(served, filled) if "served" in served else None
        parts.append(filled.assign(target=one.target.id if one.target else "", indicator=name, variant=variant))
    return pd.concat(parts, ignore_index=True)


_Key = tuple[str, str]


def _key(indicator: Proportion) -> _Key:
    return indicator.name, indicator.variant
