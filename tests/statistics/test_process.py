"""Control charts against printed ones, runs rules against their tables, and what a target can expect."""

import csv
from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from places import ORACLES

from dtplan_analysis.statistics import assurance, p_chart, p_prime_chart, runs_rules, xmr_chart

ROWS = list(csv.DictReader((ORACLES / "process.csv").read_text(encoding="utf-8").splitlines()))


def printed(method: str, source: str) -> tuple[list[np.ndarray], list[list[str]]]:
    (row,) = [row for row in ROWS if row["method"] == method and source in row["source"]]
    inputs = [np.array(part.split(), float) for part in row["inputs"].split("/")]
    return inputs, [part.split() for part in row["expected"].split("/")]


def test_nist_pmc332_p_chart() -> None:
    (numerator, denominator), (limits, outside) = printed("p_chart", "NIST")
    chart = p_chart(numerator, denominator)
    assert [f"{part[0]:.4f}" for part in (chart.centre, chart.lower, chart.upper)] == limits
    assert (np.flatnonzero(chart.outside) + 1).tolist() == list(map(int, outside))
    # Sample 21 is out under a runs rule only: inside the limits, as one of several beyond two thirds of the way.
    assert p_chart(numerator, denominator, width=2).outside[20]


def test_mohammed_p_chart_flags_16_of_20_weeks_and_laney_p_prime_none() -> None:
    for method, build in (("p_chart", p_chart), ("p_prime_chart", p_prime_chart)):
        (numerator, denominator), (sigma_z, flagged) = printed(method, "Mohammed")
        chart = build(numerator, denominator)
        assert chart.sigma_z[0] == pytest.approx(float(sigma_z[0]), abs=5e-9)
        assert chart.outside.sum() == int(flagged[0])


def test_anhoej_runs_rules_limits() -> None:
    (points,), expected = printed("runs_rules", "Anhøj")
    for n, (longest, crossings) in zip(points.astype(int), expected, strict=True):
        found = runs_rules(np.arange(n) % 2, centre=0.5)
        assert (found.longest_allowed, found.crossings_needed) == (int(longest), int(crossings))
        below = sum(comb(n - 1, k) for k in range(found.crossings_needed)) / 2 ** (n - 1)
        assert below < 0.05 <= below + comb(n - 1, found.crossings_needed) / 2 ** (n - 1)


@pytest.mark.parametrize(
    ("values", "useful", "longest", "crossings", "signal"),
    [
        ([1, -1] * 6, 12, 1, 11, False),
        ([1] * 8 + [-1] * 4, 12, 8, 1, True),  # too long a run, too few crossings
        ([1, 0, 1, np.nan, -1, 0], 3, 2, 1, False),  # on the centre and unknown: passed over
        ([1] * 9, 9, 9, 0, False),  # under 10 useful points
        ([], 0, 0, 0, False),
        ([0, 0], 0, 0, 0, False),
        ([1], 1, 1, 0, False),
    ],
)
def test_runs_are_counted_on_useful_points(
    values: list[float], useful: int, longest: int, crossings: int, signal: bool
) -> None:
    found = runs_rules(values, centre=0)
    assert (found.useful, found.longest, found.crossings, found.signal) == (useful, longest, crossings, signal)


def test_xmr_limits_by_hand() -> None:
    chart = xmr_chart([10, 12, np.nan, 11, 13, 12])
    half = 3 * (2 + 1 + 2 + 1) / 4 / 1.128
    assert chart.centre.tolist() == pytest.approx([11.6] * 6)
    assert (chart.lower[0], chart.upper[0]) == pytest.approx((11.6 - half, 11.6 + half))
    assert np.isnan(chart.sigma_z).all()
    assert not chart.outside.any()
    assert xmr_chart([10, 11, 10, 11, 30, 10, 11, 10, 11, 10, 11, 10]).outside.tolist().index(True) == 4


def test_nist_pmc322_individuals_chart() -> None:
    (values,), (limits, outside) = printed("xmr_chart", "NIST")
    chart = xmr_chart(values)
    assert [f"{part[0]:.{len(text.partition('.')[2])}f}" for part, text in zip(
        (chart.centre, chart.lower, chart.upper), limits, strict=True
    )] == limits  # fmt: skip
    assert chart.outside.sum() == int(outside[0])


