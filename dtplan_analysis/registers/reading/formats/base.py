"""What every format comes to: one table of an export, its columns, its records, and where these stand."""

import hashlib
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute

from dtplan_analysis.errors import RegisterError, closest
from dtplan_analysis.registers.reading.formats.beside import group_of
from dtplan_analysis.registers.reading.formats.header import Header, lookup, refuse_wide
from dtplan_analysis.registers.reading.formats.legacy import LEGACY
from dtplan_analysis.registers.reading.formats.letters import INVISIBLE, composed
from dtplan_analysis.registers.reading.formats.texts import (
    bytes_of,
    first_suspect,
    has_signs,
    old_letters,
    plain,
    text_of,
    text_of_number,
)
from dtplan_analysis.registers.reading.source import Source

_BLANK = " \t\r\n"
_BEGINS_SIGNS = 0xE2
"""With this byte and those after it signs begin in UTF-8 that Vietnamese letters do not have, invisible ones too."""
_CHUNK = 1 << 22
_ROWS = 20_000


class EmptyExportError(RegisterError):
    """A file or sheet in which there is nothing, not even a header."""


class Export(ABC):
    """One table of a file, sheet or database.

    Any record that has as many cells as the header is a row, whatever stands in it; the others are `broken`.
    """

    has_lines = True
    """Whether its records stand on lines that a reader can look up."""

    def __init__(self, file: Path, label: str, source: Source, *, sheet: str = "") -> None:
        self.file, self.label, self.sheet, self.source = file, label, sheet, source
        self.old_letters = source.encoding if source.encoding in LEGACY else ""
        """The old encoding that its text is in, in the letters of Unicode."""
        self.where = f"{source.where}, {self.name}"
        self.digest = ""
        """The SHA-256 of the file."""
        self.detected: dict[str, str] = {}
        """What nobody said and was found out: format, encoding, separator, header."""
        self.broken: dict[int, str] = {}
        """Records that are no rows, by their number, with the reason; known when the batches were read."""
        self.beside: list[tuple[int, str, str]] = []
        """Lines above and right below the header that are no records: line, kind and the word it is known by."""
        self.names: tuple[str, ...] = ()
        """The columns, in composed Unicode."""
        self._looked_at: set[str] = set()
        self.known: tuple[str, ...] = ()
        """All columns, where `names` has only those that left a database."""

    @cached_property
    def places(self) -> dict[str, int]:
        """The place of each column by its name, by the lowest part of its name, and as it is wanted in other case."""
        found = lookup([composed(name) for name in self.names])
        alike: dict[str, set[int]] = {}
        for name, place in found.items():
            alike.setdefault(name.casefold(), set()).add(place)
        for name in self.source.wanted - found.keys():
            if len(places := alike.get(name.casefold(), ())) == 1:
                found[name] = min(places)
        return found

    @cached_property
    def placing(self) -> list[int]:
        """The places of the columns, but for the unit, without which a row is no record."""
        return [self.places[name] for name in self.source.placing if name in self.places]

    def has(self, name: str) -> bool:
        """Return whether there is a column of a name, or rows that stand for it."""
        return name in self.places or (bool(self.source.group_rows) and name == self.source.theirs("unit"))

    def nearest(self, name: str) -> str:
        """Return the column most like the one wanted; empty where none is."""
        names = self.known or self.names
        lowered = {other.casefold(): other for other in names}
        return lowered.get(name.casefold()) or closest(name, names)

    @abstractmethod
    def records(self) -> Iterator[tuple[int, Sequence[object]]]:
        """Yield each record after the header, blank ones apart, with the line on which it starts."""

    def look_up(self, wanted: Sequence[int]) -> Iterator[tuple[int, Sequence[object]]]:
        """Yield line and cells of some records, by number in ascending order; line 0 of one that is not there."""
        records = enumerate(self.records(), 1)
        for number in wanted:
            yield next((row for n, row in records if n == number), (0, []))

    def table(self) -> Iterator[Sequence[object]]:
        """Yield all rows as they stand, the header and what is above it too; raises RegisterError for other formats."""
        raise RegisterError(
            "cannot be transposed: its columns have names",
            where=self.where,
            remedy=f"leave transposed out under [{self.source.register.table}]",
        )

    def batches(self, wanted: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """Yield the rows: the wanted columns as `c0`, `c1` …, and `row_record`, the number of the row's record.

        Only these columns leave the file, text in composed Unicode and without space around it. Records are counted
        from 1, after the header, blank lines apart.
        """
        texts = [self.as_text(name) for name in wanted]
        places = [self.places.get(name) for name in wanted]
        grouped = wanted.index(self.source.theirs("unit")) if self.source.group_rows else None
        group = ""
        columns: list[list[str | None]] = [[] for _ in wanted]
        numbers: list[int] = []
        for number, (_, cells) in enumerate(self.records(), 1):
            if grouped is not None:
                group = group_of([composed(text_of(cell) or "") for cell in cells], self.placing) or group
            if number in self.broken:
                continue
            numbers.append(number)
            row = [
                text(cells[place]) if place is not None and place < len(cells) else ""
                for text, place in zip(texts, places, strict=True)
            ]
            if grouped is not None and not (row[grouped] or "").strip():
                row[grouped] = group
            for column, cell in zip(columns, row, strict=True):
                column.append(cell)
            if len(numbers) == _ROWS:
                yield self._batch(columns, numbers, wanted)
                columns, numbers = [[] for _ in wanted], []
        if numbers:
            yield self._batch(columns, numbers, wanted)

    def as_text(self, name: str) -> Callable[[object], str | None]:
        """Return what makes text of the cells of a column."""
        return text_of_number if name in self.source.numeric else text_of

    def _batch(
        self, columns: Sequence[Sequence[str | None]], numbers: Sequence[int], wanted: Sequence[str]
    ) -> pa.RecordBatch:
        return self.numbered([pa.array(column, pa.string()) for column in columns], np.array(numbers), wanted)

    @property
    def name(self) -> str:
        """The file, and the sheet where it is one."""
        return f"{self.label}, sheet {self.sheet!r}" if self.sheet else self.label

    def place(self, record: int) -> str:
        """Return where a record stands, in words for an error."""
        line, _ = next(self.look_up([record]))
        return f"line {line}" if self.has_lines and line else f"row {record}"

    def numbered(self, columns: Sequence[pa.Array], numbers: np.ndarray, wanted: Sequence[str]) -> pa.RecordBatch:
        """Return columns as a batch of rows with their numbers, text in composed Unicode."""
        arrays = [
            self._written(column, numbers, name) for column, name in zip(map(plain, columns), wanted, strict=True)
        ]
        names = [*(f"c{place}" for place in range(len(columns))), "row_record"]
        return pa.RecordBatch.from_arrays([*arrays, pa.array(numbers, pa.int64())], names)

    def _written(self, column: pa.Array, numbers: np.ndarray, name: str) -> pa.Array:
        """Return text in composed Unicode, and TCVN3 as Unicode where the workspace says so; raises RegisterError."""
        if not pa.types.is_string(column.type):
            return column
        data = bytes_of(column)
        if not data.size or data.max() < 0x80:
            has_space = data.size and data.min() <= ord(" ")
            return pyarrow.compute.ascii_trim(column, _BLANK) if has_space else column
        first = name not in self._looked_at
        self._looked_at.add(name)
        if self.old_letters:
            spelt = LEGACY[self.old_letters]
            column = pa.array([text and spelt(text) for text in column.to_pylist()], pa.string())
        elif suspect := first_suspect(column, vni=first):
            row, text, encoding = suspect
            shown = text if name in self.source.shown else ""
            raise old_letters(shown, f"{self.where}, {self.place(int(numbers[row]))}, column {name!r}", encoding)
        elif has_signs(column):
            column = pyarrow.compute.replace_substring(column, "\u00a0", " ")
        if data.max() >= _BEGINS_SIGNS:
            column = pyarrow.compute.replace_substring_regex(column, INVISIBLE.pattern, "")
        return pyarrow.compute.utf8_trim(pyarrow.compute.utf8_normalize(column, "NFC"), _BLANK + "\u00a0")

    def _take_header(self, header: Header, line: Callable[[int], int]) -> None:
        """Keep what a header says; `line` tells the line of a row that was looked at."""
        self.names = header.names
        rows = f"{line(header.row)}"
        if header.rows > 1:
            rows += f"–{line(header.row + header.rows - 1)}"
        self.detected["header"] = f"row {rows}" if self.sheet else f"line {rows}"
        below = header.row + header.rows
        self.beside += [(line(below + n), kind, "") for n, kind in enumerate(header.below)]
        self._name_repeated()

    def _name_repeated(self) -> None:
        """Tell columns of one name apart by their place; raises RegisterError where such a name is wanted,
        and for a table that is none, by its width.
        """
        refuse_wide(len(self.names), self.where)
        times = Counter(map(composed, self.names))
        for name in self.names:
            if times[composed(name)] > 1 and composed(name) in self.source.wanted:
                raise RegisterError(
                    f"has the column {name!r} {times[composed(name)]} times",
                    where=self.where,
                    remedy=f'write "{name} (1)" or "{name} (2)" in dtplan.toml under '
                    f"[{self.source.register.table}.columns], by their place from the left",
                )
        seen: Counter[str] = Counter()
        names = []
        for name in self.names:
            seen[composed(name)] += 1
            names.append(f"{name} ({seen[composed(name)]})" if times[composed(name)] > 1 else name)
        self.names = tuple(names)

    def unreadable(self, error: object) -> RegisterError:
        """Return the error of a file that its reader gave up."""
        return RegisterError(f"cannot be read: {error}", where=self.where, remedy="export it again")


def digest_of(file: Path) -> str:
    """Return the SHA-256 of a file."""
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        for chunk in iter(lambda: stream.read(_CHUNK), b""):
            digest.update(chunk)
    return digest.hexdigest()
