"""A table whose rows are the columns: each record stands in a column of its own."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from dtplan_analysis.errors import RegisterError
from dtplan_analysis.registers.reading.formats.base import EmptyExportError, Export
from dtplan_analysis.registers.reading.formats.header import HEAD, find_header
from dtplan_analysis.registers.reading.formats.letters import composed
from dtplan_analysis.registers.reading.formats.texts import text_of
from dtplan_analysis.registers.reading.formats.workbook import column_letters

_MOST = 4_000_000
"""A table of more cells is none that anybody wrote from left to right."""


class TurnedExport(Export):
    """A table that is read from left to right; raises RegisterError where it is empty or too large."""

    def __init__(self, inner: Export) -> None:
        """Take the table as it stands."""
        super().__init__(inner.file, inner.label, inner.source, sheet=inner.sheet)
        self.digest, self.detected = inner.digest, inner.detected | {"transposed": "yes"}
        rows: list[Sequence[object]] = []
        cells = 0
        for row in inner.table():
            rows.append(row)
            cells += len(row)
            if cells > _MOST:
                raise RegisterError(
                    f"has more than {_MOST:,} cells to be transposed",
                    where=self.where,
                    remedy="export it with a row for each record",
                )
        self._columns = list(zip_longest(*rows, fillvalue=""))
        head = [[text_of(cell) or "" for cell in column] for column in self._columns[:HEAD]]
        header = find_header(head, self.source.wanted)
        if header is None:
            raise EmptyExportError(
                "is empty", where=self.where, remedy="export it again, with names in its first column"
            )
        self._end = header.end
        self.beside = [
            (n + 1, "title", "") for n, column in enumerate(head[: header.row]) if any(map(composed, column))
        ]
        self._take_header(header, lambda n: n + 1)
        self.detected["header"] = f"column {column_letters(header.row)}"

    def place(self, record: int) -> str:
        """Return the column in which a record stands."""
        places = [place for place, _ in self.records()]
        return f"column {column_letters(places[record - 1] - 1)}" if record <= len(places) else f"record {record}"

    def records(self) -> Iterator[tuple[int, Sequence[object]]]:
        """Yield each record that is not blank, with the number of its column."""
        for place, column in enumerate(self._columns[self._end :], self._end + 1):
            if any(cell is not None and composed(str(cell)) for cell in column):
                yield place, column
