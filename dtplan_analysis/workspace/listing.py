"""The records behind the shortfalls of a quarter: the first few of every unit, asked of a register once for all."""

import hashlib
import os
import tempfile
from collections.abc import Collection
from contextlib import suppress
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from dtplan_analysis.counting.records import identifying, records_behind
from dtplan_analysis.indicators import Proportion
from dtplan_analysis.periods import Period
from dtplan_analysis.registers.reading.sql import connect
from dtplan_analysis.workspace.configuration import Workspace
from dtplan_analysis.workspace.parquet import read_parquet
from dtplan_analysis.workspace.state import LISTS

CAP = 8
"""How many records are listed for a unit and a target; all of them are in the workspace's registers."""

_LETTERS = 16


def listed(workspace: Workspace, state: Path, indicator: Proportion, quarter: Period, as_of: date) -> pd.DataFrame:
    """Return the latest records that an indicator lacks, at most CAP of each unit, without personal data.

    Columns are those of `records_behind`, and `of`: how many records the unit lacks in all. What was asked once is
    kept in the state, so that a thousand reports don't ask the registers a thousand times; the name of the file holds
    the hash of it, and what is damaged, or cannot be kept, is asked for again.
    """
    name = f"{quarter.label}-{indicator.name}-{indicator.variant}"
    for file in (state / LISTS).glob(f"{name}.{'?' * _LETTERS}.parquet"):
        with suppress(OSError):
            content = file.read_bytes()
            if file.suffixes[-2] == f".{_hash(content)}":
                return _read(content)
    content = _ask(workspace, state, indicator, quarter, as_of)
    with suppress(OSError):  # a workspace that may only be read
        (state / LISTS).mkdir(exist_ok=True)
        fresh = state / LISTS / f"{name}.{os.getpid()}"
        fresh.write_bytes(content)
        fresh.replace(state / LISTS / f"{name}.{_hash(content)}.parquet")
    return _read(content)


def behind(
    workspace: Workspace,
    state: Path,
    indicator: Proportion,
    quarter: Period,
    as_of: date,
    engine: duckdb.DuckDBPyConnection,
) -> duckdb.DuckDBPyRelation:
    """Return what `records_behind` finds in a state's registers, lazily."""
    registers, names = state / "registers", [register.name for register in indicator.registers]
    frames = {name: engine.read_parquet(str(registers / f"{name}.parquet")) for name in names}
    found: duckdb.DuckDBPyRelation = records_behind(
        indicator, frames, quarter, as_of=as_of, timezone=workspace.timezone
    )
    return found


def records_of(
    workspace: Workspace,
    state: Path,
    indicator: Proportion,
    quarter: Period,
    as_of: date,
    *,
    unit: str,
    hidden: Collection[str],
) -> duckdb.DuckDBPyRelation:
    """Return all records that an indicator lacks, lazily, the latest first: of one unit, or of all that are not hidden.

    Codes of people are left out unless the workspace shows them.
    """
    engine = connect(workspace.store, workspace.memory)
    found = behind(workspace, state, indicator, quarter, as_of, engine)
    of = duckdb.ColumnExpression("unit")
    if unit:
        found = found.filter(of == duckdb.ConstantExpression(unit))
    elif hidden:
        found = found.filter(of.isnotin(*map(duckdb.ConstantExpression, sorted(hidden))))
    people = {column.name for column in indicator.register.columns if column.pseudonym}
    left_out = set() if workspace.show_staff_codes else people
    kinds = dict(zip(found.columns, map(str, found.types), strict=True))
    days = {name: f'"{name}"::DATE AS "{name}"' for name, kind in kinds.items() if kind == "TIMESTAMP"}
    shown = ", ".join(days.get(name, f'"{name}"') for name in kinds if name not in left_out)
    order = ", ".join(f'"{name}"' for name in identifying(indicator))
    latest = f'unit, "{indicator.placement.columns[0]}" DESC'
    ordered: duckdb.DuckDBPyRelation = found.order(f"{latest}, {order}" if order else latest).project(shown)
    return ordered


def _ask(workspace: Workspace, state: Path, indicator: Proportion, quarter: Period, as_of: date) -> bytes:
    """Return a list as a Parquet file."""
    latest = f'"{indicator.placement.columns[0]}" desc nulls last'
    order = ", ".join([latest, *(f'"{name}"' for name in identifying(indicator))])
    with tempfile.TemporaryDirectory(prefix="dtplan-") as folder, connect(Path(folder), workspace.memory) as engine:
        first: Any = behind(workspace, state, indicator, quarter, as_of, engine).query(
            "behind",
            f'select *, count(*) over (partition by unit) as "of" from behind '
            f"qualify row_number() over (partition by unit order by {order}) <= {CAP} order by unit, {order}",
        )
        first.write_parquet(f"{folder}/list.parquet")
        return Path(folder, "list.parquet").read_bytes()


def _read(content: bytes) -> pd.DataFrame:
    return read_parquet(BytesIO(content), "pyarrow")


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:_LETTERS]
