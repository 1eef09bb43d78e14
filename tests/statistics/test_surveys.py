"""Shares of surveys against textbook formulas, a slow second implementation, and what must hold."""

import csv

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from places import ORACLES
from scipy.stats import beta, t

from dtplan_analysis.statistics import SurveyShare, clopper_pearson, response_bounds, survey_share, survey_share_of_sums

ROWS = list(csv.DictReader((ORACLES / "surveys.csv").read_text(encoding="utf-8").splitlines()))


@pytest.mark.parametrize("row", ROWS, ids=[row["source"] for row in ROWS])
def test_share_error_and_degrees_of_cochran_and_stata(row: dict[str, str]) -> None:
    parts = [[float(number) for number in part.split()] for part in row["inputs"].split("/")]
    if row["method"] == "simple":
        x, n, *population = parts[0]
        found = survey_share([x], [n], population=population or None)
    elif row["method"] == "strata":
        found = survey_share(parts[0], parts[1], stratum=[0, 1], population=parts[2])
    else:
        found = survey_share(parts[0], parts[1], cluster=range(len(parts[0])))
    share, error, degrees = map(float, row["expected"].split())
    assert (found.share, found.standard_error) == pytest.approx((share, error), abs=5e-8)
    assert found.degrees_of_freedom == degrees


def test_korn_graubard_limits_are_clopper_pearson_of_the_effective_sample() -> None:
    found = survey_share([8, 5, 9, 4], [10] * 4, cluster=list("abcd"))
    size = 0.65 * 0.35 / 0.1190238071**2 * (t.ppf(0.975, 39) / t.ppf(0.975, 3)) ** 2
    lower = beta.ppf(0.025, size * 0.65, size * 0.35 + 1)
    upper = beta.ppf(0.975, size * 0.65 + 1, size * 0.35)
    assert (found.lower, found.upper) == pytest.approx((lower, upper), abs=1e-6)
    assert found.design_effect == pytest.approx(0.1190238071**2 / (0.65 * 0.35 / 39))
    simple = survey_share([26], [40])
    assert simple.design_effect == pytest.approx(1)
    passing = 26 * 39 / 40  # of 39
    limits = beta.ppf(0.025, passing, 40 - passing), beta.ppf(0.975, passing + 1, 39 - passing)
    assert (simple.lower, simple.upper) == pytest.approx(limits)


def test_everybody_asked_is_the_share_itself() -> None:
    found = survey_share([26, 3], [40, 5], stratum=["a", "b"], population=[40, 5])
    assert (found.share, found.lower, found.upper, found.standard_error) == (29 / 45, 29 / 45, 29 / 45, 0)


@pytest.mark.parametrize(("x", "share"), [(0, 0.0), (60, 1.0)])
def test_a_share_of_0_or_1_has_limits_of_a_simple_sample(x: int, share: float) -> None:
    found = survey_share([x], [60])
    assert found.share == share
    assert (found.lower, found.upper) == pytest.approx(tuple(map(float, clopper_pearson(x, 60))))
    clusters = survey_share([x / 3] * 3, [20] * 3, cluster=[1, 2, 3])
    assert clusters.upper - clusters.lower > found.upper - found.lower  # 2 degrees of freedom
    assert np.isnan(clusters.design_effect)
    half = survey_share([x], [60], population=120)  # every second one asked: as good as 120 of a crowd
    assert (half.lower, half.upper) == pytest.approx(tuple(map(float, clopper_pearson(2 * x, 120))))


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"numerator": [8], "denominator": [10], "cluster": ["a"]}, "single_cluster"),
        (
            {"numerator": [8, 4, 6], "denominator": [10] * 3, "cluster": [1, 2, 1], "stratum": [1, 1, 2]},
            "single_cluster",
        ),
        ({"numerator": [8, 1], "denominator": [10, 1], "stratum": [1, 2]}, "single_answer"),
        ({"numerator": [1], "denominator": [1]}, "single_answer"),
        ({"numerator": [0], "denominator": [0]}, "no_answers"),
        ({"numerator": [3], "denominator": [4], "weight": 0}, "no_answers"),
    ],
)
def test_what_cannot_be_estimated_says_so(arguments: dict, reason: str) -> None:
    found = survey_share(**arguments)
    assert found.reason == reason
    assert np.isnan([found.lower, found.upper, found.standard_error]).all()
    assert np.isnan(found.share) == (reason == "no_answers")


