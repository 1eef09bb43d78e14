"""A workbook before it is opened: whether it may be, and which cells hold a formula that was never worked out."""

import html
import re
import struct
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO
from xml.etree import ElementTree

from dtplan_analysis.errors import RegisterError
from dtplan_analysis.registers.reading.formats.header import WIDEST
from dtplan_analysis.registers.reading.formats.hidden import hidden_of
from dtplan_analysis.registers.reading.formats.sectors import circular

_LARGEST = 4 << 30
"""A workbook may not unfold to more bytes than this,"""
_CELLS = 40_000_000
"""nor a sheet span more cells than this: its reader keeps them all."""
_PIECE = 1 << 20
_LONGEST = 1 << 26
"""A row of a sheet may not be longer than this, in bytes."""
_END = 64
"""The end of a row is not longer than this."""

# No pattern looks past the next "<": what is never closed would be looked for again from every beginning.
_ROW_END = re.compile(rb"</(?:\w{1,32}:)?row>")
_CELL = re.compile(rb"<(?:\w{1,32}:)?c\s([^<>]*[^<>/])>")
_CELL_END = re.compile(rb"</(?:\w{1,32}:)?c>")
_PLACE = re.compile(rb"\br=\"([A-Z]{1,3})(\d{1,7})\"")
_FORMULA = re.compile(rb"<(?:\w{1,32}:)?f[\s>/]")
_VALUE = re.compile(rb"<(?:\w{1,32}:)?v(?:\s[^<>]*)?>([^<]+)<")
_ODS_TABLE = re.compile(rb"<table:table\s[^<>]*?table:name=\"([^\"<]*)\"")
_ODS_ROW_END = re.compile(rb"</table:table-row>")
_ODS_ROW = re.compile(rb"<table:table-row([^<>]*)>")
_ODS_CELL = re.compile(rb"<table:(?:covered-)?table-cell([^<>]*?)(/?)>")
_REPEATED = re.compile(rb"number-(?:rows|columns)-repeated=\"(\d+)\"")
_ODS_COLUMN = re.compile(rb"<table:table-column([^<>]*)>")
_ODS_HIDDEN = re.compile(rb"table:visibility=\"(?:filter|collapse)\"")
_ODS_1904 = re.compile(rb"<table:null-date[^<>]*date-value=\"1904-")
_ROW = re.compile(rb"<(?:\w{1,32}:)?row\s[^<>]*>")
_HIDDEN = re.compile(rb"\bhidden=\"(?:1|true)\"")
_COLUMNS = re.compile(rb"<(?:\w{1,32}:)?col\s[^<>]*>")
_ATTRIBUTE = re.compile(rb"\b(min|max|hidden)=\"(\w{1,7})\"")
_BIFF_GLOBALS = b"\x09\x08\x10\x00\x00\x06\x05\x00"
_BIFF_DATEMODE, _BIFF_END = 0x22, 0x0A
_ENTITY = re.compile(rb"<!ENTITY")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DAMAGED = (zipfile.BadZipFile, OSError, ValueError, NotImplementedError)


@dataclass
class Oddities:
    """The cells of a sheet, as row and column from 0, that do not hold what they show."""

    unworked: set[tuple[int, int]] = field(default_factory=set)
    """Formulas without a value."""
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    """Values such as `#REF!`."""
    hidden: set[int] = field(default_factory=set)
    """Rows that are filtered out or hidden,"""
    hidden_columns: set[int] = field(default_factory=set)
    """and columns."""
    since_1904: bool = False
    """Days are counted from 1904 on, where they are plain numbers."""


