"""Back test of `year_end`: how often its probabilities came true, as Markdown tables for docs/statistics.md.

Simulated years first, with a fixed seed: as the method assumes, and as it does not. Then real series, each four periods
in a row taken as a year: printed ones, and the permits of the folder that DTPLAN_DUTCH_PERMITS names, if it names one.
"""

import csv
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dtplan_analysis.statistics import quarter_spread, season_shift, year_end, year_volume

HERE = Path(__file__).parent
SEED, PAST, UNITS, REPEATS = 320, 8, 20, 20
TARGET = Fraction(4, 5)
SURE = 0.95
METHODS = (
    "spread of all units' past quarters",
    "spread of its own past quarters",
    "usual spread (0.01)",
    "no spread",
    "share so far",
    "last quarter",
)

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Forecasts:
    """One element a forecast: probability by each method, whether it came true, whether each one's limits held."""

    said: dict[str, Floats]
    true: NDArray[np.bool_]
    held: dict[str, NDArray[np.bool_]]


def forecasts(x: Floats, n: Floats, start: int, elapsed: int, target: Fraction, rows: slice = slice(None)) -> Forecasts:
    """Return the forecasts for a year of four periods that begins at `start`, one each of the rows asked for.

    Counts have one row a unit, one column a period.
    """
    far = start + elapsed
    of_all = quarter_spread(x[:, :far], n[:, :far])
    x, n = x[rows], n[rows]
    so_far, of = x[:, start:far].sum(axis=1), n[:, start:far].sum(axis=1)
    final, total = x[:, start : start + 4].sum(axis=1), n[:, start : start + 4].sum(axis=1)
    volumes = [year_volume(one[:start], one[start:far]) for one in n]
    own = [quarter_spread(*counts) for counts in zip(x[:, :far], n[:, :far], strict=True)]
    before = slice(start % 4, start)
    said, held = {}, {}
    for method, spreads in (
        (METHODS[0], [of_all] * len(x)),
        (METHODS[1], own),
        (METHODS[2], [None] * len(x)),
        (METHODS[3], [0.0] * len(x)),
    ):
        ends = []
        for place, spread in enumerate(spreads):
            more = {}
            if method != METHODS[3]:
                past = x[place, before], n[place, before]
                more = {"noise": volumes[place].noise, "shift": season_shift(*past, spread=spread, elapsed=elapsed)}
            rest = round(volumes[place].expected)
            counts = so_far[place], of[place], rest
            ends.append(year_end(*counts, target=target, spread=spread, quarters=(elapsed, 4 - elapsed), **more))
        said[method] = np.array([end.probability for end in ends])
        limits = np.array([(end.lower, end.upper) for end in ends]).T
        held[method] = (limits[0] - 1e-9 <= final / total) & (final / total <= limits[1] + 1e-9)
    last = x[:, far - 1] / np.maximum(n[:, far - 1], 1)
    said[METHODS[4]] = (so_far * target.denominator >= target.numerator * of).astype(float)
    said[METHODS[5]] = (so_far + (total - of) * last >= float(target) * total).astype(float)
    return Forecasts(said, final * target.denominator >= target.numerator * total, held)


def pooled(parts: list[Forecasts]) -> Forecasts:
    return Forecasts(
        {name: np.concatenate([part.said[name] for part in parts]) for name in METHODS},
        np.concatenate([part.true for part in parts]),
        {name: np.concatenate([part.held[name] for part in parts]) for name in METHODS[:4]},
    )


def alike_by(rho: float) -> Callable[[np.random.Generator, Floats], Floats]:
    def shares(random: np.random.Generator, mean: Floats) -> Floats:
        weight = 1 / rho - 1
        return random.beta(mean * weight, (1 - mean) * weight, (UNITS, PAST + 4))

    return shares


def moving(path: Callable[[np.random.Generator], Floats]) -> Callable[[np.random.Generator, Floats], Floats]:
    """Return shares that move along a path (on the scale arcsin √, 0.05 being about 4 points at 80%)."""

    def shares(random: np.random.Generator, mean: Floats) -> Floats:
        angle = np.arcsin(np.sqrt(mean)) + path(random) + random.normal(0, 0.02, (UNITS, PAST + 4))
        return np.sin(np.clip(angle, 0.05, np.pi / 2)) ** 2

    return shares


