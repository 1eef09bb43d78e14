"""The table of docs/registers.md, shape of the export → what to write: each line is run as it is written there."""

import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pytest
from books import book
from letters import old, vni
from places import ROOT

from dtplan_analysis.errors import InputError
from dtplan_analysis.registers.reading import Reader
from dtplan_analysis.workspace import open_workspace

UNITS = "code,name_vi,name_en\nVP,Văn phòng Bộ,Office\nPC,Vụ Pháp chế,Legal\n"
PLACED = "number,unit,received_on"


def lines() -> dict[str, list[str]]:
    """For each line of the table, by what stands on its left, the code on its right."""
    text = (ROOT / "docs/registers.md").read_text(encoding="utf-8")
    table = text.partition("| The export … | What to write |")[2].partition("\n\n")[0]
    rows = [line.strip("|").split(" | ", 1) for line in table.splitlines() if line.startswith("| ")]
    return {left.strip(): re.findall(r"`([^`]+)`", right) for left, right in rows}


LINES = lines()


class Shape(NamedTuple):
    """An export of a shape, how it is read, and what comes of it."""

    line: str
    files: Mapping[str, str | bytes]
    write: str
    """What stands in the register's table, with the pieces of the line's code by their numbers,"""
    found: Mapping[str, list[object]]
    top: str = ""
    """and what at the top of the file."""
    register: str = "dossiers"


def rows(header: str, *cells: str) -> dict[str, str | bytes]:
    return {"x.csv": "\n".join([header, *cells, ""])}


def database() -> bytes:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE d (number, unit, received_on)")
        connection.execute("INSERT INTO d VALUES ('1', 'VP', '2024-05-06')")
        return connection.serialize()


