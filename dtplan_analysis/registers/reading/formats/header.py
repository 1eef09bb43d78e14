"""Finding the header of an office's table: under title lines, over one or two rows, above a row of numbers."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import chain

from dtplan_analysis.errors import RegisterError
from dtplan_analysis.registers.reading.formats.letters import composed

HEAD = 60
"""A header is looked for in so many rows."""

WIDEST = 16_384
"""No table has more columns: as many as a sheet of an office program."""

_HIGHEST = 3
"""A header has at most so many rows."""

Merge = tuple[tuple[int, int], tuple[int, int]]
"""A merged range: its first and last cell, each as row and column, counted from 0."""

_NUMBER = re.compile(r"[(\[]?(?:(\d{1,2})|([A-Za-zĐđ]))[)\]]?(?:\s*=.*)?")
_MEASURE = re.compile(r"\(.*\)|%|ngày|hồ sơ|đồng|triệu đồng|tỷ đồng|người|lượt|văn bản|nhiệm vụ")


@dataclass(frozen=True)
class Header:
    """Where a table begins, and what its columns are called."""

    row: int
    """The place of the header's first row among the rows looked at, from 0."""
    rows: int
    """How many rows it has,"""
    below: tuple[str, ...]
    """and what each of the rows right below it is that is no record: `numbering` or `measure`."""
    names: tuple[str, ...]
    score: int
    """How many of the wanted columns it has."""

    @property
    def end(self) -> int:
        """The place of the first row that may be a record."""
        return self.row + self.rows + len(self.below)


def find_header(rows: Sequence[Sequence[str]], wanted: Set[str], merges: Sequence[Merge] = ()) -> Header | None:
    """Return the header: the rows that have the most of the wanted columns; None where no row has a cell.

    >>> rows = [["BÁO CÁO", "", ""], ["Mã", "Kênh", ""], ["", "Trực tuyến", "Trực tiếp"], ["(1)", "(2)", "(3)"]]
    >>> header = find_header(rows, {"Mã", "Trực tuyến"})
    >>> header.row, header.rows, header.below, header.names
    (1, 2, ('numbering',), ('Mã', 'Kênh / Trực tuyến', 'Kênh / Trực tiếp'))
    """
    rows = [[*map(composed, row[: WIDEST + 1])] for row in rows]
    full = max(map(_filled, rows), default=0)
    if not full:
        return None
    folded = {name.casefold() for name in wanted}
    score, height, row = 0, 1, 0
    lowest, seen = [*map(_lowest, folded)], [{_lowest(cell.casefold()) for cell in cells} for cells in rows]
    for tall in range(1, _HIGHEST + 1):
        for place in range(len(rows) - tall + 1):
            if sum(map({*chain(*seen[place : place + tall])}.__contains__, lowest)) <= score:
                continue  # whatever the names that they make, they are not better
            names = lookup(_names(rows[place : place + tall], merges, place))
            found = len(folded & {name.casefold() for name in names})
            if any(rows[place]) and found > score:
                score, height, row = found, tall, place
    if not score:  # no name is known: the first row that is about as full as any
        row, height = next(n for n, cells in enumerate(rows) if _filled(cells) * 5 >= full * 3), 1
    else:
        height = max(height, _merged_height(row, merges))
    columns = _names(rows[row : row + height], merges, row)
    named = sum(not name.startswith("(column ") for name in columns)
    return Header(row, height, tuple(_below(rows[row + height : row + height + 3], named)), columns, score)


def lookup(names: Sequence[str]) -> dict[str, int]:
    """Return the place of each column by its name, and by the lowest part of its name if no other has that."""
    lowest = [*map(_lowest, names)]
    times = Counter(lowest)
    short = {name: place for place, name in enumerate(lowest) if times[name] == 1}
    return short | {name: place for place, name in reversed(list(enumerate(names)))}


def _lowest(name: str) -> str:
    return name.rpartition(" / ")[2]


def refuse_wide(columns: int, where: str) -> None:
    """Raise RegisterError for a table that is none, by its width."""
    if columns > WIDEST:
        raise RegisterError(
            f"has more than {WIDEST:,} columns",
            where=where,
            remedy="look for a stray cell far to the right, or a separator that was never meant; export it again",
        )


def is_numbering(cells: Sequence[str]) -> bool:
    """Return whether a row only numbers the columns.

    >>> is_numbering(["A", "B", "1", "2", "3=1+2"]), is_numbering(["(1)", "(2)"]), is_numbering(["A", "1", "", "3"])
    (True, True, True)
    >>> is_numbering(["1", "1"]), is_numbering(["a", "1", "2"])
    (False, False)
    """
    filled = [place for place, cell in enumerate(cells) if cell]
    marks = [_NUMBER.fullmatch(cells[place]) for place in filled]
    if len(marks) < 2 or not all(marks):
        return False
    letters = [mark[2] for mark in marks if mark and mark[2]]
    numbers = [int(mark[1]) for mark in marks if mark and mark[1]]
    first = numbers[0] if numbers else 1
    begin = filled[len(letters)] if numbers else 0
    return (
        [mark[2] for mark in marks[: len(letters)] if mark] == letters
        and letters == list("ABCDEFGH"[: len(letters)])
        and first in (0, 1, len(letters) + 1)
        and numbers
        in (
            list(range(first, first + len(numbers))),
            [first + place - begin for place in filled[len(letters) :]],  # a column may have no number
        )
    )


def _below(rows: Sequence[Sequence[str]], named: int) -> Iterator[str]:
    for cells in rows:
        filled = [cell for cell in cells if cell]
        if is_numbering(cells) and len(filled) * 5 >= named * 4:
            yield "numbering"
        elif filled and all(_MEASURE.fullmatch(cell.casefold()) for cell in filled):
            yield "measure"
        else:
            return


def _names(rows: Sequence[Sequence[str]], merges: Sequence[Merge], first: int) -> tuple[str, ...]:
    """Return the names that header rows make: what stands above, spread to the right, and what stands below it."""
    width = max(map(len, rows))
    table = [[*row, *[""] * (width - len(row))] for row in rows]
    for place, row in enumerate(table[:-1]):
        for column in range(1, width):
            if not row[column] and row[column - 1] and _spreads(table, place, column, merges, first):
                row[column] = row[column - 1]
    names = []
    for column in range(width):
        parts = dict.fromkeys(row[column] for row in table if row[column])
        names.append(" / ".join(parts) or f"(column {column + 1})")
    return tuple(names)


def _spreads(table: Sequence[Sequence[str]], place: int, column: int, merges: Sequence[Merge], first: int) -> bool:
    """Return whether the cell to the left covers an empty one: it is merged, or something stands below both."""
    row = first + place
    covered = any(top <= row <= bottom and left < column <= right for (top, left), (bottom, right) in merges)
    below = any(lower[column] for lower in table[place + 1 :]) and any(
        lower[column - 1] for lower in table[place + 1 :]
    )
    return covered or (not merges and below)


def _merged_height(row: int, merges: Sequence[Merge]) -> int:
    """Return how many rows the cells of a header row reach down to."""
    return min(max((bottom - top + 1 for (top, _), (bottom, _) in merges if top == row), default=1), _HIGHEST)


def _filled(cells: Sequence[str]) -> int:
    return sum(map(bool, cells))
