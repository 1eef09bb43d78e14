"""Who differs: printed tests and adjustments, funnels by hand, ranks by simulation."""

import csv

import numpy as np
import pytest
import scipy
from hypothesis import given
from hypothesis import strategies as st
from places import ORACLES
from scipy.stats import chi2_contingency, norm
from statsmodels.stats.multitest import multipletests

from dtplan_analysis.statistics import benjamini_hochberg, equality, funnel, overdispersion, rank_sets, unit_scores

ROWS = list(csv.DictReader((ORACLES / "comparison.csv").read_text(encoding="utf-8").splitlines()))


def printed(method: str) -> tuple[np.ndarray, list[float]]:
    (row,) = [row for row in ROWS if row["method"] == method]
    return np.array(row["inputs"].split(), float), [float(number) for number in row["expected"].split()]


def test_r_prop_test_smokers() -> None:
    counts, (statistic, p_value) = printed("equality")
    found = equality(counts[:4], counts[4:])
    assert (round(found.statistic, 4), round(found.p_value, 6)) == (statistic, p_value)


@given(counts=st.lists(st.tuples(st.integers(0, 60), st.integers(1, 60)), min_size=2, max_size=6))
def test_equality_is_the_chi_square_of_the_table(counts: list[tuple[int, int]]) -> None:
    x, rest = np.array(counts).T
    found = equality([*x, 0], [*(x + rest), 0])  # a unit without records changes nothing
    if x.sum() == 0:
        assert (found.statistic, found.p_value) == (0, 1)
        return
    expected = chi2_contingency([x, rest], correction=False)
    assert (found.statistic, found.p_value) == pytest.approx((expected.statistic, expected.pvalue), abs=1e-9)
    assert found.degrees_of_freedom == expected.dof
    assert found.smallest_expected == pytest.approx(expected.expected_freq.min())


def test_benjamini_hochberg_1995_reject_4_of_15_and_bonferroni_3() -> None:
    p_values, (rejected, by_bonferroni) = printed("benjamini_hochberg")
    assert (benjamini_hochberg(p_values) <= 0.05).sum() == rejected
    assert (p_values <= 0.05 / p_values.size).sum() == by_bonferroni


