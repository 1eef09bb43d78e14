"""Mix and rate: Das Gupta's example, and parts that add up."""

import csv

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from places import ORACLES

from dtplan_analysis.statistics import factor_effects, mix_and_rate

ROWS = list(csv.DictReader((ORACLES / "decomposition.csv").read_text(encoding="utf-8").splitlines()))


def printed(method: str) -> list:
    return [pytest.param(row, id=row["source"]) for row in ROWS if row["method"] == method]


@pytest.mark.parametrize("row", printed("mix_and_rate"))
def test_mix_and_rate_of_das_gupta_1993(row: dict[str, str]) -> None:
    size, rate, earlier_size, earlier_rate = (np.array(part.split(), float) for part in row["inputs"].split("/"))
    effects, percentages = (part.split() for part in row["expected"].split("/"))
    found = mix_and_rate(size * rate / 100, size, earlier_size * earlier_rate / 100, earlier_size)
    assert [f"{100 * part:.4f}" for part in (found.mix, found.rate)] == effects
    assert [f"{100 * part / found.change:.2f}" for part in (found.mix, found.rate)] == percentages


@pytest.mark.parametrize("row", printed("factor_effects"))
def test_factors_of_das_gupta_1993(row: dict[str, str]) -> None:
    factors = [np.array(part.split(), float) for part in row["inputs"].split("/")]
    effects, change = (part.split() for part in row["expected"].split("/"))
    found = factor_effects(factors[: len(effects)], factors[len(effects) :])
    for value, text in zip([*found.effects, found.change], [*effects, *change], strict=True):
        assert f"{value:.{len(text.partition('.')[2])}f}" == text


parts = st.lists(st.tuples(*[st.floats(0, 1)] * 6), min_size=1, max_size=5)


@given(groups=parts)
def test_three_factors_by_the_symmetric_formula(groups: list[tuple[float, ...]]) -> None:
    a1, b1, c1, a0, b0, c0 = np.array(groups).T
    found = factor_effects([a1, b1, c1], [a0, b0, c0])
    assert found.group_effects[0] == pytest.approx((a1 - a0) * ((b1 * c1 + b0 * c0) / 3 + (b1 * c0 + b0 * c1) / 6))
    assert found.effects.sum() == pytest.approx(found.change, abs=1e-12)
    assert found.change == pytest.approx((a1 * b1 * c1).sum() - (a0 * b0 * c0).sum(), abs=1e-12)
    back = factor_effects([a0, b0, c0], [a1, b1, c1])
    assert back.effects == pytest.approx(-found.effects, abs=1e-12)
    turned = factor_effects([c1, a1, b1], [c0, a0, b0])  # the order of the factors is nobody's
    assert turned.effects == pytest.approx(found.effects[[2, 0, 1]], abs=1e-12)
    still = factor_effects([a1, b1, c1], [a1, b0, c1])
    assert (still.effects[0], still.effects[2]) == (0, 0)


def test_two_factors_are_mix_and_rate() -> None:
    x, n, y, m = np.array([[45, 180], [50, 300], [80, 100], [100, 200]], float)
    whole = mix_and_rate(x, n, y, m)
    found = factor_effects([n / n.sum(), x / n], [m / m.sum(), y / m])
    assert found.effects == pytest.approx([whole.mix, whole.rate])
    assert found.group_effects[1] == pytest.approx(whole.group_rate)


@pytest.mark.parametrize(
    ("factors", "earlier"),
    [
        ([1, 2], [1]),
        ([[1, 2]], [[1]]),
        ([np.nan], [1]),
        ([[[1]]], [[[1]]]),
        ([], []),
        ([[1, 2], [1]], [[1, 2], [1]]),
    ],
)
def test_factors_that_cannot_be_compared_are_refused(factors: list, earlier: list) -> None:
    with pytest.raises(ValueError, match=r"."):
        factor_effects(factors, earlier)


@pytest.mark.parametrize(
    ("after", "before", "mix", "rate"),
    [
        (([90, 40], [100, 100]), ([45, 60], [50, 150]), 0.125, 0.0),  # same shares, better groups grew
        (([90, 40], [100, 100]), ([80, 30], [100, 100]), 0.0, 0.1),  # same groups, better shares
        (([90, 0], [100, 0]), ([45, 20], [50, 50]), 0.25, 0.0),  # a group that vanished is all mix
        (([90, 0], [100, 0]), ([90, 0], [100, 0]), 0.0, 0.0),
    ],
)
def test_what_is_mix_and_what_is_rate(after: tuple, before: tuple, mix: float, rate: float) -> None:
    found = mix_and_rate(*after, *before)
    assert (found.mix, found.rate) == pytest.approx((mix, rate), abs=1e-12)


def test_a_group_below_the_whole_that_grows_is_a_loss() -> None:
    found = mix_and_rate([45, 180], [50, 300], [45, 60], [50, 100])
    assert found.group_mix[0] < 0 > found.group_mix[1]


group = st.tuples(st.integers(0, 80), st.integers(0, 80), st.integers(0, 80), st.integers(0, 80))


@given(groups=st.lists(group, min_size=1, max_size=8))
def test_mix_and_rate_are_the_change_and_turn_round_with_time(groups: list[tuple[int, int, int, int]]) -> None:
    x, rest, y, other = np.array([*groups, (1, 1, 2, 1)]).T
    found = mix_and_rate(x, x + rest, y, y + other)
    assert found.mix + found.rate == pytest.approx(found.change, abs=1e-12)
    assert found.change == pytest.approx(x.sum() / (x + rest).sum() - y.sum() / (y + other).sum(), abs=1e-12)
    assert (found.group_mix.sum(), found.group_rate.sum()) == pytest.approx((found.mix, found.rate), abs=1e-12)
    back = mix_and_rate(y, y + other, x, x + rest)
    assert (back.mix, back.rate) == pytest.approx((-found.mix, -found.rate), abs=1e-12)


@pytest.mark.parametrize(
    "counts",
    [
        ([3], [2], [1], [2]),
        ([1], [2], [1, 1], [2, 2]),
        ([0], [0], [1], [2]),
        ([1], [2], [0], [0]),
        ([[1]], [[2]], [[1]], [[2]]),
    ],
)
def test_periods_that_cannot_be_compared_are_refused(counts: tuple) -> None:
    with pytest.raises(ValueError, match=r"."):
        mix_and_rate(*counts)
