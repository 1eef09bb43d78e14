"""Parquet files: the wanted columns alone, and what is damaged."""

import io
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from reading import opened, read

from dtplan_analysis.errors import RegisterError


def test_reads_only_the_wanted_columns_of_parquet(tmp_path: Path) -> None:
    frame = pd.DataFrame({"a.b": [" x\u00a0", None], "ChuHoSo": ["Ng", "Tr"], "Mã": ["e\u0302\u0301", "b"]})
    frame["a.b"] = frame["a.b"].astype("category")
    frame.to_parquet(tmp_path / "x.parquet")
    export = opened(tmp_path / "x.parquet")
    (batch,) = export.batches(["a.b", "Mã"])
    assert batch.to_pylist() == [
        {"c0": "x", "c1": "ế", "row_record": 1},
        {"c0": None, "c1": "b", "row_record": 2},
    ]
    assert list(export.records()) == []


@pytest.mark.parametrize(
    ("numbers", "type_", "kept"),
    [
        ([10**17 + 1, 10**17 + 2], pa.int64(), ["100000000000000001", "100000000000000002"]),
        ([10**17 + 1, 10**17 + 2], pa.decimal128(21, 2), ["100000000000000001", "100000000000000002"]),
        ([2, 10**15 - 1], pa.float64(), ["2", "999999999999999"]),
        ([2, 10**17 + 2], pa.float64(), ["2"]),
        ([2, 2**24 + 2], pa.float32(), ["2"]),
    ],
)
def test_numbers_are_keys_where_their_type_holds_them_whole(
    tmp_path: Path, numbers: list[int], type_: pa.DataType, kept: list[str]
) -> None:
    table = {"number": pa.array(numbers).cast(type_, safe=False), "unit": ["VP"] * 2, "received_on": ["2024-05-06"] * 2}
    stream = io.BytesIO()
    pq.write_table(pa.table(table), stream)
    found = read(tmp_path, {"x.parquet": stream.getvalue()})
    assert found.column("number") == kept
    assert found.reading.rejected == ({"number: damaged_key": 2 - len(kept)} if len(kept) < 2 else {})


@pytest.mark.parametrize(
    ("zone", "unit", "day"),
    [("UTC", "us", 7), ("UTC", "ns", 7), (None, "us", 6), (None, "ns", 6)],
)
def test_moments_count_in_the_zone_of_the_source(tmp_path: Path, zone: str | None, unit: str, day: int) -> None:
    moment = pa.array([datetime(2024, 5, 6, 17)], pa.timestamp(unit, tz=zone))
    stream = io.BytesIO()
    pq.write_table(pa.table({"number": ["A"], "unit": ["VP"], "received_on": moment}), stream)
    assert read(tmp_path, {"x.parquet": stream.getvalue()}).column("received_on") == [date(2024, 5, day)]


def test_refuses_damaged_pages_and_repeated_columns_of_parquet(tmp_path: Path) -> None:
    whole = tmp_path / "x.parquet"
    pq.write_table(pa.table({"a": [str(n) for n in range(5000)]}), whole)
    content = bytearray(whole.read_bytes())
    content[4:2000] = b"\xff" * 1996
    whole.write_bytes(content)
    with pytest.raises(RegisterError, match="cannot be read"):
        list(opened(whole).batches(["a"]))
    pq.write_table(pa.table([pa.array([1]), pa.array([2])], names=["unit", "unit"]), whole)
    with pytest.raises(RegisterError, match="2 times"):
        opened(whole)
