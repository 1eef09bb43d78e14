"""What a record is told by other rows."""

import pandas as pd
import pytest
from counted import dossiers, periods

from dtplan_analysis.counting import COUNTS
from dtplan_analysis.indicators import (
    documents_internal_electronic,
    dossiers_fully_online,
)


def test_replaced_document_stands_as_its_replacement():
    rows = [
        # number, replaces, state, channel
        ("d1", None, None, "paper"),  # replaced by d2
        ("d2", "d1", None, "dms"),
        ("d3", None, None, "dms"),  # its replacement was recalled
        ("d4", "d3", "recalled", "paper"),
        ("d5", "d5", None, "dms"),  # names itself
        ("d6", "elsewhere", None, "dms"),
    ]
    frame = pd.DataFrame(rows, columns=["number", "replaces", "state", "channel"]).assign(
        unit="A", direction="internal", sent_on=pd.Timestamp("2024-05-05"), also_paper=False, secrecy="none"
    )
    with pytest.warns(UserWarning, match="5 rows have no 'state': not excluded by it"):
        found = documents_internal_electronic.counts(frame)
    assert periods(found, *COUNTS) == {("2024Q2", "quarter"): (6, 2, 0, 4, 4)}
    without = documents_internal_electronic.counts(
        frame.drop(columns=["number", "replaces", "state"]).assign(state="arrived")
    )
    assert periods(without, *COUNTS) == {("2024Q2", "quarter"): (6, 0, 0, 6, 4)}


def test_level_of_a_procedure_is_that_of_the_day_and_never_guessed():
    rows = [
        # procedure, level, valid from, valid to
        ("changed", "partial", "2024-01-01", "2024-05-31"),
        ("changed", "full", "2024-06-01", None),
        ("twice", "full", "2024-01-01", None),
        ("twice", "full", "2024-02-01", None),
        ("contradicted", "full", "2024-01-01", None),
        ("contradicted", "partial", "2024-01-01", None),
    ]
    procedures = pd.DataFrame(rows, columns=["procedure", "level", "valid_from", "valid_to"]).assign(
        valid_from=lambda frame: pd.to_datetime(frame["valid_from"]),
        valid_to=lambda frame: pd.to_datetime(frame["valid_to"]),
    )
    frame = pd.concat(
        dossiers("2024-05-31", "2024-06-01", procedure=name) for name in ("changed", "twice", "contradicted", "unknown")
    ).assign(result_online=True, result_delivery="online", reused=True)
    found = dossiers_fully_online.counts(frame, registers={"procedures": procedures})
    # Of `changed` the second, of `twice` both; the others are missing.
    assert periods(found, *COUNTS) == {("2024Q2", "quarter"): (7, 0, 4, 3, 3)}
