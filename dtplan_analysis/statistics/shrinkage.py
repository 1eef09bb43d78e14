"""Small units: what the other units say of a share that few records make uncertain."""

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike

from dtplan_analysis.statistics.checks import Floats, checked_confidence, checked_series

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


ROOTS = np.geomspace(1e-3, 0.99, 80)  # of ρ = 1/(1 + α + β), in equal steps of the logarithm


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


def beta_binomial_prior(numerator: ArrayLike, denominator: ArrayLike) -> BetaPrior:
    """Return the distribution of units' true shares that makes their counts likeliest.

    Maximises Σ log B(x + α, n − x + β) − log B(α, β) over mean and weight, the weight at most a million records (units
    that differ by chance alone). Whole numbers, one a unit; units without records are left out. Raises ValueError for
    counts that cannot be, for fewer than three units with records, and where every record passes or none does.

    Skellam JG (1948), J R Stat Soc B 10:257–261; Griffiths DA (1973), Biometrics 29:637–648, doi:10.2307/2529131; the
    printed case is that of R's fitODBOD.

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
        return -float((scipy.special.betaln(x + p.alpha, n - x + p.beta) - scipy.special.betaln(p.alpha, p.beta)).sum())

    logit = float(np.log(pooled / (1 - pooled)))
    bounds = [(-14.0, 14.0), (np.log(0.01), np.log(MOST_ALIKE))]
    # From several weights, since the likelihood is flat where units hardly differ.
    found = [
        scipy.optimize.minimize(loss, [logit, np.log(start)], bounds=bounds, method="L-BFGS-B")
        for start in (2.0, 50.0, 1e3)
    ]
    return prior(min(found, key=lambda result: float(result.fun)).x)


def shrink(numerator: ArrayLike, denominator: ArrayLike, *, confidence: float = 0.95) -> Shrunk:
    """Return each unit's share drawn towards the mean of all, the more the fewer records it has (empirical Bayes).

    (x + α)/(n + α + β) with α, β as in `beta_binomial_prior`. Limits: quantiles of the beta distribution with the mean
    and variance of Beta(x + α, n − x + β) over all α and β, each as likely as it makes the counts (Jeffreys' prior for
    their mean, an even one for the root of ρ = 1/(1 + α + β)): a few units don't tell how alike they are. A unit
    without records gets the mean of all. To stand beside the raw share, never in its place: targets are judged on raw
    counts. Whole numbers, one a unit. Raises ValueError for counts that cannot be.

    Efron B, Morris C (1975), J Am Stat Assoc 70:311–319, doi:10.1080/01621459.1975.10479864; Griffiths DA (1973),
    Biometrics 29:637–648, doi:10.2307/2529131; limits: Morris CN (1983), J Am Stat Assoc 78:47–55,
    doi:10.1080/01621459.1983.10477920.

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
    share = (x + prior.alpha) / (n + prior.records)
    alpha, beta_, likely = likelihood(x[n > 0], n[n > 0])
    chance = np.exp(likely - likely.max()) * ROOTS[:, None]  # the step of the root
    chance /= chance.sum()
    a, b = x[:, None, None] + alpha, (n - x)[:, None, None] + beta_
    each = a / (a + b)
    mean = (chance * each).sum(axis=(1, 2))
    variance = (chance * (each * (1 - each) / (a + b + 1) + (each - mean[:, None, None]) ** 2)).sum(axis=(1, 2))
    weight = mean * (1 - mean) / variance - 1
    lower, upper = (
        np.asarray(scipy.special.betaincinv(mean * weight, (1 - mean) * weight, q), float) for q in (tail, 1 - tail)
    )
    return Shrunk(share, lower, upper, n / (n + prior.records), prior)


def likelihood(x: Floats, n: Floats) -> tuple[Floats, Floats, Floats]:
    """Return α, β and the log likelihood of beta-binomial counts: one row each of ROOTS, one column a mean share.

    The means stand in equal steps of arcsin √mean, six standard errors to each side: Jeffreys' prior, once the length
    of the step is in the likelihood, as it is.
    """
    step = np.sqrt(1 / n.sum() + ROOTS**2 / x.size) / 2
    angle = np.arcsin(np.sqrt((x.sum() + 3 / 8) / (n.sum() + 3 / 4))) + np.outer(step, np.linspace(-6, 6, 49))
    mean, weight = np.sin(np.clip(angle, 1e-6, np.pi / 2 - 1e-6)) ** 2, 1 / ROOTS[:, None] ** 2 - 1
    alpha, beta_ = mean * weight, (1 - mean) * weight
    likely = np.log(step)[:, None] - x.size * scipy.special.betaln(alpha, beta_)
    for passed, all_ in zip(x, n, strict=True):
        likely = likely + scipy.special.betaln(passed + alpha, all_ - passed + beta_)
    return alpha, beta_, np.where((angle > 0) & (angle < np.pi / 2), likely, -np.inf)


def passes(records: float, alpha: float, beta_: float) -> Floats:
    """Return the beta-binomial probabilities of 0, 1, … passes (scipy's own take minutes for a million records)."""
    k = np.arange(records + 1)
    ways = -np.log(records + 1) - scipy.special.betaln(k + 1, records - k + 1)
    chance = np.exp(ways + scipy.special.betaln(k + alpha, records - k + beta_) - scipy.special.betaln(alpha, beta_))
    return np.asarray(chance / chance.sum())
