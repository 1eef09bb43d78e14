"""Dossiers: the day on which one is judged, when it left, whether it runs, and how its result came."""

import re
from datetime import date
from typing import Any

import pandas as pd
import pytest
from backends import BACKENDS
from reference import UNREAD

from dtplan_analysis.registers.dossiers import DOSSIERS, NUMBER
from dtplan_analysis.registers.frames import MINISTRY_TIME, conform

AS_OF = date(2024, 6, 30)
RECEIVED, ASKED, ENDED, EARLY = date(2024, 5, 2), date(2024, 5, 20), date(2024, 6, 3), date(2024, 5, 1)
USUAL = {"received_on": RECEIVED, "due_on": date(2024, 6, 10), "completed_on": None, "returned_on": None}
USUAL |= {"status": "in_process", "supplement_asked_on": None, "result_online": False, "result_delivery": None}


def derived(name: str, **cells: Any) -> Any:
    frame = BACKENDS["polars"]([USUAL | cells], "dossiers")
    found = conform(frame, DOSSIERS, [name], as_of=AS_OF, timezone=MINISTRY_TIME)[name].item()
    return found.date() if isinstance(found, pd.Timestamp) or hasattr(found, "date") else found


@pytest.mark.parametrize(
    ("cells", "judged", "left", "by_frame"),
    [
        ({}, AS_OF, None, AS_OF),  # it runs
        ({"completed_on": ENDED}, ENDED, ENDED, ENDED),
        ({"completed_on": ENDED, "returned_on": AS_OF}, ENDED, ENDED, ENDED),
        ({"returned_on": ENDED}, ENDED, ENDED, ENDED),
        ({"completed_on": EARLY}, None, EARLY, None),  # ended before it was received
        ({"status": "processed"}, None, RECEIVED, AS_OF),  # ended, and no date says when
        ({"completed_on": UNREAD}, None, None, None),
        ({"returned_on": UNREAD}, None, None, None),
        ({"completed_on": ENDED, "returned_on": UNREAD}, ENDED, ENDED, ENDED),
        ({"status": UNREAD}, None, None, None),
        # Decision 766 stops the clock on the day on which a supplement was asked.
        ({"supplement_asked_on": ASKED, "status": "supplement_requested"}, AS_OF, None, ASKED),
        ({"supplement_asked_on": ASKED, "completed_on": ENDED}, ENDED, ENDED, ENDED),
        ({"supplement_asked_on": EARLY}, AS_OF, None, None),
        ({"status": "supplement_requested"}, AS_OF, None, None),
        ({"supplement_asked_on": UNREAD}, AS_OF, None, None),
    ],
)
def test_a_dossier_is_judged_and_leaves_on_its_day(
    cells: dict[str, Any], judged: date | None, left: date | None, by_frame: date | None
) -> None:
    assert derived("judged_on", **cells) == judged
    assert derived("left_on", **cells) == left
    assert derived("judged_by_frame", **cells) == by_frame


@pytest.mark.parametrize(
    ("cells", "runs"),
    [
        ({}, True),
        ({"status": None}, True),
        ({"completed_on": ENDED}, False),
        ({"returned_on": ENDED}, False),
        ({"status": "withdrawal_requested"}, False),
        ({"status": "not_accepted"}, False),
        ({"status": "supplement_requested"}, True),
    ],
)
def test_a_dossier_runs_until_it_ends(cells: dict[str, Any], runs: bool) -> None:
    assert derived("running", **cells) is runs


@pytest.mark.parametrize(
    ("cells", "at_distance"),
    [
        ({"result_online": True}, True),
        ({"result_delivery": "postal"}, True),
        ({"result_online": None, "result_delivery": "online"}, True),
        ({"result_delivery": "direct"}, False),
        ({}, False),  # not yet
        ({"completed_on": ENDED}, None),  # ended, and nobody says how it was delivered
        ({"result_online": None}, None),
        ({"result_delivery": UNREAD}, None),
        ({"result_online": None, "result_delivery": "direct"}, None),
    ],
)
def test_a_result_comes_at_a_distance_or_not_or_nobody_knows(cells: dict[str, Any], at_distance: bool | None) -> None:
    assert derived("result_at_distance", **cells) is at_distance


@pytest.mark.parametrize(
    ("number", "received"),
    [
        ("000.00.19.H29-240502-0001", "240502"),
        ("H29.19-240502-123456", "240502"),
        ("H29-240502-0001", "240502"),
        ("H29.19-20240502-0001", None),
        ("12/2024", None),
    ],
)
def test_a_number_tells_the_day_of_receipt(number: str, received: str | None) -> None:
    found = re.fullmatch(NUMBER, number)
    assert (found and found[1]) == received
