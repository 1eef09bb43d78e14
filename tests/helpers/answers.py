"""Judged tables for tests of questions: a few counts in, the table that judging makes of them out."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
from hypothesis import strategies as st

from dtplan_analysis.catalogue import INDICATORS
from dtplan_analysis.indicators import Proportion
from dtplan_analysis.judging import judge
from dtplan_analysis.periods import CALENDAR

Pair = tuple[int, int]


def row(
    numerator: int | None, denominator: int | None, period: str = "2024Q2", unit: str = "A", **more: Any
) -> dict[str, Any]:
    """Counts of one unit and quarter; None is a unit that did not report."""
    found = {"target": "T", "indicator": "own", "variant": "", "unit": unit, "period": period, "span": "quarter"}
    missing = more.pop("missing", 0)
    counted = denominator is not None
    found |= {"numerator": numerator, "denominator": denominator, "missing": missing if counted else None}
    found |= {"records": denominator + missing if denominator is not None else None, "excluded": 0 if counted else None}
    return found | {"provisional": False} | more


def judged(*rows: Mapping[str, Any], threshold: str | None = "4/5", basis: str = "census", **more: Any) -> pd.DataFrame:
    """Judge rows, and give their periods dates."""
    table = judge(pd.DataFrame(list(rows)), threshold=threshold, basis=basis, **more)
    quarters = [CALENDAR.quarter(label) for label in table["period"]]
    spans = zip(quarters, table["span"], strict=True)
    table["period_start"] = [q.start if span == "quarter" else q.year_start for q, span in spans]
    table["period_end"] = [q.end for q in quarters]
    table["as_of"] = date(2030, 1, 1)
    if "nature" not in table:
        told = [_declared(*names) for names in zip(table["indicator"], table["variant"], strict=True)]
        table["nature"] = [one.nature if one else "flow" for one in told]
        table["distinct"] = [bool(one and one.distinct) for one in told]
    return table


def _declared(indicator: str, variant: str) -> Proportion | None:
    declared = INDICATORS.get(indicator)
    return declared.choose(variant) if declared and variant in declared.choices else declared


def quarters(n: int, first: int = 2020) -> list[str]:
    """The labels of n quarters on end."""
    return [f"{first + place // 4}Q{place % 4 + 1}" for place in range(n)]


def series(shares: Sequence[Pair | None], **more: Any) -> list[dict[str, Any]]:
    """One row a quarter: numerator and denominator, or None."""
    labels = quarters(len(shares))
    return [row(*(pair or (None, None)), period=label, **more) for label, pair in zip(labels, shares, strict=True)]


def units(pairs: Sequence[Pair], **more: Any) -> list[dict[str, Any]]:
    """One row a unit: numerator and denominator."""
    return [row(x, n, unit=f"U{place:02}", **more) for place, (x, n) in enumerate(pairs)]


ALIKE: list[Pair] = [(180, 200), (200, 220), (160, 180), (189, 210), (173, 190)]


COUNTS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=2, max_size=7)


def pairs(found: list[Pair]) -> list[Pair]:
    """Numerators and denominators of counts that pass and fail."""
    return [(x, x + y) for x, y in found]


SHIFT: list[Pair | None] = [(50 + n % 3, 100) for n in range(12)] + [(80 + n % 3, 100) for n in range(12)]
