"""What the answers of a survey weigh, by stratum and cluster."""

from typing import Any

import pandas as pd
import pytest
from counted import AS_OF

from dtplan_analysis.counting import Cell, as_drawn, survey_cells
from dtplan_analysis.indicators import applicants_satisfied, dossiers_online
from dtplan_analysis.periods import CALENDAR

FIRST, SECOND = CALENDAR.quarter("2024Q1"), CALENDAR.quarter("2024Q2")
YEAR = CALENDAR.year_to_date(SECOND)
HEAD = ("unit", "answered_on", "score", "weight", "stratum", "cluster")
ANSWERS = [
    ("A", "2024-02-01", "satisfied", 2.0, "s", "c"),
    ("A", "2024-02-02", "neutral", 3.0, "s", "c"),
    ("A", "2024-05-01", "very_satisfied", 4.0, "s", "c"),
    ("A", "2024-05-02", "satisfied", 1.0, "t", "d"),
    ("A", "2024-05-03", "satisfied", None, "t", "d"),  # nobody knows for how many it stands
    ("B", "2024-05-03", "neutral", 1.5, "s", "c"),
]


def frame(*rows: tuple[object, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows or ANSWERS, columns=HEAD).astype({"answered_on": "datetime64[us]", "weight": "Float64"})


def cells(rows: pd.DataFrame, *periods: Any, **how: Any) -> dict[tuple[str, ...], list[Cell]]:
    frames = {"satisfaction": rows}
    return survey_cells(as_drawn(applicants_satisfied, frames), frames, periods, as_of=AS_OF, **how)


def test_sums_are_those_of_the_answers_alike() -> None:
    found = cells(frame(), FIRST, SECOND)
    assert found["A", "2024Q1", "quarter"] == [Cell("A", 0, "s", "c", 2, 5.0, 2.0, 13.0, 4.0)]
    assert found["A", "2024Q2", "quarter"] == [
        Cell("A", 1, "s", "c", 1, 4.0, 4.0, 16.0, 16.0),
        Cell("A", 1, "t", "d", 1, 1.0, 1.0, 1.0, 1.0),
    ]
    assert found["B", "2024Q2", "quarter"] == [Cell("B", 1, "s", "c", 1, 1.5, 0.0, 2.25, 0.0)]
    assert len(found) == 3


def test_a_year_to_date_has_the_cells_of_its_quarters() -> None:
    found = cells(frame(), FIRST, SECOND, YEAR)
    quarters = [*found["A", "2024Q1", "quarter"], *found["A", "2024Q2", "quarter"]]
    assert sorted(found["A", YEAR.label, YEAR.span], key=str) == sorted(quarters, key=str)


def test_units_of_one_group_are_parts_of_it() -> None:
    found = cells(frame(), SECOND, by=("cluster",))
    assert [one.part for one in found["c", "2024Q2", "quarter"]] == ["A", "B"]


def test_of_no_period_there_is_no_cell() -> None:
    assert cells(frame()) == {}


@pytest.mark.parametrize(
    ("filled", "needs"),
    [
        ({}, ("score",)),
        ({"weight": 2.0}, ("score", "weight")),
        ({"stratum": "s", "cluster": "c"}, ("score", "stratum", "cluster")),
    ],
)
def test_an_answer_needs_what_others_have(filled: dict[str, object], needs: tuple[str, ...]) -> None:
    empty = {"weight": None, "stratum": None, "cluster": None}
    answers = [("A", "2024-05-01", "satisfied", *(empty | one).values()) for one in ({}, filled)]
    assert as_drawn(applicants_satisfied, {"satisfaction": frame(*answers)}).needs == needs
    without = frame(*answers).drop(columns=[*empty])
    assert as_drawn(applicants_satisfied, {"satisfaction": without}) is applicants_satisfied


def test_what_is_no_survey_stays_as_it_is() -> None:
    assert as_drawn(dossiers_online, {}) is dossiers_online
