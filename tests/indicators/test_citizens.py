"""Dossiers on time and satisfied applicants by the rule of Decision 766, as cases and as time goes by."""

from datetime import date

import pandas as pd
import pytest

from dtplan_analysis.indicators import applicants_satisfied, dossiers_on_time
from dtplan_analysis.periods import CALENDAR

LATER = date(2025, 1, 5)
SECOND, THIRD = "2024Q2", "2024Q3"
DAYS = ("received_on", "due_on", "completed_on", "returned_on", "supplement_asked_on")
ROW = {
    "number": "1",
    "unit": "A",
    "received_on": "2024-06-20",
    "due_on": "2024-07-10",
    "completed_on": None,
    "returned_on": None,
}
ROW |= {"supplement_asked_on": None, "status": "in_process", "supplements": 0, "complaint": False}
REACHED, FAILED, MISSING, NONE = (1, 0, 1), (0, 0, 1), (0, 1, 0), None


def frame(*rows, without=()):
    table = pd.DataFrame([ROW | row for row in rows]).drop(columns=list(without))
    return table.assign(**{day: pd.to_datetime(table[day]) for day in DAYS if day in table})


def counted(dossiers, quarter, as_of=LATER, indicator=dossiers_on_time):
    found = indicator(dossiers, variant="decision_766", as_of=as_of, period=[quarter])
    return tuple(found[["numerator", "missing", "denominator"]].to_numpy()[0].tolist()) if len(found) else NONE


CASES = [
    # Open at a period's end, that day stands for the end.
    ({}, REACHED, FAILED),
    ({"due_on": "2024-06-29"}, FAILED, FAILED),
    ({"due_on": "2024-06-30"}, REACHED, FAILED),
    # A supplement that was asked ends it for judging, and it stays open.
    ({"status": "supplement_requested", "supplement_asked_on": "2024-06-25"}, REACHED, REACHED),
    ({"supplement_asked_on": "2024-06-25", "completed_on": "2024-08-01", "status": "processed"}, REACHED, FAILED),
    ({"supplement_asked_on": "2024-06-25", "due_on": "2024-06-24"}, FAILED, FAILED),
    ({"supplement_asked_on": "2024-07-05", "status": "supplement_requested"}, REACHED, REACHED),
    ({"supplement_asked_on": "2024-07-15", "status": "supplement_requested"}, REACHED, FAILED),
    # A second one is overdue.
    ({"supplements": 2, "supplement_asked_on": "2024-06-25"}, FAILED, FAILED),
    # While it waits, and nobody knows since when, nothing is known.
    ({"status": "supplement_requested"}, MISSING, MISSING),
    ({"status": "supplement_requested", "completed_on": "2024-06-25"}, REACHED, NONE),
    ({"supplement_asked_on": "2024-06-01"}, MISSING, MISSING),
    # An end state without a day counts once, where it was received.
    ({"status": "withdrawal_requested"}, REACHED, NONE),
    ({"status": "stopped", "due_on": "2024-06-29"}, FAILED, NONE),
    ({"status": "processed"}, REACHED, NONE),
    ({"status": "withdrawal_requested", "completed_on": "2024-06-25"}, REACHED, NONE),
    ({"status": "withdrawal_requested", "completed_on": "2024-07-25"}, REACHED, FAILED),
    # The end is the processing end, else the day of the result.
    ({"status": "returned", "completed_on": "2024-07-10", "returned_on": "2024-07-20"}, REACHED, REACHED),
    ({"status": "returned", "returned_on": "2024-07-11"}, REACHED, FAILED),
    ({"completed_on": "2024-06-01", "status": "processed"}, MISSING, NONE),
    ({"due_on": None}, MISSING, MISSING),
    ({"due_on": "2024-06-01"}, MISSING, MISSING),
    ({"received_on": "2024-07-01"}, NONE, FAILED),
]


def test_dossiers_open_in_the_period_are_judged_as_of_its_last_day():
    rows = frame(*(row | {"unit": str(place)} for place, (row, *_) in enumerate(CASES)))
    found = dossiers_on_time(rows, variant="decision_766", as_of=LATER, period=[SECOND, THIRD], by="unit")
    cells = found.set_index(["unit", "period"])[["numerator", "missing", "denominator"]]
    numbers = {key: tuple(row) for key, row in zip(cells.index, cells.to_numpy().tolist(), strict=True)}
    for place, (row, *expected) in enumerate(CASES):
        assert [numbers.get((str(place), one)) for one in (SECOND, THIRD)] == expected, row


def test_without_the_day_of_a_request_what_waits_is_missing():
    waiting = frame({"status": "supplement_requested"}, {}, without=["supplement_asked_on"])
    assert counted(waiting, SECOND) == (1, 1, 1)


