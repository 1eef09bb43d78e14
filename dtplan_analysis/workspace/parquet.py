"""A table of a state, read in this thread alone: quicker for a small one, and no thread is left, which no fork has."""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

Types = Literal["numpy", "numpy_nullable", "pyarrow"]

_NULLABLE: dict[Any, Any] = {
    pa.int32(): pd.Int32Dtype(),
    pa.int64(): pd.Int64Dtype(),
    pa.float64(): pd.Float64Dtype(),
    pa.bool_(): pd.BooleanDtype(),
    pa.string(): pd.StringDtype(),
    pa.large_string(): pd.StringDtype(),
}


def read_parquet(
    file: Path | BytesIO, types: Types = "numpy", only: Mapping[str, str] = MappingProxyType({})
) -> pd.DataFrame:
    """Return a table as `pandas.read_parquet` does, with columns of such types; or `only` the rows with these values.

    Parts of a file whose rows have other values, as a file tells that is in the order of them, are not read.
    """
    with pq.ParquetFile(file, pre_buffer=False) as opened:
        places = {name: opened.schema_arrow.get_field_index(name) for name in only}
        groups = [
            group
            for group in range(opened.num_row_groups)
            if all(_may_hold(opened, group, place, only[name]) for name, place in places.items())
        ]
        table = opened.read_row_groups(groups, use_threads=False)
    for name, value in only.items():
        table = table.filter(pc.equal(table[name], value))
    mapper: Any = {"numpy": None, "numpy_nullable": _NULLABLE.get, "pyarrow": pd.ArrowDtype}[types]
    frame: pd.DataFrame = table.to_pandas(types_mapper=mapper, use_threads=False)
    return frame


def _may_hold(opened: pq.ParquetFile, group: int, place: int, value: str) -> bool:
    told = opened.metadata.row_group(group).column(place).statistics
    return told is None or not told.has_min_max or bool(told.min <= value <= told.max)
