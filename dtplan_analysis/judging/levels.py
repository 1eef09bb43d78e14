"""Units that meet a target, counted by level: what a total over several levels says, which is not judged itself."""

from collections.abc import Callable, Collection
from typing import NamedTuple

import pandas as pd

from dtplan_analysis.units import TOTAL, UNKNOWN

DECIDED = ("met", "not_met", "inconclusive", "not_due")
"""The statuses of a unit in which cases arose, so that it could meet a target."""


class Met(NamedTuple):
    """How many units meet a target, of those in which cases arose."""

    met: int
    decided: int
    not_met: int = 0
    others: int = 0
    """The units without cases or data."""


def met_by_level(
    rows: pd.DataFrame,
    *,
    leave_out: Collection[str] = (),
    peers: Callable[[pd.DataFrame], pd.DataFrame] = lambda rows: rows,
) -> dict[tuple[str, str], Met]:
    """Return, by target and level, how many units meet it and in how many cases arose; in the order of the rows.

    `rows` are judged rows of one period and span; `leave_out` are units that count in no total; `peers` leaves of the
    rows of one level those that are counted side by side. The level ``""`` is that of the units that have none. Of a
    target and level with a unit that is not shown, nothing is told, be that a peer or not.

    >>> rows = pd.DataFrame({"unit": ["A", "B", "C"], "target": "H1", "status": ["met", "not_met", "no_case"],
    ...                      "unit_level": ["city", "city", "ward"]})
    >>> {key: n[:2] for key, n in met_by_level(rows).items()}
    {('H1', 'city'): (1, 2), ('H1', 'ward'): (0, 0)}
    """
    own = rows[~rows["unit"].isin([TOTAL, UNKNOWN, *leave_out]) & (rows["target"] != "") & (rows["status"] != "")]
    cells = {(str(target), str(level)): of for (target, level), of in own.groupby(["target", "unit_level"], sort=False)}
    return {key: _met(peers(of)["status"]) for key, of in cells.items() if not (of["status"] == "suppressed").any()}


def _met(status: pd.Series) -> Met:
    decided = int(status.isin(DECIDED).sum())
    met, missed = (int((status == one).sum()) for one in ("met", "not_met"))
    return Met(met, decided, missed, len(status) - decided)
