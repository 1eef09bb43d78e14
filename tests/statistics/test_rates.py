"""Limits of rates: per exposure, exact under ten events, and never beside the rate."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import poisson as poisson_distribution

from dtplan_analysis.statistics import (
    byar,
    poisson,
)


def test_rates_are_per_exposure_and_no_event_leaves_room_for_some() -> None:
    assert np.array(byar(65, 10)) == pytest.approx(np.array(byar(65)) / 10)
    lower, upper = byar(0)
    assert (float(lower), float(upper)) == pytest.approx((0, -np.log(0.025)))


@pytest.mark.parametrize("events", range(12))
def test_rates_are_exact_under_ten_events_and_byars_from_then_on(events: int) -> None:
    lower, upper = map(float, poisson(events))
    assert poisson_distribution.cdf(events, upper) == pytest.approx(0.025)
    assert poisson_distribution.sf(events - 1, lower) == pytest.approx(0.025) or events == lower == 0
    near = tuple(map(float, byar(events)))
    assert (near == (lower, upper)) == (events < 10)
    assert near == pytest.approx((lower, upper), abs=0.01)


@given(events=st.integers(0, 2000), exposure=st.integers(1, 100), confidence=st.floats(0.5, 0.99))
def test_rate_limits_hold_the_rate_and_nest(events: int, exposure: int, confidence: float) -> None:
    lower, upper = map(float, byar(events, exposure, confidence=confidence))
    wide_lower, wide_upper = map(float, byar(events, exposure, confidence=confidence + 0.005))
    assert 0 <= wide_lower <= lower <= events / exposure <= upper <= wide_upper