@given(p=st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_adjusted_p_values_keep_the_order_and_are_those_of_statsmodels(p: list[float]) -> None:
    found = benjamini_hochberg(p)
    assert (found[np.argsort(p)][1:] >= found[np.argsort(p)][:-1]).all()
    assert (found >= p).all()
    np.testing.assert_allclose(found, multipletests(p, method="fdr_bh")[1], atol=1e-12)
    with_gap = benjamini_hochberg([*p, np.nan])
    assert np.isnan(with_gap[-1])
    np.testing.assert_array_equal(with_gap[:-1], found)


def test_funnelplotr_overdispersion_of_six_units() -> None:
    counts, (phi,) = printed("overdispersion")
    observed, expected = counts[:6], counts[6:]
    z = np.log(observed / expected) * np.sqrt(expected)
    found = overdispersion(z, expected**-0.5, winsorise=0)
    assert round(found.phi, 6) == phi
    assert found.tau2 == pytest.approx(
        (6 * phi - 5) / (expected.sum() - (expected**2).sum() / expected.sum()), rel=1e-6
    )
    drawn_in = np.clip(z, np.quantile(z, 0.1), np.quantile(z, 0.9))
    assert overdispersion(z, expected**-0.5).phi == pytest.approx((drawn_in**2).mean())


def test_a_funnel_of_chance_alone_is_not_widened() -> None:
    n = np.array([50, 100, 200, 400, 0])
    found = funnel([40, 80, 160, 320, 0], n)
    assert (found.centre, found.overdispersion.tau2) == (0.8, 0)
    y, reach = np.arcsin(np.sqrt(0.8)), norm.ppf(0.999) / 2 / np.sqrt(n[:4])
    np.testing.assert_allclose(found.lower[:4], np.sin(y - reach) ** 2)
    np.testing.assert_allclose(found.upper[:4], np.sin(np.minimum(y + reach, np.pi / 2)) ** 2)
    for part in (found.share, found.lower, found.upper, found.z, found.p_value):
        assert np.isnan(part).tolist() == [False] * 4 + [True]
    assert not found.outside.any()


def test_units_that_all_differ_widen_the_funnel_but_a_lone_one_stays_outside() -> None:
    x = np.array([9000, 7500, 8300, 6800, 9300, 7900, 8800, 7200, 8100, 8600])
    spread = funnel(x, 10_000)
    binomial = norm.ppf(0.999) * np.sqrt(0.8 * 0.2 / 10_000)
    assert (np.abs(x / 10_000 - spread.centre) > binomial).sum() >= 8
    assert not spread.outside.any()
    lone = funnel([*[8000 + 10 * i for i in range(20)], 2000], 10_000)
    assert np.flatnonzero(lone.outside).tolist() == [20]
    assert lone.p_value[20] < 0.002
    np.testing.assert_array_equal(lone.outside, lone.p_value < 0.002)


def test_a_given_centre_moves_the_funnel() -> None:
    assert funnel([50, 55], 100, centre=0.9).outside.any()
    assert funnel([], []).share.size == 0
    assert np.isnan(overdispersion([], []).phi)
    assert overdispersion([2.0], [1.0]).tau2 == 0


@given(
    counts=st.lists(st.tuples(st.integers(0, 60), st.integers(1, 60)), min_size=1, max_size=8),
    confidence=st.floats(0.5, 0.99),
)
def test_funnels_lie_in_0_to_1_about_the_centre_and_nest(counts: list[tuple[int, int]], confidence: float) -> None:
    x, rest = np.array(counts).T
    found, wide = (funnel(x, x + rest, confidence=level) for level in (confidence, confidence + 0.005))
    assert (wide.lower >= 0).all()
    assert (wide.lower <= found.lower).all()
    assert (found.lower <= found.centre + 1e-12).all()
    assert (found.centre <= found.upper + 1e-12).all()
    assert (found.upper <= wide.upper).all()
    assert (wide.upper <= 1).all()


def test_ranks_that_can_be_told_apart_and_those_that_cannot() -> None:
    best, worst = rank_sets([990, 500, 510, 5, 0], [1000, 1000, 1000, 1000, 0])
    np.testing.assert_array_equal(best, [1, 2, 2, 4, np.nan])
    np.testing.assert_array_equal(worst, [1, 3, 3, 4, np.nan])
    best, worst = rank_sets([1, 2, 1], [3, 3, 3])
    assert (best.tolist(), worst.tolist()) == ([1, 1, 1], [3, 3, 3])


def test_klein_rank_sets_hold_all_true_ranks_as_often_as_promised() -> None:
    random = np.random.default_rng(320)
    shares = np.array([0.95, 0.9, 0.8, 0.78, 0.5, 0.3])
    hits = 0
    for _ in range(300):
        best, worst = rank_sets(random.binomial(200, shares), 200)
        hits += bool(((best <= np.arange(1, 7)) & (np.arange(1, 7) <= worst)).all())
    assert hits >= 285


@given(counts=st.lists(st.tuples(st.integers(0, 40), st.integers(1, 40)), min_size=1, max_size=8))
def test_rank_sets_hold_the_observed_rank_and_grow_with_confidence(counts: list[tuple[int, int]]) -> None:
    x, rest = np.array(counts).T
    share = x / (x + rest)
    best, worst = rank_sets(x, x + rest)
    assert (best <= 1 + (share[None, :] > share[:, None]).sum(axis=1)).all()
    assert (worst >= len(counts) - (share[None, :] < share[:, None]).sum(axis=1)).all()
    wider_best, wider_worst = rank_sets(x, x + rest, confidence=0.99)
    assert (wider_best <= best).all()
    assert (wider_worst >= worst).all()


@pytest.mark.parametrize(
    "call",
    [
        lambda: equality([3], [2]),
        lambda: benjamini_hochberg([1.2]),
        lambda: overdispersion([1.0], [0.0]),
        lambda: overdispersion([1.0], [1.0], winsorise=0.5),
        lambda: funnel([1], [2], centre=80),
        lambda: funnel([1], [2], confidence=99.8),
        lambda: rank_sets([3], [2]),
    ],
)
def test_comparisons_that_cannot_be_are_refused(call: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        call()  # type: ignore[operator]


def test_one_unit_alone_has_nobody_to_equal() -> None:
    assert np.isnan(equality([3, 0], [4, 0]).p_value)


def test_a_units_score_is_the_mid_p_of_what_the_others_foretell() -> None:
    x, n = np.array([45, 180, 70, 92, 30]), np.array([50, 200, 100, 100, 60])
    z, p = unit_scores(x, n)
    pooled = x[1:].sum() / n[1:].sum()
    quotient = (n[1:] * (x[1:] / n[1:] - pooled) ** 2).sum() / (pooled * (1 - pooled))
    rho = (quotient - 3) / ((n[1:] - 1) * (1 - n[1:] / n[1:].sum())).sum()
    mean, unknown = (x[1:].sum() + 0.5) / (n[1:].sum() + 1), (n[1:] * (1 + (n[1:] - 1) * rho)).sum() / n[1:].sum() ** 2
    weight = 1 / (rho + (1 - rho) * unknown) - 1
    count = scipy.stats.betabinom(50, mean * weight, (1 - mean) * weight)
    assert z[0] == pytest.approx(scipy.stats.norm.ppf(count.cdf(44) + count.pmf(45) / 2))
    assert p == pytest.approx(2 * scipy.stats.t.sf(abs(z), 2))


def test_a_unit_is_not_judged_by_a_spread_that_it_made_itself() -> None:
    x, n = [180, 200, 160, 189, 173, 60, 0], [200, 220, 180, 210, 190, 200, 0]
    z, p = unit_scores(x, n)
    assert (np.argmin(p[:6]), z[5] < -8) == (5, True)
    assert np.isnan(z[6])
    assert np.isnan(unit_scores([1, 2, 3], [4, 4, 4])).all()
