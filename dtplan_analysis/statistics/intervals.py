"""Intervals of one share."""

import numpy as np
import scipy
from numpy.typing import ArrayLike

from dtplan_analysis.statistics.checks import Floats, checked_confidence, checked_counts, checked_population


def wilson(
    numerator: ArrayLike, denominator: ArrayLike, *, confidence: float = 0.95, population: ArrayLike | None = None
) -> tuple[Floats, Floats]:
    """Return the lower and upper limit of Wilson's score interval of a share.

    (2np + z² ± z √(z² + 4np(1 − p))) / 2(n + z²), with p the share and n the denominator. Whole numbers in, shares
    in 0–1 out, of the shape that the arguments broadcast to; NaN where the denominator is 0. With a `population`
    (whole number of people who could have answered; NaN where unknown) n becomes n(N − 1)/(N − n), the finite
    population correction: who asks everybody knows the share. Raises ValueError for counts that cannot be and for a
    population that is not whole or smaller than what was drawn from it.

    Wilson EB (1927), J Am Stat Assoc 22:209–212, doi:10.1080/01621459.1927.10502953; in this form Newcombe RG
    (1998), Stat Med 17:857–872, method 3, doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E.

    >>> lower, upper = wilson(81, 263)
    >>> round(float(lower), 4), round(float(upper), 4)
    (0.2553, 0.3662)
    """
    x, n = checked_counts(numerator, denominator)
    checked_confidence(confidence)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = x / n
        if population is not None:
            size = checked_population(population, n)
            corrected = np.where(n == size, np.where(n > 0, np.inf, 0), n * (size - 1) / (size - n))
            n = np.where(np.isnan(size), n, corrected)
        z = scipy.special.ndtri(0.5 + confidence / 2)
        # Divided by n, so that an interval of everybody (n infinite) is the share itself.
        centre = (share + z**2 / (2 * n)) / (1 + z**2 / n)
        half = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    lower, upper = np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1)
    # At 0 and at 1 one limit is exact; floating point must not leave it a hair inside.
    return np.where(share == 0, 0.0, lower)[()], np.where(share == 1, 1.0, upper)[()]


