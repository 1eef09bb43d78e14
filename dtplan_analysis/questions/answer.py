"""Rows of a judged table as plain values, and what can be told from them: known or not, and why not."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dtplan_analysis.errors import InputError
from dtplan_analysis.judging import JUDGED

Row = dict[str, Any]
Floats = NDArray[np.float64]

KEYS = ("target", "indicator", "variant")
FEWEST_UNITS = 5
"""From so many units with records on, their spread can be told from chance."""

_TEXTS = {"target": "", "indicator": "", "variant": "", "span": "quarter", "interval": "process", "method": ""}
_TEXTS |= {"status": "", "threshold": "", "nature": "flow", "comparison": ">="}
_NUMBERS = {"denominator": np.nan, "numerator": np.nan, "value": np.nan, "missing": 0.0, "confidence": 0.95}
_DAYS = ("period_start", "period_end", "as_of")
_NEEDED = ("period", "denominator", "numerator", "value")
_COUNTED = ("running", "cells")  # counts that a table may have before it is judged
_WHOLE = re.compile(
    r"(earlier_)?(denominator|numerator)|points|remaining|needed|place|best|worst|longest|crossings|missed"
)
_FLAGS = ("outside", "signal", "stable", "provisional", "by_chance")


def others_of(judged: pd.DataFrame, by: str) -> tuple[str, ...]:
    """Return what a judged table is by, beside the column `by`."""
    own = {*JUDGED, *_COUNTED} - {"unit"} | {by}
    return tuple(str(name) for name in judged.columns if name not in own)


def check_judged(judged: object, *columns: str) -> None:
    """Raise InputError for what is no judged table, or lacks a column that no question can do without."""
    if isinstance(judged, pd.DataFrame):
        absent = next((name for name in (*_NEEDED, *columns) if name not in judged), None)
        fault = absent and f"column {absent!r} is absent"
    else:
        fault = f"{type(judged).__name__} is none"
    if fault:
        remedy = "give what an indicator, `judge` or a store's `judged` returns"
        raise InputError(fault, where="judged table", remedy=remedy)


def rows_of(judged: pd.DataFrame, by: str) -> list[Row]:
    """Return the rows of a judged table with every value that a question may look at, in the table's order.

    Figures that others publish are none: they are no shares, and no case stands behind them; nor are sums of what
    records hold, in which there is no chance to be told.
    Raises InputError where a column is absent that no question can do without.
    """
    check_judged(judged, by)
    places = np.arange(len(judged))
    if "method" in judged:
        shares = ~judged["method"].isin(("outside", "sum")).to_numpy()
        judged, places = judged[shares], places[shares]
    columns: dict[str, list[Any]] = {"at": places.tolist()}
    for name in ("period", by, *others_of(judged, by), *(day for day in _DAYS if day in judged)):
        columns[name] = judged[name].tolist()
    for name, text in _TEXTS.items():
        columns[name] = _texts(judged[name], text) if name in judged else [text] * len(judged)
    for name, number in _NUMBERS.items():
        given = name in judged
        columns[name] = judged[name].to_numpy(float, na_value=np.nan).tolist() if given else [number] * len(judged)
    running = judged["provisional"].fillna(False).astype(bool).tolist() if "provisional" in judged else []
    columns["provisional"] = running or [False] * len(judged)
    columns["answers"] = columns["denominator"][:]
    if "effective" in judged:
        _as_simple_samples(columns, judged["effective"].to_numpy(float, na_value=np.nan))
    distinct = judged["distinct"].fillna(False).astype(bool).tolist() if "distinct" in judged else []
    columns["distinct"] = distinct or [False] * len(judged)
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def _texts(column: "pd.Series[Any]", empty: str) -> list[str]:
    return [empty if none else str(cell) for cell, none in zip(column.tolist(), column.isna(), strict=True)]


def _as_simple_samples(columns: dict[str, list[Any]], effective: Floats) -> None:
    """Put in place of a weighted survey's counts those of the simple sample that tells as much, as whole numbers."""
    for place, method in enumerate(columns["method"]):
        if method == "survey":
            n = float(np.floor(effective[place]))
            columns["denominator"][place] = n
            columns["numerator"][place] = float(np.round(n * columns["value"][place]))


def absent(period: str) -> Row:
    """Return what stands for a quarter of which the table has no row."""
    return {**_TEXTS, **_NUMBERS, "period": period, "provisional": False, "status": "no_data"}


def end_of(row: Row) -> Any:
    """Return by what the quarters of a table are put in order: their last days, or their names where it has no days."""
    return row.get("period_end", row["period"])


def is_known(row: Row) -> bool:
    """Return whether a row has records to speak of."""
    return bool(row["denominator"] > 0 and row["value"] == row["value"])


def unknown_reason(row: Row) -> str:
    """Return why a row has no records to speak of."""
    if row["status"] == "suppressed":
        return "suppressed"
    return "no_data" if np.isnan(row["denominator"]) else "no_case"


def why_unknown(rows: Sequence[Row]) -> list[str]:
    """Return for each unit's row why it is not compared: no records, or a checklist; empty where it is."""
    if any(row["method"] == "checklist" for row in rows):
        return ["checklist"] * len(rows)
    return ["" if is_known(row) else unknown_reason(row) for row in rows]


def refusal(rows: Sequence[Row]) -> str:
    """Return why nothing can be said of a figure's course, in a word; empty where something can."""
    if any(row["method"] == "checklist" for row in rows):
        return "checklist"
    if not any(map(is_known, rows)):
        return unknown_reason(rows[-1]) if rows else "no_data"
    return "restarts" if any(row["nature"] == "cumulative" for row in rows) else ""


def counts(rows: Sequence[Row]) -> tuple[Floats, Floats]:
    """Return numerators and denominators as numbers; both are 0 where there are no records to speak of."""
    some = [is_known(row) for row in rows]
    x, n = (
        np.array([row[name] if there else 0.0 for row, there in zip(rows, some, strict=True)], float)
        for name in ("numerator", "denominator")
    )
    return x, n


def picked(row: Row, *names: str) -> Row:
    """Return some values of a row."""
    return {name: row[name] for name in names}


def answer(rows: Iterable[Row], columns: Sequence[str]) -> pd.DataFrame:
    """Return an answer as a table with these columns; counts are whole numbers, empty where there are none."""
    found = list(rows)
    return pd.DataFrame({name: _column(name, [row.get(name, np.nan) for row in found]) for name in columns})


def _column(name: str, cells: list[Any]) -> Any:
    if _WHOLE.fullmatch(name):
        return pd.array(cells, dtype="Int64")
    return pd.array(cells, dtype="boolean") if name in _FLAGS else cells
