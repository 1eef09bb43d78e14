"""How a row moved, in which order moves stand, and what else sets two runs apart."""

from typing import Any

import pytest

from dtplan_analysis.batch.moves import Move, causes, moves
from dtplan_analysis.catalogue import REGISTERS
from dtplan_analysis.judging import JUDGED
from dtplan_analysis.language import Language

BEFORE = dict.fromkeys(JUDGED) | {"period": "2024Q2", "span": "quarter", "target": "CB2", "unit": "AA"}
BEFORE |= {"status": "met", "value": 0.65, "numerator": 65, "denominator": 100}

KINDS = [
    # what is other in the second run; how the row moved, and by how much
    ({"status": "not_met", "value": 0.5, "numerator": 50}, "status", -0.15),
    ({"value": 0.7, "numerator": 70}, "figure", 0.05),
    ({"missing": 3}, "count", 0),
    ({"status": "no_data", "value": None, "numerator": None, "denominator": None}, "status", None),
]


@pytest.mark.parametrize(("changes", "kind", "change"), KINDS)
def test_a_row_moves_in_one_way(changes: dict[str, Any], kind: str, change: float | None) -> None:
    (move,) = moves({"2024Q2": [BEFORE]}, {"2024Q2": [BEFORE | changes]})
    assert move.kind == kind
    assert move.change == (change if change is None else pytest.approx(change))
    assert move.as_json()["after"]["status"] == changes.get("status", "met")


@pytest.mark.parametrize("changes", [{"plan": "other"}, {"as_of": "2025-01-31"}])
def test_plan_and_as_of_move_no_row(changes: dict[str, Any]) -> None:
    assert moves({"2024Q2": [BEFORE]}, {"2024Q2": [BEFORE | changes]}) == []


def test_rows_that_moved_most_come_first_those_that_came_or_went_last() -> None:
    names = ("little", "much", "gone")
    then = [BEFORE | {"unit": unit} for unit in names]
    now = [row | {"value": value} for row, value in zip(then, (0.6, 0.1), strict=False)]
    found = moves({"2024Q2": then}, {"2024Q2": now})
    assert [(one.row["unit"], one.kind) for one in found] == [
        ("much", "figure"),
        ("little", "figure"),
        ("gone", "removed"),
    ]
    assert {one.kind for one in moves({}, {"2024Q2": then})} == {"added"}


def test_what_is_suppressed_by_now_is_not_told_as_it_was() -> None:
    hidden = BEFORE | {"status": "suppressed", "value": None}
    assert Move(BEFORE, hidden).shown == (None, hidden)
    assert Move(BEFORE, hidden).as_json()["before"] is None


MANIFEST: dict[str, Any] = {
    "plan": "decision-320-2024",
    "as_of": "2024-12-31",
    "synthetic": True,
    "figures": {"2024Q2": ""},
    "software": {"python": "3.11", "duckdb": "2.0.0"},
    "inputs": {"dossiers": {"dossiers.csv": "a" * 64}, "staff": {"staff.csv": "b" * 64}},
}

CAUSES = [
    # what the second manifest has, what is said of it
    ({}, []),
    ({"as_of": "2025-01-31"}, ["Data as of: 31 December 2024 → 31 January 2025."]),
    ({"plan": "other"}, ["Plan: decision-320-2024 → other."]),
    ({"figures": {"2024Q2": "", "2024Q3": ""}}, ["Quarters reported: Q2 2024 before, Q2 2024, Q3 2024 now."]),
    ({"software": {"python": "3.11", "duckdb": "2.1.0"}}, ["duckdb: 2.0.0 → 2.1.0."]),
    ({"software": {"python": "3.11"}}, ["duckdb: 2.0.0 → –."]),
    (
        {"inputs": {**MANIFEST["inputs"], "dossiers": {"new.csv": "c" * 64}}},
        [
            "Other files of the register “Dossiers of administrative procedures”: "
            "dossiers.csv (aaaaaaaa) → new.csv (cccccccc)."
        ],
    ),
    ({"synthetic": False}, ["Synthetic data: yes → no."]),
]


@pytest.mark.parametrize(("changes", "said"), CAUSES)
def test_what_else_sets_the_runs_apart_is_told(changes: dict[str, Any], said: list[str]) -> None:
    assert [cause.words(Language("en"), REGISTERS) for cause in causes(MANIFEST, MANIFEST | changes)] == said
