"""Small units and unfinished years: what the other units, or the records so far, say of a share still uncertain."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import scipy
from numpy.typing import ArrayLike

from dtplan_analysis.statistics.checks import Floats, checked_confidence, checked_counts, checked_series, checked_target

USUAL_SPREAD = 0.1  # of quarters, before any is seen: 5 points about a share of 50 %, 3 about 90 %
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
    alpha, beta_, likely = _likelihood(x[n > 0], n[n > 0])
    chance = np.exp(likely - likely.max()) * ROOTS[:, None]  # the step of the root
    chance /= chance.sum()
    a, b = x[:, None, None] + alpha, (n - x)[:, None, None] + beta_
    each = a / (a + b)
    mean = (chance * each).sum(axis=(1, 2))
    variance = (chance * (each * (1 - each) / (a + b + 1) + (each - mean[:, None, None]) ** 2)).sum(axis=(1, 2))
    weight = mean * (1 - mean) / variance - 1
    lower, upper = (
        np.asarray(scipy.stats.beta.ppf(q, mean * weight, (1 - mean) * weight), float) for q in (tail, 1 - tail)
    )
    return Shrunk(share, lower, upper, n / (n + prior.records), prior)


def quarter_spread(numerator: ArrayLike, denominator: ArrayLike) -> float:
    """Return how much a share moves between quarters beyond chance: the correlation ρ of two records of one quarter.

    Quarters of a unit follow BetaBinomial(n, μ(1/ρ − 1), (1 − μ)(1/ρ − 1)) about a mean μ of its own, with Jeffreys'
    prior; ρ is the mean of its posterior over all units, with a half-normal prior of 0.1 for √ρ. Whole numbers in time
    order, one a quarter, or a table with one row a unit and one column a quarter; NaN or no records: left out. A number
    in 0–1; where no unit has two quarters, that of the prior (0.01). A steady rise counts as spread. Raises ValueError
    for counts that cannot be.

    Griffiths DA (1973), Biometrics 29:637–648, doi:10.2307/2529131; the prior: Gelman A (2006), Bayesian Anal
    1:515–534, doi:10.1214/06-BA117A.

    >>> round(quarter_spread([60, 75, 68, 85], 100), 4), round(quarter_spread([600, 604, 598, 602], 1000), 4)
    (0.025, 0.0011)
    """
    x, n = (np.atleast_2d(counts) for counts in checked_counts(numerator, denominator))
    if x.ndim != 2:
        raise ValueError("quarters stand in one dimension, or in two with one row a unit")
    log_posterior = -(ROOTS**2) / (2 * USUAL_SPREAD**2) + np.log(ROOTS)  # the second term: the step of the root
    for passed, all_ in zip(x, n, strict=True):
        some = (all_ > 0) & np.isfinite(passed)
        if some.sum() > 1:
            _, _, likely = _likelihood(passed[some], all_[some])
            most = likely.max(axis=1)
            log_posterior += most + np.log(np.exp(likely - most[:, None]).sum(axis=1))
    posterior = np.exp(log_posterior - log_posterior.max())
    return float((posterior * ROOTS**2).sum() / posterior.sum())


def year_end(
    numerator: ArrayLike,
    denominator: ArrayLike,
    remaining: ArrayLike,
    *,
    confidence: float = 0.95,
    target: Fraction | str,
    prior: BetaPrior = JEFFREYS,
    spread: float | None = None,
    quarters: tuple[float, float] = (1, 1),
) -> YearEnd:
    """Return the probability that the year's share reaches its target, if its quarters differ as quarters do.

    The n records so far count as f·n with f = 1/(1 + (n/q − 1)ρ) for q quarters, so that the mean share is
    Beta(fx + α, f(n − x) + β) with mean m and weight K. The passes among the R remaining ones, in r quarters, follow
    BetaBinomial(R, mκ, (1 − m)κ), where 1/(κ + 1) = v + (1 − v)ρ(R/r − 1)/(R − 1) and v = 1/(K + 1): with ρ = 0,
    BetaBinomial(R, x + α, n − x + β). needed = max(0, ⌈target × (n + R)⌉ − x), in whole numbers.

    Counts so far and the number still to come broadcast to one shape; `target` is an exact share in 0–1, `prior` may be
    that of all units. `spread` is ρ, as `quarter_spread` finds it in past quarters (left out: 0.01, what that says of
    none); `quarters` (q, r): how many quarters the records so far, and those to come, belong to. NaN where the year has
    no records. Raises ValueError for counts, a remaining number, a target, spread or quarters that cannot be.

    Lee JJ, Liu DD (2008), Clin Trials 5:93–106, doi:10.1177/1740774508089279, whose printed case has ρ = 0; quarters
    that differ: Griffiths DA (1973), Biometrics 29:637–648, doi:10.2307/2529131. How often the probabilities came true:
    docs/statistics.md.

    >>> end = year_end(150, 200, 100, target=Fraction(4, 5), quarters=(2, 1))
    >>> int(end.needed), float(end.needed_share), round(float(end.probability), 3)
    (90, 0.9, 0.013)
    >>> round(float(year_end(150, 200, 100, target=Fraction(4, 5), spread=0).probability), 3)  # quarters all alike
    0.001
    """
    x, n = checked_counts(numerator, denominator)
    x, n, rest = np.broadcast_arrays(x, n, np.asarray(remaining, float))
    tail = (1 - checked_confidence(confidence)) / 2
    exact = checked_target(target)
    if np.any(rest < 0) or not 0 <= exact <= 1:
        raise ValueError("records that remain are at least 0, and a target is a share in 0–1")
    if not all(np.all(np.isfinite(count) & (count == np.floor(count))) for count in (x, n, rest)):
        raise ValueError("counts of a year are whole numbers")
    rho = quarter_spread([], []) if spread is None else spread
    if not 0 <= rho < 1 or min(quarters) <= 0:
        raise ValueError("a spread lies between 0 and 1, and quarters are more than 0")
    year = n + rest
    reach = np.array([-(-exact.numerator * int(all_) // exact.denominator) for all_ in year.ravel()], float)
    needed = np.maximum(reach.reshape(year.shape) - x, 0)
    worth = 1 / (1 + np.maximum(n / quarters[0] - 1, 0) * rho)
    a, b = worth * x + prior.alpha, worth * (n - x) + prior.beta
    # Two records of one quarter to come are alike by ρ beyond what the mean share explains.
    alike = 1 / (a + b + 1)
    alike = alike + (1 - alike) * rho * np.maximum(rest / quarters[1] - 1, 0) / np.maximum(rest - 1, 1)
    a, b = (part / (a + b) * (1 / alike - 1) for part in (a, b))
    probability, needed_share, lower, upper = (np.full(year.shape, np.nan) for _ in range(4))
    for place in np.ndindex(year.shape):
        if year[place] > 0:
            chance = _passes(float(rest[place]), a[place], b[place])
            probability[place] = min(1.0, chance[int(needed[place]) :].sum()) if needed[place] > 0 else 1.0
            fewest, most = np.searchsorted(chance.cumsum(), [tail, 1 - tail])
            lower[place], upper[place] = (x[place] + np.array([fewest, min(most, rest[place])])) / year[place]
            needed_share[place] = needed[place] / rest[place] if rest[place] > 0 else np.nan
    return YearEnd(probability, np.where(year > 0, needed, np.nan), needed_share, lower, upper)


def _passes(records: float, alpha: float, beta_: float) -> Floats:
    """Return the beta-binomial probabilities of 0, 1, … passes (scipy's own take minutes for a million records)."""
    k = np.arange(records + 1)
    ways = -np.log(records + 1) - scipy.special.betaln(k + 1, records - k + 1)
    chance = np.exp(ways + scipy.special.betaln(k + alpha, records - k + beta_) - scipy.special.betaln(alpha, beta_))
    return np.asarray(chance / chance.sum())


def _likelihood(x: Floats, n: Floats) -> tuple[Floats, Floats, Floats]:
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
