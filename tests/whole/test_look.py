"""How charts look: legible on their ground and in grey print, targets named, units in official order."""

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest
from answers import judged, units
from pictures import DRAWN, NAMES, texts
from strips import answer, draw, office

from dtplan_analysis import charts, questions
from dtplan_analysis.charts import style
from dtplan_analysis.charts.style import MARKS

WHITE = "#ffffff"


def light(colour: str) -> float:
    """The relative luminance of a colour (WCAG 2.2)."""
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


GROUNDS = [
    # what, its ground, the least contrast: 1.4.3 of words, 1.4.11 of marks
    *((colour, WHITE, 4.5) for colour in (style.INK, style.MUTED, style.AMBER)),
    *((colour, WHITE, 3) for colour in (style.BLUE, style.TEAL, style.RUST, style.GREY)),
    *((style.INK, mark.fill, 4.5) for mark in MARKS.values()),
    *((mark.colour, mark.fill, 3) for mark in MARKS.values()),
]


@pytest.mark.parametrize(("colour", "ground", "least"), GROUNDS)
def test_words_and_marks_stand_out(colour: str, ground: str, least: float) -> None:
    assert contrast(colour, ground) >= least


# -- Grey print --------------------------------------------------------------------------------------------------


def key_of(chart: charts.Chart) -> list[dict[str, Any]]:
    """The entries of a chart's key, which is its first part."""
    found = [*values_of(chart.spec["vconcat"][0]), *(row for data in chart.spec["datasets"].values() for row in data)]
    return [row for row in found if {"sign", "label", "fill", "opacity", "width"} <= row.keys()]


def values_of(part: Any) -> Iterator[dict[str, Any]]:
    """All rows that stand in a part of a specification."""
    for name, one in part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ():
        if name == "values" and one and isinstance(one[0], dict):
            yield from one
        else:
            yield from values_of(one)


def is_alike(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two things of a key have the same form, both filled or both hollow, and nearly the same grey."""
    looks = []
    for row in (one, other):
        hollow = row["fill"] in ("white", "transparent")
        colour = row["colour"] if hollow or row["colour"] not in ("white", "transparent") else row["fill"]
        grey = 1 - row["opacity"] * (1 - light(colour) ** (1 / 2.2))
        looks.append((row["sign"], hollow, grey, row["size"]))
    (sign, hollow, grey, size), other_look = looks
    far = abs(grey - other_look[2]) > 0.15 or not 0.6 < size / other_look[3] < 1.6
    return (sign, hollow) == other_look[:2] and not far


CHARTS = [
    *((name, lambda draw=draw, table=table: draw(table)) for name, (draw, table) in zip(NAMES, DRAWN, strict=True)),
    *((name, lambda name=name: draw(name, answer(name))) for name in questions.__all__),
]


@pytest.mark.parametrize(("name", "made"), CHARTS, ids=[name for name, _ in CHARTS])
def test_things_of_a_key_are_told_apart_without_colour(name: str, made: Any) -> None:
    found = key_of(made())
    assert found, name
    assert [(one["label"], other["label"]) for one, other in combinations(found, 2) if is_alike(one, other)] == []


def test_every_status_has_a_form_of_its_own() -> None:
    assert len({mark.sign for mark in MARKS.values()}) == len(MARKS)


# -- Targets and order -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["process_chart", "assure", "compare", "forecast", "suppress"])
def test_a_target_is_named(name: str) -> None:
    assert "80%" in [text for text in texts(draw(name, answer(name))) if text]


@pytest.mark.parametrize("name", ["shrink", "suppress", "forecast", "assure"])
def test_units_stand_in_official_order(name: str) -> None:
    table = answer(name, office()[lambda one: one["period"] >= "2024Q1"], unit=["U01", "U02", "U05"])
    shown = texts(draw(name, table, units={"U05": "Five", "U01": "One"}))
    assert [text for text in shown if text in ("Five", "One", "U02")] == ["Five", "One", "U02"]


def test_places_stand_in_their_own_order() -> None:
    table = questions.rank(judged(*units([(5, 10), (9, 10), (7, 10)])))
    shown = texts(draw("rank", table, units={"U00": "Zero", "U01": "One", "U02": "Two"}))
    assert [text for text in shown if text in ("Zero", "One", "Two")] == ["One", "Two", "Zero"]
