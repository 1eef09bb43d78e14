"""A broken layout of a page: what covers another, what is cut, what is empty, what has gone."""

import base64
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from browser.conftest import PAGES
from browser.tab import CHROMIUM, NAMES, Tab

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason=f"no Chromium found (looked for {', '.join(NAMES)})"),
]

BOX = "const box = e => e.getBoundingClientRect(), name = e => e.outerHTML.slice(0, 120);"

FAULTS = {
    "blocks cover one another": """
        const blocks = [...document.querySelectorAll('main > *, main details[open] > *')].filter(e => box(e).height);
        return blocks.filter((e, n) => n && e.parentElement === blocks[n - 1].parentElement &&
            box(e).top < box(blocks[n - 1]).bottom - 1).map(name);""",
    "landmarks cover one another": """
        const marks = ['header', 'main', 'footer'].map(s => document.querySelector('body ' + s)).filter(Boolean);
        return marks.filter((e, n) => n && box(e).top < box(marks[n - 1]).bottom).map(name);""",
    "words leave their cell": """
        return [...document.querySelectorAll('th, td, dd, dt, li, p, summary')].filter(e => {
            const range = document.createRange(); range.selectNodeContents(e);
            const hidden = e.querySelector('.visually-hidden');
            return !hidden && box(e).width && range.getBoundingClientRect().right > box(e).right + 1;
        }).map(name);""",
    "a section is empty": """
        const heads = [...document.querySelectorAll('main h2')];
        return heads.filter((h, n) => {
            if (h.closest('details:not([open])')) return false;
            const end = n + 1 < heads.length ? box(heads[n + 1]).top : box(document.querySelector('main')).bottom;
            return end - box(h).bottom < 40;
        }).map(name);""",
    "a drawing is too small to read, or out of shape": """
        return [...document.querySelectorAll('main svg')].filter(e => {
            const {width, height} = e.viewBox.baseVal, scale = box(e).width / width;
            return scale < 0.55 || Math.abs(box(e).height / height - scale) > 0.02 * scale;
        }).map(name);""",
    "words leave their drawing": """
        return [...document.querySelectorAll('main svg text')].filter(e => {
            const inner = box(e), outer = box(e.ownerSVGElement);
            return inner.width && (inner.left < outer.left - 1 || inner.right > outer.right + 1 ||
                inner.top < outer.top - 1 || inner.bottom > outer.bottom + 1);
        }).map(e => e.textContent);""",
    "words of a drawing cover one another": """
        const found = [];
        for (const svg of document.querySelectorAll('main svg')) {
            const lines = [...svg.querySelectorAll('text')].filter(e => box(e).width).map(e => [e.textContent, box(e)]);
            lines.forEach(([one, a], n) => lines.slice(n + 1).forEach(([other, b]) => {
                const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
                const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
                if (wide > 2 && high > 0.3 * Math.min(a.height, b.height)) found.push(one + ' / ' + other);
            }));
        }
        return found;""",
}
"""Scripts that return what is wrong."""


@pytest.mark.parametrize("width", [320, 768, 1280])
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("kind", PAGES)
def test_nothing_is_out_of_place(tab: Tab, written: Path, kind: str, language: str, width: int) -> None:
    tab.show(written / PAGES[kind].format(language), width)
    found = {fault: tab.ask(f"(() => {{ {BOX} {script} }})()") for fault, script in FAULTS.items()}
    assert {fault: of for fault, of in found.items() if of} == {}


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("kind", ["unit", "ministry"])
def test_score_tables_stand_whole_on_a_screen(tab: Tab, written: Path, kind: str, language: str) -> None:
    tab.show(written / PAGES[kind].format(language), 1200).unfold()
    wide = "[...document.querySelectorAll('.table-scroll:has(td .status)')].filter(e => e.scrollWidth > e.clientWidth)"
    assert tab.ask(f"{wide}.map(e => [e.innerText.slice(0, 60), e.scrollWidth - e.clientWidth])") == []


SCREENS = {"unit": (6, 12), "ministry": (6, 12), "index": (5, 9), "target": (5, 8), "year": (6, 12), "checks": (3, 6)}
SCREENS |= {"level": (3, 6), "diff": (6, 12)}
"""So many screens, of 900 pixels at 1200 and of 844 at 390, a page takes before anything is unfolded."""


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("kind", SCREENS)
def test_a_page_is_short_before_anything_is_unfolded(tab: Tab, written: Path, kind: str, language: str) -> None:
    page = written / PAGES[kind].format(language)
    for width, screen, most in zip((1200, 390), (900, 844), SCREENS[kind], strict=True):
        height = tab.show(page, width).ask("document.documentElement.scrollHeight")
        assert height <= most * screen, (width, height / screen)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no pdftotext found (package poppler-utils)")
