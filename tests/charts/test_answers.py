"""Charts of answers: one for each question, of its name, that draws and says what the answer holds."""

import inspect
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pandas as pd
import pytest
from answers import judged, row, series, units

from dtplan_analysis import charts, questions
from dtplan_analysis.language import LANGUAGES, Language

SVG = "{http://www.w3.org/2000/svg}"
TARGETS = [("CB2", "Online", "4/5"), ("OP7", "Checklist", None)]
HOSTILE = '<script>alert(1)</script> & "id="x"" ]]> \x00\u202e\u2028 {unit} =1+1'
PAIRS = [(180, 200), (200, 220), (160, 180), (189, 210), (173, 190), (60, 200), (3, 4), (0, 0)]
STEADY = [(960, 1000), (980, 1000), (970, 1000), (950, 1000), (990, 1000), (971, 1000)] * 4
STEADY[10] = (700, 1000)


@pytest.fixture(autouse=True)
def _strict(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Language, "strict", True)


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
    assert svg == draw(name, answer(name), language).to_svg()


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


@pytest.mark.parametrize("name", [name for name in questions.__all__ if name != "composite"])
def test_target_and_units_go_by_their_labels(name: str) -> None:
    chart = draw(name, answer(name))
    assert "Online" in " ".join(texts(chart))
    assert "Unit five" in chart.description


WORDS: dict[str, tuple[dict[str, Any], str]] = {
    # question: what is asked, and a part of what its chart says
    "trend": ({"unit": "U05"}, "too few quarters: CB2 Online."),
    "process_chart": ({"unit": "U00"}, "CB2 Online: 1 point outside the limits."),
    "assure": ({"unit": "U05"}, "CB2 Online: too few quarters; 2 quarters."),
    "compare": ({}, "CB2: of 6 units around 80.2%: Unit five below (30.0%)."),
    "rank": ({}, "Unit five: place 6 to 7; 30.0%."),
    "forecast": ({"unit": "U05"}, "CB2 Online: no longer possible; even if all 202 to come pass."),
    "decompose": ({}, "all units together: +1.7 percentage points; rate +1.7, mix 0.0."),
    "shrink": ({}, "U06: 75.0% → 76.5%; 3 of 4."),
    "suppress": ({}, "U06: suppressed; small count."),
    "composite": ({}, "Unit five: place 7; score 37.5."),
}


@pytest.mark.parametrize("name", WORDS)
def test_what_a_chart_says(name: str) -> None:
    asked, expected = WORDS[name]
    table = office() if name == "process_chart" else office()[lambda one: one["period"] >= "2024Q1"]
    assert expected in draw(name, answer(name, table, **asked)).description


def test_more_rows_than_fit_are_counted() -> None:
    table = judged(*units([(place + 1, 60) for place in range(50)]))
    chart = draw("rank", questions.rank(table))
    assert "The first 40 of 50 rows are drawn." in chart.description
    assert sum(text.startswith("U") for text in texts(chart)) == 40


def test_what_cannot_be_drawn_is_named_below() -> None:
    table = judged(*units([(5, 10), (0, 0), (7, 10), (0, 0)]))
    assert "no case arose: U01, U03." in texts(draw("rank", questions.rank(table)))


def test_limits_are_drawn_where_there_are_any() -> None:
    table = answer("process_chart", unit="U00")
    assert "outside the limits" in texts(draw("process_chart", table))
    short = table.assign(lower=float("nan"), upper=float("nan"), centre=float("nan"), reason="too_short")
    assert "outside the limits" not in texts(draw("process_chart", short))
