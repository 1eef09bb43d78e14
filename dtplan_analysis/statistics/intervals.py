"""Intervals of one share."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import norm

Floats = NDArray[np.float64]


def wilson(
    numerator: ArrayLike, denominator: ArrayLike, *, confidence: float = 0.95, population: ArrayLike | None = None
) -> tuple[Floats, Floats]:
    """Return the lower and upper limit of Wilson's score interval of a share.

    (2np + z² ± z √(z² + 4np(1 − p))) / 2(n + z²), with p the share and n the denominator. Whole numbers in, shares
    in 0–1 out, of the shape that the arguments broadcast to; NaN where the denominator is 0. With a `population`
    (whole number of people who could have answered; NaN where unknown) n becomes n(N − 1)/(N − n), the finite
    population correction: who asks everybody knows the share. Raises ValueError for counts that cannot be.

    Wilson EB (1927), J Am Stat Assoc 22:209–212, doi:10.1080/01621459.1927.10502953; in this form Newcombe RG
    (1998), Stat Med 17:857–872, method 3, doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E.

    >>> lower, upper = wilson(81, 263)
    >>> round(float(lower), 4), round(float(upper), 4)
    (0.2553, 0.3662)
    """
    x, n = np.broadcast_arrays(np.asarray(numerator, float), np.asarray(denominator, float))
    if np.any((x < 0) | (x > n)):
        raise ValueError("a numerator lies between 0 and its denominator")
    if not 0 < confidence < 1:
        raise ValueError("a confidence lies between 0 and 1, such as 0.95")
    with np.errstate(invalid="ignore", divide="ignore"):
        share = x / n
        if population is not None:
            size = np.asarray(population, float)
            corrected = np.where(n >= size, np.inf, n * (size - 1) / (size - n))
            n = np.where(np.isnan(size), n, corrected)
        z = norm.ppf(0.5 + confidence / 2)
        # Divided by n, so that an interval of everybody (n infinite) is the share itself.
        centre = (share + z**2 / (2 * n)) / (1 + z**2 / n)
        half = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    lower, upper = np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1)
    # At 0 and at 1 one limit is exact; floating point must not leave it a hair inside.
    return np.where(share == 0, 0.0, lower), np.where(share == 1, 1.0, upper)
