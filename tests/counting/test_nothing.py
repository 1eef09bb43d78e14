"""Three kinds of nothing: an empty cell, one that nobody can read, and a code without a meaning."""

from datetime import date
from typing import Any

import pandas as pd
import pytest
from backends import BACKENDS, rows_of
from reference import UNREAD

from dtplan_analysis.counting import COUNTS, count
from dtplan_analysis.indicators import (
    Proportion,
    documents_internal_electronic,
    dossiers_fully_online,
    dossiers_on_time,
    dossiers_online,
    staff_official_mail,
    tasks_tracked,
)
from dtplan_analysis.periods import CALENDAR

AS_OF = date(2024, 9, 30)
QUARTERS = [CALENDAR.quarter("2024Q2"), CALENDAR.quarter("2024Q3")]
DOSSIER = {
    **{"number": "1", "unit": "A", "received_on": date(2024, 5, 20), "due_on": date(2024, 6, 30)},
    **{"completed_on": date(2024, 6, 20), "status": "processed", "channel": "online", "processed_online": True},
    **{"result_online": True, "result_delivery": "online", "reused": True, "supplements": 0},
}
STAFF = {"staff": "1", "unit": "A", "kind": "official", "valid_from": date(2024, 1, 1), "official_mailbox": True}
STAFF |= {"valid_to": None, "long_leave": None}
TASK = {"number": "1", "unit": "A", "assigned_on": date(2024, 4, 2), "due_on": None, "completed_on": None}
TASK |= {"tracked": True, "secrecy": None}
DOCUMENT = {"number": "1", "unit": "A", "direction": "internal", "sent_on": date(2024, 5, 20), "channel": "dms"}
DOCUMENT |= {"also_paper": False, "secrecy": None, "state": None, "replaces": None}
BESIDE: dict[str, list[dict[str, Any]]] = {
    "mailbox_use": [{"staff": "1", "used_on": date(2024, 5, 2)}, {"staff": "1", "used_on": date(2024, 8, 2)}],
    "assignment_updates": [{"number": "1", "updated_on": day} for day in (date(2024, 5, 2), date(2024, 8, 2))],
}
NONE, REACHED, FAILED, MISSING, EXCLUDED = None, (1, 0, 0, 1, 1), (1, 0, 0, 1, 0), (1, 0, 1, 0, 0), (1, 1, 0, 0, 0)
ALL = dossiers_fully_online.choose("all")
ENDED_IN = dossiers_on_time.choose("completed")


@pytest.mark.parametrize("backend", ["pandas", "polars lazy", "pyarrow", "duckdb"])
@pytest.mark.parametrize(
    ("indicator", "row", "second", "third"),
    [
        # An end that nobody can read is none of "not ended", and one that is empty is.
        (dossiers_on_time, DOSSIER | {"completed_on": None, "status": "accepted"}, FAILED, NONE),
        (dossiers_on_time, DOSSIER | {"completed_on": UNREAD}, MISSING, NONE),
        (dossiers_on_time, DOSSIER | {"completed_on": UNREAD, "returned_on": date(2024, 6, 21)}, MISSING, NONE),
        (
            dossiers_on_time,
            DOSSIER | {"completed_on": None, "returned_on": UNREAD, "status": "accepted"},
            MISSING,
            NONE,
        ),
        (dossiers_on_time, DOSSIER | {"returned_on": UNREAD}, REACHED, NONE),
        (dossiers_on_time, DOSSIER | {"supplements": None}, REACHED, NONE),
        (dossiers_on_time, DOSSIER | {"supplements": UNREAD}, MISSING, NONE),
        # By the day of the end, it is missing where it was received.
        (ENDED_IN, DOSSIER | {"completed_on": UNREAD}, MISSING, NONE),
        (ENDED_IN, DOSSIER | {"completed_on": None}, NONE, NONE),
        (ENDED_IN, DOSSIER | {"completed_on": date(2024, 7, 20)}, NONE, FAILED),
        # Only an empty cell excludes nothing, and only an empty channel is read as direct.
        (dossiers_online, DOSSIER | {"status": None}, REACHED, NONE),
        (dossiers_online, DOSSIER | {"status": "đã xong"}, MISSING, NONE),
        (dossiers_online, DOSSIER | {"channel": None}, FAILED, NONE),
        (dossiers_online, DOSSIER | {"channel": "Internet"}, MISSING, NONE),
        (dossiers_online, DOSSIER | {"processed_online": UNREAD, "channel": "direct"}, MISSING, NONE),
        # Not yet delivered is what still runs; an ended one must say how.
        (ALL, DOSSIER | {"result_online": False, "result_delivery": None}, MISSING, NONE),
        (ALL, DOSSIER | {"result_online": None, "result_delivery": "postal"}, REACHED, NONE),
        (
            ALL,
            DOSSIER | {"result_online": False, "result_delivery": None, "completed_on": None, "status": "accepted"},
            *(FAILED, NONE),
        ),
        # In post, and open, until a day that nobody can read: from the begin on.
        (staff_official_mail, STAFF, REACHED, REACHED),
        (staff_official_mail, STAFF | {"valid_to": date(2024, 6, 29)}, NONE, NONE),
        (staff_official_mail, STAFF | {"valid_to": UNREAD}, MISSING, MISSING),
        (staff_official_mail, STAFF | {"long_leave": UNREAD}, MISSING, MISSING),
        (staff_official_mail, STAFF | {"long_leave": UNREAD, "kind": "contract"}, EXCLUDED, EXCLUDED),
        (tasks_tracked, TASK | {"completed_on": date(2024, 5, 2)}, REACHED, NONE),
        (tasks_tracked, TASK | {"completed_on": UNREAD}, MISSING, MISSING),
        (tasks_tracked, TASK | {"secrecy": "Mật"}, MISSING, MISSING),
        (documents_internal_electronic, DOCUMENT, REACHED, NONE),
        (documents_internal_electronic, DOCUMENT | {"direction": None}, MISSING, NONE),
        (documents_internal_electronic, DOCUMENT | {"state": "x", "secrecy": "secret"}, EXCLUDED, NONE),
    ],
)
def test_only_an_empty_cell_means_what_emptiness_means(
    backend: str, indicator: Proportion, row: dict[str, Any], second: Any, third: Any
) -> None:
    name, *others = (register.name for register in indicator.registers)
    rows = {name: [row], **{other: BESIDE[other] for other in others}}
    frames = {register: BACKENDS[backend](held, register) for register, held in rows.items()}
    (table,) = count([indicator], frames, QUARTERS, as_of=AS_OF)
    found = {one["period"]: tuple(one[part] for part in COUNTS) for one in rows_of(table.to_native())}
    assert (found.get("2024Q2"), found.get("2024Q3")) == (second, third)


@pytest.mark.parametrize("zone", ["Asia/Ho_Chi_Minh", "UTC", "America/New_York"])
def test_days_of_any_zone_are_local(zone: str) -> None:
    days = pd.to_datetime(["2024-04-02 12:00", "2024-06-30 18:00Z"], utc=True, format="mixed").tz_convert(zone)
    frame = pd.DataFrame({"unit": "A", "received_on": days, "channel": "online", "processed_online": True})
    frame = frame.assign(status="processed")
    for one in (frame, frame.astype({"received_on": object})):
        assert dossiers_online.counts(one)["period"].tolist() == ["2024Q2", "2024Q3"]
