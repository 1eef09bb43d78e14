"""A view that acts: what it shows, what it hears of a reader, and the script that it sends."""

from typing import Any

import pytest

from dtplan_analysis.charts import live
from dtplan_analysis.charts.live import WIDGET, Live, widget_of


def test_it_shows_something_else_in_the_same_place() -> None:
    view = Live()
    view.show("<svg/>", line="unit_quarter()", choices=({"name": "unit"},))
    assert (view.html, view.line, view.choices) == ("<svg/>", "unit_quarter()", [{"name": "unit"}])
    view.show("<p/>")
    assert (view.html, view.line, view.choices) == ("<p/>", "", [])


def test_what_a_reader_picks_comes_as_words() -> None:
    heard: list[dict[str, str]] = []
    view = Live()
    view.on_pick(heard.append)
    view.picked = {"unit": "GD", "quarter": 2}
    assert heard == [{"unit": "GD", "quarter": "2"}]


@pytest.mark.parametrize(("message", "sent"), [("vega", [("vega", [b"script"])]), ("other", []), ({"a": 1}, [])])
def test_the_script_comes_from_the_kernel_where_it_is_asked_for(
    message: object, sent: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[Any] = []
    monkeypatch.setattr(live, "vega_script", lambda: b"script")
    monkeypatch.setattr(Live, "send", lambda _, content, buffers: said.append((content, buffers)))
    Live()._answer(None, message, [])
    assert said == sent


def test_a_notebook_shows_it_by_its_number() -> None:
    view = Live()
    assert widget_of(view) == {WIDGET: {"version_major": 2, "version_minor": 0, "model_id": view.model_id}}
