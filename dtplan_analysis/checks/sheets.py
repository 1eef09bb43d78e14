"""Workbooks that people correct records in: text cells alone, a header that stays, the same bytes every time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import ExcelWriter

from dtplan_analysis.spreadsheet import EPOCH, Steady, clean, literal, sheet_name

ROWS = 1_000_000
"""A sheet holds about so many rows."""


@dataclass(frozen=True, eq=False)
class Sheet:
    """A sheet: its title, the heads of its columns and its rows; `widths` are in characters."""

    title: str
    heads: Sequence[str]
    rows: Iterable[Sequence[object]]
    widths: Sequence[int] = ()


def write_workbook(file: Path, sheets: Sequence[Sheet], *, title: str, language: str) -> None:
    """Write sheets as an XLSX file, row by row; no cell is a formula, and nothing in it depends on the clock."""
    book = Workbook(write_only=True)
    properties = book.properties
    properties.title, properties.language, properties.creator = title, language, "dtplan"
    properties.created = properties.modified = datetime(*EPOCH)
    taken: set[str] = set()
    for sheet in sheets:
        _write(book.create_sheet(sheet_name(sheet.title, taken)), sheet)
    with Steady(file, "w", ZIP_DEFLATED) as archive:
        ExcelWriter(book, archive).save()


def _write(page: Any, sheet: Sheet) -> None:
    page.freeze_panes, page.print_title_rows = "A2", "1:1"
    for place, width in enumerate(sheet.widths, 1):
        page.column_dimensions[get_column_letter(place)].width = width
    bold, wrapped = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    page.append([_cell(page, head, font=bold, alignment=wrapped) for head in sheet.heads])
    for row in sheet.rows:
        page.append([_cell(page, value, alignment=wrapped) for value in row])


def _cell(page: Any, value: object, **style: Any) -> Any:
    cell = WriteOnlyCell(page, literal(clean("" if value is None else str(value))))
    cell.data_type, cell.number_format = "s", "@"  # text, whatever it begins with, and text when it is edited
    for name, how in style.items():
        setattr(cell, name, how)
    return cell
