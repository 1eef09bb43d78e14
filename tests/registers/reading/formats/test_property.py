"""Whatever comes: no row of any format is lost, and nothing but a clear error ends a reading.

`DTPLAN_EXAMPLES` runs so many cases of each test, such as 5000, in place of the few that fit into `make test`.
"""

import io
import json
import os
import tempfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from books import HEADER, RECORD, ods, xls, xlsx
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from letters import cp1258, old, vni
from reading import Read, read, refused

from dtplan_analysis.catalogue import REGISTERS
from dtplan_analysis.errors import InputError
from dtplan_analysis.registers.reading import Source
from dtplan_analysis.registers.reading.formats.letters import composed
from dtplan_analysis.registers.reading.opening import open_source

EXAMPLES = int(os.environ.get("DTPLAN_EXAMPLES", "0"))
SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large)

TEXTS = [
    *(
        "",
        " ",
        "\u00a0",
        "A",
        "HS-1",
        "VP",
        "Vụ Pháp chế",
        "PC",
        "x",
        "number",
        "unit",
        "received_on",
        "STT",
        "BÁO CÁO",
    ),
    *("2024-05-06", "06/05/2024", "25/12/2024", "12/25/2024", "31/02/2024", "2059-01-01", "1800-01-01", "45418"),
    *("1", "1.000", "1,5", "1.5", "(1)", "có", "=1+1", "@x", "'", "#REF!", "NULL", "nan", "1e999", "a\nb", ";", ","),
    *("|", "\t", '"', '""', "<b>", "{{7*7}}", "😀", "e\u0302\u0301", "\ufeff", "Tổng cộng", "Cộng:", "Ghi chú"),
    *("Người lập biểu", "Hà Nội, ngày 1 tháng 7 năm 2024"),
]
WORD = st.sampled_from(TEXTS) | st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Z"]), max_size=6)
CELL = WORD | st.none() | st.booleans() | st.integers(-5, 50_000) | st.floats(-1e6, 1e6, width=32)
CELL |= st.dates(date(1980, 1, 1), date(2060, 1, 1)) | st.datetimes(datetime(1980, 1, 1), datetime(2060, 1, 1))
SURE = ["S", "VP", "2024-05-06", "1", "x"]
NAMES = ["number", "unit", "received_on", "supplements", "field"]


def shown(cell: object) -> str:
    """A cell as text."""
    if isinstance(cell, datetime | date):
        return cell.strftime("%d/%m/%Y") if cell.year > 1999 else cell.isoformat()
    return "" if cell is None else str(cell)


def blank(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not composed(cell))


def as_csv(rows: list[list[object]], delimiter: str, encode: Callable[[str], bytes]) -> bytes:
    lines = [delimiter.join('"' + shown(cell).replace('"', '""') + '"' for cell in row) for row in rows]
    return encode("\n".join(lines) + "\n")


def as_lines(rows: list[list[object]]) -> bytes:
    header, *body = rows
    named = [dict(zip(header, row, strict=True)) for row in body]
    return "\n".join(json.dumps(row, default=shown, ensure_ascii=False) for row in named).encode()


def as_parquet(rows: list[list[object]]) -> bytes:
    header, *body = rows
    return pd.DataFrame([[shown(cell) for cell in row] for row in body], columns=header).to_parquet()


def lenient(encoding: str) -> Callable[[str], bytes]:
    return lambda text: text.encode(encoding, "replace")


def in_cp1258(text: str) -> bytes:
    return b"".join(cp1258(letter) if _has(letter) else b"?" for letter in text)


def _has(letter: str) -> bool:
    try:
        cp1258(letter)
    except UnicodeEncodeError:
        return False
    return True


def no_formulas(rows: list[list[object]]) -> list[list[object]]:
    return [["'" + cell if isinstance(cell, str) and cell.startswith("=") else cell for cell in row] for row in rows]


FORMATS: dict[str, tuple[str, Callable[[list[list[object]]], bytes]]] = {
    "utf-8": ("x.csv", lambda rows: as_csv(rows, ",", lenient("utf-8"))),
    "mark": ("x.csv", lambda rows: as_csv(rows, ";", lenient("utf-8-sig"))),
    "utf-16": ("x.csv", lambda rows: as_csv(rows, "\t", lenient("utf-16"))),
    "cp1252": ("x.csv", lambda rows: as_csv(rows, ";", lenient("cp1252"))),
    "cp1258": ("x.csv", lambda rows: as_csv(rows, "|", in_cp1258)),
    "tcvn3": ("x.csv", lambda rows: as_csv(rows, ",", lambda text: old(text).encode("latin-1", "replace"))),
    "vni": ("x.csv", lambda rows: as_csv(rows, ";", lambda text: vni(text).encode("latin-1", "replace"))),
    "lines": ("x.jsonl", as_lines),
    "parquet": ("x.parquet", as_parquet),
    "xlsx": ("x.xlsx", lambda rows: xlsx(no_formulas(rows))),
    "xls": ("x.xls", xls),
    "ods": ("x.ods", ods),
}


def tables(cells: st.SearchStrategy[Any]) -> st.SearchStrategy[list[list[object]]]:
    return st.lists(st.lists(cells, min_size=5, max_size=5), max_size=8)


