"""Answers to every question, of one small office, and their charts."""

import inspect
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pandas as pd
from answers import judged, row, series, units

from dtplan_analysis import charts, questions

SVG = "{http://www.w3.org/2000/svg}"


TARGETS = [("CB2", "Online", "4/5"), ("OP7", "Checklist", None)]


PAIRS = [(180, 200), (200, 220), (160, 180), (189, 210), (173, 190), (60, 200), (3, 4), (0, 0)]


STEADY = [(960, 1000), (980, 1000), (970, 1000), (950, 1000), (990, 1000), (971, 1000)] * 4
STEADY[10] = (700, 1000)


def office(name: str = "U00") -> pd.DataFrame:
    """Eight units in two quarters, their total, and the year to date; one of them has twelve more quarters."""
    rows = []
    for quarter, more in (("2024Q1", 3), ("2024Q2", 0)):
        pairs = [(max(x - more, 0), n) for x, n in PAIRS]
        rows += [one | {"target": "CB2"} for one in units(pairs, period=quarter)]
        rows.append(row(*map(sum, zip(*pairs, strict=True)), unit="(total)", target="CB2", period=quarter))
    rows += [one | {"span": "year_to_date"} for one in rows]
    rows += [
        one | {"target": "CB2", "period": f"20{18 + n // 4}Q{n % 4 + 1}"}
        for n, one in enumerate(series(STEADY, unit="U00"))
    ]
    table = judged(*rows)
    return table.assign(unit=table["unit"].replace("U00", name))


def answer(name: str, table: pd.DataFrame | None = None, **more: Any) -> pd.DataFrame:
    found: pd.DataFrame = getattr(questions, name)(office() if table is None else table, **more)
    return found


def draw(name: str, table: pd.DataFrame, language: str = "en", **more: Any) -> charts.Chart:
    function: Callable[..., charts.Chart] = getattr(charts, name)
    given = {"targets": TARGETS, "units": {"U05": "Unit five"}, "language": language} | more
    accepted = inspect.signature(function).parameters
    return function(table, **{key: value for key, value in given.items() if key in accepted})


def texts(chart: charts.Chart) -> list[str]:
    return ["".join(element.itertext()) for element in ElementTree.fromstring(chart.to_svg()).iter(f"{SVG}text")]


def latest() -> pd.DataFrame:
    """The office's last two quarters."""
    return office()[lambda one: one["period"] >= "2024Q1"]
