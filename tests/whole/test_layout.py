"""A broken layout of a PDF file: what leaves the page, what is empty, a heading that ends a page."""

import io
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from office import once, opened, sections

from dtplan_analysis.exports.pdf import to_pdf
from dtplan_analysis.reports.shown import metadata
from dtplan_analysis.sample import write_sample
from dtplan_analysis.units import TOTAL

pytestmark = pytest.mark.slow

REPORTS = [("HDXD", "vi", "analysis"), (TOTAL, "en", "analysis"), ("HDXD", "en", "official"), (TOTAL, "vi", "official")]
MM = 72 / 25.4
EDGE = 7 * MM
"""Nothing is printed so near the paper's edge."""


@pytest.fixture(scope="module", params=REPORTS, ids=lambda one: "-".join(one))
def pdf(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A report of the sample: its tables are long, and its names too."""
    unit, language, layout = request.param
    report = opened(once(tmp_path_factory, "layout", _write), unit, "2024Q3", language)
    shown = [*(getattr(report, name)() for name in sections(report)), report.form(layout)]
    cells = [new_code_cell(outputs=[new_output("display_data", data=one._repr_mimebundle_())]) for one in shown if one]
    about = {"dtplan": metadata(report) | {"layout": layout}, "report": "a_report"}
    return to_pdf(new_notebook(cells=cells, metadata=about))


def _write(folder: Path) -> None:
    write_sample(folder, rows=3000)
    with (folder / "dtplan.toml").open("a", encoding="utf-8") as file:
        file.write("\n[official]\n")


def headings(file: pypdf.PdfReader, outline: list[Any]) -> Iterator[tuple[str, int, float]]:
    """The text of each heading, its page, and how far it stands above the page's lower edge."""
    for one in outline:
        if isinstance(one, list):
            yield from headings(file, one)
        else:
            yield one.title, file.get_destination_page_number(one), float(one.top)


def test_every_page_says_something(pdf: bytes) -> None:
    file = pypdf.PdfReader(io.BytesIO(pdf))
    assert len(file.pages) > 3
    assert [n for n, page in enumerate(file.pages) if len(page.extract_text()) < 200] == []


def test_no_heading_ends_a_page(pdf: bytes) -> None:
    file = pypdf.PdfReader(io.BytesIO(pdf))
    found = list(headings(file, file.outline))
    assert len(found) > 3
    assert [one for one in found if one[2] < 35 * MM] == []


def pictures(pdf: bytes, folder: Path) -> list[tuple[int, int, bytes]]:
    """Each page in grey at 36 dots an inch: width, height, and a byte for each dot."""
    (folder / "report.pdf").write_bytes(pdf)
    subprocess.run(["pdftoppm", "-gray", "-r", "36", folder / "report.pdf", folder / "page"], check=True)
    found = []
    for file in sorted(folder.glob("page*.pgm")):
        _, size, _, dots = file.read_bytes().split(b"\n", 3)
        width, height = map(int, size.split())
        found.append((width, height, dots))
    return found


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="no pdftoppm found (package poppler-utils)")
def test_margins_are_white_and_pages_neither_empty_nor_black(pdf: bytes, tmp_path: Path) -> None:
    for page, (width, height, dots) in enumerate(pictures(pdf, tmp_path), 1):
        edge = int(EDGE / 2)
        rows = [dots[width * y : width * (y + 1)] for y in range(height)]
        margins = [*rows[:edge], *rows[-edge:], *(row[:edge] + row[-edge:] for row in rows)]
        assert min(min(row) for row in margins) > 250, page
        ink = sum(dot < 200 for dot in dots) / len(dots)
        assert 0.005 < ink < 0.35, page


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no pdftotext found (package poppler-utils)")
def test_no_word_covers_another(pdf: bytes, tmp_path: Path) -> None:
    (tmp_path / "report.pdf").write_bytes(pdf)
    told = subprocess.run(
        ["pdftotext", "-bbox", tmp_path / "report.pdf", "-"], capture_output=True, text=True, check=True
    ).stdout
    for page, part in enumerate(told.split("<page ")[1:], 1):
        words = [
            (*(float(line.split(f'{side}="')[1].split('"')[0]) for side in ("xMin", "yMin", "xMax", "yMax")), line)
            for line in part.splitlines()
            if "<word " in line
        ]
        words.sort(key=lambda word: word[1])
        for n, (left, top, right, bottom, text) in enumerate(words):
            for other in words[n + 1 :]:
                if other[1] > bottom:
                    break
                wide = min(right, other[2]) - max(left, other[0])
                high = min(bottom, other[3]) - max(top, other[1])
                covered = wide > 1 and high > 0.5 * min(bottom - top, other[3] - other[1])
                assert not covered, (page, text, other[4])
