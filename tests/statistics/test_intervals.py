"""Intervals of shares, differences and rates against printed numbers, a second implementation, and what must hold."""

import csv
from collections.abc import Callable
from fractions import Fraction
from math import comb
from time import process_time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from places import ORACLES
from scipy.optimize import brentq, minimize_scalar
from scipy.stats import binom, hypergeom
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from dtplan_analysis.statistics import (
    agresti_coull,
    byar,
    clopper_pearson,
    hypergeometric,
    jeffreys,
    mid_p,
    newcombe,
    newcombe_paired,
    poisson,
    wilson,
)

METHODS = {
    method.__name__: method
    for method in (agresti_coull, byar, clopper_pearson, jeffreys, mid_p, newcombe, newcombe_paired, wilson)
}
OF_ONE_SHARE = (agresti_coull, clopper_pearson, jeffreys, mid_p, wilson)
Interval = Callable[..., tuple[np.ndarray, np.ndarray]]


def printed(topic: str, only: set[str] | None = None) -> list:
    with (ORACLES / f"{topic}.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["method"] in (only or METHODS)]
    return [pytest.param(row, id=f"{row['source']}: {row['method']} {row['inputs']}") for row in rows]


def decimals(text: str) -> int:
    return len(text.partition(".")[2])


def agrees(found: np.ndarray, expected: str) -> None:
    # At most 7 decimals: CAMIS's upper mid-P limit is off by one in the 8th (the tails are checked below).
    assert float(found) == pytest.approx(float(expected), abs=0.51 * 10.0 ** -min(decimals(expected) or 4, 7))


@pytest.mark.parametrize("row", [*printed("intervals"), *printed("differences"), *printed("rates")])
def test_limits_printed_by_newcombe_r_camis_and_phe(row: dict[str, str]) -> None:
    counts = list(map(float, row["inputs"].split()))
    options = {"confidence": counts.pop()} if len(counts) == 3 else {}
    lower, upper = METHODS[row["method"]](*counts, **options)
    expected = row["expected"].split()
    agrees(lower, expected[0])
    agrees(upper, expected[1])


@pytest.mark.parametrize("row", printed("intervals", {"hypergeometric"}))
def test_hypergeometric_limits_are_the_last_numbers_that_samplingbook_does_not_rule_out(row: dict[str, str]) -> None:
    x, n, population = map(int, row["inputs"].split())
    below, above = map(int, row["expected"].split())
    lower, upper = hypergeometric(x, n, population=population)
    assert (round(population * float(lower)), round(population * float(upper))) == (below + 1, above - 1)
    assert hypergeom.sf(x - 1, population, below, n) <= 0.025 < hypergeom.sf(x - 1, population, below + 1, n)
    assert hypergeom.cdf(x, population, above, n) <= 0.025 < hypergeom.cdf(x, population, above - 1, n)


@pytest.mark.parametrize(("confidence", "tail"), [(0.95, "1/40"), (0.9, "1/20"), (0.8, "1/10"), (0.5, "1/4")])
def test_a_number_whose_chance_is_the_tail_itself_is_ruled_out(confidence: float, tail: str) -> None:
    for population in (5, 6, 8, 10, 20, 28, 40):
        for n in range(1, min(population, 6) + 1):
            for x in range(n + 1):
                sides, possible = (range(x + 1), range(x, n + 1)), range(x, population - (n - x) + 1)
                likely = {m: min(_chance(side, m, population, n) for side in sides) for m in possible}
                kept = [m for m in possible if likely[m] > Fraction(tail)]
                found = hypergeometric(x, n, confidence=confidence, population=population)
                assert [round(population * float(limit)) for limit in found] == [kept[0], kept[-1]], (x, n, population)


def _chance(drawn: range, passing: int, population: int, n: int) -> Fraction:
    return Fraction(sum(comb(passing, k) * comb(population - passing, n - k) for k in drawn), comb(population, n))


@given(
    counts=st.tuples(st.integers(0, 30), st.integers(0, 30), st.integers(0, 60), st.integers(0, 60)),
    confidence=st.floats(0.5, 0.99),
)
def test_hypergeometric_limits_by_trying_every_number(counts: tuple[int, int, int, int], confidence: float) -> None:
    passed, failed, more, others = counts
    n, population = passed + failed, passed + failed + more + others
    tail = (1 - confidence) / 2 * (1 + 1e-10)  # a chance that is the tail is not more, whatever its last digits
    found = tuple(map(float, hypergeometric(passed, n, confidence=confidence, population=population)))
    if n == 0:
        assert np.isnan(found).all()
        return
    every = np.arange(passed, population - failed + 1)
    kept = every[
        (hypergeom.sf(passed - 1, population, every, n) > tail) & (hypergeom.cdf(passed, population, every, n) > tail)
    ]
    assert found == (kept.min() / population, kept.max() / population)
    mirrored = hypergeometric(failed, n, confidence=confidence, population=population)
    assert tuple(map(float, mirrored)) == pytest.approx((1 - found[1], 1 - found[0]), abs=1e-12)
    wide = tuple(map(float, hypergeometric(passed, n, confidence=confidence + 0.005, population=population)))
    assert 0 <= wide[0] <= found[0] <= found[1] <= wide[1] <= 1
    below, above = passed * population // n, -(-passed * population // n)  # numbers that the population can have
    assert found[0] <= above / population
    assert below / population <= found[1]


def test_hypergeometric_limits_of_everybody_of_a_crowd_and_of_unknown_numbers() -> None:
    everybody = hypergeometric([7, 0, 9], 9, population=9)
    np.testing.assert_array_equal(everybody, [[7 / 9, 0, 1]] * 2)
    crowd = np.array(hypergeometric(18, 20, population=10**9))
    assert crowd == pytest.approx(np.array(clopper_pearson(18, 20)), abs=1e-7)
    mixed = np.array(hypergeometric([[18, 0], [0, 0]], [20, 0], population=[np.nan, 5]))
    assert mixed.shape == (2, 2, 2)
    assert mixed[:, 0, 0] == pytest.approx(np.array(clopper_pearson(18, 20)))


@pytest.mark.parametrize(
    ("x", "n", "population", "fault"),
    [(3, 2, 9, "^a numerator"), (1.5, 2, 9, "^a count"), (1, 2, 9.5, "^a population"), (1, 2, 1, "^a population")],
)
def test_populations_that_cannot_be_are_refused(x: float, n: float, population: float, fault: str) -> None:
    for method in (hypergeometric, wilson):
        with pytest.raises(ValueError, match=fault):
            method(x, n, population=population)


@pytest.mark.parametrize(
    ("method", "theirs"),
    [(wilson, "wilson"), (clopper_pearson, "beta"), (agresti_coull, "agresti_coull"), (jeffreys, "jeffreys")],
)
@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.998])
def test_limits_are_those_of_statsmodels(method: Interval, theirs: str, confidence: float) -> None:
    # Jeffreys' limits at 0 and n differ on purpose: the modified interval of Brown, Cai and DasGupta ends there.
    x = np.array([1, 5, 17, 19, 40, 199])
    n = np.array([3, 20, 20, 20, 263, 200])
    found = np.array(method(x, n, confidence=confidence))
    expected = np.array(
        [proportion_confint(*pair, alpha=1 - confidence, method=theirs) for pair in zip(x, n, strict=True)]
    ).T
    np.testing.assert_allclose(found, np.clip(expected, 0, 1), atol=1e-9)


