"""Points of judged rows, of groups and of the whole: exact, and a range where something is not known."""

from fractions import Fraction
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtplan_analysis.judging.points import points_of, points_of_row
from dtplan_analysis.plans import Plan, find_plan

INDEX = find_plan("service-index-766")


def row(
    target: str = "2.1", denominator: int | None = 100, numerator: int = 0, missing: int = 0, **more: Any
) -> dict[str, Any]:
    known = (denominator or 0) + missing
    return {
        "target": target,
        "unit": "A",
        "period": "2026Q2",
        "span": "quarter",
        "status": "no_data" if denominator is None else "no_case" if not known else "",
        "denominator": denominator,
        "numerator": numerator,
        "missing": missing,
        "method": "wilson",
        "value": numerator / denominator if denominator else None,
    } | more


# target, denominator, numerator, missing → least, most, of; formulas of the frame by hand
ITEMS: list[tuple[str, int | None, int, int, str, str, str]] = [
    ("2.1", 100, 78, 0, "78/5", "78/5", "20"),  # 20 × 0.78
    ("3.1", 10, 4, 0, "1", "1", "2"),  # full at 80 %: 2 × 0.4 / 0.8
    ("3.1", 10, 9, 0, "2", "2", "2"),
    ("3.3", 1000, 123, 0, "369/250", "369/250", "6"),  # 6 × 0.123 / 0.5
    ("5.4", 100, 81, 0, "27/5", "27/5", "6"),  # 6 × 0.81 / 0.9
    ("2.1", 90, 60, 10, "12", "14", "20"),  # ten unknown: 60 to 70 of 100
    ("2.1", None, 0, 0, "0", "20", "20"),
    ("2.1", 0, 0, 0, "0", "0", "0"),  # no case, left out
    ("5.2", 0, 0, 0, "6", "6", "6"),  # no petition is full marks
    ("5.4", 0, 0, 0, "0", "0", "6"),  # no dossier is none
]


@pytest.mark.parametrize(("target", "denominator", "numerator", "missing", "least", "most", "of"), ITEMS)
def test_points_of_a_row(
    target: str, denominator: int | None, numerator: int, missing: int, least: str, most: str, of: str
) -> None:
    one = points_of_row(row(target, denominator, numerator, missing), INDEX.target(target))
    assert (one.least, one.most, one.of) == tuple(map(Fraction, (least, most, of)))
    assert (one.points is None) == (one.least != one.most or target in one.left_out)


@pytest.mark.parametrize(("value", "points"), [("1.5", "3/2"), ("2", "2"), ("3", "2"), (None, None)])
def test_figure_from_outside_brings_its_part_of_the_limit(value: str | None, points: str | None) -> None:
    one = points_of_row(row("4.6", None, value=value), INDEX.target("4.6"))
    assert one.points == (None if points is None else Fraction(points))


def test_target_without_points_is_refused() -> None:
    with pytest.raises(ValueError, match="CB2"):
        points_of_row(row(), find_plan("decision-320-2024").target("CB2"))


def whole(rows: list[dict[str, Any]], plan: Plan = INDEX) -> dict[str, Any]:
    return dict(points_of(pd.DataFrame(rows), plan, unit="A", period="2026Q2"))


def test_total_with_a_gap_is_a_range_and_names_what_is_missing() -> None:
    rows = [row(target.id, 100, 100) for target in INDEX.targets if target.id not in ("2.1", "4.6")]
    found = whole([*rows, row("4.6", None, value="2")])
    assert (found[""].points, found[""].least, found[""].most, found[""].open) == (None, 80, 100, ("2.1",))
    assert found["group 1"].points == 18


def test_all_reached_brings_all() -> None:
    rows = [row(target.id, 10, 10) for target in INDEX.targets if target.id != "4.6"]
    found = whole([*rows, row("4.6", None, value="2")])
    assert [found[name].points for name in ("group 1", "group 2", "group 3", "group 4", "group 5", "")] == [
        *(18, 20, 22, 22, 18),
        100,
    ]


def test_item_left_out_is_in_no_sum_and_is_named() -> None:
    rows = [
        row(target.id, 0 if target.id == "2.1" else 10, 0 if target.id == "2.1" else 10) for target in INDEX.targets
    ]
    found = whole(rows)
    assert (found["group 2"].of, found["group 2"].left_out) == (0, ("2.1",))
    assert found[""].of == 80


def test_plan_without_points_has_none() -> None:
    assert whole([row()], find_plan("decision-320-2024")) == {}


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 10))
def test_bounds_hold_what_the_missing_can_make(reached: int, failed: int, missing: int) -> None:
    if not reached + failed + missing:
        return
    target = INDEX.target("3.3")
    one = points_of_row(row("3.3", reached + failed, reached, missing), target)
    for passed in range(missing + 1):
        then = points_of_row(row("3.3", reached + failed + missing, reached + passed), target)
        assert one.least <= then.points <= one.most
