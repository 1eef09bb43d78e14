"""Readers of workbooks: python-calamine, and openpyxl or xlrd where it gives up, in a process within bounds."""

import hashlib
import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any, Protocol, cast

import python_calamine as calamine

from dtplan_analysis.errors import RegisterError
from dtplan_analysis.registers.reading.formats.bounded import within_bounds
from dtplan_analysis.registers.reading.formats.container import inspect
from dtplan_analysis.registers.reading.formats.header import Merge
from dtplan_analysis.registers.reading.formats.oddities import Oddities, locked

_ROWS = 2000
"""So many rows are kept in a piece."""


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook: its rows are kept in a file, as Python's own objects."""

    kept: Path
    oddities: Oddities = field(default_factory=Oddities)
    merges: tuple[Merge, ...] = ()
    fault: tuple[str, str, str] | None = None
    """Why it cannot be read: fault, place and remedy."""

    def rows(self) -> Iterator[Sequence[object]]:
        """Yield the cells from the first row and column on, each row to its last filled cell; raises RegisterError."""
        if self.fault:
            fault, where, remedy = self.fault
            raise RegisterError(fault, where=where, remedy=remedy)
        with self.kept.open("rb") as stream:
            while piece := pickle.load(stream):
                yield from piece


@dataclass(frozen=True)
class Book:
    """A workbook that was taken apart."""

    reader: str
    names: Sequence[str]
    """The sheets that are shown,"""
    hidden: Sequence[str]
    """and those that are not."""
    sheets: dict[str, Sheet]


def open_book(file: Path, kind: str, where: str, folder: Path) -> Book:
    """Return a workbook, its rows kept in the folder; raises RegisterError for what must not or cannot be opened."""
    folder.mkdir(parents=True, exist_ok=True)
    return cast(Book, within_bounds(_taken_apart, file, where, kind, folder))


def _taken_apart(file: Path, where: str, kind: str, folder: Path) -> Book:
    oddities = inspect(file, kind, where)
    try:
        book: _Reader = _Calamine(file)
    except calamine.PasswordError:
        raise locked(where) from None
    except BaseException as error:  # a reader that gives up in Rust raises no Exception
        _pass_on(error)
        if "password" in str(error).lower():
            raise locked(where) from None
        book = _fallback(file, kind, where, f"{type(error).__name__} {error}", lambda other: other)
    stem, sheets = hashlib.sha256(str(file).encode("utf-8", "surrogateescape")).hexdigest()[:16], {}
    for number, name in enumerate([*book.names, *book.hidden]):
        kept = Sheet(folder / f"{stem}-{number}.rows", oddities[name])
        sheets[name] = _kept(kept, book, name, lambda use, fault: _fallback(file, kind, where, fault, use))
    return Book(book.reader, book.names, book.hidden, sheets)


def _kept(sheet: Sheet, book: "_Reader", name: str, fallback: Callable[..., Any]) -> Sheet:
    """Return a sheet whose rows were kept, or with the reason why none of the readers could."""

    def keep(reader: _Reader) -> Sheet:
        return replace(sheet, merges=_keep(reader, name, sheet))

    try:
        return keep(book)
    except BaseException as error:
        _pass_on(error)
        try:
            return cast(Sheet, fallback(keep, f"{type(error).__name__} {error}"))
        except RegisterError as refused:
            return replace(sheet, fault=(refused.fault, f"{refused.where}, sheet {name!r}", refused.remedy))


def _pass_on(error: BaseException) -> None:
    if isinstance(error, (KeyboardInterrupt, SystemExit, MemoryError)):
        raise error


def _keep(book: "_Reader", name: str, sheet: Sheet) -> tuple[Merge, ...]:
    """Write the rows of a sheet into its file, and return its merged ranges."""
    rows, merges = book.grid(name)
    needed = [right for _, (_, right) in merges] + [column for _, column in sheet.oddities.errors]
    least = max(needed, default=-1) + 1  # what stands there is told by others
    pieces = (_shortened(row, least) for row in rows)
    with sheet.kept.open("wb") as stream:
        while piece := list(islice(pieces, _ROWS)):
            pickle.dump(piece, stream, pickle.HIGHEST_PROTOCOL)
        pickle.dump([], stream)
    return merges


