"""How often the interval of each method holds the truth, and how wide it is: a Markdown table for docs/statistics.md.

Counted over all outcomes, weighted with their probability, where these can be listed; else drawn, with a fixed seed.
"""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import stats as distributions
from scipy.stats import beta, binom, hypergeom, multinomial

from dtplan_analysis.statistics import (
    agresti_coull,
    byar,
    clopper_pearson,
    hypergeometric,
    jeffreys,
    mid_p,
    newcombe,
    newcombe_paired,
    poisson,
    rank_sets,
    shrink,
    survey_share,
    theil_sen,
    wilson,
)

SEED = 320
OF_ONE_SHARE = (wilson, clopper_pearson, mid_p, agresti_coull, jeffreys)
SHARES = np.arange(1, 1000) / 1000
HAIR = 1e-12

Floats = NDArray[np.float64]
Row = tuple[str, str, Floats, Floats]  # method, case, coverage and mean width at each truth


def of_one_share(method: Callable[..., tuple[Floats, Floats]], n: int) -> Row:
    """Return a method's coverage at each share, over all n + 1 outcomes.

    >>> of_one_share(clopper_pearson, 20)[2].min() >= 0.95
    np.True_
    """
    x = np.arange(n + 1)
    return method.__name__, f"n = {n}", *weighed(binom.pmf(x, n, SHARES[:, None]), method(x, n), SHARES)


def weighed(chance: Floats, limits: tuple[Floats, Floats], truth: Floats) -> tuple[Floats, Floats]:
    """Return coverage and mean width, one a truth (rows of `chance`), over outcomes (its columns)."""
    lower, upper = limits
    holds = (lower - HAIR <= truth[:, None]) & (truth[:, None] <= upper + HAIR)
    return (chance * holds).sum(axis=1), chance @ (upper - lower)


def drawn(holds: list[float], width: list[float]) -> tuple[Floats, Floats]:
    return np.array(holds), np.array(width)


def rows() -> Iterator[Row]:
    """Return all rows, in the order of the table."""
    for n in (10, 50, 200):
        for method in OF_ONE_SHARE:
            yield of_one_share(method, n)
    yield from without_replacement()
    yield from differences()
    rate = np.geomspace(0.5, 100, 400)
    events = np.arange(200)
    for limits in (byar, poisson):
        chance = distributions.poisson.pmf(events, rate[:, None])
        yield limits.__name__, "0.5–100 events", *weighed(chance, limits(events), rate)
    yield from surveys()
    yield from units()
    yield from slopes()


def without_replacement(n: int = 50, population: int = 200) -> Iterator[Row]:
    x, passing = np.arange(n + 1), np.arange(population + 1)
    chance = hypergeom.pmf(x, population, passing[:, None], n)
    for method in (hypergeometric, wilson):
        limits = method(x, n, population=population)
        yield method.__name__, f"{n} of {population}", *weighed(chance, limits, passing / population)
    yield "clopper_pearson", f"{n} of {population}", *weighed(chance, clopper_pearson(x, n), passing / population)


def differences() -> Iterator[Row]:
    share = np.arange(1, 20) / 20
    for n, other in ((20, 20), (50, 100)):
        x, y = np.meshgrid(np.arange(n + 1), np.arange(other + 1), indexing="ij")
        limits = newcombe(x.ravel(), n, y.ravel(), other)
        chance = [
            np.outer(binom.pmf(np.arange(n + 1), n, p), binom.pmf(np.arange(other + 1), other, q)).ravel()
            for p in share
            for q in share
        ]
        truth = np.subtract.outer(share, share).ravel()
        yield "newcombe", f"n = {n} and {other}", *weighed(np.array(chance), limits, truth)
    n = 30
    counts = np.array(
        [(a, b, c, n - a - b - c) for a in range(n + 1) for b in range(n + 1 - a) for c in range(n + 1 - a - b)]
    )
    truths = [
        (0.6, 0.1, 0.1, 0.2),
        (0.6, 0.2, 0.05, 0.15),
        (0.8, 0.1, 0.05, 0.05),
        (0.3, 0.2, 0.2, 0.3),
        (0.9, 0.05, 0.01, 0.04),
    ]
    chance = np.array([multinomial.pmf(counts, n, truth) for truth in truths])
    yield (
        "newcombe_paired",
        f"n = {n}",
        *weighed(chance, newcombe_paired(*counts.T), np.array([t[1] - t[2] for t in truths])),
    )


