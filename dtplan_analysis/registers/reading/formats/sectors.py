"""The sectors of an old workbook: whether a chain of them leads back into itself, so that it has no end."""

import struct
from collections.abc import Sequence

_SHIFTS = (9, 12)
"""A sector is of 512 or of 4096 bytes."""

_LISTED = slice(0x4C, 0x200)
"""Where the first parts of the table of sectors are listed; the others are in a chain that begins at 0x44."""


def circular(content: bytes) -> bool:
    """Return whether some chain of sectors is a circle: a reader that follows it takes all memory there is.

    >>> circular(b"no container at all")
    False
    """
    shift = int.from_bytes(content[0x1E:0x20], "little")
    if shift not in _SHIFTS or len(content) < _LISTED.stop:
        return False
    size = 1 << shift
    most = len(content) // size

    def sector(place: int) -> Sequence[int]:
        return _numbers(content[(place + 1) * size : (place + 2) * size])

    listed = [*_numbers(content[_LISTED])]
    (further,), parts = _numbers(content[0x44:0x48]), 0
    while further < most and parts <= most:
        *more, further = sector(further) or (most,)
        listed.extend(more)
        parts += 1
    table = [number for place in listed if place < most for number in sector(place)]
    if parts > most or _has_circle(table):
        return True
    small: list[int] = []
    (place,) = _numbers(content[0x3C:0x40])
    while place < min(most, len(table)):
        small += sector(place)
        place = table[place]
    return _has_circle(small)


def _numbers(content: bytes) -> Sequence[int]:
    count = len(content) // 4
    return struct.unpack(f"<{count}I", content[: count * 4])


def _has_circle(table: Sequence[int]) -> bool:
    """Return whether following a table's numbers from any place comes back to a place.

    >>> _has_circle([1, 2, 0xFFFFFFFE]), _has_circle([1, 2, 1])
    (False, True)
    """
    seen = [0] * len(table)
    for first in range(len(table)):
        place = first
        while place < len(table) and not seen[place]:
            seen[place] = first + 1
            place = table[place]
        if place < len(table) and seen[place] == first + 1:
            return True
    return False
