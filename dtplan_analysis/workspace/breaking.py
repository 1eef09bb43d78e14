"""A figure of the judged table counted once more, by columns of its register or by months."""

from collections.abc import Sequence

import pandas as pd

from dtplan_analysis.counting import COUNTS, Stock, count
from dtplan_analysis.counting.placement import Snapshot
from dtplan_analysis.errors import InputError, RegisterError, nearest
from dtplan_analysis.indicators import Proportion
from dtplan_analysis.judging import judge_target, to_pandas, with_periods
from dtplan_analysis.periods import Period
from dtplan_analysis.registers.columns import Column
from dtplan_analysis.registers.reading.sql import connect
from dtplan_analysis.units import TOTAL
from dtplan_analysis.workspace.store import Store

MONTH = "month"

_TELLING = ("text", "code", "flag", "whole")


def broken_down(store: Store, target: str, quarter: Period, *, by: Sequence[str], unit: str) -> pd.DataFrame:
    """Return a target's figure of a unit (or of `(total)`) in a quarter as judged rows by columns and months.

    `by` are columns of the indicator's register, `month`, or `unit` for the total; the counts add up to those of the
    judged table, but for who is counted once in a whole. Raises InputError for a column that cannot tell groups apart,
    and for a survey that is judged by its design.
    """
    measured = store.measure_of(target)
    indicator, workspace, whole = measured.indicator, store.workspace, unit == TOTAL
    for register in indicator.registers:
        if register.name not in store.readings:
            raise RegisterError("was not given", where=f"register {register.name}", remedy="add it to dtplan.toml")
    columns = tuple(_checked(name, indicator, store, whole) for name in by if name != MONTH)
    periods = _months(store, quarter) if MONTH in by else (quarter,)
    read = ("unit", *(name for name in columns if name != "unit"))
    distinct = whole and "unit" not in columns and bool(indicator.distinct)
    with connect(workspace.store, workspace.memory) as engine:
        files = {one.name: str(store.place / "registers" / f"{one.name}.parquet") for one in indicator.registers}
        frames = {name: engine.read_parquet(file) for name, file in files.items()}
        left = store.units.pilots if whole else ()
        found = count([indicator], frames, periods, by=columns if distinct else read, as_of=store.as_of, leave_out=left)
        counts = to_pandas(found[0])
    if not distinct:
        stock = isinstance(indicator.placement, Stock | Snapshot)
        days = {one.label: one.own_start if stock else one.start for one in periods}
        heirs = [
            store.units.heir(str(code), days[str(label)])
            for code, label in zip(counts["unit"], counts["period"], strict=True)
        ]
        counts = counts.assign(unit=heirs)
        counts = counts if whole else counts[counts["unit"] == unit]
    numbers = [*COUNTS, "running"]
    counts = counts.groupby([*columns, "period", "span"], dropna=False, sort=False, as_index=False)[numbers].sum()
    dated = with_periods(counts, periods, as_of=store.as_of, plan=workspace.plan)
    levels = {one.code: one.level for one in store.units}
    if "unit" not in dated:
        dated = dated.assign(unit=unit)
    judged = judge_target(dated, indicator, measured.target, levels=levels)
    id_ = measured.target.id if measured.target else ""
    return judged.assign(target=id_, indicator=indicator.name, variant=indicator.variant, month=judged["period"])


def groups_of(indicator: Proportion, store: Store) -> dict[str, Column]:
    """Return the columns by which an indicator can be broken down: what its exports have, and what names no person."""
    absent = set(store.readings[indicator.register.name].absent)
    return {
        one.name: one
        for one in indicator.register.columns
        if one.type in _TELLING and not one.pseudonym and one.name not in absent and one.name != "unit"
    }


def _checked(name: str, indicator: Proportion, store: Store, whole: bool) -> str:
    if name in store.readings[indicator.register.name].absent:
        raise InputError(
            f"the export has no column {name!r}",
            where=f"register {indicator.register.name}",
            remedy=f"map it in dtplan.toml, [registers.{indicator.register.name}.columns]",
        )
    known = {*groups_of(indicator, store), MONTH} | ({"unit"} if whole else set())
    if name not in known:
        raise InputError(
            f"cannot be broken down by {name!r}", where=indicator.name, remedy=nearest(name, sorted(known))
        )
    return name


def _months(store: Store, quarter: Period) -> tuple[Period, ...]:
    months = store.workspace.quarters.of_length(1)
    if months.length != 1:
        raise InputError(
            "these quarters are not made of months", where="month", remedy="break it down by a column of the register"
        )
    return months.between(quarter.start, quarter.end)
