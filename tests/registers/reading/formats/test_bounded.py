"""Small files made to take a machine's memory or hours: each is read, or refused with a word, within seconds."""

import io
import os
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest
from books import HEADER, RECORD, SHEET, changed, ods, xls, xlsx
from reading import read

from dtplan_analysis.errors import RegisterError
from dtplan_analysis.registers.reading.formats import bounded
from dtplan_analysis.registers.reading.formats.bounded import within_bounds

GOOD = xlsx([HEADER, RECORD])
OPEN_CELLS = b'<row r="3"><c r="A3"><f>1</f><v>1</v></c><!--' + b"<c a>" * 200_000 + b"--></row></sheetData>"


def without(content: bytes, part: str) -> bytes:
    """A workbook that lacks one of its parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
    return stream.getvalue()


def endless(which: int) -> bytes:
    """An old workbook in which a sector follows itself: of the list of sectors, or of what is in them."""
    content = bytearray(xls([HEADER, RECORD]))
    table = struct.unpack_from("<I", content, 0x4C)[0]
    place = (table + 1) * 512
    first = struct.unpack_from("<I", content, 0x30)[0] if which else 0
    struct.pack_into("<I", content, place + 4 * first, first)
    return bytes(content)


def listed_for_ever() -> bytes:
    """An old workbook whose list of the parts of its table comes back to itself."""
    content = bytearray(xls([HEADER, RECORD]))
    struct.pack_into("<I", content, 0x44, 1)
    struct.pack_into("<I", content, 512 * 2 + 508, 1)
    return bytes(content)


def keys(count: int) -> bytes:
    """JSON lines, each with a key of its own."""
    first = '{"number": "A", "unit": "VP", "received_on": "2024-05-06"}'
    return "\n".join([first, *(f'{{"k{n}": 1}}' for n in range(count))]).encode()


def wide(columns: int) -> bytes:
    """Text with a very long header."""
    return (
        ",".join(HEADER) + "," * columns + "\n" + ",".join(["HS1", "VP", "2024-05-06", "2"]) + "," * columns
    ).encode()


def parquet(**columns: object) -> bytes:
    stream = io.BytesIO()
    pyarrow.parquet.write_table(pa.table(columns), stream)
    return stream.getvalue()


READ: dict[str, tuple[str, bytes]] = {
    "a formula before cells that never end": (
        "x.xlsx",
        changed(GOOD, SHEET, lambda part: part.replace(b"</sheetData>", OPEN_CELLS)),
    ),
    "tables that never begin": (
        "x.ods",
        changed(
            ods([HEADER, ["HS1", "VP", "2024-05-06", "2"]]),
            "content.xml",
            lambda part: part.replace(b"</table:table>", b"<!--" + b"<table:table " * 50_000 + b"--></table:table>"),
        ),
    ),
    "many keys": ("x.jsonl", keys(2_000)),
    "a wide header": ("x.csv", wide(12_000)),
}


@pytest.mark.parametrize("name", READ)
def test_reads_what_is_made_to_take_hours(name: str, tmp_path: Path) -> None:
    file, content = READ[name]
    assert read(tmp_path, {file: content}).reading.usable == 1


REFUSED: dict[str, tuple[str, bytes, str]] = {
    "a sector that follows itself": ("x.xls", endless(0), "no end"),
    "a folder of sectors without end": ("x.xls", endless(1), "no end"),
    "a list of sectors without end": ("x.xls", listed_for_ever(), "no end"),
    "a sheet that is not there": ("x.xlsx", without(GOOD, SHEET), "cannot be read"),
    "a cell that no sheet has": (
        "x.xlsx", changed(GOOD, SHEET, lambda part: part.replace(b'r="A1"', b'r="ZZZZ1"')), "more than 16,384 columns"
    ),
    "keys that no two lines share": ("x.jsonl", keys(12_000), "spans 12,003 columns and 12,001 rows"),
    "too many keys": ("x.jsonl", keys(20_000), "more than 16,384 columns"),
    "rows without bytes": ("x.parquet", parquet(number=pa.nulls(50_000_000, pa.int8())), "50,000,000 rows in"),
    "names that are no text": ("x.parquet", parquet(number=["1"]).replace(b"number", b"\xffumber"), "cannot be read"),
    "too wide a header": ("x.csv", wide(20_000), "more than 16,384 columns"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_refuses_with_a_word(name: str, tmp_path: Path) -> None:
    file, content, fault = REFUSED[name]
    with pytest.raises(RegisterError, match=fault) as raised:
        read(tmp_path, {file: content})
    assert raised.value.where.startswith(f"register dossiers, in/{file}")
    assert raised.value.remedy


def greedy(*_: object) -> None:
    held = []
    while True:
        held.append(bytearray(1 << 26))


def endlessly(*_: object) -> None:
    while True:
        pass


def dies(*_: object) -> None:
    os.abort()


@pytest.mark.parametrize(
    ("work", "fault"), [(greedy, "MemoryError"), (endlessly, "took longer than 1 seconds"), (dies, "killed by SIGABRT")]
)
def test_what_is_led_astray_is_ended_and_named(
    work: Callable[..., None], fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounded, "_SECONDS", 30 if work is greedy else 1)
    (tmp_path / "x.xls").touch()
    with pytest.raises(RegisterError, match=f"cannot be opened in 3 GB .*{fault}") as raised:
        within_bounds(work, tmp_path / "x.xls", "register dossiers, x.xls")
    assert raised.value.where == "register dossiers, x.xls"
    assert "harm" in raised.value.remedy