def clopper_pearson(numerator: ArrayLike, denominator: ArrayLike, *, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Return the lower and upper limit of the exact interval of a share: never less than the confidence, often more.

    Quantiles of Beta(x, n − x + 1) at α/2 and Beta(x + 1, n − x) at 1 − α/2. Whole numbers in, shares in 0–1 out, of
    the shape that the arguments broadcast to; NaN where the denominator is 0. Raises ValueError for counts that
    cannot be.

    Clopper CJ, Pearson ES (1934), Biometrika 26:404–413, doi:10.1093/biomet/26.4.404; Newcombe RG (1998), Stat Med
    17:857–872, method 5, Table I.

    >>> lower, upper = clopper_pearson(1, 29)
    >>> round(float(lower), 4), round(float(upper), 4)
    (0.0009, 0.1776)
    """
    x, n = checked_counts(numerator, denominator)
    tail = (1 - checked_confidence(confidence)) / 2
    with np.errstate(invalid="ignore"):
        lower = np.where(x == 0, 0.0, scipy.special.betaincinv(x, n - x + 1, tail))
        upper = np.where(x == n, 1.0, scipy.special.betaincinv(x + 1, n - x, 1 - tail))
    return _known(lower, x, n), _known(upper, x, n)


def hypergeometric(
    numerator: ArrayLike, denominator: ArrayLike, *, confidence: float = 0.95, population: ArrayLike
) -> tuple[Floats, Floats]:
    """Return the lower and upper limit of the exact interval of a share of so many records, some of which were drawn.

    With M of the N records of the `population` passing, P(X ≥ x | M) > α/2 from the lower limit M/N on, and
    P(X ≤ x | M) > α/2 up to the upper one, X hypergeometric: drawn without replacement. Whole numbers in, shares in 0–1
    out, whole multiples of 1/N, of the shape that the arguments broadcast to; NaN where the denominator is 0. A
    population of NaN is unknown: limits as in `clopper_pearson`. Raises ValueError for counts that cannot be and for a
    population that is not whole or smaller than what was drawn from it.

    Wang W (2015), J Am Stat Assoc 110:1491–1499, doi:10.1080/01621459.2014.966191, whose one-sided limits at α/2 these
    are; R's samplingbook prints, for 45 of 100 drawn from 300, the first numbers that are ruled out: 110 and 161.

    >>> lower, upper = hypergeometric(45, 100, population=300)
    >>> round(300 * float(lower)), round(300 * float(upper))
    (111, 160)
    """
    x, n = checked_counts(numerator, denominator)
    x, n, size = np.broadcast_arrays(x, n, checked_population(population, n))
    tail = (1 - checked_confidence(confidence)) / 2
    drawn = ~(np.isnan(x) | np.isnan(size)) & (n > 0)
    lower, upper = (np.array(limit) for limit in clopper_pearson(x, n, confidence=confidence))
    passed, failed, all_ = x[drawn], (n - x)[drawn], size[drawn]
    lower[drawn] = _fewest(tail, passed, failed, all_) / all_
    # The most that pass leave the fewest that fail.
    upper[drawn] = (all_ - _fewest(tail, failed, passed, all_)) / all_
    return lower[()], upper[()]


def mid_p(numerator: ArrayLike, denominator: ArrayLike, *, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Return the lower and upper limit of the mid-P interval of a share: exact, but right on average, not at least.

    The shares at which ½ P(X = x) + P(X > x) is α/2 and 1 − α/2, found to the last digit. Whole numbers
    in, shares in 0–1 out, of the shape that the arguments broadcast to; NaN where the denominator is 0. Raises
    ValueError for counts that cannot be.

    Lancaster HO (1961), J Am Stat Assoc 56:223–234, doi:10.1080/01621459.1961.10482105; Newcombe RG (1998), Stat Med
    17:857–872, method 6, Table I.

    >>> lower, upper = mid_p(36, 154)
    >>> round(float(lower), 6), round(float(upper), 6)
    (0.172001, 0.305459)
    """
    x, n = checked_counts(numerator, denominator)
    tail = (1 - checked_confidence(confidence)) / 2
    # The exact limits lie outside of these, and one record more or less inside.
    low, high = clopper_pearson(x, n, confidence=confidence)
    with np.errstate(invalid="ignore", divide="ignore"):
        lower = np.where(x == 0, 0.0, _share_at(tail, x, n, low, np.minimum((x + 1) / n, 1)))
        upper = np.where(x == n, 1.0, _share_at(1 - tail, x, n, np.maximum((x - 1) / n, 0), high))
    return _known(lower, x, n), _known(upper, x, n)


def agresti_coull(numerator: ArrayLike, denominator: ArrayLike, *, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Return the lower and upper limit of the adjusted Wald interval of a share: Wilson's centre, simpler to explain.

    With z² records added, half of them in the numerator: p̃ ± z √(p̃(1 − p̃)/ñ). Whole numbers in, shares in 0–1 out,
    of the shape that the arguments broadcast to, cut at 0 and 1; NaN where the denominator is 0. Raises ValueError for
    counts that cannot be.

    Agresti A, Coull BA (1998), Am Stat 52:119–126, doi:10.1080/00031305.1998.10480550.

    >>> lower, upper = agresti_coull(18, 20)
    >>> round(float(lower), 4), round(float(upper), 4)
    (0.6868, 0.9843)
    """
    x, n = checked_counts(numerator, denominator)
    z = scipy.special.ndtri(0.5 + checked_confidence(confidence) / 2)
    share = (x + z**2 / 2) / (n + z**2)
    half = z * np.sqrt(share * (1 - share) / (n + z**2))
    return _known(np.clip(share - half, 0, 1), x, n), _known(np.clip(share + half, 0, 1), x, n)


def jeffreys(numerator: ArrayLike, denominator: ArrayLike, *, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Return the lower and upper limit of Jeffreys' interval of a share: Bayesian with the prior Beta(½, ½).

    Quantiles of Beta(x + ½, n − x + ½) at α/2 and 1 − α/2; the lower limit is 0 where nothing passes, the upper one 1
    where everything does. This is the plain interval, without the further changes of the paper's section 4.1. Whole
    numbers in, shares in 0–1 out, of the shape that the arguments broadcast to; NaN where the denominator is 0. Raises
    ValueError for counts that cannot be.

    Brown LD, Cai TT, DasGupta A (2001), Stat Sci 16:101–133, section 3.1.3, doi:10.1214/ss/1009213286.

    >>> lower, upper = jeffreys(18, 20)
    >>> round(float(lower), 4), round(float(upper), 4)
    (0.7161, 0.9786)
    """
    x, n = checked_counts(numerator, denominator)
    tail = (1 - checked_confidence(confidence)) / 2
    lower = np.where(x == 0, 0.0, scipy.special.betaincinv(x + 0.5, n - x + 0.5, tail))
    upper = np.where(x == n, 1.0, scipy.special.betaincinv(x + 0.5, n - x + 0.5, 1 - tail))
    return _known(lower, x, n), _known(upper, x, n)


def _known(limit: Floats, numerator: Floats, denominator: Floats) -> Floats:
    """Return the limit, NaN where there is no record to speak of or a count is unknown; of one share, a number."""
    known: Floats = np.where((denominator > 0) & ~np.isnan(numerator), limit, np.nan)[()]
    return known


_EVEN = 1 + 1e-10
"""What is a tail but for the last digits of its sum is the tail, and not more."""


def _fewest(tail: float, passed: Floats, failed: Floats, population: Floats) -> Floats:
    """Return the smallest number of passing records that makes as many drawn ones likelier than the tail."""
    drawn = passed + failed
    low, high = passed.copy(), population - failed
    # Where one passes, and at the mean, more than a half lies above: no need to sum it.
    high = np.minimum(high, np.ceil(passed * (population + 2) / (drawn + 1)))
    guess = np.floor((low + high) / 2)
    rows = np.flatnonzero(low < high)
    steps = 0
    while rows.size:
        x, n, all_, at = passed[rows], drawn[rows], population[rows], guess[rows]
        chance = _at_least(x, n, at, all_)
        enough = chance > tail * _EVEN
        high[rows] = np.where(enough, at, high[rows])
        low[rows] = np.where(enough, low[rows], at + 1)
        # Newton's step on the normal scale, where the chance is nearly a straight line; halving if that gets nowhere.
        with np.errstate(all="ignore"):
            more = np.exp(_log_ways(at, x - 1) + _log_ways(all_ - at - 1, n - x) - _log_ways(all_, n))
            z = scipy.special.ndtri(np.clip(chance, 1e-300, 1 - 1e-16))
            step = (scipy.special.ndtri(tail) - z) * np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi) / more
            next_ = at + np.where(enough, np.minimum(np.ceil(step), -1), np.maximum(np.ceil(step), 1))
        steps += 1
        halves = np.floor((low[rows] + high[rows]) / 2)
        usable = np.isfinite(next_) & (steps < 8)
        guess[rows] = np.clip(np.where(usable, next_, halves), low[rows], np.maximum(high[rows] - 1, low[rows]))
        rows = rows[low[rows] < high[rows]]
    return low


def _at_least(x: Floats, drawn: Floats, passing: Floats, population: Floats) -> Floats:
    """Return P(X ≥ x) for X of the drawn passing, from x on term by term (scipy's own take a second for 4,000 rows)."""
    gone = population - passing - drawn  # how far the number that fails exceeds what was drawn
    start = np.maximum(x, -gone)
    ways = _log_ways(passing, start) + _log_ways(population - passing, drawn - start) - _log_ways(population, drawn)
    term = np.exp(ways)
    total = term.copy()
    k = start
    while np.any(term > 1e-13 * total):
        term = term * (passing - k) * (drawn - k) / ((k + 1) * (gone + k + 1))
        total += term
        k = k + 1
    return total


def _log_ways(all_: Floats, chosen: Floats) -> Floats:
    return np.asarray(-np.log(all_ + 1) - scipy.special.betaln(chosen + 1, all_ - chosen + 1))


def _share_at(probability: float, x: Floats, n: Floats, low: Floats, high: Floats) -> Floats:
    """Return the share between two at which ½ P(X = x) + P(X > x) reaches the probability; it rises with the share."""
    from scipy.optimize import elementwise  # takes as long to load as all the rest, and only one method needs it

    def beyond(share: Floats, x: Floats, n: Floats) -> Floats:
        at_least = np.where(x == 0, 1.0, scipy.special.betainc(x, n - x + 1, share))
        more = np.where(x == n, 0.0, scipy.special.betainc(x + 1, n - x, share))
        return (at_least + more) / 2 - probability

    with np.errstate(invalid="ignore"):
        found = elementwise.find_root(beyond, (low, high), args=(x, n))
    return np.asarray(found.x, float)