@pytest.mark.parametrize(("x", "n"), [(0, 20), (1, 29), (36, 154), (20, 20), (7, 9)])
def test_mid_p_limits_have_their_tails(x: int, n: int) -> None:
    lower, upper = map(float, mid_p(x, n))
    below = brentq(lambda p: binom.sf(x, n, p) + binom.pmf(x, n, p) / 2 - 0.025, 1e-12, 1 - 1e-12) if x else 0
    above = brentq(lambda p: binom.cdf(x - 1, n, p) + binom.pmf(x, n, p) / 2 - 0.025, 1e-12, 1 - 1e-12) if x < n else 1
    assert (lower, upper) == pytest.approx((below, above), abs=1e-9)


def _score_distance(difference: float) -> float:
    """The score statistic of 56/70 − 48/80 against a difference, its likelihood maximised by brute force."""

    def loss(p: float) -> float:
        return -(56 * np.log(p + difference) + 14 * np.log(1 - p - difference) + 48 * np.log(p) + 32 * np.log(1 - p))

    room = (max(0.0, -difference) + 1e-9, min(1.0, 1 - difference) - 1e-9)
    p = minimize_scalar(loss, bounds=room, method="bounded", options={"xatol": 1e-10}).x
    q = p + difference
    return float((56 / 70 - 48 / 80 - difference) / np.sqrt(q * (1 - q) / 70 + p * (1 - p) / 80))


