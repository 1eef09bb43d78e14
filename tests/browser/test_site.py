"""The site of a folder of reports as a browser shows it: from disk and from a server, with scripts and without."""

import os
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from browser.tab import CHROMIUM, Tab

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium found")]

UNIT, WHOLE = "decision-320-2024_hdxd_2024Q3_{}.html", "decision-320-2024_all-units_2024Q3_{}.html"


@pytest.fixture(scope="session")
def folder(written: Path) -> Path:
    """Reports of a unit and of all, with one that failed, and the site around them."""
    return written / "reports"


@pytest.fixture(params=["disk", "server"])
def base(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """The folder's address: a path of this machine, or a server's."""
    if request.param == "disk":
        yield folder.as_uri()
        return
    handler = partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


# -- The pages ---------------------------------------------------------------------------------------------------


def test_a_page_asks_for_its_own_script_alone_and_violates_nothing(tab: Tab, base: str) -> None:
    tab.show(f"{base}/index.html")
    assert tab.requests == [f"{base}/index.html", f"{base}/site/site.js"]
    assert tab.complaints == []


def test_no_link_leads_nowhere_and_the_switches_come_back(tab: Tab, folder: Path) -> None:
    assert followed(tab, folder) == {*folder.glob("*.html")}


def test_of_several_plans_every_page_is_reached_from_the_first_and_from_each_other(tab: Tab, of_plans: Path) -> None:
    entries = {*of_plans.glob("*/index.html")}  # where a plan's folder is opened by itself
    assert followed(tab, of_plans) == {*of_plans.rglob("*.html")} - entries
    assert [page.read_bytes() == (page.parent / "index_vi.html").read_bytes() for page in entries] == [True, True]
    plans = [page.parent for page in entries]
    for plan in plans:
        assert followed(tab, plan) == {page for one in plans for page in one.glob("*.html")} - entries | {
            plan / "index.html"
        }


def followed(tab: Tab, folder: Path) -> set[Path]:
    """The pages to which links lead from a folder's index, and theirs; each link has its file."""
    hrefs = "[...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href')).filter(h => h[0] != '#')"
    pages, waiting = {folder / "index.html"}, [folder / "index.html"]
    while waiting:
        here = waiting.pop()
        found = {Path(os.path.normpath(here.parent / unquote(href))) for href in tab.show(here).ask(hrefs)}
        assert [file for file in found if not file.is_file()] == [], here
        new = {file for file in found if file.suffix == ".html"} - pages
        waiting += new
        pages |= new
    return pages


def test_a_reader_goes_from_the_latest_quarter_to_another_and_to_the_other_language(tab: Tab, folder: Path) -> None:
    tab.show(folder / "index.html")
    assert tab.ask("document.querySelector('h1').textContent") == "Tổng quan: Bộ Xây dựng, Quý III/2024"
    chosen = "[...document.querySelectorAll('[aria-current=page]')].map(a => a.textContent).join()"
    assert tab.ask(chosen) == "Tiếng Việt,Quý III/2024"
    for link, title in (("Quý II/2024", "Quý II/2024"), ("English", "Overview: Ministry of Construction, Q2 2024")):
        found = f"[...document.querySelectorAll('.switch a')].find(a => a.textContent === '{link}')"
        tab.show(folder / tab.ask(f"{found}.getAttribute('href')"))
        assert title in tab.ask("document.title")


def test_what_failed_is_said_in_words(tab: Tab, folder: Path) -> None:
    tab.show(folder / "index_2024Q3_en.html")
    assert "2 reports of 14 are not up to date" in tab.ask("document.querySelector('.fault').innerText")
    stale = "[...document.querySelectorAll('.stale')].map(e => e.innerText)"
    assert tab.ask(stale) == ["⚠ not made: ValueError: <b>broken</b> (cell 2 of broken.ipynb)"] * 2


# -- The search --------------------------------------------------------------------------------------------------

SHOWN = "[...document.querySelectorAll('.heat tbody tr')].filter(r => r.offsetHeight).map(r => r.cells[0].innerText)"

SEARCHES = [
    # what is typed, the units that are left beside the line of all units
    ("phap che", ["Vụ Pháp chế"]),
    ("VỤ PHÁP", ["Vụ Pháp chế"]),
    ("che phap", ["Vụ Pháp chế"]),
    ("hdxd", ["Cục Quản lý hoạt động xây dựng"]),
    ("đô thị phat trien", ["Cục Phát triển đô thị"]),
    ("Department of Legal", ["Vụ Pháp chế"]),
    ("no such unit", []),
]


@pytest.mark.parametrize(("typed", "found"), SEARCHES)
def test_units_are_found_by_parts_of_their_names_with_marks_and_without(
    tab: Tab, folder: Path, typed: str, found: list[str]
) -> None:
    tab.show(folder / "index.html").ask("document.querySelector('#find').focus()")
    every = tab.ask(SHOWN)
    assert len(every) > 30
    tab("Input.insertText", text=typed)
    assert tab.ask(SHOWN) == [*found, "Toàn cơ quan (không gồm các đơn vị thí điểm)"]
    assert tab.ask("document.querySelector('output').textContent") == f"tìm thấy {len(found)}/32 đơn vị"
    tab.ask("(e => { e.value = ''; e.dispatchEvent(new Event('input')); })(document.querySelector('#find'))")
    assert tab.ask(SHOWN) == every


def test_without_scripts_all_is_there_but_the_search(tab: Tab, folder: Path) -> None:
    tab("Emulation.setScriptExecutionDisabled", value=True)
    try:
        tab.show(folder / "index.html")
        assert tab.ask("document.querySelector('#find').offsetHeight") == 0
        assert len(tab.ask(SHOWN)) > 30
    finally:
        tab("Emulation.setScriptExecutionDisabled", value=False)


# -- The charts --------------------------------------------------------------------------------------------------

FRAME = "document.querySelector('[data-spec]')"
LIVE = f"{FRAME}.querySelector('svg.marks')"


def test_a_chart_becomes_live_under_the_mouse_and_tells_its_figures(tab: Tab, base: str) -> None:
    tab.show(f"{base}/{UNIT.format('vi')}")
    assert tab.requests == [f"{base}/{UNIT.format('vi')}", f"{base}/site/site.js"]
    words = tab.ask(f"['title', 'desc'].map(n => {FRAME}.querySelector(n).textContent).join('. ')")
    size = tab.ask(f"{FRAME}.getBoundingClientRect().toJSON()")
    tab.point(FRAME)
    tab.wait(f"{LIVE} !== null")
    assert tab.ask(f"[{LIVE}.getAttribute('role'), {LIVE}.getAttribute('aria-label')]") == ["img", words]
    live = tab.ask(f"{FRAME}.getBoundingClientRect().toJSON()")
    assert live["width"] == size["width"]
    assert abs(live["height"] - size["height"]) < 10  # nothing jumps
    tab.point(f"[...{LIVE}.querySelectorAll('.mark-symbol path')].find(p => p.__data__?.datum?.tip)")
    told = tab.wait("document.querySelector('.tip')?.textContent")
    assert told.startswith("OP1 ")
    assert "Quý" in told
    assert "%" in told
    assert tab.complaints == []
    assert {address for address in tab.requests if not address.startswith(base)} == set()


def test_each_chart_of_a_report_becomes_live(tab: Tab, folder: Path) -> None:
    for page in (UNIT.format("en"), WHOLE.format("en")):
        charts = tab.show(folder / page).unfold().ask("document.querySelectorAll('[data-spec]').length")
        assert charts > 0
        for place in range(charts):
            tab.point(f"document.querySelectorAll('[data-spec]')[{place}]")
        tab.wait(f"document.querySelectorAll('[data-spec] > svg.marks').length === {charts}")
        assert tab.complaints == []


def test_a_report_that_is_mailed_alone_keeps_its_pictures(tab: Tab, folder: Path, tmp_path: Path) -> None:
    page = tmp_path / "mailed.html"
    shutil.copy(folder / UNIT.format("vi"), page)
    tab.show(page)
    tab.point(FRAME)
    assert tab.ask(f"{FRAME}.querySelector('svg[role=img] title') !== null")
    assert [one for one in tab.complaints if "ERR_FILE_NOT_FOUND" not in str(one)] == []


def test_a_report_whose_bundle_is_gone_keeps_its_pictures(tab: Tab, folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    (copy / "site" / "vega.js").unlink()
    tab.show(copy / UNIT.format("vi"))
    tab.point(FRAME)
    tab.wait("document.querySelector('script[src$=\"vega.js\"]') !== null")
    assert tab.ask(f"{FRAME}.querySelector('svg[role=img] title') !== null")
    assert [one for one in tab.complaints if one["method"] == "Runtime.exceptionThrown"] == []
