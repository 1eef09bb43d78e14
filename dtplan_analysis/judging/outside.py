"""Figures that others publish: exact decimals, each held against the limit of its target; no share of anything."""

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType

import pandas as pd

from dtplan_analysis.counting import COUNTS, Declaration
from dtplan_analysis.judging.points import points_of_row
from dtplan_analysis.judging.table import declared
from dtplan_analysis.plans import Target
from dtplan_analysis.registers.frames import rows_in

OUTSIDE = "outside"
"""What such rows are counted from, and their method."""


def judge_outside(
    values: pd.DataFrame,
    indicator: Declaration,
    target: Target,
    *,
    levels: Mapping[str, str] = MappingProxyType({}),
) -> pd.DataFrame:
    """Return the judged rows of figures from outside: no counts, the value as it was published, and its status.

    What brings points has no status: its limit is where all of them are reached, and nothing is missed below it.

    `values` holds unit, period and the exact text of the value as `given`, which is empty where nothing was published.
    Raises ValueError for a target that asks for no such figure.

    >>> from dtplan_analysis.plans import find_plan
    >>> from dtplan_analysis.catalogue import INDICATORS
    >>> rows = pd.DataFrame({"unit": ["A", "B", "C"], "given": ["86", "85.99", ""]})
    >>> target = find_plan("hanoi-par-2026").target("H4")
    >>> judge_outside(rows, INDICATORS["dossiers_online"], target)["status"].tolist()
    ['met', 'not_met', 'no_data']
    """
    asked = target.outside
    if asked is None:
        raise ValueError(f"target {target.id} asks for no figure from outside")
    table, nothing = values.drop(columns="given").reset_index(drop=True), [None] * len(values)
    given = [Fraction(text) if text else None for text in values["given"]]
    for name in (*COUNTS, "shortfall"):
        table[name] = pd.array(nothing, dtype="Int64")
    table["value"] = [float("nan") if one is None else float(one) for one in given]
    for name in ("worst", "best", "lower", "upper", "confidence", "effective"):
        table[name] = float("nan")
    reached = [None if one is None else one <= asked.limit if asked.at_most else one >= asked.limit for one in given]
    words = {
        True: ("met", "value_reaches_limit"),
        False: ("not_met", "value_misses_limit"),
        None: ("no_data", "not_published"),
    }
    if target.points:
        words[True] = words[False] = ("", "no_target")
    table["status"], table["reason"] = ([words[one][place] for one in reached] for place in (0, 1))
    table["interval"], table["method"], table["threshold"] = "", OUTSIDE, str(asked.limit)
    table["comparison"] = "<=" if asked.at_most else ">="
    table["unit_level"] = [levels.get(str(unit), "") for unit in table["unit"]]
    if target.points:
        brought = [points_of_row(row, target) for row in rows_in(table)]
        table["points"] = pd.Series([None if one.points is None else str(one.points) for one in brought], dtype=object)
        table["points_least"] = [str(one.least) for one in brought]
        table["points_most"] = [str(one.most) for one in brought]
    return declared(table, indicator).assign(counted_from=OUTSIDE)
