"""How often sentences of the reports are wrong, and how often they see what is there: a table for docs/statistics.md.

Each sentence is simulated with a fixed seed where nothing is to be said, and where something known is. The script fails
where one is said more often than its bound under no effect, or seen more seldom than its least.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dtplan_analysis import questions
from dtplan_analysis.questions.decomposition import changed
from dtplan_analysis.units import TOTAL, UNKNOWN
from dtplan_analysis.workspace import open_store, sample_workspace

SEED = 320
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Claim:
    """A sentence, a case, how often it is said there, of how many draws, and the bound: at most, or at least."""

    sentence: str
    case: str
    said: float
    draws: int
    bound: float
    power: bool = False

    @property
    def holds(self) -> bool:
        """Whether the bound is kept, three standard errors of the simulation allowed for."""
        error = 3 * (self.bound * (1 - self.bound) / self.draws) ** 0.5
        return self.said >= self.bound - error if self.power else self.said <= self.bound + error


def table_of(x: Floats, n: Floats, *, target: str = "T", threshold: str = "4/5") -> pd.DataFrame:
    """Return a judged table of counts with one row a unit and one column a quarter."""
    units, quarters = x.shape
    labels = [f"{2015 + place // 4}Q{place % 4 + 1}" for place in range(quarters)]
    rows = {"unit": np.repeat([f"U{place:03}" for place in range(units)], quarters), "period": labels * units}
    counts = {"denominator": n.ravel().astype(int), "numerator": x.ravel().astype(int)}
    found = pd.DataFrame({"target": target, "indicator": "own", "variant": "", **rows, **counts})
    return found.assign(value=found["numerator"] / found["denominator"], threshold=threshold)


def counts(random: np.random.Generator, mean: Floats, rho: float, n: Floats) -> Floats:
    """Return beta-binomial counts: shares that differ from their mean by the correlation ρ."""
    share = random.beta(mean * (1 / rho - 1), (1 - mean) * (1 / rho - 1)) if rho else mean
    return random.binomial(n.astype(int), share).astype(float)


def often(draws: int, says: Callable[[np.random.Generator], bool]) -> float:
    random = np.random.default_rng(SEED)
    return float(np.mean([says(random) for _ in range(draws)]))


def who_differs(draws: int) -> Iterator[Claim]:
    name = "who differs beyond chance and the usual spread"
    for units, (low, high) in product((10, 30, 100), ((6, 60), (100, 400))):

        def says(random: np.random.Generator, *, units: int = units, low: int = low, high: int = high) -> bool:
            mean, rho = random.choice([0.5, 0.8, 0.9, 0.97]), random.choice([0.0, 0.01, 0.05])
            n = random.integers(low, high + 1, (units, 1)).astype(float)
            return bool((questions.compare(table_of(counts(random, mean + 0 * n, rho, n), n))["differs"] != "").any())

        yield Claim(name, f"{units} units of {low}–{high}, ρ 0–0.05", often(draws, says), draws, 0.07)

    def sees(random: np.random.Generator) -> bool:
        n = np.full((30, 1), 200.0)
        mean = np.full((30, 1), 0.85)
        mean[7] = 0.6
        found = questions.compare(table_of(counts(random, mean, 0.005, n), n))
        return bool(found["differs"].iloc[7] == "below")

    yield Claim(name, "one of 30 by 25 points", often(draws, sees), draws, 0.9, power=True)


def what_changed(draws: int) -> Iterator[Claim]:
    name = "changed by more than chance"
    for (units, n, rho, quarters), jump in (
        ((9, 300, 0.01, 2), 0.0),
        ((9, 2000, 0.01, 2), 0.0),
        ((9, 300, 0.04, 2), 0.0),
        ((9, 2000, 0.04, 10), 0.0),
        ((30, 40, 0.01, 10), 0.0),
        ((9, 300, 0.01, 7), 0.141),
        ((9, 300, 0.01, 10), 0.141),
    ):

        def says(
            random: np.random.Generator, *, units: int = units, n: int = n, rho: float = rho, quarters: int = quarters,
            jump: float = jump,
        ) -> bool:  # fmt: skip
            mean = random.normal(0.78, 0.03, (units, 1)) + np.zeros(quarters)
            mean[:, -1] += jump
            size = np.full(mean.shape, float(n))
            found = questions.decompose(table_of(counts(random, mean.clip(0.3, 0.98), rho, size), size))
            return bool(found["q_value"].iloc[0] <= 0.05)

        case = f"{units} units × {n:,}, ρ = {rho:g}, {quarters} quarters"
        if jump:
            yield Claim(name, f"{case}, by 14.1 points", often(draws, says), draws, 0.9, power=True)
        else:
            yield Claim(name, case, often(draws, says), draws, 0.07)


def the_samples_own_change(draws: int) -> Iterator[Claim]:
    """Simulate CB1 of the shipped sample in its quarters: as its units were before it jumped, and with the jump."""
    judged = open_store(sample_workspace()).adding_up
    rows = judged[(judged["target"] == "CB1") & (judged["span"] == "quarter") & (judged["period"] <= "2024Q3")]
    rows = rows[~rows["unit"].isin([TOTAL, UNKNOWN])]
    x, n = (
        rows.pivot_table(name, "unit", "period", fill_value=0).to_numpy(float) for name in ("numerator", "denominator")
    )
    known = n[:, :-1].sum(axis=1) > 0
    x, n = x[known], n[known]
    before = x[:, :-1].sum(axis=1, keepdims=True) / n[:, :-1].sum(axis=1, keepdims=True)
    for jump, rho in ((0.0, 0.01), (0.141, 0.0)):  # the sample's generator draws a quarter's records one by one

        def says(random: np.random.Generator, *, jump: float = jump, rho: float = rho) -> bool:
            mean = before + np.zeros(n.shape)
            mean[:, -1] += jump
            found = questions.decompose(table_of(counts(random, mean.clip(0.02, 0.98), rho, n), n))
            return bool(found["q_value"].iloc[0] <= 0.05)

        case = f"CB1 of the sample, ρ = {rho:g}" + ", by 14.1 points" * bool(jump)
        yield Claim("changed by more than chance", case, often(draws, says), draws, 0.9 if jump else 0.07, bool(jump))


def who_moved(draws: int) -> Iterator[Claim]:
    name = "a unit's change, not within chance"
    for (n, rho, quarters), jump in (
        ((90, 0.0, 2), 0.0),
        ((90, 0.01, 2), 0.0),
        ((400, 0.03, 10), 0.0),
        ((400, 0.01, 10), 0.25),
    ):

        def says(
            random: np.random.Generator, *, n: int = n, rho: float = rho, quarters: int = quarters, jump: float = jump
        ) -> bool:
            mean = np.full((1, quarters), 0.7)
            mean[:, -1] += jump
            size = np.full(mean.shape, float(n))
            (moved,) = changed(table_of(counts(random, mean, rho, size), size)).itertuples()
            return bool(moved.lower > 0 or moved.upper < 0)

        case = f"{n} records, ρ = {rho:g}, {quarters} quarters" + f", by {100 * jump:g} points" * bool(jump)
        yield Claim(name, case, often(draws, says), draws, 0.9 if jump else 0.07, power=bool(jump))


def who_is_first(draws: int) -> Iterator[Claim]:
    name = "among the first or the last in 95 of 100 draws"
    for lead in (0.0, 0.2):

        def says(random: np.random.Generator, *, lead: float = lead) -> bool:
            n = random.integers(50, 300, (30, 1)).astype(float)
            mean = np.full((30, 1), 0.7)
            mean[3] += lead
            tables = [table_of(counts(random, mean, 0, n), n, target=f"T{place}", threshold="1") for place in range(6)]
            found = questions.composite(pd.concat(tables))
            front, back = found["worst"] <= 6, found["best"] > 24
            return bool(front.iloc[3]) if lead else bool((front | back).any())

        case = f"30 units, 6 targets{', one ahead by 20 points' if lead else ', all alike'}"
        yield Claim(name, case, often(draws, says), draws, 0.9 if lead else 0.05, power=bool(lead))


def what_rises(draws: int) -> Iterator[Claim]:
    name = "rising or falling"
    for points, serial, rise, bound in (
        (8, 0.0, 0, 0.05), (12, 0.0, 0, 0.05), (8, 0.6, 0, 0.15), (12, 0.6, 0, 0.15), (12, 0.0, 0.02, 0.8)
    ):  # fmt: skip

        def says(
            random: np.random.Generator, *, points: int = points, serial: float = serial, rise: float = rise
        ) -> bool:
            noise = [random.normal()]
            for _ in range(points - 1):
                noise.append(serial * noise[-1] + (1 - serial**2) ** 0.5 * random.normal())
            share = 0.6 + 0.03 * np.array([noise]) + rise * np.arange(points)
            size = np.full(share.shape, 10_000.0)
            found = questions.trend(table_of(np.round(share.clip(0, 1) * size), size))
            return bool(found["direction"].iloc[0] in ("rising", "falling"))

        case = f"{points} quarters, neighbours alike by {serial:g}" + (
            f", {100 * rise:g} points a quarter" * bool(rise)
        )
        yield Claim(name, case, often(draws, says), draws, bound, power=bool(rise))


def what_holds(draws: int) -> Iterator[Claim]:
    name = "holds its target, and the next quarter misses it"
    for n, mean in ((1, 0.97), (20, 0.97), (200, 0.96), (1000, 0.93)):

        def says(random: np.random.Generator, *, n: int = n, mean: float = mean) -> bool:
            size = np.full((1, 13), float(n))
            x = counts(random, mean + 0 * size, 0.002 if n > 1 else 0, size)
            found = questions.assure(table_of(x[:, :12], size[:, :12], threshold="9/10"))
            return bool(found["verdict"].iloc[0] == "holds" and x[0, 12] < 0.9 * n)

        yield Claim(name, f"12 quarters of {n:,}, 90% wanted, {100 * mean:g}% pass", often(draws, says), draws, 0.02)


def how_the_year_ends(draws: int) -> Iterator[Claim]:
    """Simulate ten times as many years, since a sure forecast is one in two or three, from one unit's past."""
    for rho, noise in ((0.0, 0.0), (0.01, 0.3), (0.04, 0.0)):
        random = np.random.default_rng(SEED)
        outside, wrong = [], []
        for _ in range(10 * draws):
            mean, elapsed = random.normal(0.8, 0.05, (1, 1)).clip(0.6, 0.97), int(random.integers(1, 4))
            profile = np.tile(random.permutation((0.5, 0.8, 1.0, 1.7)) if noise else np.ones(4), 3)
            volume = random.choice([20, 60, 200, 600]) * profile * random.lognormal(0, noise, (1, 12))
            n = random.poisson(volume).clip(1).astype(float)
            x = counts(random, mean + 0 * n, rho, n)
            table = table_of(x[:, : 8 + elapsed], n[:, : 8 + elapsed]).assign(span="quarter")
            year = table.iloc[-elapsed:]
            so_far = year.iloc[-1:].assign(span="year_to_date", **year[["denominator", "numerator"]].sum())
            found = questions.forecast(pd.concat([table, so_far])).iloc[0]
            share = x[0, 8:].sum() / n[0, 8:].sum()
            outside.append(not found["lower"] - 1e-9 <= share <= found["upper"] + 1e-9)
            if abs(found["probability"] - 0.5) >= 0.45:
                wrong.append((found["probability"] > 0.5) != (share >= 0.8))
        case = f"8 past quarters, ρ = {rho:g}" + ", uneven volumes" * bool(noise)
        yield Claim("the year ends outside of its limits", case, float(np.mean(outside)), len(outside), 0.07)
        yield Claim("the year ends as was all but sure not to be", case, float(np.mean(wrong)), len(wrong), 0.07)


def claims(draws: int = 60) -> Iterator[Claim]:
    """Return all claims, in the order of the table."""
    for topic in (
        who_differs,
        what_changed,
        the_samples_own_change,
        who_moved,
        who_is_first,
        what_rises,
        what_holds,
        how_the_year_ends,
    ):
        yield from topic(draws)


def table(found: list[Claim]) -> str:
    lines = ["| Sentence | Case | Said | Bound |", "| --- | --- | --- | --- |"]
    for one in found:
        sign = "≥" if one.power else "≤"
        mark = "" if one.holds else " **broken**"
        lines.append(f"| {one.sentence} | {one.case} | {100 * one.said:.1f}% | {sign} {100 * one.bound:g}%{mark} |")
    return "\n".join(lines)


if __name__ == "__main__":
    all_of_them = list(claims())
    print(table(all_of_them))
    sys.exit(not all(one.holds for one in all_of_them))
