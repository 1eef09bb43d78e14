"""What every statistic refuses: counts and confidences that cannot be."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def checked_counts(numerator: ArrayLike, denominator: ArrayLike) -> tuple[Floats, Floats]:
    """Return both counts as float64 arrays of one shape; NaN, an unknown count, is let through.

    Raises ValueError where a numerator lies outside 0 and its denominator.

    >>> checked_counts([1, 2], 4)[1].tolist()
    [4.0, 4.0]
    """
    x, n = np.broadcast_arrays(np.asarray(numerator, float), np.asarray(denominator, float))
    if np.any((x < 0) | (x > n)):
        raise ValueError("a numerator lies between 0 and its denominator")
    return x, n


def checked_series(numerator: ArrayLike, denominator: ArrayLike) -> tuple[Floats, Floats]:
    """Return both counts as one-dimensional float64 arrays of one length.

    Raises ValueError for counts that cannot be, for unknown ones (NaN), and for arrays of more dimensions.

    >>> checked_series([1, 2], 4)[1].tolist()
    [4.0, 4.0]
    """
    x, n = checked_counts(numerator, denominator)
    if x.ndim != 1:
        raise ValueError("counts of a series stand in one dimension, one a point or unit")
    if not np.all(np.isfinite(x) & np.isfinite(n)):
        raise ValueError("a count is a finite number: leave the points without one out")
    return x, n


def checked_confidence(confidence: float) -> float:
    """Return the confidence; raises ValueError unless it lies between 0 and 1.

    >>> checked_confidence(0.95)
    0.95
    """
    if not 0 < confidence < 1:
        raise ValueError("a confidence lies between 0 and 1, such as 0.95")
    return confidence
