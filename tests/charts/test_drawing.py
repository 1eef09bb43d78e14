"""Drawing: the same picture warm and cold, here and by the drawing process; nothing is loaded, nothing hangs."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from multiprocessing import active_children
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import vl_convert
from pictures import DRAWN, NAMES
from strips import answer
from strips import draw as of_answer

from dtplan_analysis import questions
from dtplan_analysis.charts import Chart, drawing
from dtplan_analysis.charts.drawing import SERVER, draw, drawing_server, letter_widths
from dtplan_analysis.resources import resource

pytest.importorskip("py_mini_racer")

FONTS = resource("templates") / "fonts"
POINT = {
    "data": {"values": [{"a": 1, "b": "x"}]},
    "mark": "point",
    "encoding": {"x": {"field": "a", "type": "nominal"}},
}
ADDRESS = "http://127.0.0.1:9/data.json"


KINDS = dict(zip(NAMES, DRAWN, strict=True)) | dict.fromkeys(questions.__all__, (None, None))


@cache
def specs() -> dict[str, dict[str, Any]]:
    """Every kind of chart; those in English are drawn in the slow tier."""
    return {name: spec_of(name, "vi") for name in KINDS}


def spec_of(name: str, language: str) -> dict[str, Any]:
    """A chart, which is what Altair makes of it, and keeps to its schema."""
    kind, table = KINDS[name]
    chart: Chart = kind(table, language) if kind else of_answer(name, answer(name), language)
    checked = chart.figure.to_dict()  # by Altair, which puts the parts together in its own way
    assert {**checked, "config": chart.spec["config"]} == chart.spec
    return chart.spec


@cache
def drawn() -> dict[str, str]:
    return {name: draw(spec) for name, spec in specs().items()}


def python(code: str) -> str:
    """What a fresh process prints; it must end by itself."""
    code = f"from dtplan_analysis.charts import drawing; spec = {POINT!r}\n{code}"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stderr
    return run.stdout


def alive(pid: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A drawing process, which only those find that are told."""
    with drawing_server() as address:
        del os.environ[SERVER]
        yield address


@pytest.mark.parametrize(
    ("text", "style", "size", "width"),
    [  # widths as HarfBuzz has them, of texts without kerning
        ("82,6%", "Regular", 11, 31.190),
        ("HDXD", "Bold", 12, 34.002),
        ("không phát sinh", "Regular", 12, 84.732),
        ("→ chưa đủ căn cứ", "Regular", 12, 99.445),
    ],
)
def test_letters_are_as_wide_as_the_shipped_font_has_them(text: str, style: str, size: float, width: float) -> None:
    widths = letter_widths(FONTS / f"LiberationSans-{style}.ttf")
    assert size * sum(widths[letter] for letter in text) == pytest.approx(width, abs=0.001)


@pytest.mark.slow
@pytest.mark.parametrize("name", KINDS)
def test_the_picture_is_that_of_vl_convert_within_a_pixel(name: str) -> None:
    number = re.compile(r"-?\d+(?:\.\d+)?(?:e-\d+)?")
    vl_convert.register_font_directory(str(FONTS))
    spec = spec_of(name, "en")
    rounded = json.loads(json.dumps(spec), parse_float=lambda text: float(f"{float(text):.12g}"))
    pictures = (re.sub(r"clip\d+", "clip", svg) for svg in (draw(spec), vl_convert.vegalite_to_svg(rounded)))
    own, other = pictures
    assert number.sub("#", own) == number.sub("#", other)
    differences = [abs(float(a) - float(b)) for a, b in zip(number.findall(own), number.findall(other), strict=True)]
    assert max(differences) <= 1


@pytest.mark.parametrize("step", [4, pytest.param(1, marks=pytest.mark.slow)])
def test_bytes_do_not_depend_on_what_was_drawn_before(step: int) -> None:
    new, some = drawing._v8(), list(specs())[::-step]
    assert {name: new(json.dumps(specs()[name])) for name in some} == {name: drawn()[name] for name in some}


def test_an_axis_keeps_its_last_tick() -> None:
    scale = {"domain": [0.9400000000000001, 1], "nice": False}
    spec = {**POINT, "encoding": {"y": {"field": "a", "type": "quantitative", "scale": scale}}}
    assert ">0.94<" in draw(spec)


