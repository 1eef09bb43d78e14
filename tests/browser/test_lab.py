"""The notebook to explore in JupyterLab itself, as an analyst uses it: everything comes from this machine."""

import importlib.util
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit

import pytest
from office import dossiers, write_office
from places import ROOT

from browser.tab import CHROMIUM, NAMES
from dtplan_analysis.resources import resource

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason=f"no Chromium found (looked for {', '.join(NAMES)})"),
]

_SECONDS = 120


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of three units, with the notebook to explore in it."""
    rows = [
        row
        for unit, online in (("AA", 7), ("BB", 4), ("CC", 9))
        for quarter in ("2024Q1", "2024Q2")
        for row in dossiers(unit, quarter, online, 10 - online)
    ]
    units: list[dict[str, object]] = [
        {"code": code, "name_vi": f"Cục {code}", "name_en": f"Agency {code}"} for code in ("AA", "BB", "CC")
    ]
    work = write_office(tmp_path_factory.mktemp("lab") / "office", {"dossiers": rows}, units=units, targets="CB2 CB3")
    notebook = json.loads((resource("notebooks") / "explore.ipynb").read_text(encoding="utf-8"))
    text = "".join(notebook["cells"][1]["source"]).replace('"HDXD"', '"AA"')
    notebook["cells"][1]["source"] = text
    (work / "explore.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    unit = (resource("notebooks") / "unit_quarter.ipynb").read_text(encoding="utf-8")
    (work / "unit_quarter.ipynb").write_text(unit.replace("HDXD", "AA"), encoding="utf-8")
    return work


@pytest.fixture(scope="module")
def lab(work: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """JupyterLab, and Notebook beside it, started in the workspace, with the browser's theme; its address."""
    home = tmp_path_factory.mktemp("home")
    theme = {"@jupyterlab/apputils-extension:themes": {"adaptive-theme": True}}
    (home / "overrides.json").write_text(json.dumps(theme), encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {"HOME": str(home), "JUPYTER_CONFIG_DIR": str(home), "JUPYTER_DATA_DIR": str(home), "IPYTHONDIR": str(home)}
    cache = {"XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache"))}
    options = [
        "--no-browser",
        f"--port={port}",
        "--ServerApp.port_retries=0",
        "--IdentityProvider.token=",
        "--allow-root",
        f"--LabApp.app_settings_dir={home}",
        "--ServerApp.jpserver_extensions=notebook=True",
    ]
    command = [sys.executable, "-m", "jupyterlab", *options, f"--ServerApp.root_dir={work}"]
    process = subprocess.Popen(
        command, cwd=work, env=os.environ | own | cache | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    address, end = f"http://127.0.0.1:{port}", time.monotonic() + _SECONDS
    while True:
        try:
            urllib.request.urlopen(f"{address}/api", timeout=5).close()
            break
        except (URLError, OSError):
            assert process.poll() is None, "JupyterLab did not start"
            assert time.monotonic() < end, "JupyterLab does not answer"
            time.sleep(0.2)
    yield address
    process.terminate()
    process.wait(timeout=60)


@pytest.fixture
def page(lab: str) -> Iterator[Any]:
    """A page of Chromium on the notebook, with what it asked for and complained of."""
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        # All cells in sight: Lab takes the others out of the page.
        page = browser.new_page(viewport={"width": 1500, "height": 9000})
        page.set_default_timeout(_SECONDS * 1000)
        page.asked = []
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(f"{lab}/lab/tree/explore.ipynb?reset")
        yield page
        browser.close()


def _asked_elsewhere(page: Any) -> list[str]:
    """What was asked of another machine; pieces made in the page itself have no host."""
    asked = [urlsplit(url) for url in page.asked]
    return [one.geturl() for one in asked if one.scheme not in ("blob", "data") and one.hostname != "127.0.0.1"]


def _run_all(page: Any) -> None:
    """Run all cells; what is asked before the kernel is connected is lost without a word, so it is asked again."""
    page.locator(".jp-CodeCell .cm-content").first.click()
    prompts = page.locator(".jp-InputPrompt")
    end = time.monotonic() + _SECONDS
    while not {"[*]:", "[1]:"} & set(prompts.all_text_contents()):
        assert time.monotonic() < end, "no cell runs"
        page.locator(".lm-MenuBar-item", has_text="Run").click()
        page.locator(".lm-Menu-item[data-command='runmenu:run-all']").click()
        page.wait_for_timeout(2000)


def test_an_analyst_picks_hovers_and_clicks_and_all_views_follow(page: Any, work: Path) -> None:
    page.locator(".jp-Notebook").wait_for()
    _run_all(page)
    live = page.locator("svg[data-live]")
    page.wait_for_function("document.querySelectorAll('svg[data-live]').length >= 7")
    assert page.locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.error']").count() == 0
    assert page.locator("[data-mime-type='application/vnd.jupyter.stderr']").all_text_contents() == []

    line = page.locator("code", has_text="report.definition").first
    assert line.text_content() == 'report.definition("CB2")'
    opened = page.locator("code", has_text="UnitQuarter.open").last
    assert '"AA"' in opened.text_content()

    page.locator("select[name=unit]").select_option("BB")  # by a choice
    page.wait_for_function("[...document.querySelectorAll('code')].some(e => e.textContent.includes('open(\"BB\"'))")
    heads = page.locator("caption", has_text="Agency BB beside Agency CC")
    heads.first.wait_for()
    page.wait_for_function("document.querySelectorAll('svg[data-live]').length >= 7")

    cell = live.first.locator(".mark-rect path[aria-label], .mark-rect path").nth(5)  # third unit, second target
    cell.scroll_into_view_if_needed()
    cell.hover()
    tip = page.locator(".tip:visible")
    tip.wait_for()
    told = tip.text_content()
    assert told.startswith("Agency CC: ")
    assert "CB3" in told

    cell.click()  # in the map
    page.wait_for_function(
        "[...document.querySelectorAll('code')].some(e => e.textContent === 'report.definition(\"CB3\")')"
    )
    page.locator("caption", has_text="Agency CC beside Agency AA").first.wait_for()
    assert page.locator("select[name=unit]").input_value() == "CC"
    assert page.locator("select[name=target]").input_value() == "CB3"

    assert page.locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.error']").count() == 0
    assert _asked_elsewhere(page) == []
    shutil.rmtree(work / ".ipynb_checkpoints", ignore_errors=True)


@pytest.mark.parametrize(("scheme", "light"), [("dark", "false"), ("light", "true")])
def test_charts_of_a_units_notebook_act_in_each_theme(page: Any, work: Path, lab: str, scheme: str, light: str) -> None:
    shutil.copy(work / "unit_quarter.ipynb", work / f"{scheme}.ipynb")  # with a kernel of its own
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{lab}/lab/tree/{scheme}.ipynb?reset")
    page.locator(".jp-Notebook").wait_for()
    page.locator(f"body[data-jp-theme-light={light}]").wait_for(state="attached")  # it has no height of its own
    _run_all(page)
    page.wait_for_function("document.querySelectorAll('svg[data-live]').length >= 2")
    assert page.locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.error']").count() == 0

    _tells(page)
    ground = page.locator("svg[data-live]").first.evaluate(
        "one => getComputedStyle(one.closest('.chart-scroll')).backgroundColor"
    )
    assert ground == "rgb(255, 255, 255)"  # a chart's ink is dark
    words = page.locator(".dtplan-view h2").first.evaluate(_INK)
    assert (min(words) > 127) == (light == "false")
    tiles = page.locator(".tiles").first  # no style sheet of a page is here
    assert tiles.evaluate("one => getComputedStyle(one).display") == "grid"
    assert tiles.evaluate("one => getComputedStyle(one).listStyleType") == "none"
    assert _asked_elsewhere(page) == []


def test_charts_act_in_notebook_7(page: Any, lab: str) -> None:
    if importlib.util.find_spec("notebook") is None:
        pytest.skip("Jupyter Notebook is not installed")
    page.goto(f"{lab}/notebooks/unit_quarter.ipynb")
    page.locator(".jp-Notebook").wait_for()
    assert page.title().startswith("unit_quarter")
    _run_all(page)
    page.wait_for_function("document.querySelectorAll('svg[data-live]').length >= 2")
    _tells(page)
    assert _asked_elsewhere(page) == []


_INK = "one => getComputedStyle(one).color.match(/[0-9]+/g).slice(0, 3).map(Number)"


def _tells(page: Any) -> None:
    """Marks of the charts have a tip when they are pointed at."""
    for mark in page.locator("svg[data-live] .mark-symbol path").all()[:12]:
        mark.scroll_into_view_if_needed()
        mark.hover(force=True)
        page.wait_for_timeout(300)
        if page.locator(".tip:visible").count():
            return
    raise AssertionError("no mark tells its figure")
