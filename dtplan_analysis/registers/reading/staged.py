"""The staged rows of one register, which are sorted, summed up and written."""

from collections.abc import Sequence

from dtplan_analysis.registers.reading.formats.base import Export
from dtplan_analysis.registers.reading.outcome import Reading
from dtplan_analysis.registers.reading.source import Source
from dtplan_analysis.registers.reading.sql import Engine


class Staged:
    """The staged rows of one register, the exports that they come from, and what is said of them."""

    def __init__(self, engine: Engine, source: Source, exports: Sequence[Export], table: str, reading: Reading) -> None:
        self._engine, self._source, self._register = engine, source, source.register
        self._exports, self._table, self._reading = exports, table, reading
