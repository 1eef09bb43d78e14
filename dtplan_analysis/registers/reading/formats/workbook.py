"""Workbooks: the sheets of .xlsx, .xls and .ods that hold a register, by python-calamine or another reader."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import islice
from pathlib import Path

import pyarrow as pa

from dtplan_analysis.errors import RegisterError
from dtplan_analysis.registers.reading.conventions import DATES
from dtplan_analysis.registers.reading.files import fits
from dtplan_analysis.registers.reading.formats.base import EmptyExportError, Export, digest_of
from dtplan_analysis.registers.reading.formats.books import Book, Sheet, open_book
from dtplan_analysis.registers.reading.formats.header import HEAD, find_header
from dtplan_analysis.registers.reading.formats.legacy import LEGACY
from dtplan_analysis.registers.reading.formats.letters import composed
from dtplan_analysis.registers.reading.formats.texts import text_of
from dtplan_analysis.registers.reading.source import DAY_FIRST, Source

_AFTER_TWELVE, _IN_TWO_WAYS = re.compile("|".join(DATES.alone)), re.compile(DATES.both)
_SERIAL = re.compile(r"(\d{5})((?:[.,]\d+)?)")
"""A day that is a number, as text."""
_MANY = 4
"""Of so many days it is no chance that the dates all lie in the first twelve of their month, and the texts after."""
_EXACT = 10**15
"""A cell holds numbers of fifteen digits, and none of more."""
_LISTED = 10
"""So many hidden columns are named."""
_1904 = 1462
"""So many days after the usual ones those begin that are counted from 1904 on."""


class SheetExport(Export):
    """One sheet of a workbook."""

    def __init__(self, file: Path, label: str, source: Source, name: str, sheet: Sheet, digest: str) -> None:
        super().__init__(file, label, source, sheet=name)
        self.digest, self._sheet, self.score = digest, sheet, 0
        spelt = LEGACY.get(self.old_letters, str)
        rows = islice(self._rows(), HEAD)
        head = [[spelt(text_of(cell) or "") for cell in row] for row in rows]
        header = find_header(head, source.wanted, sheet.merges)
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
    def hidden_rows(self) -> int:
        """How many rows below the header are filtered out or hidden."""
        return sum(row >= self._first for row in self._sheet.oddities.hidden)

    @property
    def hidden_columns(self) -> list[str]:
        """The names of the columns that are hidden."""
        return [self.names[place] for place in sorted(self._sheet.oddities.hidden_columns) if place < len(self.names)]

    def batches(self, wanted: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """Yield the rows; raises RegisterError where day and month were exchanged as they were typed."""
        since = _1904 if self._sheet.oddities.since_1904 else 0
        self._days = {name: _Days(since) for name in wanted if name in self.source.days}
        yield from super().batches(wanted)
        for name in self._days.keys() & self.source.undecided:
            if self._days[name].exchanged:
                raise RegisterError(
                    f"in column {name!r} all cells that are dates lie in the first twelve days of a month, and all "
                    "that are text after them: day and month of the dates were exchanged as they were typed",
                    where=self.where,
                    remedy="export the column again as text; if the dates are right, write dates = "
                    f'"{DAY_FIRST}" in dtplan.toml under [{self.source.register.table}]',
                )

    def table(self) -> Iterator[Sequence[object]]:
        """Yield all rows as they stand."""
        return self._rows()

    def _rows(self) -> Iterator[Sequence[object]]:
        """Yield all rows, with what a cell shows where its formula failed."""
        errors = self._sheet.oddities.errors
        for row, cells in enumerate(self._sheet.rows()):
            yield [errors.get((row, column), cell) for column, cell in enumerate(cells)] if errors else cells

    def as_text(self, name: str) -> Callable[[object], str | None]:
        """Return what makes text of the cells of a column, and watches its days."""
        if name in self.source.keys:
            return _text_of_key
        return self._days[name].text_of if name in self._days else super().as_text(name)

    def place(self, record: int) -> str:
        """Return where a record stands, in words for an error."""
        return super().place(record).replace("line", "row")

    def records(self) -> Iterator[tuple[int, Sequence[object]]]:
        """Yield each row below the header that is not blank, with its number in the sheet."""
        wanted = {place for name, place in self.places.items() if name in self.source.wanted}
        for row, column in sorted(self._sheet.oddities.unworked):
            if row >= self._first and column in wanted:
                raise RegisterError(
                    "holds a formula that was never worked out",
                    where=f"{self.where}, cell {column_letters(column)}{row + 1}",
                    remedy="open the workbook in an office program and save it, or put the value there",
                )
        merged = {(top, left): bottom for (top, left), (bottom, right) in self._sheet.merges if bottom > top}
        reaching: dict[int, tuple[int, object]] = {}
        for row, found in enumerate(self._rows()):
            if row < self._first or _is_blank(found):
                continue
            cells = list(found)
            if merged:
                for column, cell in enumerate(cells):
                    if (bottom := merged.get((row, column))) is not None:
                        reaching[column] = bottom, cell
                    elif column in reaching and row <= reaching[column][0] and cell in ("", None):
                        cells[column] = reaching[column][1]
            yield row + 1, cells


def _text_of_key(value: object) -> str | None:
    """Return a cell of a key as text; a number that is too long for a cell to hold it whole in its damaged form.

    >>> _text_of_key(123456789012345.0), _text_of_key(1234567890123456.0)
    ('123456789012345', '1.234567890123456E+15')
    """
    long = isinstance(value, (int, float)) and abs(value) >= _EXACT
    return f"{value:.15E}" if long else text_of(value)


class _Days:
    """Watches a column of days: where an office program knows 06/05/2024 for June and 25/05/2024 for no date at all,
    the one becomes a wrong date and the other stays text.
    """

    def __init__(self, since: int) -> None:
        self._since = since
        self.early = self.late = self.text = self.other = 0

    def text_of(self, value: object) -> str | None:
        if isinstance(value, date):
            self.early, self.late = self.early + (value.day <= 12), self.late + (value.day > 12)
        elif isinstance(value, str):
            self.text += bool(_AFTER_TWELVE.match(text := value.strip()))
            self.other += bool(_IN_TWO_WAYS.match(text))
            if self._since and (serial := _SERIAL.fullmatch(text)):
                return f"{int(serial[1]) + self._since}{serial[2]}"
        elif self._since and isinstance(value, (int, float)) and not isinstance(value, bool):
            value += self._since
        return text_of(value)

    @property
    def exchanged(self) -> bool:
        return bool(self.early and self.text) and self.early + self.text >= _MANY and not (self.late or self.other)


def sheets(file: Path, label: str, source: Source, kind: str, scratch: Path) -> list[SheetExport]:
    """Return the sheets that hold the register: the one that is named, or all that are shown and have its columns."""
    where = f"{source.where}, {label}"
    digest, book = digest_of(file), open_book(file, kind, where, scratch)
    names = _named(source.sheets, book, where) if source.sheets else book.names
    found = [SheetExport(file, label, source, name, book.sheets[name], digest) for name in names]
    constant = source.constants_of(label)
    deciding = [source.names(c.name) for c in source.given if source.decides(c) and c.name not in constant]
    most = max((one.score for one in found), default=0)
    if source.sheets or source.asks or source.transposed:
        chosen = [one for one in found if not one.is_empty and (source.sheets or one.score == most)]
    else:
        chosen = [one for one in found if not one.is_empty and all(any(map(one.has, names)) for names in deciding)]
    if not chosen:  # the likeliest says what is absent
        chosen = [max(found, key=lambda one: (not one.is_empty, one.score))] if found else []
    if not chosen or chosen[0].is_empty:
        raise EmptyExportError("is empty", where=where, remedy="export it again, with a header row")
    passed = [name for name in book.names if name not in {one.sheet for one in chosen}]
    for one in chosen:
        one.detected = {"format": kind, "reader": book.reader, "sheet": one.sheet, **one.detected}
        if hidden := one.hidden_rows:
            one.detected["hidden rows"] = str(hidden)
        if columns := one.hidden_columns:
            listed = ", ".join(columns[:_LISTED]) + (" …" if len(columns) > _LISTED else "")
            one.detected["hidden columns"] = listed
        if passed and not source.sheets:
            one.detected["sheets passed over"] = ", ".join(passed)
        if book.hidden and not source.sheets:
            one.detected["hidden sheets passed over"] = ", ".join(book.hidden)
    return chosen


def _named(patterns: Sequence[str], book: Book, where: str) -> list[str]:
    """Return the sheets of these names or patterns, in the workbook's order; a hidden one by its own name alone."""
    for pattern in patterns:
        if pattern not in book.hidden and not any(fits(pattern, name) for name in book.names):
            raise RegisterError(
                f"has no sheet {pattern!r}", where=where, remedy=f"its sheets are {', '.join(book.names)}"
            )
    shown = [name for name in book.names if any(name == one or fits(one, name) for one in patterns)]
    return shown + [name for name in book.hidden if name in patterns]


def _is_blank(cells: Sequence[object]) -> bool:
    return all(cell is None or (isinstance(cell, str) and not composed(cell)) for cell in cells)


def column_letters(column: int) -> str:
    """Return a column as spreadsheets name it.

    >>> column_letters(0), column_letters(25), column_letters(26), column_letters(701)
    ('A', 'Z', 'AA', 'ZZ')
    """
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
