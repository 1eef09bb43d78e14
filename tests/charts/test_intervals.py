"""Answers as rows of intervals: every question has such a chart, and what all of them keep to."""

import inspect
from xml.etree import ElementTree

import pytest
from answers import judged, units
from strips import answer, draw, office, texts

from dtplan_analysis import charts, questions
from dtplan_analysis.language import LANGUAGES

HOSTILE = '<script>alert(1)</script> & "id="x"" ]]> \x00\u202e\u2028 {unit} =1+1'


@pytest.mark.parametrize("name", questions.__all__)
def test_every_question_has_a_chart_of_its_name(name: str) -> None:
    accepted = list(inspect.signature(getattr(charts, name)).parameters)
    assert accepted == [key for key in ("answer", "targets", "units", "by", "language") if key in accepted]
    assert {"answer", "units", "by", "language"} <= set(accepted)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", questions.__all__)
def test_a_chart_is_named_sized_and_whole(name: str, language: str) -> None:
    chart = draw(name, answer(name), language)
    svg = chart.to_svg()
    root = ElementTree.fromstring(svg)
    assert 300 <= float(root.attrib["width"]) <= 1000
    shown = texts(chart)
    assert [text for text in shown if text in ("null", "NaN", "undefined")] == []
    assert "NaN" not in svg
    assert "undefined" not in svg
    assert chart.title in shown
    assert chart.description.startswith(chart.title)
    assert not any(mark in chart.description for mark in ("{", "}", "nan", "None", "<NA>"))


@pytest.mark.parametrize("name", questions.__all__)
def test_an_empty_answer_says_so_in_words(name: str) -> None:
    chart = draw(name, answer(name).iloc[:0])
    assert "nothing to draw" in chart.description
    assert "nothing to draw" in " ".join(texts(chart))


@pytest.mark.parametrize("name", questions.__all__)
def test_hostile_labels_are_plain_text(name: str) -> None:
    chart = draw(name, answer(name, office(HOSTILE)), targets=[("CB2", HOSTILE, "4/5")], units={})
    root = ElementTree.fromstring(chart.to_svg())
    assert [element for element in root.iter() if "script" in element.tag] == []
    assert "\x00" not in chart.description
    assert "\u202e" not in chart.description


def test_more_rows_than_fit_are_counted() -> None:
    table = judged(*units([(place + 1, 60) for place in range(50)]))
    chart = draw("rank", questions.rank(table))
    assert "The first 40 of 50 rows are drawn." in chart.description
    assert sum(text.startswith("U") for text in texts(chart)) == 40


def test_what_cannot_be_drawn_is_named_below() -> None:
    table = judged(*units([(5, 10), (0, 0), (7, 10), (0, 0)]))
    assert "no case arose: U01, U03." in texts(draw("rank", questions.rank(table)))
