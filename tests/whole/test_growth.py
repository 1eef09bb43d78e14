"""Twice as large a file takes twice the steps: nothing is looked for again from every beginning."""

import json
import re
import re._constants as kinds
import re._parser as parser
import struct
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from books import HEADER

from dtplan_analysis.catalogue import REGISTERS
from dtplan_analysis.registers.reading import Source
from dtplan_analysis.registers.reading.formats import inside_ods, inside_xlsx
from dtplan_analysis.registers.reading.formats.header import find_header
from dtplan_analysis.registers.reading.formats.sectors import circular
from dtplan_analysis.registers.reading.formats.unfolding import rows_of
from dtplan_analysis.registers.reading.opening import open_source


def steps(work: Callable[[], object]) -> int:
    """How many lines of Python are run, each pass of a loop counted."""
    count, before = 0, sys.gettrace()

    def trace(_: FrameType, event: str, __: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def lines(folder: Path, n: int) -> None:
    """JSON lines, each with a key of its own."""
    rows = [{"number": "A", "unit": "VP", "received_on": "2024-05-06"}, *({f"k{place}": 1} for place in range(n))]
    (folder / "x.jsonl").write_text("\n".join(map(json.dumps, rows)))
    _read(folder, "x.jsonl")


def text(folder: Path, n: int) -> None:
    """Text with a very long header."""
    (folder / "x.csv").write_text(",".join([*HEADER, *(f"k{place}" for place in range(n))]) + "\n")
    _read(folder, "x.csv")


def _read(folder: Path, name: str) -> None:
    source = Source(REGISTERS["dossiers"], name, folder)
    for export in open_source(source, folder / "scratch"):
        for _ in export.batches([found for found in source.wanted if export.has(found)]):
            pass


def header(_: Path, n: int) -> None:
    """A wide header below wide rows."""
    names = [f"k{place}" for place in range(n)]
    assert find_header([["x"] * n, [""] * n, [*HEADER, *names]], set(HEADER))


def chain(_: Path, n: int) -> None:
    """An old workbook whose table of sectors has ever more parts."""
    content = bytearray(512 * (n + 2))
    content[0x1E:0x20] = struct.pack("<H", 9)
    for part in range(n):
        struct.pack_into("<I", content, 512 * (part + 1) + 508, part + 1)
    circular(bytes(content))


@pytest.mark.slow
@pytest.mark.parametrize("work", [lines, text, header, chain])
def test_steps_grow_with_the_size(work: Callable[[Path, int], None], tmp_path: Path) -> None:
    work(tmp_path, 10)  # what is made once
    small, large = (steps(lambda n=n: work(tmp_path, n)) for n in (400, 800))  # type: ignore[misc]
    assert 400 < small < large < 2.2 * small


def test_a_row_is_looked_at_once_or_twice_however_long_it_is() -> None:
    looked = 0

    class Counted:
        def split(self, found: bytes) -> list[bytes]:
            nonlocal looked
            looked += len(found)
            return re.split(b"</row>", found)

    end: Any = Counted()
    assert list(rows_of(iter([b"<c/>" * 25] * 1_000), end, "x")) == []
    assert looked < 2 * 100_000


PATTERNS = [
    (f"{module.__name__.rpartition('.')[2]}.{name}", value)
    for module in (inside_xlsx, inside_ods)
    for name, value in vars(module).items()
    if isinstance(value, re.Pattern)
]


@pytest.mark.parametrize(("name", "pattern"), PATTERNS, ids=[name for name, _ in PATTERNS])
def test_no_pattern_looks_past_the_next_tag(name: str, pattern: re.Pattern[bytes]) -> None:
    for repeated in _endless(parser.parse(pattern.pattern, pattern.flags)):
        assert not re.fullmatch(repeated, b"<"), name


def _endless(parsed: Any) -> Iterator[bytes]:
    """What is repeated without end in a pattern, as patterns of one sign."""
    for kind, given in parsed:
        if kind in (kinds.MAX_REPEAT, kinds.MIN_REPEAT) and given[1] == kinds.MAXREPEAT:
            (inside,) = given[2]
            yield _of(*inside)
        for one in given if isinstance(given, tuple) else (given,):
            if isinstance(one, parser.SubPattern):
                yield from _endless(one)


def _of(kind: Any, given: Any) -> bytes:
    """A set of signs as it is written, or a pattern of any sign."""
    if kind == kinds.NOT_LITERAL:
        return b"[^" + re.escape(bytes([given])) + b"]"
    if kind != kinds.IN:
        return b"(?s:.)"
    parts = []
    for what, value in given:
        if what == kinds.NEGATE:
            parts.append(b"^")
        elif what == kinds.LITERAL:
            parts.append(re.escape(bytes([value])))
        elif what == kinds.RANGE:
            parts.append(re.escape(bytes([value[0]])) + b"-" + re.escape(bytes([value[1]])))
        else:
            parts.append({"CATEGORY_SPACE": rb"\s", "CATEGORY_WORD": rb"\w", "CATEGORY_DIGIT": rb"\d"}[str(value)])
    return b"[" + b"".join(parts) + b"]"
