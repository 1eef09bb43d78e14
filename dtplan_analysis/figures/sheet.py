"""A sheet of a workbook, whatever the file's format: a title, lines, a table, and how broad its columns are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import NamedTuple

LETTERS = 1.15
"""Letters of a text by digit of its font: widths of columns are told in digits."""
_BROADEST, _BROAD, _NARROW = 72, 36, 8
_LONG = 200
"""A longer text has the broadest column."""
_HEAD_LINES = 3
_INDENT = 2


class Share(NamedTuple):
    """A share in 0–1, and to how many digits its percentage is shown."""

    value: float
    digits: int


Cell = str | int | float | date | Share


class Line(NamedTuple):
    """A line above a table: words, which may be a heading or lead to another sheet."""

    text: str
    heading: bool = False
    sheet: str = ""


@dataclass(frozen=True)
class Sheet:
    """A sheet: a title, lines, and one table under them or none; `key` names the table, widths are in digits."""

    key: str
    name: str
    title: str
    lines: Sequence[Line]
    heads: Sequence[str] = ()
    rows: Sequence[Sequence[Cell]] = ()

    @property
    def widths(self) -> list[int]:
        """The width of each column, after its longest text; of a long head there are several lines."""
        if not self.heads:
            return [_BROADEST]
        columns = [*zip(*self.rows, strict=True)] or [()] * len(self.heads)
        return [_width(head, map(_digits, cells)) for head, cells in zip(self.heads, columns, strict=True)]

    @property
    def numeric(self) -> list[bool]:
        """Of each column, whether it has numbers, days or shares."""
        return [any(not isinstance(cell, str) for cell in cells) for cells in zip(*self.rows, strict=True)]


def _width(head: str, digits: Iterable[float]) -> int:
    of_head = max([len(head) / _HEAD_LINES, *map(len, head.split())])
    longest = max([of_head + _INDENT, *digits])
    return _BROADEST if longest * LETTERS > _LONG else min(max(ceil(longest) + 2, _NARROW), _BROAD)


def _digits(cell: Cell) -> float:
    """Return how many digits broad a cell is on one line."""
    if isinstance(cell, str):
        return len(cell) / LETTERS
    if isinstance(cell, Share):
        return _INDENT + len(f"{100 * cell.value:.{cell.digits}f}%")
    return _INDENT + (len(f"{cell:%d %B %Y}") / LETTERS if isinstance(cell, date) else len(f"{cell:,.2f}"))
