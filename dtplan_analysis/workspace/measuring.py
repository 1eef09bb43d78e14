"""Measuring a workspace: registers in, a store of counts out, with every unit and quarter accounted for."""

import hashlib
import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

import dtplan_analysis
from dtplan_analysis.counting import COUNTS, Flow, Proportion, Snapshot, count
from dtplan_analysis.errors import PeriodError
from dtplan_analysis.indicators import INDICATORS
from dtplan_analysis.judging import to_pandas
from dtplan_analysis.periods import Period
from dtplan_analysis.plans import Target
from dtplan_analysis.registers import REGISTERS
from dtplan_analysis.registers.reading import Reader, Reading
from dtplan_analysis.units import TOTAL, UNKNOWN, Units, units_from_codes
from dtplan_analysis.workspace.configuration import Workspace, variant_of

Say = Callable[[str], None]


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


def measure(workspace: Workspace, say: Say = lambda _: None) -> list[Reading]:
    """Read all registers, count all indicators and write the store; returns what became of the rows.

    The store is written beside the old one and takes its place at the end: a run that fails leaves nothing half.
    `say` is told what is being done.
    """
    workspace.store.mkdir(exist_ok=True)
    _clean(workspace.store)
    fresh = Path(tempfile.mkdtemp(prefix="measuring-", dir=workspace.store))
    try:
        readings, units, as_of = _read(workspace, fresh, say)
        periods = _periods(workspace, readings, as_of)
        counts = _count(workspace, fresh, readings, units, periods, as_of, say)
        counts.to_parquet(fresh / "counts.parquet", index=False)
        _write_json(fresh / "readings.json", {name: reading.as_json() for name, reading in readings.items()})
        _write_json(fresh / "state.json", _state(workspace, units, periods, as_of, readings))
        # The state goes last: without it a store does not count as measured.
        for name in ("registers", "set-aside", "counts.parquet", "readings.json", "state.json"):
            _put(fresh / name, workspace.store / name)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return list(readings.values())


def _read(workspace: Workspace, fresh: Path, say: Say) -> tuple[dict[str, Reading], Units, date]:
    with Reader(fresh, key=_secret(workspace.store)) as reader:
        for name, source in workspace.sources.items():
            say(f"reading {name}")
            reader.stage(source)
        as_of = workspace.as_of or reader.latest_day()
        units = workspace.units or units_from_codes(reader.unit_names())
        readings = {}
        for name in workspace.sources:
            say(f"sorting {name}")
            readings[name] = reader.finish(name, units, as_of)
    return readings, units, as_of


def _periods(workspace: Workspace, readings: Mapping[str, Reading], as_of: date) -> list[Period]:
    """Return every quarter from the first record that belongs to one, and its year to date."""
    firsts = [
        date.fromisoformat(readings[name].first)
        for name, source in workspace.sources.items()
        if readings[name].first and source.register.date and source.register.column(source.register.date).happened
    ]
    start = min(firsts, default=as_of)
    if workspace.first_quarter:
        start = workspace.quarters.quarter(workspace.first_quarter).start
    quarters = workspace.quarters.between(start, as_of)
    if not quarters:
        raise PeriodError(
            f"no quarter lies between {start} and {as_of}",
            where="dtplan.toml, quarters",
            remedy="list the quarters in which the records lie",
        )
    return [*quarters, *(workspace.quarters.year_to_date(quarter) for quarter in quarters)]