def _shortened(row: Sequence[object], least: int) -> Sequence[object]:
    """Return a row to its last filled cell: one stray cell far to the right makes all rows of a sheet as long."""
    last = len(row)
    while last > least and row[last - 1] in ("", None):
        last -= 1
    return row[:last]


class _Reader(Protocol):
    reader: str
    names: list[str]
    hidden: list[str]

    def grid(self, name: str) -> tuple[Iterable[Sequence[object]], tuple[Merge, ...]]: ...


def _fallback(file: Path, kind: str, where: str, fault: str, use: Callable[[_Reader], Any]) -> Any:
    """Return what is done with another reader; raises RegisterError where there is none, or it gives up too."""
    try:
        return use(_OpenPyxl(file) if kind == "xlsx" else _Xlrd(file) if kind == "xls" else _nothing(fault))
    except MemoryError:
        raise
    except Exception as error:
        if "encrypted" in str(error).lower():
            raise locked(where) from None
        raise RegisterError(
            f"cannot be read: {fault}", where=where, remedy="save it again as .xlsx, or as CSV"
        ) from None


def _nothing(fault: str) -> _Reader:
    raise ValueError(fault)


class _Calamine:
    reader = "calamine"

    def __init__(self, file: Path) -> None:
        with file.open("rb") as stream:  # by content: many an .xls is an .xlsx inside
            self.open_book = calamine.CalamineWorkbook.from_filelike(stream)
        tables = [one for one in self.open_book.sheets_metadata if one.typ == calamine.SheetTypeEnum.WorkSheet]
        self.names = [one.name for one in tables if one.visible == calamine.SheetVisibleEnum.Visible]
        self.hidden = [one.name for one in tables if one.visible != calamine.SheetVisibleEnum.Visible]

    def grid(self, name: str) -> tuple[Iterable[Sequence[object]], tuple[Merge, ...]]:
        sheet = self.open_book.get_sheet_by_name(name)
        left = [""] * (sheet.start[1] if sheet.start else 0)
        return ([*left, *row] for row in sheet.iter_rows()), tuple(sheet.merged_cell_ranges or ())


class _OpenPyxl:
    reader = "openpyxl"

    def __init__(self, file: Path) -> None:
        import openpyxl

        with file.open("rb") as stream:
            self.open_book = openpyxl.load_workbook(stream, data_only=True)
        self.names = [one.title for one in self.open_book.worksheets if one.sheet_state == "visible"]
        self.hidden = [one.title for one in self.open_book.worksheets if one.sheet_state != "visible"]

    def grid(self, name: str) -> tuple[Iterable[Sequence[object]], tuple[Merge, ...]]:
        sheet = self.open_book[name]
        merges = tuple(((r.min_row - 1, r.min_col - 1), (r.max_row - 1, r.max_col - 1)) for r in sheet.merged_cells)
        return sheet.iter_rows(min_row=1, min_col=1, values_only=True), merges


class _Xlrd:
    reader = "xlrd"

    def __init__(self, file: Path) -> None:
        import xlrd

        self.open_book = xlrd.open_workbook(file_contents=file.read_bytes(), logfile=_Silence())
        self.names = [one.name for one in self.open_book.sheets() if not one.visibility]
        self.hidden = [one.name for one in self.open_book.sheets() if one.visibility]

    def grid(self, name: str) -> tuple[Iterable[Sequence[object]], tuple[Merge, ...]]:
        sheet = self.open_book.sheet_by_name(name)
        merges = tuple(((top, left), (below - 1, right - 1)) for top, below, left, right in sheet.merged_cells)
        return (list(map(self._value, sheet.row(row))) for row in range(sheet.nrows)), merges

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
