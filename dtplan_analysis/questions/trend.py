"""Is it rising or falling?"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from dtplan_analysis.errors import spelt
from dtplan_analysis.periods import read_label
from dtplan_analysis.questions.answer import Row, is_known, picked, refusal
from dtplan_analysis.questions.selection import Names, ask
from dtplan_analysis.statistics import kendall, seasonal_kendall, theil_sen

SEASONAL_FROM = 13
"""From so many quarters on, each is compared with the same quarter of other years alone."""

_COLUMNS = (
    "since", "period", "points", "denominator", "numerator", "value", "slope", "lower", "upper", "s", "tau",
    "p_value", "serial", "direction", "method", "reason", "confidence",
)  # fmt: skip


@spelt
def trend(
    judged: pd.DataFrame,
    *,
    target: Names = None,
    unit: Names = None,
    period: str | None = None,
    by: str = "unit",
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Return whether each share rises or falls from quarter to quarter more steadily than chance would.

    One row a target and unit: quarters with a value (`points`), the last one's counts, `slope` (median change of the
    share a quarter, −1 to 1) with `lower` and `upper`, Kendall's S, τ and p-value, and the `direction`: "rising",
    "falling", "unclear", or "" where nothing can be said. `reason` then says why: "too_short" (with 4 quarters no
    two-sided test at 5% can succeed), "ties", "no_case", "no_data", "checklist", or "restarts" for a share that adds
    up over a year. Exact up to 12 quarters; above, by seasons where the quarters are named as 2024Q2. Quarters before
    the plan count; a provisional latest one only if `period` names it. The test is of the process, that records could
    have come out otherwise: the shares of a register are exact. Raises InputError for names that are not there.

    Mann HB (1945), doi:10.2307/1907187; Sen PK (1968), doi:10.1080/01621459.1968.10480934; Hirsch RM et al. (1982),
    doi:10.1029/WR018i001p00107.

    >>> quarters = pd.DataFrame({"unit": "HDXD", "period": [f"2023Q{n}" for n in (1, 2, 3, 4)] + ["2024Q1"],
    ...                          "denominator": 100, "numerator": [41, 44, 52, 57, 60]})
    >>> trend(quarters.assign(value=quarters["numerator"] / 100))[["points", "direction", "p_value"]].round(4).values
    array([[5, 'rising', 0.0167]], dtype=object)
    """
    asked = ask(judged, target=target, unit=unit, period=period, by=by)

    def rows() -> Iterator[Row]:
        for key, series in asked.series():
            yield key | _of_series(series, confidence) | {"confidence": confidence}

    return asked.answer(rows(), [*asked.names, *_COLUMNS])


def _of_series(series: Sequence[Row], confidence: float) -> Row:
    some, refused = [row for row in series if is_known(row)], refusal(series)
    found: Row = {"points": len(some), "direction": "", "method": "kendall", "reason": refused}
    if some:
        found |= {"since": some[0]["period"]} | picked(some[-1], "period", "denominator", "numerator", "value")
    if refused:
        return found
    values = [row["value"] if is_known(row) else np.nan for row in series]
    season = _season(series) if len(some) >= SEASONAL_FROM else None
    test = kendall(values, confidence=confidence, serial=True)
    if season is not None:
        found["method"] = "seasonal_kendall"
        test = seasonal_kendall(values, season=season, confidence=confidence)
        if not test.reason:
            like = pd.Series(values)
            apart = kendall(like - like.groupby(season).transform("mean"), confidence=confidence, serial=True)
            test = replace(test, p_value=np.fmax(test.p_value, apart.p_value), serial=apart.serial)
    if test.reason:
        return found | {"reason": test.reason}
    slope = theil_sen(values, confidence=confidence, season=season)
    found |= {"slope": slope.slope, "lower": slope.lower, "upper": slope.upper}
    found |= {"s": test.s, "tau": test.tau, "p_value": test.p_value, "serial": test.serial}
    sure = test.p_value <= 1 - confidence
    return found | {"direction": ("rising" if test.s > 0 else "falling") if sure else "unclear"}


def _season(series: Sequence[Row]) -> list[str] | None:
    """Return the quarter of the year of each row; None where the names of the quarters do not tell."""
    told = [read_label(str(row["period"])) for row in series]
    named = [str(one.number) for one in told if one and one.length < 12]
    return named if len(named) == len(told) else None