def _count(
    workspace: Workspace,
    folder: Path,
    readings: Mapping[str, Reading],
    units: Units,
    periods: list[Period],
    as_of: date,
    say: Say,
) -> pd.DataFrame:
    measured = measured_by(workspace)
    absent = {id(one): _absent(one.indicator, readings) for one in measured}
    countable = [one.indicator for one in measured if not absent[id(one)]]
    tables: dict[int, pd.DataFrame] = {}
    with duckdb.connect() as engine:
        frames = {name: engine.read_parquet(str(folder / "registers" / f"{name}.parquet")) for name in readings}
        for name in dict.fromkeys(indicator.register for indicator in countable):
            say(f"counting {name}")
            of_register = [indicator for indicator in countable if indicator.register == name]
            for indicator, table in zip(of_register, count(of_register, frames, periods, as_of=as_of), strict=True):
                tables[id(indicator)] = to_pandas(table)
        totals = {
            id(indicator): to_pandas(count([indicator], frames, periods, by=(), as_of=as_of, leave_out=units.pilots)[0])
            for indicator in countable
            if indicator.distinct
        }
    served = _served(folder, readings, units)
    parts = []
    for one in measured:
        counts = tables.get(id(one.indicator))
        grid = _grid(one.indicator, counts, absent[id(one)], readings, units, periods)
        grid = pd.concat([grid, _totals(grid, totals.get(id(one.indicator)), units)], ignore_index=True)
        if one.indicator.basis == "sample" and served is not None:
            grid = grid.merge(served, on=["unit", "period", "span"], how="left")
        parts.append(
            grid.assign(
                target=one.target.id if one.target else "",
                indicator=one.indicator.name,
                variant=one.indicator.variant,
            )
        )
    return pd.concat(parts, ignore_index=True)


def _absent(indicator: Proportion, readings: Mapping[str, Reading]) -> str:
    """Return why an indicator cannot be counted: a register or a column that is not there; empty where it can."""
    for name in indicator.registers:
        if name not in readings:
            return f"no_register:{name}"
    register = REGISTERS[indicator.register]
    exported = [name for column in indicator.columns for name in register.sources(column)]
    needed = [(indicator.register, name) for name in exported if name not in indicator.exclude]
    needed += [(lookup.register, column) for lookup in indicator.lookups for column in (lookup.key, lookup.column)]
    if indicator.events:
        needed += [(indicator.events.register, name) for name in (indicator.events.key, indicator.events.date)]
    for name, column in needed:
        if column in readings[name].absent and not REGISTERS[name].column(column).optional:
            return f"missing_column:{name}.{column}"
    return ""


def _grid(
    indicator: Proportion,
    counts: pd.DataFrame | None,
    absent: str,
    readings: Mapping[str, Reading],
    units: Units,
    periods: list[Period],
) -> pd.DataFrame:
    """Return one row for every unit and period, counted or not: what was not counted says why."""
    numbers = [*COUNTS, "running"]
    counted: dict[tuple[str, str, str], list[int]] = {}
    if counts is not None:
        for row in counts.itertuples(index=False):
            counted[str(row.unit), str(row.period), str(row.span)] = [int(getattr(row, name)) for name in numbers]
    seen = {unit for unit, _, _ in counted} - {unit.code for unit in units}
    rows: list[list[Any]] = []
    for period in periods:
        for unit in units:
            if unit.exists_in(period.start, period.end) or (unit.code, period.label, period.span) in counted:
                found = counted.get((unit.code, period.label, period.span))
                reason = "" if found else absent or _silent(indicator, unit.code, unit.exempt, readings, period)
                rows.append([unit.code, period.label, period.span, *(found or _nothing(reason)), reason])
        for code in sorted(seen):  # records of unknown units: only where there are any
            if found := counted.get((code, period.label, period.span)):
                rows.append([code, period.label, period.span, *found, ""])
    table = pd.DataFrame(rows, columns=["unit", "period", "span", *numbers, "reason"])
    return table.astype(dict.fromkeys(numbers, "Int64"))


def _nothing(reason: str) -> list[int | None]:
    """Return no counts where there are no data, and zeros where no case arose."""
    return [None if reason else 0] * (len(COUNTS) + 1)


def _silent(
    indicator: Proportion, unit: str, exempt: frozenset[str], readings: Mapping[str, Reading], period: Period
) -> str:
    """Return why a unit has no records in a period; empty where no case arose."""
    if indicator.register in exempt:
        return ""
    if unit not in readings[indicator.register].units:
        return f"not_reported:{indicator.register}"
    if isinstance(indicator.placement, Snapshot):
        return f"no_snapshot:{indicator.register}"
    flows = [indicator.register] if isinstance(indicator.placement, Flow) else []
    for name in flows:
        first, last = readings[name].first, readings[name].last
        if period.end.isoformat() < first or period.start.isoformat() > last:
            return f"outside_register:{name}"
    return ""


