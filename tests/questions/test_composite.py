"""Overall scores, and how far the order depends on a choice."""

from typing import Any

import pandas as pd
import pytest
from answers import Pair, judged, units
from hypothesis import given
from hypothesis import strategies as st

from dtplan_analysis.errors import InputError
from dtplan_analysis.questions import composite
from dtplan_analysis.questions.composite import METHODS

# -- Overall -----------------------------------------------------------------------------------------------------


def of_targets(*columns: list[Pair], **more: Any) -> pd.DataFrame:
    return judged(*(one for place, column in enumerate(columns) for one in units(column, target=f"T{place}")), **more)


def test_score_is_the_weighted_mean_of_what_is_reached() -> None:
    table = of_targets([(40, 100), (80, 100)], [(60, 100), (20, 100)], threshold="4/5")
    answer = composite(table, weights={"T0": 3, "T1": 1})
    assert answer["score"].tolist() == pytest.approx([(3 * 0.5 + 0.75) / 4, (3 * 1 + 0.25) / 4])
    assert answer["place"].tolist() == [2, 1]
    assert composite(table, method="share")["score"].tolist() == pytest.approx([0.5, 0.5])
    assert composite(table, method="share")["place"].tolist() == [1, 1]


def test_surplus_makes_up_for_nothing() -> None:
    answer = composite(of_targets([(100, 100), (80, 100)], [(70, 100), (75, 100)], threshold="4/5"))
    assert answer["place"].tolist() == [2, 1]


def test_of_at_most_less_is_better() -> None:
    table = of_targets([(1, 100), (2, 100), (30, 100)], threshold="1/50", comparison="<=")
    answer = composite(table)
    assert answer["score"].tolist() == pytest.approx([1, 1, 0.7 / 0.98])
    assert answer["numerator"].tolist() == [1, 2, 30]  # as counted
    assert composite(table, method="share")["place"].tolist() == [1, 2, 3]


def test_each_unit_is_on_the_way_to_what_is_asked_of_it() -> None:
    table = of_targets([(60, 100), (60, 100)]).assign(threshold=["1", "3/5"])
    assert composite(table)["score"].tolist() == pytest.approx([0.6, 1])


def test_a_unit_ahead_in_everything_is_first_however_one_counts() -> None:
    answer = composite(of_targets([(90, 100), (60, 100), (70, 100)], [(80, 100), (50, 100), (40, 100)]))
    assert answer[["best", "worst"]].values.tolist()[0] == [1, 1]
    assert answer[["best", "worst"]].values.tolist()[1:] == [[2, 3], [2, 3]]


def test_an_order_that_depends_on_the_choice_shows() -> None:
    answer = composite(of_targets([(90, 100), (50, 100)], [(50, 100), (89, 100)], threshold="1"))
    assert answer["place"].tolist() == [1, 2]
    assert answer[["best", "worst"]].values.tolist() == [[1, 2], [1, 2]]


def test_a_unit_without_a_figure_is_not_scored() -> None:
    answer = composite(of_targets([(5, 10), (6, 10), (7, 10)], [(5, 10), (6, 10), (0, 0)]))
    assert answer["reason"].tolist() == ["", "", "incomplete"]
    assert answer["place"].tolist()[:2] == [2, 1]
    assert pd.isna(answer["place"].iloc[2])


def test_draws_are_the_same_each_time_and_seeds_matter_little() -> None:
    table = of_targets(*([(50 + (7 * u + 3 * t) % 20, 100) for u in range(9)] for t in range(4)))
    pd.testing.assert_frame_equal(composite(table), composite(table))
    other = composite(table, seed=1)
    assert (composite(table)[["best", "worst"]] - other[["best", "worst"]]).abs().max().max() <= 1


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"weights": {"T9": 1}}, "unknown target 'T9'"),
        ({"weights": {"T0": -1}}, "at least 0"),
        ({"weights": {"T0": float("nan")}}, "at least 0"),
        ({"weights": {"T0": 0, "T1": 0}}, "above 0"),
        ({"target": "T0", "weights": {"T1": 1}}, "a weight names 'T1'"),
        ({"method": "mean"}, "unknown method 'mean'"),
    ],
)
def test_weights_that_cannot_be_are_refused(given: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError, match=told):
        composite(of_targets([(5, 10), (6, 10)], [(5, 10), (6, 10)]), **given)


@pytest.mark.parametrize("method", METHODS)
@given(found=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=6))
def test_scores_are_shares_and_places_hold_the_place(method: str, found: list[tuple[int, int, int]]) -> None:
    table = of_targets(*([(one[t], 9) for one in found] for t in range(3)))
    answer = composite(table, method=method, draws=200)
    assert answer["score"].between(0, 1).all()
    assert (answer["best"] <= answer["place"]).all()
    assert (answer["place"] <= answer["worst"]).all()
