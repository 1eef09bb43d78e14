"""The records behind the shortfalls of a quarter: the first few of every unit, asked of a register once for all."""

import os
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from dtplan_analysis.counting.records import identifying, records_behind
from dtplan_analysis.indicators import Proportion
from dtplan_analysis.periods import Period
from dtplan_analysis.registers.reading.sql import connect
from dtplan_analysis.workspace.configuration import Workspace
from dtplan_analysis.workspace.state import LISTS

CAP = 8
"""How many records are listed for a unit and a target; all of them are in the workspace's registers."""


def listed(workspace: Workspace, indicator: Proportion, quarter: Period, as_of: date) -> pd.DataFrame:
    """Return the latest records that an indicator lacks, at most CAP of each unit, without personal data.

    Columns are those of `records_behind`, and `of`: how many records the unit lacks in all. What was asked once is
    kept in the store, so that a thousand reports don't ask the registers a thousand times.
    """
    file = workspace.store / LISTS / f"{quarter.label}-{indicator.name}-{indicator.variant}.parquet"
    if not file.exists():
        _ask(workspace, indicator, quarter, as_of, file)
    return pd.read_parquet(file, dtype_backend="pyarrow")


def behind(
    workspace: Workspace,
    indicator: Proportion,
    quarter: Period,
    as_of: date,
    engine: duckdb.DuckDBPyConnection,
) -> duckdb.DuckDBPyRelation:
    """Return what `records_behind` finds in the store's registers, lazily."""
    registers, names = workspace.store / "registers", [register.name for register in indicator.registers]
    frames = {name: engine.read_parquet(str(registers / f"{name}.parquet")) for name in names}
    found: duckdb.DuckDBPyRelation = records_behind(
        indicator, frames, quarter, as_of=as_of, timezone=workspace.timezone
    )
    return found


def _ask(workspace: Workspace, indicator: Proportion, quarter: Period, as_of: date, file: Path) -> None:
    latest = f'"{indicator.placement.columns[0]}" desc nulls last'
    order = ", ".join([latest, *(f'"{name}"' for name in identifying(indicator))])
    file.parent.mkdir(exist_ok=True)
    fresh = file.with_suffix(f".{os.getpid()}")
    with connect(workspace.store, workspace.memory) as engine:
        first: Any = behind(workspace, indicator, quarter, as_of, engine).query(
            "behind",
            f'select *, count(*) over (partition by unit) as "of" from behind '
            f"qualify row_number() over (partition by unit order by {order}) <= {CAP} order by unit, {order}",
        )
        first.write_parquet(str(fresh))
    fresh.replace(file)
