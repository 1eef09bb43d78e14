"""Parquet files: the wanted columns alone, and what is damaged."""

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from reading import opened

from dtplan_analysis.errors import RegisterError


def test_reads_only_the_wanted_columns_of_parquet(tmp_path: Path) -> None:
    frame = pd.DataFrame({"a.b": [" x\u00a0", None], "ChuHoSo": ["Ng", "Tr"], "Mã": ["e\u0302\u0301", "b"]})
    frame["a.b"] = frame["a.b"].astype("category")
    frame.to_parquet(tmp_path / "x.parquet")
    read = opened(tmp_path / "x.parquet")
    (batch,) = read.batches(["a.b", "Mã"])
    assert batch.to_pylist() == [
        {"c0": "x", "c1": "ế", "row_record": 1},
        {"c0": None, "c1": "b", "row_record": 2},
    ]
    assert list(read.records()) == []


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
