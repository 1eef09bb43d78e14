"""Units that meet a target, counted by level: what a total over several levels says, which is not judged itself."""

from collections.abc import Collection

import pandas as pd

from dtplan_analysis.units import TOTAL, UNKNOWN

DECIDED = ("met", "not_met", "inconclusive", "not_due")
"""The statuses of a unit in which cases arose, so that it could meet a target."""


def met_by_level(rows: pd.DataFrame, *, leave_out: Collection[str] = ()) -> dict[tuple[str, str], tuple[int, int]]:
    """Return, by target and level, how many units meet it and in how many cases arose; in the order of the rows.

    `rows` are judged rows of one period and span; `leave_out` are units that count in no total. The level ``""`` is
    that of the units that have none. Of a target and level with a unit that is not shown, nothing is told.

    >>> rows = pd.DataFrame({"unit": ["A", "B", "C"], "target": "H1", "status": ["met", "not_met", "no_case"],
    ...                      "unit_level": ["city", "city", "ward"]})
    >>> met_by_level(rows)
    {('H1', 'city'): (1, 2), ('H1', 'ward'): (0, 0)}
    """
    own = rows[~rows["unit"].isin([TOTAL, UNKNOWN, *leave_out]) & (rows["target"] != "") & (rows["status"] != "")]
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for target, level, status in zip(own["target"], own["unit_level"], own["status"], strict=True):
        met, decided = found.get((target, level), (0, 0))
        found[target, level] = met + (status == "met"), decided + (status in DECIDED)
    some = own[own["status"] == "suppressed"]
    hidden = {*zip(some["target"], some["unit_level"], strict=True)}
    return {key: n for key, n in found.items() if key not in hidden}
