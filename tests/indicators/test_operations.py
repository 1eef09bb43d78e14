"""Indicators of an office's own work: what is reached, what is left out, and on which day it is looked at."""

from datetime import date
from typing import Any

import pandas as pd
import pytest

from dtplan_analysis.catalogue import REGISTERS
from dtplan_analysis.indicators import (
    documents_external_electronic,
    documents_internal_electronic,
    staff_official_mail,
    tasks_tracked,
    work_records_digital,
)

AS_OF = date(2024, 6, 30)
REACHED, FAILED, MISSING, EXCLUDED = (1, 1, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1)
DOCUMENT = {"number": "1", "unit": "A", "direction": "internal", "sent_on": "2024-05-06", "channel": "email"}
DOCUMENT |= {"also_paper": False, "secrecy": "none", "state": None, "replaces": None}
RECORD = {"number": "1", "unit": "A", "opened_on": "2024-04-02", "closed_on": "2024-05-06", "secrecy": "none"}
RECORD |= dict.fromkeys(("opened_digitally", "processed_digitally", "closed_digitally"), True)
TASK = {"number": "1", "unit": "A", "assigned_on": "2024-04-02", "due_on": None, "completed_on": "2024-05-06"}
TASK |= {"tracked": True, "secrecy": "none"}
STAFF = {"staff": "1", "unit": "A", "kind": "official", "valid_from": "2024-01-01", "valid_to": None}
STAFF |= {"long_leave": False, "official_mailbox": True}


def frame(row: dict[str, Any]) -> pd.DataFrame:
    table = pd.DataFrame([row])
    return table.assign(
        **{name: pd.to_datetime(table[name]) for name in table if str(name).endswith(("_on", "_to", "_from"))}
    )


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({}, REACHED),
        ({"channel": "paper"}, FAILED),
        ({"also_paper": True}, FAILED),
        ({"channel": None}, MISSING),
        ({"secrecy": "secret"}, EXCLUDED),
    ],
)
def test_a_document_within_the_office_goes_electronically_and_on_no_paper(row, expected) -> None:
    found = documents_internal_electronic.counts(frame(DOCUMENT | row), as_of=AS_OF, period=["2024Q2"])
    assert found[["numerator", "denominator", "missing", "excluded"]].to_numpy().tolist() == [list(expected)]


@pytest.mark.parametrize(("channel", "reached"), [("interconnection_axis", 1), ("email", 0)])
def test_a_document_to_others_goes_by_the_ways_between_offices(channel, reached) -> None:
    direction = next(code for code in REGISTERS["documents"].column("direction").codes if code != "internal")
    sent = frame(DOCUMENT | {"direction": direction, "channel": channel})
    found = documents_external_electronic.counts(sent, as_of=AS_OF, period=["2024Q2"])
    assert found[["numerator", "denominator"]].to_numpy().tolist() == [[reached, 1]]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({}, REACHED),
        *(({step: False}, FAILED) for step in ("opened_digitally", "processed_digitally", "closed_digitally")),
        ({"closed_digitally": None}, MISSING),
        ({"secrecy": "secret"}, EXCLUDED),
    ],
)
def test_a_work_record_is_digital_in_every_step(row, expected) -> None:
    found = work_records_digital.counts(frame(RECORD | row), as_of=AS_OF, period=["2024Q2"])
    assert found[["numerator", "denominator", "missing", "excluded"]].to_numpy().tolist() == [list(expected)]


@pytest.mark.parametrize(
    ("row", "updated", "reached"),
    [
        ({}, "2024-02-01", 1),  # completed in the quarter
        ({"completed_on": None}, "2024-05-06", 1),
        ({"completed_on": None}, "2024-02-01", 0),  # nobody told of it in the quarter
        ({"tracked": False}, "2024-05-06", 0),
    ],
)
def test_a_task_is_tracked_that_somebody_told_of_in_the_quarter(row, updated, reached) -> None:
    updates = frame({"number": "1", "updated_on": updated})
    found = tasks_tracked.counts(
        frame(TASK | row), registers={"assignment_updates": updates}, as_of=AS_OF, period=["2024Q2"]
    )
    assert found[["numerator", "denominator"]].to_numpy().tolist() == [[reached, 1]]


@pytest.mark.parametrize(
    ("row", "used", "expected"),
    [
        ({}, "2024-05-06", [[1, 1]]),
        ({}, "2024-02-06", [[0, 1]]),
        ({"valid_to": "2024-06-29"}, "2024-05-06", []),  # not in post on the last day
        ({"official_mailbox": False}, "2024-05-06", [[0, 1]]),
    ],
)
def test_staff_in_post_on_the_last_day_have_used_their_mailbox_in_the_quarter(row, used, expected) -> None:
    uses = frame({"staff": "1", "used_on": used})
    found = staff_official_mail.counts(
        frame(STAFF | row), registers={"mailbox_use": uses}, as_of=AS_OF, period=["2024Q2"]
    )
    assert found[["numerator", "denominator"]].to_numpy().tolist() == expected