def test_not_accepted_dossiers_are_left_out():
    found = dossiers_on_time(frame({"status": "not_accepted"}), variant="decision_766", as_of=LATER, period=[SECOND])
    assert found[["excluded", "denominator", "status"]].to_numpy().tolist() == [[1, 0, "no_case"]]


def seen(row, day):
    """A dossier as its register says of it on a day: what comes later is not there yet."""
    there = row | {name: row[name] if row[name] and row[name] <= day else None for name in DAYS[2:]}
    ended = there["completed_on"] or there["returned_on"]
    waits = there["supplement_asked_on"] and not ended
    return there | {"status": row["status"] if ended else "supplement_requested" if waits else "in_process"}


LIVES = [
    {"completed_on": "2024-07-10", "returned_on": "2024-07-12", "status": "returned"},
    {"completed_on": "2024-08-20", "status": "processed"},
    {"completed_on": "2024-06-28", "status": "processed"},
    {"received_on": "2024-02-02", "due_on": "2024-04-02", "completed_on": "2024-11-02", "status": "processed"},
    {"supplement_asked_on": "2024-06-25", "completed_on": "2024-09-25", "status": "processed"},
    {"supplement_asked_on": "2024-07-25", "completed_on": "2024-09-25", "status": "stopped"},
    {"supplement_asked_on": "2024-06-25", "due_on": "2024-06-22", "completed_on": "2024-12-30", "status": "returned"},
    {"completed_on": "2024-10-01", "status": "withdrawal_requested"},
    {},
]


@pytest.mark.parametrize("indicator", [dossiers_on_time, applicants_satisfied], ids=lambda one: one.name)
def test_a_finished_quarter_stays_as_time_goes_by(indicator):
    days = ["2024-06-30", "2024-07-05", "2024-08-01", "2024-09-30", "2024-11-05", "2025-03-01"]
    exports = [(frame(*(seen(ROW | life, day) for life in LIVES)), date.fromisoformat(day)) for day in days]
    whole = frame(*(ROW | life for life in LIVES))
    found = {counted(table, SECOND, as_of, indicator) for table, as_of in exports}
    found |= {counted(whole, SECOND, as_of, indicator) for _, as_of in exports}
    assert found == {(7, 0, 9)}
    judged = dossiers_on_time(exports[0][0], variant="decision_766", as_of=exports[0][1], period=[SECOND])
    assert not judged["provisional"].any()
    early = dossiers_on_time(exports[0][0], variant="decision_766", as_of=date(2024, 6, 29), period=[SECOND])
    assert early["provisional"].all()


def test_records_behind_it_are_those_of_the_last_day():
    dossiers = frame({"due_on": "2024-07-10", "completed_on": "2024-08-01"}, {"due_on": "2024-06-29"})
    behind = [
        dossiers_on_time.records(dossiers, period=one, variant="decision_766", as_of=LATER) for one in (SECOND, THIRD)
    ]
    assert [one["due_on"].dt.date.tolist() for one in behind] == [
        [date(2024, 6, 29)],
        [date(2024, 7, 10), date(2024, 6, 29)],
    ]


@pytest.mark.parametrize(
    ("row", "administrative", "by_frame"),
    [
        ({"complaint": True}, 0, 0),
        ({"complaint": True, "completed_on": "2024-06-28"}, 0, 0),
        ({"completed_on": "2024-06-28"}, 1, 1),
        ({}, 0, 1),  # by the project's rule it is overdue as of the as-of day
    ],
)
def test_satisfaction_follows_its_own_rule_of_time(row, administrative, by_frame):
    dossiers = frame(row)
    own = applicants_satisfied(dossiers, variant="administrative", as_of=LATER, period=[SECOND])
    assert own["numerator"].tolist() == [administrative]
    assert counted(dossiers, SECOND, indicator=applicants_satisfied)[0] == by_frame


def test_overdue_and_complained_of_is_subtracted_twice():
    rows = [{"due_on": "2024-06-29", "complaint": True}, *({"completed_on": "2024-06-28"} for _ in range(3))]
    assert counted(frame(*rows), SECOND, indicator=applicants_satisfied) == (2, 0, 4)


def test_year_to_date_is_judged_as_of_its_last_day():
    quarter = CALENDAR.quarter(THIRD)
    found = dossiers_on_time(
        frame({}, {"received_on": "2024-01-05", "completed_on": "2024-02-05"}),
        variant="decision_766", as_of=LATER, period=[quarter, CALENDAR.year_to_date(quarter)],
    )  # fmt: skip
    assert found[["span", "numerator", "denominator"]].to_numpy().tolist() == [
        ["quarter", 0, 1],
        ["year_to_date", 1, 2],
    ]
