"""Judged tables, and the charts that are drawn of them."""

import math
from collections.abc import Callable
from datetime import date
from typing import Any
from xml.etree import ElementTree

import pandas as pd

from dtplan_analysis import charts

SVG = "{http://www.w3.org/2000/svg}"


TARGETS = [("OP1", "Internal", "1"), ("CB2", "Online", "60%"), ("CB4", "Satisfied", "9/10"), ("OP7", "Checklist", None)]


UNITS = {"A": "Unit A", "B": "Unit B", "C": "Unit C"}


BUDGET = pd.DataFrame({"source": ["Regular", "Other"], "planned": [2_000_000_000, None], "disbursed": [500_000_000, 0]})


def row(
    target: str = "OP1", unit: str = "A", period: str = "2024Q2", share: str | None = "19/20", **more: Any
) -> dict[str, Any]:
    """One judged row; a share of None is a row without a percentage (its status must then be given)."""
    numerator, denominator = (int(n) for n in (share or "0/0").split("/"))
    value = numerator / denominator if denominator else math.nan
    judged = {
        "target": target,
        "variant": None,
        "unit": unit,
        "period": period,
        "span": "quarter",
        "period_start": date(int(period[:4]), 3 * int(period[5]) - 2, 1),
        "provisional": False,
        "baseline": False,
        "missing": 0,
        "denominator": denominator,
        "numerator": numerator,
        "value": value,
        "worst": value,
        "best": value,
        "lower": max(0.0, value - 0.05),
        "upper": min(1.0, value + 0.05),
        "interval": "process",
        "status": "not_met",
        "confidence": 0.95,
    }
    return judged | more


def table(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(list(rows))


def full(label: str = "A") -> pd.DataFrame:
    """Every status, gaps, provisional and baseline quarters, a survey and a checklist."""
    rows = []
    for n, period in enumerate(("2024Q1", "2024Q2", "2024Q3", "2024Q4")):
        rows += [
            row("OP1", label, period, f"{90 + n}/100", missing=n, worst=0.85, best=0.97, baseline=n == 0),
            row("OP1", "B", period, "100/100", status="met"),
            row("OP1", "(total)", period, "195/200"),
            row("CB2", label, period, f"{50 + 5 * n}/100", provisional=n == 3, status="met" if n > 1 else "not_met"),
            row("CB2", "B", period, None, status="no_case"),
            row("CB2", "C", period, "12/40", status="suppressed"),
            row("CB4", label, period, "45/50", status="inconclusive", interval="sampling"),
            row("OP7", label, period, "3/5"),
        ]
    rows[22] |= row("CB4", label, "2024Q3", None, status="no_data")
    return table(*rows)


def trends(judged: pd.DataFrame, language: str = "en", **more: Any) -> charts.Chart:
    return charts.trends(judged, **{"unit": "A", "targets": TARGETS, "quarter": "2024Q4", "language": language, **more})


def position(judged: pd.DataFrame, language: str = "en", **more: Any) -> charts.Chart:
    given = {"unit": "A", "targets": TARGETS, "quarter": "2024Q4", "units": UNITS, "language": language}
    return charts.position(judged, **{**given, **more})


def heatmap(judged: pd.DataFrame, language: str = "en", **more: Any) -> charts.Chart:
    given = {"quarter": "2024Q4", "units": list(UNITS.items()), "targets": TARGETS, "language": language}
    return charts.heatmap(judged, **{**given, **more})


def movers(judged: pd.DataFrame, language: str = "en", **more: Any) -> charts.Chart:
    given = {"targets": TARGETS, "quarter": "2024Q4", "previous": "2024Q3", "units": UNITS, "language": language}
    return charts.movers(judged, **{**given, **more})


def funding(budget: pd.DataFrame, language: str = "en") -> charts.Chart:
    return charts.funding(budget, language=language)


DRAWN: list[tuple[Callable[..., charts.Chart], pd.DataFrame]] = [
    (trends, full()),
    (position, full()),
    (heatmap, full()),
    (movers, full()),
    (funding, BUDGET),
]


NAMES = ["trends", "position", "heatmap", "movers", "funding"]


def parsed(chart: charts.Chart) -> ElementTree.Element:
    return ElementTree.fromstring(chart.to_svg())


def texts(chart: charts.Chart) -> list[str]:
    """What a reader sees, without the title and the description."""
    return ["".join(element.itertext()) for element in parsed(chart).iter(f"{SVG}text")]
