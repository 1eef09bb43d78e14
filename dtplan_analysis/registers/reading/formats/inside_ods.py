"""The oddities of an .ods, found in the text of its sheets."""

import html
import re
import zipfile

from dtplan_analysis.registers.reading.formats.header import WIDEST
from dtplan_analysis.registers.reading.formats.oddities import Oddities, locked, refuse_sparse
from dtplan_analysis.registers.reading.formats.unfolding import pieces_of, rows_of, whole_room

_ODS_TABLE = re.compile(rb"<table:table\s[^<>]*?table:name=\"([^\"<]*)\"")


_ODS_ROW_END = re.compile(rb"</table:table-row>")


_ODS_ROW = re.compile(rb"<table:table-row([^<>]*)>")


_ODS_CELL = re.compile(rb"<table:(?:covered-)?table-cell([^<>]*?)(/?)>")


_REPEATED = re.compile(rb"number-(?:rows|columns)-repeated=\"(\d+)\"")


_ODS_COLUMN = re.compile(rb"<table:table-column([^<>]*)>")


_ODS_1904 = re.compile(rb"<table:null-date[^<>]*date-value=\"1904-")
_ODS_HIDDEN = re.compile(rb"table:visibility=\"(?:filter|collapse)\"")


def inspect_ods(archive: zipfile.ZipFile, where: str) -> dict[str, Oddities]:
    """Return the oddities of each sheet by its name; raises RegisterError for what must not be opened."""
    room = whole_room()
    if b"encryption-data" in b"".join(pieces_of(archive, "META-INF/manifest.xml", where, room)):
        raise locked(where)
    for name in archive.namelist():
        if name != "content.xml":
            for _ in pieces_of(archive, name, where, room):
                pass
    found: dict[str, Oddities] = {}
    own, width, height, since_1904 = Oddities(), 0, 0, False
    for row in rows_of(pieces_of(archive, "content.xml", where, room), _ODS_ROW_END, where):
        if name_of := _ODS_TABLE.search(row):
            since_1904 = since_1904 or bool(_ODS_1904.search(row))
            own, width, height, row = Oddities(since_1904=since_1904), 0, 0, row[name_of.end() :]
            found[html.unescape(name_of[1].decode("utf-8", "replace"))] = own
            own.hidden_columns |= _hidden_in_ods(row)
        start = None
        for start in _ODS_ROW.finditer(row):  # the last one; those before it are empty and close themselves
            if start[1].endswith(b"/"):
                height += _repeated(start[1])
        if start is None or start[1].endswith(b"/"):
            continue
        column, filled = 0, 0
        for cell in _ODS_CELL.finditer(row, start.end()):
            times, attributes = _repeated(cell[1]), cell[1]
            if b"office:value-type" in attributes or b"table:formula" in attributes:
                filled = column + times
                if b"table:formula" in attributes and b"office:value-type" not in attributes:
                    own.unworked.add((height, column))
            column += times
        times = _repeated(start[1])
        if filled:
            width = max(width, filled)
            refuse_sparse(width, height + times, where)
            if _ODS_HIDDEN.search(start[1]):
                own.hidden.update(range(height, height + times))
        height += times
    return found


def _hidden_in_ods(row: bytes) -> set[int]:
    hidden: set[int] = set()
    column = 0
    for one in _ODS_COLUMN.finditer(row):
        after = min(column + _repeated(one[1]), WIDEST)
        if _ODS_HIDDEN.search(one[1]):
            hidden.update(range(column, after))
        column = after
    return hidden


def _repeated(attributes: bytes) -> int:
    found = _REPEATED.search(attributes)
    return int(found[1]) if found else 1
