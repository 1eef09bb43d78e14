"""In which period a record counts."""

from datetime import date, datetime

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from counted import SYSTEM, periods

from dtplan_analysis.counting import COUNTS
from dtplan_analysis.indicators import (
    dossiers_online,
    infrastructure_conditions,
    staff_official_mail,
    staff_trained,
    systems_integrated,
    tasks_tracked,
)


def test_stock_to_date_is_the_last_quarters():
    # so few rows behind a long gap would not set it themselves
    staff = pd.DataFrame(
        {
            "staff": ["s1", "s2", "s3"],
            "unit": "A",
            "kind": "official",
            "valid_from": pd.to_datetime(["2024-01-01", "2024-01-01", "2024-05-01"]),
            "valid_to": pd.to_datetime(["2024-05-31", None, None]),
            "long_leave": False,
            "official_mailbox": True,
        }
    )
    used = pd.DataFrame(
        {"staff": ["s1", "s2", "s3"], "used_on": pd.to_datetime(["2024-02-01", "2024-02-01", "2024-06-01"])}
    )
    found = staff_official_mail.counts(
        staff, registers={"mailbox_use": used}, period="year_to_date", as_of=date(2024, 6, 30)
    )
    # s2 used the mailbox in the first quarter only, and s1 had left by the end of the second.
    expected = {"2024Q1": (2, 2), "2024Q2": (1, 2)}
    assert periods(found) == {(q, span): both for q, both in expected.items() for span in ("quarter", "year_to_date")}
    trained = staff_trained.counts(
        staff,
        registers={"training": used.rename(columns={"used_on": "completed_on"})},
        period="year_to_date",
        as_of=date(2024, 6, 30),
    )
    assert periods(trained)["2024Q2", "year_to_date"] == (2, 2)  # classes count from the start of the year


def test_open_tasks_are_counted_again_over_the_year():
    tasks = pd.DataFrame(
        {
            "number": ["t1", "t2"],
            "unit": "A",
            "assigned_on": pd.to_datetime(["2024-01-10", "2024-01-10"]),
            "completed_on": pd.to_datetime(["2024-02-01", None]),
            "due_on": pd.NaT,
            "tracked": True,
            "secrecy": "none",
        }
    )
    updates = pd.DataFrame({"number": ["t2"], "updated_on": pd.to_datetime(["2024-03-01"])})
    others = {"assignment_updates": updates}
    found = tasks_tracked.counts(tasks, registers=others, period="year_to_date", as_of=date(2024, 6, 30))
    assert periods(found) == {
        ("2024Q1", "quarter"): (2, 2),
        ("2024Q2", "quarter"): (0, 1),
        ("2024Q1", "year_to_date"): (2, 2),
        ("2024Q2", "year_to_date"): (2, 2),
    }


ZONES = [
    # The moment, the zone that decides, the quarter.
    ("2024-03-31T22:30+00:00", "Europe/Amsterdam", "2024Q2"),  # the day summer time began: 00:30 there
    ("2024-03-30T23:30+00:00", "Europe/Amsterdam", "2024Q1"),
    ("2024-06-30T21:59+00:00", "Europe/Amsterdam", "2024Q2"),
    ("2024-06-30T22:00+00:00", "Europe/Amsterdam", "2024Q3"),
    ("2023-12-31T22:59+00:00", "Europe/Amsterdam", "2023Q4"),
    ("2023-12-31T23:00+00:00", "Europe/Amsterdam", "2024Q1"),
    ("2024-06-30T16:59+00:00", "Asia/Ho_Chi_Minh", "2024Q2"),
    ("2024-06-30T17:00+00:00", "Asia/Ho_Chi_Minh", "2024Q3"),
    ("2024-07-01T00:30+09:00", "Asia/Ho_Chi_Minh", "2024Q2"),
    ("2024-01-01T04:59+00:00", "America/New_York", "2023Q4"),
]


@pytest.mark.parametrize("kind", ["pandas", "pandas objects", "polars", "pyarrow", "duckdb"])
@pytest.mark.parametrize(("moment", "zone", "quarter"), ZONES)
def test_zone_decides_the_day(moment, zone, quarter, kind):
    when = datetime.fromisoformat(moment)
    # All dates of the frame are aware; the as-of date is taken from them, in the same zone.
    cells = {"unit": ["A"], "channel": ["online"], "processed_online": [True], "status": ["processed"]}
    table = pa.table({**cells, "received_on": pa.array([when], pa.timestamp("us", str(when.tzinfo)[3:] or "UTC"))})
    frame = {
        "pandas": table.to_pandas,
        "pandas objects": lambda: pd.DataFrame({**cells, "received_on": pd.Series([when], dtype=object)}),
        "polars": lambda: pl.from_arrow(table),
        "pyarrow": lambda: table,
        "duckdb": lambda: duckdb.from_arrow(table),
    }[kind]()
    assert list(periods(dossiers_online.counts(frame, timezone=zone))) == [(quarter, "quarter")]


def test_contradicting_dates_are_missing_and_never_vanish():
    system = SYSTEM.assign(valid_from=pd.Timestamp("2024-02-01"), valid_to=pd.Timestamp("2024-01-01"))
    found = systems_integrated.counts(system, as_of=date(2024, 6, 30))
    assert periods(found, *COUNTS) == dict.fromkeys([("2024Q1", "quarter"), ("2024Q2", "quarter")], (1, 0, 1, 0, 0))


def test_snapshot_of_all_units_needs_no_unit_to_group_by():
    frame = pd.DataFrame(
        {
            "unit": ["A", "A", "B"],
            "item": ["i", "i", "i"],
            "snapshot_on": pd.to_datetime(["2024-04-01", "2024-06-01", "2024-05-01"]),
            "required": True,
            "met": [False, True, True],
        }
    )
    assert periods(infrastructure_conditions.counts(frame, by=None)) == {("2024Q2", "quarter"): (2, 2)}
