"""Sheets of figures for people."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from judged_files import ABOUT, read, row

from dtplan_analysis.figures import MAKERS, Figures
from dtplan_analysis.figures.book import CONFIDENTIAL, NO_DATA, NOT_APPLICABLE, book, digits
from dtplan_analysis.figures.sheet import Share
from dtplan_analysis.language import Text

GONE = dict.fromkeys(["numerator", "value", "worst", "best", "lower", "upper", "shortfall"])


NOTHING = GONE | dict.fromkeys(["records", "excluded", "missing", "denominator"])


SIGNS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {"Share": Share(0.6, 1), "Status": "met", "Provisional": "no", "Baseline": "yes", "Threshold": Share(0.6, 1)}),
    ({"value": 0.5996}, {"Share": Share(0.5996, 2)}),
    ({"period_end": "2024-06-30"}, {"To": date(2024, 6, 30), "Period": "Q2 2024", "Span": "in the period"}),
    ({"status": "no_data", **NOTHING}, {"Share": NO_DATA, "Records": NO_DATA, "Still short": NO_DATA}),
    ({"status": "no_case", "value": None}, {"Share": NOT_APPLICABLE, "Records": 12, "Status": "no case arose"}),
    ({"status": "suppressed", **GONE}, {"Share": CONFIDENTIAL, "Numerator": CONFIDENTIAL, "Denominator": 10}),
    ({"status": "", "threshold": None, "target": ""}, {"Status": "[z]", "Threshold": "[z]", "Target": "[z]"}),
    ({"reason": "no_register:training"}, {"Reason": "the register “Training classes” was not given"}),
    ({"reason": "protected"}, {"Reason": "a small count is not published, nor what it could be computed from"}),
    ({"status": "other", "reason": "other"}, {"Status": "other", "Reason": "other"}),
    ({"unit": "(total)"}, {"Unit": "All units", "Unit code": "(total)"}),
    ({"indicator": "=x"}, {"Figure": "=x"}),
]


@pytest.mark.parametrize(("changes", "told"), SIGNS)
def test_no_cell_is_empty(changes: dict[str, Any], told: dict[str, Any]) -> None:
    sheet = {sheet.key: sheet for sheet in book(Figures([row(**changes)], ABOUT))}["figures"]
    cells = dict(zip(sheet.heads, sheet.rows[0], strict=True))
    assert {head: cells[head] for head in told} == told
    assert "" not in cells.values()


@given(st.floats(0, 1), st.sampled_from([None, 0.5, 0.6, 2 / 3, 1.0]))
def test_a_share_never_reads_as_a_threshold_that_it_does_not_reach(share: float, threshold: float | None) -> None:
    shown = float(f"{share:.{digits(share, threshold)}%}"[:-1]) / 100
    for goal in (threshold, 1.0):
        if goal is not None and share < goal - 1e-9:
            assert shown < goal


def test_one_unit_has_its_targets_and_several_have_a_table_of_shares_and_one_of_statuses() -> None:
    rows = [
        row(),
        row(span="year_to_date", value=0.5, status="not_met"),
        row(target="OP7", indicator="infrastructure_conditions", method="checklist", value=None, interval=""),
        row(target="", variant="all", indicator="dossiers_fully_online"),
        row(period="2024Q1", value=0.1),
    ]
    one = {sheet.key: sheet for sheet in book(Figures(rows, ABOUT))}
    assert list(one) == ["cover", "notes", "targets", "figures", "dictionary", "codes"]
    assert [line[0] for line in one["targets"].rows] == ["CB2", "OP7"]
    assert one["targets"].rows[0][-2:] == [Share(0.5, 1), "not met"]
    units = {"AA": Text("Cục A", "Agency A")}
    two = {
        sheet.key: sheet
        for sheet in book(Figures([*rows, row(unit="BB", status="suppressed", **GONE)], ABOUT, units=units))
    }
    assert list(two) == ["cover", "notes", "shares", "statuses", "figures", "dictionary", "codes"]
    assert [[*line] for line in two["shares"].rows] == [
        ["Agency A", "AA", Share(0.6, 1), "6 of 10 items"],
        ["BB", "BB", CONFIDENTIAL, NOT_APPLICABLE],
    ]
    assert [[*line][2:] for line in two["statuses"].rows] == [["met", "met"], ["suppressed", NOT_APPLICABLE]]
    assert len(two["figures"].rows) == 6


def test_without_figures_the_sheets_say_so() -> None:
    figures = Figures([], ABOUT)
    for format_ in ("xlsx", "ods"):
        assert read(MAKERS[format_](figures))["Figures"] == [["All figures"], ["There are no figures."]]
    assert len(MAKERS["csv"](figures).decode().splitlines()) == 1
