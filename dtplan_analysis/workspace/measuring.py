"""Measuring a workspace: registers in, a store of counts out, with every unit and quarter accounted for."""

import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from dtplan_analysis.counting import Flow, Open, as_drawn, count, survey_cells
from dtplan_analysis.errors import ConfigurationError, PeriodError
from dtplan_analysis.judging import JUDGED, is_hidden, judge_outside, judge_target, suppressed, to_pandas, with_periods
from dtplan_analysis.judging.suppression import PROTECTED
from dtplan_analysis.language import Language
from dtplan_analysis.periods import Period
from dtplan_analysis.registers.reading import Reader, Reading
from dtplan_analysis.registers.reading.reader import unit_names
from dtplan_analysis.registers.reading.sql import connect, read_frames
from dtplan_analysis.settings import CONFIGURATION
from dtplan_analysis.units import Units, units_from_codes
from dtplan_analysis.workspace.as_of import Days, as_of_date, end_of_figures
from dtplan_analysis.workspace.beginning import first_days
from dtplan_analysis.workspace.combining import FROM_RECORDS, RECONCILED, combined, holders, placed
from dtplan_analysis.workspace.configuration import Workspace
from dtplan_analysis.workspace.grid import NUMBERS, Grid
from dtplan_analysis.workspace.measured import every_measured, measured_by
from dtplan_analysis.workspace.one_stop import one_stop
from dtplan_analysis.workspace.reported import Figure, as_table, reported
from dtplan_analysis.workspace.reuse import Kept, as_one, as_plain
from dtplan_analysis.workspace.slices import ROW
from dtplan_analysis.workspace.sources import in_order
from dtplan_analysis.workspace.state import (
    BEGUN,
    BY,
    COUNTS,
    WITHIN,
    alone,
    configuration,
    fingerprint,
    place,
    secret,
    write_json,
    write_state,
)

_GROUP = 5000
"""So many rows are read at once."""

Tell = Callable[[Callable[[Language], str]], None]
"""Is told what is being done, as words in the language of whoever reads them."""


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
            fresh.mkdir(mode=0o700)  # rows of people, until it is put in place
            configured, key = configuration(workspace), secret(workspace.store)  # first: later changes count next time
            kept = Kept.of(workspace, key, anew=anew)
            mark = fingerprint(workspace, kept.digests)
            state, readings, units, as_of, figures = _read(workspace, fresh, key, kept, tell)
            periods = _periods(workspace, readings, state["days"], as_of, figures)
            grid = Grid(readings, units, periods, as_of)
            counts, reconciled = _count(workspace, fresh, grid, figures, kept, tell)
            judged, within = judge_all(workspace, counts, grid, figures)
            _write(fresh / COUNTS, _without_hidden(counts, judged), "unit")
            as_table(figures).to_parquet(fresh / "figures.parquet", index=False)
            beside = pd.DataFrame(reconciled, columns=RECONCILED)
            beside[~is_hidden(beside, judged)].to_parquet(fresh / "reconciled.parquet", index=False)
            judged.to_parquet(fresh / "judged.parquet", index=False)
            judged[["plan", *ROW]].assign(within=within)[within != ""].to_parquet(fresh / WITHIN, index=False)
            for column, name in BY.items():
                _write(fresh / name, judged, column)
            write_json(fresh / "readings.json", {name: reading.as_json() for name, reading in readings.items()})
            state |= {
                "configuration": configured,
                "as_of": as_of.isoformat(),
                "units": [unit.code for unit in units],
                "told": {plan: [*dict.fromkeys(own)] for plan, own in judged.groupby("plan")["target"]},
                "periods": as_plain(periods),
                "inputs": {name: reading.files for name, reading in readings.items()},
            }
            write_state(fresh, state)
            place(fresh, workspace.store, {"fingerprint": mark, "marks": kept.marks, "exports": kept.digests.found})
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    return list(readings.values())


