"""Is a share stable from period to period, and will it hold its target? Control charts and runs rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import log2

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from dtplan_analysis.statistics.checks import Floats, checked_series, checked_target

D2 = 1.128  # expected range of two points of a normal process, in standard deviations
FEWEST_POINTS = 12


@dataclass(frozen=True)
class Runs:
    """Anhøj's two rules on the points of one phase: too long a run on one side of the centre, too few crossings of it.

    Whole numbers; points on the centre itself are not `useful`. `signal` is True where either rule is broken: the
    process has shifted, and its limits speak of two processes mixed.
    """

    useful: int
    longest: int
    longest_allowed: int
    crossings: int
    crossings_needed: int
    signal: bool


@dataclass(frozen=True)
class Chart:
    """A control chart: one element a point in `value`, `centre`, `lower`, `upper`, `outside` and `phase` (from 0).

    `value`, `centre` and limits are in the unit of the points (a share in 0–1); NaN where a point has no records.
    `sigma_z`, one a phase, is how much wider than binomial the limits are (1 on a p chart, NaN on an XmR chart); `runs`
    stands once a phase.
    """

    value: Floats
    centre: Floats
    lower: Floats
    upper: Floats
    outside: NDArray[np.bool_]
    phase: NDArray[np.intp]
    sigma_z: Floats
    runs: tuple[Runs, ...]


@dataclass(frozen=True)
class Assurance:
    """What the limits of the last phase say of a target.

    `verdict`: "holds" (even the lower limit reaches the target), "fails" (even the upper limit does not), "hit_or_miss"
    (chance decides), or "" with `reason` "too_short". `stable` is False where the last phase has points outside or a
    runs signal: its limits then foretell little. `points` counts those of the last phase.
    """

    verdict: str
    stable: bool
    points: int
    reason: str = ""


def p_chart(numerator: ArrayLike, denominator: ArrayLike, *, phases: Sequence[int] = (), width: float = 3.0) -> Chart:
    """Return the p chart of a share: right while nothing but chance in the records moves it.

    p̄ ± `width` √(p̄(1 − p̄)/n), cut at 0 and 1, with p̄ the share of the whole phase. Whole numbers, one a period, in
    time order; `phases` are the places (from 0) at which a new phase begins, chosen by people with a reason, never by
    the data. Shares in 0–1. Raises ValueError for counts or phases that cannot be.

    Shewhart WA (1931), Economic Control of Quality of Manufactured Product; worked in the NIST/SEMATECH e-Handbook of
    Statistical Methods, section 6.3.3.2, doi:10.18434/M32189.

    >>> chart = p_chart([12, 15, 8, 22], 50)
    >>> round(float(chart.centre[0]), 3), chart.lower.round(3).tolist()[0], chart.outside.tolist()
    (0.285, 0.093, [False, False, False, False])
    """
    return _share_chart(numerator, denominator, phases, width, prime=False)


def p_prime_chart(
    numerator: ArrayLike, denominator: ArrayLike, *, phases: Sequence[int] = (), width: float = 3.0
) -> Chart:
    """Return Laney's p′ chart of a share: the one for large counts, where a p chart flags nearly every point.

    p̄ ± `width` σ_z √(p̄(1 − p̄)/n), with σ_z the mean moving range of the standardised points over 1.128. Arguments,
    shapes and errors as in `p_chart`; the limits of a phase with one point are NaN.

    Laney DB (2002), Qual Eng 14:531–537, doi:10.1081/QEN-120003555; Mohammed MA et al. (2013), BMJ Qual Saf
    22:362–368, doi:10.1136/bmjqs-2012-001373.

    >>> chart = p_prime_chart([95_100, 94_200, 94_800, 95_900], 100_000)
    >>> round(float(chart.sigma_z[0]), 2), chart.outside.any().item()
    (11.15, False)
    """
    return _share_chart(numerator, denominator, phases, width, prime=True)


def xmr_chart(values: ArrayLike, *, phases: Sequence[int] = (), width: float = 3.0) -> Chart:
    """Return the chart of single values with limits from their moving range: for what is not a share of records.

    Mean ± `width` × mean moving range / 1.128. `values` in one dimension and time order, any unit; NaN is left out, and
    the range is taken over the gap. `phases` as in `p_chart`. Raises ValueError for phases that cannot be.

    Mohammed MA, Worthington P, Woodall WH (2008), Qual Saf Health Care 17:137–145, doi:10.1136/qshc.2004.012047; worked
    in the NIST/SEMATECH e-Handbook of Statistical Methods, section 6.3.2.2, doi:10.18434/M32189.

    >>> chart = xmr_chart([10, 12, 11, 13, 12])
    >>> round(float(chart.lower[0]), 2), round(float(chart.upper[0]), 2)
    (7.61, 15.59)
    """
    value = np.asarray(values, float)
    if value.ndim != 1:
        raise ValueError("values stand in one dimension, in time order")
    phase = _phases(phases, value.size)
    centre, half = np.full((2, value.size), np.nan)
    for number in range(phase.max(initial=-1) + 1):
        known = value[(phase == number) & ~np.isnan(value)]
        centre[phase == number] = known.mean() if known.size else np.nan
        half[phase == number] = width * _moving(known)
    return _chart(value, centre, centre - half, centre + half, phase, np.full(phase.max(initial=-1) + 1, np.nan))


def runs_rules(values: ArrayLike, *, centre: ArrayLike) -> Runs:
    """Return Anhøj's runs rules for values (one dimension, time order) about their centre (one, or one a point).

    With n useful points: longest run at most round(log₂ n) + 3, crossings at least the 5th percentile of
    Binomial(n − 1, ½). NaN and points on the centre are passed over; under 10 useful points nothing is signalled.

    Anhøj J, Olesen AV (2014), PLoS ONE 9:e113825, doi:10.1371/journal.pone.0113825.

    >>> runs_rules([1, 2, 1, 2, 3, 2, 7, 8, 9, 8, 9, 8], centre=5)
    Runs(useful=12, longest=6, longest_allowed=7, crossings=1, crossings_needed=3, signal=True)
    """
    side = np.sign(np.asarray(values, float) - np.asarray(centre, float))
    side = side[~np.isnan(side) & (side != 0)]
    n = side.size
    if n == 0:
        return Runs(0, 0, 0, 0, 0, False)
    turns = np.flatnonzero(np.diff(side)) + 1
    longest = int(np.diff(np.concatenate([[0], turns, [n]])).max())
    allowed = round(log2(n)) + 3
    needed = int(np.searchsorted(scipy.special.bdtr(np.arange(n), n - 1, 0.5), 0.05))
    return Runs(n, longest, allowed, turns.size, needed, n >= 10 and (longest > allowed or turns.size < needed))


def assurance(chart: Chart, *, target: Fraction | str) -> Assurance:
    """Return whether a process that goes on as in its last phase will hold a target.

    "holds": lower limit ≥ target; "fails": upper limit < target; "hit_or_miss" otherwise, with the limits of the last
    phase at its last point (its denominator stands for the next one's). `target` is a share in 0–1 (on an XmR chart,
    in its unit). Under 12 points with a value it is refused: "too_short". Raises ValueError for a chart without points.

    The verdicts are those of NHS England's "Making data count"; whether the process is stable: Anhøj J, Olesen AV
    (2014), PLoS ONE 9:e113825, doi:10.1371/journal.pone.0113825.

    >>> assurance(p_prime_chart([96, 98, 97, 95, 99, 97, 96, 98, 97, 96, 95, 98], 100), target=Fraction(9, 10)).verdict
    'holds'
    >>> assurance(p_prime_chart([96, 98, 97, 95], 100), target=Fraction(9, 10)).reason
    'too_short'
    """
    goal = float(checked_target(target))
    if not chart.value.size:
        raise ValueError("a chart without points says nothing of a target")
    last = np.flatnonzero((chart.phase == chart.phase[-1]) & ~np.isnan(chart.value))
    stable = not (chart.runs[-1].signal or chart.outside[last].any())
    if last.size < FEWEST_POINTS:
        return Assurance("", stable, last.size, "too_short")
    lower, upper = chart.lower[last[-1]], chart.upper[last[-1]]
    verdict = "holds" if lower >= goal else "fails" if upper < goal else "hit_or_miss"
    return Assurance(verdict, stable, last.size)


def _share_chart(
    numerator: ArrayLike, denominator: ArrayLike, phases: Sequence[int], width: float, *, prime: bool
) -> Chart:
    x, n = checked_series(numerator, denominator)
    phase = _phases(phases, n.size)
    value = np.where(n > 0, x / np.where(n > 0, n, 1), np.nan)
    centre, sigma = np.full((2, n.size), np.nan)
    sigma_z = np.ones(phase.max(initial=-1) + 1)
    for number in range(sigma_z.size):
        here = (phase == number) & (n > 0)
        if here.any():
            centre[here] = x[here].sum() / n[here].sum()
            sigma[here] = np.sqrt(centre[here] * (1 - centre[here]) / n[here])
        if prime:
            # Where every record passes, or none, nothing varies: the limits are the share.
            spread = sigma[here] > 0
            z = (value[here] - centre[here]) / np.where(spread, sigma[here], 1)
            sigma_z[number] = _moving(z)
    half = width * sigma_z[phase] * sigma
    lower, upper = np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1)
    return _chart(value, centre, lower, upper, phase, sigma_z)


def _chart(
    value: Floats, centre: Floats, lower: Floats, upper: Floats, phase: NDArray[np.intp], sigma_z: Floats
) -> Chart:
    hair = 1e-12  # a share equal to its limit is inside, whatever the last digit
    outside = (value < lower - hair) | (value > upper + hair)
    runs = tuple(runs_rules(value[phase == number], centre=centre[phase == number]) for number in range(sigma_z.size))
    return Chart(value, centre, lower, upper, outside, phase, sigma_z, runs)


def _phases(starts: Sequence[int], points: int) -> NDArray[np.intp]:
    if list(starts) != sorted(set(starts)) or any(not 0 < start < points for start in starts):
        raise ValueError("phases begin at places between the first and the last point, in rising order")
    return np.searchsorted(np.asarray(starts, np.intp), np.arange(points), side="right")


def _moving(values: Floats) -> float:
    """Return the standard deviation that the mean moving range implies, NaN under two values."""
    return float(np.abs(np.diff(values)).mean() / D2) if values.size > 1 else float("nan")