@pytest.mark.parametrize("kind", SCREENS)
def test_no_sheet_of_paper_is_half_empty(tab: Tab, written: Path, tmp_path: Path, kind: str) -> None:
    pdf, page = tmp_path / "printed.pdf", written / PAGES[kind].format("vi")
    pdf.write_bytes(base64.b64decode(tab.show(page)("Page.printToPDF", preferCSSPageSize=True)["data"]))
    words = subprocess.run(["pdftotext", "-bbox", pdf, "-"], capture_output=True, text=True, check=True).stdout
    foot = 297 - 20  # millimetres, below which is the sheet's number
    sheets = [[float(y) * 25.4 / 72 for y in re.findall('yMax="([0-9.]+)"', one)] for one in words.split("<page ")[1:]]
    filled = [max(y for y in lines if y < foot) / 297 for lines in sheets]
    assert [(number, share) for number, share in enumerate(filled[:-1], 1) if share < 0.5] == []


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no pdftotext found (package poppler-utils)")
@pytest.mark.parametrize(("kind", "least"), [("ministry", 2), ("index", 2), ("year", 1)])
def test_each_sheet_with_a_part_of_the_table_of_all_units_has_its_head(
    tab: Tab, written: Path, tmp_path: Path, kind: str, least: int
) -> None:
    pdf, page = tmp_path / "printed.pdf", written / PAGES[kind].format("vi")
    pdf.write_bytes(base64.b64decode(tab.show(page)("Page.printToPDF", preferCSSPageSize=True)["data"]))
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
    sheets = [sheet for sheet in text.split("\f") if len(re.findall(r"(?m)^ *\S.*(?:[✓✗?–] .*){8}$", sheet)) > 1]
    assert len(sheets) >= least
    assert [n for n, sheet in enumerate(sheets) if not {"OP1", "CB6"} <= {*sheet.split()}] == []


@pytest.mark.parametrize("kind", ["ministry", "index"])
def test_the_table_of_all_units_is_not_cut(tab: Tab, written: Path, kind: str) -> None:
    tab.show(written / PAGES[kind].format("vi"), 1280)
    assert tab.ask("[...document.querySelectorAll('.heat')].every(e => e.scrollWidth <= e.parentElement.clientWidth)")


def test_the_table_of_all_units_is_sorted_by_a_column_and_back(tab: Tab, written: Path) -> None:
    tab.show(written / PAGES["index"].format("vi"))
    names = "[...document.querySelectorAll('.heat tbody th')].map(e => e.textContent)"
    values = "[...document.querySelectorAll('.heat tbody tr')].map(e => e.cells[1].textContent.match(/[0-9,]+/)?.[0])"
    values += ".filter(Boolean).map(text => Number(text.replace(',', '.')))"
    official = tab.ask(names)
    press = "document.querySelectorAll('.heat thead button')[1].click()"
    tab.ask(press)
    assert tab.ask(f"{values}.slice(0, -1)") == sorted(tab.ask(f"{values}.slice(0, -1)"))
    assert tab.ask("document.querySelectorAll('.heat thead th')[1].ariaSort") == "ascending"
    assert tab.ask(names)[-1] == official[-1]
    tab.ask(press)
    assert tab.ask(f"{values}.slice(0, -1)") == sorted(tab.ask(f"{values}.slice(0, -1)"), reverse=True)
    tab.ask(press)
    assert tab.ask(names) == official


@pytest.mark.parametrize("language", ["vi", "en"])
def test_each_column_of_a_target_is_sorted_by_what_it_says(tab: Tab, written: Path, language: str) -> None:
    tab.show(written / PAGES["target"].format(language))
    texts = "[...document.querySelector('.heat').tBodies[0].rows].slice(0, -1).map(r => r.cells[{}].textContent)"
    for column in range(1, 5):
        tab.ask(f"document.querySelectorAll('.heat thead')[0].rows[0].cells[{column}].querySelector('button').click()")
        shown = [re.split("/| of ", text)[-1].replace("−", "-") for text in tab.ask(texts.format(column))]
        found = [re.search(r"[+-]?\d+([.,]\d+)?", text) for text in shown]
        values = [float(one[0].replace(",", ".")) for one in found if one]
        assert len(values) > 5
        assert values == sorted(values)
        assert not any(found[len(values) :])  # what has no figure comes last


def test_small_multiples_stand_one_a_row_on_a_phone_and_side_by_side_on_a_screen(tab: Tab, written: Path) -> None:
    page = written / PAGES["unit"].format("vi")
    left = "Math.round(e.getBoundingClientRect().left)"
    panels = "[...document.querySelectorAll('.panels')].map(chart => [...chart.querySelectorAll(':scope > svg')])"
    lefts = f"{panels}.map(chart => chart.map(e => {left}))"
    for width, columns in ((390, 1), (768, 2), (1200, 3)):
        found = tab.show(page, width).ask(lefts)
        assert sum(map(len, found)) > 10
        assert [len({*chart}) for chart in found] == [min(columns, len(chart)) for chart in found], width


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_first_screen_of_the_index_has_the_search_and_all_targets(tab: Tab, written: Path, language: str) -> None:
    tab.show(written / PAGES["index"].format(language), 1200)
    tab.ask("document.querySelectorAll('.fault').forEach(e => e.remove())")  # said of a report that failed
    ends = tab.ask("['.search', '.tiles'].map(s => document.querySelector(s).getBoundingClientRect().bottom)")
    assert max(ends) <= 920  # of 900, and a margin


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("kind", ["unit", "ministry", "index", "target", "year"])
def test_what_to_do_begins_on_the_first_screen(tab: Tab, written: Path, kind: str, language: str) -> None:
    tab.show(written / PAGES[kind].format(language), 1200)
    tab.ask("document.querySelectorAll('.fault').forEach(e => e.remove())")  # said of a report that failed
    assert tab.ask("document.querySelector('.actions li').getBoundingClientRect().top") <= 900


def test_a_target_is_drawn_whole_on_a_phone(tab: Tab, written: Path) -> None:
    tab.show(written / PAGES["target"].format("vi"), 320)
    wide = tab.ask("[...document.querySelectorAll('.chart-scroll')].map(e => e.scrollWidth - e.clientWidth)")
    assert wide
    assert max(wide) <= 0