def judge_all(
    workspace: Workspace, counts: pd.DataFrame, grid: Grid, figures: Sequence[Figure] = ()
) -> tuple[pd.DataFrame, pd.Series]:
    """Return the judged table, one row per plan, indicator, unit and period, targets in official order; and for each
    row the unit above whose row holds it too.

    Targets that only counts or values can tell of have rows where any was given.
    """
    levels = {unit.code: unit.level for unit in workspace.units or ()}
    below = workspace.with_units_below
    parts = []
    for plan in workspace.plans:
        dated = with_periods(counts[counts["plan"] == plan.id], grid.periods, as_of=grid.as_of, plan=plan)
        groups = dict(list(dated.groupby(["target", "indicator", "variant"], sort=False)))
        for one in measured_by(workspace.of(plan.id)):
            target = one.target
            key = target.id if target else "", one.indicator.name, one.indicator.variant
            own = [figure for figure in figures if figure.key == one.key]
            if target and target.outside and own:
                values = with_periods(placed(own, grid), grid.periods, as_of=grid.as_of, plan=plan)
                judged = judge_outside(values, one.indicator, target, levels=levels)
            elif key in groups:
                source = workspace.sources.get(one.indicator.register.name)
                survey = {"drawn": source.survey, "least_response": source.least_response} if source else {}
                judged = judge_target(groups[key], one.indicator, target, levels=levels, **survey)  # type: ignore[arg-type]
            else:
                continue
            within = holders(judged, own, grid, below) if below else ""
            named = {"plan": plan.id, "target": key[0], "indicator": key[1], "variant": key[2]}
            parts.append(judged.assign(**named, within=within))
    found = pd.concat(parts, ignore_index=True)
    judged = found[list(JUDGED)]
    if not workspace.suppress:
        return judged, found["within"]
    judged = suppressed(judged, workspace.suppress, apart=grid.units.pilots, within=found["within"])
    for plan in workspace.plans:
        for id_, points in ((one.id, one.points) for one in plan.targets):
            if points:  # of what is not shown, all may have been given, or none
                hidden = (judged["plan"] == plan.id) & (judged["target"] == id_) & (judged["status"] == "suppressed")
                for name, value in (("points_least", "0"), ("points_most", str(points.most))):
                    judged[name] = judged[name].mask(hidden, value)
    return judged, found["within"]


def _without_hidden(counts: pd.DataFrame, judged: pd.DataFrame) -> pd.DataFrame:
    """Return counts as far as the judged table shows them."""
    hidden = is_hidden(counts, judged)
    if not hidden.any():
        return counts
    told = [name for name in (*NUMBERS, "unweighed", "served", "cells") if name in counts]
    counts = counts.assign(**{name: counts[name].mask(hidden) for name in told})
    return counts.assign(reason=counts["reason"].mask(hidden, PROTECTED))


def _write(file: Path, table: pd.DataFrame, column: str) -> None:
    """Write a table in the order of a column, of whose values each is read without most of the others."""
    table.sort_values(column, kind="stable").to_parquet(file, index=False, row_group_size=_GROUP)


def _read(
    workspace: Workspace, fresh: Path, key: str, kept: Kept, tell: Tell
) -> tuple[dict[str, Any], dict[str, Reading], Units, date, list[Figure]]:
    """Return what to remember of the rows as they were written, what became of them, the units, the as-of date, and the
    figures that were reported.
    """
    names = list(workspace.sources)
    with Reader(fresh, key=key, memory=workspace.memory) as reader:

        def stage(changed: Sequence[str]) -> None:
            for place, name in enumerate(in_order(changed, workspace.sources), 1):
                told = {"name": name, "place": place, "n": len(changed)}
                tell(lambda say, told=told: say("reading {name} ({place} of {n})", **told))  # type: ignore[misc]
                reader.stage(workspace.sources[name])

        stage([name for name in names if name not in kept.readings])
        seen = {name: kept if name in kept.readings else reader for name in names}
        days = {name: one.days(name) for name, one in seen.items()}
        spellings = {name: one.spellings(name) for name, one in seen.items()}
        as_of, place = workspace.as_of, None
        if not as_of and not any(day for own in days.values() for day in own.values()):
            as_of = end_of_figures(workspace, reader)
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
                tell(lambda say, name=name: say("sorting {name}", name=name))  # type: ignore[misc]
                readings[name] = reader.finish(name, units, as_of)
        figures = reported(workspace, reader, readings, every_measured(workspace), as_of)
    row = asdict(place) if place else None
    return {"days": days, "spellings": spellings, "as_of_row": row}, readings, units, as_of, figures


