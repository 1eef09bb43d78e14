"""Text with a separator: its encoding, separator and header as its own bytes tell, its rows by Arrow."""

import codecs
import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv

from dtplan_analysis.errors import RegisterError
from dtplan_analysis.registers.reading.formats import recoding
from dtplan_analysis.registers.reading.formats.base import EmptyExportError, Export
from dtplan_analysis.registers.reading.formats.header import Header, find_header
from dtplan_analysis.registers.reading.formats.legacy import LEGACY, is_tcvn3, legacy_of
from dtplan_analysis.registers.reading.formats.letters import composed, eight_bit, marked
from dtplan_analysis.registers.reading.formats.lines import (
    END,
    Row,
    fault_of,
    head_rows,
    numbers_of,
    outside_quotes,
    reader_of,
    with_end,
)
from dtplan_analysis.registers.reading.formats.seeking import OddTextError, pieces
from dtplan_analysis.registers.reading.formats.texts import old_letters
from dtplan_analysis.registers.reading.source import DELIMITERS, Source

_HEAD = 1 << 20
"""Of the beginning of a file, so much is looked at for its header."""

_NAMES = {
    "utf-8-sig": "UTF-8 with mark",
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "tcvn3": "TCVN3",
    "vni": "VNI",
    "latin-1": "Latin-1",
}
_DIRECTIVE = re.compile(r"sep=(.)", re.IGNORECASE)


