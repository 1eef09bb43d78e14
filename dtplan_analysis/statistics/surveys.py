"""The share in a survey that was stratified, weighted or asked in clusters."""

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from dtplan_analysis.statistics.checks import Floats, checked_confidence, checked_series

NAN = float("nan")


@dataclass(frozen=True)
class SurveyShare:
    """A share estimated from a survey.

    `share`, `lower`, `upper` and `standard_error` are shares in 0–1; `design_effect` is the variance over that of
    a simple sample as large, the finite population left aside (NaN at a share of 0 or 1); `effective` is the size of
    the simple sample that would know as much; `reason` says why the limits are NaN: "no_answers", "single_cluster" or
    "single_answer" (in some stratum, so that its variance cannot be known), else "".
    """

    share: float
    lower: float
    upper: float
    standard_error: float
    design_effect: float
    effective: float
    degrees_of_freedom: int
    answers: int
    reason: str = ""


def survey_share(
    numerator: ArrayLike,
    denominator: ArrayLike,
    *,
    confidence: float = 0.95,
    population: ArrayLike | None = None,
    weight: ArrayLike | None = None,
    stratum: ArrayLike | None = None,
    cluster: ArrayLike | None = None,
) -> SurveyShare:
    """Return the weighted share of a survey with the Korn–Graubard interval.

    Each row is a group of answers alike in weight, stratum and cluster (or one answer): how many pass of how many,
    whole numbers. The variance is the linearised one of a ratio, between clusters within strata, less the finite
    population correction. The interval is Clopper–Pearson's for the effective sample, n* = n_eff (t(n − 1)/t(d))²
    with n_eff = p(1 − p)/v, never above the answers given; d = clusters − strata. At a share of 0 or 1 the sample
    counts as a simple one.

    `population`: in how many clusters (answers, if there are none) a stratum has in all, the same in all its rows; NaN
    where unknown. Who asks everybody knows the share: the limits are the share itself. `weight`: people one answer
    stands for; left out, it follows from the population where that is known for all strata, else all weigh the same.
    `stratum`, `cluster`: any labels, one a row; a cluster's label need be unique within its stratum only. Without
    clusters each answer is drawn by itself. Raises ValueError for counts, weights or populations that cannot be.

    Korn EL, Graubard BI (1998), Survey Methodology 24:193–201, compared with others in Dean N, Pagano M (2015), J Surv
    Stat Methodol 3:484–503, doi:10.1093/jssam/smv024; bounded as in Parker JD et al. (2017), National Center for Health
    Statistics data presentation standards for proportions, Vital Health Stat 2(175).

    >>> result = survey_share([8, 5, 9, 4], [10, 10, 10, 10], cluster=["a", "b", "c", "d"])
    >>> round(result.share, 3), round(result.lower, 3), round(result.upper, 3), result.degrees_of_freedom
    (0.65, 0.226, 0.945, 3)
    >>> survey_share([8], [10], cluster=["a"]).reason
    'single_cluster'
    """
    x, n = checked_series(numerator, denominator)
    checked_confidence(confidence)
    strata = _labels(stratum, x.size)
    clusters = None if cluster is None else _labels(cluster, x.size)
    units, sampled = _sampling_units(n, strata, clusters)
    size = _populations(population, n, strata, sampled)
    w = _weights(weight, n, size[strata], sampled[strata])
    answers = float(n.sum())
    if not (w * n).sum() > 0:
        return SurveyShare(NAN, NAN, NAN, NAN, NAN, NAN, 0, int(answers), "no_answers")

    used = sampled > 0
    share = float((w * x).sum() / (w * n).sum())
    degrees = int(sampled.sum() - used.sum())
    with np.errstate(invalid="ignore"):
        open_part = np.where(np.isnan(size), 1.0, 1 - sampled / size)
    if np.any(used & (sampled < 2) & (open_part > 0)):
        reason = "single_answer" if clusters is None else "single_cluster"
        return SurveyShare(share, NAN, NAN, NAN, NAN, NAN, degrees, int(answers), reason)
    if np.all(open_part[used] == 0):
        return SurveyShare(share, share, share, 0.0, NAN, float("inf"), degrees, int(answers))

    spread = _spread(x, n, w, share, strata, units, sampled)
    drawn, variance = float(spread.sum()), float((open_part * spread).sum())
    simple = share * (1 - share) / max(answers - 1, 1)
    if drawn < 1e-12 * simple:
        drawn = variance = 0.0
    # Clusters that happen to agree must not make a sample larger than it is.
    effective = min(answers, share * (1 - share) / drawn) if drawn > 0 else answers
    effective /= variance / drawn if drawn > 0 else float(open_part[used].max())
    tail = (1 - confidence) / 2
    sample = effective * float(scipy.stats.t.ppf(tail, max(answers - 1, 1)) / scipy.stats.t.ppf(tail, degrees)) ** 2
    passing, failing = sample * share, sample * (1 - share)
    return SurveyShare(
        share=share,
        lower=float(scipy.stats.beta.ppf(tail, passing, failing + 1)) if share > 0 else 0.0,
        upper=float(scipy.stats.beta.ppf(1 - tail, passing + 1, failing)) if share < 1 else 1.0,
        standard_error=float(np.sqrt(variance)),
        design_effect=drawn / simple if simple > 0 else NAN,
        effective=effective,
        degrees_of_freedom=degrees,
        answers=int(answers),
    )


