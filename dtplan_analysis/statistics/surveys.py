"""The share in a survey that was stratified, weighted or asked in clusters, and what silence leaves open."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace

import numpy as np
import scipy
from numpy.typing import ArrayLike

from dtplan_analysis.statistics.checks import Floats, checked_confidence, checked_counts, checked_known
from dtplan_analysis.statistics.design import NAN, Design, labelled, rescaling, weights_of


@dataclass(frozen=True)
class SurveyShare:
    """A share estimated from a survey.

    `share`, `lower`, `upper` and `standard_error` are shares in 0–1; `design_effect` is the variance over that of
    a simple sample as large, the finite population left aside (NaN at a share of 0 or 1); `effective` is the size of
    the simple sample that would know as much; `reason` says why the limits are NaN: "no_answers", "single_cluster" or
    "single_answer" (in some stratum, so that its variance cannot be known), "unequal_response" (parts of a total of
    which one does not say how many it served), else "".
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
    stratum: Iterable[Hashable] | None = None,
    cluster: Iterable[Hashable] | None = None,
) -> SurveyShare:
    """Return the weighted share of a survey with the Korn–Graubard interval.

    Each row is a group of answers alike in weight, stratum and cluster (or one answer): how many pass of how many,
    whole numbers. The variance is the linearised one of a ratio, between clusters within strata, less the finite
    population correction. The interval is Clopper–Pearson's for the effective sample, n* = n_eff (t(n − 1)/t(d))²
    with n_eff = p(1 − p)/v, never above the answers given; d = clusters − strata. At a share of 0 or 1 the sample
    counts as a simple one of (Σw)²/Σw² answers.

    `population`: in how many clusters (answers, if there are none) a stratum has in all, the same in all its rows; NaN
    where unknown. Who asks everybody knows the share: the limits are the share itself. `weight`: people one answer
    stands for; left out, it follows from the population where that is known for all strata, else all weigh the same.
    `stratum`, `cluster`: any labels, one a row; a cluster's label need be unique within its stratum only. Without
    clusters each answer is drawn by itself. Raises ValueError for counts, weights or populations that cannot be, and
    for a stratum or cluster without a label.

    Korn EL, Graubard BI (1998), Survey Methodology 24:193–201, compared with others in Dean N, Pagano M (2015), J Surv
    Stat Methodol 3:484–503, doi:10.1093/jssam/smv024; bounded as in Parker JD et al. (2017), National Center for Health
    Statistics data presentation standards for proportions, Vital Health Stat 2(175).

    >>> result = survey_share([8, 5, 9, 4], [10, 10, 10, 10], cluster=["a", "b", "c", "d"])
    >>> round(result.share, 3), round(result.lower, 3), round(result.upper, 3), result.degrees_of_freedom
    (0.65, 0.226, 0.945, 3)
    >>> survey_share([8], [10], cluster=["a"]).reason
    'single_cluster'
    """
    x, n = checked_known(numerator, denominator)
    design = Design.of(n, population, stratum, cluster)
    w = weights_of(weight, n, design)
    return _estimated(_Sums(n, w * n, w * x, w**2 * n, w**2 * x), design, checked_confidence(confidence))


def survey_share_of_sums(
    answers: ArrayLike,
    weight: ArrayLike,
    passing: ArrayLike,
    square: ArrayLike,
    passing_square: ArrayLike,
    *,
    confidence: float = 0.95,
    population: ArrayLike | None = None,
    stratum: Iterable[Hashable] | None = None,
    cluster: Iterable[Hashable] | None = None,
    part: Iterable[Hashable] | None = None,
    served: ArrayLike | None = None,
) -> SurveyShare:
    """Return what `survey_share` does, from sums over the answers of each stratum and cluster.

    One element a cell: `answers` n (whole number), `weight` Σw, `passing` Σwy, `square` Σw² and `passing_square` Σw²y,
    y being 1 where an answer passes. The share is p = Σwy/Σw. For a total of several surveys (units, quarters) `part`
    names that of each row, and `served` how many people it stands for, the same in all its rows: its weights are
    rescaled to sum to that, so that a part counts by its people, not by its readiness to answer. Where a part with
    answers does not say so (NaN) the share is the pooled one, without limits: `reason` "unequal_response". A part
    without answers is not in the total. A stratum of a total is to be labelled by part and stratum. Raises ValueError
    for sums that cannot be, and as `survey_share`.

    Cochran WG (1977), Sampling Techniques, section 5A.9 (weights adjusted to known totals); the interval: Dean N,
    Pagano M (2015), J Surv Stat Methodol 3:484–503, doi:10.1093/jssam/smv024.

    >>> result = survey_share_of_sums([100, 400], [100, 400], [80, 392], [100, 400], [80, 392],
    ...                               stratum=["big", "small"], part=["big", "small"], served=[10000, 500])
    >>> round(result.share, 3), round(result.lower, 3), round(result.upper, 3)
    (0.809, 0.72, 0.879)
    """
    columns = np.broadcast_arrays(
        *(np.atleast_1d(np.asarray(one, float)) for one in (answers, weight, passing, square, passing_square))
    )
    sums = _Sums(*columns)
    known = np.isfinite(columns).all() and np.all(np.asarray(columns) >= 0) and columns[0].ndim == 1
    hair = 1 + 1e-9
    if not known or np.any(sums.answers != np.floor(sums.answers)):
        raise ValueError("answers are whole numbers and weights finite, of at least 0, one a cell")
    if np.any((sums.passing > sums.weight * hair) | (sums.passing_square > sums.square * hair)):
        raise ValueError("the answers that pass are a part of the answers")
    design = Design.of(sums.answers, population, stratum, cluster)
    if part is None:
        return _estimated(sums, design, checked_confidence(confidence))
    factor = rescaling(sums.weight, labelled(part, sums.answers.size), served)
    if np.any(np.isnan(factor)):
        return replace(_pooled(sums, design), reason="unequal_response")
    return _estimated(sums.scaled(factor), design, checked_confidence(confidence))


