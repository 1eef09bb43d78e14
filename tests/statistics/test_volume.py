"""How many records the rest of a year brings."""

from collections.abc import Callable

import numpy as np
import pytest

from dtplan_analysis.statistics import year_volume

VOLUMES = {
    # name: past, current, what else is given, expected
    "flat": ([], [100, 100], {}, 200),
    "the first quarter may have begun in its midst": ([], [10, 100], {}, 200),
    "begins in July": ([], [0, 0, 100], {}, 100),
    "begins in July, nobody counted before": ([], [np.nan, np.nan, 100], {}, 100),
    "as last year": ([100, 50, 80, 270], [120, 60], {}, 420),
    "as the mean of two years": ([100, 100, 100, 100, 100, 100, 100, 300], [100, 100], {}, 280),
    "last year began late": ([0, 50, 80, 270], [120, 60], {}, 180),
    "half of the second quarter": ([], [100, 50], {"over": 0.5}, 250),
    "half of the second, as last year": ([100, 100, 100, 300], [100, 50], {"over": 0.5}, 450),
    "the year is over": ([], [5, 5, 5, 5], {}, 0),
    "nothing yet": ([], [0, 0], {}, 0),
    "begins in the midst of August": ([], [0, 0, 100], {"begun": 0.5}, 200),
    "begins in the midst of February": ([], [50, 100], {"begun": 0.5}, 200),
    "begins in mid-quarter, a quarter ago": ([], [0, 50, 100], {"begun": 0.25}, 120),
    "begins in a quarter of which half is over": ([], [0, 0, 30], {"begun": 0.8, "over": 0.5}, 150),
    "last year began in the midst of its first quarter": ([25, 100, 100, 100], [100, 100], {"begun": 0.25}, 200),
    "months": ([], [10] * 6, {"length": 12}, 60),
}


@pytest.mark.parametrize("name", VOLUMES)
def test_how_many_come(name: str) -> None:
    past, current, more, expected = VOLUMES[name]
    found = year_volume(past, current, **more)
    assert found.expected == pytest.approx(expected)
    assert (found.noise > 0) == (expected > 0)


def test_a_past_that_was_uneven_makes_the_number_to_come_uncertain() -> None:
    even, uneven = (year_volume(past, past[4:6]).noise for past in ([100] * 8, [30, 300, 90, 500, 310, 40, 700, 80]))
    assert even < 0.5 * uneven
    assert year_volume([], [100]).noise > year_volume([], [100, 100, 100]).noise


@pytest.mark.parametrize(
    "call",
    [
        lambda: year_volume([], []),
        lambda: year_volume([], [1] * 5),
        lambda: year_volume([], [1.5]),
        lambda: year_volume([], [1], over=0),
        lambda: year_volume([], [1], begun=0),
    ],
)
def test_what_cannot_be_is_refused(call: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r"quarter|whole"):
        call()
