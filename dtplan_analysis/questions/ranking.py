"""In which order do units stand, and what can be said of it at all?"""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from dtplan_analysis.errors import spelt
from dtplan_analysis.questions.answer import Row, counts, picked, why_unknown
from dtplan_analysis.questions.selection import Names, ask
from dtplan_analysis.statistics import rank_sets

_COLUMNS = ("period", "denominator", "numerator", "value", "place", "best", "worst", "method", "reason", "confidence")


@spelt
def rank(
    judged: pd.DataFrame,
    *,
    target: Names = None,
    unit: Names = None,
    period: str | None = None,
    by: str = "unit",
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Return the places that each unit can have among all, 1 the highest share: one row a target and unit.

    `best` and `worst` bound the places of all units at once with the `confidence`; `place` is that of the shares as
    counted (ties share the best), and never to be told without the two. `reason`: "too_few_units" (under 2 with
    records), "no_case", "no_data", "suppressed", "checklist". `unit` names those in the order; left out, all but the
    total and the records of unknown units. For a register it speaks of the processes, whose records could have come out
    otherwise. Raises InputError for names that are not there.

    Klein M, Wright T, Wieczorek J (2020), doi:10.1111/rssc.12402.

    >>> units = pd.DataFrame({"unit": list("ABCD"), "period": "2024Q2", "denominator": 200,
    ...                       "numerator": [190, 140, 136, 60]})
    >>> rank(units.assign(value=units["numerator"] / 200))[["unit", "place", "best", "worst"]].values.tolist()
    [['A', 1, 1, 1], ['B', 2, 2, 3], ['C', 3, 2, 3], ['D', 4, 4, 4]]
    """
    asked = ask(judged, target=target, unit=unit, period=period, by=by, peers=True)

    def rows() -> Iterator[Row]:
        for key, units in asked.families():
            for row in _of_family(units, by, confidence):
                yield key | row | {"method": "rank_sets", "confidence": confidence}

    return asked.answer(rows(), [*asked.names, *_COLUMNS])


def _of_family(units: Sequence[Row], by: str, confidence: float) -> Iterator[Row]:
    x, n = counts(units)
    reasons = why_unknown(units)
    compared = np.array([not reason for reason in reasons])
    few = compared.sum() < 2
    n = np.where(compared, n, 0)
    best, worst = rank_sets(np.where(compared, x, 0), n, confidence=confidence)
    share = np.where(n > 0, x / np.where(n > 0, n, 1), -1)
    place = 1 + (share[None, :] > share[:, None]).sum(axis=1)
    for at, (row, reason) in enumerate(zip(units, reasons, strict=True)):
        one = picked(row, by, "denominator", "numerator", "value")
        one["reason"] = reason or ("too_few_units" if few else "")
        yield one if one["reason"] else one | {"place": place[at], "best": best[at], "worst": worst[at]}
