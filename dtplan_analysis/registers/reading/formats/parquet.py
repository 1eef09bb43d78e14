"""Parquet: columns with types, which need no recognising."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.dataset
import pyarrow.parquet

from dtplan_analysis.registers.reading.formats.base import Export, digest_of
from dtplan_analysis.registers.reading.formats.letters import composed
from dtplan_analysis.registers.reading.source import Source

_DAMAGED = (OSError, pa.ArrowException, UnicodeDecodeError)
_ROWS_A_BYTE = 100
"""A file of more rows for each of its bytes is damaged, or made to take hours."""


class ParquetExport(Export):
    """A file of Parquet; raises RegisterError where it cannot be read."""

    has_lines = False

    def __init__(self, file: Path, label: str, source: Source) -> None:
        super().__init__(file, label, source)
        try:
            self.digest = digest_of(file)
            found = pyarrow.parquet.read_metadata(file)
            self.names = tuple(map(composed, found.schema.to_arrow_schema().names))
        except _DAMAGED as error:
            raise self.unreadable(error) from None
        if found.num_rows > _ROWS_A_BYTE * file.stat().st_size:
            raise self.unreadable(f"{found.num_rows:,} rows in {file.stat().st_size:,} bytes")
        self.detected["format"] = "Parquet"
        self._name_repeated()

    def records(self) -> Iterator[tuple[int, Sequence[object]]]:
        """Yield nothing: the records of a table with types have no lines."""
        return iter(())

    def batches(self, wanted: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """Yield the rows as Arrow reads them, with the wanted columns alone."""
        fields = {f"c{n}": pyarrow.dataset.field(self.places[name]) for n, name in enumerate(wanted)}
        before = 1
        try:
            for batch in pyarrow.dataset.dataset(self.file, format="parquet").to_batches(columns=fields):
                yield self.numbered(batch.columns, np.arange(before, before + batch.num_rows), wanted)
                before += batch.num_rows
        except _DAMAGED as error:
            raise self.unreadable(error) from None
