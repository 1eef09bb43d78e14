"""Is a share rising or falling? Exact rank tests for few points, and the slope."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import comb, factorial, prod
from typing import Literal

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from dtplan_analysis.statistics.checks import Floats, checked_confidence

Alternative = Literal["two-sided", "increasing", "decreasing"]
EXACT_UP_TO = 60  # points of one season; above, the normal approximation is right to 0.001
NAN = float("nan")


@dataclass(frozen=True)
class Trend:
    """Kendall's test: S, τ = S / pairs, the p-value, points used; `reason` says why the p-value is NaN.

    `serial` is the correlation of neighbouring points about their line (NaN where it was not looked at), which has made
    the p-value larger where it is above 0.

    "too_short": with so few points not even a rise at every step would be significant; "ties": with so many equal
    values no order of them would be.
    """

    s: int
    tau: float
    p_value: float
    points: int
    reason: str = ""
    serial: float = NAN


@dataclass(frozen=True)
class Slope:
    """Median change per period, in the values' unit, with its limits; `reason` "too_short" where these are NaN."""

    slope: float
    lower: float
    upper: float
    points: int
    reason: str = ""


def kendall_distribution(points: int, *, ties: Sequence[int] = ()) -> Floats:
    """Return the exact probabilities of Kendall's S = −m, −m + 2, …, m if there is no trend.

    m is the number of pairs of points with unlike values; `ties` are the sizes of the groups of equal values (whole
    numbers; groups of one may be left out). The probabilities are the coefficients of [n]!/∏[t]! (the q-multinomial)
    over n!/∏t!. Float64 of length m + 1. Raises ValueError for ties of more points than there are.

    Kendall MG (1938), Biometrika 30:81–93, doi:10.1093/biomet/30.1-2.81; Mann HB (1945), Econometrica 13:245–259,
    doi:10.2307/1907187.

    >>> kendall_distribution(3).round(4).tolist()
    [0.1667, 0.3333, 0.3333, 0.1667]
    >>> round(float(kendall_distribution(8)[-7:].sum()), 4)  # S ≥ 16
    0.0305
    """
    if points < 0 or any(size < 1 for size in ties) or sum(ties) > points:
        raise ValueError("ties are groups of the points, of at least one point each")
    return _distribution(points, tuple(sorted(size for size in ties if size > 1))).copy()


def kendall(
    values: ArrayLike, *, confidence: float = 0.95, alternative: Alternative = "two-sided", serial: bool = False
) -> Trend:
    """Return whether values in time order rise or fall more steadily than chance, by the exact Mann–Kendall test.

    S = rising pairs − falling pairs; equal values are taken into the distribution, not broken. Exact up to 60
    points, above by the normal approximation with continuity correction. `values` in one dimension; NaN (a quarter
    without a value) is left out. The test's level is 1 − `confidence`. With `serial`, the correlation r of neighbouring
    points about Theil's line (of ranks, made up for its bias by (1 + 4r)/n) widens the variance of S by
    1 + 2/n(n − 1)(n − 2) · Σ (n − i)(n − i − 1)(n − i − 2) rⁱ where it is above 0, and the p-value is the larger of
    both. Raises ValueError for an unknown alternative.

    Hamed KH, Rao AR (1998), J Hydrol 204:182–196, doi:10.1016/S0022-1694(97)00125-X;
    Mann HB (1945), Econometrica 13:245–259, doi:10.2307/1907187.

    >>> kendall([0.71, 0.74, 0.79, 0.83]).reason  # 4 quarters: no two-sided test at 5% can succeed
    'too_short'
    >>> round(kendall([0.71, 0.74, 0.79, 0.83], alternative="increasing").p_value, 4)
    0.0417
    """
    known = _known(values)
    found = _test([known], confidence, alternative)
    if not serial or found.reason:
        return found
    r = _serial(known)
    steps = np.arange(1, known.size)
    terms = (known.size - steps) * (known.size - steps - 1) * (known.size - steps - 2) * max(r, 0.0) ** steps
    wider = 1 + 2 * float(terms.sum()) / (known.size * (known.size - 1) * (known.size - 2))
    toward = {"two-sided": abs(found.s), "increasing": found.s, "decreasing": -found.s}[alternative]
    deviation = np.sqrt(wider * _variance(known.size, _ties(known)))
    p_value = (2 if alternative == "two-sided" else 1) * float(scipy.special.ndtr((1 - toward) / deviation))
    return replace(found, p_value=max(found.p_value, min(1.0, p_value)) if r > 0 else found.p_value, serial=r)