class TextExport(Export):
    """A file of text with a separator, as Python's own csv module reads it.

    What is not UTF-8 is read from a copy in UTF-8 in the folder `scratch`. Raises RegisterError where the file cannot
    be read or is empty.
    """

    def __init__(self, file: Path, label: str, source: Source, scratch: Path) -> None:
        super().__init__(file, label, source)
        self.delimiter = ""
        """The sign between cells."""
        try:
            self._bytes, encoding = self._survey(scratch)
            self.detected |= {"format": "CSV", "encoding": encoding}
            self._find_header()
        except OSError as error:
            raise self.unreadable(error) from None
        if self._bytes.old_letters:
            self._refuse_old_letters()

    # -- Bytes and letters ---------------------------------------------------------------------------------------

    def _survey(self, scratch: Path) -> tuple[recoding.Bytes, str]:
        """Look at all bytes, and see to it that `self._utf8` is the text in UTF-8; return also the encoding's name."""
        self._utf8 = self.file
        with self.file.open("rb") as stream:
            head = stream.read(_HEAD)
        encoding = self.source.encoding or marked(head)
        if encoding == "utf-16":
            encoding = marked(head) or "utf-16-le"
        found = recoding.pass_over(self.file, self.where, check_lines=not encoding.startswith("utf-16"))
        self.digest = found.digest
        if found.fault and not encoding:
            encoding = "" if found.letters else eight_bit(found.fault[1])
        if encoding in LEGACY and self.source.encoding != encoding:
            self._refuse_old_bytes(found, encoding)
        if encoding in ("", "utf-8", "utf-8-sig"):
            if found.fault:
                raise RegisterError(
                    "is not UTF-8 text, and a part of it is",
                    where=f"{self.where}, line {found.fault[0]}",
                    remedy="the file is damaged there: export it again, as CSV in UTF-8",
                )
            return found, _NAMES[encoding or "utf-8"]
        scratch.mkdir(parents=True, exist_ok=True)
        self._utf8 = scratch / f"{hashlib.sha256(str(self.file).encode()).hexdigest()[:16]}.utf8"
        spelt = LEGACY.get(encoding)
        letters = ("utf-8" if not found.fault else "latin-1") if spelt else encoding
        lenient = letters == "cp1252" and found.fault is not None
        lacking, line = recoding.recode(self.file, self._utf8, letters, self.where, spelt=spelt, lenient=lenient)
        if lacking:
            self.detected |= {"bytes without a letter": str(lacking), "first of them": f"line {line}"}
        self.old_letters = ""
        return recoding.pass_over(self._utf8, self.where), _NAMES.get(
            encoding.removesuffix("-le").removesuffix("-be"), encoding
        )

    def _refuse_old_bytes(self, found: recoding.Bytes, encoding: str) -> None:
        assert found.fault is not None
        line, around = found.fault
        lines = around.decode("latin-1").split("\n")
        which = next((n for n, text in enumerate(lines) if legacy_of(text, 1) == encoding), 0)
        cells = re.split(r'[,;\t|"\r]', lines[which])
        cell = next((cell for cell in cells if legacy_of(cell, 1) == encoding), "")
        before = next((n for n, text in enumerate(lines) if not text.isascii()), 0)
        raise old_letters(cell, f"{self.where}, line {line + which - before}", encoding)

    def _refuse_old_letters(self) -> None:
        """Look for the cell behind a sign inside of a word; it may stand in a column that is not read."""
        if self.source.encoding in LEGACY:
            return
        wanted = {place: name for name, place in self.places.items() if name in self.source.wanted}
        for line, cells in self.records():
            for place, name in wanted.items():
                if place < len(cells) and is_tcvn3(cells[place]):
                    shown = cells[place] if name in self.source.shown else ""
                    raise old_letters(shown, f"{self.where}, line {line}, column {name!r}", "tcvn3")

    # -- Header --------------------------------------------------------------------------------------------------

    def _find_header(self) -> None:
        with self._utf8.open("rb") as stream:
            head, cut = stream.read(_HEAD), bool(stream.read(1))
        mark = len(codecs.BOM_UTF8) if head.startswith(codecs.BOM_UTF8) else 0
        text = head[mark:].decode("utf-8", "ignore")
        directive = _DIRECTIVE.match(text)
        signs = self.source.delimiter or (directive[1] if directive else DELIMITERS)
        best: tuple[Header, list[Row]] | None = None
        most = (-1, -1)
        for sign in signs:
            rows = head_rows(text, sign, cut)
            header = find_header([row.cells for row in rows], self.source.wanted)
            like = (header.score, outside_quotes(rows[header.row].text, sign)) if header else most
            if header and like > most and any(map(str.isalnum, rows[header.row].text)):
                most, best, self.delimiter = like, (header, rows), sign
        if best is None:
            raise EmptyExportError("is empty", where=self.where, remedy="export it again, with a header line")
        header, rows = best
        self._offset = mark + len(text[: rows[header.row].start].encode())
        self._line, self._skipped = rows[header.row].line, header.rows + len(header.below)
        self.beside = [(row.line, "title", "") for row in rows[: header.row] if any(map(composed, row.cells))]
        self._take_header(header, lambda n: rows[n].line)
        self.detected["delimiter"] = {"\t": "tab", " ": "space"}.get(self.delimiter, self.delimiter)

    # -- Records -------------------------------------------------------------------------------------------------

    def batches(self, wanted: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """Yield the rows, by Arrow; by way of Python where a row may be the unit of those below."""
        try:
            yield from super().batches(wanted) if self.source.group_rows else self._fast_batches(wanted)
        except (OSError, pa.ArrowException) as error:
            raise self.unreadable(error) from None
        if self._bytes.odd_quotes or self.broken:
            self._refuse_open_quote()

    def _fast_batches(self, wanted: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """Yield the rows that Arrow reads in small blocks, and from a record on that is longer, in larger ones.

        The system gives memory for larger blocks anew each time, which is dear.
        """
        done = 0
        for block in (recoding.LONGEST >> 4, recoding.LONGEST):
            try:
                for rows in self._blocks(block, done, wanted):
                    yield rows
                    done = rows["row_record"][-1].as_py()
                break
            except pa.ArrowInvalid as error:
                if "straddl" not in str(error) or block == recoding.LONGEST:
                    raise
        for number in [number for number in self.broken if number < 1]:
            del self.broken[number]

    def _blocks(self, block: int, done: int, wanted: Sequence[str]) -> Iterator[pa.RecordBatch]:
        names = [f"f{place}" for place in range(len(self.names))]
        stream = pa.OSFile(str(self._utf8))
        stream.seek(self._offset)
        reader = pyarrow.csv.open_csv(
            stream,
            read_options=pyarrow.csv.ReadOptions(block_size=block, use_threads=False, column_names=names),
            parse_options=pyarrow.csv.ParseOptions(
                delimiter=self.delimiter, newlines_in_values=True, invalid_row_handler=self._keep_broken
            ),
            convert_options=pyarrow.csv.ConvertOptions(
                include_columns=[names[self.places[name]] for name in wanted],
                column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=False,
                check_utf8=False,  # which was done with all bytes
            ),
        )
        before = 1 - self._skipped  # the header's records have no numbers
        for batch in _first_together(reader):
            numbers = numbers_of(batch.num_rows, before, np.array(sorted(self.broken), dtype=np.int64))
            if batch.num_rows:
                first = int(np.searchsorted(numbers, done + 1))
                before = int(numbers[-1]) + 1
                if first < batch.num_rows:
                    columns = batch.slice(first).columns if wanted else []  # Arrow takes none for all
                    yield self.numbered(columns, numbers[first:], wanted)

    def _keep_broken(self, row: pyarrow.csv.InvalidRow) -> str:
        self.broken[row.number - self._skipped] = fault_of(row.actual_columns, row.expected_columns)
        return "skip"

    def records(self) -> Iterator[tuple[int, Sequence[str]]]:
        """Yield each record after the header, blank ones apart, with the line on which it starts."""
        of_records = ((line, cells) for line, cells in self._all_records() if cells and cells != [END])
        for number, (line, cells) in enumerate(of_records, 1 - self._skipped):
            if number > 0:
                if len(cells) != len(self.names):
                    self.broken.setdefault(number, fault_of(len(cells), len(self.names)))
                yield line, cells

    def look_up(self, wanted: Sequence[int]) -> Iterator[tuple[int, Sequence[object]]]:
        """Yield line and cells of some records, by number in ascending order; line 0 of one that is not there."""
        left = list(wanted)[::-1]
        try:
            places = np.array(wanted, np.int64) + self._skipped
            for number, lines, text in pieces(self._utf8, self._offset, self.delimiter, places):
                while left and left[-1] + self._skipped < number:
                    left.pop()
                    yield 0, []
                left.pop()
                yield self._line + lines, next(reader_of(io.StringIO(text, newline=""), self.delimiter))
        except OddTextError:
            yield from super().look_up(left[::-1])
            return
        yield from ((0, []) for _ in left)

    def table(self) -> Iterator[Sequence[object]]:
        """Yield all rows as they stand."""
        with self._utf8.open(encoding="utf-8-sig", newline="") as stream:
            yield from reader_of(stream, self.delimiter)

    def _all_records(self) -> Iterator[tuple[int, list[str]]]:
        """Yield each record with its first line, and at last a mark that only a quote left open can swallow."""
        with self._utf8.open("rb") as binary:
            binary.seek(self._offset)
            with io.TextIOWrapper(binary, encoding="utf-8", newline="") as stream:
                reader, line = reader_of(with_end(stream), self.delimiter), 0
                for record in reader:
                    yield self._line + line, record
                    line = reader.line_num

    def _refuse_open_quote(self) -> None:
        """Refuse a file that ends inside of quotes: what follows the quote would be taken for one cell."""
        line, record = 1, [END]
        for line, record in self._all_records():  # noqa: B007
            pass
        if record != [END]:
            raise RegisterError(
                "a quote is opened and never closed",
                where=f"{self.where}, line {line}",
                remedy='close it, write it twice (""), or export the file again if it was cut off',
            )

    def unreadable(self, error: object) -> RegisterError:
        """Return the error of a file that Arrow gave up."""
        if "straddl" in str(error):
            return RegisterError(
                f"a record is longer than {recoding.LONGEST >> 20} MB",
                where=self.where,
                remedy="look for a quote that is opened and never closed",
            )
        return super().unreadable(error)


def _first_together(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Yield batches, the first ones as one: what they tell of a file shall not rest on a few of its rows."""
    batches, first, size = iter(batches), [], 0
    for batch in batches:
        first.append(batch)
        size += batch.nbytes
        if size >= recoding.LONGEST // 2:
            break
    yield from pa.Table.from_batches(first).combine_chunks().to_batches() if first else ()
    yield from batches