def kind_of(file: Path) -> str:
    """Return what a file is by its first bytes: xlsx, ods, xls, parquet, html, zip; empty where they tell nothing."""
    with file.open("rb") as stream:
        head = stream.read(4096)
    if head.startswith(b"PK\x03\x04"):
        try:
            with zipfile.ZipFile(file) as archive:
                names = set(archive.namelist())
        except _DAMAGED:
            return "zip"
        if any(name.endswith("workbook.xml") for name in names):
            return "xlsx"
        return "ods" if "content.xml" in names else "zip"
    if head.startswith(_OLE):
        return "xls"
    if head.startswith(b"PAR1"):
        return "parquet"
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return "html" if start.startswith((b"<html", b"<!doctype html", b"<table", b"<?xml", b"<meta", b"<style")) else ""


def inspect(file: Path, kind: str, where: str) -> dict[str, Oddities]:
    """Return the oddities of each sheet; raises RegisterError for what must not be opened.

    That is: a workbook protected by a password, one that unfolds to more than it may, one with entities, and one
    whose archive is damaged.
    """
    if kind == "xls":
        content = file.read_bytes()
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise locked(where)
        if circular(content):
            raise RegisterError(
                "is damaged: a chain of its sectors has no end",
                where=where,
                remedy="save it again in an office program, or export it as CSV",
            )
        since_1904 = _counts_from_1904(content)
        of_sheets = {
            name: Oddities(hidden=rows, hidden_columns=columns, since_1904=since_1904)
            for name, (rows, columns) in hidden_of(content).items()
        }
        return defaultdict(lambda: Oddities(since_1904=since_1904), of_sheets)
    try:
        with zipfile.ZipFile(file) as archive:
            found = _inspect_ods(archive, where) if kind == "ods" else _inspect_xlsx(archive, where)
            return defaultdict(Oddities, found)
    except (*_DAMAGED, ElementTree.ParseError, zlib.error, EOFError) as error:
        raise RegisterError(f"is damaged: {error}", where=where, remedy="save it again, or export it again") from None
    except RuntimeError:  # how the archive says that it is encrypted
        raise locked(where) from None


def locked(where: str) -> RegisterError:
    """Return the error of a workbook that only a password opens."""
    return RegisterError(
        "is protected by a password", where=where, remedy="open it and save it without a password, or as CSV"
    )


def _inspect_xlsx(archive: zipfile.ZipFile, where: str) -> dict[str, Oddities]:
    sheets, since_1904 = _sheet_names(archive)
    found: dict[str, Oddities] = {}
    room = [_LARGEST]
    for name in archive.namelist():
        own = sheets.get(name)
        if own is None:
            for _ in _pieces(archive, name, where, room):
                pass
            continue
        oddities, width, height = found.setdefault(own, Oddities(since_1904=since_1904)), 0, 0
        for row in _rows(_pieces(archive, name, where, room), _ROW_END, where):
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


def _inspect_ods(archive: zipfile.ZipFile, where: str) -> dict[str, Oddities]:
    room = [_LARGEST]
    if b"encryption-data" in b"".join(_pieces(archive, "META-INF/manifest.xml", where, room)):
        raise locked(where)
    for name in archive.namelist():
        if name != "content.xml":
            for _ in _pieces(archive, name, where, room):
                pass
    found: dict[str, Oddities] = {}
    own, width, height, since_1904 = Oddities(), 0, 0, False
    for row in _rows(_pieces(archive, "content.xml", where, room), _ODS_ROW_END, where):
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


def refuse_sparse(width: int, height: int, where: str, room: int = _CELLS) -> None:
    """Raise RegisterError for a table of more cells than there is room for."""
    if width * height > room:
        raise RegisterError(
            f"spans {width:,} columns and {height:,} rows",
            where=where,
            remedy="look for a stray cell far below or to the right, or save the sheet as CSV",
        )


def _pieces(archive: zipfile.ZipFile, name: str, where: str, room: list[int]) -> Iterator[bytes]:
    """Yield the bytes of a member, whatever length it claims to have, until the workbook's room is used up."""
    try:
        info = archive.getinfo(name)
    except KeyError:
        return
    info.file_size = _LARGEST + 1
    with archive.open(info) as stream:
        yield from _bounded(stream, name, where, room)


