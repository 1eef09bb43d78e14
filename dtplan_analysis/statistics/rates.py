"""Intervals of a rate: events for so many chances or so much time, where one record can have several."""

import numpy as np
import scipy
from numpy.typing import ArrayLike

from dtplan_analysis.statistics.checks import Floats, checked_confidence, checked_whole

_FEW = 10


def poisson(events: ArrayLike, exposure: ArrayLike = 1.0, *, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Return the lower and upper limit of a Poisson rate, exact: never less than the confidence, often more.

    For O events: ½ χ²(α/2, 2O) and ½ χ²(1 − α/2, 2O + 2), the quantiles of chi-square, each over the exposure.
    Arguments, shapes and errors as in `byar`.

    Garwood F (1936), Biometrika 28:437–442, doi:10.1093/biomet/28.3-4.437; Ulm K (1990), Am J Epidemiol 131:373–375,
    doi:10.1093/oxfordjournals.aje.a115507.

    >>> lower, upper = poisson(4)
    >>> round(float(lower), 3), round(float(upper), 3)
    (1.09, 10.242)
    """
    o, over = _checked(events, exposure)
    tail = (1 - checked_confidence(confidence)) / 2
    with np.errstate(invalid="ignore"):
        lower = np.asarray(np.where(o == 0, 0, scipy.special.gammaincinv(np.maximum(o, 1), tail)), float)
        upper = np.asarray(scipy.special.gammaincinv(o + 1, 1 - tail), float)
        return _rates(lower, upper, over)


def byar(events: ArrayLike, exposure: ArrayLike = 1.0, *, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Return the lower and upper limit of a Poisson rate by Byar's approximation, exact under ten events.

    For O ≥ 10 events: O(1 − 1/9O − z/3√O)³ and (O + 1)(1 − 1/9(O + 1) + z/3√(O + 1))³, each over the exposure; below,
    as `poisson`. `events` is a whole number, `exposure` what they are counted against (dossiers, days; left out: the
    limits are of the count itself). Events per unit of exposure come out, of the shape that the arguments broadcast to;
    NaN where a count is unknown or the exposure is 0. Raises ValueError for events that are not whole or an exposure
    below 0.

    Breslow NE, Day NE (1987), Statistical Methods in Cancer Research II, IARC Scientific Publications 82, p. 69; the
    rule of ten, and the two printed cases, are from Public Health England's technical guide to confidence intervals;
    exact limits: Ulm K (1990), Am J Epidemiol 131:373–375, doi:10.1093/oxfordjournals.aje.a115507.

    >>> lower, upper = byar(65)
    >>> round(float(lower), 2), round(float(upper), 2)
    (50.16, 82.85)
    """
    o, over = _checked(events, exposure)
    z = scipy.special.ndtri(0.5 + checked_confidence(confidence) / 2)
    some, more = np.maximum(o, 1), o + 1
    lower = o * np.maximum(1 - 1 / (9 * some) - z / (3 * np.sqrt(some)), 0) ** 3
    upper = more * (1 - 1 / (9 * more) + z / (3 * np.sqrt(more))) ** 3
    near, exact = _rates(lower, upper, over), poisson(o, over, confidence=confidence)
    few = o < _FEW
    return np.where(few, exact[0], near[0])[()], np.where(few, exact[1], near[1])[()]


def _checked(events: ArrayLike, exposure: ArrayLike) -> tuple[Floats, Floats]:
    o, over = np.broadcast_arrays(checked_whole(events), np.asarray(exposure, float))
    if np.any(over < 0):
        raise ValueError("an exposure is at least 0")
    return o, over


def _rates(lower: Floats, upper: Floats, exposure: Floats) -> tuple[Floats, Floats]:
    with np.errstate(invalid="ignore", divide="ignore"):
        low, high = np.where(exposure > 0, lower / exposure, np.nan), np.where(exposure > 0, upper / exposure, np.nan)
    return low[()], high[()]
