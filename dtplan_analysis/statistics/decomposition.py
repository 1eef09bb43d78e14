"""Why did a share move? What is due to a changed mix of groups, and what to changed shares within them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import ArrayLike

from dtplan_analysis.statistics.checks import Floats


@dataclass(frozen=True)
class Decomposition:
    """The change of a share in two parts, `change` = `mix` + `rate`, and each part by group (differences in −1 to 1).

    A group's mix counts as a gain where a group better than the whole grew, or a worse one shrank.
    """

    change: float
    mix: float
    rate: float
    group_mix: Floats
    group_rate: Floats


@dataclass(frozen=True)
class Factors:
    """The change of a figure by factor, `change` = sum of `effects` (one a factor), and by `group` in it.

    `group_effects` has one row a factor and one column a group; all in the unit of the figure.
    """

    change: float
    effects: Floats
    group_effects: Floats


def mix_and_rate(
    numerator: ArrayLike, denominator: ArrayLike, earlier_numerator: ArrayLike, earlier_denominator: ArrayLike
) -> Decomposition:
    """Return how much of a share's change since an earlier period is mix and how much is rate; nothing is left over.

    With weights w = group's part of all records and shares p: rate = Σ ½(w₀ + w₁)(p₁ − p₀) and mix =
    Σ ½(p₀ + p₁)(w₁ − w₀); by group the mix is taken from the mean share of the whole, which changes no sum. A group
    absent from one period has no share there: it takes that of the other, and is all mix. Counts (or weights: they
    need not be whole) of the same groups in the same order, one dimension. Raises ValueError for counts that cannot be
    or are unknown (NaN), groups that differ in number, or a period without records.

    Kitagawa EM (1955), J Am Stat Assoc 50:1168–1194, doi:10.1080/01621459.1955.10501299; Das Gupta P (1993),
    Standardization and Decomposition of Rates, US Census Bureau P23-186, example 5.1.

    >>> parts = mix_and_rate([45, 180], [50, 300], [80, 100], [100, 200])
    >>> round(parts.change, 4), round(parts.mix, 4), round(parts.rate, 4)
    (0.0429, -0.0571, 0.1)
    """
    after = _amounts(numerator, denominator)
    before = _amounts(earlier_numerator, earlier_denominator)
    if after[0].shape != before[0].shape:
        raise ValueError("both periods have the same groups, in the same order")
    if not (after[1].sum() > 0 and before[1].sum() > 0):
        raise ValueError("a period without records has no share to compare")
    weight, earlier_weight = after[1] / after[1].sum(), before[1] / before[1].sum()
    share, earlier_share = _shares(after, before), _shares(before, after)
    whole, earlier_whole = (float(counts[0].sum() / counts[1].sum()) for counts in (after, before))
    group_rate = (weight + earlier_weight) / 2 * (share - earlier_share)
    group_mix = (weight - earlier_weight) * ((share + earlier_share) / 2 - (whole + earlier_whole) / 2)
    return Decomposition(whole - earlier_whole, float(group_mix.sum()), float(group_rate.sum()), group_mix, group_rate)


def factor_effects(factors: Sequence[ArrayLike], earlier_factors: Sequence[ArrayLike]) -> Factors:
    """Return how much of a figure's change is due to each of the factors it is the product of; nothing is left over.

    For a figure Σ a·b·c over groups (such as weight × part received online × part of those on time), any number of
    factors. The effect of a is Σ (a₁ − a₀) Q, with Q the mean of the products of the other factors as each of them
    passes from earlier to now in any order: (b₁c₁ + b₀c₀)/3 + (b₁c₀ + b₀c₁)/6 for three. `factors` is a sequence of
    numbers or of arrays with one element a group, in the same order in both periods. Raises ValueError for factors
    that differ in number or shape or are not finite.

    Das Gupta P (1993), Standardization and Decomposition of Rates, US Census Bureau P23-186, examples 2.1–4.3; the
    same as the Shapley value: Shorrocks AF (2013), J Econ Inequal 11:99–126, doi:10.1007/s10888-011-9214-z.

    >>> parts = factor_effects([84.90502, 0.75756, 0.51065], [51.78746, 0.45919, 0.52638])  # births in Chile, Austria
    >>> parts.effects.round(4).tolist(), round(parts.change, 4)
    ([10.434, 10.5608, -0.667], 20.3279)
    """
    now, earlier = (
        np.array([np.atleast_1d(np.asarray(f, float)) for f in given]) for given in (factors, earlier_factors)
    )
    if now.shape != earlier.shape or now.ndim != 2 or not np.all(np.isfinite(now) & np.isfinite(earlier)):
        raise ValueError("both periods have the same factors, finite numbers of the same groups in the same order")
    count = len(now)
    group_effects = np.empty_like(now)
    for factor in range(count):
        others = [other for other in range(count) if other != factor]
        mean = np.zeros(now.shape[1])
        for size in range(count):
            for passed in combinations(others, size):
                product = np.prod([now[other] if other in passed else earlier[other] for other in others], axis=0)
                mean += product / (count * comb(count - 1, size))
        group_effects[factor] = (now[factor] - earlier[factor]) * mean
    change = float(now.prod(axis=0).sum() - earlier.prod(axis=0).sum())
    return Factors(change, group_effects.sum(axis=1), group_effects)


def _amounts(numerator: ArrayLike, denominator: ArrayLike) -> tuple[Floats, Floats]:
    x, n = np.broadcast_arrays(np.asarray(numerator, float), np.asarray(denominator, float))
    if x.ndim != 1 or not np.all(np.isfinite(x) & np.isfinite(n) & (x >= 0) & (x <= n)):
        raise ValueError("each group has a known denominator, and a numerator between 0 and it, in one dimension")
    return x, n


def _shares(counts: tuple[Floats, Floats], other: tuple[Floats, Floats]) -> Floats:
    """Return each group's share, that of the other period where it has no records, 0 where it never has any."""
    (x, n), (y, m) = counts, other
    elsewhere = np.where(m > 0, y / np.where(m > 0, m, 1), 0)
    return np.where(n > 0, x / np.where(n > 0, n, 1), elsewhere)