def response_bounds(share: ArrayLike, answers: ArrayLike, population: ArrayLike) -> tuple[Floats, Floats, Floats]:
    """Return the response rate, and the share of all if everybody who did not answer fails, and if they all pass.

    r = n/N, then p·r and p·r + 1 − r: nothing is supposed of the silent. `share` is that of the answers (0–1, weighted
    or not), `answers` and `population` (who could have answered) are whole numbers; all of the shape that they
    broadcast to; NaN where one is unknown or nobody could answer. Raises ValueError for a population smaller than its
    answers, and for shares and counts that cannot be.

    Cochran WG (1977), Sampling Techniques, section 13.2; Horowitz JL, Manski CF (1998), J Econom 84:37–58,
    doi:10.1016/S0304-4076(97)00077-8.

    >>> rate, lowest, highest = response_bounds(0.9, 40, 100)
    >>> round(float(rate), 2), round(float(lowest), 2), round(float(highest), 2)
    (0.4, 0.36, 0.96)
    """
    n, size = checked_counts(answers, population)
    p, n, size = np.broadcast_arrays(np.asarray(share, float), n, size)
    if np.any((p < 0) | (p > 1)):
        raise ValueError("a share lies between 0 and 1")
    with np.errstate(invalid="ignore", divide="ignore"):
        rate = np.where(size > 0, n / size, np.nan)
    lowest = p * rate
    return np.where(np.isnan(p), np.nan, rate)[()], lowest, lowest + (1 - rate)


@dataclass(frozen=True)
class _Sums:
    """Sums over the answers of each cell: n, Σw, Σwy, Σw², Σw²y."""

    answers: Floats
    weight: Floats
    passing: Floats
    square: Floats
    passing_square: Floats

    def scaled(self, factor: Floats) -> "_Sums":
        """Return the sums with every weight times its cell's factor."""
        return _Sums(
            self.answers,
            self.weight * factor,
            self.passing * factor,
            self.square * factor**2,
            self.passing_square * factor**2,
        )


def _pooled(sums: _Sums, design: Design) -> SurveyShare:
    """Return the share without limits."""
    share = float(sums.passing.sum() / sums.weight.sum()) if sums.weight.sum() > 0 else NAN
    return SurveyShare(share, NAN, NAN, NAN, NAN, NAN, design.degrees, int(sums.answers.sum()))


def _estimated(sums: _Sums, design: Design, confidence: float) -> SurveyShare:
    pooled, used, open_part = _pooled(sums, design), design.drawn > 0, design.open_part
    share, answers, degrees = pooled.share, pooled.answers, design.degrees
    if np.isnan(share):
        return replace(pooled, degrees_of_freedom=0, reason="no_answers")
    if np.any(used & (design.drawn < 2) & (open_part > 0)):
        return replace(pooled, reason="single_answer" if design.units is None else "single_cluster")
    if np.all(open_part[used] == 0):
        return replace(pooled, lower=share, upper=share, standard_error=0.0, effective=float("inf"))

    spread = _spread(sums, design, share)
    drawn, variance = float(spread.sum()), float((open_part * spread).sum())
    simple = share * (1 - share) / max(answers - 1, 1)
    if drawn < 1e-12 * simple:
        drawn = variance = 0.0
    # Clusters that happen to agree must not make a sample larger than it is.
    worth = float(sums.weight.sum() ** 2 / sums.square.sum())
    effective = min(answers, share * (1 - share) / drawn) if drawn > 0 else min(answers, worth)
    effective /= variance / drawn if drawn > 0 else float(open_part[used].max())
    tail = (1 - confidence) / 2
    sample = (
        effective * float(scipy.special.stdtrit(max(answers - 1, 1), tail) / scipy.special.stdtrit(degrees, tail)) ** 2
    )
    passing, failing = sample * share, sample * (1 - share)
    return SurveyShare(
        share=share,
        lower=float(scipy.special.betaincinv(passing, failing + 1, tail)) if share > 0 else 0.0,
        upper=float(scipy.special.betaincinv(passing + 1, failing, 1 - tail)) if share < 1 else 1.0,
        standard_error=float(np.sqrt(variance)),
        design_effect=drawn / simple if simple > 0 else NAN,
        effective=effective,
        degrees_of_freedom=degrees,
        answers=answers,
    )


def _spread(sums: _Sums, design: Design, share: float) -> Floats:
    """Return the variance that each stratum adds, without the finite population correction."""
    scale = float(sums.weight.sum())
    residual = (sums.passing - share * sums.weight) / scale
    total = np.bincount(design.strata, weights=residual)
    if design.units is None:
        failing_square = sums.square - sums.passing_square
        each = (sums.passing_square * (1 - share) ** 2 + failing_square * share**2) / scale**2
        squares = np.bincount(design.strata, weights=each)
    else:
        of_unit = np.bincount(design.units, weights=residual)
        stratum_of = np.zeros(of_unit.size, np.intp)
        stratum_of[design.units] = design.strata
        squares = np.bincount(stratum_of, weights=of_unit**2, minlength=total.size)
    several = np.maximum(design.drawn, 2)
    spread = several / (several - 1) * np.maximum(squares - total**2 / several, 0)
    return np.where(design.drawn > 1, spread, 0)
