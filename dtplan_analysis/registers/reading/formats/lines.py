"""Records of a text with a separator: its first ones, those between quotes, and their numbers."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np

from dtplan_analysis.registers.reading.formats.header import HEAD

END = "\x1eend"


@dataclass(frozen=True)
class Row:
    """A record of the beginning of a file: its first line, where it starts, its text and cells."""

    line: int
    start: int
    text: str
    cells: list[str]


def head_rows(text: str, delimiter: str, cut: bool) -> list[Row]:
    """Return the first records of a text, blank ones apart, without the last one of a text that was cut."""
    lines = list(io.StringIO(text, newline=""))
    starts = [0, *accumulate(map(len, lines))]
    reader, line, rows = reader_of(lines, delimiter), 0, []
    for cells in reader:
        if any(cell.strip() for cell in cells) or len(cells) > 1:
            start, end = starts[line], starts[reader.line_num]
            rows.append(Row(line + 1, start, text[start:end], cells))
        line = reader.line_num
        if len(rows) == HEAD:
            return rows
    return rows[:-1] if cut and len(rows) > 1 else rows


def reader_of(lines: Iterable[str], delimiter: str) -> Any:
    """Return a reader of records, however long a cell is."""
    csv.field_size_limit(1 << 30)
    return csv.reader(lines, delimiter=delimiter)


def outside_quotes(text: str, sign: str) -> int:
    """Return how often a sign stands outside of quotes."""
    return re.sub(r'"(?:[^"]|"")*"', "", text).count(sign)


def fault_of(actual: int, expected: int) -> str:
    """Return what is wrong with a record of another width than its header."""
    return "missing columns" if actual < expected else "too many columns"


def with_end(lines: Iterable[str]) -> Iterator[str]:
    """Yield lines and one more, which is a record of its own unless a quote is open."""
    for line in lines:
        yield line if line.endswith(("\r", "\n")) else line + "\n"
    yield END + "\n"


def numbers_of(rows: int, before: int, broken: np.ndarray) -> np.ndarray:
    """Return the numbers of rows that follow `before` records, past the broken ones between them.

    >>> numbers_of(4, 1, np.array([2, 3, 6]))
    array([1, 4, 5, 7])
    """
    later = broken[broken >= before]
    place = np.arange(rows)
    return before + place + np.searchsorted(later - before - np.arange(len(later)), place, side="right")