SIGNED = "1,VP,2024-05-06"
MAY, JUNE = date(2024, 5, 6), date(2024, 6, 30)
SHEET = [["number", "unit", "received_on"], ["1", "VP", "2024-05-06"]]
OTHER = [["number", "unit", "received_on"], ["2", "PC", "2024-05-06"]]
ANSWERS = "unit,answered_on,score"
SHAPES = [
    Shape(
        "calls one thing by several names, or has the later day in a column of its own",
        rows(f"{PLACED},NgayHenTraMoi,NgayHenTra", f"{SIGNED},2024-05-31,2024-05-20", "2,VP,2024-05-06,,2024-05-20"),
        "{0}",
        {"due_on": [date(2024, 5, 31), date(2024, 5, 20)]},
    ),
    Shape(
        "has no number that identifies a row",
        rows("unit,received_on,channel", "VP,2024-05-06,online", "VP,2024-05-06,online"),
        "{0}",
        {"channel": ["online"] * 2},
    ),
    Shape(
        "has no number that identifies a row",
        rows("unit,period,inspected_on,score", "VP,2024Q1,2024-05-06,1", "VP,2024Q2,2024-05-06,2"),
        "{1}",
        {"score": [1, 2]},
        register="inspections",
    ),
    Shape(
        "has many versions of one record in a file",
        rows(f"{PLACED},channel", f"{SIGNED},direct", f"{SIGNED},postal", f"{SIGNED},online"),
        "{0}",
        {"channel": ["online"]},
    ),
    Shape(
        "has rows that are none of these records",
        rows("STT,number,Đơn vị,received_on", "1,1,VP,2024-05-06", "a,2,VP,2024-05-06", "3,3,Cộng VP,2024-05-06"),
        '{0}\n{1}\ncolumns.unit = "Đơn vị"',
        {"number": ["1"]},
    ),
    Shape(
        "says the unit only in the first of its rows",
        rows("number,Đơn vị,received_on", "1,VP,2024-05-06", "2,,2024-05-06", "3,PC,2024-05-06"),
        '{0}\ncolumns.unit = "Đơn vị"',
        {"unit": ["VP", "VP", "PC"]},
    ),
    Shape(
        "is a file, folder or sheet for each unit or month",
        {"PC-2024.csv": "number,received_on\n1,2024-05-06\n", "VP-2024.csv": "number,received_on\n2,2024-05-06\n"},
        "{0}",
        {"unit": ["PC", "VP"]},
    ),
    Shape(
        "is a file, folder or sheet for each unit or month",
        {"PC/x.csv": "number,received_on\n1,2024-05-06\n", "VP/x.csv": "number,received_on\n2,2024-05-06\n"},
        "columns.unit = {1}",
        {"unit": ["PC", "VP"]},
    ),
    Shape(
        "is a file, folder or sheet for each unit or month",
        {"x.xlsx": book(PC=[row[::2] for row in SHEET], VP=[row[::2] for row in OTHER])},
        "columns.unit = {2}",
        {"unit": ["PC", "VP"]},
    ),
    Shape(
        "lacks a column in some of the files",
        {"a-cu.csv": f"{PLACED}\n{SIGNED}\n", "b.csv": f"{PLACED},channel\n2,VP,2024-05-06,online\n"},
        "{0}\n{1}\n{2}",
        {"channel": ["direct", "online"]},
    ),
    Shape(
        "has a column for each record, and the names in the first one",
        rows("number,1,2", "unit,VP,PC", "received_on,2024-05-06,2024-06-30"),
        "{0}",
        {"unit": ["VP", "PC"], "received_on": [MAY, JUNE]},
    ),
    Shape("has two columns of one name", rows(f"{PLACED},Ghi chú,Ghi chú", f"{SIGNED},a,b"), "{0}", {"field": ["b"]}),
    Shape(
        "has ticks: a mark, or nothing",
        rows("unit,item,snapshot_on,required,met", "VP,LAN,2024-05-06,1,✗✗", "VP,WAN,2024-05-06,1,"),
        "{0}",
        {"met": [True, False]},
        register="infrastructure",
    ),
    *(
        Shape(
            "is in the letters of .VnTime or VNI",
            {"x.csv": f"{PLACED}\n1,{spelt('Vụ Pháp chế')},2024-05-06\n".encode("latin-1")},
            write,
            {"unit": ["PC"]},
        )
        for spelt, write in ((old, "{0}"), (vni, "encoding = {1}"))
    ),
    Shape(
        "is some of a workbook's sheets",
        {
            "x.xlsx": book(
                Quý_I=SHEET, Quý_II=OTHER, Nháp=[["number", "unit", "received_on"], ["3", "VP", "2024-05-06"]]
            )
        },
        "{0}",
        {"number": ["1", "2"]},
    ),
    Shape(
        "is some of a workbook's sheets",
        {"x.xlsx": book(Tháng_9=SHEET, Tháng_10=OTHER, Cộng=SHEET)},
        "{1}",
        {"number": ["1", "2"]},
    ),
    Shape(
        "writes a word where nobody knows",
        rows(f"{PLACED},Kênh", f"{SIGNED},online", "2,VP,2024-05-06,9999", "3,VP,2024-05-06,kcdl", "4,VP,2024-05-06,"),
        "{0}",
        {"channel": ["online", "9999", "kcdl", None]},
    ),
    Shape(
        "has a word for what does not apply",
        rows(f"{PLACED},reused", f"{SIGNED},Y", "2,VP,2024-05-06,N", "3,VP,2024-05-06,NA"),
        "{0}",
        {"reused": [True, False, None], "reused__not_applicable": [False, False, True]},
    ),
    Shape("has a word for nothing", rows(f"{PLACED},channel", f"{SIGNED},-"), "{0}", {"channel": [None]}),
    Shape(
        "leaves a cell empty for what everybody knows",
        rows(f"{PLACED},SoLan", f"{SIGNED},2", "2,VP,2024-05-06,"),
        "{0}",
        {"supplements": [2, 0]},
    ),
    Shape(
        "has money in millions",
        rows("unit;year;source;as_of;KeHoach", "VP;2024;regular;2024-05-06;7971,91"),
        "{0}",
        {"planned": [7_971_910_000]},
        register="budget",
    ),
    Shape(
        "has `66%`, `95 %` or 0.66",
        rows(
            "unit,period,inspected_on,criterion,score,max_score",
            *("VP,2024Q1,2024-05-06,a,66%,50", "VP,2024Q1,2024-05-06,b,95 %,10"),
        ),
        "",
        {"score": [33, 9.5]},
        register="inspections",
    ),
    Shape("writes days as 06-May-24", rows(f"{PLACED},Hẹn trả", f"{SIGNED},06-May-24"), "{0}", {"due_on": [MAY]}),
    Shape(
        "writes days as 06-May-24",
        rows(f"{PLACED},due_on", f"{SIGNED},06.05.24"),
        'columns.due_on = {{ name = "due_on", format = {1} }}',
        {"due_on": [MAY]},
    ),
    Shape(
        "writes years with two digits",
        rows(f"{PLACED},Hẹn trả", f"{SIGNED},25/05/49", "2,VP,2024-05-06,25/05/50"),
        "{0}",
        {"due_on": [date(2049, 5, 25), date(1950, 5, 25)]},
    ),
    Shape(
        "writes “ngày 05 tháng 4 năm 2024”",
        rows(f"{PLACED}", "1,VP,ngày 05 tháng 4 năm 2024"),
        "",
        {"received_on": [date(2024, 4, 5)]},
    ),
    Shape(
        "writes a period where we have a day",
        rows(ANSWERS, "VP,Quý II/2024,5"),
        "{0}",
        {"answered_on": [JUNE]},
        register="satisfaction",
    ),
    Shape(
        "has no due day, but a number of days",
        rows(PLACED, "1,VP,2024-04-26"),
        "{0}",
        {"due_on": [date(2024, 5, 28)]},
        top="{1}",
    ),
    Shape(
        "has due moments, not days",
        rows(f"{PLACED},due_on,completed_on", f"{SIGNED},2024-05-06 12:00,2024-05-06 17:00"),
        "{0}",
        {"ended_after_hour": [True]},
    ),
    Shape(
        "has answers of a survey with weights, strata, clusters",
        rows(f"{ANSWERS},Q,T,C", "VP,2024-05-06,5,1.5,a,b"),
        'columns.{0} = "Q"\ncolumns.{1} = "T"\ncolumns.{2} = "C"',
        {"weight": [1.5], "stratum": ["a"], "cluster": ["b"]},
        register="satisfaction",
    ),
    *(
        Shape(line, rows(ANSWERS, "VP,2024-05-06,5"), "{0}", {"score": ["very_satisfied"]}, register="satisfaction")
        for line in ("is a survey of people who were drawn", "is a survey that few answered")
    ),
    Shape("is empty for some of the units", {"a.csv": "", "b.csv": f"{PLACED}\n{SIGNED}\n"}, "", {"number": ["1"]}),
    Shape("is a database in a file", {"office.db": database()}, '{0}\ntable = "d"', {"number": ["1"]}),
    Shape(
        "has due days on which nobody works",
        rows(f"{PLACED},due_on", f"{SIGNED},2024-05-05"),
        "{1}",
        {"due_on": [MAY]},
        top="{0}",
    ),
]


