"""Reading a table of a state: as pandas does, row for row and type for type, and with no thread more."""

import os
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from dtplan_analysis.workspace import Store
from dtplan_analysis.workspace.parquet import read_parquet

TYPES: dict[Any, dict[str, Any]] = {
    "numpy": {},
    "numpy_nullable": {"dtype_backend": "numpy_nullable"},
    "pyarrow": {"dtype_backend": "pyarrow"},
}


@pytest.mark.parametrize("types", TYPES)
def test_a_table_is_read_as_pandas_does(online: Store, types: Any) -> None:
    files = [*online.place.glob("*.parquet"), *(online.place / "registers").glob("*.parquet")]
    assert len(files) > 8
    for file in files:
        assert_frame_equal(read_parquet(file, types), pd.read_parquet(file, **TYPES[types]))


def test_rows_with_a_value_are_read_wherever_they_stand(tmp_path: Path) -> None:
    units = ["A", "B", None, "Đ", "B", "", "C"]
    table = pd.DataFrame({"unit": units, "n": range(7), "period": ["2024Q1", "2024Q2"] * 3 + ["2024Q1"]})
    for rows in (1, 2, 7):
        table.to_parquet(file := tmp_path / f"{rows}.parquet", row_group_size=rows, index=False)
        for unit in ("A", "B", "Đ", "", "Z"):
            assert_frame_equal(
                read_parquet(file, only={"unit": unit}), pd.read_parquet(file, filters=[("unit", "=", unit)])
            )
        assert [*read_parquet(file, only={"unit": "B", "period": "2024Q2"})["n"]] == [1]


def threads() -> int:
    return len(os.listdir("/proc/self/task"))  # noqa: PTH208


@pytest.mark.skipif(sys.platform != "linux", reason="looks at threads in Linux's way")
def test_no_thread_is_left(online: Store) -> None:
    before = threads()
    for name in ("judged", "by_unit", "counts"):
        read_parquet(online.place / f"{name}.parquet")
    read_parquet(online.place / "by_unit.parquet", only={"unit": next(iter(online.units)).code})
    assert threads() <= before
