"""The change of a whole between two quarters that differ by more than the chance of records."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtplan_analysis.statistics import LineSpread, line_spread, newcombe, unit_change, whole_change


@pytest.mark.parametrize("rho", [0.0, 0.01, 0.04])
def test_the_spread_about_a_rising_line_is_found_again(rho: float) -> None:
    random = np.random.default_rng(320)
    mean = np.linspace(0.5, 0.8, 10) * np.ones((60, 1))
    share = random.beta(mean * (1 / rho - 1), (1 - mean) * (1 / rho - 1)) if rho else mean
    found = line_spread(random.binomial(400, share), 400)
    assert found.rho == pytest.approx(rho, rel=0.25, abs=5e-4)
    assert found.freedom == 60 * 8


def test_under_eight_quarters_the_spread_is_the_usual_one() -> None:
    assert line_spread([[50] * 7, [np.nan] * 7], 100) == LineSpread(0.01, float("inf"))


@given(counts=st.lists(st.tuples(*[st.integers(0, 30)] * 4), min_size=1, max_size=5))
def test_without_a_spread_the_limits_are_newcombes_and_with_one_they_are_wider(counts: list) -> None:
    (x, a), (y, b) = ([np.array(part) for part in zip(*half, strict=True)] for half in (
        [one[:2] for one in counts], [one[2:] for one in counts]))  # fmt: skip
    n, m = x + a, y + b
    narrow = whole_change(x, n, y, m, spread=LineSpread(0.0, float("inf")))
    if not (n.sum() and m.sum()):
        assert np.isnan(narrow.change)
        return
    expected = newcombe(x.sum(), n.sum(), y.sum(), m.sum())
    assert (narrow.lower, narrow.upper) == pytest.approx(tuple(map(float, expected)))
    wide = whole_change(x, n, y, m, spread=LineSpread(0.05, 6))
    assert wide.lower <= narrow.lower + 1e-12
    assert wide.upper >= narrow.upper - 1e-12
    assert wide.p_value >= narrow.p_value - 1e-12


def test_a_few_large_units_weigh_more_than_many_small_ones() -> None:
    one, many = ([600], [1000], [500], [1000]), ([60] * 10, [100] * 10, [50] * 10, [100] * 10)
    assert whole_change(*one).p_value > whole_change(*many).p_value


def test_each_unit_is_a_whole_of_its_own() -> None:
    x, n, y, m = [45, 7, 0], [60, 9, 0], [30, 2, 4], [70, 10, 8]
    spreads = [LineSpread(0.02, 8), LineSpread(0.0, float("inf")), LineSpread(0.1, 30)]
    found = unit_change(x, n, y, m, spread=spreads)
    for place, spread in enumerate(spreads):
        alone = whole_change(*([part[place]] for part in (x, n, y, m)), spread=spread)
        for name in ("change", "lower", "upper", "p_value"):
            assert getattr(found, name)[place] == pytest.approx(float(getattr(alone, name)), nan_ok=True)


def test_without_past_quarters_what_five_units_or_more_moved_apart_is_the_spread() -> None:
    usual, then = LineSpread(0.01, float("inf")), ([500] * 6, [1000] * 6)
    alike, apart = ([560] * 6, [1000] * 6), ([760, 360, 760, 360, 560, 560], [1000] * 6)
    assert whole_change(*alike, *then) == whole_change(*alike, *then, spread=usual)
    assert float(whole_change(*apart, *then).p_value) > 0.3 > 0.05 > float(whole_change(*alike, *then).p_value)
    four = [(x[:4], n[:4]) for x, n in (apart, then)]
    assert whole_change(*four[0], *four[1]) == whole_change(*four[0], *four[1], spread=usual)
