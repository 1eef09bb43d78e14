"""When records begin: the first day of each unit in each register."""

from collections.abc import Mapping
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow.parquet as pq

from dtplan_analysis.registers import Register
from dtplan_analysis.registers.reading import Reading
from dtplan_analysis.registers.reading.cells import quoted


def first_days(
    engine: duckdb.DuckDBPyConnection, registers: Path, known: Mapping[str, Register], readings: Mapping[str, Reading]
) -> pd.DataFrame:
    """Return the first day with a usable record of each unit in each register, by the date that decides the quarter.

    Columns `register`, `unit` and `day` (a date), ordered by both names. Slips that the register's own first day leaves
    out are none.
    """
    found: list[tuple[str, str, object]] = []
    for name, reading in sorted(readings.items()):
        file, day = registers / f"{name}.parquet", known[name].date
        if reading.first and {"unit", day} <= {*pq.read_schema(file).names}:
            asked = engine.execute(
                f"SELECT $name, unit, CAST(min({quoted(day)}) AS DATE) FROM read_parquet($file) "
                f"WHERE unit IS NOT NULL AND {quoted(day)} >= CAST($first AS DATE) GROUP BY unit ORDER BY unit",
                {"name": name, "file": str(file), "first": reading.first},
            )
            found += asked.fetchall()
    return pd.DataFrame(found, columns=["register", "unit", "day"])