def test_a_single_cluster_taken_with_certainty_adds_no_doubt() -> None:
    found = survey_share([8, 4, 6], [10] * 3, cluster=[1, 2, 3], stratum=[1, 1, 2], population=[20, 20, 1], weight=1)
    assert found.reason == ""
    assert found.standard_error == pytest.approx(np.sqrt(2 * 2 * (2 / 30) ** 2 * 0.9))


def test_clusters_that_agree_do_not_make_the_limits_the_share() -> None:
    found = survey_share([10, 10], [20, 20], cluster=[1, 2])
    assert found.standard_error == 0
    assert found.effective == 40
    assert found.upper - found.lower > 0.5


@pytest.mark.parametrize(
    "arguments",
    [
        {"numerator": [3], "denominator": [2]},
        {"numerator": [[1]], "denominator": [[2]]},
        {"numerator": 1, "denominator": 2},
        {"numerator": [np.nan], "denominator": [2]},
        {"numerator": [1], "denominator": [np.inf]},
        {"numerator": [1], "denominator": [4], "population": 3},
        {"numerator": [1, 1], "denominator": [4, 4], "population": [9, 10]},
        {"numerator": [1], "denominator": [4], "weight": -1},
        {"numerator": [1], "denominator": [4], "weight": np.nan},
        {"numerator": [1, 1], "denominator": [4, 4], "stratum": [1]},
        {"numerator": [1], "denominator": [4], "confidence": 95},
    ],
)
def test_surveys_that_cannot_be_are_refused(arguments: dict) -> None:
    with pytest.raises(ValueError, match=r"."):
        survey_share(**arguments)


def slowly(answers: list[tuple[int, float, int, int]], population: dict[int, float]) -> tuple[float, float]:
    """Share and standard error, answer by answer: (passed, weight, stratum, cluster)."""
    total = sum(weight for _, weight, _, _ in answers)
    share = sum(passed * weight for passed, weight, _, _ in answers) / total
    variance = 0.0
    for stratum in {answer[2] for answer in answers}:
        inside = [answer for answer in answers if answer[2] == stratum]
        sums = [
            sum(weight * (passed - share) / total for passed, weight, _, unit in inside if unit == cluster)
            for cluster in sorted({answer[3] for answer in inside})
        ]
        mean = sum(sums) / len(sums)
        spread = sum((value - mean) ** 2 for value in sums) * len(sums) / (len(sums) - 1)
        variance += (1 - len(sums) / population[stratum]) * spread
    return share, variance**0.5


row = st.tuples(st.integers(0, 4), st.integers(0, 4), st.sampled_from([0.5, 1.0, 3.0]))
strata = st.lists(st.lists(row, min_size=2, max_size=4), min_size=1, max_size=3)


@given(survey=strata, clustered=st.booleans())
def test_any_survey_is_as_the_slow_way_and_answers_can_be_given_one_by_one(survey: list, clustered: bool) -> None:
    rows = [
        (passed, passed + failed + 1, weight, h, c)
        for h, group in enumerate(survey)
        for c, (passed, failed, weight) in enumerate(group)
    ]
    x, n, w, stratum, cluster = map(list, zip(*rows, strict=True))
    answers = [(i < x, w, h, c) for x, n, w, h, c in rows for i in range(n)]
    if not clustered:
        answers = [(passed, weight, h, place) for place, (passed, weight, h, _) in enumerate(answers)]
    if not clustered and any(stratum_answers < 2 for stratum_answers in np.bincount(stratum, weights=n)):
        return
    options = {"population": 200, "stratum": stratum, "cluster": cluster if clustered else None}
    found = survey_share(x, n, weight=w, **options)
    assert (found.share, found.standard_error) == pytest.approx(
        slowly(answers, dict.fromkeys(range(len(survey)), 200)), abs=1e-9
    )
    single = survey_share(
        [passed for passed, *_ in answers],
        1,
        population=200,
        weight=[10 * weight for _, weight, _, _ in answers],
        stratum=[h for *_, h, _ in answers],
        cluster=[c for *_, c in answers] if clustered else None,
    )
    for name in SurveyShare.__dataclass_fields__:
        if name != "reason":
            assert getattr(single, name) == pytest.approx(getattr(found, name), nan_ok=True, abs=1e-7), name
    wide = survey_share(x, n, confidence=0.99, weight=w, **options)
    assert 0 <= wide.lower <= found.lower <= found.share + 1e-9
    assert found.share - 1e-9 <= found.upper <= wide.upper <= 1
    assert found.lower < found.upper


# -- Sums, and totals of several surveys ---------------------------------------------------------------------------


