"""What a call asks for: periods, units and the as-of date."""

from datetime import date

import pandas as pd
import pytest
from counted import dossiers

from dtplan_analysis.indicators import (
    dossiers_fully_online,
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
    with pytest.warns(UserWarning, match="1 rows have a 'received_on' after the as-of date, 2024-05-05"):
        judged = dossiers_online(frame)
    assert judged[["period", "as_of", "records"]].to_numpy().tolist() == [["2024Q2", date(2024, 5, 5), 9]]


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (
            {"channel": ["online", "Internet", "Internet", "Zalo"]},
            r"3 rows have a 'channel' without a meaning: 'Internet' \(2\), 'Zalo' \(1\); its codes are direct, online,",
        ),
        ({"channel": [2, 9, 1, 2]}, r"1 rows have a 'channel' without a meaning: '9' \(1\); its codes are direct,"),
        (
            {"status": pd.Categorical(["processed", "xong", None, "processed"])},
            r"1 rows have a 'status' without a meaning: 'xong' \(1\); its codes are newly_registered,",
        ),
    ],
)
def test_codes_without_a_meaning_are_said_with_those_that_have_one(columns, said):
    frame = dossiers("2024-05-05", "2024-05-06", "2024-05-07", "2024-05-08").assign(**columns)
    with pytest.warns(UserWarning, match=said):
        dossiers_online(frame)


def test_codes_of_the_other_registers_are_asked_too():
    procedures = pd.DataFrame({"procedure": ["P"], "level": ["mức 4"], "valid_from": pd.to_datetime(["2024-01-01"])})
    frame = dossiers("2024-05-05", procedure="P", result_online=True, result_delivery="online", reused=True)
    said = "register procedures: 1 rows have a 'level' without a meaning: 'mức 4'"
    with pytest.warns(UserWarning, match=said):
        dossiers_fully_online(frame, registers={"procedures": procedures})


def test_a_few_rows_behind_a_gap_do_not_set_the_as_of_date():
    frame = dossiers(*pd.date_range("2024-04-01", periods=60).astype(str), "2026-06-01", "2026-06-02")
    told = r"2 rows tell of days after 2024-05-30, up to 2026-06-02.*as_of=date\.fromisoformat\('2026-06-02'\)"
    with pytest.warns(UserWarning, match=told):
        judged = dossiers_online(frame)
    assert judged[["period", "as_of", "records"]].to_numpy().tolist() == [["2024Q2", date(2024, 5, 30), 60]]
    asked = dossiers_online(frame, as_of=date(2026, 6, 2))
    assert asked.set_index("period")["records"].to_dict() == {"2024Q2": 60, "2026Q2": 2}


def test_what_is_dated_after_the_as_of_date_has_not_happened():
    frame = dossiers("2024-04-01", "2024-04-02", "2024-04-03", "2024-08-01").assign(
        due_on=pd.to_datetime(["2024-06-01", "2024-07-20", "2024-06-01", "2024-09-01"]),
        completed_on=pd.to_datetime(["2024-05-01", "9999-12-31", "2024-07-15", None]),
        status=["processed", "processed", "stopped", "in_process"],
    )
    found = dossiers_on_time(frame, as_of=date(2024, 6, 30)).set_index("period").loc["2024Q2"]
    assert found[["records", "missing", "denominator", "numerator"]].tolist() == [3, 0, 3, 2]
    assert found["provisional"]
