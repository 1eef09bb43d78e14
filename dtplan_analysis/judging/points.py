"""Points of a frame: what each judged row brings, exactly, and what is certain of groups and of the total.

Points follow from the unrounded share. A figure that records with missing cells decide, or that is not known, brings a
range; a sum with a gap is a range too, never a sum as if it were whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pandas as pd

from dtplan_analysis.judging.table import JudgedRow
from dtplan_analysis.language import LANGUAGES
from dtplan_analysis.plans import Plan, Target
from dtplan_analysis.registers.frames import rows_in


@dataclass(frozen=True)
class Brought:
    """Points that an item, a group or a frame brings: at least, at most, and of how many that can be had.

    `points` is empty where they are not one number; `open` names the items whose points are not known for certain, and
    `left_out` those in which no case arose and which the frame then leaves out.
    """

    points: Fraction | None
    least: Fraction
    most: Fraction
    of: Fraction
    open: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def points_of_row(row: JudgedRow, target: Target) -> Brought:
    """Return what a judged row of a target with points brings; raises ValueError for a target without."""
    if target.points is None:
        raise ValueError(f"target {target.id} has no points")
    most, nothing = target.points.most, Fraction(0)
    if row["status"] == "no_case":
        if target.no_case == "out":
            return Brought(None, nothing, nothing, nothing, left_out=(target.id,))
        given = most if target.no_case == "full" else nothing
        return Brought(given, given, given, most)
    bounds = _bounds(row, target)
    if bounds is None:
        return Brought(None, nothing, most, most, open=(target.id,))
    least, highest = sorted(target.points.of(share) for share in bounds)
    one = least if least == highest else None
    return Brought(one, least, highest, most, open=() if one is not None else (target.id,))


def _bounds(row: JudgedRow, target: Target) -> tuple[Fraction, Fraction] | None:
    """Return the lowest and highest share (0–1) that a row can have; None where nothing is known of it."""
    if target.outside:
        if row["value"] is None or pd.isna(row["value"]):
            return None
        reached = Fraction(str(row["value"])) / target.outside.limit
        share = min(max(reached, Fraction(0)), Fraction(1))
        return share, share
    if pd.isna(row["denominator"]):
        return None
    if row["method"] == "survey":
        return (Fraction(row["worst"]), Fraction(row["best"]))
    denominator, numerator, missing = (int(row[name]) for name in ("denominator", "numerator", "missing"))
    known = denominator + missing
    return Fraction(numerator, known), Fraction(numerator + missing, known)


def total(parts: Mapping[str, Brought]) -> Brought:
    """Return what parts bring together.

    >>> one, two = Brought(Fraction(5), Fraction(5), Fraction(5), Fraction(6)), Brought(
    ...     None, Fraction(1), Fraction(3), Fraction(4), open=("2",))
    >>> both = total({"1": one, "2": two})
    >>> both.points, both.least, both.most, both.of, both.open
    (None, Fraction(6, 1), Fraction(8, 1), Fraction(10, 1), ('2',))
    """
    brought = list(parts.values())
    still_open = tuple(id for one in brought for id in one.open)
    least, most = (sum((getattr(one, name) for one in brought), Fraction(0)) for name in ("least", "most"))
    return Brought(
        least if not still_open else None,
        least,
        most,
        sum((one.of for one in brought), Fraction(0)),
        still_open,
        tuple(id for one in brought for id in one.left_out),
    )


def points_of(judged: pd.DataFrame, plan: Plan, *, unit: str, period: str, span: str = "quarter") -> dict[str, Brought]:
    """Return what each item of a frame, each group and the whole ("") bring a unit in a period, in the plan's order.

    An item without a judged row is not known. Groups are named as in the plan; an item's id is its target's.
    """
    here = judged[judged["unit"] == unit]
    found = points_by_unit(here, plan, period=period, span=span)
    return found.get(unit) or (_brought({}, plan) if plan.points else {})


def points_by_unit(
    judged: pd.DataFrame, plan: Plan, *, period: str, span: str = "quarter"
) -> dict[str, dict[str, Brought]]:
    """Return `points_of` every unit that has rows in a period, by its code, in the order of the rows."""
    here = judged[(judged["period"] == period) & (judged["span"] == span) & (judged["target"] != "")]
    rows: dict[str, dict[str, JudgedRow]] = {}
    for row in rows_in(here) if plan.points else ():
        rows.setdefault(str(row["unit"]), {})[str(row["target"])] = row
    return {unit: _brought(own, plan) for unit, own in rows.items()}


def _brought(rows: Mapping[str, JudgedRow], plan: Plan) -> dict[str, Brought]:
    assert plan.points
    unknown = {"status": "no_data", "denominator": None, "value": None, "method": ""}
    items = {one.id: points_of_row(rows.get(one.id, unknown), one) for one in plan.targets if one.points}
    of_group = {one.id: one.group for one in plan.targets}
    groups = {
        group.id: total({id: one for id, one in items.items() if of_group[id] == group.id})
        for group in plan.points.groups
    }
    return {**items, **{f"group {id}": one for id, one in groups.items()}, "": total(groups)}


def points_json(brought: Mapping[str, Mapping[str, Brought]], plan: Plan) -> list[dict[str, Any]]:
    """Return what each group and the whole (an empty `group`) bring each unit, as plain values; fractions are exact."""
    groups = {f"group {group.id}": group for group in plan.points.groups} if plan.points else {}
    return [
        {
            "unit": unit,
            "group": groups[key].id if key else "",
            "title": {language: groups[key].title[language] if key else "" for language in LANGUAGES},
            "points": None if one.points is None else str(one.points),
            "points_least": str(one.least),
            "points_most": str(one.most),
            "of": str(one.of),
            "open": list(one.open),
        }
        for unit, parts in brought.items()
        for key, one in parts.items()
        if not key or key in groups
    ]
