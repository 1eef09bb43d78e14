"""Workbooks of every format, written by other programs' libraries."""

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

import openpyxl
import xlwt
import xlwt.CompoundDoc
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

HEADER = ["number", "unit", "received_on", "channel"]


RECORD = ["HS1", "VP", datetime(2024, 5, 6, 23, 59, 59), 2]


Rows = Sequence[Sequence[object]]


def xlsx(rows: Rows, *, merges: Sequence[str] = (), sheets: dict[str, Rows] | None = None, hidden: str = "") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "Hồ sơ"
    for row in rows:
        book.active.append(list(row))
    for area in merges:
        book.active.merge_cells(area)
    for name, more in (sheets or {}).items():
        sheet = book.create_sheet(name)
        for row in more:
            sheet.append(list(row))
        sheet.sheet_state = "hidden" if name == hidden else "visible"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def xls(
    rows: Rows, merges: Sequence[str] = (), *, hidden_rows: Sequence[int] = (), hidden_columns: Sequence[int] = ()
) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Hồ sơ")
    covered = {}
    for area in merges:
        left, top, right, bottom = openpyxl.utils.cell.range_boundaries(area)
        covered[top - 1, left - 1] = (bottom - 1, right - 1)
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            dated = isinstance(value, date)
            style = xlwt.easyxf(num_format_str="dd/mm/yyyy") if dated else xlwt.easyxf()
            if (row, column) in covered:
                bottom, right = covered[row, column]
                sheet.write_merge(row, bottom, column, right, value, style)
            elif value is not None:
                sheet.write(row, column, value, style)
    for row in hidden_rows:
        sheet.row(row).hidden = True
    for column in hidden_columns:
        sheet.col(column).hidden = True
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def ods(rows: Rows, merges: Sequence[str] = ()) -> bytes:
    del merges  # the reader of .ods does not tell them
    book = OpenDocumentSpreadsheet()
    table = Table(name="Hồ sơ")
    book.spreadsheet.addElement(table)
    for cells in rows:
        row = TableRow()
        for value in cells:
            row.addElement(_ods_cell(value))
        table.addElement(row)
    blank = TableRow(numberrowsrepeated="1048000")
    blank.addElement(TableCell(numbercolumnsrepeated="16384"))
    table.addElement(blank)
    stream = io.BytesIO()
    book.write(stream)
    return stream.getvalue()


WRITERS: dict[str, Callable[..., bytes]] = {"xlsx": xlsx, "xls": xls, "ods": ods}


def _ods_cell(value: object) -> Any:
    match value:
        case None:
            return CoveredTableCell()
        case bool():
            return TableCell(valuetype="boolean", booleanvalue=str(value).lower())
        case int() | float():
            return TableCell(valuetype="float", value=str(value))
        case datetime() | date():
            return TableCell(valuetype="date", datevalue=value.isoformat())
    cell = TableCell(valuetype="string")
    cell.addElement(P(text=str(value)))
    return cell


def book(**sheets: Rows) -> bytes:
    """A workbook with its sheets."""
    made, stream = openpyxl.Workbook(), io.BytesIO()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name.replace("_", " "))
        for row in rows:
            sheet.append(row)
    made.save(stream)
    return stream.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
"""Where an .xlsx has its first sheet."""


def changed(content: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """A workbook with one of its parts changed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return stream.getvalue()
