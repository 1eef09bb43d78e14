"""Whatever comes: no row of any format is lost, and nothing but a clear error ends a reading.

`DTPLAN_EXAMPLES` runs so many cases of each test, such as 5000, in place of the few that fit into `make test`.
"""

import io
import os
import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
from formats import FORMATS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading import Read, read, refused

from dtplan_analysis.errors import InputError
from dtplan_analysis.registers.reading.formats.letters import composed

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


def blank(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not composed(cell))


def tables(cells: st.SearchStrategy[Any]) -> st.SearchStrategy[list[list[object]]]:
    return st.lists(st.lists(cells, min_size=5, max_size=5), max_size=8)


@settings(max_examples=EXAMPLES or 25, deadline=None, suppress_health_check=SLOW)
@given(
    body=tables(CELL),
    titles=st.lists(WORD.map(composed), max_size=2),
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


def test_the_cases_are_read_and_not_all_refused() -> None:
    for kind, (name, write) in FORMATS.items():
        with tempfile.TemporaryDirectory() as folder:
            options = {"encoding": kind} if kind in ("tcvn3", "vni") else {}
            stream = write([["BÁO CÁO"] + [None] * 4] * (kind not in ("lines", "parquet")) + [NAMES, SURE])
            assert read(Path(folder), {name: io.BytesIO(stream).getvalue()}, **options).reading.usable == 1
