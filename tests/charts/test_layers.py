"""Pieces that charts are put together from."""

from typing import Any

import altair as alt
import pytest

from dtplan_analysis.charts.layers import (
    Entry,
    in_words,
    inline,
    key,
    layer,
    raw,
    row_scale,
    share_scale,
    signs,
    status_entries,
    words,
)
from dtplan_analysis.charts.style import MARKS, TICK, WIDTH, text_width
from dtplan_analysis.language import Language

EN = Language("en")


def rows_of(chart: Any) -> list[dict[str, Any]]:
    """The rows of a key, sign by sign."""
    found = chart.to_dict()
    (rows,) = found["datasets"].values() if "datasets" in found else [found["layer"][0]["data"]["values"]]
    return list(rows)


def test_statuses_stand_in_their_own_order_and_each_has_its_sign() -> None:
    entries = status_entries(["not_met", "met", "met"], EN)
    order = [name for name in MARKS if name in ("met", "not_met")]
    assert [(one.sign, one.stroke) for one in entries] == [(MARKS[name].sign, MARKS[name].colour) for name in order]
    assert status_entries([], EN) == []


@pytest.mark.parametrize(("sign", "size", "span"), [(TICK, 70, 4), ("circle", 64, 8.0)])
def test_a_sign_is_as_broad_as_it_is_drawn(sign: str, size: float, span: float) -> None:
    assert Entry(sign, "x", size=size).span == span


def test_a_key_goes_over_as_many_lines_as_it_needs_and_nothing_leaves_it() -> None:
    long = [Entry("circle", f"an entry of a key {n}") for n in range(12)]
    rows = rows_of(key(long))
    assert len({row["y"] for row in rows}) > 1
    assert all(row["start"] + text_width(row["label"]) <= WIDTH for row in rows)
    one, other = [rows_of(key(*groups)) for groups in ([long[:2]], [long[:1], long[1:2]])]
    assert [len({row["y"] for row in found}) for found in (one, other)] == [1, 2]  # a line for each group
    assert rows_of(key(long[:1], left=-100))[0]["x"] == rows[0]["x"] - 100


def test_rows_are_kept_as_they_are_and_drawn_without_a_scale() -> None:
    assert list(inline([{"a": 1}]).to_dict()["values"]) == [{"a": 1}]
    assert raw(alt.Stroke, "colour").to_dict() == {"field": "colour", "type": "nominal", "scale": None, "legend": None}


def test_words_break_where_the_text_does_and_signs_are_the_rows_own() -> None:
    base = layer([{"name": "a\nb", "sign": "circle", "colour": "#000"}])
    text = words(base, "name", alt.X("x:Q"), alt.Y("y:Q"), bold=True).to_dict()
    assert (text["mark"]["lineBreak"], text["mark"]["fontWeight"]) == ("\n", "bold")
    drawn = signs(base, alt.X("x:Q"), alt.Y("y:Q")).to_dict()["encoding"]
    assert (drawn["shape"]["field"], drawn["stroke"]["field"]) == ("sign", "colour")


def test_scales_are_of_whole_shares_and_whole_rows() -> None:
    assert share_scale().to_dict()["scale"]["domain"] == [0, 1]
    assert row_scale(3).to_dict()["scale"]["domain"] == [2.5, -0.5]


def test_a_message_stands_in_for_what_cannot_be_drawn() -> None:
    chart = in_words("nothing to draw " * 12, "A title", "en")
    assert chart.words_only
    (part,) = chart.parts
    found = part.to_dict()
    ((row,),) = found["datasets"].values() if "datasets" in found else [found["data"]["values"]]
    assert row["text"].startswith("nothing to draw")
    assert "\n" in row["text"]
    assert found["width"] < WIDTH
