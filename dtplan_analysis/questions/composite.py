"""Who is ahead over all targets, and does that depend on how one counts?"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import scipy
from numpy.typing import NDArray

from dtplan_analysis.errors import InputError, nearest, spelt
from dtplan_analysis.judging import threshold_of
from dtplan_analysis.questions.answer import Row, is_known
from dtplan_analysis.questions.selection import Names, ask
from dtplan_analysis.statistics.checks import checked_confidence
from dtplan_analysis.units import TOTAL

Floats = NDArray[np.float64]

_COLUMNS = (
    "period", "figures", "denominator", "numerator", "score", "place", "best", "worst", "method", "reason",
    "confidence",
)  # fmt: skip
_COUNTED = ("good", "denominator")
_LOWEST = 0.01
"""A geometric mean takes a share of 0 for 1%: else one failed target would wipe out all others."""


@spelt
def composite(
    judged: pd.DataFrame,
    *,
    target: Names = None,
    unit: Names = None,
    period: str | None = None,
    by: str = "unit",
    weights: Mapping[str, float] | None = None,
    method: str = "attainment",
    draws: int = 2000,
    seed: int = 320,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Return an overall score of each unit, and the places it takes when weights and method are others: a row a unit.

    `weights` are by target (any numbers of at least 0; left out, all alike). `score` (0–1) is their weighted mean of
    the figures on the scale of the `method`: "attainment" (share of the way to the target, at most 1), "share" (as
    counted), "scaled" (from the lowest unit to the highest), "places" (from the last place to the first), or the
    geometric mean "attainment_geometric" or "share_geometric". `place` is that of the score. `best` and `worst` bound
    the places (at the `confidence`) over `draws` in which each weight lies anywhere from half to one and a half of its
    own, the method is any of the six, and each share is drawn from Beta(x + ½, n − x + ½) of its counts: an order
    that holds only for one choice, or by chance, shows. Drawn with the `seed`: the same answer each time.

    Of a target that asks for at most a share, what it does not count is the figure, and its goal the rest.

    A unit without one of the figures is not scored: `reason` "incomplete"; checklists and targets without a share are
    left out of the figures. `figures` are how many, `denominator` and `numerator` the records behind them. `period`:
    left out, the latest quarter that all figures have. `unit`: left out, all but the total and the records of unknown
    units. Raises InputError for names that are not there and weights that cannot be.

    OECD, JRC (2008), Handbook on Constructing Composite Indicators, doi:10.1787/9789264043466-en; Saisana M et al.
    (2005), J R Stat Soc A 168:307–323, doi:10.1111/j.1467-985X.2005.00350.x.

    >>> rows = pd.DataFrame({"target": ["X", "X", "X", "Y", "Y", "Y"], "unit": list("ABCABC"), "period": "2024Q2",
    ...                      "denominator": 100, "numerator": [90, 80, 40, 50, 60, 30], "threshold": "1"})
    >>> answer = composite(rows.assign(value=rows["numerator"] / 100), weights={"X": 1, "Y": 1})
    >>> answer[["unit", "score", "place", "best", "worst"]].values.tolist()
    [['A', 0.7, 1, 1, 2], ['B', 0.7, 1, 1, 2], ['C', 0.35, 3, 3, 3]]
    """
    if method not in METHODS:
        raise InputError(f"unknown method {method!r}", where="method", remedy=nearest(method, METHODS))
    wanted = list(weights) if target is None and weights else target
    asked = ask(judged, target=wanted, unit=unit, period=period, by=by, peers=True)
    if period is None and asked.latest:
        period = min(asked.latest.values(), key=asked.periods.index)
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for row in asked.rows:
        if row["period"] == period and row["method"] != "checklist" and row[by] != TOTAL:
            group = groups.setdefault(tuple(row[name] for name in asked.others), [])
            group.append(row | {"figure": row["target"] or row["indicator"]})

    def rows() -> Iterator[Row]:
        for key, group in groups.items():
            for row in _scored(group, by, weights, method, (draws, seed, checked_confidence(confidence))):
                yield dict(zip(asked.others, key, strict=True)) | row

    common = {"period": period, "method": method, "confidence": confidence}
    return asked.answer((row | common for row in rows()), [by, *asked.others, *_COLUMNS])