def test_newcombe_table_ii_shows_that_statsmodels_score_interval_is_wrong() -> None:
    lower = brentq(lambda d: _score_distance(d) - 1.959964, -0.9, 0.9)
    upper = brentq(lambda d: _score_distance(d) + 1.959964, -0.9, 0.9)
    assert (lower, upper) == pytest.approx((0.0533, 0.3377), abs=5e-5)  # method 5
    theirs = confint_proportions_2indep(56, 70, 48, 80, compare="diff", method="score", correction=False)
    assert abs(theirs[1] - upper) > 0.005, "corrected: the score interval could be taken from there"
    hybrid = confint_proportions_2indep(56, 70, 48, 80, compare="diff", method="newcomb")
    assert hybrid == pytest.approx(tuple(map(float, newcombe(56, 70, 48, 80))), abs=1e-9)


@pytest.mark.parametrize("method", OF_ONE_SHARE)
def test_no_records_give_no_limits_and_arrays_keep_their_shape(method: Interval) -> None:
    lower, upper = method([[0, 3], [5, 0]], [[0, 5], [5, 7]])
    assert lower.shape == upper.shape == (2, 2)
    assert lower.dtype == upper.dtype == np.float64
    assert np.isnan([lower[0, 0], upper[0, 0]]).all()
    assert not np.isnan(lower[1]).any()


@pytest.mark.parametrize("method", OF_ONE_SHARE)
@pytest.mark.parametrize(("x", "n", "confidence"), [(3, 2, 0.95), (-1, 2, 0.95), (1, 2, 95), (1, 2, 0)])
def test_counts_and_confidences_that_cannot_be_are_refused(method: Interval, x: int, n: int, confidence: float) -> None:
    with pytest.raises(ValueError, match=r"^a (numerator|confidence) lies between 0 and"):
        method(x, n, confidence=confidence)


@pytest.mark.parametrize("call", [lambda: newcombe_paired(1, -1, 1, 1), lambda: byar(-1), lambda: byar(1, -2)])
def test_counts_below_0_are_refused(call: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match="at least 0"):
        call()


def test_differences_without_records_and_rates_without_exposure_are_nan() -> None:
    assert np.isnan(newcombe([1, 0], [2, 0], 1, 2)).tolist() == [[False, True], [False, True]]
    assert np.isnan(newcombe_paired(0, 0, 0, 0)).all()
    assert np.isnan(byar(2, [1, 0])).tolist() == [[False, True], [False, True]]


def test_unknown_counts_have_unknown_limits_and_leave_the_others_alone() -> None:
    for method in (*OF_ONE_SHARE, byar, poisson):
        for x, n in ((np.nan, 10), (3, np.nan), (np.nan, np.nan)):
            found = np.array(method([x, 3], [n, 10]))
            assert np.isnan(found[:, 0]).all(), method.__name__
            assert found[:, 1] == pytest.approx(np.array(method(3, 10))), method.__name__
    assert np.isnan(hypergeometric(np.nan, 10, population=30)).all()
    assert np.isnan(newcombe(3, 10, np.nan, 10)).all()
    assert np.isnan(newcombe_paired(3, 10, np.nan, 10)).all()


