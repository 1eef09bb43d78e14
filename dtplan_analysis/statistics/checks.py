"""What every statistic refuses: counts, populations, targets and confidences that cannot be."""

from fractions import Fraction
from numbers import Rational

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def checked_whole(count: ArrayLike) -> Floats:
    """Return counts as float64; NaN, an unknown one, is let through.

    Raises ValueError where a count is below 0 or not a whole number.

    >>> checked_whole([1, float("nan")]).tolist()
    [1.0, nan]
    """
    whole = np.asarray(count, float)
    if np.any(whole < 0) or np.any(np.isinf(whole)) or np.any(whole[~np.isnan(whole)] % 1):
        raise ValueError("a count is a whole number of at least 0")
    return whole


def checked_counts(numerator: ArrayLike, denominator: ArrayLike) -> tuple[Floats, Floats]:
    """Return both counts as float64 arrays of one shape; NaN, an unknown count, is let through.

    Raises ValueError where a count is not whole, or a numerator lies outside 0 and its denominator.

    >>> checked_counts([1, 2], 4)[1].tolist()
    [4.0, 4.0]
    """
    x, n = np.broadcast_arrays(np.asarray(numerator, float), np.asarray(denominator, float))
    if np.any((x < 0) | (x > n)):
        raise ValueError("a numerator lies between 0 and its denominator")
    return checked_whole(x), checked_whole(n)


def checked_series(numerator: ArrayLike, denominator: ArrayLike) -> tuple[Floats, Floats]:
    """Return both counts as one-dimensional float64 arrays of one length, a point or unit with an unknown one (NaN) as
    one without records.

    Raises ValueError for counts that cannot be and for arrays of more dimensions.

    >>> checked_series([1, float("nan")], 4)
    (array([1., 0.]), array([4., 0.]))
    """
    x, n = checked_counts(numerator, denominator)
    if x.ndim != 1:
        raise ValueError("counts of a series stand in one dimension, one a point or unit")
    known = ~(np.isnan(x) | np.isnan(n))
    return np.where(known, x, 0.0), np.where(known, n, 0.0)


def checked_known(numerator: ArrayLike, denominator: ArrayLike) -> tuple[Floats, Floats]:
    """Return both counts as `checked_series` does; raises ValueError for unknown ones (NaN) too.

    For sums over all of them: what is unknown in one leaves no sum.

    >>> checked_known([1, 2], 4)[1].tolist()
    [4.0, 4.0]
    """
    if np.any(np.isnan(np.asarray(numerator, float))) or np.any(np.isnan(np.asarray(denominator, float))):
        raise ValueError("a count is a finite number: leave the rows without one out")
    return checked_series(numerator, denominator)


def checked_population(population: ArrayLike, drawn: Floats) -> Floats:
    """Return a population as float64 (NaN: unknown); raises ValueError unless it is whole and holds what was drawn.

    >>> float(checked_population(10, np.array(4.0)))
    10.0
    """
    size = np.asarray(population, float)
    if np.any(size < drawn) or np.any(np.isinf(size)) or np.any(size[~np.isnan(size)] % 1):
        raise ValueError("a population is a whole number, and at least the number that was drawn from it")
    return size


def checked_target(target: Fraction | str) -> Fraction:
    """Return a target as an exact fraction, from one or from text such as "4/5" or "0.8".

    Raises ValueError for a float, which is not the number it looks like (0.29 is less than 29/100), and for other text.

    >>> checked_target("4/5")
    Fraction(4, 5)
    """
    if not isinstance(target, (Rational, str)):
        raise ValueError("a target is exact: write it as a fraction or as text, such as '4/5' or '0.8'")
    return Fraction(target)


def checked_confidence(confidence: float) -> float:
    """Return the confidence; raises ValueError unless it lies between 0 and 1.

    >>> checked_confidence(0.95)
    0.95
    """
    if not 0 < confidence < 1:
        raise ValueError("a confidence lies between 0 and 1, such as 0.95")
    return confidence
