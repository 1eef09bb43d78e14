"""Unfinished years: what the records so far, and past years, say of the year's share."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil

import numpy as np
import scipy
from numpy.typing import ArrayLike

from dtplan_analysis.statistics.checks import (
    Floats,
    checked_confidence,
    checked_counts,
    checked_target,
    checked_whole,
)
from dtplan_analysis.statistics.differences import USUAL
from dtplan_analysis.statistics.shrinkage import ROOTS, BetaPrior, likelihood, passes

SPREADS = 0.15  # scale of the half-normal prior of √ρ: its median is 0.1, √USUAL (5 points about 50%, 3 about 90%)
USUAL_SHIFT = 0.05  # of the rest of a year from its beginning, on the scale arcsin √: 4 points about 80%
JEFFREYS = BetaPrior(0.5, 0.5)
STEPS = 15  # into which an uncertain number of records is cut


@dataclass(frozen=True)
class YearEnd:
    """What is to be expected of a year's share, in the shape of the counts.

    `probability` that the target is reached, 0 and 1 only where that is certain; `needed`, how many of the remaining
    records must pass, and `needed_share` = needed/remaining (above 1: more than are expected; NaN where none remain);
    `lower`, `upper` of the year's share (0–1).
    """

    probability: Floats
    needed: Floats
    needed_share: Floats
    lower: Floats
    upper: Floats


def quarter_spread(numerator: ArrayLike, denominator: ArrayLike) -> float:
    """Return how much a share moves between quarters beyond chance: the correlation ρ of two records of one quarter.

    Quarters of a unit follow BetaBinomial(n, μ(1/ρ − 1), (1 − μ)(1/ρ − 1)) about a mean μ of its own, with Jeffreys'
    prior; ρ is the mean of its posterior over all units, with a half-normal prior of 0.15 for √ρ. Whole numbers in time
    order, one a quarter, or a table with one row a unit and one column a quarter; NaN or no records: left out. A number
    in 0–1; where no unit has two quarters, the median of the prior (0.01). A steady rise counts as spread. Raises
    ValueError for counts that cannot be.

    Griffiths DA (1973), Biometrics 29:637–648, doi:10.2307/2529131; the prior: Gelman A (2006), Bayesian Anal
    1:515–534, doi:10.1214/06-BA117A.

    >>> round(quarter_spread([60, 75, 68, 85], 100), 4), round(quarter_spread([600, 604, 598, 602], 1000), 4)
    (0.0392, 0.0015)
    """
    x, n = (np.atleast_2d(counts) for counts in checked_counts(numerator, denominator))
    if x.ndim != 2:
        raise ValueError("quarters stand in one dimension, or in two with one row a unit")
    some = (n > 0) & np.isfinite(x)
    told = some.sum(axis=1) > 1
    if not told.any():
        return USUAL
    log_posterior = -(ROOTS**2) / (2 * SPREADS**2) + np.log(ROOTS)  # the second term: the step of the root
    for passed, all_, known in zip(x[told], n[told], some[told], strict=True):
        _, _, likely = likelihood(passed[known], all_[known])
        most = likely.max(axis=1)
        log_posterior += most + np.log(np.exp(likely - most[:, None]).sum(axis=1))
    posterior = np.exp(log_posterior - log_posterior.max())
    return float((posterior * ROOTS**2).sum() / posterior.sum())


def season_shift(
    numerator: ArrayLike, denominator: ArrayLike, *, spread: float | None = None, elapsed: int, length: int = 4
) -> tuple[float, float]:
    """Return how far the rest of a year lies from its beginning, by past years, and how uncertain that is.

    On the scale y = arcsin √p: the mean difference of the last `length` − `elapsed` quarters of each past year and its
    first ones, each weighing by its variance ¼(1/n + ρ/q) + ¼(1/m + ρ/r), drawn to 0 by the normal prior of 0.05. Whole
    numbers in time order, one a quarter, of whole past years; NaN or no records: left out. The shift and its standard
    deviation, (0, 0) without a past year that has both parts. Raises ValueError for counts or numbers that cannot be.

    The scale: Spiegelhalter DJ (2005), Stat Med 24:1185–1202, doi:10.1002/sim.1970; drawn to 0: Efron B, Morris C
    (1975), J Am Stat Assoc 70:311–319, doi:10.1080/01621459.1975.10479864; both together are this project's proposal.

    >>> shift, error = season_shift([90, 80, 80, 70] * 2, 100, elapsed=2)
    >>> round(shift, 3), round(error, 3)
    (-0.063, 0.035)
    """
    x, n = checked_counts(numerator, denominator)
    rho = USUAL if spread is None else spread
    if x.ndim != 1 or x.size % length or not 0 < elapsed < length or not 0 <= rho < 1:
        raise ValueError("past years are whole, in one dimension, and some quarters of a year are over, but not all")
    known = (n > 0) & ~np.isnan(x)
    parts = []
    for place in (slice(0, elapsed), slice(elapsed, length)):
        some = known.reshape(-1, length)[:, place]
        passed, all_ = (np.where(some, one.reshape(-1, length)[:, place], 0).sum(axis=1) for one in (x, n))
        with np.errstate(invalid="ignore", divide="ignore"):
            parts.append((np.arcsin(np.sqrt(passed / all_)), (1 / all_ + rho / some.sum(axis=1)) / 4))
    (begun, begun_variance), (rest, rest_variance) = parts
    away, variance = rest - begun, begun_variance + rest_variance
    use = np.isfinite(away)
    if not use.any():
        return 0.0, 0.0
    weight = (1 / variance[use]).sum()
    total = weight + USUAL_SHIFT**-2
    return float((away[use] / variance[use]).sum() / total), float(total**-0.5)


def year_end(
    numerator: ArrayLike,
    denominator: ArrayLike,
    remaining: ArrayLike,
    *,
    confidence: float = 0.95,
    target: Fraction | str,
    prior: BetaPrior = JEFFREYS,
    spread: float | None = None,
    quarters: tuple[float, float] = (1, 1),
    noise: float = 0.0,
    shift: tuple[float, float] = (0.0, 0.0),
    like: tuple[float, float] | None = None,
) -> YearEnd:
    """Return the probability that the year's share reaches its target, if its quarters differ as quarters do.

    The n records so far count as f·n with f = 1/(1 + (n/q − 1)ρ) for q quarters, so that the mean share is
    Beta(fx + α, f(n − x) + β) with mean m and weight K; a seasonal `shift` (s, e) makes m sin²(arcsin √m + s). The
    passes among R records to come, in r quarters, follow BetaBinomial(R, mκ, (1 − m)κ), where 1/(κ + 1) =
    v + (1 − v)ρ(R/r − 1)/(R − 1) and v = 1/(K + 1) + 4e²: with ρ = 0, BetaBinomial(R, x + α, n − x + β). R is gamma
    distributed about the number `remaining` with the standard deviation `noise`·remaining. needed =
    max(0, ⌈target × (n + R)⌉ − x), in whole numbers.

    Counts so far and the number still to come broadcast to one shape; `target` is an exact share in 0–1, `prior` may be
    that of all units. `spread` is ρ, as `quarter_spread` finds it in past quarters (left out: 0.01, what that says of
    none); `quarters` (q, r): how many quarters the records so far, and those to come, belong to; `noise` as
    `year_volume` finds it, 0 where the number to come is known; `shift` as `season_shift` does; `like`: the counts
    (x, n) that those to come are like, where that is not the year so far. Where the number to come is not known, only
    what no number of them can change is certain. NaN where the year has no records. Raises ValueError for counts, a
    remaining number, a target, spread, noise or quarters that cannot be.

    Lee JJ, Liu DD (2008), Clin Trials 5:93–106, doi:10.1177/1740774508089279, whose printed case has ρ = 0; quarters
    that differ: Griffiths DA (1973), Biometrics 29:637–648, doi:10.2307/2529131. How often the probabilities came true:
    docs/statistics.md.

    >>> end = year_end(150, 200, 100, target=Fraction(4, 5), quarters=(2, 1))
    >>> int(end.needed), float(end.needed_share), round(float(end.probability), 3)
    (90, 0.9, 0.013)
    >>> round(float(year_end(150, 200, 100, target=Fraction(4, 5), spread=0).probability), 3)  # quarters all alike
    0.001
    """
    x, n = checked_counts(numerator, denominator)
    x, n, rest = np.broadcast_arrays(x, n, checked_whole(remaining))
    tail = (1 - checked_confidence(confidence)) / 2
    goal = checked_target(target)
    if not 0 <= goal <= 1 or np.isnan(x + n + rest).any():
        raise ValueError("a target is a share in 0–1, and the counts of a year are known")
    rho = USUAL if spread is None else spread
    if not 0 <= rho < 1 or min(quarters) <= 0 or not 0 <= noise < np.inf or shift[1] < 0:
        raise ValueError("a spread lies between 0 and 1, quarters are more than 0, noise and errors at least 0")
    needed, needed_share, probability, lower, upper = (np.full(x.shape, np.nan) for _ in range(5))
    for at in np.ndindex(x.shape):
        passed, all_, more = float(x[at]), float(n[at]), float(rest[at])
        if not all_ + more:
            continue
        needed[at] = _needed(goal, passed, all_ + more)
        needed_share[at] = needed[at] / more if more else np.nan
        a, b = (passed, all_) if like is None else like
        mean, unknown = _mean_share(a, b, prior, rho, quarters[0], shift)
        share, chance, enough = _outcomes(passed, all_, more, noise, goal, (mean, unknown, rho, quarters[1]))
        probability[at] = _certain_or_not(float(chance[enough].sum()), goal, passed, all_, more, noise)
        order = np.argsort(share, kind="stable")
        ends = np.searchsorted(chance[order].cumsum(), [tail, 1 - tail])
        lower[at], upper[at] = share[order][np.minimum(ends, share.size - 1)]
    return YearEnd(*(one[()] for one in (probability, needed, needed_share, lower, upper)))


def _needed(goal: Fraction, passed: float, all_: float) -> int:
    return max(0, ceil(goal * int(all_)) - int(passed))


def _mean_share(
    passed: float, all_: float, prior: BetaPrior, rho: float, quarters: float, shift: tuple[float, float]
) -> tuple[float, float]:
    """Return the mean of the share of records to come, and how alike two of them are by not knowing it."""
    worth = 1 / (1 + max(all_ / quarters - 1, 0) * rho)
    a, b = worth * passed + prior.alpha, worth * (all_ - passed) + prior.beta
    angle = np.arcsin(np.sqrt(a / (a + b))) + shift[0]
    mean = float(np.sin(np.clip(angle, 1e-3, np.pi / 2 - 1e-3)) ** 2) if shift[0] else a / (a + b)
    return mean, min(1 / (a + b + 1) + 4 * shift[1] ** 2, 0.99)


def _outcomes(
    x: float, n: float, rest: float, noise: float, goal: Fraction, future: tuple[float, float, float, float]
) -> tuple[Floats, Floats, np.ndarray]:
    """Return the shares that the year can end with, how likely each is, and whether it reaches the goal."""
    mean, unknown, rho, quarters = future
    numbers = np.array([rest])
    if noise and rest:
        steps = (np.arange(STEPS) + 0.5) / STEPS
        numbers = np.round(scipy.special.gammaincinv(noise**-2, steps) * (rest * noise**2))
    shares, chances, enough = [], [], []
    for number in numbers:
        alike = unknown + (1 - unknown) * rho * max(number / quarters - 1, 0) / max(number - 1, 1)
        weight = 1 / alike - 1
        chance = passes(float(number), mean * weight, (1 - mean) * weight) / numbers.size
        passing = np.arange(chance.size)
        if n + number:
            shares.append((x + passing) / (n + number))
            chances.append(chance)
            enough.append(passing >= _needed(goal, x, n + number))
    return np.concatenate(shares), np.concatenate(chances), np.concatenate(enough)


def _certain_or_not(chance: float, goal: Fraction, x: float, n: float, rest: float, noise: float) -> float:
    """Return the probability, 0 and 1 only where that is certain."""
    known = not noise
    if not goal or (known and _needed(goal, x, n + rest) == 0) or (not rest and x >= goal * int(n)):
        return 1.0
    if (goal == 1 and x < n) or (known and _needed(goal, x, n + rest) > rest):
        return 0.0
    return min(max(chance, 1e-300), 1 - 2**-53)
