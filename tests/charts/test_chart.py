"""What every chart is: named, sized, the same each time, and text where text is meant."""

import math
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import altair as alt
import pandas as pd
import pytest
from pictures import (
    BUDGET,
    DRAWN,
    NAMES,
    SVG,
    full,
    funding,
    heatmap,
    movers,
    parsed,
    position,
    row,
    table,
    texts,
    trends,
)

from dtplan_analysis import charts
from dtplan_analysis.charts.chart import CHART
from dtplan_analysis.charts.layers import inline
from dtplan_analysis.language import LANGUAGES

HOSTILE = '<script>alert(1)</script> & "id="x"" ]]> \x00\u202e\u2028 {unit} =1+1'


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("draw", "judged"), DRAWN, ids=NAMES)
def test_svg_is_named_sized_and_equal_each_time(
    draw: Callable[..., charts.Chart], judged: pd.DataFrame, language: str
) -> None:
    chart = draw(judged, language)
    svg = chart.to_svg()
    root = ElementTree.fromstring(svg)
    named = {element.get("id"): element.text for element in root if element.get("id")}
    assert root.get("role") == "img"
    assert [named[name] for name in root.attrib["aria-labelledby"].split()] == [chart.title, chart.description]
    assert 300 <= float(root.attrib["width"]) <= 1000
    assert "Liberation Sans" in root.attrib["font-family"]
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")
    assert "null" not in texts(chart)
    assert "NaN" not in svg
    assert "undefined" not in svg
    assert svg == draw(judged, language).to_svg()


def test_bundle_has_picture_and_words_only() -> None:
    chart = funding(BUDGET)
    own = {CHART: {"title": chart.title, "spec": chart.packed}}
    assert chart._repr_mimebundle_() == {"image/svg+xml": chart.to_svg(), "text/plain": chart.description} | own


def test_ids_of_clip_paths_differ_between_charts_and_stay_equal_for_one() -> None:
    def clipped(label: str) -> charts.Chart:
        points = alt.Chart(inline([{"x": 1}])).mark_point(clip=True).encode(x=alt.X("x:Q"))
        return charts.Chart((points,), label, "", "en")

    def ids(svg: str) -> set[str]:
        return {element.attrib["id"] for element in ElementTree.fromstring(svg).iter() if "id" in element.attrib}

    one, again, other = clipped("one").to_svg(), clipped("one").to_svg(), clipped("other").to_svg()
    assert one == again
    assert len(ids(one)) == 3  # title, description and the clip path
    assert ids(one).isdisjoint(ids(other))
    references = [v for e in ElementTree.fromstring(one).iter() for k, v in e.attrib.items() if k == "clip-path"]
    assert references
    assert all(reference[5:-1] in ids(one) for reference in references)


@pytest.mark.parametrize("draw", [trends, position, heatmap, movers])
def test_hostile_labels_are_text_and_nothing_else(draw: Callable[..., charts.Chart]) -> None:
    given: dict[str, Any] = {"targets": [(HOSTILE, HOSTILE, "1")]}
    judged = full(HOSTILE).query("target == 'CB2'").assign(target=HOSTILE)
    if draw in (trends, position):
        given["unit"] = HOSTILE
    if draw is not trends:
        given["units"] = [(HOSTILE, HOSTILE)] if draw is heatmap else {HOSTILE: HOSTILE, "B": "=cmd|x"}
    chart = draw(judged, **given)
    root = parsed(chart)
    assert not list(root.iter(f"{SVG}script"))
    assert not {name for element in root.iter() for name in element.attrib if name.startswith("on")}
    assert any("<script>" in text for text in texts(chart))
    assert not any(sign in text for sign in "\x00\u202e" for text in texts(chart))


EMPTY = pd.DataFrame()


NOTHING = [
    (trends, EMPTY, {}),
    (trends, full(), {"unit": "nobody"}),
    (trends, full(), {"targets": []}),
    (trends, full(), {"targets": [("OP7", "Checklist", None)]}),
    (trends, full(), {"quarter": "2020Q1"}),
    (position, EMPTY, {}),
    (position, full(), {"units": {}}),
    (position, full(), {"quarter": "2020Q1"}),
    (position, table(row("OP1", "A", "2024Q4", None, status="no_case")), {}),
    (heatmap, EMPTY, {}),
    (heatmap, full(), {"units": []}),
    (heatmap, full(), {"targets": []}),
    (movers, EMPTY, {}),
    (movers, full(), {"previous": "2020Q1"}),
    (movers, full(), {"least": 1000}),
    (funding, EMPTY, {}),
    (funding, BUDGET.assign(planned=None, disbursed=math.nan), {}),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("draw", "judged", "given"), NOTHING)
def test_nothing_to_draw_is_said_in_words(
    draw: Callable[..., charts.Chart], judged: pd.DataFrame, given: dict[str, Any], language: str
) -> None:
    chart = draw(judged, language, **given)
    start = {"en": "There is nothing to draw", "vi": "Không có gì để vẽ"}[language]
    assert chart.description.startswith(start)
    assert any(text.startswith(start) for text in texts(chart))