def seasonal_kendall(
    values: ArrayLike, *, confidence: float = 0.95, alternative: Alternative = "two-sided", season: ArrayLike
) -> Trend:
    """Return whether values rise or fall, each compared only with those of its own season (such as first quarters).

    S = Σ S of the seasons, its exact distribution the convolution of theirs. `values` in time order and `season`
    (any labels) are of one length; NaN is left out. The seasons are taken as independent: a serial correlation between
    quarters makes p-values too small. Raises ValueError for lengths that differ or an unknown alternative.

    Hirsch RM, Slack JR, Smith RA (1982), Water Resour Res 18:107–121, doi:10.1029/WR018i001p00107.

    >>> trend = seasonal_kendall([3, 8, 2, 5, 4, 9, 3, 6, 5, 9.5, 3.5, 7], season=[1, 2, 3, 4] * 3)
    >>> trend.s, round(trend.p_value, 4)
    (12, 0.0015)
    """
    return _test([value for _, value in _seasons(values, season)], confidence, alternative)


def theil_sen(values: ArrayLike, *, confidence: float = 0.95, season: ArrayLike | None = None) -> Slope:
    """Return the median of the slopes of all pairs of points, with limits from the exact distribution of Kendall's S.

    The median of (yⱼ − yᵢ)/(j − i) over i < j; the limits are the k-th smallest and k-th largest slope, with k the
    largest number for which the distribution leaves at most α/2 on each side (its normal approximation above 60
    points). `values` stand in time order, one a period; NaN is left out and keeps its place. With `season` (labels of
    the same length) only points of one season are paired. The slope is per period, in the unit of the values. Raises
    ValueError for lengths that differ.

    Theil H (1950), Proc K Ned Akad Wet 53:386–392, 521–525, 1397–1412; Sen PK (1968), J Am Stat Assoc 63:1379–1389,
    doi:10.1080/01621459.1968.10480934; seasons: Hirsch RM, Slack JR, Smith RA (1982), doi:10.1029/WR018i001p00107.

    >>> theil_sen([1, 2, 4, 4, 6, 7])
    Slope(slope=1.2, lower=1.0, upper=2.0, points=6, reason='')
    """
    tail = (1 - checked_confidence(confidence)) / 2
    labels = np.zeros(np.shape(values)) if season is None else season
    groups = list(_seasons(values, labels))
    slopes = np.sort(np.concatenate([np.zeros(0), *(_slopes(place, value) for place, value in groups)]))
    points = sum(value.size for _, value in groups)
    middle = float(np.median(slopes)) if slopes.size else NAN
    sizes = [value.size for _, value in groups]
    if max(sizes, default=0) <= EXACT_UP_TO:
        rank = int(np.searchsorted(np.cumsum(_convolved([(size, ()) for size in sizes])), tail, side="right"))
    else:
        deviation = np.sqrt(sum(_variance(size, ()) for size in sizes))
        rank = int(np.floor((slopes.size - scipy.special.ndtri(1 - tail) * deviation) / 2))
    if rank < 1 or not slopes.size:
        return Slope(middle, NAN, NAN, points, "too_short")
    return Slope(middle, float(slopes[rank - 1]), float(slopes[-rank]), points)


def _ranks(values: Floats) -> Floats:
    """Return the place of each value from 1 on; those that are alike share the mean of theirs."""
    _, which, alike = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(alike) - (alike - 1) / 2)[which])


def _serial(values: Floats) -> float:
    """Return the correlation of neighbouring values about their line, made up for its bias in short series."""
    slopes = _slopes(np.arange(values.size), values)
    # Rounded: what lies on the line is a tie, whatever the last digit.
    ranks = _ranks(np.round(values - np.median(slopes) * np.arange(values.size), 12))
    away = ranks - ranks.mean()
    if not (away**2).sum():
        return 0.0
    r = float((away[1:] * away[:-1]).sum() / (away**2).sum())
    return min(r + (1 + 4 * r) / values.size, 0.95)


