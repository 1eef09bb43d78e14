"""The files of a register that was read: usable rows, rejected ones, and what is no record."""

import csv
import io
import re
from datetime import date
from pathlib import Path

from reading import dossiers, read

from dtplan_analysis.registers.reading.formats.letters import neat
from dtplan_analysis.spreadsheet import as_written

HOSTILE = ["=X(1)", "+1", "-1", "@x", "x\n=1", "a; =1", "a;=1+1", "＝1+1", "'=1", "a\u2028=1", "\u2060=1", "x;\u2060@y"]


def test_formulas_in_rows_rejected_are_text(tmp_path: Path) -> None:
    stream = io.StringIO()
    rows = [[n, "VP", day] for n, day in enumerate(["2024-05-06", *HOSTILE])]
    csv.writer(stream).writerows([["number", "unit", "received_on"], *rows])
    found = read(tmp_path, {"=cmd.csv": stream.getvalue()}, pattern="in/=cmd.csv")
    assert [as_written(row[3]) for row in found.aside] == [neat(text) for text in HOSTILE]
    for row in found.aside:
        for cell in re.split("[;\t\n\u2028]", row[3]):
            assert not re.match("[\\s\u2060]*[-=+@＝]", cell)
    assert {row[0] for row in found.aside} == {"in/=cmd.csv"}


def test_rows_that_are_skipped_are_no_records_and_have_their_line(tmp_path: Path) -> None:
    text = "STT,number,unit,received_on\n1,A,VP,2024-05-06\nI,B,VP,2024-05-06\n2,C,PC,2024-05-06\n"
    found = read(tmp_path, {"x.csv": text}, only={"STT": "[0-9]+"})
    assert (found.reading.rows, found.reading.not_records) == (2, {"skipped": 1})
    listed = (tmp_path / "out" / "rejected" / "dossiers-not-records.csv").read_text()
    assert listed.splitlines()[1:] == ["in/x.csv,,3,skipped,"]


def test_what_nobody_can_read_is_empty_with_a_mark_beside_it(tmp_path: Path) -> None:
    text = dossiers("A,VP,2024-05-06,x", "B,VP,2024-05-06,", "C,VP,2024-05-06,2024-05-20", columns="due_on")
    found = read(tmp_path, {"x.csv": text})
    assert found.column("due_on") == [None, None, date(2024, 5, 20)]
    assert found.column("due_on__unread") == [True, False, False]
    assert list(zip(found.column("row_file"), found.column("row_record"), strict=True)) == [(0, 1), (0, 2), (0, 3)]


def test_rows_stand_in_the_order_of_files_and_lines_whatever_their_units(tmp_path: Path) -> None:
    rows = [[f"{n},Đơn vị {n * 7 % 150},2024-05-06" for n in range(first, first + 150)] for first in (0, 150)]
    for repeats in ("", "7,VP,2024-05-06"):
        found = read(tmp_path, {f"{n}.csv": dossiers(*part, *filter(None, [repeats])) for n, part in enumerate(rows)})
        places = list(zip(found.column("row_file"), found.column("row_record"), strict=True))
        assert places == sorted(set(places))
        assert len(places) == 300


def test_where_every_row_is_a_record_there_is_no_list_of_others(tmp_path: Path) -> None:
    read(tmp_path, {"x.csv": dossiers("A,VP,2024-05-06")})
    assert [file.name for file in (tmp_path / "out" / "rejected").iterdir()] == ["dossiers.csv"]
