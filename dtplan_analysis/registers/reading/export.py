"""One file of a register: its columns, its records as Arrow batches, and the lines on which these stand."""

import codecs
import csv
import hashlib
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute
import pyarrow.csv
import pyarrow.dataset
import pyarrow.parquet

from dtplan_analysis.errors import RegisterError

_CHUNK = 1 << 22
_LONGEST = 1 << 24
"""A record of a text file may not be longer than this, in bytes."""

_SPACE = " \t\r\n\u00a0\u200b\ufeff"
_END = "\x1eend"


class Export:
    """A CSV or Parquet file of an office.

    Text is read as Python's own csv module reads it: any record that has as many cells as the header is a row,
    whatever stands in it; the others are `broken`. Raises RegisterError where the file cannot be read or is empty.
    """

    def __init__(self, file: Path, where: str) -> None:
        self.file, self.where = file, where
        self.broken: dict[int, str] = {}
        """Records that are no rows, by their number, with the reason; known when the batches were read."""
        self.delimiter = ""
        """The sign between cells; empty for Parquet."""
        self._odd_quotes = False
        try:
            self.digest = self._digest()
            self._names = self._text_names() if self.is_text else tuple(pyarrow.parquet.read_schema(self.file).names)
        except (OSError, pa.ArrowException) as error:
            raise self._unreadable(error) from None
        self.names = tuple(unicodedata.normalize("NFC", name).strip() for name in self._names)
        """The columns, in composed Unicode."""
        twice = next((name for name in self.names if name and self.names.count(name) > 1), None)
        if twice:
            raise RegisterError(f"has the column {twice!r} twice", where=where, remedy="rename one of the two")

    @property
    def is_text(self) -> bool:
        """Whether the file is text with a separator, and so has lines."""
        return self.file.suffix.lower() != ".parquet"

    def nearest(self, name: str) -> str:
        """Return the column most like the one wanted; empty where none is."""
        near = get_close_matches(name, self.names, 1, 0.6)
        lowered = {other.casefold(): other for other in self.names}
        return lowered.get(name.casefold(), near[0] if near else "")

    def batches(self, wanted: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """Yield the rows: the wanted columns as `c0`, `c1` …, and `row_record`, the number of the row's record.

        Only these columns leave the file, text in composed Unicode and without space around it. Records are counted
        from 1, after the header, blank lines apart.
        """
        places = [self.names.index(name) for name in wanted]
        try:
            yield from self._text_batches(places) if self.is_text else self._parquet_batches(places)
        except (OSError, pa.ArrowException) as error:
            raise self._unreadable(error) from None
        if self._odd_quotes or self.broken:
            self._refuse_open_quote()

    def lines(self) -> Iterator[int]:
        """Yield the line on which each record starts, in order; a Parquet file has no lines."""
        if self.is_text:
            of_records = (line for line, record in self._records() if record)
            next(of_records)  # the header's
            yield from of_records

    def place(self, record: int) -> str:
        """Return where a record stands, in words for an error."""
        line = next((line for n, line in enumerate(self.lines(), 1) if n == record), None)
        return f"line {line}" if line else f"row {record}"

    # -- Text ----------------------------------------------------------------------------------------------------

    def _text_names(self) -> tuple[str, ...]:
        text = self._first_record()
        outside = re.sub(r'"(?:[^"]|"")*"', "", text)
        self.delimiter = max(",;\t|", key=outside.count)
        names = [name.strip() for name in next(csv.reader(io.StringIO(text), delimiter=self.delimiter), [])]
        if not any(names):
            raise RegisterError("is empty", where=self.where, remedy="export it again, with a header line")
        return tuple(name or f"(column {place})" for place, name in enumerate(names, 1))

    def _first_record(self) -> str:
        """Return the first record, which may span lines inside of quotes."""
        with self.file.open(encoding="utf-8-sig", newline="") as lines:
            text = next((line for line in lines if line.strip("\r\n")), "")
            while text.count('"') % 2 and len(text) < _LONGEST and (more := lines.readline(_LONGEST)):
                text += more
        return text

    def _text_batches(self, places: Sequence[int]) -> Iterator[pa.RecordBatch]:
        names = [f"f{place}" for place in range(len(self.names))]
        reader = pyarrow.csv.open_csv(
            self.file,
            read_options=pyarrow.csv.ReadOptions(
                block_size=_LONGEST, use_threads=False, autogenerate_column_names=True
            ),
            parse_options=pyarrow.csv.ParseOptions(
                delimiter=self.delimiter, newlines_in_values=True, invalid_row_handler=self._keep_broken
            ),
            convert_options=pyarrow.csv.ConvertOptions(
                include_columns=[names[place] for place in places],
                column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=False,
            ),
        )
        before = 0  # the header is record 0
        for batch in reader:
            numbers = _numbers(batch.num_rows, before, np.array(sorted(self.broken), dtype=np.int64))
            if batch.num_rows:
                yield _numbered(batch.columns, numbers).slice(0 if before else 1)
                before = int(numbers[-1]) + 1

    def _keep_broken(self, row: pyarrow.csv.InvalidRow) -> str:
        fewer = row.actual_columns < row.expected_columns
        self.broken[row.number - 1] = "missing columns" if fewer else "too many columns"
        return "skip"

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        """Yield each record with its first line, and at last a mark that only a quote left open can swallow."""
        csv.field_size_limit(1 << 30)
        with self.file.open(encoding="utf-8-sig", newline="") as stream:
            reader, line = csv.reader(_with_end(stream), delimiter=self.delimiter), 1
            for record in reader:
                yield line, record
                line = reader.line_num + 1

    def _refuse_open_quote(self) -> None:
        """Refuse a file that ends inside of quotes: what follows the quote would be taken for one cell."""
        line, record = 1, [_END]
        for line, record in self._records():  # noqa: B007
            pass
        if record != [_END]:
            raise RegisterError(
                "a quote is opened and never closed",
                where=f"{self.where}, line {line}",
                remedy='close it, write it twice (""), or export the file again if it was cut off',
            )

    # -- Parquet -------------------------------------------------------------------------------------------------

    def _dataset(self) -> pyarrow.dataset.Dataset:
        return pyarrow.dataset.dataset(self.file, format="parquet")

    def _parquet_batches(self, places: Sequence[int]) -> Iterator[pa.RecordBatch]:
        columns = {f"c{n}": pyarrow.dataset.field(self._names[place]) for n, place in enumerate(places)}
        before = 1
        for batch in self._dataset().to_batches(columns=columns):
            yield _numbered(batch.columns, np.arange(before, before + batch.num_rows))
            before += batch.num_rows

    # -- Bytes ---------------------------------------------------------------------------------------------------

    def _digest(self) -> str:
        """Return the SHA-256 of the file, whose text must be UTF-8 to the last byte."""
        digest, quotes, line = hashlib.sha256(), 0, 1
        decoder = codecs.getincrementaldecoder("utf-8")()
        with self.file.open("rb") as stream:
            for chunk in iter(lambda: stream.read(_CHUNK), b""):
                digest.update(chunk)
                if self.is_text:
                    pending = len(decoder.getstate()[0])
                    self._decode(decoder, chunk, line, pending)
                    quotes, line = quotes + chunk.count(b'"'), line + chunk.count(b"\n")
            if self.is_text:
                self._decode(decoder, b"", line, 0, final=True)
        self._odd_quotes = quotes % 2 == 1
        return digest.hexdigest()

    def _decode(
        self, decoder: codecs.IncrementalDecoder, chunk: bytes, line: int, pending: int, *, final: bool = False
    ) -> None:
        try:
            decoder.decode(chunk, final)
        except UnicodeDecodeError as error:
            at = line + chunk[: max(0, error.start - pending)].count(b"\n")
            raise RegisterError(
                "is not UTF-8 text", where=f"{self.where}, line {at}", remedy="save it as CSV in UTF-8"
            ) from None

    def _unreadable(self, error: Exception) -> RegisterError:
        if "straddl" in str(error):
            return RegisterError(
                f"a record is longer than {_LONGEST >> 20} MB",
                where=self.where,
                remedy="look for a quote that is opened and never closed",
            )
        return RegisterError(f"cannot be read: {error}", where=self.where, remedy="export it again")


def _with_end(lines: Iterator[str]) -> Iterator[str]:
    """Yield lines and one more, which is a record of its own unless a quote is open."""
    for line in lines:
        yield line if line.endswith(("\r", "\n")) else line + "\n"
    yield _END + "\n"


def _numbers(rows: int, before: int, broken: np.ndarray) -> np.ndarray:
    """Return the numbers of rows that follow `before` records, past the broken ones between them.

    >>> _numbers(4, 1, np.array([2, 3, 6]))
    array([1, 4, 5, 7])
    """
    later = broken[broken >= before]
    place = np.arange(rows)
    return before + place + np.searchsorted(later - before - np.arange(len(later)), place, side="right")


def _numbered(columns: Sequence[pa.Array], numbers: np.ndarray) -> pa.RecordBatch:
    names = [*(f"c{place}" for place in range(len(columns))), "row_record"]
    return pa.RecordBatch.from_arrays([*map(_composed, columns), pa.array(numbers, pa.int64())], names)


def _composed(column: pa.Array) -> pa.Array:
    """Return text in composed Unicode, without space around it; other columns as they are."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if not any(kind(column.type) for kind in _TEXTS):
        return column
    return pyarrow.compute.utf8_trim(pyarrow.compute.utf8_normalize(column.cast(pa.string()), "NFC"), _SPACE)


_TEXTS = (
    pa.types.is_string,
    pa.types.is_large_string,
    pa.types.is_string_view,
    pa.types.is_binary,
    pa.types.is_large_binary,
    pa.types.is_binary_view,
)
