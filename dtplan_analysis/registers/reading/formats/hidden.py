"""Rows and columns of an old workbook that its readers do not see as hidden: they are filtered out, or folded away."""

import io
import struct
from collections.abc import Iterator

_BOF, _EOF, _SHEET, _ROW, _COLUMNS = 0x809, 0x0A, 0x85, 0x208, 0x7D
_ROW_HIDDEN, _COLUMN_HIDDEN = 0x20, 0x01
_WIDEST = 256
"""An old sheet has no more columns."""


def hidden_of(content: bytes) -> dict[str, tuple[set[int], set[int]]]:
    """Return the hidden rows and columns of each sheet of an .xls, from 0; none of a book that nobody can read.

    >>> hidden_of(b"no workbook")
    {}
    """
    import xlrd.compdoc

    try:
        container = xlrd.compdoc.CompDoc(content, logfile=io.StringIO())
        stream = container.get_named_stream("Workbook") or b""
        return {name: _of_sheet(stream, place) for name, place in _sheets(stream)}
    except (xlrd.compdoc.CompDocError, struct.error, IndexError, ValueError, AssertionError):
        return {}  # its reader says what is wrong


def _sheets(stream: bytes) -> Iterator[tuple[str, int]]:
    for kind, body in _records(stream, 0):
        if kind == _SHEET:
            place, length, wide = struct.unpack_from("<IxxBB", body)
            name = body[8 : 8 + length * (1 + (wide & 1))]
            yield name.decode("utf-16-le" if wide & 1 else "latin-1", "replace"), place


def _of_sheet(stream: bytes, place: int) -> tuple[set[int], set[int]]:
    rows: set[int] = set()
    columns: set[int] = set()
    for kind, body in _records(stream, place):
        if kind == _ROW and len(body) >= 14:
            row, first, after, flags = struct.unpack_from("<HHHxxxxxxH", body)
            if flags & _ROW_HIDDEN and after > first:
                rows.add(row)
        elif kind == _COLUMNS and len(body) >= 10:
            first, last, flags = struct.unpack_from("<HHxxxxH", body)
            if flags & _COLUMN_HIDDEN:
                columns.update(range(first, min(last, _WIDEST - 1) + 1))
    return rows, columns


def _records(stream: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records of a part of the book, those of charts inside of it too, until it ends."""
    depth = 0
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0:
            return
        yield kind, stream[place + 4 : place + 4 + length]
        place += 4 + length