def _labels(labels: ArrayLike | None, rows: int) -> NDArray[np.intp]:
    """Return whole numbers from 0 in place of any labels."""
    if labels is None:
        return np.zeros(rows, np.intp)
    given = np.asarray(labels)
    if given.shape != (rows,):
        raise ValueError("strata and clusters have one label a row")
    return np.unique(given, return_inverse=True)[1]


def _sampling_units(
    n: Floats, strata: NDArray[np.intp], clusters: NDArray[np.intp] | None
) -> tuple[NDArray[np.intp] | None, Floats]:
    """Return each row's cluster, counted over all strata, and how many units were drawn in each stratum."""
    if clusters is None:
        return None, np.bincount(strata, weights=n).astype(float)
    pairs, units = np.unique(np.stack([strata, clusters]), axis=1, return_inverse=True)
    answered = np.bincount(units.ravel(), weights=n) > 0
    return units.ravel(), np.bincount(pairs[0], weights=answered, minlength=int(strata.max()) + 1).astype(float)


def _populations(population: ArrayLike | None, n: Floats, strata: NDArray[np.intp], sampled: Floats) -> Floats:
    """Return the population of each stratum, NaN where unknown."""
    rows = np.broadcast_to(np.asarray(np.nan if population is None else population, float), n.shape)
    size = np.full(sampled.shape, np.nan)
    size[strata] = rows
    same = (size[strata] == rows) | (np.isnan(size[strata]) & np.isnan(rows))
    if not np.all(same):
        raise ValueError("a stratum has one population, the same in all its rows")
    if np.any(size < sampled):
        raise ValueError("a population is at least the number that was drawn from it")
    return size


def _weights(weight: ArrayLike | None, n: Floats, size: Floats, sampled: Floats) -> Floats:
    if weight is not None:
        w = np.broadcast_to(np.asarray(weight, float), n.shape)
        if not np.all(np.isfinite(w) & (w >= 0)):
            raise ValueError("a weight is a finite number of at least 0")
        return w
    if np.any(np.isnan(size)):
        return np.ones(n.shape)
    each: Floats = np.where(sampled > 0, size / np.where(sampled > 0, sampled, 1), 0)
    return each / max(
        float(each.max(initial=0)), 1.0
    )  # so that equal weights are 1, and the share of a census is exact


def _spread(
    x: Floats,
    n: Floats,
    w: Floats,
    share: float,
    strata: NDArray[np.intp],
    units: NDArray[np.intp] | None,
    sampled: Floats,
) -> Floats:
    """Return the variance that each stratum adds, without the finite population correction."""
    scale = float((w * n).sum())
    residual = w * (x - share * n) / scale
    total = np.bincount(strata, weights=residual)
    if units is None:
        squares = np.bincount(strata, weights=(w / scale) ** 2 * (x * (1 - share) ** 2 + (n - x) * share**2))
    else:
        of_unit = np.bincount(units, weights=residual)
        stratum_of = np.zeros(of_unit.size, np.intp)
        stratum_of[units] = strata
        squares = np.bincount(stratum_of, weights=of_unit**2, minlength=total.size)
    several = np.maximum(sampled, 2)
    return np.where(sampled > 1, several / (several - 1) * np.maximum(squares - total**2 / several, 0), 0)
