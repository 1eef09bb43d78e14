"""Whatever befalls a file: no row of it is lost, or it ends in a clear error, within bounds of time and memory.

`DTPLAN_EXAMPLES` runs so many cases of each test, such as 3000, in place of the few that fit.
"""

import faulthandler
import io
import os
import resource
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from books import HEADER, RECORD
from formats import FORMATS
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from reading import Read, read, refused

from dtplan_analysis.catalogue import REGISTERS
from dtplan_analysis.errors import InputError
from dtplan_analysis.registers.reading import Source
from dtplan_analysis.registers.reading.opening import open_source

EXAMPLES = int(os.environ.get("DTPLAN_EXAMPLES", "0"))
SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large)
SECONDS, MEGABYTES = 120, 1_000
"""A damaged file of a few kilobytes takes neither, on the busiest machine."""

ROWS = [HEADER, *[[f"HS{n}", *RECORD[1:]] for n in range(20)]]
ZIPPED = ("xlsx", "ods")


def database() -> bytes:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(f"CREATE TABLE d ({', '.join(HEADER)})")
        connection.executemany("INSERT INTO d VALUES (?, ?, ?, ?)", [list(map(str, row)) for row in ROWS[1:]])
        return connection.serialize()


def page() -> bytes:
    cells = ("".join(f"<td>{cell}</td>" for cell in row) for row in ROWS)
    return f"<html><table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table></html>".encode()


def archive() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as new:
        new.writestr("x.csv", FORMATS["utf-8"][1](ROWS))
    return stream.getvalue()


def plain_text(sign: str) -> bytes:
    return "\n".join(sign.join(map(str, row)) for row in ROWS).encode()


FILES: dict[str, tuple[str, bytes]] = {
    **{kind: (name, write(ROWS)) for kind, (name, write) in FORMATS.items()},
    "without quotes": ("x.csv", plain_text(",")),
    "tabs": ("x.tsv", plain_text("\t")),
    "a macro workbook": ("x.xlsm", FORMATS["xlsx"][1](ROWS)),
    "a workbook by another name": ("x.xls", FORMATS["xlsx"][1](ROWS)),
    "a page": ("x.xls", page()),
    "an archive": ("x.zip", archive()),
    "a database": ("x.db", database()),
}
DAMAGES = {
    "changes": st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=3), st.integers(0, 40)), min_size=1, max_size=4),
    "end": st.sampled_from([1.0, 1.0, 0.9, 0.5]),
    "part": st.none() | st.integers(0, 20),
}
Changes = list[tuple[float, bytes, int]]


@contextmanager
def bounded() -> Iterator[None]:
    """End the run where a file takes too long, be it in another language; fail where it takes too much."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    faulthandler.dump_traceback_later(SECONDS, exit=True)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MEGABYTES << 10


def damaged(kind: str, changes: Changes, end: float, part: int | None) -> bytes:
    """A file with some bytes changed and its end cut off; of one that is an archive, a part of it."""
    content = FILES[kind][1]
    if part is None or kind not in ZIPPED:
        return changed(content, changes, end)
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for number, name in enumerate(old.namelist()):
            inside = old.read(name)
            new.writestr(name, changed(inside, changes, end) if number == part % len(old.namelist()) else inside)
    return stream.getvalue()


def changed(content: bytes, changes: Changes, end: float) -> bytes:
    found = bytearray(content)
    for place, put, cut in changes:
        at = int(place * len(found))
        found[at : at + cut] = put
    return bytes(found[: int(end * len(found))])


@settings(max_examples=EXAMPLES or 60, deadline=None, suppress_health_check=SLOW)
@given(kind=st.sampled_from([*FORMATS, "without quotes"]), **DAMAGES)
def test_damage_ends_in_a_clear_error_or_none(kind: str, changes: Changes, end: float, part: int | None) -> None:
    survives(FILES[kind][0], damaged(kind, changes, end, part))


@pytest.mark.slow
@pytest.mark.parametrize("kind", FILES)
@settings(max_examples=EXAMPLES or 160, deadline=None, suppress_health_check=SLOW)
@given(**DAMAGES)
def test_no_row_of_a_damaged_file_is_lost(kind: str, changes: Changes, end: float, part: int | None) -> None:
    name, content = FILES[kind][0], damaged(kind, changes, end, part)
    options = {"encoding": kind} if kind in ("tcvn3", "vni", "cp1258") else {}
    if kind == "a database":
        options = {"pattern": f"sqlite:///in/{name}", "table": "d"}
    with tempfile.TemporaryDirectory() as folder, bounded():
        found = refused(read, Path(folder), {name: content}, dates="day-first", **options)
    if isinstance(found, InputError):
        assert found.where
        assert found.remedy
        return
    assert isinstance(found, Read)
    rows = found.reading.rows + sum(found.reading.not_records.values())
    if kind == "lines":
        assert rows == sum(map(bool, map(bytes.strip, content.split(b"\n"))))
    if kind in ("without quotes", "tabs") and not set(b'"\r') & set(content):
        lines = sum(map(bool, content.split(b"\n")))
        assert lines - 3 <= rows <= lines - 1  # a header has one to three of them
    if kind in ("parquet", "a database"):
        assert rows == len(ROWS) - 1


@settings(max_examples=EXAMPLES or 50, deadline=None)
@given(name=st.sampled_from(["x.csv", "x.jsonl", "x.xlsx", "x.xls", "x.ods", "x.parquet"]), content=st.binary())
@example("x.csv", b"\x00" * 100)
@example("x.csv", "number,unit\n".encode("utf-32"))
@example("x.jsonl", b'{"number": "\\ud800"}\n[1]\n{"a": {"b": 1e999}}\n' + b"[" * 100_000)
@example("x.xlsx", b"PK\x05\x06" + b"\0" * 18)
def test_any_bytes_end_in_a_clear_error_or_none(name: str, content: bytes) -> None:
    survives(name, content)
    if name in ("x.csv", "x.jsonl"):
        survives(name, b'number,unit,received_on\n{"number": "1"}\n' + content)


def survives(name: str, content: bytes) -> None:
    """Read a file as far as its cells; the numbers of rows and of broken records are those of the records."""
    with tempfile.TemporaryDirectory() as folder, bounded():
        (Path(folder) / name).write_bytes(content)
        source = Source(REGISTERS["dossiers"], name, Path(folder))
        try:
            for export in open_source(source, Path(folder) / "scratch"):
                wanted = [found for found in source.wanted if export.has(found)]
                numbers = [n for batch in export.batches(wanted) for n in batch.column("row_record").to_pylist()]
                assert numbers == sorted(set(numbers))
                if export.has_lines:
                    lines = [line for line, _ in export.records()]
                    assert lines == sorted(lines)
                    assert sorted([*numbers, *export.broken]) == list(range(1, len(lines) + 1))
        except InputError as error:
            clear = error.where and error.remedy
            assert clear
