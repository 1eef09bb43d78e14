"""Judging: counts and a target become value, bounds, interval, status, shortfall and reason.

A register holds every case, so its status is whole-number arithmetic, and doubt comes from missing records alone; a
survey is a sample, and its interval decides. Shares are never rounded before they are compared.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType

import numpy as np
import pandas as pd

from dtplan_analysis.counting import COUNTS, Cell, Declaration
from dtplan_analysis.errors import RegisterError
from dtplan_analysis.judging.deadlines import goals_of, not_due
from dtplan_analysis.judging.points import points_of_row
from dtplan_analysis.judging.surveys import UNKNOWN_RESPONSE, Drawn, cells_of, estimate, is_too_low, response
from dtplan_analysis.judging.table import declared
from dtplan_analysis.judging.threshold import exact_share
from dtplan_analysis.plans import Target
from dtplan_analysis.registers.frames import rows_in
from dtplan_analysis.statistics import SurveyShare, wilson


def judge(
    counts: pd.DataFrame,
    *,
    threshold: Fraction | str | Sequence[Fraction | None] | None,
    comparison: str = ">=",
    basis: str = "census",
    checklist: bool = False,
    volumes: bool = False,
    confidence: float = 0.95,
    drawn: Drawn = "self-selected",
    least_response: Fraction | None = None,
) -> pd.DataFrame:
    """Return counts with value, bounds, interval, threshold, shortfall, status, reason, method, confidence,
    comparison, effective size and, of surveys, the response.

    `counts` holds the five whole numbers (of a survey also `served`, the people who could have answered, where known,
    and `cells`, the sums of `survey_cells`; and `bounded`, false where nobody knows how many cases lack something: then
    there are no bounds); a row without a `denominator` (empty) is a unit or period without data,
    whose `reason` may be given. Shares are in 0–1. A census is met if its share reaches the threshold even with every
    missing record failing, and not met if it does not reach it with every missing record passing; a survey is judged by
    its interval: Wilson's, or, where it has weights, strata, clusters or several units, that of its design
    (`survey_share_of_sums`), in whose total each unit counts by whom it served. One that was `drawn` as a "sample" has
    a finite population correction; one with a response rate under `least_response` (0–1) is undecided. A zero
    denominator is *no case*, never 0% and never 100%. A checklist has no share. `volumes` are sums of what records
    hold instead of their number: they have no interval, and where `unweighed` records hold nobody knows what, nothing
    is decided. `threshold` is a share in 0–1, as an
    exact fraction or text such as `60%`, or one for each row. With the `comparison` `<=` the share may be at most that:
    a missing record is then worst in the numerator, and the shortfall is by how many there are too many. Raises
    RegisterError for counts that are not whole or do not add up, InputError for a threshold that is not exact.

    >>> rows = pd.DataFrame({"records": [10], "excluded": [0], "missing": [1], "denominator": [9], "numerator": [5]})
    >>> judge(rows, threshold=Fraction(3, 5))[["status", "reason", "shortfall"]].to_dict("records")
    [{'status': 'inconclusive', 'reason': 'missing_records', 'shortfall': 1}]
    """
    sample = basis == "sample"
    table = counts.reset_index(drop=True).copy()
    records, excluded, missing, denominator, numerator = (_whole(table, name) for name in COUNTS)
    _refuse_impossible(records, excluded, missing, denominator, numerator)
    reported = table["denominator"].notna().to_numpy()
    population = _population(table, denominator) if sample and drawn == "sample" else None
    lower, upper = wilson(numerator, denominator, confidence=confidence, population=population)
    with np.errstate(invalid="ignore"):
        value, effective, reached = numerator / denominator, denominator.astype(float), numerator.astype(float)
    cells = cells_of(table) if sample else [[] for _ in range(len(table))]
    designed = {
        place: found
        for place, own in enumerate(cells)
        if own and (found := estimate(own, drawn=drawn, confidence=confidence)) is not None
    }
    for place, found in designed.items():
        value[place], lower[place], upper[place] = found.share, found.lower, found.upper
        reached[place] = found.share * denominator[place]
        effective[place] = min(found.effective, denominator[place]) if found.effective == found.effective else np.nan
    at_most, known = comparison == "<=", denominator + missing
    thresholds = _of_rows(threshold, len(table))
    goals = [Fraction(1) if checklist and one is None else one for one in thresholds]
    fewest, most = numerator, numerator + missing
    status, reason = _status(goals, at_most, known, fewest, most, (lower, upper) if sample else None)
    base = denominator if sample else known
    given = table["reason"] if "reason" in table else pd.Series([None] * len(table), dtype=object)

    with np.errstate(invalid="ignore", divide="ignore"):
        shares = {
            "value": value,
            # A missing answer has the mean weight of those that were given.
            "worst": (reached + (missing if at_most else 0)) / known,
            "best": (reached + (0 if at_most else missing)) / known,
            "lower": lower,
            "upper": upper,
        }
    for name, share in shares.items():
        table[name] = np.full(len(table), np.nan) if checklist else np.where(reported, share, np.nan)
    table["interval"] = "" if checklist else ("sampling" if sample else "process")
    table["threshold"] = pd.Series([None if one is None else str(one) for one in thresholds], dtype=object)
    counted = most if at_most and not sample else numerator
    shortfall = [
        _shortfall(goal, at_most, int(n), int(x)) if goal is not None and seen and place not in designed else None
        for place, (goal, n, x, seen) in enumerate(zip(goals, base, counted, reported, strict=True))
    ]
    table["shortfall"] = pd.array(shortfall, dtype="Int64")
    table["status"] = np.where(reported, status, "no_data")
    table["reason"] = np.where(reported, reason, given.fillna("not_reported").to_numpy(object))
    table["method"] = "checklist" if checklist else "wilson"
    if population is not None:
        table.loc[~np.isnan(population), "method"] = "wilson_finite_population"
    table["confidence"] = confidence
    table["comparison"] = comparison
    table["effective"] = np.where(reported, effective, np.nan)
    _add_response(table, value, cells, least_response, designed, judged=[one is not None for one in goals])
    if volumes:  # what records hold is no number of cases: there is no chance in it to be told
        table = table.assign(lower=np.nan, upper=np.nan, interval="", method="sum", confidence=np.nan)
        unknown = table["unweighed"].fillna(0).to_numpy(int) > 0 if "unweighed" in table else np.zeros(len(table), bool)
        table.loc[unknown, ["worst", "best"]] = np.nan
        table.loc[unknown & (table["status"] != "").to_numpy(), "status"] = "inconclusive"
        table.loc[unknown, "reason"] = "missing_weight"
    if "bounded" in table:  # nobody said how many cases lack something
        table.loc[~table["bounded"].fillna(True).astype(bool), ["worst", "best"]] = np.nan
    return table.drop(columns=[name for name in ("cells", "bounded", "unweighed") if name in table])


def _add_response(
    table: pd.DataFrame,
    value: np.ndarray,
    cells: Sequence[Sequence[Cell]],
    least: Fraction | None,
    designed: Mapping[int, SurveyShare],
    *,
    judged: Sequence[bool],
) -> None:
    """Give each row of a survey its response, and leave undecided what its design or too low a response does."""
    rows = rows_in(table)
    seen = [bool(own) for own in cells]
    found = [
        response(row, float(share), own) if there else UNKNOWN_RESPONSE
        for row, share, own, there in zip(rows, value, cells, seen, strict=True)
    ]
    table["served"] = pd.array(
        [row.get("served") if own else None for row, own in zip(rows, seen, strict=True)], "Float64"
    )
    for name in ("rate", "worst", "best"):
        table["response" if name == "rate" else f"response_{name}"] = [getattr(one, name) for one in found]
    method, status, reason = (table[name].astype(object).tolist() for name in ("method", "status", "reason"))
    for place, design in designed.items():
        method[place] = "survey"
        if design.reason and judged[place]:
            status[place], reason[place] = "inconclusive", design.reason
    for place, one in enumerate(found):
        if judged[place] and seen[place] and is_too_low(one.rate, least):
            status[place], reason[place] = "inconclusive", "response"
    for name, values in (("method", method), ("status", status), ("reason", reason)):
        table[name] = values


def _of_rows(threshold: Fraction | str | Sequence[Fraction | None] | None, rows: int) -> list[Fraction | None]:
    if threshold is None or isinstance(threshold, str) or not isinstance(threshold, Sequence):
        return [None if threshold is None else exact_share(threshold)] * rows
    return [None if one is None else exact_share(one) for one in threshold]


def _shortfall(goal: Fraction, at_most: bool, base: int, counted: int) -> int:
    """Return how many cases are still short of a goal, or too many for one that must not be passed."""
    allowed = goal.numerator * base
    return max(0, counted - allowed // goal.denominator if at_most else -(-allowed // goal.denominator) - counted)


def _status(
    goals: Sequence[Fraction | None],
    at_most: bool,
    known: np.ndarray,
    fewest: np.ndarray,
    most: np.ndarray,
    limits: tuple[np.ndarray, np.ndarray] | None,
) -> tuple[np.ndarray, np.ndarray]:
    """Return status and reason of each row; whole numbers only, but for a survey's limits.

    `fewest` and `most` are the numerators if every missing record fails, or passes, of `known` cases.
    """
    judged = np.array([goal is not None for goal in goals], bool)
    # Python's own whole numbers: a threshold may be as fine as it likes.
    asked = [Fraction(0) if goal is None else goal for goal in goals]
    needed: list[float | Fraction] = [goal * int(n) for goal, n in zip(asked, known, strict=True)]
    low, high = (np.array([int(n) for n in one], dtype=object) for one in (fewest, most))
    open_reason, sure = "missing_records", "count"
    if limits is not None:
        needed, (low, high) = [float(goal) for goal in asked], limits
        open_reason, sure = "sampling", "interval"
    least = np.array(needed, dtype=object if limits is None else float)
    met, failed = (high <= least, low > least) if at_most else (low >= least, high < least)
    reached, missed = ("target_kept", "target_passed") if at_most else ("reaches_target", "below_target")
    nothing, met, failed = known == 0, met.astype(bool) & judged, failed.astype(bool) & judged
    status = np.select([nothing, ~judged, met, failed], ["no_case", "", "met", "not_met"], "inconclusive")
    reason = np.select(
        [nothing, ~judged, met, failed],
        ["no_case_arose", "no_target", f"{sure}_{reached}", f"{sure}_{missed}"],
        open_reason,
    )
    return status.astype(object), reason.astype(object)


def _whole(table: pd.DataFrame, name: str) -> np.ndarray:
    """Return a column of counts; what is empty is 0, and shows as no data by its empty denominator."""
    if name not in table:
        raise RegisterError(
            f"column {name!r} is absent", where="counts", remedy=f"the five counts are {', '.join(COUNTS)}"
        )
    try:
        return table[name].astype("Int64").fillna(0).to_numpy("int64")
    except (TypeError, ValueError):
        raise RegisterError(
            f"column {name!r} has something else than whole numbers", where="counts", remedy="give whole numbers"
        ) from None


def _population(table: pd.DataFrame, denominator: np.ndarray) -> np.ndarray | None:
    """Return how many could have answered; unknown (NaN) where that is not said, or is fewer than did answer."""
    if "served" not in table:
        return None
    served = table["served"].to_numpy(float, na_value=np.nan)
    return np.where(served >= denominator, served, np.nan)


def _refuse_impossible(
    records: np.ndarray, excluded: np.ndarray, missing: np.ndarray, denominator: np.ndarray, numerator: np.ndarray
) -> None:
    negative = any(np.any(one < 0) for one in (excluded, missing, denominator, numerator))
    if negative or np.any(records != excluded + missing + denominator) or np.any(numerator > denominator):
        raise RegisterError(
            "the counts do not add up",
            where="counts",
            remedy="records = excluded + missing + denominator, and the numerator is a part of the denominator",
        )


def judge_target(
    counts: pd.DataFrame,
    indicator: Declaration,
    target: Target | None,
    *,
    levels: Mapping[str, str] = MappingProxyType({}),
    drawn: Drawn = "self-selected",
    least_response: Fraction | None = None,
) -> pd.DataFrame:
    """Return the judged rows of one indicator against its target of the plan, or against none.

    `levels` are those of the units, for a target that asks different shares of them. What is not reached before the
    first day that the target names is not due. `drawn` and `least_response` are those of `judge`.
    """
    goals = goals_of(counts, target, levels)
    judged = judge(
        counts,
        threshold=[goal.share for goal in goals],
        comparison=target.comparison if target else ">=",
        basis=indicator.basis,
        checklist=indicator.checklist,
        volumes=bool(indicator.sum_of),
        drawn=drawn,
        least_response=least_response,
    )
    if target and target.counted:  # figures as they were reported: what chance there is in them nobody knows
        judged = judged.assign(lower=np.nan, upper=np.nan, interval="", method="counts", confidence=np.nan)
    judged["status"] = [not_due(status, goal) for status, goal in zip(judged["status"], goals, strict=True)]
    judged["due"] = pd.Series([goal.due for goal in goals], dtype=object)
    judged["unit_level"] = [levels.get(str(unit), "") for unit in judged["unit"]] if "unit" in judged else ""
    if target and target.points:
        brought = [points_of_row(row, target) for row in rows_in(judged)]
        judged["points"] = pd.Series([None if one.points is None else str(one.points) for one in brought], dtype=object)
        judged["points_least"] = [str(one.least) for one in brought]
        judged["points_most"] = [str(one.most) for one in brought]
    return declared(judged, indicator)
