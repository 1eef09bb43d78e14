"""Who differs? Funnel limits, equality, many tests at once, and what can be said of an order."""

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from dtplan_analysis.statistics.checks import Floats, checked_confidence, checked_series
from dtplan_analysis.statistics.intervals import clopper_pearson
from dtplan_analysis.statistics.shrinkage import passes


@dataclass(frozen=True)
class Equality:
    """The chi-square test of equal shares; `smallest_expected` under 5 says that the p-value is rough."""

    statistic: float
    degrees_of_freedom: int
    p_value: float
    smallest_expected: float


@dataclass(frozen=True)
class Overdispersion:
    """How much more than chance units differ: φ (1 is chance) and τ², the variance between them."""

    phi: float
    tau2: float


@dataclass(frozen=True)
class Funnel:
    """A funnel: one element a unit; `share`, `centre`, `lower`, `upper` in 0–1, NaN for a unit without records.

    `z` and `p_value` measure a unit's distance from the centre, overdispersion included; `outside` is True beyond the
    limits.
    """

    share: Floats
    centre: float
    lower: Floats
    upper: Floats
    z: Floats
    p_value: Floats
    outside: NDArray[np.bool_]
    overdispersion: Overdispersion


def equality(numerator: ArrayLike, denominator: ArrayLike) -> Equality:
    """Return whether the shares of several units could all be one, by Pearson's chi-square without correction.

    Σ (x − np)²/(np(1 − p)) with p the pooled share, on k − 1 degrees of freedom. Whole numbers, one a unit; units
    without records are left out. p-value NaN with fewer than two units; 1 where every record passes or none does.
    Raises ValueError for counts that cannot be.

    Pearson K (1900), Philos Mag 50:157–175, doi:10.1080/14786440009463897; the printed case is R's prop.test, smokers.

    >>> test = equality([83, 90, 129, 70], [86, 93, 136, 82])
    >>> round(test.statistic, 4), test.degrees_of_freedom, round(test.p_value, 6)
    (12.6004, 3, 0.005585)
    """
    x, n = checked_series(numerator, denominator)
    x, n = x[n > 0], n[n > 0]
    if n.size < 2:
        return Equality(float("nan"), 0, float("nan"), float("nan"))
    pooled = x.sum() / n.sum()
    variance = n * pooled * (1 - pooled)
    statistic = float(((x - n * pooled) ** 2 / variance).sum()) if 0 < pooled < 1 else 0.0
    smallest = float(n.min() * min(pooled, 1 - pooled))
    return Equality(statistic, n.size - 1, float(scipy.special.chdtrc(n.size - 1, statistic)), smallest)


def benjamini_hochberg(p_values: ArrayLike) -> Floats:
    """Return p-values adjusted for their number: those at most q are a set with a share of q false ones, on average.

    From the largest down, the least of m·p/rank. One dimension; NaN (a unit not tested) stays and is not counted.
    Raises ValueError for values outside 0–1.

    Benjamini Y, Hochberg Y (1995), J R Stat Soc B 57:289–300, doi:10.1111/j.2517-6161.1995.tb02031.x.

    >>> benjamini_hochberg([0.01, 0.02, 0.03, 0.5]).round(4).tolist()
    [0.04, 0.04, 0.04, 0.5]
    """
    p = np.asarray(p_values, float)
    if np.any((p < 0) | (p > 1)):
        raise ValueError("a p-value lies between 0 and 1")
    adjusted = np.full(p.shape, np.nan)
    tested = ~np.isnan(p)
    if tested.any():
        order, n = np.argsort(p[tested]), tested.sum()
        ordered = p[tested][order] * (n / np.arange(1, n + 1))
        adjusted[np.flatnonzero(tested)[order]] = np.clip(np.minimum.accumulate(ordered[::-1])[::-1], 0, 1)
    return adjusted


