"""Small units and unfinished years: what the other units, or the records so far, say of a share still uncertain."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import minimize
from scipy.special import betaln
from scipy.stats import beta, betabinom

from dtplan_analysis.statistics.checks import Floats, checked_confidence, checked_counts, checked_series

MOST_ALIKE = 1e6  # records of prior weight; units that differ by chance alone have no finite estimate


@dataclass(frozen=True)
class BetaPrior:
    """The distribution Beta(α, β) of units' true shares: mean α/(α + β), worth α + β records."""

    alpha: float
    beta: float

    @property
    def mean(self) -> float:
        """Return the mean share (0–1)."""
        return self.alpha / (self.alpha + self.beta)

    @property
    def records(self) -> float:
        """Return how many records of its own a unit needs to weigh as much as the others."""
        return self.alpha + self.beta


JEFFREYS = BetaPrior(0.5, 0.5)


@dataclass(frozen=True)
class Shrunk:
    """Shares drawn towards the mean of all units, one element a unit; all in 0–1.

    `own` is the weight of the unit's own records; `reason` is "too_few_units" where under three units have records,
    "no_variation" where every record passes or none does: then all is NaN and `prior` is None.
    """

    share: Floats
    lower: Floats
    upper: Floats
    own: Floats
    prior: BetaPrior | None
    reason: str = ""


@dataclass(frozen=True)
class YearEnd:
    """What is to be expected of a year's share, in the shape of the counts.

    `probability` that the target is reached; `needed`, how many of the remaining records must pass, and
    `needed_share` = needed/remaining (above 1: out of reach; NaN where none remain); `lower`, `upper` of the year's
    share (0–1).
    """

    probability: Floats
    needed: Floats
    needed_share: Floats
    lower: Floats
    upper: Floats


def beta_binomial_prior(numerator: ArrayLike, denominator: ArrayLike) -> BetaPrior:
    """Return the distribution of units' true shares that makes their counts likeliest.

    Maximises Σ log B(x + α, n − x + β) − log B(α, β) over mean and weight, the weight at most a million records (units
    that differ by chance alone). Whole numbers, one a unit; units without records are left out. Raises ValueError for
    counts that cannot be, for fewer than three units with records, and where every record passes or none does.

    Skellam JG (1948), J R Stat Soc B 10:257–261; Griffiths DA (1973), Biometrics 29:637–648, doi:10.2307/2529131.

    >>> prior = beta_binomial_prior([45, 180, 70, 92, 3], [50, 200, 100, 100, 5])
    >>> round(prior.mean, 3), round(prior.records, 1)
    (0.839, 20.4)
    """
    x, n = checked_series(numerator, denominator)
    x, n = x[n > 0], n[n > 0]
    if n.size < 3:
        raise ValueError("the spread of units shows from three units with records")
    pooled = x.sum() / n.sum()
    if pooled in (0, 1):
        raise ValueError("where every record passes, or none does, nothing is known of the spread of units")

    def prior(at: Floats) -> BetaPrior:
        mean, records = 1 / (1 + np.exp(-at[0])), np.exp(at[1])
        return BetaPrior(float(mean * records), float((1 - mean) * records))

    def loss(at: Floats) -> float:
        p = prior(at)
        return -float((betaln(x + p.alpha, n - x + p.beta) - betaln(p.alpha, p.beta)).sum())

    logit = float(np.log(pooled / (1 - pooled)))
    bounds = [(-14.0, 14.0), (np.log(0.01), np.log(MOST_ALIKE))]
    # From several weights, since the likelihood is flat where units hardly differ.
    found = [minimize(loss, [logit, np.log(start)], bounds=bounds, method="L-BFGS-B") for start in (2.0, 50.0, 1e3)]
    return prior(min(found, key=lambda result: float(result.fun)).x)


