"""LibreOffice shows of the figures what was written, and prints them; what it saved is read as what it was given."""

import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from libreoffice import converted, needs_libreoffice, shown
from python_calamine import CalamineWorkbook
from reading import read

from dtplan_analysis.figures import figures_of, write_figures
from dtplan_analysis.workspace import open_store, sample_workspace

pytestmark = [pytest.mark.engines, needs_libreoffice]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The figures of a unit's quarter as every kind of workbook."""
    folder, store = tmp_path_factory.mktemp("figures"), open_store(sample_workspace())
    for ending in ("xlsx", "ods"):
        write_figures(figures_of(store, "2024Q2", unit="HDXD", language="vi"), folder / f"figures.{ending}")
    return folder


def same(cell: object, text: str) -> bool:
    """Whether a cell of a workbook is shown as a text: numbers by value, days by month, day and year."""
    if isinstance(cell, date):
        return cell.strftime("%m/%d/%Y") == text
    if isinstance(cell, int | float):
        return float(text.rstrip("%")) / (100 if text.endswith("%") else 1) == pytest.approx(cell)
    return cell == text


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_every_cell_is_shown_as_it_was_written(ending: str, folder: Path, tmp_path: Path) -> None:
    book, sheets = (
        CalamineWorkbook.from_path(folder / f"figures.{ending}"),
        shown(folder / f"figures.{ending}", tmp_path / "csv"),
    )
    assert list(sheets.keys()) == sorted(book.sheet_names)
    for name, rows in sheets.items():
        written = book.get_sheet_by_name(name).to_python()
        assert len(rows) == len(written)
        cells = [pair for row, texts in zip(written, rows, strict=True) for pair in zip(row, texts, strict=True)]
        assert [pair for pair in cells if not same(*pair)] == []


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no pdftotext found (package poppler-utils)")
@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_a_workbook_is_printed(ending: str, folder: Path, tmp_path: Path) -> None:
    (file,) = converted(folder / f"figures.{ending}", "pdf", tmp_path / "pdf")
    text = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True).stdout
    assert "Kết quả các chỉ tiêu" in text
    assert "###" not in text, "a column is too narrow for its numbers"
    pages = text.split("\f")[:-1]
    feet = ["".join(page.strip().split("\n")[-1].split()) for page in pages]
    assert feet == [f"{n}/{len(pages)}" for n in range(1, len(pages) + 1)]
    notes = [page for page in pages if "Ký hiệu, từ ngữ" in page and "Ý nghĩa" in page]
    assert len(notes) > 1, "the heads stand on every page of their table"


ROWS = """\
number,unit,received_on,due_on,channel,processed_online,supplements
007,Vụ Pháp chế,2024-05-06,2024-06-07,2,TRUE,1
HS2,Văn phòng Bộ,2024-12-31,,1,FALSE,12
"""


NUMBERS_AS_TEXT = "--infilter=CSV:44,34,76,1,1/2"
"""The first column is a code, not a number."""


@pytest.mark.parametrize("ending", ["xlsx", "xls", "ods"])
def test_a_saved_workbook_is_read_as_the_text_it_came_from(ending: str, tmp_path: Path) -> None:
    text = tmp_path / "rows.csv"
    text.write_text(ROWS, encoding="utf-8")
    (book,) = converted(text, ending, tmp_path / "book", NUMBERS_AS_TEXT)
    plain = read(tmp_path / "plain", {text.name: ROWS})
    assert plain.column("number") == ["007", "HS2"]
    found = read(tmp_path / ending, {book.name: book.read_bytes()})
    assert found.rows.to_dict() == plain.rows.to_dict()
