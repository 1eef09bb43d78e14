"""Rows and columns that nobody sees are said."""

import io
from pathlib import Path

import openpyxl
import pytest
import xlwt
import xlwt.CompoundDoc
from books import HEADER, WRITERS, Rows, changed, ods, xls, xlsx
from reading import read


def folded_away(kind: str, rows: Rows) -> bytes:
    """A workbook whose header, second and fourth records are hidden, and its third column."""
    if kind == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(xlsx(rows)))
        for row in (1, 3, 5):
            book.active.row_dimensions[row].hidden = True
        book.active.column_dimensions["C"].hidden = True
        stream = io.BytesIO()
        book.save(stream)
        return stream.getvalue()
    if kind == "xls":
        return xls(rows, hidden_rows=(0, 2, 4), hidden_columns=(2,))
    content = ods(rows)
    for n in (1, 3):
        cell = f'<table:table-row><table:table-cell office:value-type="string"><text:p>HS{n}'.encode()
        hidden = cell.replace(b"table-row>", b'table-row table:visibility="filter">', 1)
        content = changed(content, "content.xml", lambda xml, a=cell, b=hidden: xml.replace(a, b))
    shown = b'<table:table-column table:number-columns-repeated="2"/>'
    columns = shown + b'<table:table-column table:visibility="collapse"/><table:table-row>'
    return changed(content, "content.xml", lambda xml: xml.replace(b"<table:table-row>", columns, 1))


@pytest.mark.parametrize("kind", WRITERS)
def test_says_which_rows_and_columns_are_hidden(tmp_path: Path, kind: str) -> None:
    rows = [HEADER, *([f"HS{n}", "VP", "2024-05-06", 2] for n in range(4))]
    (plain,) = read(tmp_path / "a", {f"x.{kind}": WRITERS[kind](rows)}).reading.detected.values()
    assert "hidden" not in str(plain)
    found = read(tmp_path / "b", {f"x.{kind}": folded_away(kind, rows)})
    (said,) = found.reading.detected.values()
    assert (said["hidden rows"], said["hidden columns"]) == ("2", "received_on")
    assert found.reading.usable == 4


def test_hidden_rows_of_an_old_workbook_are_those_of_their_own_sheet(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    for name, hidden in (("Quý I", 1), ("Quý II", 2)):
        sheet = book.add_sheet(name)
        for row, cells in enumerate([HEADER, *([f"{name}-{n}", "VP", "2024-05-06", 2] for n in range(3))]):
            for column, cell in enumerate(cells):
                sheet.write(row, column, cell)
        for row in range(1, 1 + hidden):
            sheet.row(row).hidden = True
    stream = io.BytesIO()
    book.save(stream)
    found = read(tmp_path, {"x.xls": stream.getvalue()}).reading.detected
    assert {name: one["hidden rows"][0] for name, one in found.items()} == {
        "in/x.xls, sheet 'Quý I'": "1",
        "in/x.xls, sheet 'Quý II'": "2",
    }
