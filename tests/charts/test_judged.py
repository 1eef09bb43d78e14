"""The rows of a judged table that a chart draws."""

from fractions import Fraction
from typing import Any

import pandas as pd
import pytest

from dtplan_analysis.charts.judged import Goal, goals, quarterly, quarters_until, reached_text
from dtplan_analysis.language import Language

EN = Language("en")
USUAL = {"target": "CB2", "unit": "AA", "period": "2024Q2", "span": "quarter", "status": "met", "value": 0.7}
USUAL |= {"numerator": 7, "denominator": 10}


def table(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame([USUAL | row for row in rows])


def test_a_goal_is_exact_a_checklist_or_open() -> None:
    share, checklist, without = goals([("CB2", "On\x07 time", "3/5"), ("CL", "Items", None), ("X", "x", " ")])
    assert (share.exact, share.threshold, share.checklist) == (Fraction(3, 5), 0.6, False)
    assert "\x07" not in share.full_name
    assert share.full_name.startswith("CB2 (On")
    assert (checklist.exact, checklist.checklist, bool(checklist.threshold_text(EN))) == (None, True, True)
    assert (without.threshold, without.threshold_text(EN)) == (None, "")


@pytest.mark.parametrize(
    ("rows", "shown"),
    [
        ([{}, {"span": "year_to_date"}], [("CB2", "AA", "2024Q2")]),
        ([{"target": ""}, {"target": None}], []),
        ([{}, {}], [("CB2", "AA", "2024Q2")]),
        ([{"unit": "BB"}, {"unit": "CC"}], [("CB2", "BB", "2024Q2"), ("CB2", "CC", "2024Q2")]),
    ],
)
def test_a_chart_draws_one_row_a_target_unit_and_quarter(
    rows: list[dict[str, Any]], shown: list[tuple[str, str, str]]
) -> None:
    assert [(row.target, row.unit, row.period) for row in quarterly(table(*rows))] == shown


def test_of_several_variants_the_first_is_the_plans_own() -> None:
    rows = quarterly(table({"variant": "b", "value": 0.1}, {"variant": "a", "value": 0.2}))
    assert [row.value for row in rows] == [0.1]


def test_quarters_stand_in_the_order_of_their_days() -> None:
    given = [{"period": "Q4-2023", "period_start": "2023-10-01"}, {"period": "Q1-2024", "period_start": "2024-01-01"}]
    found = quarterly(table(*reversed(given)))
    assert [row.period for row in found] == ["Q4-2023", "Q1-2024"]
    assert quarters_until(found, "Q4-2023") == ["Q4-2023"]
    assert quarterly(table(*given), periods=["Q1-2024"], unit="AA") == found[1:]
    assert quarterly(table(*given), unit="BB") == quarterly(pd.DataFrame()) == []


def test_a_quarter_without_rows_ends_those_before_it() -> None:
    rows = quarterly(table({"period": "2024Q1"}, {"period": "2024Q3"}))
    assert quarters_until(rows, "2024Q2") == ["2024Q1", "2024Q2"]


@pytest.mark.parametrize("status", ["no_case", "no_data", "suppressed"])
def test_where_nothing_may_be_shown_there_is_no_share(status: str) -> None:
    (row,) = quarterly(table({"status": status, "lower": 0.5}))
    assert (row.value, row.lower) == (None, None)


@pytest.mark.parametrize("value", [None, float("nan"), float("inf"), pd.NA])
def test_what_is_no_number_is_none(value: object) -> None:
    (row,) = quarterly(table({"value": value, "missing": value, "confidence": value}))
    assert (row.value, row.missing, row.confidence) == (None, 0, 0.95)


@pytest.mark.parametrize(
    ("exact", "said"), [(Fraction(3, 5), "CB2 (x): 70.0% in Q2, target 60%: met"), (None, "CB2 (x): 70.0% in Q2")]
)
def test_a_share_is_said_against_its_target_where_there_is_one(exact: Fraction | None, said: str) -> None:
    (row,) = quarterly(table({}))
    found = reached_text(Goal("CB2", "CB2", "x", exact), row, "Q2", EN)
    assert found.replace("\u00a0", " ") == said