def _periods(
    workspace: Workspace, readings: Mapping[str, Reading], days: Days, as_of: date, figures: Sequence[Figure]
) -> list[Period]:
    """Return every quarter from the first record or count that belongs to one to the as-of date, and its year to date.

    Which days have records is asked of the placement of every indicator, and of every register. A last quarter that has
    only begun, and in which no record lies, is left out. Values of others say nothing of when an office begins, but
    where there is nothing else.
    """
    placing = {(source.register.name, source.register.date) for source in workspace.sources.values()}
    for one in every_measured(workspace):
        if isinstance(one.indicator.placement, Flow | Open):
            placing |= {(one.indicator.register.name, column) for column in one.indicator.placement.columns}
    until = as_of.isoformat()
    found = [day for name, column in placing for day in days.get(name, {}).get(column, {}) if day <= until]
    of_counts = [one for one in figures if one.start and not one.value]
    found += [min(one.end, as_of).isoformat() for one in of_counts if one.end]
    latest = date.fromisoformat(max(found, default=until))
    begun = [
        date.fromisoformat(readings[name].first)
        for name, source in workspace.sources.items()
        if readings[name].first and source.register.date in days[name]
    ]
    begun += [one.start for one in of_counts if one.start]
    start = min(begun or [one.start for one in figures if one.start], default=as_of)
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


def _count(
    workspace: Workspace, folder: Path, grid: Grid, figures: Sequence[Figure], kept: Kept, tell: Tell
) -> tuple[pd.DataFrame, list[tuple[Any, ...]]]:
    """Return the counts of all that is measured, and the reconciliation of counts that were reported with records."""
    measured = [one for one in every_measured(workspace) if not (one.target and one.target.outside)]
    indicators = {one.key: one.indicator for one in measured if not one.is_reported}
    countable = {key: one for key, one in indicators.items() if not grid.absent(one)}
    old = kept.tables(grid.periods, grid.as_of)
    held = {key for key, one in countable.items() if kept.holds(one)}
    tables, whole = ({key: table for key, table in part.items() if key in held} for part in old)
    missing = {key: indicator for key, indicator in countable.items() if key not in tables}
    registers = folder / "registers"
    with connect(folder, workspace.memory) as engine:
        frames = read_frames(engine, {name: registers / f"{name}.parquet" for name in grid.readings})
        for name in dict.fromkeys(indicator.register.name for indicator in missing.values()):
            tell(lambda say, name=name: say("counting {name}", name=name))  # type: ignore[misc]
            own = {key: indicator for key, indicator in missing.items() if indicator.register.name == name}
            found = count([as_drawn(one, frames) for one in own.values()], frames, grid.periods, as_of=grid.as_of)
            tables |= {key: to_pandas(table) for key, table in zip(own, found, strict=True)}
        # Who came to two units is one person of the organisation.
        distinct = {key: indicator for key, indicator in missing.items() if indicator.distinct}
        found = count([*distinct.values()], frames, grid.periods, by=(), as_of=grid.as_of, leave_out=grid.units.pilots)
        whole |= {key: to_pandas(table) for key, table in zip(distinct, found, strict=True)}
        surveys = {
            key: survey_cells(as_drawn(one, frames), frames, grid.periods, as_of=grid.as_of)
            for key, one in countable.items()
            if one.basis == "sample"
        }
        form = kept.form(grid.periods, grid.as_of)
        form = one_stop(frames, grid) if form is None else form
        begun = first_days(engine, registers, workspace.catalogue.registers, grid.readings)
    form.to_parquet(folder / "one_stop.parquet", index=False)
    begun.to_parquet(folder / BEGUN, index=False)
    as_one(tables, whole).to_parquet(folder / "counted.parquet", index=False)
    below = workspace.with_units_below
    parts, reconciled = [], dict[Any, None]()
    for one in measured:
        filled = grid.fill(one.indicator, tables.get(one.key), whole.get(one.key))
        if own_figures := [figure for figure in figures if figure.key == one.key]:
            filled, against = combined(filled, one.indicator, own_figures, grid, below)
            reconciled |= dict.fromkeys(against)
        elif one.is_reported:
            continue
        if one.key in surveys and not own_figures:
            register = one.indicator.served
            given = register is not None and register.name in grid.readings
            served = pd.read_parquet(registers / f"{register.name}.parquet") if register and given else pd.DataFrame()
            filled = grid.surveyed(filled, served, surveys[one.key])
        told = {"target": one.target.id if one.target else "", "plan": one.plan}
        if one.indicator.sum_of and one.key in tables:
            filled["unweighed"] = grid.unweighed(tables[one.key], filled)
        parts.append(filled.assign(**told, indicator=one.indicator.name, variant=one.indicator.variant))
    if not parts:
        raise ConfigurationError(
            "no target of a plan can be told of by what is given",
            where=CONFIGURATION,
            remedy="add the counts or values that its targets are reported in, or name an indicator in the plan",
        )
    table = pd.concat(parts, ignore_index=True)
    if "counted_from" in table:
        table = table.fillna({"counted_from": FROM_RECORDS}).astype({"bounded": "boolean"}).fillna({"bounded": True})
    return table, list(reconciled)
