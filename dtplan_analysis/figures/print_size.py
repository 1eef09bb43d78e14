"""How much room a sheet takes: rows as high as their wrapped text, and pages beside one another that can be read."""

from collections.abc import Iterator
from functools import lru_cache
from math import ceil
from textwrap import wrap
from unicodedata import normalize

from dtplan_analysis.figures.sheet import LETTERS, Cell, Sheet

LINE, HEADING, TITLE = 15, 20, 24
"""The height of a line of text, of a heading and of a title, in points."""

_PAGE = 195
"""Digits that can still be read across a page of A4 turned aside."""


def pages_across(sheet: Sheet) -> int:
    """Return on how many pages beside one another a sheet is printed: one, but of a very wide table.

    >>> pages_across(Sheet("s", "S", "S", (), ["Code"] * 30, [["ready"] * 30]))
    2
    """
    return ceil(sum(sheet.widths) / _PAGE)


def row_heights(sheet: Sheet) -> Iterator[int]:
    """Yield how many lines of text the heads and each row of a sheet's table take; none where it has no table.

    >>> [*row_heights(Sheet("s", "S", "S", (), ["Code"], [["ready"], ["each\\nof\\nthree"], [0.5]]))]
    [1, 1, 3, 1]
    """
    widths = sheet.widths
    for row in (sheet.heads, *sheet.rows) if sheet.heads else ():
        yield max(map(_lines, row, widths))


def _lines(cell: Cell, width: int) -> int:
    return wrapped_lines(cell, width) if isinstance(cell, str) else 1


@lru_cache(4096)
def wrapped_lines(text: str, width: int) -> int:
    """Return how many lines a text takes in a column so many digits broad.

    >>> wrapped_lines("Hồ sơ nộp trực tuyến", 10)
    2
    """
    return sum(len(wrap(normalize("NFC", line), int(LETTERS * width))) or 1 for line in text.split("\n"))