def read(folder: Path, shape: Shape) -> pd.DataFrame:
    """Read an export of a shape as a workspace does."""
    code = LINES[shape.line]
    for name, content in shape.files.items():
        file = folder / "exports" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    (folder / "units.csv").write_text(UNITS)
    own = shape.write.format(*code)
    source = "" if "source" in own else 'source = "exports"\n'
    top = f'units = "units.csv"\nas_of = 2024-12-31\n{shape.top.format(*code)}\n'
    (folder / "dtplan.toml").write_text(f"{top}[registers.{shape.register}]\n{source}{own}\n")
    workspace, out = open_workspace(folder), folder / "out"
    assert workspace.units
    assert workspace.as_of
    with Reader(out, key="secret") as reader:
        reader.stage(workspace.sources[shape.register])
        reader.finish(shape.register, workspace.units, workspace.as_of)
    return pd.read_parquet(out / "registers" / f"{shape.register}.parquet", dtype_backend="pyarrow")


@pytest.mark.parametrize("shape", SHAPES, ids=[f"{n} {shape.line}" for n, shape in enumerate(SHAPES)])
def test_what_is_written_reads_the_export(shape: Shape, tmp_path: Path) -> None:
    frame = read(tmp_path, shape)
    found: dict[str, list[Any]] = {
        name: [None if pd.isna(cell) else cell for cell in frame[name]] for name in shape.found
    }
    assert found == shape.found


def test_no_export_of_a_shape_is_read_without_it(tmp_path: Path) -> None:
    """What is to be written is needed: without it the export is refused, or read otherwise."""
    needless = []
    for number, shape in enumerate(SHAPES):
        bare = shape._replace(write='table = "d"' if "table" in shape.write else "", top="")
        try:
            frame = read(tmp_path / str(number), bare)
            same = all(
                name in frame and [None if pd.isna(cell) else cell for cell in frame[name]] == cells
                for name, cells in shape.found.items()
            )
        except InputError:
            same = False
        if same and (shape.write or shape.top):
            needless.append(shape.line)
    assert needless == ["is a survey of people who were drawn", "is a survey that few answered"]  # which are judged so


@pytest.mark.parametrize(("name", "remedy"), [("x.zip", "unpack"), ("x.xlsb", "save it as .xlsx")])
def test_what_is_packed_is_named(name: str, remedy: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=remedy):
        read(tmp_path, Shape("is in a `.zip` or `.xlsb`", {name: b"x"}, "", {}))


def test_each_line_of_the_table_is_run() -> None:
    assert LINES.keys() - {shape.line for shape in SHAPES} == {"is in a `.zip` or `.xlsb`"}
