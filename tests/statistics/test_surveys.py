"""Shares of surveys against textbook formulas, a slow second implementation, and what must hold."""

import csv

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from places import ORACLES
from scipy.stats import beta, t

from dtplan_analysis.statistics import SurveyShare, clopper_pearson, survey_share

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
    assert (simple.lower, simple.upper) == pytest.approx(tuple(map(float, clopper_pearson(26 * 39 / 40, 39))))


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
@settings(max_examples=80, deadline=None)
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
