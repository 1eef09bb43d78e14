"""What a scan makes of a record: three kinds of nothing, an empty cell, one that nobody can read, an unknown code."""

from datetime import date
from typing import Any

import narwhals.stable.v2 as nw
import pandas as pd
import pytest
from backends import BACKENDS, rows_of
from reference import UNREAD

from dtplan_analysis.counting import COUNTS, count
from dtplan_analysis.indicators import (
    Proportion,
    documents_internal_electronic,
    dossiers_authenticated,
    dossiers_fully_online,
    dossiers_on_time,
    dossiers_online,
    staff_official_mail,
    staff_trained,
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


CELLS: list[tuple[Proportion, dict[str, Any], Any, Any]] = [
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
    # What it replaces nobody knows, and it may be counted already.
    (documents_internal_electronic, DOCUMENT | {"replaces": UNREAD}, MISSING, NONE),
]


@pytest.mark.parametrize("backend", ["pandas", "polars lazy", "pyarrow", "duckdb"])
@pytest.mark.parametrize("indicator", dict.fromkeys(one for one, *_ in CELLS), ids=lambda one: one.name + one.variant)
def test_only_an_empty_cell_means_what_emptiness_means(backend: str, indicator: Proportion) -> None:
    """Each row is that of a unit of its own."""
    cases = {str(place): rest for place, (one, *rest) in enumerate(CELLS) if one is indicator}
    name, *others = (register.name for register in indicator.registers)
    key = "staff" if name == "staff" else "number"
    names = {column: None for row, *_ in cases.values() for column in row}
    rows = {name: [names | row | {"unit": unit, key: unit} for unit, (row, *_) in cases.items()]}
    for other in others:
        rows[other] = [event | {key: unit} for event in BESIDE[other] for unit in cases]
    frames = {register: BACKENDS[backend](held, register) for register, held in rows.items()}
    (table,) = count([indicator], frames, QUARTERS, as_of=AS_OF)
    found = {(one["unit"], one["period"]): tuple(one[part] for part in COUNTS) for one in rows_of(table.to_native())}
    for unit, (row, *expected) in cases.items():
        assert [found.get((unit, quarter.label)) for quarter in QUARTERS] == expected, row


AWARE = staff_trained.choose("awareness")
LEVEL = dossiers_fully_online


@pytest.mark.parametrize("backend", ["pandas", "polars lazy", "pyarrow", "duckdb"])
@pytest.mark.parametrize(
    ("indicator", "row", "other", "rows", "expected"),
    [
        # An event counts where its kind and day are known; one of which neither excludes it leaves the record open.
        (AWARE, STAFF, "training", [{"kind": "awareness"}], REACHED),
        (AWARE, STAFF, "training", [{"kind": "digital_skills"}], FAILED),
        (AWARE, STAFF, "training", [{"kind": "lớp khác"}], MISSING),
        (AWARE, STAFF, "training", [{"kind": "lớp khác"}, {"kind": "awareness"}], REACHED),
        (AWARE, STAFF, "training", [{"kind": "lớp khác", "completed_on": date(2023, 5, 2)}], FAILED),
        (AWARE, STAFF, "training", [{"kind": "awareness", "completed_on": UNREAD}], MISSING),
        (AWARE, STAFF, "training", [{"kind": "digital_skills", "completed_on": UNREAD}], FAILED),
        (AWARE, STAFF, "training", [{"kind": "awareness", "staff": UNREAD}], FAILED),
        # A procedure was valid since a day that nobody can read.
        (LEVEL, DOSSIER, "procedures", [{}], REACHED),
        (LEVEL, DOSSIER, "procedures", [{"valid_from": UNREAD}], MISSING),
        (LEVEL, DOSSIER, "procedures", [{}, {"valid_from": UNREAD}], MISSING),
        (LEVEL, DOSSIER, "procedures", [{}, {"valid_from": UNREAD, "valid_to": date(2024, 5, 1)}], REACHED),
        (LEVEL, DOSSIER, "procedures", [{"level": None, "level__not_applicable": True}], EXCLUDED),
        # Whether a replacement stands nobody knows.
        (documents_internal_electronic, DOCUMENT, "documents", [{"state": "recalled"}], REACHED),
        (documents_internal_electronic, DOCUMENT, "documents", [{"state": None}], EXCLUDED),
        (documents_internal_electronic, DOCUMENT, "documents", [{"state": "đã thu"}], MISSING),
        (documents_internal_electronic, DOCUMENT, "documents", [{"state": "đã thu"}, {"state": None}], EXCLUDED),
    ],
)
def test_what_other_rows_do_not_tell_is_missing(
    backend: str, indicator: Proportion, row: dict[str, Any], other: str, rows: list[dict[str, Any]], expected: Any
) -> None:
    usual: dict[str, dict[str, Any]] = {
        "training": {"staff": "1", "completed_on": date(2024, 5, 2), "kind": "awareness"},
        "procedures": {"procedure": "P", "level": "full", "valid_from": date(2024, 1, 1), "valid_to": None},
        "documents": DOCUMENT | {"number": "2", "replaces": "1", "sent_on": date(2024, 8, 1)},
    }
    held = [usual[other] | one for one in rows]
    own = [row | {"procedure": "P"} if other == "procedures" else row]
    name = indicator.register.name
    frames = {name: own + held} if other == name else {name: own, other: held}
    marks = {mark: [one.pop(mark) for one in held] for mark in ("level__not_applicable",) if mark in held[0]}
    shaped = {register: BACKENDS[backend](some, register) for register, some in frames.items()}
    if marks:
        shaped[other] = nw.from_native(shaped[other]).with_columns(nw.lit(True).alias(*marks)).to_native()
    (table,) = count([indicator], shaped, QUARTERS[:1], as_of=AS_OF)
    assert [tuple(one[part] for part in COUNTS) for one in rows_of(table.to_native())] == [expected]


@pytest.mark.parametrize(
    ("indicator", "spared"),
    [
        (ALL, "reused"),
        (ALL, "result_delivery"),  # of which it is derived how the result came
        (dossiers_on_time, "status"),
        (dossiers_authenticated.choose("users"), "user"),
    ],
)
def test_what_does_not_apply_is_left_out_where_it_is_needed_at_second_hand_too(
    indicator: Proportion, spared: str
) -> None:
    row = DOSSIER | {"user": "a", "authenticated": True}
    rows = [row | {spared: None, f"{spared}__not_applicable": True}, row | {"number": "2", "user": "b"}]
    frame = pd.DataFrame(rows)
    (table,) = count([indicator], {"dossiers": frame}, QUARTERS[:1], as_of=AS_OF)
    assert [tuple(one[part] for part in COUNTS) for one in rows_of(table.to_native())] == [(2, 1, 0, 1, 1)]


@pytest.mark.parametrize("zone", ["Asia/Ho_Chi_Minh", "UTC", "America/New_York"])
def test_days_of_any_zone_are_local(zone: str) -> None:
    days = pd.to_datetime(["2024-04-02 12:00", "2024-06-30 18:00Z"], utc=True, format="mixed").tz_convert(zone)
    frame = pd.DataFrame({"unit": "A", "received_on": days, "channel": "online", "processed_online": True})
    frame = frame.assign(status="processed")
    for one in (frame, frame.astype({"received_on": object})):
        assert dossiers_online.counts(one)["period"].tolist() == ["2024Q2", "2024Q3"]
