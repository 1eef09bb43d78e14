"""Shrinkage: closed forms, a grid and simulation."""

import csv

import numpy as np
import pytest
from places import ORACLES
from scipy.special import betaln
from scipy.stats import beta, betabinom

from dtplan_analysis.statistics import beta_binomial_prior, shrink
from dtplan_analysis.statistics.shrinkage import passes

ROWS = list(csv.DictReader((ORACLES / "shrinkage.csv").read_text(encoding="utf-8").splitlines()))
X, N = np.array([45, 180, 70, 92, 3]), np.array([50, 200, 100, 100, 5])


def printed(method: str) -> list:
    return [pytest.param(row, id=f"{row['source']}: {row['inputs']}") for row in ROWS if row["method"] == method]


@pytest.mark.parametrize("row", printed("beta_binomial_prior"))
def test_prior_of_fitodbod(row: dict[str, str]) -> None:
    people = list(map(int, row["inputs"].split()))
    found = beta_binomial_prior(np.repeat(np.arange(len(people)), people), len(people) - 1)
    assert [f"{part:.5f}" for part in (found.alpha, found.beta)] == row["expected"].split()


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
    a, b = X + found.prior.alpha, N - X + found.prior.beta
    assert (found.upper - found.lower)[:-1].min() > 0
    # Five units do not tell α and β: the limits are wider than if they did.
    assert (found.upper - found.lower)[:-1].sum() > (beta.ppf(0.975, a, b) - beta.ppf(0.025, a, b)).sum()
    narrow = shrink(X, N, confidence=0.9)
    assert (found.lower[:-1] < narrow.lower).all()
    assert (narrow.upper < found.upper[:-1]).all()


@pytest.mark.slow
@pytest.mark.parametrize(("units", "weight"), [(20, 20), (5, 200)])
def test_shrunk_limits_hold_the_true_shares_even_of_few_units(units: int, weight: int) -> None:
    random = np.random.default_rng(320)
    n = np.geomspace(10, 1000, units).round()
    holds = []
    for _ in range(24):
        share = random.beta(0.8 * weight, 0.2 * weight, units)
        found = shrink(random.binomial(n.astype(int), share), n)
        holds.append((found.lower <= share) & (share <= found.upper))
    assert np.mean(holds) > 0.92


def test_limits_average_over_all_that_the_prior_could_be() -> None:
    found = shrink(X, N)
    root, mean = (
        grid.ravel() for grid in np.meshgrid(np.linspace(0.0025, 0.9975, 400), np.linspace(0.0025, 0.9975, 400))
    )
    a, b = mean * (root**-2 - 1), (1 - mean) * (root**-2 - 1)
    likely = sum(betaln(x + a, n - x + b) - betaln(a, b) for x, n in zip(X, N, strict=True))
    chance = np.exp(likely - likely.max()) / np.sqrt(mean * (1 - mean))
    chance /= chance.sum()
    for place, (x, n) in enumerate(zip(X, N, strict=True)):
        each = (x + a) / (n + a + b)
        middle = (chance * each).sum()
        variance = (chance * (each * (1 - each) / (n + a + b + 1) + (each - middle) ** 2)).sum()
        weight = middle * (1 - middle) / variance - 1
        expected = beta.ppf([0.025, 0.975], middle * weight, (1 - middle) * weight)
        assert (found.lower[place], found.upper[place]) == pytest.approx(tuple(expected), abs=2e-3)


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


def test_counts_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and its denominator"):
        shrink([3], [2])


@pytest.mark.parametrize(("records", "a", "b"), [(0, 1.0, 1.0), (7, 0.5, 3.5), (40, 90.5, 1.5), (300, 12.0, 0.5)])
def test_the_chances_are_those_of_the_beta_binomial_distribution(records: int, a: float, b: float) -> None:
    found = passes(records, a, b)
    np.testing.assert_allclose(found, betabinom(records, a, b).pmf(np.arange(records + 1)), rtol=1e-9)
    assert found.sum() == pytest.approx(1)
