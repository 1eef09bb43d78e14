"""The judged table: its columns, the dates of its rows, and its rows as JSON."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from dtplan_analysis.counting import COUNTS, Declaration
from dtplan_analysis.errors import RegisterError
from dtplan_analysis.periods import Period
from dtplan_analysis.plans import Plan
from dtplan_analysis.registers.frames import collected

STATUSES = ("met", "not_met", "inconclusive", "not_due", "no_case", "no_data", "suppressed")

JudgedRow = pd.Series | Mapping[Any, Any]
"""A row of the judged table."""

AHEAD = ("plan", "target", "indicator", "variant")
BEHIND = (
    "period",
    "span",
    "period_start",
    "period_end",
    "provisional",
    "baseline",
    "as_of",
    *COUNTS,
    "value",
    "worst",
    "best",
    "lower",
    "upper",
    "interval",
    "threshold",
    "shortfall",
    "status",
    "reason",
    "method",
    "confidence",
    "nature",
    "distinct",
    "comparison",
    "due",
    "unit_level",
    "counted_from",
    "points",
    "points_least",
    "points_most",
    "effective",
    "served",
    "response",
    "response_worst",
    "response_best",
)
JUDGED = (*AHEAD, "unit", *BEHIND)
"""The columns of the judged table, when it is by unit."""

VERSION = 2
"""Of the judged table: the number changes with its columns or with what they mean."""


def columns_by(by: Sequence[str], *, where: str) -> list[str]:
    """Return the columns of a judged table that is by some columns; raises RegisterError where it has such a name."""
    for name in by:
        if name in AHEAD or name in BEHIND:
            raise RegisterError(
                f"cannot group by {name!r}: the judged table has a column of that name",
                where=where,
                remedy="rename the column first",
            )
    return [*AHEAD, *by, *BEHIND]


def declared(judged: pd.DataFrame, indicator: Declaration) -> pd.DataFrame:
    """Return judged rows with what their declaration says of them: nature, distinctness, and what they count."""
    told = judged.assign(nature=indicator.nature, distinct=bool(indicator.distinct))
    told["counted_from"] = judged["counted_from"].fillna("records") if "counted_from" in judged else "records"
    nothing = pd.Series([None] * len(told), index=told.index, dtype=object)
    return told.assign(**{name: told.get(name, nothing) for name in BEHIND})


def with_periods(
    counts: pd.DataFrame, periods: Sequence[Period], *, as_of: date, plan: Plan | None = None
) -> pd.DataFrame:
    """Return counts with the dates of their periods, and whether these are provisional and before the plan."""
    days = {(period.label, period.span): period for period in periods}
    of_row = [days[label, span] for label, span in zip(counts["period"], counts["span"], strict=True)]
    table = counts.copy()
    table["period_start"] = [period.start for period in of_row]
    table["period_end"] = [period.end for period in of_row]
    running = table["running"].fillna(0) > 0 if "running" in table else False
    table["provisional"] = (table["period_end"] > as_of) | running
    table["baseline"] = table["period_end"] < ((plan and plan.first_quarter) or date.min)
    table["as_of"] = as_of
    return table


def to_pandas(counts: object) -> pd.DataFrame:
    """Return a small narwhals frame, whose query may still be to do, as a pandas frame."""
    frame: pd.DataFrame = collected(counts).to_pandas()
    return frame


_PLAIN = {bool, int, float, str, type(None)}


def judged_json(judged: pd.DataFrame) -> list[dict[str, Any]]:
    """Return judged rows as plain values, with the keys of the judged table; empty is null, never NaN."""
    columns = {name: _plain(judged[name]) for name in JUDGED if name in judged}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _plain(column: "pd.Series[Any]") -> list[Any]:
    """Return cells as JSON has them; numbers keep every digit."""
    cells = column.astype(object).where(column.notna(), None)
    kinds = {type(cell) for cell in cells}
    if any(issubclass(kind, date) for kind in kinds):
        return [cell and cell.isoformat() for cell in cells]
    return [cell.item() if hasattr(cell, "item") else cell for cell in cells] if kinds - _PLAIN else cells.tolist()