STEPS = np.arange(PAST + 4) - PAST - 1.5  # 0 in the middle of the year
PROFILE = (0.5, 0.8, 1.0, 1.7)
World = tuple[Callable[[np.random.Generator, Floats], Floats], float]  # shares, and noise of uneven volumes
WORLDS: dict[str, World] = {
    "quarters alike (ρ = 0)": (lambda _, mean: np.broadcast_to(mean, (UNITS, PAST + 4)), 0),
    "ρ = 0.0025": (alike_by(0.0025), 0),
    "ρ = 0.01": (alike_by(0.01), 0),
    "ρ = 0.04": (alike_by(0.04), 0),
    "ρ = 0.0025, uneven volumes": (alike_by(0.0025), 0.3),
    "ρ = 0.01, uneven volumes": (alike_by(0.01), 0.3),
    "ρ = 0.01, very uneven volumes": (alike_by(0.01), 0.6),
    "drift (random walk)": (moving(lambda random: random.normal(0, 0.04, (UNITS, PAST + 4)).cumsum(axis=1)), 0),
    "steady rise": (moving(lambda _: 0.025 * STEPS), 0),
    "seasons": (moving(lambda _: np.tile([0.06, 0, 0, -0.06], PAST // 4 + 1)), 0),
    "seasons, uneven volumes": (moving(lambda _: np.tile([0.06, 0, 0, -0.06], PAST // 4 + 1)), 0.3),
}


def simulated(world: World) -> Forecasts:
    shares, noise = world
    random = np.random.default_rng(SEED)
    parts = []
    for _ in range(REPEATS):
        mean = np.clip(random.normal(0.8, 0.05, (UNITS, 1)), 0.6, 0.97)
        size = random.choice([20, 60, 200, 600], (UNITS, 1))
        if noise:  # a profile of the year that each unit has in its own order, and chance beyond it
            profile = np.array([np.tile(random.permutation(PROFILE), PAST // 4 + 1) for _ in range(UNITS)])
            size = size * profile * random.lognormal(0, noise, (UNITS, PAST + 4))
        n = random.poisson(size, (UNITS, PAST + 4)).clip(1).astype(float)
        x = random.binomial(n.astype(int), shares(random, mean)).astype(float)
        parts += [forecasts(x, n, PAST, elapsed, TARGET) for elapsed in (1, 2, 3)]
    return pooled(parts)


def real(x: Floats, n: Floats) -> Forecasts:
    """Return forecasts for each four periods in a row, at each of them, for targets about the share so far."""
    parts = []
    for start in range(x.shape[1] - 3):
        for elapsed in (1, 2, 3):
            for row in range(len(x)):
                so_far, of = (counts[row, start : start + elapsed].sum() for counts in (x, n))
                if not of or not n[row, start + elapsed : start + 4].sum():
                    continue
                middle = round(100 * so_far / of)
                for target in range(max(middle - 6, 1), min(middle + 6, 99) + 1, 2):
                    parts.append(forecasts(x, n, start, elapsed, Fraction(target, 100), slice(row, row + 1)))
    return pooled(parts)


def printed() -> Iterator[tuple[str, Floats, Floats]]:
    """Return series that are printed, with their source: one row, one column a period."""
    rows = list(csv.DictReader((HERE / "quarters.csv").read_text(encoding="utf-8").splitlines()))
    x, n = np.array([(row["numerator"], row["denominator"]) for row in rows], float).T
    yield "Southampton, requests on time, quarters", x[None, :], n[None, :]
    oracles = (HERE.parent / "tests" / "oracles" / "process.csv").read_text(encoding="utf-8").splitlines()
    for row in csv.DictReader(oracles):
        if row["method"] == "p_chart":
            x, n = np.broadcast_arrays(*(np.array(part.split(), float) for part in row["inputs"].split("/")))
            what = "weeks" if "NHS" in row["source"] else "samples"
            yield f"{row['source']}, {what}", x[None, :], n[None, :]


def permits(folder: Path) -> Iterator[tuple[str, Floats, Floats]]:
    """Return the permits of the whole office by month of receipt: received over the internet, decided by the deadline.

    Not by group: groups are noted from March 2011 only.
    """
    cases = pd.read_csv(folder / "cases.csv", dtype=str)
    day = {name: pd.to_datetime(cases[name].str[:10]) for name in ("startdate", "deadline", "enddate")}
    last = max(day["startdate"].max(), day["enddate"].max())
    month = day["startdate"].dt.to_period("M")
    on_time = day["enddate"].fillna(last) <= day["deadline"]
    # Permits with a deadline still to come are not decided yet: months with them are left out.
    decided = day["deadline"].notna() & (month < month[day["deadline"] > last].min())
    for name, passed, counted in (
        ("online", cases["channel"] == "Internet", month.notna()),
        ("on time", on_time, decided),
    ):
        table = pd.DataFrame({"x": passed[counted], "n": 1}).groupby(month[counted]).sum()
        for step, length in (("months", 1), ("quarters", 3)):
            kept = table.to_numpy(float)[: len(table) // length * length].reshape(-1, length, 2).sum(axis=1)
            if len(kept) >= 4:
                yield f"permits {name}, {step}", kept[None, :, 0], kept[None, :, 1]


def scores(worlds: dict[str, Forecasts]) -> str:
    """Return one line a world, numbers in the order of METHODS; "sure" is a probability of 95% or more, either way."""
    lines = [
        "| Series | Forecasts | Brier score | 95% limits held | Sure: said → came true |",
        "| --- | --- | --- | --- | --- |",
    ]
    for world, found in worlds.items():
        brier = [f"{((said - found.true) ** 2).mean():.3f}" for said in found.said.values()]
        held = [f"{held.mean():.2f}" for held in found.held.values()]
        sure = [_when_sure(found.said[name], found.true) for name in found.held]
        lines.append(
            f"| {world} | {len(found.true):,} | {' · '.join(brier)} | {' · '.join(held)} | {' · '.join(sure)} |"
        )
    return "\n".join(lines)


def _when_sure(said: Floats, true: NDArray[np.bool_]) -> str:
    certain = np.maximum(said, 1 - said)
    right = np.where(said >= 0.5, true, ~true)
    here = certain >= SURE
    return f"{certain[here].mean():.3f} → {right[here].mean():.3f}"


def main() -> None:
    worlds = {name: simulated(world) for name, world in WORLDS.items()}
    folder = os.environ.get("DTPLAN_DUTCH_PERMITS", "")
    series = [*printed(), *(permits(Path(folder)) if folder else ())]
    seen = {name: real(x, n) for name, x, n in series}
    print(scores(worlds), scores(seen), sep="\n\n")


if __name__ == "__main__":
    main()