def overdispersion(z: ArrayLike, standard_error: ArrayLike, *, winsorise: float = 0.1) -> Overdispersion:
    """Return how much more than chance units differ, from their z-scores and the standard errors behind these.

    φ = mean z² after the `winsorise` share of scores at either end is drawn in to its quantile (so that a few true
    outliers don't widen everybody's limits); τ² = (kφ − (k − 1))/(Σw − Σw²/Σw) with w = 1/s², at least 0. One
    dimension, one a unit; NaN is left out; both are NaN without units. Raises ValueError for a standard error that is
    not above 0 or a `winsorise` outside 0 to ½.

    Spiegelhalter DJ (2005), Stat Med 24:1185–1202, doi:10.1002/sim.1970; DerSimonian R, Laird N (1986), Control Clin
    Trials 7:177–188, doi:10.1016/0197-2456(86)90046-2.

    >>> observed, expected = np.array([100, 150, 180, 80, 120, 225]), np.array([108, 112, 165, 95, 100, 220])
    >>> round(overdispersion(np.log(observed / expected) * np.sqrt(expected), expected**-0.5, winsorise=0).phi, 6)
    2.948033
    """
    scores, errors = np.broadcast_arrays(np.asarray(z, float), np.asarray(standard_error, float))
    if np.any(errors <= 0) or not 0 <= winsorise < 0.5:
        raise ValueError("a standard error is above 0, and winsorise lies between 0 and 0.5")
    known = ~(np.isnan(scores) | np.isnan(errors))
    scores, weights = scores[known], errors[known] ** -2.0
    k = scores.size
    if not k:
        return Overdispersion(float("nan"), float("nan"))
    phi = float((np.clip(scores, *np.quantile(scores, [winsorise, 1 - winsorise])) ** 2).mean())
    room = float(weights.sum() - (weights**2).sum() / weights.sum())
    return Overdispersion(phi, max(0.0, (k * phi - (k - 1)) / room) if k > 1 else 0.0)


def funnel(
    numerator: ArrayLike,
    denominator: ArrayLike,
    *,
    confidence: float = 0.998,
    winsorise: float = 0.1,
    centre: float | None = None,
) -> Funnel:
    """Return the funnel limits of each unit's share about a centre, wider by what units differ anyway.

    On the scale y = arcsin √p, s = 1/(2√n): y₀ ± z √(s² + τ²), turned back into shares; τ² as in `overdispersion`,
    about the pooled share, 0 where units differ by chance alone. Whole numbers, one a unit; `centre` (share in 0–1) is
    the pooled share if left out. Raises ValueError for counts or a centre that cannot be.

    Spiegelhalter DJ (2005), Stat Med 24:1185–1202, doi:10.1002/sim.1970.

    >>> result = funnel([45, 180, 70, 92], [50, 200, 100, 100])
    >>> round(result.centre, 3), result.lower.round(3).tolist(), result.outside.tolist()
    (0.86, [0.544, 0.597, 0.578, 0.578], [False, False, False, False])
    """
    x, n = checked_series(numerator, denominator)
    checked_confidence(confidence)
    if centre is not None and not 0 <= centre <= 1:
        raise ValueError("a centre is a share in 0–1")
    some = n > 0
    safe = np.where(some, n, 1)
    share = np.where(some, x / safe, np.nan)
    pooled = float(x.sum() / n.sum()) if some.any() else float("nan")
    middle = pooled if centre is None else centre
    y, error = np.arcsin(np.sqrt(share)), 0.5 / np.sqrt(safe)
    # About the pooled share, not a given centre: that all miss it is no spread between them.
    found = overdispersion((y - np.arcsin(np.sqrt(pooled))) / error, error, winsorise=winsorise)
    wide = np.sqrt(error**2 + (0.0 if np.isnan(found.tau2) else found.tau2))
    away = y - np.arcsin(np.sqrt(middle))
    reach = scipy.special.ndtri(0.5 + confidence / 2) * np.where(some, wide, np.nan)
    lower = np.sin(np.clip(np.arcsin(np.sqrt(middle)) - reach, 0, np.pi / 2)) ** 2
    upper = np.sin(np.clip(np.arcsin(np.sqrt(middle)) + reach, 0, np.pi / 2)) ** 2
    z = away / wide
    return Funnel(share, middle, lower, upper, z, 2 * scipy.special.ndtr(-np.abs(z)), np.abs(away) > reach, found)


