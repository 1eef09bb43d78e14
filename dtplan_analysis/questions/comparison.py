"""Who differs from the others, beyond chance and beyond what units differ anyway?"""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from dtplan_analysis.errors import spelt
from dtplan_analysis.questions.answer import FEWEST_UNITS, Row, counts, picked, why_unknown
from dtplan_analysis.questions.selection import Names, ask
from dtplan_analysis.statistics import benjamini_hochberg, funnel, unit_scores

_COLUMNS = (
    "period", "denominator", "numerator", "value", "centre", "lower", "upper", "outside", "z", "p_value",
    "q_value", "differs", "phi", "tau2", "method", "reason", "confidence",
)  # fmt: skip


@spelt
def compare(
    judged: pd.DataFrame,
    *,
    target: Names = None,
    unit: Names = None,
    period: str | None = None,
    by: str = "unit",
    least: int = 10,
    level: float = 0.05,
    confidence: float = 0.998,
) -> pd.DataFrame:
    """Return which units differ from all of them together: one row a target and unit, in one quarter.

    `centre` is the pooled share of the units compared, `lower` and `upper` the funnel limits at the unit's number
    of records (shares in 0–1), widened by τ² (`tau2`), what units differ anyway; `phi` says how much more than
    chance that is. `z` is how far the unit lies from what the others lead to expect, their spread included.
    `q_value` is the p-value adjusted for the number of all comparisons in the answer: `differs` is "above" or
    "below" where it is at most `level`, so that of those named this share is named wrongly on average. `reason`:
    "too_few" (under `least` records), "too_few_units" (under 5 with so many: their spread cannot be told from
    chance), "no_case", "no_data", "suppressed", "checklist". `unit` names those that are compared; left out, all
    but the total and the records of unknown units. It speaks of units' processes, and says nothing of targets.
    Raises InputError for names that are not there.

    As `statistics.funnel` and `statistics.unit_scores`: Spiegelhalter DJ (2005), doi:10.1002/sim.1970; Kleinman JC
    (1973), doi:10.1080/01621459.1973.10481332; Benjamini Y, Hochberg Y (1995),
    doi:10.1111/j.2517-6161.1995.tb02031.x.

    >>> units = pd.DataFrame({"unit": list("ABCDEF"), "period": "2024Q2", "denominator": [200, 220, 180, 210, 190, 200],
    ...                       "numerator": [180, 200, 160, 189, 173, 60]})
    >>> answer = compare(units.assign(value=units["numerator"] / units["denominator"]))
    >>> answer.loc[answer["differs"] != "", ["unit", "differs"]].values.tolist()
    [['F', 'below']]
    """
    asked = ask(judged, target=target, unit=unit, period=period, by=by, peers=True)

    def rows() -> Iterator[Row]:
        for key, units in asked.families():
            yield from _of_family(key, units, by, least, confidence)

    table = asked.answer(rows(), [*asked.names, *_COLUMNS])
    table["q_value"] = benjamini_hochberg(table["p_value"].to_numpy(float))
    sure = table["q_value"] <= level
    table["differs"] = np.where(sure, np.where(table["z"] > 0, "above", "below"), "")
    return table


def _of_family(key: Row, units: Sequence[Row], by: str, least: int, confidence: float) -> Iterator[Row]:
    x, n = counts(units)
    reasons = [
        why or ("too_few" if records < least else "") for why, records in zip(why_unknown(units), n, strict=True)
    ]
    compared = np.array([not reason for reason in reasons])
    if compared.sum() < FEWEST_UNITS:
        reasons = [reason or "too_few_units" for reason in reasons]
        compared[:] = False
    found = funnel(x[compared], n[compared], confidence=confidence)
    z, p_value = unit_scores(x[compared], n[compared])
    spread = {"centre": found.centre, "phi": found.overdispersion.phi, "tau2": found.overdispersion.tau2}
    place = np.cumsum(compared) - 1
    for row, reason, here, at in zip(units, reasons, compared, place, strict=True):
        one = key | {by: row[by], "method": "funnel", "reason": reason, "confidence": confidence, "outside": False}
        one |= picked(row, "denominator", "numerator", "value")
        if here:
            one |= spread | {name: getattr(found, name)[at] for name in ("lower", "upper")}
            one |= {"z": z[at], "p_value": p_value[at]}
            one["outside"] = bool(found.outside[at])
        yield one
