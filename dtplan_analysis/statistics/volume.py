"""How many records the rest of a year brings."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from dtplan_analysis.statistics.checks import Floats, checked_whole

USUAL_NOISE = 0.3  # of a quarter's number of records, as a share of it
WEIGHT_OF_USUAL = 3  # quarters of one's own weigh as much


@dataclass(frozen=True)
class Volume:
    """How many records the rest of a year brings: `expected`, and its standard deviation as a share of it, `noise`."""

    expected: float
    noise: float


def year_volume(
    past: ArrayLike, current: ArrayLike, *, over: float = 1.0, length: int = 4, begun: float | None = None
) -> Volume:
    """Return how many records the rest of a year brings, from those of its quarters so far and of past quarters.

    Where the year before is known in every quarter: n·R/E, with n this year's records, E those of the same part of last
    year and R those of its rest (several years: their mean). Else n·r/q, as many a quarter as so far, q quarters with
    records and r to come; of the first quarter of all the part `begun` counts, and where nobody knows how much of one
    it was, it is left out if there are others.
    Noise: √(σ²·k·(1/q + 1/r) + 1/expected), σ the standard deviation of log numbers of records (from the
    same quarter of the year before, over √2, or from their mean), drawn to 0.3 as by 3 quarters; k = 1 + 1/years with
    years before, 1 without, 2 with one quarter alone.

    Whole numbers in time order, the quarters before this year and those of this year; 0 or NaN: none. `over` is how
    much of the last one is over (above 0, up to 1), `length` how many periods a year has, `begun` how much of the first
    one with records lies after the first of them (above 0, up to 1). Raises ValueError for counts that cannot be, more
    quarters than a year has, or a part that cannot be.

    Seasonal ratios: Winters PR (1960), Manag Sci 6:324–342, doi:10.1287/mnsc.6.3.324; the noise is this project's
    proposal, held by the back test in docs/statistics.md.

    >>> round(year_volume([100, 50, 80, 270], [120, 60]).expected)  # last year's second half was 7/3 of its first
    420
    >>> round(year_volume([], [0, 0, 100], begun=0.5).expected)  # one that begins in the midst of August
    200
    """
    before, now = (np.nan_to_num(np.atleast_1d(checked_whole(counts))) for counts in (past, current))
    if not 0 < over <= 1 or now.size > length or not now.size or not 0 < (1 if begun is None else begun) <= 1:
        raise ValueError("a year has one quarter or more so far, and parts of a quarter are above 0 and up to 1")
    rest = length - now.size + 1 - over
    known = np.concatenate([before, now])
    first = int(np.argmax(known > 0)) if known.any() else known.size
    start = max(first - before.size, 0)
    spans = np.ones(now.size)
    spans[-1] = over
    if begun and first < before.size:
        before[first] = known[first] = known[first] / begun  # as many as a whole quarter would have had
    elif begun and first < known.size:
        spans[start] = max(spans[start] - (1 - begun), 0.01)
    years = before[max(first, 0) :]
    years = years[years.size % length :].reshape(-1, length) if years.size >= length else np.zeros((0, length))
    years = years[(years > 0).all(axis=1)]
    if not now.sum() or not rest:
        return Volume(0.0, 0.0)
    if len(years):
        mean = (years / years.sum(axis=1, keepdims=True)).mean(axis=0)
        so_far = float((mean[: now.size] * spans).sum())
        expected, k, lived = now.sum() * (1 - so_far) / so_far, 1 + 1 / len(years), float(spans.sum())
    else:
        alone = now.size - start == 1 and first >= before.size
        start += begun is None and not alone and first >= before.size  # it may have begun in its midst
        counted, lived = now[start:], float(spans[start:].sum())
        expected, k = counted.sum() * rest / lived, 2.0 if alone else 1.0
    full = known[first : known.size if over == 1 else -1]
    noise = k * _log_noise(full, length) ** 2 * (1 / lived + 1 / rest) + 1 / max(expected, 1)
    return Volume(float(expected), float(np.sqrt(noise)))


def _log_noise(counts: Floats, length: int) -> float:
    """Return the standard deviation of the logarithm of a quarter's number of records."""
    size = np.log(counts + 0.5)
    if counts.size > length:
        steps = size[length:] - size[:-length]
        squares, freedom = float(((steps - steps.mean()) ** 2).sum()) / 2, steps.size - 1
    else:
        squares, freedom = float(((size - size.mean()) ** 2).sum()) if counts.size else 0.0, max(counts.size - 1, 0)
    return float(np.sqrt((WEIGHT_OF_USUAL * USUAL_NOISE**2 + squares) / (WEIGHT_OF_USUAL + freedom)))
