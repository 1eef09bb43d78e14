"""A workbook before it is opened: whether it may be, and which cells hold a formula that was never worked out."""

import struct
import zipfile
import zlib
from collections import defaultdict
from pathlib import Path
from xml.etree import ElementTree

from dtplan_analysis.errors import RegisterError
from dtplan_analysis.registers.reading.formats.hidden import hidden_of
from dtplan_analysis.registers.reading.formats.inside_ods import inspect_ods
from dtplan_analysis.registers.reading.formats.inside_xlsx import inspect_xlsx
from dtplan_analysis.registers.reading.formats.oddities import Oddities, locked
from dtplan_analysis.registers.reading.formats.sectors import circular

_BIFF_GLOBALS = b"\x09\x08\x10\x00\x00\x06\x05\x00"
_BIFF_DATEMODE, _BIFF_END = 0x22, 0x0A
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = (b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"%PDF-", b"\x89PNG", b"\xff\xd8\xff")
_DAMAGED = (zipfile.BadZipFile, OSError, ValueError, NotImplementedError)


def kind_of(file: Path) -> str:
    """Return what a file is by its first bytes: xlsx, ods, xls, parquet, html, zip; empty where they tell nothing.

    What is surely no table, an archive, a document or a picture, is `other`.
    """
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
    if head.startswith(_OTHERS):
        return "other"
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
            found = inspect_ods(archive, where) if kind == "ods" else inspect_xlsx(archive, where)
            return defaultdict(Oddities, found)
    except (*_DAMAGED, ElementTree.ParseError, zlib.error, EOFError) as error:
        raise RegisterError(f"is damaged: {error}", where=where, remedy="save it again, or export it again") from None
    except RuntimeError:  # how the archive says that it is encrypted
        raise locked(where) from None


def _counts_from_1904(content: bytes) -> bool:
    """Return whether an .xls counts its days from 1904 on, as the record of its globals says."""
    at = content.find(_BIFF_GLOBALS)
    while 0 <= at <= len(content) - 6:
        record, length, first = struct.unpack_from("<HHH", content, at)
        if record in (_BIFF_DATEMODE, _BIFF_END):
            return bool(record == _BIFF_DATEMODE and first == 1)
        at += 4 + length
    return False
