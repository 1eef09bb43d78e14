"""What rows of an answer are called and in which order they stand, and their cells as numbers and words."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dtplan_analysis.charts.judged import Wanted, goals
from dtplan_analysis.charts.style import plain
from dtplan_analysis.judging import threshold_of
from dtplan_analysis.language import Language
from dtplan_analysis.registers.frames import rows_in
from dtplan_analysis.units import TOTAL, UNKNOWN


def labels(
    table: pd.DataFrame, *, by: str, targets: Wanted, units: Mapping[str, str] | None, say: Language
) -> list[tuple[str, str]]:
    """Return what each row of an answer is called, in one or two lines; what all have in common is for the title."""
    known = {goal.id: f"{goal.name}  {goal.label}" for goal in goals(targets)}
    figures = [plain(known.get(id_, id_) or indicator) for id_, indicator in _figures(table)]
    parts = [unit_label(code, units, say) for code in table[by]]
    if len(set(parts)) == 1:
        return [(figure or part, "") for figure, part in zip(figures, parts, strict=True)]
    if len(set(figures)) == 1:
        return [(part, "") for part in parts]
    return list(zip(parts, figures, strict=True))


def named(
    answer: pd.DataFrame,
    *,
    by: str,
    targets: Wanted,
    units: Mapping[str, str] | None,
    say: Language,
    placed: bool = False,
) -> list[tuple[tuple[str, str], dict[Any, Any]]]:
    """Return each row of an answer with what it is called: in official order, but for one of units by their places."""
    answer = answer if placed else officially(answer, by, units)
    names = labels(answer, by=by, targets=targets, units=units, say=say)
    return list(zip(names, rows_in(answer), strict=True))


def level_of(answer: pd.DataFrame, say: Language) -> str:
    """Return the confidence of an answer in words."""
    return say.percent(float(answer["confidence"].iloc[0]) if len(answer) else None, 0)


def interval_of(answer: pd.DataFrame, say: Language) -> str:
    """Return what an answer's limits are, for the key."""
    return say("process interval, {level}", level=level_of(answer, say))


def headed(
    title: str,
    table: pd.DataFrame,
    *,
    by: str,
    targets: Wanted = (),
    units: Mapping[str, str] | None,
    say: Language,
) -> str:
    """Return the title with what all rows have in common: the one unit, else the one target."""
    known = {goal.id: f"{goal.name} {goal.label}" for goal in goals(targets)}
    parts = {unit_label(code, units, say) for code in table[by]}
    figures = {plain(known.get(id_, id_) or indicator) for id_, indicator in _figures(table)}
    common = parts if len(parts) == 1 else figures if len(figures) == 1 else {""}
    name = common.pop()
    return f"{title} · {name}" if name else title


def unit_label(code: object, units: Mapping[str, str] | None, say: Language) -> str:
    """Return what a unit is called."""
    name = str(code)
    other = {TOTAL: say("all units together"), UNKNOWN: say("units not listed")}.get(name, name)
    return plain((units or {}).get(name, other))


def _figures(table: pd.DataFrame) -> list[tuple[str, str]]:
    names = ("target", "indicator")
    return [(str(row.get(names[0]) or ""), str(row.get(names[1]) or "")) for row in rows_in(table)]


def quarter_of(table: pd.DataFrame, say: Language) -> str:
    """Return the quarter of an answer, or the first and the last one."""
    periods = sorted(set(table["period"].dropna()))
    return " – ".join(say.quarter(str(label)) for label in dict.fromkeys([periods[0], periods[-1]])) if periods else "–"


def number(x: Any) -> float | None:
    """Return a cell as a number; None for an empty one."""
    return None if x is None or pd.isna(x) else float(x)


def officially(answer: pd.DataFrame, by: str, units: Mapping[str, str] | None) -> pd.DataFrame:
    """Return the rows of each target in the order in which `units` names them; what it does not name comes last."""
    order = {code: place for place, code in enumerate(units or ())}
    figures: Any = answer.groupby(["target", "indicator"], sort=False, dropna=False).ngroup() if len(answer) else []
    places = [order.get(str(code), len(order)) for code in answer[by]]
    return answer.assign(_f=figures, _p=places).sort_values(["_f", "_p"], kind="stable").drop(columns=["_f", "_p"])


def percent_of(row: Mapping[Any, Any], name: str, say: Language) -> str:
    """Return a share of a row in percent, never rounded up to the target."""
    return say.percent(number(row[name]), threshold=threshold_of(row))


def counted(row: Mapping[Any, Any], say: Language) -> str:
    """Return the counts behind a row's share; empty where they are not known."""
    if number(row["denominator"]) is None or number(row["numerator"]) is None:
        return ""
    return say("{n} of {d}", n=say.number(int(row["numerator"])), d=say.number(int(row["denominator"])))
