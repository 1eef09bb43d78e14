"""What the words of an office mean: codes and flags by their legal and usual words, however these are typed."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property

import pyarrow as pa

from dtplan_analysis.registers.columns import NOT_APPLICABLE, Column, Value
from dtplan_analysis.registers.reading.cells import FALSE, TRUE, TYPES, has_raw, literal, quoted, raw
from dtplan_analysis.registers.reading.deriving import look_again
from dtplan_analysis.registers.reading.source import Source
from dtplan_analysis.registers.reading.sql import Engine
from dtplan_analysis.units import Spellings


class Meanings:
    """The words that a column's cells may have, and what they stand for.

    >>> from dtplan_analysis.registers.columns import SECRECY
    >>> meanings = Meanings(SECRECY, {"M": "confidential"})
    >>> [meanings.of(word) for word in ("TỐI MẬT", "Toi mat", "top secret", "m", "Kín")]
    ['secret', 'secret', 'top_secret', 'confidential', None]
    >>> meanings.nearest("Tuyệt mậc")
    'top_secret'
    """

    def __init__(self, column: Column, codes: Mapping[str, Value | date]) -> None:
        """Take a column, and the meanings that the workspace gives it, which come first."""
        self._column, self._codes = column, codes

    def _known(self) -> Iterator[tuple[str, Value | date]]:
        if self._column.type == "flag":
            yield from ((word, value) for words, value in ((TRUE, True), (FALSE, False)) for word in words)
        for code in self._column.codes:
            yield from ((word, code) for word in (code, *self._column.words.get(code, ())))
        yield from self._column.official.items()

    @cached_property
    def _own(self) -> Spellings[Value | date]:
        return Spellings(
            (theirs, ours) for theirs, ours in self._codes.items() if theirs and ours not in ("", NOT_APPLICABLE)
        )

    @cached_property
    def _usual(self) -> Spellings[Value | date]:
        return Spellings(self._known())

    def of(self, text: str) -> Value | date | None:
        """Return what a text stands for; None where nothing tells, or two things do."""
        number = text.removesuffix(".0").lstrip("0")
        if (own := self._own.find(text)) is not None:
            return own
        if number.isdecimal() and number in self._column.official:
            return self._column.official[number]
        return self._usual.find(text)

    def nearest(self, text: str) -> str:
        """Return the code that a text without a meaning is most like; empty where it is like none."""
        return str(self._usual.nearest(text, 0.75) or "")


def understand(engine: Engine, source: Source, table: str) -> None:
    """Read the cells that are none as they stand, by the words that their columns may have or the workspace knows.

    In a column of ticks, whose empty cells are false, any mark without another meaning is true.
    """
    for column in source.register.columns:
        codes = source.codes.get(column.name, {})
        if column.type == "text" or (not codes and column.type not in ("flag", "code")):
            continue
        name = quoted(column.name)
        text = raw(column) if has_raw(column) else name
        strange = f"{name} IS NULL AND {text} IS NOT NULL"
        if column.codes:
            strange = f"{name} NOT IN ({', '.join(map(literal, column.codes))})"
        meanings, ticks = Meanings(column, codes), column.type == "flag" and codes.get("") is False
        unknown, read = {word.lower() for word in source.origin(column.name).missing}, {}
        for (written,) in engine.all(f"SELECT DISTINCT {text} FROM {table} WHERE {strange}"):
            value = meanings.of(written)
            if (value is not None or ticks) and written.lower() not in unknown:
                read[written] = True if value is None else value
        if read:
            with engine.given(read=pa.table({"written": list(read), "value": list(read.values())})):
                value = f"read.value::{TYPES[column.type]}" + (f", {text} = NULL" if has_raw(column) else "")
                engine.do(f"UPDATE {table} SET {name} = {value} FROM read WHERE {strange} AND {text} = read.written")
            if source.decides(column):
                look_again(engine, source, table, f"fault = {literal(column.name + ': unreadable')}")