def shrink(numerator: ArrayLike, denominator: ArrayLike, *, confidence: float = 0.95) -> Shrunk:
    """Return each unit's share drawn towards the mean of all, the more the fewer records it has (empirical Bayes).

    (x + α)/(n + α + β) with α, β as in `beta_binomial_prior`; limits are quantiles of Beta(x + α, n − x + β), the
    uncertainty of α and β left aside. A unit without records gets the mean of all. To stand beside the raw share, never
    in its place: targets are judged on raw counts. Whole numbers, one a unit. Raises ValueError for counts that cannot
    be.

    Efron B, Morris C (1975), J Am Stat Assoc 70:311–319, doi:10.1080/01621459.1975.10479864; Griffiths DA (1973),
    Biometrics 29:637–648, doi:10.2307/2529131.

    >>> result = shrink([45, 180, 70, 92, 3], [50, 200, 100, 100, 5])
    >>> result.share.round(3).tolist()  # raw: 0.9, 0.9, 0.7, 0.92, 0.6
    [0.882, 0.894, 0.724, 0.906, 0.792]
    """
    x, n = checked_series(numerator, denominator)
    tail = (1 - checked_confidence(confidence)) / 2
    reason = "too_few_units" if (n > 0).sum() < 3 else "no_variation" if x.sum() in (0, n.sum()) else ""
    if reason:
        nothing = np.full(n.shape, np.nan)
        return Shrunk(nothing, nothing, nothing, nothing, None, reason)
    prior = beta_binomial_prior(x, n)
    a, b = x + prior.alpha, n - x + prior.beta
    lower, upper = (np.asarray(beta.ppf(quantile, a, b), float) for quantile in (tail, 1 - tail))
    return Shrunk(a / (a + b), lower, upper, n / (n + prior.records), prior)


def year_end(
    numerator: ArrayLike,
    denominator: ArrayLike,
    remaining: ArrayLike,
    *,
    confidence: float = 0.95,
    target: Fraction,
    prior: BetaPrior = JEFFREYS,
) -> YearEnd:
    """Return the probability that the year's share reaches its target, if the rest of the year is like the part so far.

    The passes among the remaining records follow BetaBinomial(remaining, x + α, n − x + β); needed =
    max(0, ⌈target × (n + remaining)⌉ − x), in whole numbers. Counts so far and the number still to come broadcast to
    one shape; `target` is an exact share in 0–1, `prior` may be that of all units. NaN where the year has no records.
    Raises ValueError for counts, a remaining number or a target that cannot be.

    Skellam JG (1948), J R Stat Soc B 10:257–261; Gelman A et al. (2013), Bayesian Data Analysis, section 2.4.

    >>> end = year_end(150, 200, 100, target=Fraction(4, 5))
    >>> int(end.needed), float(end.needed_share), round(float(end.probability), 4)
    (90, 0.9, 0.0011)
    """
    x, n = checked_counts(numerator, denominator)
    x, n, rest = np.broadcast_arrays(x, n, np.asarray(remaining, float))
    tail = (1 - checked_confidence(confidence)) / 2
    exact = Fraction(target)
    if np.any(rest < 0) or not 0 <= exact <= 1:
        raise ValueError("records that remain are at least 0, and a target is a share in 0–1")
    if not all(np.all(np.isfinite(count) & (count == np.floor(count))) for count in (x, n, rest)):
        raise ValueError("counts of a year are whole numbers")
    year = n + rest
    reach = np.array([-(-exact.numerator * int(all_) // exact.denominator) for all_ in year.ravel()], float)
    needed = np.maximum(reach.reshape(year.shape) - x, 0)
    a, b = x + prior.alpha, n - x + prior.beta
    with np.errstate(invalid="ignore", divide="ignore"):
        probability = np.where(needed == 0, 1.0, np.where(needed > rest, 0.0, betabinom.sf(needed - 1, rest, a, b)))
        needed_share = np.where(rest > 0, needed / rest, np.nan)
        lower = (x + betabinom.ppf(tail, rest, a, b)) / year
        upper = (x + betabinom.ppf(1 - tail, rest, a, b)) / year
    some = year > 0
    return YearEnd(
        np.where(some, probability, np.nan),
        np.where(some, needed, np.nan),
        np.where(some, needed_share, np.nan),
        np.where(some, lower, np.nan),
        np.where(some, upper, np.nan),
    )