def surveys(repeats: int = 2000) -> Iterator[Row]:
    random = np.random.default_rng(SEED)
    for alike in (0.0, 0.05):
        holds, width = [], []
        for share in (0.5, 0.8, 0.95):
            for clusters in (10, 30):
                weight = 1 / alike - 1 if alike else 1e9
                of = random.beta(share * weight, (1 - share) * weight, (repeats, clusters))
                found = [
                    survey_share(x, np.full(clusters, 20), cluster=range(clusters)) for x in random.binomial(20, of)
                ]
                holds.append(np.mean([one.lower <= share <= one.upper for one in found]))
                width.append(np.mean([one.upper - one.lower for one in found]))
        yield "survey_share", f"10 or 30 clusters of 20, alike by {alike:g}", *drawn(holds, width)


def units(repeats: int = 150) -> Iterator[Row]:
    random = np.random.default_rng(SEED)
    sizes = np.array([5, 8, 10, 15, 20, 30, 40, 50, 60, 80, 100, 120, 150, 200, 250, 300, 400, 500, 800, 1000])
    for n in (sizes, sizes[::4]):
        found: dict[str, list[tuple[float, float]]] = {"shrink": [], "one likeliest prior": [], "rank_sets": []}
        for mean, weight in ((0.8, 20), (0.8, 200), (0.95, 50)):
            inside: dict[str, list[tuple[float, float]]] = {name: [] for name in found}
            for _ in range(repeats):
                share = random.beta(mean * weight, (1 - mean) * weight, n.size)
                x = random.binomial(n, share)
                drawn_in = shrink(x, n)
                if drawn_in.prior is None:
                    continue
                a, b = x + drawn_in.prior.alpha, n - x + drawn_in.prior.beta
                for name, lower, upper in (
                    ("shrink", drawn_in.lower, drawn_in.upper),
                    ("one likeliest prior", beta.ppf(0.025, a, b), beta.ppf(0.975, a, b)),
                ):
                    inside[name].append((np.mean((lower <= share) & (share <= upper)), np.mean(upper - lower)))
                best, worst = rank_sets(x, n)
                rank = 1 + (share[None, :] > share[:, None]).sum(axis=1)
                inside["rank_sets"].append((float(np.all((best <= rank) & (rank <= worst))), np.nan))
            for name in found:
                found[name].append(tuple(np.mean(inside[name], axis=0)))
        for name, cases in found.items():
            yield name, f"{n.size} units of 5–1000" + ", all ranks at once" * (name == "rank_sets"), *np.array(cases).T


def slopes(repeats: int = 2000) -> Iterator[Row]:
    random = np.random.default_rng(SEED)
    for points in (8, 12):
        noise = {
            "normal": random.normal(size=(repeats, points)),
            "Student t(3)": random.standard_t(3, (repeats, points)),
        }
        holds, width = [], []
        for values in noise.values():
            found = [theil_sen(0.5 * np.arange(points) + value) for value in values]
            holds.append(np.mean([one.lower <= 0.5 <= one.upper for one in found]))
            width.append(np.mean([one.upper - one.lower for one in found]))
        yield "theil_sen", f"{points} points, noise of 1", *drawn(holds, width)


def table() -> str:
    lines = ["| Method | Case | Least | Mean | Mean width |", "| --- | --- | --- | --- | --- |"]
    for method, case, coverage, width in rows():
        wide = "–" if np.isnan(width).all() else f"{width.mean():.3f}"
        name = f"`{method}`" if method.isidentifier() else method
        lines.append(f"| {name} | {case} | {coverage.min():.3f} | {coverage.mean():.3f} | {wide} |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