def _scored(
    rows: Sequence[Row],
    by: str,
    weights: Mapping[str, float] | None,
    method: str,
    chance: tuple[int, int, float],
) -> Iterator[Row]:
    figures = sorted({row["figure"] for row in rows})
    some: dict[Any, dict[str, Row]] = {row[by]: {} for row in rows}
    for row in filter(is_known, rows):
        if row["figure"] in some[row[by]]:
            raise InputError(
                f"the figure {row['figure']} stands there in two variants",
                where="composite",
                remedy="name the targets that make it up",
            )
        some[row[by]][row["figure"]] = _rising(row)
    units = sorted(unit for unit, own in some.items() if len(own) == len(figures))
    weight, places = _weight(figures, weights), {}
    if len(units) > 1:
        share = np.array([[some[unit][figure]["share"] for figure in figures] for unit in units])
        wanted = np.array([[some[unit][figure]["goal"] for figure in figures] for unit in units])
        score = _mean(method, _scales(share, wanted), weight)
        counts = np.array([[[some[unit][figure][name] for figure in figures] for unit in units] for name in _COUNTED])
        best, worst = _range(counts, wanted, weight, *chance)
        for at, (unit, place) in enumerate(zip(units, _places(score), strict=True)):
            ends = {"best": min(best[at], place), "worst": max(worst[at], place)}
            places[unit] = {"score": float(score[at]), "place": place, **ends}
    for unit, own in some.items():
        reason = "" if unit in places else "too_few_units" if unit in units else "incomplete"
        sums = {name: sum(row[name] for row in own.values()) for name in ("denominator", "numerator")}
        yield {by: unit, "figures": len(figures), "reason": reason} | sums | places.get(unit, {})


def _rising(row: Row) -> Row:
    """Return a row with what is `good`, its `share` and `goal`: where the target asks for at most, the rest."""
    goal = 1.0 if (asked := threshold_of(row)) is None else float(asked)
    if row["comparison"] == "<=":
        return row | {"good": row["denominator"] - row["numerator"], "share": 1 - row["value"], "goal": 1 - goal}
    return row | {"good": row["numerator"], "share": row["value"], "goal": goal}


def _scales(share: Floats, goal: Floats) -> dict[str, Floats]:
    """Return the shares (units × figures, of several draws ahead of these) on each scale, 0–1."""
    low, high = share.min(axis=-2, keepdims=True), share.max(axis=-2, keepdims=True)
    places = scipy.stats.rankdata(share, axis=-2)
    return {
        "attainment": np.minimum(share / np.where(goal > 0, goal, 1), 1),
        "share": share,
        "scaled": np.where(high > low, (share - low) / np.where(high > low, high - low, 1), 1),
        "places": (places - 1) / (share.shape[-2] - 1),
    }


METHODS = ("attainment", "share", "scaled", "places", "attainment_geometric", "share_geometric")
"""The ways to an overall score: a scale, and a geometric mean where that is named."""


def _mean(method: str, scores: Mapping[str, Floats], weight: Floats) -> Floats:
    """Return the mean of each unit's scores; of several draws, one each."""
    scale, _, geometric = method.partition("_")
    each = np.log(np.maximum(scores[scale], _LOWEST)) if geometric else scores[scale]
    score = (each * weight[..., None, :]).sum(axis=-1)
    rounded: Floats = np.round(np.exp(score) if geometric else score, 12)  # equal scores are ties, whatever the digit
    return rounded


def _range(
    counts: Floats, goal: Floats, weight: Floats, draws: int, seed: int, confidence: float
) -> tuple[Floats, Floats]:
    """Return the places between which each unit stands in so many draws of weights, methods and shares."""
    chance = np.random.default_rng(seed)
    drawn = weight * chance.uniform(0.5, 1.5, (draws, len(weight)))
    drawn /= drawn.sum(axis=1, keepdims=True)
    chosen = chance.integers(len(METHODS), size=draws)
    passed, of = counts
    scores = _scales(chance.beta(passed + 0.5, of - passed + 0.5, (draws, *passed.shape)), goal)
    places = np.empty((draws, len(passed)))
    for at, name in enumerate(METHODS):
        here = chosen == at
        score = _mean(name, {scale: one[here] for scale, one in scores.items()}, drawn[here])
        places[here] = 1 + (score[:, None, :] > score[:, :, None]).sum(axis=2)
    tail = (1 - confidence) / 2
    low, high = np.quantile(places, [tail, 1 - tail], axis=0, method="inverted_cdf")
    return low, high


def _places(score: Floats) -> Floats:
    """Return 1 + how many units score higher."""
    higher = score[None, ...] > score[:, None, ...]
    return np.asarray(1.0 + higher.sum(axis=1), dtype=float)


def _weight(figures: list[str], weights: Mapping[str, float] | None) -> Floats:
    given = weights or dict.fromkeys(figures, 1.0)
    for name, weight in given.items():
        if name not in figures:
            raise InputError(f"a weight names {name!r}", where="weights", remedy=nearest(name, figures))
        if not (weight >= 0 and np.isfinite(weight)):
            raise InputError(
                f"the weight of {name} is {weight!r}", where="weights", remedy="give a number of at least 0"
            )
    found = np.array([float(given.get(name, 0)) for name in figures])
    if not found.sum() > 0:
        raise InputError("all weights are 0", where="weights", remedy="give a weight above 0 to a target")
    shares: Floats = found / found.sum()
    return shares