@given(survey=strata, clustered=st.booleans())
def test_sums_of_answers_say_what_the_answers_say(survey: list, clustered: bool) -> None:
    rows = [(x, x + y + 1, w, h, c) for h, group in enumerate(survey) for c, (x, y, w) in enumerate(group)]
    x, n, w, stratum, cluster = (np.array(column) for column in zip(*rows, strict=True))
    labels = {"stratum": stratum, "cluster": cluster if clustered else None}
    cells = np.unique(np.stack([stratum, cluster if clustered else 0 * stratum]), axis=1, return_inverse=True)
    sums = [np.bincount(cells[1].ravel(), weights=one) for one in (n, w * n, w * x, w**2 * n, w**2 * x)]
    found = survey_share_of_sums(*sums, stratum=cells[0][0], cluster=cells[0][1] if clustered else None)
    expected = survey_share(x, n, weight=w, **labels)
    for name in SurveyShare.__dataclass_fields__:
        if name == "reason":
            assert found.reason == expected.reason
        else:
            assert getattr(found, name) == pytest.approx(getattr(expected, name), nan_ok=True, abs=1e-9), name


BIG_AND_SMALL = ([100, 400], [100, 400], [80, 392], [100, 400], [80, 392])


def test_a_total_counts_each_survey_by_the_people_it_served_not_by_their_answers() -> None:
    labels = {"stratum": ["big", "small"], "part": ["big", "small"]}
    found = survey_share_of_sums(*BIG_AND_SMALL, served=[10_000, 500], **labels)
    assert found.share == pytest.approx((0.8 * 10_000 + 0.98 * 500) / 10_500)
    assert found.upper < 0.9 < 472 / 500  # pooled, 94.4 % would have met a target of 90 %
    as_weights = survey_share([80, 392], [100, 400], weight=[100, 1.25], stratum=["big", "small"])
    assert (found.lower, found.upper) == pytest.approx((as_weights.lower, as_weights.upper))
    pooled = survey_share_of_sums(*BIG_AND_SMALL, served=[100, 400], **labels)
    assert pooled.share == pytest.approx(472 / 500)


def test_weights_decide_and_not_the_number_of_answers() -> None:
    found = survey_share([80, 392], [100, 400], weight=[5.0, 0.2], stratum=["direct", "online"])
    assert (found.share, found.lower, found.upper) == pytest.approx((0.825, 0.745, 0.888), abs=5e-4)


def test_a_total_of_which_one_part_does_not_say_whom_it_served_has_no_limits() -> None:
    for served in ([10_000, np.nan], np.nan):
        found = survey_share_of_sums(*BIG_AND_SMALL, part=["big", "small"], served=served)
        assert (found.share, found.reason) == (472 / 500, "unequal_response")
        assert np.isnan([found.lower, found.upper]).all()


def test_a_part_without_answers_is_not_in_the_total() -> None:
    found = survey_share_of_sums(*([*column, 0] for column in BIG_AND_SMALL), part=list("abc"), served=[100, 400, 70])
    assert found.share == pytest.approx(472 / 500)


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"stratum": ["a", None]}, "label"),
        ({"cluster": [1.0, np.nan]}, "label"),
        ({"cluster": ["a", pd.NA]}, "label"),
        ({"part": ["a", None], "served": 9}, "label"),
        ({"part": ["a", "a"], "served": [900, 901]}, "same in all its rows"),
        ({"part": ["a", "b"], "served": [900, -1]}, "at least 0"),
        ({"population": 20.5}, "whole"),
        ({"population": 20}, "at least the number"),
    ],
)
def test_labels_and_people_that_cannot_be_are_refused(given: dict, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        survey_share_of_sums(*BIG_AND_SMALL, **given)


@pytest.mark.parametrize(
    "sums", [([1.5], [1], [1], [1], [1]), ([2], [2], [3], [2], [2]), ([2], [np.nan], [1], [2], [1])]
)
def test_sums_that_cannot_be_are_refused(sums: tuple) -> None:
    with pytest.raises(ValueError, match=r"."):
        survey_share_of_sums(*sums)


@given(x=st.integers(0, 30), y=st.integers(0, 30), silent=st.integers(0, 60))
def test_what_silence_leaves_open_is_what_the_silent_could_say(x: int, y: int, silent: int) -> None:
    n, size = x + y, x + y + silent
    rate, lowest, highest = map(float, response_bounds(x / n if n else np.nan, n, size))
    if not n:
        assert np.isnan([rate, lowest, highest]).all()
        return
    assert (rate, lowest, highest) == pytest.approx((n / size, x / size, (x + silent) / size))


def test_more_answers_than_people_are_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and its denominator"):
        response_bounds(0.5, 11, 10)
