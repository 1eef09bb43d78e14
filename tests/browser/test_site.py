"""The site of a folder of reports as a browser shows it: from disk and from a server, with scripts and without."""

import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from browser import test_pages as pages
from browser.tab import AXE, CHROMIUM, Tab
from dtplan_analysis.batch import held
from dtplan_analysis.batch.output import Entry
from dtplan_analysis.batch.site import write_site
from dtplan_analysis.reports import MinistryQuarter, UnitQuarter
from dtplan_analysis.reports.export import to_html
from dtplan_analysis.sample import write_sample
from dtplan_analysis.units import TOTAL
from dtplan_analysis.workspace import open_store

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium found")]

MADE = [("HDXD", "2024Q2"), ("HDXD", "2024Q3"), (TOTAL, "2024Q3")]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reports of a unit and of all, with one that failed later, and the site around them."""
    workspace = tmp_path_factory.mktemp("site")
    write_sample(workspace, rows=3000)
    store = open_store(workspace)
    with held(workspace / "reports") as output:
        for unit, quarter in MADE:
            for language in ("vi", "en"):
                name = f"plan_{'all-units' if unit == TOTAL else unit.lower()}_{quarter}_{language}"
                if unit == TOTAL:
                    report = MinistryQuarter(store, unit, store.quarter(quarter), language)
                    sections = [report.summary(), report.movers()]
                else:
                    report = UnitQuarter(store, unit, store.quarter(quarter), language)
                    sections = [report.trends(), report.position()]
                cells = [
                    new_code_cell(outputs=[new_output("display_data", data=one._repr_mimebundle_())])
                    for one in sections
                ]
                page = to_html(new_notebook(cells=cells, metadata={"dtplan": report.metadata, "report": name}))
                about = {"notebook": "unit_quarter.ipynb", "unit": unit, "quarter": quarter, "language": language}
                files = output.write({f"{name}.html": page.encode()})
                output.record(Entry(name, about | {"parameters": {}}, files=files))
        output.fail("plan_hdxd_2024Q3_en", output.entries["plan_hdxd_2024Q3_en"].about, "ValueError: <b>broken</b>")
        output.write({"manifest.json": b"{}", "figures/2024Q2.json": b"{}", "figures/2024Q3.json": b"{}"})
        write_site(store, output)
    return workspace / "reports"


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
    hrefs = "[...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href')).filter(h => h[0] != '#')"
    pages = {"index.html"}
    for page in (
        "index.html",
        *(f"index_{quarter}_{code}.html" for quarter in ("2024Q2", "2024Q3") for code in ("vi", "en")),
    ):
        pages |= {*tab.show(folder / page).ask(hrefs)}
    assert [page for page in pages if not (folder / page).is_file()] == []
    assert {*folder.glob("*.html")} == {folder / page for page in pages if page.endswith(".html")}


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
    assert "1 report is not up to date" in tab.ask("document.querySelector('.fault').innerText")
    stale = "[...document.querySelectorAll('.stale')].map(e => e.innerText).join()"
    assert tab.ask(stale) == "⚠ not up to date: ValueError: <b>broken</b>"


@pytest.mark.parametrize("width", [320, 1280])
def test_the_site_never_scrolls_sideways(tab: Tab, folder: Path, width: int) -> None:
    pages.test_page_never_scrolls_sideways(tab, folder / "index_2024Q3_en.html", width)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_of_the_site_stands_out_from_its_ground(tab: Tab, folder: Path, scheme: str) -> None:
    pages.test_text_stands_out_from_its_ground(tab, folder / "index_2024Q3_vi.html", scheme)


@pytest.mark.skipif(not AXE.is_file(), reason=f"no axe-core at {AXE} (variable DTPLAN_AXE names another place)")
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_axe_finds_nothing_in_the_site(tab: Tab, folder: Path, language: str, scheme: str, width: int) -> None:
    pages.test_axe_finds_nothing(tab, folder / f"index_2024Q3_{language}.html", scheme, width)


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
    assert tab.ask(SHOWN) == [*found, "Tất cả các đơn vị"]
    assert tab.ask("document.querySelector('output').textContent") == f"số đơn vị tìm thấy: {len(found)}"
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
    tab.show(f"{base}/plan_hdxd_2024Q3_vi.html")
    assert tab.requests == [f"{base}/plan_hdxd_2024Q3_vi.html", f"{base}/site/site.js"]
    words = tab.ask(f"['title', 'desc'].map(n => {FRAME}.querySelector(n).textContent).join('. ')")
    size = tab.ask(f"{FRAME}.getBoundingClientRect().toJSON()")
    tab.point(FRAME)
    tab.wait(f"{LIVE} !== null")
    assert tab.ask(f"[{LIVE}.getAttribute('role'), {LIVE}.getAttribute('aria-label')]") == ["img", words]
    live = tab.ask(f"{FRAME}.getBoundingClientRect().toJSON()")
    assert live["width"] == size["width"]
    assert abs(live["height"] - size["height"]) < 5
    tab.point(f"[...{LIVE}.querySelectorAll('.mark-symbol path')].find(p => p.__data__?.datum?.tip)")
    told = tab.wait("document.querySelector('.tip')?.textContent")
    assert told.startswith("OP1 ")
    assert "Quý" in told
    assert "%" in told
    assert tab.complaints == []
    assert {address for address in tab.requests if not address.startswith(base)} == set()


def test_each_chart_of_a_report_becomes_live(tab: Tab, folder: Path) -> None:
    for page in ("plan_hdxd_2024Q3_en.html", "plan_all-units_2024Q3_en.html"):
        charts = tab.show(folder / page).ask("document.querySelectorAll('[data-spec]').length")
        assert charts > 0
        for place in range(charts):
            tab.point(f"document.querySelectorAll('[data-spec]')[{place}]")
        tab.wait(f"document.querySelectorAll('[data-spec] > svg.marks').length === {charts}")
        assert tab.complaints == []


def test_a_report_that_is_mailed_alone_keeps_its_pictures(tab: Tab, folder: Path, tmp_path: Path) -> None:
    page = tmp_path / "mailed.html"
    shutil.copy(folder / "plan_hdxd_2024Q3_vi.html", page)
    tab.show(page)
    tab.point(FRAME)
    assert tab.ask(f"{FRAME}.querySelector('svg[role=img] title') !== null")
    assert [one for one in tab.complaints if "ERR_FILE_NOT_FOUND" not in str(one)] == []


def test_a_report_whose_bundle_is_gone_keeps_its_pictures(tab: Tab, folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    (copy / "site" / "vega.js").unlink()
    tab.show(copy / "plan_hdxd_2024Q3_vi.html")
    tab.point(FRAME)
    tab.wait("document.querySelector('script[src$=\"vega.js\"]') !== null")
    assert tab.ask(f"{FRAME}.querySelector('svg[role=img] title') !== null")
    assert [one for one in tab.complaints if one["method"] == "Runtime.exceptionThrown"] == []


@pytest.mark.skipif(not AXE.is_file(), reason=f"no axe-core at {AXE} (variable DTPLAN_AXE names another place)")
def test_axe_finds_nothing_in_a_report_whose_chart_is_live(tab: Tab, folder: Path) -> None:
    tab.show(folder / "plan_hdxd_2024Q3_vi.html")
    tab.point(FRAME)
    tab.wait(f"{LIVE} !== null")
    tab.ask(AXE.read_text(encoding="utf-8") + "; 0")
    assert tab.ask("axe.run().then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 120))]))") == []