def test_phases_have_limits_of_their_own() -> None:
    x, n = [50, 52, 48, 90, 92, 91], [100] * 6
    whole, split = p_chart(x, n), p_chart(x, n, phases=[3])
    assert whole.outside.any()
    assert not split.outside.any()
    assert split.phase.tolist() == [0, 0, 0, 1, 1, 1]
    assert split.centre.tolist() == pytest.approx([0.5] * 3 + [0.91] * 3)
    assert len(split.runs) == len(split.sigma_z) == 2
    alone = p_prime_chart(x[3:], n[3:])
    assert p_prime_chart(x, n, phases=[3]).upper[3:].tolist() == pytest.approx(alone.upper.tolist())
    assert xmr_chart(x, phases=[3]).centre.tolist() == pytest.approx([50] * 3 + [91] * 3)
    assert np.isnan(p_prime_chart(x, n, phases=[5]).upper[5])


def test_points_without_records_and_shares_that_never_vary() -> None:
    chart = p_prime_chart([5, 0, 6, 7], [10, 0, 10, 10])
    assert np.isnan(chart.value).tolist() == [False, True, False, False]
    assert np.isnan(chart.upper).tolist() == [False, True, False, False]
    full = p_prime_chart([10, 10, 10], [10, 10, 10])
    assert (full.lower.tolist(), full.upper.tolist(), full.outside.any()) == ([1.0] * 3, [1.0] * 3, False)
    assert p_chart([], []).runs == ()


@pytest.mark.parametrize(
    ("passed", "target", "verdict"),
    [
        ([90, 91, 89] * 4, Fraction(4, 5), "holds"),
        ([90, 91, 89] * 4, Fraction(9, 10), "hit_or_miss"),
        ([90, 91, 89] * 4, Fraction(99, 100), "fails"),
        ([100] * 12, Fraction(1), "holds"),
    ],
)
def test_will_it_hold(passed: list[int], target: Fraction, verdict: str) -> None:
    found = assurance(p_prime_chart(passed, 100), target=target)
    assert (found.verdict, found.points, found.reason) == (verdict, 12, "")
    assert found.stable


def test_will_it_hold_is_refused_under_12_points_of_the_last_phase() -> None:
    short = assurance(p_chart([90] * 13, 100, phases=[2]), target=Fraction(1, 2))
    assert (short.verdict, short.points, short.reason) == ("", 11, "too_short")
    gap = assurance(p_chart([90] * 11 + [0], [100] * 11 + [0]), target=Fraction(1, 2))
    assert gap.reason == "too_short"
    shifted = assurance(p_chart([70] * 8 + [90] * 8, 100), target="1/5")
    assert (shifted.verdict, shifted.stable) == ("holds", False)


@pytest.mark.parametrize(
    "call",
    [
        lambda: p_chart([3], [2]),
        lambda: p_chart([[1]], [[2]]),
        lambda: p_chart([1.5], [2]),
        lambda: p_chart([1, 1], [2, 2], phases=[0]),
        lambda: p_chart([1, 1], [2, 2], phases=[2]),
        lambda: p_chart([1, 1, 1], [2, 2, 2], phases=[2, 1]),
        lambda: xmr_chart([[1]]),
        lambda: assurance(p_chart([1, 1], [2, 2]), target=0.5),  # type: ignore[arg-type]
        lambda: assurance(p_chart([], []), target=Fraction(1, 2)),
    ],
)
def test_charts_that_cannot_be_are_refused(call: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        call()  # type: ignore[operator]


points = st.lists(st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=2)


@given(points=points)
def test_limits_hold_the_centre_inside_0_to_1_and_p_prime_is_p_made_wider(points: list[tuple[int, int]]) -> None:
    x, n = np.array(points).T
    narrow, wide = p_chart(x, n), p_prime_chart(x, n)
    for chart in (narrow, wide):
        assert (chart.lower >= 0).all()
        assert (chart.lower <= chart.centre + 1e-12).all()
        assert (chart.centre <= chart.upper + 1e-12).all()
        assert (chart.upper <= 1).all()
    if wide.sigma_z[0] >= 1:
        assert not (wide.outside & ~narrow.outside).any()