def _bounded(stream: IO[bytes], name: str, where: str, room: list[int]) -> Iterator[bytes]:
    tail = b""
    while piece := stream.read(_PIECE):
        room[0] -= len(piece)
        if room[0] < 0:
            raise RegisterError(
                f"unfolds to more than {_LARGEST >> 20} MB",
                where=where,
                remedy="the file is damaged or made to do harm: export it again, as CSV if it is that large",
            )
        if name.endswith((".xml", ".rels")) and b"<!" in (around := tail + piece) and _ENTITY.search(around):
            raise RegisterError(
                "declares entities, which no office program does",
                where=where,
                remedy="do not trust the file: export it again from its system",
            )
        tail = piece[-16:]
        yield piece


def _rows(pieces: Iterator[bytes], end: re.Pattern[bytes], where: str) -> Iterator[bytes]:
    """Yield what stands before each end of a row; every byte is looked at once or twice, however long a row is."""
    begun: list[bytes] = []
    length, edge = 0, b""
    for piece in pieces:
        *rows, rest = end.split(edge + piece)
        if rows:
            yield b"".join([*begun, rows[0]])
            yield from rows[1:]
            begun, length = [], 0
        begun.append(rest[:-_END])
        length, edge = length + len(begun[-1]), rest[-_END:]
        if length > _LONGEST:
            raise RegisterError(
                f"a row is longer than {_LONGEST >> 20} MB", where=where, remedy="the file is damaged: export it again"
            )


def _counts_from_1904(content: bytes) -> bool:
    """Return whether an .xls counts its days from 1904 on, as the record of its globals says."""
    at = content.find(_BIFF_GLOBALS)
    while 0 <= at <= len(content) - 6:
        record, length, first = struct.unpack_from("<HHH", content, at)
        if record in (_BIFF_DATEMODE, _BIFF_END):
            return bool(record == _BIFF_DATEMODE and first == 1)
        at += 4 + length
    return False


def _sheet_names(archive: zipfile.ZipFile) -> tuple[dict[str, str], bool]:
    """Return the names of the sheets by the members of the archive that hold them; and whether days begin in 1904."""
    book = next(name for name in archive.namelist() if name.endswith("workbook.xml"))
    base = PurePosixPath(book).parent
    relations = f"{base}/_rels/{PurePosixPath(book).name}.rels"
    targets = {one.get("Id"): one.get("Target", "") for one in ElementTree.fromstring(_small(archive, relations))}
    found, since_1904 = {}, False
    for element in ElementTree.fromstring(_small(archive, book)).iter():
        since_1904 = since_1904 or element.get("date1904") in ("1", "true")
        if element.tag.rpartition("}")[2] == "sheet":
            relation = next((value for key, value in element.items() if key.rpartition("}")[2] == "id"), "")
            target = targets.get(relation, "")
            member = target.lstrip("/") if target.startswith("/") else str(base / target)
            found[member] = element.get("name", "")
    return found, since_1904


def _small(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return a member that is small in every workbook; raises ValueError where it is not, or declares entities."""
    if name not in archive.namelist():
        return b"<none/>"
    with archive.open(name) as stream:
        content = stream.read(_LONGEST)
    if len(content) == _LONGEST or _ENTITY.search(content):
        raise ValueError(f"{name} is not what it should be")
    return content


def _last_cell(row: bytes) -> tuple[int, int] | None:
    start = max(row.rfind(b"<c "), row.rfind(b":c "))
    found = _PLACE.search(row, max(start, 0)) if start >= 0 else None
    return _place(found) if found else None


def _place(found: re.Match[bytes]) -> tuple[int, int]:
    column = 0
    for letter in found[1]:
        column = column * 26 + letter - 64
    return int(found[2]) - 1, column - 1


def _repeated(attributes: bytes) -> int:
    found = _REPEATED.search(attributes)
    return int(found[1]) if found else 1
