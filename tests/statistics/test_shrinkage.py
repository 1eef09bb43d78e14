"""Shrinkage and the year's end: closed forms, a grid, simulation, and whole-number targets."""

import csv
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from places import ORACLES
from scipy.special import betaln
from scipy.stats import beta, betabinom

from dtplan_analysis.statistics import BetaPrior, beta_binomial_prior, quarter_spread, shrink, year_end

ROWS = list(csv.DictReader((ORACLES / "shrinkage.csv").read_text(encoding="utf-8").splitlines()))
X, N = np.array([45, 180, 70, 92, 3]), np.array([50, 200, 100, 100, 5])


def printed(method: str) -> list:
    return [pytest.param(row, id=f"{row['source']}: {row['inputs']}") for row in ROWS if row["method"] == method]


@pytest.mark.parametrize("row", printed("year_end"))
def test_year_end_of_lee_and_liu_and_by_closed_form(row: dict[str, str]) -> None:
    target, *counts, a, b = row["inputs"].split()
    found = year_end(*map(int, counts), target=Fraction(target), prior=BetaPrior(float(a), float(b)), spread=0)
    needed, probability = map(float, row["expected"].split())
    assert float(found.needed) == needed
    assert float(found.needed_share) == needed / int(counts[-1])
    assert float(found.probability) == pytest.approx(probability, abs=5e-8)


@pytest.mark.parametrize("row", printed("beta_binomial_prior"))
def test_prior_of_fitodbod(row: dict[str, str]) -> None:
    people = list(map(int, row["inputs"].split()))
    found = beta_binomial_prior(np.repeat(np.arange(len(people)), people), len(people) - 1)
    assert [f"{part:.5f}" for part in (found.alpha, found.beta)] == row["expected"].split()


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
    found = year_end(90, 120, 80, target=Fraction(3, 4), spread=0)
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
    a, b = X + found.prior.alpha, N - X + found.prior.beta
    assert (found.upper - found.lower)[:-1].min() > 0
    # Five units do not tell α and β: the limits are wider than if they did.
    assert (found.upper - found.lower)[:-1].sum() > (beta.ppf(0.975, a, b) - beta.ppf(0.025, a, b)).sum()
    narrow = shrink(X, N, confidence=0.9)
    assert (found.lower[:-1] < narrow.lower).all()
    assert (narrow.upper < found.upper[:-1]).all()


@pytest.mark.parametrize(("units", "weight"), [(20, 20), (5, 200)])
def test_shrunk_limits_hold_the_true_shares_even_of_few_units(units: int, weight: int) -> None:
    random = np.random.default_rng(320)
    n = np.geomspace(10, 1000, units).round()
    holds = []
    for _ in range(60):
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


