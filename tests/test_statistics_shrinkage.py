"""Shrinkage and the year's end: closed forms, a grid, simulation, and whole-number targets."""

import csv
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import betaln
from scipy.stats import beta

from dtplan_analysis.statistics import BetaPrior, beta_binomial_prior, shrink, year_end

ROWS = list(
    csv.DictReader((Path(__file__).parent / "oracles" / "shrinkage.csv").read_text(encoding="utf-8").splitlines())
)
X, N = np.array([45, 180, 70, 92, 3]), np.array([50, 200, 100, 100, 5])


@pytest.mark.parametrize("row", ROWS, ids=[row["inputs"] for row in ROWS])
def test_year_end_of_skellam_by_closed_form(row: dict[str, str]) -> None:
    target, *counts = row["inputs"].split()
    found = year_end(*map(int, counts), target=Fraction(target), prior=BetaPrior(1, 1))
    needed, probability = map(float, row["expected"].split())
    assert float(found.needed) == needed
    assert float(found.needed_share) == needed / int(counts[-1])
    assert float(found.probability) == pytest.approx(probability)


@pytest.mark.parametrize(
    ("counts", "needed", "probability"),
    [
        ((60, 60, 40), 0, 1.0),  # reached already: 60 of 100
        ((10, 60, 40), 50, 0.0),  # out of reach
        ((3, 5, 0), 0, 1.0),  # 60 % of 5 is 3, though 0.6 * 5 may not be in floating point
        ((2, 5, 0), 1, 0.0),
        ((0, 0, 0), np.nan, np.nan),
    ],
)
def test_year_end_at_the_edges(counts: tuple[int, int, int], needed: float, probability: float) -> None:
    found = year_end(*counts, target=Fraction(3, 5))
    assert float(found.needed) == pytest.approx(needed, nan_ok=True)
    assert float(found.probability) == pytest.approx(probability, nan_ok=True)


def test_year_end_targets_are_whole_number_arithmetic_and_counts_broadcast() -> None:
    assert float(year_end(29, 100, 0, target=Fraction(29, 100)).probability) == 1  # 0.29 * 100 is 28.999999999999996
    assert float(year_end(7, 100, 0, target=Fraction(7, 100)).probability) == 1  # 0.07 * 100 is 7.000000000000001
    found = year_end([[10], [20]], 30, [0, 10, 20], target=Fraction(1, 2))
    assert found.probability.shape == found.lower.shape == (2, 3)
    np.testing.assert_array_equal(found.needed, [[5, 10, 15], [0, 0, 5]])
    np.testing.assert_array_equal(np.isnan(found.needed_share), [[True, False, False]] * 2)


def test_year_end_probability_and_limits_by_simulation() -> None:
    random = np.random.default_rng(320)
    passing = random.binomial(80, random.beta(90.5, 30.5, 200_000))
    found = year_end(90, 120, 80, target=Fraction(3, 4))
    assert float(found.probability) == pytest.approx((90 + passing >= 150).mean(), abs=0.005)
    inside = ((90 + passing) / 200 >= found.lower) & ((90 + passing) / 200 <= found.upper)
    assert 0.95 <= inside.mean() < 0.97


def test_prior_is_the_likeliest_of_a_grid() -> None:
    found = beta_binomial_prior(X, N)

    def likelihood(mean: np.ndarray, records: np.ndarray) -> np.ndarray:
        a, b = mean * records, (1 - mean) * records
        return sum(betaln(x + a, n - x + b) - betaln(a, b) for x, n in zip(X, N, strict=True))

    mean, records = np.meshgrid(np.linspace(0.75, 0.92, 341), np.geomspace(5, 80, 400))
    best = likelihood(mean, records).argmax()
    assert found.mean == pytest.approx(mean.flat[best], abs=1e-3)
    assert found.records == pytest.approx(records.flat[best], rel=0.01)


def test_prior_is_found_again_from_many_units() -> None:
    random = np.random.default_rng(320)
    n = random.integers(20, 200, 2000)
    found = beta_binomial_prior(random.binomial(n, random.beta(16, 4, 2000)), n)
    assert (found.alpha, found.beta) == pytest.approx((16, 4), rel=0.1)


def test_shrunk_shares_lie_between_raw_and_mean_the_small_unit_nearest() -> None:
    found = shrink([*X, 0], [*N, 0])
    mean = found.prior.mean
    raw = X / N
    between = (np.minimum(raw, mean) <= found.share[:-1]) & (found.share[:-1] <= np.maximum(raw, mean))
    assert between.all()
    np.testing.assert_allclose(found.share[:-1], found.own[:-1] * raw + (1 - found.own[:-1]) * mean)
    assert found.own.argmin() == 5
    assert (found.share[5], found.own[5]) == (pytest.approx(mean), 0)
    assert (found.lower < found.share).all()
    assert (found.share < found.upper).all()
    a, b = 3 + found.prior.alpha, 2 + found.prior.beta
    assert (found.lower[4], found.upper[4]) == pytest.approx(tuple(beta.ppf([0.025, 0.975], a, b)))


def test_units_that_differ_by_chance_alone_become_one() -> None:
    found = shrink([80, 81, 79, 8], [100, 100, 100, 10])
    assert np.ptp(found.share) < 0.001


@pytest.mark.parametrize(
    ("x", "n", "reason"),
    [([3, 4], [5, 5], "too_few_units"), ([0] * 3, [5] * 3, "no_variation"), ([5] * 3, [5] * 3, "no_variation")],
)
def test_what_units_cannot_tell_says_so(x: list[int], n: list[int], reason: str) -> None:
    found = shrink(x, n)
    assert (found.reason, found.prior) == (reason, None)
    assert np.isnan(found.share).all()
    with pytest.raises(ValueError, match="spread of units"):
        beta_binomial_prior(x, n)


@pytest.mark.parametrize(
    "call",
    [
        lambda: shrink([3], [2]),
        lambda: year_end(3, 2, 5, target=Fraction(1, 2)),
        lambda: year_end(1, 2, -5, target=Fraction(1, 2)),
        lambda: year_end(1, 2, 5, target=Fraction(80)),
        lambda: year_end(1.5, 2, 5, target=Fraction(1, 2)),
        lambda: year_end(np.nan, 2, 5, target=Fraction(1, 2)),
        lambda: year_end(1, 2, 5, confidence=95, target=Fraction(1, 2)),
    ],
)
def test_forecasts_that_cannot_be_are_refused(call: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        call()  # type: ignore[operator]


@given(
    counts=st.tuples(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50)),
    target=st.fractions(0, 1, max_denominator=20),
)
@settings(max_examples=80, deadline=None)
def test_year_end_needs_just_enough_and_one_more_pass_never_hurts(
    counts: tuple[int, int, int], target: Fraction
) -> None:
    passed, failed, remaining = counts
    n = passed + failed
    found = year_end(passed, n, remaining, target=target)
    if n + remaining == 0:
        return
    needed = int(found.needed)
    assert passed + needed >= target * (n + remaining)
    assert needed == 0 or passed + needed - 1 < target * (n + remaining)
    assert 0 <= found.probability <= 1
    assert 0 <= found.lower <= found.upper <= 1
    if failed:
        assert year_end(passed + 1, n, remaining, target=target).probability >= found.probability - 1e-9
