"""Counts, populations, targets and confidences that cannot be are refused; what is unknown is let through."""

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest

from dtplan_analysis.statistics.checks import (
    checked_confidence,
    checked_counts,
    checked_known,
    checked_population,
    checked_series,
    checked_target,
    checked_whole,
)

NAN = float("nan")


@pytest.mark.parametrize(
    ("call", "fault"),
    [
        (lambda: checked_whole(-1), "whole number"),
        (lambda: checked_whole([1, 2.5]), "whole number"),
        (lambda: checked_whole(np.inf), "whole number"),
        (lambda: checked_counts(5, 4), "between 0 and its denominator"),
        (lambda: checked_counts(-1, 4), "between 0 and its denominator"),
        (lambda: checked_counts([1, 2], [4, 5.5]), "whole number"),
        (lambda: checked_series([[1]], [[4]]), "one dimension"),
        (lambda: checked_series(1, 4), "one dimension"),
        (lambda: checked_known([1, NAN], 4), "finite number"),
        (lambda: checked_known([1, 2], [4, NAN]), "finite number"),
        (lambda: checked_population(3, np.array(4.0)), "at least the number that was drawn"),
        (lambda: checked_population(10.5, np.array(4.0)), "whole number"),
        (lambda: checked_population(np.inf, np.array(4.0)), "whole number"),
        (lambda: checked_target(0.6), "a target is exact"),  # type: ignore[arg-type]
        (lambda: checked_confidence(0), "between 0 and 1"),
        (lambda: checked_confidence(1), "between 0 and 1"),
        (lambda: checked_confidence(NAN), "between 0 and 1"),
    ],
)
def test_what_cannot_be_is_refused(call: Callable[[], object], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        call()


def test_what_is_unknown_is_let_through_and_leaves_a_series_without_records() -> None:
    assert np.isnan(checked_whole([NAN, 2])).tolist() == [True, False]
    assert np.isnan(checked_counts([NAN, 2], [4, NAN])).tolist() == [[True, False], [False, True]]
    assert np.isnan(checked_population(NAN, np.array(4.0)))
    x, n = checked_series([1, NAN, 2], [4, 4, NAN])
    assert (x.tolist(), n.tolist()) == ([1, 0, 0], [4, 0, 0])


def test_a_target_is_the_number_that_was_written() -> None:
    assert [checked_target(text) for text in ("0.29", "29/100", Fraction(29, 100), 1)] == [Fraction(29, 100)] * 3 + [1]  # type: ignore[arg-type]
