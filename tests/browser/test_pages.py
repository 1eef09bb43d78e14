"""The report page as a reader's browser shows it.

Rules from the Web Content Accessibility Guidelines 2.2, level AA, by success criterion.
"""

import base64
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from browser.tab import AXE, CHROMIUM, NAMES, Tab
from dtplan_analysis.reports.export import to_html

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason=f"no Chromium found (looked for {', '.join(NAMES)})"),
]

MARKS = {"met": "✓", "not_met": "✗", "inconclusive": "?", "no_case": "–", "no_data": "∅", "suppressed": "•"}
BADGES = "".join(
    f'<li class="finding"><span class="status status-{s}">{m} {s}</span> CB2</li>' for s, m in MARKS.items()
)
CELLS = "".join(f'<td class="num" data-status="{s}">{m} 59,9%</td>' for s, m in MARKS.items())
HEADS = "".join(f'<th scope="col">{s}</th>' for s in ("Đơn vị", *MARKS))
CHART = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="700" height="200" viewBox="0 0 700 200" role="img" '
    'aria-labelledby="t"><title id="t">Hồ sơ trực tuyến</title><path d="M0 190 L700 20" stroke="#0a6c74"/></svg>'
)


def table(name: str, kind: str) -> str:
    rows = f'<tr><th scope="row">Cục Giám định nhà nước về chất lượng công trình xây dựng</th>{CELLS}</tr>' * 40
    return (
        f'<div class="table-scroll" role="region" aria-labelledby="{name}" tabindex="0">'
        f'<table class="{kind}"><caption id="{name}">Bảng {name}</caption>'
        f"<thead><tr>{HEADS}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def report() -> str:
    """A page with everything that a report can show."""
    lead = '<div class="lead"><p>Đơn vị đạt 6 trong 13 mục tiêu. <span class="note">Ghi chú</span></p></div>'
    figures = "<div><dt>mục tiêu đạt</dt><dd>6</dd></div><div><dt>mục tiêu chưa đạt</dt><dd>3</dd></div>"
    provisional = '<p><span class="provisional">tạm tính</span></p>'
    method = '<details class="method"><summary>Cách tính</summary><p>Khoảng Wilson.</p></details>'
    shown = [
        ("", f'{lead}<dl class="key-figures">{figures}</dl>'),
        ("## Những điểm chính", f'<ul class="findings">{BADGES}</ul>{provisional}'),
        ("## Các mục tiêu", table("t1", "")),
        ("## Bản đồ", table("t2", "heat")),
        ("## Diễn biến\n\nXem [bản đồ](#ban-do).", f"<figure>{CHART}<figcaption>Hình 1</figcaption></figure>"),
        ("## Cách tính", method),
    ]
    cells = []
    for heading, output in shown:
        cells += [new_markdown_cell(heading)] if heading else []
        cells += [new_code_cell(outputs=[new_output("display_data", data={"text/html": output})])]
    trouble = [
        new_output("display_data", data={"image/svg+xml": CHART}),
        new_output("stream", name="stderr", text="UserWarning: thiếu cột"),
        new_output("error", ename="RegisterError", evalue="x", traceback=["RegisterError: x" * 40]),
        new_output("stream", name="stdout", text="a" * 400),
    ]
    about = {
        "language": "vi",
        "title": "Cục Giám định nhà nước về chất lượng công trình xây dựng – Quý II/2024",
        "unit": "Cục Giám định",
        "quarter": "2024Q2",
        "plan": "Quyết định 320/QĐ-BXD",
        "as_of": "2024-12-31",
        "version": "0.1.0",
        "input_hash": "3f8a1c09d2b7e46650aa91ff0b13c7d2" * 2,
        "synthetic": True,
    }
    return to_html(new_notebook(cells=[*cells, new_code_cell(outputs=trouble)], metadata={"dtplan": about}))


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(report(), encoding="utf-8")
    return path


def test_page_asks_for_nothing_and_violates_nothing(tab: Tab, page: Path) -> None:
    tab.show(page)
    assert tab.requests == [page.as_uri()]
    assert tab.complaints == []
    assert tab.ask("document.scripts.length") == 0


@pytest.mark.parametrize("width", [320, 400, 768, 1280, 1920])
def test_page_never_scrolls_sideways(tab: Tab, page: Path, width: int) -> None:
    """1.4.10 Reflow: 320 CSS pixels are a 1280 pixel window at 400 %."""
    tab.show(page, width)
    assert tab.ask("document.documentElement.scrollWidth") == width
    cut = """[...document.querySelectorAll('main *, header *, nav *, footer *')]
        .filter(e => !e.closest('.table-scroll, .chart-scroll, svg') && !e.matches('.visually-hidden'))
        .filter(e => e.getBoundingClientRect().right > innerWidth + 0.5).map(e => e.outerHTML.slice(0, 80))"""
    assert tab.ask(cut) == []


def test_what_scrolls_can_be_reached_by_keyboard(tab: Tab, page: Path) -> None:
    """2.1.1 Keyboard."""
    tab.show(page, 320)
    scrolling = "[...document.querySelectorAll('body *')].filter(e => e.scrollWidth > e.clientWidth + 1 && "
    scrolling += "['auto', 'scroll'].includes(getComputedStyle(e).overflowX))"
    assert tab.ask(f"{scrolling}.length") == 3  # two tables and a wide drawing
    assert tab.ask(f"{scrolling}.every(e => e.tabIndex === 0)")


def test_skip_link_comes_first_and_leads_to_the_report(tab: Tab, page: Path) -> None:
    """2.4.1 Bypass blocks, 2.4.7 Focus visible."""
    tab.show(page)
    tab.press("Tab", 9)
    assert tab.ask("document.activeElement.className") == "skip"
    assert tab.ask("document.activeElement.getBoundingClientRect().top") >= 0
    assert tab.ask("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    tab.press("Enter", 13)
    assert tab.ask("document.activeElement.id") == "main"


def test_landmarks_and_headings_as_assistive_technology_sees_them(tab: Tab, page: Path) -> None:
    """1.3.1 Info and relationships."""
    nodes = [n for n in tab.show(page)("Accessibility.getFullAXTree")["nodes"] if not n["ignored"]]

    def with_role(role: str) -> list[dict[str, Any]]:
        return [n for n in nodes if n["role"]["value"] == role]

    for role in ("banner", "navigation", "main", "contentinfo"):
        assert len(with_role(role)) == 1, role
    assert [n["name"]["value"] for n in with_role("region")] == ["Bảng t1", "Bảng t2"]
    assert [n["name"]["value"] for n in with_role("image")] == ["Hồ sơ trực tuyến"] * 2
    levels = [p["value"]["value"] for n in with_role("heading") for p in n["properties"] if p["name"] == "level"]
    assert levels == [1, 2, 2, 2, 2, 2]


CONTRAST = """(() => {
  const channel = v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const light = c => 0.2126 * channel(c[0]) + 0.7152 * channel(c[1]) + 0.0722 * channel(c[2]);
  const parts = s => s.match(/[\\d.]+/g).map(Number);
  const ground = e => {
    for (; e; e = e.parentElement) {
      const c = parts(getComputedStyle(e).backgroundColor);
      if (c.length < 4 || c[3] > 0) return c;
    }
    return [255, 255, 255];
  };
  const seen = {};
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement, s = getComputedStyle(e);
    if (!walker.currentNode.data.trim() || e.closest('svg')) continue;
    const [a, b] = [light(parts(s.color)), light(ground(e))].sort((x, y) => y - x);
    const size = parseFloat(s.fontSize), large = size >= 24 || (size >= 18.66 && s.fontWeight >= 700);
    const ratio = (a + 0.05) / (b + 0.05), name = e.tagName + '.' + e.className + ' in ' + e.parentElement.className;
    if (!(name in seen) || ratio < seen[name][0]) seen[name] = [ratio, large ? 3 : 4.5];
  }
  return seen;
})()"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(tab: Tab, page: Path, scheme: str) -> None:
    """1.4.3 Contrast (minimum)."""
    ratios = tab.show(page, scheme=scheme).ask(CONTRAST)
    assert len(ratios) > 30
    assert {name: found for name, (found, least) in ratios.items() if found < least} == {}


def test_schemes_differ_and_drawings_keep_their_light_ground(tab: Tab, page: Path) -> None:
    script = "['body', 'figure'].map(s => getComputedStyle(document.querySelector(s)).backgroundColor)"
    (light, card), (dark, dark_card) = (tab.show(page, scheme=scheme).ask(script) for scheme in ("light", "dark"))
    assert light != dark
    assert card == dark_card == "rgb(255, 255, 255)"


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no pdftotext found (package poppler-utils)")
def test_paper_repeats_heads_and_label_and_opens_details(tab: Tab, page: Path, tmp_path: Path) -> None:
    pdf = tmp_path / "report.pdf"
    pdf.write_bytes(base64.b64decode(tab.show(page)("Page.printToPDF", preferCSSPageSize=True)["data"]))
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
    pages = text.split("\f")[:-1]
    assert len(pages) > 2
    assert all("Dữ liệu mô phỏng / Synthetic data" in sheet for sheet in pages)
    tables = [sheet for sheet in pages if sheet.count("59,9%") > 5]
    assert len(tables) > 2
    assert all("inconclusive" in sheet for sheet in tables)
    assert "Khoảng Wilson" in text
    assert "Mục lục" not in text


@pytest.mark.skipif(not AXE.is_file(), reason=f"no axe-core at {AXE} (variable DTPLAN_AXE names another place)")
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(tab: Tab, page: Path, scheme: str, width: int) -> None:
    tab.show(page, width, scheme).ask(AXE.read_text(encoding="utf-8") + "; 0")
    found = tab.ask("axe.run().then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 120))]))")
    assert found == []


@pytest.mark.parametrize("name", ["unit", "ministry"])
class TestReports:
    """The same, of reports as they are made."""

    def test_report_asks_for_nothing_and_violates_nothing(self, tab: Tab, reports: dict[str, Path], name: str) -> None:
        test_page_asks_for_nothing_and_violates_nothing(tab, reports[name])

    @pytest.mark.parametrize("width", [320, 1280])
    def test_report_never_scrolls_sideways(self, tab: Tab, reports: dict[str, Path], name: str, width: int) -> None:
        test_page_never_scrolls_sideways(tab, reports[name], width)

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_report_stands_out_from_its_ground(
        self, tab: Tab, reports: dict[str, Path], name: str, scheme: str
    ) -> None:
        test_text_stands_out_from_its_ground(tab, reports[name], scheme)

    @pytest.mark.skipif(not AXE.is_file(), reason=f"no axe-core at {AXE} (variable DTPLAN_AXE names another place)")
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_axe_finds_nothing_in_a_report(self, tab: Tab, reports: dict[str, Path], name: str, scheme: str) -> None:
        test_axe_finds_nothing(tab, reports[name], scheme, 1280)
