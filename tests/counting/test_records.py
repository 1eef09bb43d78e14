"""The records behind a shortfall."""

from datetime import date

import pytest
from backends import BACKENDS, rows_of

from dtplan_analysis.indicators import (
    dossiers_online,
)
from dtplan_analysis.periods import CALENDAR


@pytest.mark.parametrize("backend", BACKENDS)
def test_records_are_those_that_an_indicator_lacks(backend):
    cells = [
        ("1", "online", True),
        ("2", "direct", True),
        ("3", "online", None),
        ("4", "fax", True),
        ("5", None, False),
    ]
    rows = [
        {"number": number, "unit": "A", "received_on": date(2024, 5, 6), "channel": channel, "processed_online": done}
        | {"status": "not_accepted" if number == "5" else "processed"}
        for number, channel, done in cells
    ]
    found = dossiers_online.records(BACKENDS[backend](rows, "dossiers"), period=CALENDAR.quarter("2024Q2"))
    problems = {row["number"]: row["problem"] for row in rows_of(found)}
    assert problems == {"2": "not_reached", "3": "missing", "4": "missing"}
