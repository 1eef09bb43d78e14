"""Rank tests of a trend against printed tables, every permutation, and scipy; slopes and their limits."""

import csv
from itertools import permutations
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from places import ORACLES
from scipy.stats import kendalltau, theilslopes

from dtplan_analysis.statistics import kendall, kendall_distribution, seasonal_kendall, theil_sen

ROWS = list(csv.DictReader((ORACLES / "trend.csv").read_text(encoding="utf-8").splitlines()))


def s_of(values: tuple[float, ...]) -> int:
    return sum(int(np.sign(b - a)) for i, a in enumerate(values) for b in values[i + 1 :])


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['source']}: {row['inputs']}" for row in ROWS])
def test_tails_printed_by_kendall_and_hirsch(row: dict[str, str]) -> None:
    first, second = map(int, row["inputs"].split())
    digits = len(row["expected"].partition(".")[2])
    if row["method"] == "upper_tail":
        distribution = kendall_distribution(first)
        found = distribution[(second + comb(first, 2)) // 2 :].sum()
    else:  # so many seasons, so many years, rising in each
        found = seasonal_kendall(np.arange(first * second), season=np.tile(np.arange(first), second)).p_value
    assert found == pytest.approx(float(row["expected"]), abs=0.5 * 10.0**-digits)


@pytest.mark.parametrize("values", [(1, 2, 3, 4, 5, 6), (1, 1, 2, 3, 4, 5), (1, 1, 2, 2, 2, 3, 4), (5, 5, 5, 5, 6, 6)])
def test_distribution_is_that_of_every_order_ties_included(values: tuple[int, ...]) -> None:
    ties = [values.count(value) for value in sorted(set(values))]
    every = np.array([s_of(order) for order in permutations(values)])
    pairs = comb(len(values), 2) - sum(comb(size, 2) for size in ties)
    expected = [(every == s).mean() for s in range(-pairs, pairs + 1, 2)]
    np.testing.assert_allclose(kendall_distribution(len(values), ties=ties), expected, atol=1e-12)


@given(sizes=st.lists(st.integers(1, 6), min_size=1, max_size=6))
def test_distribution_sums_to_1_and_is_symmetric(sizes: list[int]) -> None:
    distribution = kendall_distribution(sum(sizes), ties=sizes)
    assert distribution.sum() == pytest.approx(1, abs=1e-12)
    assert (distribution >= 0).all()
    np.testing.assert_allclose(distribution, distribution[::-1], atol=1e-15)


@given(order=st.permutations(range(8)))
def test_p_values_are_those_of_scipy(order: list[int]) -> None:
    # Mann–Kendall is Kendall's τ with time.
    for alternative, theirs in (("two-sided", "two-sided"), ("increasing", "greater"), ("decreasing", "less")):
        expected = kendalltau(range(8), order, method="exact", alternative=theirs)
        found = kendall(order, alternative=alternative)
        assert (found.tau, found.p_value) == pytest.approx((expected.statistic, expected.pvalue), abs=1e-12)
    reverse = kendall(order[::-1])
    assert (reverse.s, reverse.p_value) == (-kendall(order).s, kendall(order).p_value)


@pytest.mark.parametrize(
    ("values", "options", "reason"),
    [
        ([1, 2, 3, 4], {}, "too_short"),  # 2/24 is more than 5 %
        ([1, 2, 3, 4], {"alternative": "increasing"}, ""),
        ([4, 3, 2, 1], {"confidence": 0.9}, ""),
        ([1, 2, 3, 4, 5], {}, ""),
        ([1, 2, 3, 4, 5], {"confidence": 0.99}, "too_short"),
        ([1, np.nan, 2, 3, 4], {}, "too_short"),
        ([1, 1, 2, 2, 2], {}, "ties"),  # 2/10
        ([1.0] * 61, {}, "ties"),
        ([], {}, "too_short"),
    ],
)
def test_no_p_value_where_nothing_could_be_significant(values: list[float], options: dict, reason: str) -> None:
    found = kendall(values, **options)
    assert (found.reason, np.isnan(found.p_value)) == (reason, bool(reason))


def test_over_60_points_the_normal_approximation_takes_over_without_a_jump() -> None:
    noise = np.sin(np.arange(61) * 7.3) * 40 + np.arange(61) / 3
    noise[10] = noise[20]
    exact, approximate = kendall(noise[:60]), kendall(noise)
    assert 0.001 < exact.p_value < 0.5
    expected = kendalltau(range(60), noise[:60], method="asymptotic").pvalue
    assert exact.p_value == pytest.approx(expected, abs=0.01)
    assert approximate.p_value == pytest.approx(kendalltau(range(61), noise, method="asymptotic").pvalue, abs=0.01)


def test_seasons_are_compared_with_themselves_only() -> None:
    quarters = [9, 2, 5, 4, 9.1, 2.1, 5.1, 4.1, 9.2, 2.2, 5.2, 4.2]
    assert kendall(quarters).p_value > 0.5
    found = seasonal_kendall(quarters, season=[1, 2, 3, 4] * 3)
    assert (found.s, found.points) == (12, 12)
    assert found.p_value < 0.01
    assert seasonal_kendall(quarters, season=[0] * 12) == kendall(quarters)
    assert seasonal_kendall(quarters[:4], season=[1, 2, 3, 4]).reason == "too_short"


def test_slope_is_the_median_of_pairs_and_keeps_gaps() -> None:
    values = [0.71, 0.73, np.nan, 0.80, 0.79, 0.86, 0.90]
    known = [0, 1, 3, 4, 5, 6]
    found = theil_sen(values)
    assert found.slope == pytest.approx(theilslopes([values[i] for i in known], known).slope)
    assert found.lower < found.slope < found.upper
    seasons = theil_sen([9, 2, 10, 3, 11, 4, 12, 5, 13, 6], season=[1, 2] * 5)
    assert (seasons.slope, seasons.lower, seasons.upper) == (0.5, 0.5, 0.5)
    many = theil_sen(np.arange(80) + np.sin(np.arange(80)))
    theirs = theilslopes(np.arange(80) + np.sin(np.arange(80)))
    assert (many.lower, many.upper) == pytest.approx((theirs.low_slope, theirs.high_slope), abs=2e-3)


@given(values=st.lists(st.integers(0, 1000), min_size=5, max_size=12, unique=True))
def test_slope_limits_are_the_slopes_that_kendall_does_not_reject(values: list[int]) -> None:
    found = theil_sen(values)
    assert found.lower <= found.slope <= found.upper
    for slope, rejected in ((found.lower - 1e-6, True), (found.lower + 1e-6, False), (found.upper + 1e-6, True)):
        residuals = np.array(values) - slope * np.arange(len(values))
        if found.lower < found.upper:
            assert (kendall(residuals).p_value <= 0.05) == rejected


@pytest.mark.parametrize("values", [[], [1], [1, 2], [1, 2, 3, 4]])
def test_too_few_points_have_no_slope_limits(values: list[float]) -> None:
    found = theil_sen(values)
    assert (found.reason, np.isnan(found.lower)) == ("too_short", True)
    assert np.isnan(found.slope) == (len(values) < 2)


@pytest.mark.parametrize(
    "call",
    [
        lambda: kendall([[1, 2]]),
        lambda: kendall([1, 2], alternative="rising"),  # type: ignore[arg-type]
        lambda: kendall([1, 2], confidence=95),
        lambda: seasonal_kendall([1, 2], season=[1]),
        lambda: theil_sen([1, 2], season=[1]),
        lambda: kendall_distribution(3, ties=[2, 2]),
        lambda: kendall_distribution(3, ties=[0]),
    ],
)
def test_series_that_cannot_be_are_refused(call: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        call()  # type: ignore[operator]


def test_neighbours_that_are_alike_make_a_direction_less_sure() -> None:
    wave = [0.50, 0.53, 0.55, 0.56, 0.55, 0.56, 0.58, 0.61, 0.63, 0.63, 0.62, 0.60]
    plain, serial = kendall(wave), kendall(wave, serial=True)
    assert serial.serial > 0.3
    assert serial.p_value > 5 * plain.p_value
    line = kendall([0.1, 0.2, 0.3, 0.4, 0.5], serial=True)
    assert (line.serial, line.p_value) == (0, kendall([1, 2, 3, 4, 5]).p_value)
