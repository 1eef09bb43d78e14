"""Sums of a column instead of numbers of records: volumes, their shares, and what nobody knows of them."""

from datetime import date
from typing import Any

import duckdb
import narwhals.stable.v2 as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from backends import rows_of

from dtplan_analysis.counting import COUNTS, Flow
from dtplan_analysis.indicators import Proportion
from dtplan_analysis.language import Text
from dtplan_analysis.registers import Register
from dtplan_analysis.registers.columns import UNIT, day, flag, whole

SERVICES = Register(
    "services",
    title=Text("Dịch vụ", "Services"),
    columns=(UNIT, day("year", "Năm", "Year"), flag("online", "Trực tuyến", "Online"), whole("volume", "Số", "Volume")),
    date="year",
)
BY_VOLUME = Proportion(
    "online_by_volume",
    register=SERVICES,
    numerator=nw.col("online"),
    needs=("online",),
    placement=Flow("year"),
    sum_of="volume",
)
ROWS: dict[str, list[Any]] = {
    "unit": ["A", "A", "A", "B", "B", "C"],
    "year": pd.to_datetime(["2024-02-01", "2024-02-01", "2024-05-01", "2024-02-01", "2024-02-01", "2024-02-01"]),
    "online": [True, False, True, True, None, True],
    "volume": [100, 300, 7, 10, 5, None],
}  # type: ignore[dict-item]


def frame() -> pd.DataFrame:
    return pd.DataFrame(ROWS).astype({"online": "boolean", "volume": "Int64"})


AS_TABLE = pa.Table.from_pandas(frame())
BACKENDS = {
    "pandas": frame(),
    "polars": pl.from_arrow(AS_TABLE),
    "pyarrow": AS_TABLE,
    "duckdb": duckdb.from_arrow(AS_TABLE),
}


@pytest.mark.parametrize("backend", BACKENDS)
def test_every_backend_sums_alike(backend: str) -> None:
    counted = rows_of(BY_VOLUME.counts(BACKENDS[backend], as_of=date(2024, 6, 30)))
    rows = sorted(tuple(row[name] for name in ("unit", "period", *COUNTS, "unweighed")) for row in counted)
    assert rows == [
        ("A", "2024Q1", 400, 0, 0, 400, 100, 0),
        ("A", "2024Q2", 7, 0, 0, 7, 7, 0),
        ("B", "2024Q1", 15, 0, 5, 10, 10, 0),
        ("C", "2024Q1", 0, 0, 0, 0, 0, 1),
    ]


def test_a_sum_has_no_interval_and_an_empty_cell_leaves_it_open() -> None:
    judged = BY_VOLUME(frame(), target="20%", as_of=date(2024, 6, 30)).set_index(["unit", "period"])
    first = judged.loc["A", "2024Q1"]
    assert (first["value"], first["status"], first["shortfall"], first["method"]) == (0.25, "met", 0, "sum")
    assert judged[["lower", "upper"]].isna().all(axis=None)
    assert judged.loc["C", "2024Q1"]["reason"] == "missing_weight"
    assert judged.loc["C", "2024Q1"]["status"] == "inconclusive"
    assert round(judged.loc["B", "2024Q1"]["worst"], 3) == 0.667


def test_a_number_below_zero_is_no_number_of_anything() -> None:
    rows = frame().assign(volume=pd.array([100, -300, 7, 10, 5, 1], "Int64"))
    judged = BY_VOLUME(rows, target="20%", as_of=date(2024, 6, 30)).set_index(["unit", "period"])
    assert judged.loc["A", "2024Q1"]["reason"] == "missing_weight"
