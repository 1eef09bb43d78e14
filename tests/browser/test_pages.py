"""The report page as a reader's browser shows it.

Rules from the Web Content Accessibility Guidelines 2.2, level AA, by success criterion.
"""

import base64
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from browser.tab import CHROMIUM, NAMES, Tab

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason=f"no Chromium found (looked for {', '.join(NAMES)})"),
]


@pytest.fixture
def page(written: Path) -> Path:
    return written / "everything.vi.html"


def test_page_asks_for_nothing_and_violates_nothing(tab: Tab, page: Path) -> None:
    tab.show(page)
    assert tab.requests == [page.as_uri()]
    assert tab.complaints == []
    assert tab.ask("document.scripts.length") == 0


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
