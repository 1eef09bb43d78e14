"""Intervals of the difference of two shares, of two quarters' too, which differ by more than the chance of records."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike

from dtplan_analysis.statistics.checks import Floats, checked_confidence, checked_counts, checked_series, checked_whole
from dtplan_analysis.statistics.intervals import wilson

USUAL = 0.01
"""The spread of quarters where fewer than eight are seen."""
FEWEST_QUARTERS, _FEWEST_UNITS = 8, 5


@dataclass(frozen=True)
class LineSpread:
    """How much quarters move about each unit's own line beyond chance: ρ, and the degrees of freedom it rests on."""

    rho: float
    freedom: float


@dataclass(frozen=True)
class Change:
    """Changes of shares between two quarters (−1 to 1), their limits, and the p-values of there being none."""

    change: Floats
    lower: Floats
    upper: Floats
    p_value: Floats


def newcombe(
    numerator: ArrayLike,
    denominator: ArrayLike,
    other_numerator: ArrayLike,
    other_denominator: ArrayLike,
    *,
    confidence: float = 0.95,
) -> tuple[Floats, Floats]:
    """Return the lower and upper limit of the first share minus the other, for records that are not the same ones.

    Hybrid of two Wilson intervals (l, u) around shares p: p₁ − p₂ − √((p₁ − l₁)² + (u₂ − p₂)²) to p₁ − p₂ +
    √((u₁ − p₁)² + (p₂ − l₂)²). Whole numbers in, differences of shares in −1 to 1 out, of the shape that the arguments
    broadcast to; NaN where a denominator is 0. Raises ValueError for counts that cannot be.

    Newcombe RG (1998), Stat Med 17:873–890, method 10, Table II,
    doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I.

    >>> lower, upper = newcombe(56, 70, 48, 80)
    >>> round(float(lower), 4), round(float(upper), 4)
    (0.0524, 0.3339)
    """
    below, above = _arms(numerator, denominator, confidence)
    other_below, other_above = _arms(other_numerator, other_denominator, confidence)
    change = _share(numerator, denominator) - _share(other_numerator, other_denominator)
    return change - np.hypot(below, other_above), change + np.hypot(above, other_below)


def newcombe_paired(
    both: ArrayLike,
    first_only: ArrayLike,
    second_only: ArrayLike,
    neither: ArrayLike,
    *,
    confidence: float = 0.95,
) -> tuple[Floats, Floats]:
    """Return the lower and upper limit of the first share minus the second, for the same records looked at twice.

    As `newcombe`, less the correlation φ of the two answers: √(a² − 2φab + b²) in place of √(a² + b²), where φ's
    numerator, if above 0, is brought down by n/2. The four whole numbers say how many records pass both times, only
    the first, only the second, and never; differences of shares in −1 to 1 come out, of the shape that the arguments
    broadcast to; NaN without records. Raises ValueError for a count that is not whole.

    Newcombe RG (1998), Stat Med 17:2635–2650, method 10,
    doi:10.1002/(SICI)1097-0258(19981130)17:22<2635::AID-SIM954>3.0.CO;2-C.

    >>> lower, upper = newcombe_paired(14, 5, 0, 22)
    >>> round(float(lower), 3), round(float(upper), 3)
    (0.011, 0.226)
    """
    e, f, g, h = np.broadcast_arrays(*(checked_whole(count) for count in (both, first_only, second_only, neither)))
    n = e + f + g + h
    below, above = _arms(e + f, n, confidence)
    other_below, other_above = _arms(e + g, n, confidence)
    product = (e + f) * (g + h) * (e + g) * (f + h)
    cross = e * h - f * g
    cross = np.where(cross > 0, np.maximum(cross - n / 2, 0), cross)
    phi = np.where(product > 0, cross / np.sqrt(np.where(product > 0, product, 1)), 0)
    with np.errstate(invalid="ignore"):
        change = (f - g) / n
    return (
        change - _distance(below, other_above, phi),
        change + _distance(above, other_below, phi),
    )


