"""Intervals of the difference of two shares."""

import numpy as np
from numpy.typing import ArrayLike

from dtplan_analysis.statistics.checks import Floats, checked_whole
from dtplan_analysis.statistics.intervals import wilson


def newcombe(
    numerator: ArrayLike,
    denominator: ArrayLike,
    other_numerator: ArrayLike,
    other_denominator: ArrayLike,
    *,
    confidence: float = 0.95,
) -> tuple[Floats, Floats]:
    """Return the lower and upper limit of the first share minus the other, for records that are not the same ones.

    Hybrid of two Wilson intervals (l, u) around shares p: p₁ − p₂ − √((p₁ − l₁)² + (u₂ − p₂)²) to p₁ − p₂ +
    √((u₁ − p₁)² + (p₂ − l₂)²). Whole numbers in, differences of shares in −1 to 1 out, of the shape that the arguments
    broadcast to; NaN where a denominator is 0. Raises ValueError for counts that cannot be.

    Newcombe RG (1998), Stat Med 17:873–890, method 10, Table II,
    doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I.

    >>> lower, upper = newcombe(56, 70, 48, 80)
    >>> round(float(lower), 4), round(float(upper), 4)
    (0.0524, 0.3339)
    """
    below, above = _arms(numerator, denominator, confidence)
    other_below, other_above = _arms(other_numerator, other_denominator, confidence)
    change = _share(numerator, denominator) - _share(other_numerator, other_denominator)
    return change - np.hypot(below, other_above), change + np.hypot(above, other_below)


def newcombe_paired(
    both: ArrayLike,
    first_only: ArrayLike,
    second_only: ArrayLike,
    neither: ArrayLike,
    *,
    confidence: float = 0.95,
) -> tuple[Floats, Floats]:
    """Return the lower and upper limit of the first share minus the second, for the same records looked at twice.

    As `newcombe`, less the correlation φ of the two answers: √(a² − 2φab + b²) in place of √(a² + b²), where φ's
    numerator, if above 0, is brought down by n/2. The four whole numbers say how many records pass both times, only
    the first, only the second, and never; differences of shares in −1 to 1 come out, of the shape that the arguments
    broadcast to; NaN without records. Raises ValueError for a count that is not whole.

    Newcombe RG (1998), Stat Med 17:2635–2650, method 10,
    doi:10.1002/(SICI)1097-0258(19981130)17:22<2635::AID-SIM954>3.0.CO;2-C.

    >>> lower, upper = newcombe_paired(14, 5, 0, 22)
    >>> round(float(lower), 3), round(float(upper), 3)
    (0.011, 0.226)
    """
    e, f, g, h = np.broadcast_arrays(*(checked_whole(count) for count in (both, first_only, second_only, neither)))
    n = e + f + g + h
    below, above = _arms(e + f, n, confidence)
    other_below, other_above = _arms(e + g, n, confidence)
    product = (e + f) * (g + h) * (e + g) * (f + h)
    cross = e * h - f * g
    cross = np.where(cross > 0, np.maximum(cross - n / 2, 0), cross)
    phi = np.where(product > 0, cross / np.sqrt(np.where(product > 0, product, 1)), 0)
    with np.errstate(invalid="ignore"):
        change = (f - g) / n
    return (
        change - _distance(below, other_above, phi),
        change + _distance(above, other_below, phi),
    )


def _share(numerator: ArrayLike, denominator: ArrayLike) -> Floats:
    with np.errstate(invalid="ignore"):
        return np.asarray(np.asarray(numerator, float) / np.asarray(denominator, float))


def _arms(numerator: ArrayLike, denominator: ArrayLike, confidence: float) -> tuple[Floats, Floats]:
    """Return how far Wilson's interval reaches below and above the share."""
    lower, upper = wilson(numerator, denominator, confidence=confidence)
    share = _share(numerator, denominator)
    return share - lower, upper - share


def _distance(one: Floats, other: Floats, phi: Floats) -> Floats:
    # Rounding may leave a hair below 0 where the two arms cancel.
    return np.sqrt(np.maximum(one**2 - 2 * phi * one * other + other**2, 0))
