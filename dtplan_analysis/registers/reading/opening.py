"""Opening a source: each file, sheet or answer becomes an export, by what it holds rather than by its name."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from dtplan_analysis.errors import RegisterError
from dtplan_analysis.registers.reading.files import LINES, WORKBOOKS
from dtplan_analysis.registers.reading.formats.address import without_secrets
from dtplan_analysis.registers.reading.formats.base import EmptyExportError, Export, digest_of
from dtplan_analysis.registers.reading.formats.container import kind_of
from dtplan_analysis.registers.reading.formats.json_lines import JsonLinesExport
from dtplan_analysis.registers.reading.formats.parquet import ParquetExport
from dtplan_analysis.registers.reading.formats.text import TextExport
from dtplan_analysis.registers.reading.source import Source


def open_source(source: Source, scratch: Path) -> list[Export]:
    """Return the exports of a source, in the order of files and sheets; raises InputError.

    An empty file among others is passed over and named.
    `scratch` is a folder for copies: of what is remote, and of text that is not in UTF-8.
    """
    if source.is_database:
        from dtplan_analysis.registers.reading.formats.database import answer

        return [answer(source, scratch)]
    if source.is_remote:
        from dtplan_analysis.registers.reading.formats.remote import fetch

        found = fetch(source, scratch)
    else:
        found = [(file, source.label(file)) for file in source.files()]
    exports: list[Export] = []
    empty: list[EmptyExportError] = []
    for file, label in found:
        try:
            opened = open_file(file, label, source, scratch)
            exports += map(_turned, opened) if source.transposed else opened
        except EmptyExportError as error:
            empty.append(error)
    if not exports:
        raise empty[0]
    if empty:
        labels = (error.where.removeprefix(f"{source.where}, ") for error in empty)
        exports[0].detected["empty files passed over"] = ", ".join(labels)
    return exports


def _turned(export: Export) -> Export:
    from dtplan_analysis.registers.reading.formats.turned import TurnedExport

    return TurnedExport(export)


class Digests:
    """The hashes of files, of which one with its old place, size and times is not read again."""

    def __init__(self, known: Mapping[str, str]) -> None:
        self._known = known
        self.found: dict[str, str] = {}
        """By place, size and times."""

    def of(self, file: Path) -> str:
        """Return the hash of a file's content; none where it cannot be read, which its reading will say."""
        status = file.stat()  # first: a change from here on is seen next time
        stamp = f"{file}|{status.st_size}|{status.st_mtime_ns}|{status.st_ctime_ns}"
        with suppress(OSError):
            self.found[stamp] = self.found.get(stamp) or self._known.get(stamp) or digest_of(file)
        return self.found.get(stamp, "")


def marks(source: Source, digests: Digests) -> list[str]:
    """Return what tells that a source changed: name and hash of each file, or a remote object's checksum.

    A database tells nothing, and is read when the workspace is measured.
    """
    if source.is_database:
        return [f"{without_secrets(source.pattern)}|{source.table}|{source.query}"]
    if source.is_remote:
        from dtplan_analysis.registers.reading.formats.remote import checksums

        return checksums(source)
    return [f"{source.label(file)}|{digests.of(file)}" for file in source.files()]


def open_file(file: Path, label: str, source: Source, scratch: Path) -> list[Export]:
    """Return the exports of one file: the sheets of a workbook, or the file itself."""
    where, ending = f"{source.where}, {label}", file.suffix.lower()
    try:
        kind = kind_of(file)
    except OSError as error:
        raise RegisterError(f"cannot be read: {error}", where=where, remedy="export it again") from None
    if kind in ("xlsx", "xls", "ods"):
        from dtplan_analysis.registers.reading.formats.workbook import sheets

        return list(sheets(file, label, source, kind, scratch))
    if kind == "parquet" or ending == ".parquet":
        return [ParquetExport(file, label, source)]
    if kind in ("zip", "other") and ending not in WORKBOOKS:
        raise RegisterError(
            f"is an archive, a document or a picture under the name of a {ending or 'table'}",
            where=where,
            remedy="unpack it, or export it again as .csv or .xlsx",
        )
    if ending in WORKBOOKS:
        page = kind == "html"
        raise RegisterError(
            "is a page of HTML or XML under the name of a workbook" if page else "is no workbook, or a damaged one",
            where=where,
            remedy="open it in an office program and save it as .xlsx, or export it as CSV",
        )
    if ending in LINES:
        return [JsonLinesExport(file, label, source)]
    return [TextExport(file, label, source, scratch)]
