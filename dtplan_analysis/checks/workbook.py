"""Workbooks that people mend records in: text cells alone, a header row that stays, and the same bytes every time."""

import re
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import ExcelWriter

ROWS = 1_000_000
"""A sheet holds about so many rows."""

_LONGEST = 32_767
_EPOCH = (1980, 1, 1, 0, 0, 0)


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
    properties.created = properties.modified = datetime(*_EPOCH)
    taken: set[str] = set()
    for sheet in sheets:
        _write(book.create_sheet(_name(sheet.title, taken)), sheet)
    with _Steady(file, "w", ZIP_DEFLATED) as archive:
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
    cell = WriteOnlyCell(page, ILLEGAL_CHARACTERS_RE.sub("", "" if value is None else str(value))[:_LONGEST])
    cell.data_type, cell.number_format = "s", "@"  # text, whatever it begins with, and text when it is edited
    for name, how in style.items():
        setattr(cell, name, how)
    return cell


def _name(title: str, taken: set[str]) -> str:
    """Return a sheet's name as spreadsheets allow it, different from those taken.

    >>> _name("a/b: [c]?", set()), _name("Notes", {"notes"})
    ('a b c', 'Notes 2')
    """
    plain = " ".join(re.sub(r"[\[\]:*?/\\']", " ", ILLEGAL_CHARACTERS_RE.sub("", title)).split()) or "-"
    numbered = (plain[:31] if n == 1 else f"{plain[: 30 - len(str(n))]} {n}" for n in count(1))
    name = next(name for name in numbered if name.casefold() not in taken)
    taken.add(name.casefold())
    return name


class _Steady(ZipFile):
    """An archive whose entries have no time of their own."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:
        super().writestr(_entry(str(zinfo_or_arcname)), data)

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        with Path(filename).open("rb") as source, self.open(_entry(str(arcname)), "w", force_zip64=True) as target:
            shutil.copyfileobj(source, target)


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, _EPOCH)
    entry.compress_type = ZIP_DEFLATED
    return entry