@pytest.mark.parametrize("method", [*OF_ONE_SHARE, byar, poisson, lambda x, n: newcombe(1, 2, x, n)])
def test_counts_that_are_not_whole_are_refused(method: Interval) -> None:
    with pytest.raises(ValueError, match="whole"):
        method(2.5, 4)


def test_many_rows_take_no_longer_than_twenty_times_the_exact_interval() -> None:
    random = np.random.default_rng(320)
    n = random.integers(1, 2000, 5_000)
    x = random.binomial(n, 0.8)

    def seconds(method: Interval, **given: object) -> float:
        start = process_time()
        method(x, n, **given)
        return process_time() - start

    exact = max(seconds(clopper_pearson) for _ in range(3))
    assert seconds(mid_p) < 20 * exact
    for population in (n + 5, 3 * n, 10**6):
        assert seconds(hypergeometric, population=population) < 20 * exact


@pytest.mark.parametrize("population", [6, 17])
@pytest.mark.parametrize("confidence", [0.5, 0.95, 0.998])
def test_a_sample_has_the_limits_that_trying_every_number_finds(population: int, confidence: float) -> None:
    tail, every = (1 - confidence) / 2 + 1e-12, np.arange(population + 1)
    for drawn in range(1, population + 1):
        x = np.arange(drawn + 1)
        lower, upper = hypergeometric(x, drawn, confidence=confidence, population=population)
        for passed in x:
            at_least = every[hypergeom.sf(passed - 1, population, every, drawn) > tail]
            at_most = every[hypergeom.cdf(passed, population, every, drawn) > tail]
            assert (population * lower[passed], population * upper[passed]) == pytest.approx(
                (at_least.min(), at_most.max())
            )


shares = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize("method", OF_ONE_SHARE)
@given(pair=shares, confidence=st.floats(0.5, 0.99))
def test_intervals_lie_in_0_to_1_hold_the_share_nest_and_mirror(
    method: Interval, pair: tuple[int, int], confidence: float
) -> None:
    x, n = pair
    hair = 1e-9
    lower, upper = map(float, method(x, n, confidence=confidence))
    wide_lower, wide_upper = map(float, method(x, n, confidence=confidence + 0.005))
    assert 0 <= wide_lower <= lower + hair
    assert lower <= upper <= wide_upper + hair <= 1 + hair
    if method is not jeffreys or 0 < x < n:  # its middle is drawn towards ½ even beyond a share near 0 or 1
        assert lower - hair <= x / n <= upper + hair
    assert np.array(method(n - x, n, confidence=confidence)) == pytest.approx(
        np.array([1 - upper, 1 - lower]), abs=1e-9
    )


@given(one=shares, other=shares, confidence=st.floats(0.5, 0.99))
def test_differences_lie_in_bounds_nest_and_turn_round(
    one: tuple[int, int], other: tuple[int, int], confidence: float
) -> None:
    lower, upper = map(float, newcombe(*one, *other, confidence=confidence))
    wide = tuple(map(float, newcombe(*one, *other, confidence=confidence + 0.005)))
    assert -1 - 1e-9 <= wide[0] <= lower + 1e-9
    assert lower <= one[0] / one[1] - other[0] / other[1] + 1e-9
    assert upper <= wide[1] + 1e-9 <= 1 + 2e-9
    assert tuple(map(float, newcombe(*other, *one, confidence=confidence))) == pytest.approx((-upper, -lower))


@given(counts=st.tuples(*[st.integers(0, 60)] * 4).filter(any))
def test_paired_differences_turn_round_and_stay_in_bounds(counts: tuple[int, int, int, int]) -> None:
    both, first, second, neither = counts
    lower, upper = map(float, newcombe_paired(both, first, second, neither))
    assert -1 - 1e-9 <= lower <= (first - second) / sum(counts) + 1e-9
    assert (first - second) / sum(counts) - 1e-9 <= upper <= 1 + 1e-9
    swapped = tuple(map(float, newcombe_paired(both, second, first, neither)))
    assert swapped == pytest.approx((-upper, -lower), abs=1e-9)