def _test(seasons: Sequence[Floats], confidence: float, alternative: Alternative) -> Trend:
    level = 1 - checked_confidence(confidence)
    if alternative not in ("two-sided", "increasing", "decreasing"):
        raise ValueError("an alternative is two-sided, increasing or decreasing")
    groups = [(values.size, _ties(values)) for values in seasons]
    points = sum(size for size, _ in groups)
    pairs = sum(comb(size, 2) for size, _ in groups)
    s = sum(int(np.sign(np.subtract.outer(v, v))[np.tril_indices(v.size, -1)].sum()) for v in seasons)
    tau = s / pairs if pairs else NAN
    sides = 2 if alternative == "two-sided" else 1
    # The smallest p-value there can be is that of the one extreme order.
    for sizes, reason in ([(n, ()) for n, _ in groups], "too_short"), (groups, "ties"):
        if sides * prod(prod(map(factorial, t)) / factorial(n) for n, t in sizes) > level:
            return Trend(s, tau, NAN, points, reason)
    toward = {"two-sided": abs(s), "increasing": s, "decreasing": -s}[alternative]
    return Trend(s, tau, min(1.0, sides * _tail(toward, groups)), points)


def _tail(s: int, groups: Sequence[tuple[int, tuple[int, ...]]]) -> float:
    """Return P(S ≥ s) if there is no trend."""
    if max(size for size, _ in groups) > EXACT_UP_TO:
        deviation = np.sqrt(sum(_variance(size, ties) for size, ties in groups))
        return float(scipy.special.ndtr((1 - s) / deviation))
    probability = _convolved(groups)
    most = probability.size - 1
    return float(probability[(s + most + 1) // 2 :].sum())


def _variance(points: int, ties: tuple[int, ...]) -> float:
    return sum(sign * n * (n - 1) * (2 * n + 5) for sign, n in [(1, points), *((-1, size) for size in ties)]) / 18


def _convolved(groups: Sequence[tuple[int, tuple[int, ...]]]) -> Floats:
    probability = np.ones(1)
    for points, ties in groups:
        probability = np.convolve(probability, _distribution(points, ties))
    return probability


@lru_cache(maxsize=256)
def _distribution(points: int, ties: tuple[int, ...]) -> Floats:
    singles = (1,) * (points - sum(ties))
    most = comb(points, 2) - sum(comb(size, 2) for size in ties)
    ways: list[int] = [1] + [0] * most
    # ∏(1 − qᵏ) over the points, divided by the same over each group: whole numbers, cut at the highest power.
    for k in range(1, points + 1):
        for power in range(most, k - 1, -1):
            ways[power] -= ways[power - k]
    for size in (*singles, *ties):
        for k in range(1, size + 1):
            for power in range(k, most + 1):
                ways[power] += ways[power - k]
    total = sum(ways)
    return np.array([way / total for way in ways])


def _ties(values: Floats) -> tuple[int, ...]:
    sizes = np.unique(values, return_counts=True)[1]
    return tuple(sorted(int(size) for size in sizes if size > 1))


def _known(values: ArrayLike) -> Floats:
    series = np.asarray(values, float)
    if series.ndim != 1:
        raise ValueError("values stand in one dimension, in time order")
    known: Floats = series[~np.isnan(series)]
    return known


def _seasons(values: ArrayLike, season: ArrayLike) -> list[tuple[NDArray[np.intp], Floats]]:
    """Return places and values of each season, NaN left out."""
    series, labels = np.asarray(values, float), np.asarray(season)
    if series.ndim != 1 or labels.shape != series.shape:
        raise ValueError("values and seasons stand in one dimension and are of one length")
    known = np.flatnonzero(~np.isnan(series))
    places = [known[labels[known] == label] for label in np.unique(labels[known])]
    return [(place, series[place]) for place in places]


def _slopes(places: NDArray[np.intp], values: Floats) -> Floats:
    later, earlier = np.tril_indices(values.size, -1)
    return (values[later] - values[earlier]) / (places[later] - places[earlier])