def unit_scores(numerator: ArrayLike, denominator: ArrayLike) -> tuple[Floats, Floats]:
    """Return how far each unit lies from what all others lead to expect, beyond chance and their usual spread: z and p.

    The others' pooled share m and their spread ρ by moments, (Q/m(1 − m) − (k − 1))/Σ(n − 1)(1 − n/N) with
    Q = Σ n(p − m)², foretell the unit's count as BetaBinomial(n, mκ, (1 − m)κ), where 1/(κ + 1) is ρ and the variance
    of m; z = Φ⁻¹(P(X < x) + ½P(X = x)), and p is two-sided from Student's t with k − 3 degrees of freedom, k all units.
    A unit is so never judged by a spread that it made itself. Whole numbers, one a unit; NaN for a unit without records
    and where fewer than four have some. Raises ValueError for counts that cannot be.

    Kleinman JC (1973), J Am Stat Assoc 68:46–54, doi:10.1080/01621459.1973.10481332; mid-P: Lancaster HO (1961), J Am
    Stat Assoc 56:223–234, doi:10.1080/01621459.1961.10482105. How often it names a unit where none differs:
    docs/statistics.md.

    >>> z, p = unit_scores([180, 200, 160, 189, 173, 60], [200, 220, 180, 210, 190, 200])
    >>> z.round(1).tolist()[-1] < -5, bool(p[-1] < 0.05), bool(p[:-1].min() > 0.05)
    (True, True, True)
    """
    x, n = checked_series(numerator, denominator)
    places = np.flatnonzero(n > 0)
    z, p = np.full((2, n.size), np.nan)
    if places.size < 4:
        return z, p
    for at in places:
        others = places[places != at]
        mean, alike = _foretold(x[others], n[others])
        weight = 1 / alike - 1
        below, above = _mid_tails(float(x[at]), float(n[at]), mean * weight, (1 - mean) * weight)
        z[at] = scipy.special.ndtri(below) if below < above else -scipy.special.ndtri(above)
    p[places] = 2 * scipy.special.stdtr(places.size - 3, -np.abs(z[places]))
    return z, p


def _foretold(x: Floats, n: Floats) -> tuple[float, float]:
    """Return the mean share of units, and how alike two records of one more unit are."""
    total, pooled = n.sum(), x.sum() / n.sum()
    if not 0 < pooled < 1:
        return float((x.sum() + 0.5) / (total + 1)), float(1 / (total + 2))
    quotient = (n * (x / n - pooled) ** 2).sum() / (pooled * (1 - pooled))
    room = ((n - 1) * (1 - n / total)).sum()
    rho = min(max((quotient - (n.size - 1)) / room, 0.0), 0.9) if room > 0 else 0.0
    unknown = (n * (1 + (n - 1) * rho)).sum() / total**2
    return float((x.sum() + 0.5) / (total + 1)), float(np.clip(rho + (1 - rho) * unknown, 1e-9, 0.99))


def _mid_tails(x: float, n: float, alpha: float, beta_: float) -> tuple[float, float]:
    """Return P(X < x) + ½P(X = x) of a beta-binomial count and its other side, neither 0."""
    chance = passes(n, alpha, beta_)
    here, at = chance[int(x)] / 2, int(x)
    return max(float(chance[:at].sum() + here), 1e-300), max(float(chance[at + 1 :].sum() + here), 1e-300)


def rank_sets(numerator: ArrayLike, denominator: ArrayLike, *, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Return the best and the worst rank each unit's share can have (1 = highest), all true at once.

    With exact intervals of every share at (confidence)^(1/k), which hold together: best = 1 + units whose interval
    lies wholly above, worst = k − units whose interval lies wholly below. Whole numbers in, one a unit; whole numbers
    out, NaN for a unit without records (it is not counted in k). Raises ValueError for counts that cannot be.

    Klein M, Wright T, Wieczorek J (2020), J R Stat Soc C 69:589–606, doi:10.1111/rssc.12402. Simpler than the
    resampled pairwise differences of Mogstad M et al. (2024), Rev Econ Stud 91:476–518, doi:10.1093/restud/rdad006:
    wider sets, but no random numbers.

    >>> best, worst = rank_sets([190, 140, 136, 60], 200)
    >>> best.tolist(), worst.tolist()
    ([1.0, 2.0, 2.0, 4.0], [1.0, 3.0, 3.0, 4.0])
    """
    x, n = checked_series(numerator, denominator)
    k = int((n > 0).sum())
    lower, upper = clopper_pearson(x, n, confidence=checked_confidence(confidence) ** (1 / max(k, 1)))
    best = 1.0 + (lower[None, :] > upper[:, None]).sum(axis=1)
    worst = float(k) - (upper[None, :] < lower[:, None]).sum(axis=1)
    return np.where(n > 0, best, np.nan), np.where(n > 0, worst, np.nan)
