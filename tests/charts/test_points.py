"""What each item of a frame brings, and what it could still bring."""

from typing import Any

import pandas as pd
import pytest
from pictures import texts

from dtplan_analysis import charts
from dtplan_analysis.plans import find_plan, load_plan

INDEX = find_plan("service-index-766")


def row(target: str, denominator: int, numerator: int, missing: int = 0) -> dict[str, Any]:
    status = "" if denominator + missing else "no_case"
    told = {"unit": "A", "period": "2026Q2", "span": "quarter", "method": "wilson", "value": None}
    return told | {
        "target": target,
        "denominator": denominator,
        "numerator": numerator,
        "missing": missing,
        "status": status,
    }


JUDGED = pd.DataFrame([row("2.1", 90, 60, 10), row("3.1", 10, 9), row("3.6", 4, 1), row("5.2", 0, 0), row("4.3", 0, 0)])


def drawn(language: str = "en", judged: pd.DataFrame = JUDGED) -> charts.Chart:
    return charts.points(judged, INDEX, unit="A", quarter="2026Q2", language=language)


@pytest.mark.parametrize(
    "sentence",
    [
        "Dossiers on time (2.1): 12 to 14 of 20 points; could still bring up to 8.",
        "Procedures offered online (3.1): 2 of 2 points.",  # full at 80 %
        "Dossiers paid online (3.6): 1.5 of 6 points; could still bring 4.5.",
        "Petitions on time (5.2): 6 of 6 points; no case arose; the frame gives all its points.",
        "Procedures announced on time (1.1): not known, up to 6 points.",
        "no case arose; the item is left out, for the frame says nothing of it: Digitised data reused (4.3).",
    ],
)
def test_every_item_is_told_in_words(sentence: str) -> None:
    assert sentence in drawn().description


def test_the_picture_is_spoken_in_the_readers_language() -> None:
    shown = texts(drawn("vi"))
    assert {"điểm đạt được", "chưa xác định", "từ 12 đến 14, tối đa 20 điểm", "1,5/6 điểm"} <= set(shown)


def test_a_plan_without_points_has_nothing_to_draw() -> None:
    chart = charts.points(JUDGED, load_plan(), unit="A", quarter="2026Q2", language="en")
    assert chart.description == "There is nothing to draw: the plan has no points."
