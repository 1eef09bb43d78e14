"""Workbooks that people correct records in."""

import csv
from pathlib import Path

import openpyxl
import pytest
from checked import HEAD, workspace
from office import HOSTILE

from dtplan_analysis.checks.report import Report
from dtplan_analysis.checks.sheets import Sheet, write_workbook
from dtplan_analysis.workspace import open_store


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    rows = [
        [str(n), "A", "9.1", "2024-05-06", "2024-05-20", "", "", "", text, "0", "0"] for n, text in enumerate(HOSTILE)
    ]
    folder = workspace(tmp_path / "w", dossiers=HEAD)
    with (folder / "dossiers.csv").open("a", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return folder


def cells(file: Path) -> list[openpyxl.cell.Cell]:
    return [cell for sheet in openpyxl.load_workbook(file) for row in sheet.iter_rows() for cell in row if cell.value]


def test_what_stands_in_cells_does_nothing(hostile: Path, tmp_path: Path) -> None:
    written = Report(open_store(hostile)).write(tmp_path / "out", ["html", "xlsx"], ["vi", "en"])
    files = {file.name: file for file in written}
    assert set(files) == {f"checks.{language}.{ending}" for language in ("vi", "en") for ending in ("html", "xlsx")}
    for language in ("vi", "en"):
        page = files[f"checks.{language}.html"].read_text(encoding="utf-8")
        assert f'<html lang="{language}">' in page
        assert "<script" not in page
        assert "<img" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
        found = cells(files[f"checks.{language}.xlsx"])
        assert {cell.data_type for cell in found} == {"s"}
        assert {cell.number_format for cell in found} == {"@"}
        assert "=cmd|'/c calc'!A0" in {cell.value for cell in found}
    book = openpyxl.load_workbook(files["checks.vi.xlsx"])
    assert book.properties.language == "vi"
    assert all(sheet.freeze_panes == "A2" for sheet in book)
    assert [cell.value for cell in book.worksheets[3][1]][-2:] == ["Giá trị đúng", "Ghi chú"]


def test_a_workbook_is_the_same_whenever_it_is_written(tmp_path: Path) -> None:
    sheets = [Sheet("a/b", ("x",), [["\x00=1"], [None], ["y" * 40_000]]), Sheet("A b", ("x",), [])]
    for name in ("one.xlsx", "other.xlsx"):
        write_workbook(tmp_path / name, sheets, title="T", language="en")
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "other.xlsx").read_bytes()
    book = openpyxl.load_workbook(tmp_path / "one.xlsx")
    assert book.sheetnames == ["a b", "A b 2"]
    assert book["a b"]["A2"].value == "=1"
    assert len(book["a b"]["A4"].value) == 32_767
