"""Frames of any library and kind, in the one shape that counting relies on."""

import warnings
from datetime import date, datetime
from zoneinfo import ZoneInfo

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from backends import rows_of
from counted import AS_OF, dossiers, periods

from dtplan_analysis.counting import COUNTS
from dtplan_analysis.errors import RegisterError
from dtplan_analysis.indicators import (
    dossiers_online,
)
from dtplan_analysis.registers.dossiers import DOSSIERS
from dtplan_analysis.registers.frames import MINISTRY_TIME, conform, rows_in

CATEGORIES = {
    "pandas categories": lambda frame: frame.astype({"channel": "category", "unit": "category", "status": "category"}),
    "pandas objects": lambda frame: frame.astype(object),
    "pandas dictionaries of arrow": lambda frame: frame.astype(
        {name: pd.ArrowDtype(pa.dictionary(pa.int8(), pa.string())) for name in ("channel", "unit")}
    ),
    "pandas with an index of its own": lambda frame: frame.set_index(pd.Index([7, 7, 3])),
    "polars categories": lambda frame: pl.from_pandas(frame).with_columns(
        pl.col("channel", "unit").cast(pl.Categorical)
    ),
    "polars enum": lambda frame: pl.from_pandas(frame).with_columns(
        pl.col("channel").cast(pl.Enum(["online", "direct"]))
    ),
    "pyarrow dictionaries": lambda frame: pa.Table.from_pandas(
        frame.astype({"channel": "category", "unit": "category"})
    ),
    "duckdb enum": lambda frame: duckdb.from_df(frame).project(
        "* REPLACE (channel::ENUM('online', 'direct') AS channel)"
    ),
    "nanoseconds": lambda frame: frame.astype({"received_on": "datetime64[ns]"}),
    "seconds": lambda frame: frame.astype({"received_on": "datetime64[s]"}),
    "dates of arrow": lambda frame: pa.Table.from_pandas(frame).set_column(
        0, "received_on", pa.array(frame["received_on"].dt.date)
    ),
    "names that counting uses itself": lambda frame: frame.assign(
        period="2020Q1", span="x", missing_0=9, stretch=1, running="no", level="full", last_snapshot=None
    ),
}


@pytest.mark.parametrize("kind", CATEGORIES)
def test_counts_do_not_depend_on_how_columns_are_stored(kind):
    frame = dossiers("2024-04-01", "2024-05-05", "2024-06-30", channel=["online", "direct", "online"])
    found = dossiers_online.counts(CATEGORIES[kind](frame))
    assert [{name: row[name] for name in ("unit", "period", *COUNTS)} for row in rows_of(found)] == [
        {"unit": "A", "period": "2024Q2", "records": 3, "excluded": 0, "missing": 0, "denominator": 3, "numerator": 2}
    ]


@pytest.mark.parametrize("empty", [None, float("nan"), pd.NaT, pd.NA], ids=str)
@pytest.mark.parametrize("column", ["channel", "processed_online", "status", "completed_on"])
def test_column_without_any_value_may_have_any_type(column, empty):
    frame = dossiers("2024-04-01", completed_on=pd.Timestamp("2024-04-02")).assign(**{column: empty})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        (counts,) = periods(dossiers_online.counts(frame), "missing", "denominator", "numerator").values()
    assert counts == {"channel": (0, 1, 0), "processed_online": (1, 0, 0)}.get(column, (0, 1, 1))


WRONG = [
    # Indicator, what is done to its frame, the words of the error.
    ({"received_on": "01/04/2024"}, "register dossiers: column 'received_on' is String, not date", "to_datetime"),
    ({"processed_online": "yes"}, "column 'processed_online' is String, not flag", "true, false or empty"),
    ({"processed_online": 1}, "column 'processed_online' is Int64, not flag", "true, false or empty"),
    ({"unit": 7.5}, "column 'unit' is Float64, not text", "7.0 is no code"),
    ({"channel": True}, "column 'channel' is Boolean, not code", "map it"),
    ({"status": pd.Timestamp("2024-01-01")}, "column 'status' is Datetime", "map it"),
]


@pytest.mark.parametrize(("wrong", "fault", "remedy"), WRONG)
def test_wrong_type_is_refused(wrong, fault, remedy):
    with pytest.raises(RegisterError, match=fault) as refused:
        dossiers_online.counts(dossiers("2024-04-01").assign(**wrong), as_of=AS_OF)
    assert remedy in refused.value.remedy


ZONED = [datetime(2024, 4, 1, 20, tzinfo=ZoneInfo(zone)) for zone in ("UTC", "Asia/Tokyo")]


@pytest.mark.parametrize(
    "days", [["2024-04-01", date(2024, 4, 1)], [date(2024, 4, 1), "01/04/2024"], [datetime(2024, 4, 1), ZONED[0]]]
)
def test_dates_of_many_kinds_are_refused(days):
    mixed = pd.Series(days, dtype=object)
    with pytest.raises(RegisterError, match="column 'received_on' is Object, not date"):
        dossiers_online.counts(dossiers("2024-04-01", "2024-04-01").assign(received_on=mixed), as_of=AS_OF)


def test_moments_of_many_zones_lie_on_their_local_days():
    frame = pd.DataFrame({"received_on": pd.Series(ZONED, dtype=object)})
    table = conform(frame, DOSSIERS, ["received_on"], as_of=AS_OF, timezone=MINISTRY_TIME)
    assert [day.date() for day in table["received_on"].to_list()] == [date(2024, 4, 2), date(2024, 4, 1)]


def test_rows_are_what_pandas_gives() -> None:
    frame = dossiers("2024-04-01", None, "2024-05-01").assign(
        channel=["online", None, "direct"], value=[0.5, None, 1], whole=pd.array([1, None, 3], dtype="Int64"),
        late=pd.array([True, None, False], dtype="boolean"), day=[date(2024, 4, 1), None, date(2024, 5, 1)],
    )  # fmt: skip
    for one in (frame, frame.iloc[:0], frame.astype(object)):
        assert repr(rows_in(one)) == repr(one.to_dict("records"))