def random_quarters(spread: float, units: int, quarters: int, size: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(320)
    mean, weight = random.uniform(0.6, 0.95, (units, 1)), 1 / spread - 1
    n = random.poisson(size, (units, quarters))
    return random.binomial(n, random.beta(mean * weight, (1 - mean) * weight, n.shape)), n


@pytest.mark.parametrize("spread", [0.0025, 0.01, 0.04])
@pytest.mark.parametrize("size", [30, 300, 3000])
def test_the_spread_of_quarters_is_found_again(spread: float, size: int) -> None:
    x, n = random_quarters(spread, 60, 8, size)
    assert quarter_spread(x, n) == pytest.approx(spread, rel=0.2, abs=0.003 if size == 30 else 0)
    assert quarter_spread(x[::-1, ::-1], n[::-1, ::-1]) == pytest.approx(quarter_spread(x, n))


@pytest.mark.parametrize(
    ("x", "n"),
    [
        ([], []),
        ([3], [5]),
        ([[3], [2]], [[5], [5]]),
        ([3, 0], [5, 0]),
        ([[3, np.nan]], [[5, np.nan]]),
        ([3, 4], [np.nan, 5]),
    ],
)
def test_without_two_quarters_the_spread_is_the_usual_one(x: list, n: list) -> None:
    assert quarter_spread(x, n) == pytest.approx(0.01, rel=0.02)


def test_quarters_alike_and_quarters_unlike() -> None:
    assert quarter_spread([8000, 8010, 7990, 8000], 10_000) < 0.001 < 0.01 < quarter_spread([60, 90, 70, 95], 100)
    assert 0 < quarter_spread([0, 0, 0], [9, 8, 7]) < 0.02  # says next to nothing
    with pytest.raises(ValueError, match="quarters stand"):
        quarter_spread([[[1]]], [[[2]]])


def test_year_end_with_spread_by_simulation() -> None:
    """Given the mean share, the quarters to come are drawn one by one: the beta-binomial of their sum is close."""
    random = np.random.default_rng(320)
    spread, draws = 0.02, 200_000
    worth = 1 / (1 + (150 - 1) * spread)
    mean = random.beta(worth * 240 + 0.5, worth * 60 + 0.5, draws)
    passing = sum(random.binomial(100, random.beta(mean * 49, (1 - mean) * 49)) for _ in range(2))
    found = year_end(240, 300, 200, target=Fraction(4, 5), spread=spread, quarters=(2, 2))
    assert float(found.probability) == pytest.approx((240 + passing >= 400).mean(), abs=0.01)
    low, high = np.quantile((240 + passing) / 500, [0.025, 0.975])
    assert (float(found.lower), float(found.upper)) == pytest.approx((low, high), abs=0.006)
    one = year_end(240, 300, 200, target=Fraction(4, 5), spread=spread, quarters=(2, 1))
    assert one.upper - one.lower > found.upper - found.lower


def test_year_end_with_one_quarter_of_either_is_exact() -> None:
    a, b, spread = 0.5 + 40 / 1.98, 0.5 + 10 / 1.98, 0.02  # 50 records count as 50/(1 + 49 × 0.02)
    alike = 1 / (a + b + 1) + (1 - 1 / (a + b + 1)) * spread
    weight = 1 / alike - 1
    expected = betabinom.sf(39, 50, a / (a + b) * weight, b / (a + b) * weight)
    assert float(year_end(40, 50, 50, target=Fraction(4, 5), spread=spread).probability) == pytest.approx(
        float(expected)
    )


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
        lambda: year_end(1, 2, 5, target=0.5),  # type: ignore[arg-type]
        lambda: year_end(np.nan, 2, 5, target=Fraction(1, 2)),
        lambda: year_end(1, 2, 5, confidence=95, target=Fraction(1, 2)),
        lambda: year_end(1, 2, 5, target=Fraction(1, 2), spread=1),
        lambda: year_end(1, 2, 5, target=Fraction(1, 2), quarters=(0, 4)),
        lambda: quarter_spread([3], [2]),
    ],
)
def test_forecasts_that_cannot_be_are_refused(call: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        call()  # type: ignore[operator]


@given(
    counts=st.tuples(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50)),
    target=st.fractions(0, 1, max_denominator=20),
    spread=st.floats(0, 0.5),
)
@settings(max_examples=80, deadline=None)
def test_year_end_needs_just_enough_and_one_more_pass_never_hurts(
    counts: tuple[int, int, int], target: Fraction, spread: float
) -> None:
    passed, failed, remaining = counts
    n = passed + failed
    found = year_end(passed, n, remaining, target=target, spread=spread)
    if n + remaining == 0:
        return
    needed = int(found.needed)
    assert passed + needed >= target * (n + remaining)
    assert needed == 0 or passed + needed - 1 < target * (n + remaining)
    assert 0 <= found.probability <= 1
    wide = year_end(passed, n, remaining, target=target, spread=spread, confidence=0.99)
    assert 0 <= wide.lower <= found.lower <= found.upper <= wide.upper <= 1
    if failed:
        assert year_end(passed + 1, n, remaining, target=target, spread=spread).probability >= found.probability - 1e-9
