"""The oddities of an .xlsx, found in the text of its sheets."""

import re
import zipfile
from pathlib import PurePosixPath
from xml.etree import ElementTree

from dtplan_analysis.registers.reading.formats.header import WIDEST
from dtplan_analysis.registers.reading.formats.oddities import Oddities, refuse_sparse
from dtplan_analysis.registers.reading.formats.unfolding import pieces_of, rows_of, small, whole_room

# No pattern looks past the next "<": what is never closed would be looked for again from every beginning.
_ROW_END = re.compile(rb"</(?:\w{1,32}:)?row>")


_CELL = re.compile(rb"<(?:\w{1,32}:)?c\s([^<>]*[^<>/])>")


_CELL_END = re.compile(rb"</(?:\w{1,32}:)?c>")


_PLACE = re.compile(rb"\br=\"([A-Z]{1,3})(\d{1,7})\"")


_FORMULA = re.compile(rb"<(?:\w{1,32}:)?f[\s>/]")


_VALUE = re.compile(rb"<(?:\w{1,32}:)?v(?:\s[^<>]*)?>([^<]+)<")


_ROW = re.compile(rb"<(?:\w{1,32}:)?row\s[^<>]*>")


_HIDDEN = re.compile(rb"\bhidden=\"(?:1|true)\"")


_COLUMNS = re.compile(rb"<(?:\w{1,32}:)?col\s[^<>]*>")


_ATTRIBUTE = re.compile(rb"\b(min|max|hidden)=\"(\w{1,7})\"")


def inspect_xlsx(archive: zipfile.ZipFile, where: str) -> dict[str, Oddities]:
    """Return the oddities of each sheet by its name; raises RegisterError for what must not be opened."""
    sheets, since_1904 = _sheet_names(archive)
    found: dict[str, Oddities] = {}
    room = whole_room()
    for name in archive.namelist():
        own = sheets.get(name)
        if own is None:
            for _ in pieces_of(archive, name, where, room):
                pass
            continue
        oddities, width, height = found.setdefault(own, Oddities(since_1904=since_1904)), 0, 0
        for row in rows_of(pieces_of(archive, name, where, room), _ROW_END, where):
            if not height:  # above the first row
                oddities.hidden_columns |= _hidden_columns(row)
            if last := _last_cell(row):
                width, height = max(width, last[1] + 1), max(height, last[0] + 1)
                refuse_sparse(width, height, f"{where}, sheet {own!r}")
                if _is_hidden(row):
                    oddities.hidden.add(last[0])
            if b't="e"' in row or _FORMULA.search(row):
                _look_at_cells(row, oddities)
    return found


def _is_hidden(row: bytes) -> bool:
    if b'hidden="' not in row:
        return False
    begun = _ROW.findall(row)  # the last one: before it stand rows that close themselves
    return bool(begun and _HIDDEN.search(begun[-1]))


def _hidden_columns(row: bytes) -> set[int]:
    if b'hidden="' not in row:
        return set()
    areas = [dict(_ATTRIBUTE.findall(area)) for area in _COLUMNS.findall(row)]
    hidden = [area for area in areas if area.get(b"hidden") in (b"1", b"true")]
    return {
        column
        for area in hidden
        for column in range(int(area.get(b"min", 1)) - 1, min(int(area.get(b"max", 0)), WIDEST))
    }


def _look_at_cells(row: bytes, oddities: Oddities) -> None:
    for piece in _CELL_END.split(row)[:-1]:
        if not (cell := _CELL.search(piece)):
            continue
        attributes, body = cell[1], piece[cell.end() :]
        at, value = _PLACE.search(attributes), _VALUE.search(body)
        if at and b't="e"' in attributes and value:
            oddities.errors[_place(at)] = value[1].decode("utf-8", "replace")
        elif at and not value and _FORMULA.search(body) and b't="str"' not in attributes:
            oddities.unworked.add(_place(at))


def _sheet_names(archive: zipfile.ZipFile) -> tuple[dict[str, str], bool]:
    """Return the names of the sheets by the members of the archive that hold them; and whether days begin in 1904."""
    book = next(name for name in archive.namelist() if name.endswith("workbook.xml"))
    base = PurePosixPath(book).parent
    relations = f"{base}/_rels/{PurePosixPath(book).name}.rels"
    targets = {one.get("Id"): one.get("Target", "") for one in ElementTree.fromstring(small(archive, relations))}
    found, since_1904 = {}, False
    for element in ElementTree.fromstring(small(archive, book)).iter():
        since_1904 = since_1904 or element.get("date1904") in ("1", "true")
        if element.tag.rpartition("}")[2] == "sheet":
            relation = next((value for key, value in element.items() if key.rpartition("}")[2] == "id"), "")
            target = targets.get(relation, "")
            member = target.lstrip("/") if target.startswith("/") else str(base / target)
            found[member] = element.get("name", "")
    return found, since_1904


def _last_cell(row: bytes) -> tuple[int, int] | None:
    start = max(row.rfind(b"<c "), row.rfind(b":c "))
    found = _PLACE.search(row, max(start, 0)) if start >= 0 else None
    return _place(found) if found else None


def _place(found: re.Match[bytes]) -> tuple[int, int]:
    column = 0
    for letter in found[1]:
        column = column * 26 + letter - 64
    return int(found[2]) - 1, column - 1
