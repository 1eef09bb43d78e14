"""Chains of sectors of an old workbook: one that leads back into itself has no end."""

import struct

import pytest
from books import HEADER, RECORD, xls

from dtplan_analysis.registers.reading.formats.sectors import circular

END = 0xFFFFFFFE
SIZE = 512


def container(table: list[int], *, further: int = END, small: int = END, shift: int = 9) -> bytes:
    """A container whose one part of the table of sectors says this of them, in its first sector."""
    content = bytearray(SIZE * 4)
    struct.pack_into("<H", content, 0x1E, shift)
    struct.pack_into("<I", content, 0x3C, small)
    struct.pack_into("<I", content, 0x44, further)
    content[0x4C:SIZE] = b"\xff" * (SIZE - 0x4C)
    struct.pack_into("<I", content, 0x4C, 0)
    numbers = [*table, *[END] * (SIZE // 4 - len(table))]
    content[SIZE : 2 * SIZE] = struct.pack(f"<{len(numbers)}I", *numbers)
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (xls([HEADER, RECORD]), False),
        (container([1, 2, END]), False),
        (container([1, 2, 1]), True),
        (container([END, 1]), True),
        (container([1, 2, 1], shift=7), False),  # no such size: no container
        (container([END], further=1), False),
        (container([1, 2, 1])[:400], False),
        (b"", False),
    ],
)
def test_a_circle_is_found(content: bytes, expected: bool) -> None:
    assert circular(content) is expected


def test_a_circle_of_small_sectors_is_found() -> None:
    content = bytearray(container([END, END, END], small=1))
    struct.pack_into("<2I", content, 2 * SIZE, 1, 0)
    assert circular(bytes(content))
