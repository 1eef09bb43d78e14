"""Workbooks: the sheets of .xlsx, .xls and .ods that hold a register, by python-calamine or another reader."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
import python_calamine as calamine

from dtplan_analysis.errors import RegisterError
from dtplan_analysis.registers.reading.conventions import DATES
from dtplan_analysis.registers.reading.formats.container import Oddities, inspect, locked
from dtplan_analysis.registers.reading.formats.export import Export, digest_of, text_of
from dtplan_analysis.registers.reading.formats.header import HEAD, Merge, find_header
from dtplan_analysis.registers.reading.formats.letters import composed, from_tcvn3
from dtplan_analysis.registers.reading.source import DAY_FIRST, Source

_AFTER_TWELVE = re.compile(DATES.alone[0])
_MANY = 10
"""Of so many days it is no chance that all lie in the first twelve of their month."""


@dataclass(frozen=True, eq=False)
class Grid:
    """The cells of one sheet, from its first row and column on, and its merged ranges."""

    rows: Any
    """What gives the rows when called."""
    merges: tuple[Merge, ...] = ()


class _Book(Protocol):
    reader: str
    names: list[str]
    """The sheets that are shown,"""
    hidden: list[str]
    """and those that are not."""

    def grid(self, name: str) -> Grid: ...


class SheetExport(Export):
    """One sheet of a workbook."""

    def __init__(
        self, file: Path, label: str, source: Source, sheet: str, *, kind: str, digest: str, oddities: Oddities
    ) -> None:
        super().__init__(file, label, source, sheet=sheet)
        self.digest, self._kind, self._oddities, self.score = digest, kind, oddities, 0
        spelt = from_tcvn3 if self.old_letters else str
        rows = islice(self._grid.rows(), HEAD)
        head = [[spelt(text_of(cell) or "") for cell in row] for row in rows]
        header = find_header(head, source.wanted, self._grid.merges)
        self._header = header
        if header:
            self._first, self.score = header.end, header.score
            self.beside = [(n + 1, "title", "") for n, row in enumerate(head[: header.row]) if any(map(composed, row))]
            self._take_header(header, lambda n: n + 1)

    @property
    def is_empty(self) -> bool:
        """Whether the sheet has no cell."""
        return self._header is None

    @property
    def _grid(self) -> Grid:
        return _grid(self.file, self._kind, f"{self.source.where}, {self.label}", self.digest, self.sheet)

    def batches(self, wanted: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """Yield the rows; raises RegisterError where day and month were exchanged as they were typed."""
        self._days = {name: _Days() for name in wanted if name in self.source.undecided}
        yield from super().batches(wanted)
        for name, days in self._days.items():
            if days.exchanged:
                raise RegisterError(
                    f"in column {name!r} all cells that are dates lie in the first twelve days of a month, and all "
                    "that are text after them: day and month of the dates were exchanged as they were typed",
                    where=self.where,
                    remedy="export the column again as text; if the dates are right, write dates = "
                    f'"{DAY_FIRST}" in dtplan.toml under [registers.{self.source.register.name}]',
                )

    def as_text(self, name: str) -> Callable[[object], str | None]:
        """Return what makes text of the cells of a column, and watches its days."""
        return self._days[name].text_of if name in self._days else super().as_text(name)

    def place(self, record: int) -> str:
        """Return where a record stands, in words for an error."""
        return super().place(record).replace("line", "row")

    def records(self) -> Iterator[tuple[int, Sequence[object]]]:
        """Yield each row below the header that is not blank, with its number in the sheet."""
        wanted = {place for name, place in self.places.items() if name in self.source.wanted}
        for row, column in sorted(self._oddities.unworked):
            if row >= self._first and column in wanted:
                raise RegisterError(
                    "holds a formula that was never worked out",
                    where=f"{self.where}, cell {_letters(column)}{row + 1}",
                    remedy="open the workbook in an office program and save it, or put the value there",
                )
        errors = self._oddities.errors
        merged = {(top, left): bottom for (top, left), (bottom, right) in self._grid.merges if left == right}
        reaching: dict[int, tuple[int, object]] = {}
        for row, found in enumerate(self._grid.rows()):
            if row < self._first or _is_blank(found):
                continue
            cells = list(found)
            if merged:
                for column, cell in enumerate(cells):
                    if (bottom := merged.get((row, column))) is not None:
                        reaching[column] = bottom, cell
                    elif column in reaching and row <= reaching[column][0] and cell in ("", None):
                        cells[column] = reaching[column][1]
            if errors:
                cells = [errors.get((row, column), cell) for column, cell in enumerate(cells)]
            yield row + 1, cells


class _Days:
    """Watches a column of days: where an office program knows 06/05/2024 for June and 25/05/2024 for no date at all,
    the one becomes a wrong date and the other stays text.
    """

    def __init__(self) -> None:
        self.early = self.late = self.text = 0

    def text_of(self, value: object) -> str | None:
        if isinstance(value, date):
            self.early, self.late = self.early + (value.day <= 12), self.late + (value.day > 12)
        elif isinstance(value, str):
            self.text += bool(_AFTER_TWELVE.match(value.strip()))
        return text_of(value)

    @property
    def exchanged(self) -> bool:
        return self.early >= _MANY and self.text >= _MANY and not self.late


def sheets(file: Path, label: str, source: Source, kind: str) -> list[SheetExport]:
    """Return the sheets that hold the register: the one that is named, or all that are shown and have its columns."""
    where = f"{source.where}, {label}"
    oddities = inspect(file, kind, where)
    digest = digest_of(file)
    book = _book(file, kind, where, digest)
    if source.sheet and source.sheet not in (*book.names, *book.hidden):
        raise RegisterError(
            f"has no sheet {source.sheet!r}", where=where, remedy=f"its sheets are {', '.join(book.names)}"
        )
    names = [source.sheet] if source.sheet else book.names
    own = {name: oddities.get(name, Oddities()) for name in names}
    found = [SheetExport(file, label, source, n, kind=kind, digest=digest, oddities=own[n]) for n in names]
    deciding = {source.theirs(c.name) for c in source.given if source.decides(c)}
    if source.group_rows:
        deciding -= {source.theirs("unit")}
    chosen = [one for one in found if deciding <= one.places.keys()]
    if not chosen:  # the likeliest says what is absent
        chosen = [max(found, key=lambda one: (not one.is_empty, one.score))] if found else []
    if not chosen or chosen[0].is_empty:
        raise RegisterError("is empty", where=where, remedy="export it again, with a header row")
    passed = [name for name in book.names if name not in {one.sheet for one in chosen}]
    for one in chosen:
        one.detected = {"format": kind, "reader": book.reader, "sheet": one.sheet, **one.detected}
        if passed and not source.sheet:
            one.detected["sheets passed over"] = ", ".join(passed)
        if book.hidden and not source.sheet:
            one.detected["hidden sheets passed over"] = ", ".join(book.hidden)
    return chosen


# -- Readers -----------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _book(file: Path, kind: str, where: str, digest: str) -> _Book:
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
def _grid(file: Path, kind: str, where: str, digest: str, name: str) -> Grid:
    book = _book(file, kind, where, digest)
    try:
        return book.grid(name)
    except BaseException as error:
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise
        return _fallback(file, kind, f"{where}, sheet {name!r}", str(error)).grid(name)


def forget() -> None:
    """Let go of the workbook that was read last."""
    _book.cache_clear()
    _grid.cache_clear()


def _fallback(file: Path, kind: str, where: str, fault: str) -> _Book:
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


def _nothing(fault: str) -> _Book:
    raise ValueError(fault)


class _Calamine:
    reader = "calamine"

    def __init__(self, file: Path) -> None:
        with file.open("rb") as stream:  # by content: many an .xls is an .xlsx inside
            self._book = calamine.CalamineWorkbook.from_filelike(stream)
        tables = [one for one in self._book.sheets_metadata if one.typ == calamine.SheetTypeEnum.WorkSheet]
        self.names = [one.name for one in tables if one.visible == calamine.SheetVisibleEnum.Visible]
        self.hidden = [one.name for one in tables if one.visible != calamine.SheetVisibleEnum.Visible]

    def grid(self, name: str) -> Grid:
        sheet = self._book.get_sheet_by_name(name)
        left = [""] * (sheet.start[1] if sheet.start else 0)
        rows = (lambda: ([*left, *row] for row in sheet.iter_rows())) if left else sheet.iter_rows
        return Grid(rows, tuple(sheet.merged_cell_ranges or ()))


class _OpenPyxl:
    reader = "openpyxl"

    def __init__(self, file: Path) -> None:
        import openpyxl

        with file.open("rb") as stream:
            self._book = openpyxl.load_workbook(stream, data_only=True)
        self.names = [one.title for one in self._book.worksheets if one.sheet_state == "visible"]
        self.hidden = [one.title for one in self._book.worksheets if one.sheet_state != "visible"]

    def grid(self, name: str) -> Grid:
        sheet = self._book[name]
        merges = tuple(((r.min_row - 1, r.min_col - 1), (r.max_row - 1, r.max_col - 1)) for r in sheet.merged_cells)
        return Grid(lambda: sheet.iter_rows(min_row=1, min_col=1, values_only=True), merges)


class _Xlrd:
    reader = "xlrd"

    def __init__(self, file: Path) -> None:
        import xlrd

        self._book = xlrd.open_workbook(file_contents=file.read_bytes(), logfile=_Silence())
        self.names = [one.name for one in self._book.sheets() if not one.visibility]
        self.hidden = [one.name for one in self._book.sheets() if one.visibility]

    def grid(self, name: str) -> Grid:
        sheet = self._book.sheet_by_name(name)
        merges = tuple(((top, left), (below - 1, right - 1)) for top, below, left, right in sheet.merged_cells)
        return Grid(lambda: (list(map(self._value, sheet.row(row))) for row in range(sheet.nrows)), merges)

    def _value(self, cell: Any) -> object:
        import xlrd

        match cell.ctype:
            case xlrd.XL_CELL_DATE:
                return xlrd.xldate_as_datetime(cell.value, self._book.datemode)
            case xlrd.XL_CELL_BOOLEAN:
                return bool(cell.value)
            case xlrd.XL_CELL_ERROR:
                return xlrd.error_text_from_code.get(cell.value, "#ERROR!")
            case _:
                return cell.value


class _Silence:
    def write(self, _: str) -> None: ...


def _is_blank(cells: Sequence[object]) -> bool:
    return all(cell is None or (isinstance(cell, str) and not composed(cell)) for cell in cells)


def _letters(column: int) -> str:
    """Return a column as spreadsheets name it.

    >>> _letters(0), _letters(25), _letters(26), _letters(701)
    ('A', 'Z', 'AA', 'ZZ')
    """
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
