"""What are the shares of small units worth, seen among the others?"""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from dtplan_analysis import statistics
from dtplan_analysis.errors import spelt
from dtplan_analysis.questions.answer import Row, counts, picked, why_unknown
from dtplan_analysis.questions.selection import Names, ask

_COLUMNS = (
    "period", "denominator", "numerator", "value", "shrunk", "lower", "upper", "own", "centre", "method",
    "reason", "confidence",
)  # fmt: skip


@spelt
def shrink(
    judged: pd.DataFrame,
    *,
    target: Names = None,
    unit: Names = None,
    period: str | None = None,
    by: str = "unit",
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Return each unit's share drawn towards the mean of all, the more the fewer records it has: one row a unit.

    `shrunk` with `lower` and `upper` stands beside the raw `value`, never in its place: targets are judged on counts.
    `own` is the weight of the unit's own records, `centre` the mean of all (shares in 0–1). `reason`: "too_few_units"
    (under 3 with records), "no_variation" (every record passes, or none), "no_case", "no_data", "suppressed",
    "checklist". `unit` names those that are looked at together; left out, all but the total and the records of unknown
    units. Raises InputError for names that are not there.

    Efron B, Morris C (1975), doi:10.1080/01621459.1975.10479864; Griffiths DA (1973), doi:10.2307/2529131; limits that
    allow for the mean being estimated: Morris CN (1983), doi:10.1080/01621459.1983.10477920.

    >>> units = pd.DataFrame({"unit": list("ABCDE"), "period": "2024Q2", "denominator": [50, 200, 100, 100, 5],
    ...                       "numerator": [45, 180, 70, 92, 3]})
    >>> answer = shrink(units.assign(value=units["numerator"] / units["denominator"]))
    >>> answer.loc[4, ["value", "shrunk"]].round(3).tolist()
    [0.6, 0.792]
    """
    asked = ask(judged, target=target, unit=unit, period=period, by=by, peers=True)

    def rows() -> Iterator[Row]:
        for key, units in asked.families():
            for row in _of_family(units, by, confidence):
                yield key | row | {"method": "beta_binomial", "confidence": confidence}

    return asked.answer(rows(), [*asked.names, *_COLUMNS])


def _of_family(units: Sequence[Row], by: str, confidence: float) -> Iterator[Row]:
    (x, n), reasons = counts(units), why_unknown(units)
    compared = np.array([not reason for reason in reasons])
    found = statistics.shrink(np.where(compared, x, 0), np.where(compared, n, 0), confidence=confidence)
    for at, (row, reason) in enumerate(zip(units, reasons, strict=True)):
        one = picked(row, by, "denominator", "numerator", "value")
        one["reason"] = reason or found.reason
        if not one["reason"] and found.prior:
            one |= {"shrunk": found.share[at], "lower": found.lower[at], "upper": found.upper[at]}
            one |= {"own": found.own[at], "centre": found.prior.mean}
        yield one
