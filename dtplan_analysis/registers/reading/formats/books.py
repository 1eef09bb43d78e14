"""Readers of workbooks: python-calamine, and openpyxl or xlrd where it gives up."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import python_calamine as calamine

from dtplan_analysis.errors import RegisterError
from dtplan_analysis.registers.reading.formats.container import locked
from dtplan_analysis.registers.reading.formats.header import Merge


@dataclass(frozen=True, eq=False)
class Grid:
    """The cells of one sheet, from its first row and column on, and its merged ranges."""

    rows: Any
    """What gives the rows when called."""
    merges: tuple[Merge, ...] = ()


class Book(Protocol):
    reader: str
    names: list[str]
    """The sheets that are shown,"""
    hidden: list[str]
    """and those that are not."""

    def grid(self, name: str) -> Grid: ...


@lru_cache(maxsize=1)
def open_book(file: Path, kind: str, where: str, digest: str) -> Book:
    """Return a workbook as it is by its digest; only the last one is kept, because a folder may have hundreds."""
    del digest  # part of what tells one workbook from another
    try:
        return _Calamine(file)
    except calamine.PasswordError:
        raise locked(where) from None
    except BaseException as error:  # a reader that gives up in Rust raises no Exception
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise
        if "password" in str(error).lower():
            raise locked(where) from None
        return _fallback(file, kind, where, str(error))


@lru_cache(maxsize=1)
def open_grid(file: Path, kind: str, where: str, digest: str, name: str) -> Grid:
    book = open_book(file, kind, where, digest)
    try:
        return book.grid(name)
    except BaseException as error:
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise
        return _fallback(file, kind, f"{where}, sheet {name!r}", str(error)).grid(name)


def forget() -> None:
    """Let go of the workbook that was read last."""
    open_book.cache_clear()
    open_grid.cache_clear()


def _fallback(file: Path, kind: str, where: str, fault: str) -> Book:
    try:
        return _OpenPyxl(file) if kind == "xlsx" else _Xlrd(file) if kind == "xls" else _nothing(fault)
    except MemoryError:
        raise
    except Exception as error:
        if "encrypted" in str(error).lower():
            raise locked(where) from None
        raise RegisterError(
            f"cannot be read: {fault}", where=where, remedy="save it again as .xlsx, or as CSV"
        ) from None


def _nothing(fault: str) -> Book:
    raise ValueError(fault)


class _Calamine:
    reader = "calamine"

    def __init__(self, file: Path) -> None:
        with file.open("rb") as stream:  # by content: many an .xls is an .xlsx inside
            self.open_book = calamine.CalamineWorkbook.from_filelike(stream)
        tables = [one for one in self.open_book.sheets_metadata if one.typ == calamine.SheetTypeEnum.WorkSheet]
        self.names = [one.name for one in tables if one.visible == calamine.SheetVisibleEnum.Visible]
        self.hidden = [one.name for one in tables if one.visible != calamine.SheetVisibleEnum.Visible]

    def grid(self, name: str) -> Grid:
        sheet = self.open_book.get_sheet_by_name(name)
        left = [""] * (sheet.start[1] if sheet.start else 0)
        rows = (lambda: ([*left, *row] for row in sheet.iter_rows())) if left else sheet.iter_rows
        return Grid(rows, tuple(sheet.merged_cell_ranges or ()))


class _OpenPyxl:
    reader = "openpyxl"

    def __init__(self, file: Path) -> None:
        import openpyxl

        with file.open("rb") as stream:
            self.open_book = openpyxl.load_workbook(stream, data_only=True)
        self.names = [one.title for one in self.open_book.worksheets if one.sheet_state == "visible"]
        self.hidden = [one.title for one in self.open_book.worksheets if one.sheet_state != "visible"]

    def grid(self, name: str) -> Grid:
        sheet = self.open_book[name]
        merges = tuple(((r.min_row - 1, r.min_col - 1), (r.max_row - 1, r.max_col - 1)) for r in sheet.merged_cells)
        return Grid(lambda: sheet.iter_rows(min_row=1, min_col=1, values_only=True), merges)


class _Xlrd:
    reader = "xlrd"

    def __init__(self, file: Path) -> None:
        import xlrd

        self.open_book = xlrd.open_workbook(file_contents=file.read_bytes(), logfile=_Silence())
        self.names = [one.name for one in self.open_book.sheets() if not one.visibility]
        self.hidden = [one.name for one in self.open_book.sheets() if one.visibility]

    def grid(self, name: str) -> Grid:
        sheet = self.open_book.sheet_by_name(name)
        merges = tuple(((top, left), (below - 1, right - 1)) for top, below, left, right in sheet.merged_cells)
        return Grid(lambda: (list(map(self._value, sheet.row(row))) for row in range(sheet.nrows)), merges)

    def _value(self, cell: Any) -> object:
        import xlrd

        match cell.ctype:
            case xlrd.XL_CELL_DATE:
                return xlrd.xldate_as_datetime(cell.value, self.open_book.datemode)
            case xlrd.XL_CELL_BOOLEAN:
                return bool(cell.value)
            case xlrd.XL_CELL_ERROR:
                return xlrd.error_text_from_code.get(cell.value, "#ERROR!")
            case _:
                return cell.value


class _Silence:
    def write(self, _: str) -> None: ...
