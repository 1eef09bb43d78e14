"""How a survey was drawn: strata, clusters, populations, weights."""

import numpy as np
import pytest

from dtplan_analysis.statistics.design import Design, labelled, rescaling, weights_of

NAN = float("nan")


def test_any_labels_become_numbers_in_the_order_in_which_they_come() -> None:
    assert labelled(["b", 1, "b", (2,)], 4).tolist() == [0, 1, 0, 2]
    assert labelled(None, 3).tolist() == [0, 0, 0]


@pytest.mark.parametrize(("labels", "fault"), [(["a"], "one label a row"), (["a", None], "none"), ([NAN, "a"], "none")])
def test_rows_without_a_label_are_refused(labels: list[object], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        labelled(labels, 2)  # type: ignore[arg-type]


def test_clusters_of_one_name_in_two_strata_are_two_and_those_without_answers_none() -> None:
    answers = np.array([3.0, 2, 4, 0])
    design = Design.of(answers, [10, 10, 5, 5], ["N", "N", "S", "S"], ["k", "l", "k", "l"])
    assert design.units is not None
    assert len({*design.units.tolist()}) == 4
    assert design.drawn.tolist() == [2, 1]
    assert design.open_part.tolist() == [0.8, 0.8]
    assert design.degrees == 1


def test_without_clusters_each_answer_is_drawn_and_an_unknown_population_is_all_open() -> None:
    design = Design.of(np.array([3.0, 2]), None, None, None)
    assert (design.drawn.tolist(), design.open_part.tolist(), design.degrees) == ([5], [1], 4)


@pytest.mark.parametrize(
    ("population", "fault"),
    [
        ([10, 11], "one population, the same in all its rows"),
        ([4, 4], "at least the number that was drawn"),
        ([9.5, 9.5], "whole number"),
        ([-1, -1], "finite number of at least 0"),
        ([np.inf, np.inf], "finite number of at least 0"),
    ],
)
def test_populations_that_cannot_be_are_refused(population: list[float], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        Design.of(np.array([3.0, 2]), population, None, None)


def test_without_weights_those_of_the_populations_hold_and_a_census_weighs_1() -> None:
    answers = np.array([5.0, 10])
    design = Design.of(answers, [50, 20], ["N", "S"], None)
    assert weights_of(None, answers, design) == pytest.approx([1, 0.2])  # 10 and 2 people an answer
    census = Design.of(answers, [5, 10], ["N", "S"], None)
    assert weights_of(None, answers, census).tolist() == [1, 1]
    unknown = Design.of(answers, [50, NAN], ["N", "S"], None)
    assert weights_of(None, answers, unknown).tolist() == [1, 1]
    with pytest.raises(ValueError, match="a weight is a finite number"):
        weights_of([1, -1], answers, design)


def test_weights_of_a_part_are_made_to_sum_to_the_people_it_served() -> None:
    weights, parts = np.array([1.0, 3, 2]), np.array([0, 0, 1])
    factor = rescaling(weights, parts, [100, 100, 50])
    assert np.bincount(parts, weights=weights * factor).tolist() == [100, 50]
    assert np.isnan(rescaling(weights, parts, None)).all()
    with pytest.raises(ValueError, match="one number of people"):
        rescaling(weights, parts, [100, 90, 50])
