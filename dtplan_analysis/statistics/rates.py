"""Intervals of a rate: events for so many chances or so much time, where one record can have several."""

import numpy as np
import scipy
from numpy.typing import ArrayLike

from dtplan_analysis.statistics.checks import Floats, checked_confidence


def byar(events: ArrayLike, exposure: ArrayLike = 1.0, *, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Return the lower and upper limit of a Poisson rate by Byar's approximation.

    For O events: O(1 − 1/9O − z/3√O)³ and (O + 1)(1 − 1/9(O + 1) + z/3√(O + 1))³, each over the exposure; close to the
    exact limits from 10 events on. `events` is a whole number, `exposure` what they are counted against (dossiers,
    days; left out: the limits are of the count itself). Events per unit of exposure come out, of the shape that the
    arguments broadcast to; NaN where the exposure is 0. Raises ValueError for events or an exposure below 0.

    Breslow NE, Day NE (1987), Statistical Methods in Cancer Research II, IARC Scientific Publications 82, p. 69; the
    two printed cases are from Public Health England's technical guide to confidence intervals. The exact limits: Ulm K
    (1990), Am J Epidemiol 131:373–375, doi:10.1093/oxfordjournals.aje.a115507.

    >>> lower, upper = byar(65)
    >>> round(float(lower), 2), round(float(upper), 2)
    (50.16, 82.85)
    """
    o, over = np.broadcast_arrays(np.asarray(events, float), np.asarray(exposure, float))
    if np.any((o < 0) | (over < 0)):
        raise ValueError("events and their exposure are at least 0")
    z = scipy.stats.norm.ppf(0.5 + checked_confidence(confidence) / 2)
    some = np.maximum(o, 1)
    # A cube root below 0 (few events, high confidence) means: nothing rules out a rate of 0.
    lower = np.where(o == 0, 0.0, o * np.maximum(1 - 1 / (9 * some) - z / (3 * np.sqrt(some)), 0) ** 3)
    more = o + 1
    upper = more * (1 - 1 / (9 * more) + z / (3 * np.sqrt(more))) ** 3
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(over > 0, lower / over, np.nan), np.where(over > 0, upper / over, np.nan)
