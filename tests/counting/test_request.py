"""What a call asks for: periods, units and the as-of date."""

from datetime import date

import pandas as pd
import pytest
from counted import dossiers

from dtplan_analysis.indicators import (
    dossiers_on_time,
    dossiers_online,
)


def test_as_of_date_is_the_latest_day_in_the_zone():
    frame = dossiers("2024-06-30T17:00+00:00", due_on=pd.Timestamp("2024-06-30"), completed_on=pd.NaT)
    frame = frame.assign(status="in_process")
    assert dossiers_on_time(frame, timezone="UTC")[["as_of", "numerator"]].to_numpy().tolist() == [
        [date(2024, 6, 30), 1]
    ]
    assert dossiers_on_time(frame)[["as_of", "numerator"]].to_numpy().tolist() == [[date(2024, 7, 1), 0]]


def test_slip_of_the_pen_is_no_as_of_date():
    frame = dossiers(*["2024-05-05"] * 9, "2204-05-05")
    with pytest.warns(UserWarning, match="1 rows have a 'received_on' that cannot be"):
        judged = dossiers_online(frame)
    assert judged[["period", "as_of", "records"]].to_numpy().tolist() == [["2024Q2", date(2024, 5, 5), 9]]