def _totals(grid: pd.DataFrame, distinct: pd.DataFrame | None, units: Units) -> pd.DataFrame:
    """Return the organisation's rows: sums of counts over its units and the unknown ones, never means of shares."""
    numbers = [*COUNTS, "running"]
    own = grid[~grid["unit"].isin(units.pilots)]
    summed = own.groupby(["period", "span"], sort=False)[numbers].sum(min_count=1).reset_index()
    silent = own[own["reason"] != ""].groupby(["period", "span"], sort=False)["reason"].first().reset_index()
    summed = summed.merge(silent, on=["period", "span"], how="left")
    summed["reason"] = summed["reason"].where(summed["denominator"].isna(), "").fillna("")
    if distinct is not None:  # who came to two units is one person of the organisation
        keys = ["period", "span"]
        again = summed[keys].merge(distinct, on=keys, how="left")
        counted = again["denominator"].notna().to_numpy()
        for name in numbers:
            summed.loc[counted, name] = again.loc[counted, name].astype("Int64").to_numpy()
    return summed.assign(unit=TOTAL)


def _served(folder: Path, readings: Mapping[str, Reading], units: Units) -> pd.DataFrame | None:
    """Return how many people were served per unit and period; the year to date only where every quarter is known."""
    if "satisfaction_served" not in readings or "satisfaction" not in readings:
        return None
    table = pd.read_parquet(folder / "registers" / "satisfaction_served.parquet", columns=["unit", "period", "served"])
    table = table.dropna().astype({"served": "float64"})
    own = table[~table["unit"].isin([*units.pilots, UNKNOWN])]
    total = own.groupby("period", as_index=False)["served"].sum().assign(unit=TOTAL)
    quarter = pd.concat([table.groupby(["unit", "period"], as_index=False)["served"].sum(), total])
    quarter = quarter.assign(span="quarter", year=quarter["period"].str[:4]).sort_values(["unit", "period"])
    to_date = quarter.assign(span="year_to_date", served=quarter.groupby(["unit", "year"])["served"].cumsum())
    place = to_date.groupby(["unit", "year"]).cumcount() + 1
    complete = to_date["period"].str[-1].astype(int) == place
    both: pd.DataFrame = pd.concat([quarter, to_date[complete]])
    return both.drop(columns="year")


def _state(
    workspace: Workspace, units: Units, periods: Iterable[Period], as_of: date, readings: Mapping[str, Reading]
) -> dict[str, Any]:
    return {
        "version": dtplan_analysis.__version__,
        "as_of": as_of.isoformat(),
        "units": [unit.code for unit in units],
        "periods": [{key: str(value) for key, value in asdict(period).items()} for period in periods],
        "inputs": {name: reading.files for name, reading in readings.items()},
        "fingerprint": fingerprint(workspace),
    }


def fingerprint(workspace: Workspace) -> str:
    """Return a hash of what the store depends on: the software, the workspace's files, the exports' sizes and times."""
    digest = hashlib.sha256(dtplan_analysis.__version__.encode())
    for file in workspace.files:
        digest.update(file.read_bytes())
    for name, source in workspace.sources.items():
        for file in source.files():
            status = file.stat()
            digest.update(f"{name}|{file}|{status.st_size}|{status.st_mtime_ns}".encode())
    return digest.hexdigest()


def _secret(store: Path) -> str:
    """Return the key of the pseudonyms made on reading; it stays in the workspace and is in no output."""
    file = store / "key"
    if not file.exists():
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
            stream.write(secrets.token_hex(32))
    return file.read_text()


def _clean(store: Path) -> None:
    for left in store.glob("measuring-*"):
        shutil.rmtree(left, ignore_errors=True)


def _put(fresh: Path, place: Path) -> None:
    if place.is_dir():
        old = fresh.with_suffix(".old")
        place.rename(old)
        fresh.rename(place)
        shutil.rmtree(old)
    else:
        fresh.replace(place)


def _write_json(file: Path, value: object) -> None:
    file.write_text(json.dumps(value, ensure_ascii=False, indent=1), encoding="utf-8")