@settings(max_examples=EXAMPLES or 25, deadline=None, suppress_health_check=SLOW)
@given(
    body=tables(CELL),
    titles=st.lists(WORD.map(composed).filter(lambda text: text != "#REF!"), max_size=2),  # of a workbook, no words
    kind=st.sampled_from(list(FORMATS)),
    sure=st.integers(0, 2),
    numbered=st.booleans(),
    dates=st.sampled_from(["", "day-first"]),
    decimal=st.sampled_from(["", ","]),
    group_rows=st.sampled_from(["", "unit"]),
    duplicates=st.sampled_from(["keep-last", "keep-first", "refuse"]),
)
def test_no_row_is_lost(
    body: list[list[object]], titles: list[str], kind: str, sure: int, numbered: bool, **options: str
) -> None:
    name, write = FORMATS[kind]
    above: list[list[object]] = [] if kind in ("lines", "parquet") else [[title, *[None] * 4] for title in titles]
    numbers: list[list[object]] = [["(1)", "(2)", "(3)", "(4)", "(5)"]] if numbered and above else []
    rows = [*body, *([[f"S{n}", *SURE[1:]] for n in range(sure)])]
    if kind in ("tcvn3", "vni", "cp1258"):
        options["encoding"] = kind
    try:
        content = write([*above, NAMES, *numbers, *rows])
    except (openpyxl.utils.exceptions.IllegalCharacterError, ValueError):
        return  # the writer refuses a cell
    with tempfile.TemporaryDirectory() as folder:
        found = refused(read, Path(folder), {name: content}, **options)
    if isinstance(found, InputError):
        assert found.where
        assert found.remedy
        return
    assert isinstance(found, Read)
    filled = [row for row in rows if not all(map(blank, row))]
    if kind in ("lines", "parquet"):
        filled = rows
    if name == "x.csv":  # a line of empty cells is a record too
        filled = rows
    known = sum(found.reading.not_records.values())
    before = sum(not blank(row[0]) for row in above) + len(numbers)
    assert found.reading.rows + known == len(filled) + before
    assert len(found.rows) >= (sure > 0 and options["duplicates"] != "refuse")
    lines = {int(line) for _, line, *_ in found.aside}
    assert len(found.aside) == len(lines) or name == "x.parquet"


DAMAGES = {
    "changes": st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=3), st.integers(0, 40)), min_size=1, max_size=4),
    "end": st.sampled_from([1.0, 1.0, 0.9, 0.5]),
}


@settings(max_examples=EXAMPLES or 50, deadline=None, suppress_health_check=SLOW)
@given(kind=st.sampled_from(list(FORMATS)), **DAMAGES)
def test_damage_ends_in_a_clear_error_or_none(kind: str, changes: list[tuple[float, bytes, int]], end: float) -> None:
    _damaged(kind, changes, end)


@pytest.mark.slow
@pytest.mark.parametrize("kind", list(FORMATS))
@settings(max_examples=EXAMPLES or 500, deadline=None, suppress_health_check=SLOW)
@given(**DAMAGES)
def test_hundreds_of_damages_of_each_format(kind: str, changes: list[tuple[float, bytes, int]], end: float) -> None:
    _damaged(kind, changes, end)


def _damaged(kind: str, changes: list[tuple[float, bytes, int]], end: float) -> None:
    name, write = FORMATS[kind]
    content = bytearray(write([HEADER, *[[f"HS{n}", *RECORD[1:]] for n in range(20)]]))
    for place, put, cut in changes:
        at = int(place * len(content))
        content[at : at + cut] = put
    _survives(name, bytes(content[: int(end * len(content))]))


@settings(max_examples=EXAMPLES or 50, deadline=None)
@given(name=st.sampled_from(["x.csv", "x.jsonl", "x.xlsx", "x.xls", "x.ods", "x.parquet"]), content=st.binary())
@example("x.csv", b"\x00" * 100)
@example("x.csv", "number,unit\n".encode("utf-32"))
@example("x.jsonl", b'{"number": "\\ud800"}\n[1]\n{"a": {"b": 1e999}}\n' + b"[" * 100_000)
@example("x.xlsx", b"PK\x05\x06" + b"\0" * 18)
def test_any_bytes_end_in_a_clear_error_or_none(name: str, content: bytes) -> None:
    _survives(name, content)
    if name in ("x.csv", "x.jsonl"):
        _survives(name, b'number,unit,received_on\n{"number": "1"}\n' + content)


def _survives(name: str, content: bytes) -> None:
    """Read a file as far as its cells; the numbers of rows and of broken records are those of the records."""
    with tempfile.TemporaryDirectory() as folder:
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


def test_the_cases_are_read_and_not_all_refused() -> None:
    for kind, (name, write) in FORMATS.items():
        with tempfile.TemporaryDirectory() as folder:
            options = {"encoding": kind} if kind in ("tcvn3", "vni") else {}
            stream = write([["BÁO CÁO"] + [None] * 4] * (kind not in ("lines", "parquet")) + [NAMES, SURE])
            assert read(Path(folder), {name: io.BytesIO(stream).getvalue()}, **options).reading.usable == 1