def line_spread(numerator: ArrayLike, denominator: ArrayLike) -> LineSpread:
    """Return how much units' quarters move beyond chance about each unit's own straight line.

    ρ = Σ (S/p(1 − p) − Σ(1 − h)/n) / Σ(m − 2) over units with m ≥ 8 quarters, at least 0: S is the sum of squared
    residuals of a unit's shares from its line by least squares, h the leverages. A steady rise is no spread. Whole
    numbers, a table with one row a unit and one column a quarter; NaN or no records: left out. Where no unit has eight
    quarters, or none varies, 0.01 on infinite degrees of freedom. Raises ValueError for counts that cannot be.

    Moments of extra-binomial variation: Williams DA (1982), Appl Stat 31:144–148, doi:10.2307/2347977.

    >>> found = line_spread([[45, 65, 45, 65, 45, 65, 45, 65]], 100)
    >>> round(found.rho, 3), float(found.freedom)
    (0.041, 6.0)
    """
    x, n = (np.atleast_2d(counts) for counts in checked_counts(numerator, denominator))
    excess = freedom = 0.0
    for passed, all_ in zip(x, n, strict=True):
        at = np.flatnonzero((all_ > 0) & ~np.isnan(passed))
        if at.size < FEWEST_QUARTERS:
            continue
        share = passed[at] / all_[at]
        variance = (passed[at].sum() + 0.5) / (all_[at].sum() + 1)
        variance *= 1 - variance
        line = np.stack([np.ones(at.size), at - at.mean()], axis=1)
        hat = line @ np.linalg.pinv(line)
        residuals = share - hat @ share
        excess += (residuals**2).sum() / variance - ((1 - np.diag(hat)) / all_[at]).sum()
        freedom += at.size - 2
    return (
        LineSpread(float(min(max(excess / freedom, 0.0), 0.5)), freedom) if freedom else LineSpread(USUAL, float("inf"))
    )


def whole_change(
    numerator: ArrayLike,
    denominator: ArrayLike,
    earlier_numerator: ArrayLike,
    earlier_denominator: ArrayLike,
    *,
    confidence: float = 0.95,
    spread: LineSpread | None = None,
) -> Change:
    """Return the change of the share of all units together since an earlier quarter, with limits of its process.

    Newcombe's limits, their arms wider by √(V/V₀) · t/z: V = Σ (n/N)² p(1 − p)(1/n + ρ(1 − 1/n)) over units and both
    quarters, V₀ the same with ρ = 0, t the quantile of Student's t on ρ's degrees of freedom. p from the change over √V
    on them. Counts of the same units in the same order, one dimension; `spread` as `line_spread` finds it. Left out, ρ
    is 0.01, or, on k − 1 degrees of freedom, what the changes d of k ≥ 5 units show where that is more:
    (Σ (d − d̄)²/p(1 − p) − (1 − 1/k)Σ(1/n + 1/m)) / (1 − 1/k)Σ(2 − 1/n − 1/m): what all have in common is no spread.
    NaN where a quarter has no records. Raises ValueError for counts that cannot be.

    Newcombe RG (1998), Stat Med 17:873–890, doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I; the
    spread of quarters: Williams DA (1982), Appl Stat 31:144–148, doi:10.2307/2347977.

    >>> found = whole_change([45, 180], [50, 300], [80, 100], [100, 200])
    >>> round(float(found.change), 3), bool(found.lower < 0 < found.upper)
    (0.043, True)
    """
    quarters = [checked_series(numerator, denominator), checked_series(earlier_numerator, earlier_denominator)]
    found = _spread_of_moves(*quarters[0], *quarters[1]) if spread is None else spread
    whole = [(x.sum(), n.sum()) for x, n in quarters]
    moved, chance = (np.asarray(sum(_variance(x, n, rho) for x, n in quarters)) for rho in (found.rho, 0.0))
    return _change(*whole[0], *whole[1], moved, chance, np.asarray(found.freedom), confidence)