def test_a_drawing_process_draws_the_same_for_several_at_once(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    some = list(specs())[::4]
    expected = [drawn()[name] for name in some]
    monkeypatch.setenv(SERVER, address)
    monkeypatch.setattr(drawing, "_own", lambda: pytest.fail("drawn here"))
    with ThreadPoolExecutor(2) as workers:
        assert list(workers.map(draw, [specs()[name] for name in some])) == expected


def test_a_stranger_is_not_served(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SERVER, f"{'0' * 64}@{address.partition('@')[2]}")
    assert drawing._asked(json.dumps(POINT)) == ""
    monkeypatch.setenv(SERVER, address)
    assert drawing._asked(json.dumps(POINT)) == drawing._own()(json.dumps(POINT))


def test_what_the_drawing_process_cannot_draw_is_a_fault_here_and_harms_nothing(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SERVER, address)
    with pytest.raises(ValueError, match="cannot be drawn"):
        draw({"mark": "nonsense"})
    assert drawing._asked(json.dumps(POINT)).startswith("<svg")


def test_who_loses_the_drawing_process_draws_by_himself() -> None:
    before = set(active_children())
    with drawing_server() as address:
        assert os.environ[SERVER] == address
        (process,) = set(active_children()) - before
        process.kill()
        process.join()
        assert drawing._asked(json.dumps(POINT)) == ""
        assert draw(POINT).startswith("<svg")
    assert SERVER not in os.environ


def test_the_drawing_process_ends_with_its_parent() -> None:
    pid = int(
        python(
            "import os, multiprocessing\n"
            "server = drawing.drawing_server(multiprocessing.get_context('fork')); server.__enter__()\n"
            "print(multiprocessing.active_children()[0].pid, flush=True); os._exit(0)"
        )
    )
    deadline = time.monotonic() + 10
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive(pid)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_it_draws_in_a_fork_in_an_event_loop_and_in_a_fork_after_both() -> None:
    code = (
        "import asyncio, multiprocessing\nfork = multiprocessing.get_context('fork')\n"
        "async def cell(): return drawing.draw(spec)\n"
        "def forked():\n"
        "    queue = fork.SimpleQueue()\n"
        "    child = fork.Process(target=lambda: queue.put(drawing.draw(spec)))\n"
        "    child.start(); picture = queue.get(); child.join(); return picture\n"
        "pictures = [forked(), asyncio.run(cell()), drawing.draw(spec), asyncio.run(cell()), forked()]\n"
        "assert len(set(pictures)) == 1; print(pictures[0])"
    )
    assert python(code).strip() == draw(POINT)


@pytest.mark.parametrize(
    "spec",
    [
        {**POINT, "data": {"url": ADDRESS}},
        {**POINT, "data": {"url": "file:///etc/hostname", "format": {"type": "csv"}}},
        {**POINT, "data": {"url": "data:text/csv,a%0A1", "format": {"type": "csv"}}},
        {**POINT, "mark": {"type": "image", "url": ADDRESS}},
        {**POINT, "encoding": {"href": {"value": "javascript:alert(1)"}}},
        {**POINT, "transform": [{"lookup": "a", "from": {"data": {"url": ADDRESS}, "key": "a", "fields": ["b"]}}]},
    ],
)
def test_nothing_is_loaded_or_linked(spec: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="would load or link"):
        draw(spec)
    with pytest.raises(ValueError, match="nothing is loaded"):
        drawing._own()(json.dumps(spec))  # were it to get so far


def test_a_text_may_speak_of_addresses() -> None:
    label = '"url": "href":'
    spec = {**POINT, "mark": {"type": "text"}, "encoding": {"text": {"value": label}}}
    assert label in "".join(ElementTree.fromstring(draw(spec)).itertext())


def test_what_cannot_be_drawn_is_an_error_in_one_line() -> None:
    with pytest.raises(ValueError, match="cannot be drawn") as error:
        draw({"mark": "nonsense"})
    assert len(str(error.value)) < 200
    assert draw(POINT).startswith("<svg")


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_chart_that_never_ends_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "_SECONDS", 0.5)
    endless = {**POINT, "data": {"sequence": {"start": 0, "stop": 1e9, "as": "a"}}}
    before = signal.alarm(30)
    drawer = drawing._v8()
    with pytest.raises(ValueError, match="cannot be drawn"):
        drawer(json.dumps(endless))
    assert drawer(json.dumps(POINT)).startswith("<svg")
    signal.alarm(before)


@pytest.mark.parametrize("written", [b"vega", pytest.param(b"", marks=pytest.mark.slow, id="by vl-convert")])
def test_vega_is_bundled_once(written: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(drawing, "user_cache_path", lambda _: tmp_path / "new")
    if written:
        done = subprocess.CompletedProcess([], 0, stdout=written)
        monkeypatch.setattr(drawing.subprocess, "run", lambda *_, **__: done)
    first = drawing._bundle()
    monkeypatch.setattr(drawing.subprocess, "run", lambda *_, **__: pytest.fail("bundled again"))
    assert drawing._bundle() == first
    assert len(list((tmp_path / "new").iterdir())) == 1


@pytest.mark.parametrize("lack", ["mini-racer", pytest.param("version", marks=pytest.mark.slow)])
def test_without_v8_or_vega_vl_convert_draws(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, lack: str) -> None:
    if lack == "version":
        monkeypatch.setattr(drawing, "user_cache_path", lambda _: tmp_path)
        monkeypatch.setattr(drawing.alt, "VEGALITE_VERSION", "0.0.0")
    else:
        monkeypatch.setitem(sys.modules, "py_mini_racer", None)
    assert drawing._drawer()(json.dumps(POINT)).startswith("<svg")
