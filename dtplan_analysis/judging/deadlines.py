"""By when a target asks for what: the goal of each row, by its last day and its unit's level."""

from collections.abc import Mapping

import pandas as pd

from dtplan_analysis.plans import Goal, Target


def goals_of(rows: pd.DataFrame, target: Target | None, levels: Mapping[str, str]) -> list[Goal]:
    """Return what a target asks of each row; `levels` are those of the units, a total over several has no goal.

    >>> from datetime import date
    >>> from dtplan_analysis.plans import load_plan
    >>> rows = pd.DataFrame({"unit": ["HDXD"], "period_end": [date(2024, 6, 30)]})
    >>> [goal.share for goal in goals_of(rows, load_plan().target("CB2"), {})]
    [Fraction(3, 5)]
    """
    if target is None:
        return [Goal(None)] * len(rows)
    if not target.by_level and not target.stages:
        return [Goal(target.threshold)] * len(rows)
    return [target.goal(day, levels.get(unit, "")) for day, unit in zip(rows["period_end"], rows["unit"], strict=True)]


def not_due(status: str, goal: Goal) -> str:
    """Return the status of a row whose day has not come: what is not reached yet is not due; what is, is met.

    >>> from fractions import Fraction
    >>> [not_due(one, Goal(Fraction(1), is_due=False)) for one in ("met", "not_met", "inconclusive", "no_case")]
    ['met', 'not_due', 'not_due', 'no_case']
    """
    return "not_due" if not goal.is_due and status in ("not_met", "inconclusive") else status