def unit_change(
    numerator: ArrayLike,
    denominator: ArrayLike,
    earlier_numerator: ArrayLike,
    earlier_denominator: ArrayLike,
    *,
    confidence: float = 0.95,
    spread: Sequence[LineSpread] | None = None,
) -> Change:
    """Return the change of each unit's own share since an earlier quarter, as `whole_change` of it alone.

    V = p(1 − p)(1/n + ρ(1 − 1/n)), summed over both quarters. Counts of the same units in the same order, one
    dimension; a `spread` of each, as `line_spread` finds it in the unit's own quarters (left out: 0.01). NaN where a
    quarter has no records. Raises ValueError for counts that cannot be.

    Newcombe RG (1998), Stat Med 17:873–890, doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I; the
    spread of quarters: Williams DA (1982), Appl Stat 31:144–148, doi:10.2307/2347977.

    >>> found = unit_change([45, 180], [50, 300], [80, 100], [100, 200])
    >>> found.change.round(3).tolist(), (found.lower > 0).tolist()
    ([0.1, 0.1], [False, False])
    """
    x, n = checked_series(numerator, denominator)
    y, m = checked_series(earlier_numerator, earlier_denominator)
    found = [LineSpread(USUAL, float("inf"))] * x.size if spread is None else spread
    rho, freedom = (np.array([getattr(one, name) for one in found], float) for name in ("rho", "freedom"))
    with np.errstate(invalid="ignore", divide="ignore"):
        moved, chance = (_of_share(x, n, one) + _of_share(y, m, one) for one in (rho, 0.0))
    return _change(x, n, y, m, moved, chance, freedom, confidence)


def _spread_of_moves(x: Floats, n: Floats, y: Floats, m: Floats) -> LineSpread:
    """Return how far units moved apart between two quarters beyond chance, at least the usual spread."""
    some = (n > 0) & (m > 0)
    x, n, y, m = (one[some] for one in (x, n, y, m))
    usual, k = LineSpread(USUAL, float("inf")), x.size
    if k < _FEWEST_UNITS:
        return usual
    share, moved, by_records = (x + y + 0.5) / (n + m + 1), x / n - y / m, 1 / n + 1 / m
    apart = ((moved - moved.mean()) ** 2 / (share * (1 - share))).sum() - (1 - 1 / k) * by_records.sum()
    most = (1 - 1 / k) * (2 - by_records).sum()
    rho = apart / most if most > 0 else 0.0
    return LineSpread(float(min(rho, 0.5)), k - 1) if rho > USUAL else usual


def _change(
    x: ArrayLike, n: ArrayLike, y: ArrayLike, m: ArrayLike, moved: Floats, chance: Floats, freedom: Floats,
    confidence: float,
) -> Change:  # fmt: skip
    """Return changes of shares by Newcombe's limits, wider by a variance over that of records alone."""
    tail = 0.5 + checked_confidence(confidence) / 2
    change = _share(x, n) - _share(y, m)
    with np.errstate(invalid="ignore", divide="ignore"):
        stretch = np.sqrt(moved / chance) * scipy.special.stdtrit(freedom, tail) / scipy.special.ndtri(tail)
        p_value = np.asarray(2 * scipy.special.stdtr(freedom, -np.abs(change) / np.sqrt(moved)))[()]
    lower, upper = newcombe(x, n, y, m, confidence=confidence)
    return Change(
        change,
        np.clip(change + (lower - change) * stretch, -1, 1),
        np.clip(change + (upper - change) * stretch, -1, 1),
        p_value,
    )


def _of_share(x: Floats, n: Floats, rho: Floats | float) -> Floats:
    """Return the variance of a share by chance and the spread of quarters; drawn in, so that it is never 0."""
    share = (x + 0.5) / (n + 1)
    return np.asarray(share * (1 - share) * (1 / n + rho * (1 - 1 / n)))


def _variance(x: Floats, n: Floats, rho: float) -> float:
    """Return the variance of the share of a whole, whose units move by themselves."""
    some = n > 0
    x, n = x[some], n[some]
    return float(((n / n.sum()) ** 2 * _of_share(x, n, rho)).sum())


def _share(numerator: ArrayLike, denominator: ArrayLike) -> Floats:
    with np.errstate(invalid="ignore"):
        return np.asarray(np.asarray(numerator, float) / np.asarray(denominator, float))


def _arms(numerator: ArrayLike, denominator: ArrayLike, confidence: float) -> tuple[Floats, Floats]:
    """Return how far Wilson's interval reaches below and above the share."""
    lower, upper = wilson(numerator, denominator, confidence=confidence)
    share = _share(numerator, denominator)
    return share - lower, upper - share


def _distance(one: Floats, other: Floats, phi: Floats) -> Floats:
    # Rounding may leave a hair below 0 where the two arms cancel.
    return np.sqrt(np.maximum(one**2 - 2 * phi * one * other + other**2, 0))
