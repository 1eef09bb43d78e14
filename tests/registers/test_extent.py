"""What plain frames hold: their days, their empty cells, their codes without a meaning, and the as-of date."""

from datetime import date
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from counted import dossiers

from dtplan_analysis.catalogue import REGISTERS
from dtplan_analysis.errors import RegisterError
from dtplan_analysis.registers.dossiers import DOSSIERS
from dtplan_analysis.registers.extent import Extent, empty_cells, extent, latest_day, strange_codes
from dtplan_analysis.registers.frames import MINISTRY_TIME

BACKENDS = {
    "pandas": lambda frame: frame,
    "polars lazy": lambda frame: pl.from_pandas(frame).lazy(),
    "pyarrow": pa.Table.from_pandas,
    "duckdb": duckdb.from_df,
}
EACH = pytest.mark.parametrize("shaped", BACKENDS.values(), ids=BACKENDS)


def days(**columns: Any) -> pd.DataFrame:
    return pd.DataFrame({name: pd.to_datetime(pd.Series(values)) for name, values in columns.items()})


@EACH
def test_the_latest_day_is_that_of_all_columns_that_tell_of_something_done(shaped: Any) -> None:
    frame = days(received_on=["2024-04-01", "2024-05-01"], completed_on=["2024-05-20", None])
    frame["due_on"] = pd.Timestamp("2030-01-01")  # nothing happened on it
    staff = days(used_on=["2024-05-31"])
    assert latest_day([(DOSSIERS, shaped(frame))]) == date(2024, 5, 20)
    assert latest_day([(DOSSIERS, shaped(frame)), (REGISTERS["mailbox_use"], staff)]) == date(2024, 5, 31)


def test_few_rows_behind_a_gap_are_told_and_do_not_set_it() -> None:
    frame = days(received_on=[*pd.date_range("2024-04-01", periods=60).astype(str), "2026-06-01", "2026-06-02"])
    with pytest.warns(UserWarning, match=r"2 rows tell of days after 2024-05-30, up to 2026-06-02"):
        assert latest_day([(DOSSIERS, frame)]) == date(2024, 5, 30)


@pytest.mark.parametrize("frame", [days(due_on=["2024-05-01"]), days(received_on=[None])], ids=["due", "empty"])
def test_where_nothing_happened_the_as_of_date_must_be_given(frame: pd.DataFrame) -> None:
    with pytest.raises(RegisterError, match="no register has a date") as refused:
        latest_day([(DOSSIERS, frame)])
    assert "as_of=" in refused.value.remedy


@EACH
def test_days_that_cannot_be_are_apart(shaped: Any) -> None:
    given = days(received_on=["1989-12-31", "1990-01-01", "2024-05-01", "2024-05-02", None, "2024-07-01"])
    found = extent(shaped(given), DOSSIERS, "received_on", as_of=date(2024, 5, 2), timezone=MINISTRY_TIME)
    assert found == Extent(date(1990, 1, 1), date(2024, 5, 2), empty=1, before=1, after=1)


def test_of_no_row_there_is_no_day() -> None:
    found = extent(days(received_on=[]), DOSSIERS, "received_on", as_of=date(2024, 5, 2), timezone=MINISTRY_TIME)
    assert found == Extent(None, None, empty=0, before=0, after=0)


@EACH
def test_a_cell_that_nobody_can_read_is_not_empty(shaped: Any) -> None:
    given = pd.DataFrame({"a": ["x", None, None], "a__unread": [False, False, True], "b": ["x", "y", None]})
    assert empty_cells(shaped(given), ["b", "a"]) == {"b": 1, "a": 1}
    assert empty_cells(shaped(given), []) == {}


@EACH
@pytest.mark.parametrize(
    ("cells", "strange"),
    [
        (["online", "Zalo", "Internet", "Internet", None], {"Internet": 2, "Zalo": 1}),
        (["b", "a", "direct"], {"a": 1, "b": 1}),
        (["online", "direct"], {}),
        ([1, 3, 9], {"9": 1}),  # the numbers of national systems
    ],
)
def test_codes_without_a_meaning_are_counted(shaped: Any, cells: list[Any], strange: dict[str, int]) -> None:
    frame = dossiers(*["2024-04-01"] * len(cells), channel=cells)
    assert strange_codes(shaped(frame), DOSSIERS.column("channel")) == strange
