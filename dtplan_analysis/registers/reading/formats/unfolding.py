"""The members of an archive, unfolded piece by piece and never to more than there is room for."""

import re
import zipfile
from collections.abc import Iterator
from typing import IO

from dtplan_analysis.errors import RegisterError

_LARGEST = 4 << 30
"""A workbook may not unfold to more bytes than this."""


_PIECE = 1 << 20


_LONGEST = 1 << 26
"""A row of a sheet may not be longer than this, in bytes."""


_END = 64
"""The end of a row is not longer than this."""


_ENTITY = re.compile(rb"<!ENTITY")


def whole_room() -> list[int]:
    """Return what one workbook may unfold to, which its members use up together."""
    return [_LARGEST]


def pieces_of(archive: zipfile.ZipFile, name: str, where: str, room: list[int]) -> Iterator[bytes]:
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


def rows_of(pieces: Iterator[bytes], end: re.Pattern[bytes], where: str) -> Iterator[bytes]:
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


def small(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return a member that is small in every workbook; raises ValueError where it is not, or declares entities."""
    if name not in archive.namelist():
        return b"<none/>"
    with archive.open(name) as stream:
        content = stream.read(_LONGEST)
    if len(content) == _LONGEST or _ENTITY.search(content):
        raise ValueError(f"{name} is not what it should be")
    return content
