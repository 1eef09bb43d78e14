"""Opening a source: each file becomes an export by what it holds, or is refused."""

import io
import os
from pathlib import Path

import pandas as pd
import pytest
from books import book
from reading import dossiers, opened, read, source

from dtplan_analysis.errors import RegisterError
from dtplan_analysis.registers.reading import opening
from dtplan_analysis.registers.reading.opening import Digests, marks


@pytest.mark.parametrize(
    ("name", "content", "fault", "where"),
    [
        ("x.csv", b"", "is empty", "register dossiers, x"),
        ("x.csv", b"\xef\xbb\xbf", "is empty", "register dossiers, x"),
        ("x.csv", b"\n\n", "is empty", "register dossiers, x"),
        ("x.csv", b",,\n  ,\n", "is empty", "register dossiers, x"),
        ("x.csv", b"number,b,number\n", "'number' 2 times", "register dossiers, x"),
        ("x.csv", "số,đơn vị\nế,ộ\n".encode() + b"\xff,", "not UTF-8", "register dossiers, x, line 3"),
        ("x.csv", "đ,b\n1,2\n".encode() * 3 + b"caf\xe9,1\n", "not UTF-8", "register dossiers, x, line 7"),
        ("x.csv", "đ,b\n1,đ".encode()[:-1], "not UTF-8", "register dossiers, x, line 2"),
        ("x.csv", "a,b\n".encode("utf-16") + b"\n", "not utf-16 text", "register dossiers, x, line 2"),
        ("x.parquet", b"", "cannot be read", "register dossiers, x"),
        ("x.parquet", b"PAR1 nothing of the kind PAR1", "cannot be read", "register dossiers, x"),
    ],
)
def test_refuses_a_file_that_cannot_be_read(tmp_path: Path, name: str, content: bytes, fault: str, where: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(RegisterError, match=fault) as raised:
        opened(tmp_path / name)
    assert raised.value.where == where
    assert raised.value.remedy


def test_an_empty_file_among_others_is_said(tmp_path: Path) -> None:
    found = read(tmp_path, {"a.csv": "", "b.csv": dossiers("A,VP,2024-05-06"), "c.jsonl": ""})
    assert found.column("number") == ["A"]
    assert found.reading.detected["in/b.csv"]["empty files passed over"] == "in/a.csv, in/c.jsonl"


def test_a_file_is_what_it_holds_whatever_its_name_says(tmp_path: Path) -> None:
    rows = [["number", "unit", "received_on"], ["A", "VP", "2024-05-06"]]
    stream = io.BytesIO()
    pd.DataFrame({"number": ["B"], "unit": ["VP"], "received_on": ["2024-05-06"]}).to_parquet(stream)
    found = read(tmp_path, {"a.csv": book(S=rows), "b.csv": stream.getvalue()})
    assert found.column("number") == ["A", "B"]


@pytest.mark.parametrize(
    ("content", "fault"), [(b"<html><table></table></html>", "page of HTML"), (b"abc", "no workbook")]
)
def test_what_is_no_workbook_under_the_name_of_one_is_refused(tmp_path: Path, content: bytes, fault: str) -> None:
    (tmp_path / "x.xlsx").write_bytes(content)
    with pytest.raises(RegisterError, match=fault) as raised:
        opened(tmp_path / "x.xlsx")
    assert "save it as .xlsx" in raised.value.remedy


@pytest.mark.parametrize("head", [b"\x1f\x8b\x08\0", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"%PDF-1.7\n"])
def test_what_is_no_table_under_the_name_of_one_is_refused(tmp_path: Path, head: bytes) -> None:
    (tmp_path / "x.csv").write_bytes(head + b"number,unit\n1,VP\n")
    with pytest.raises(RegisterError, match=r"is an archive, a document or a picture under the name of a \.csv"):
        opened(tmp_path / "x.csv")


def test_a_file_tells_that_it_changed(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("number\n1\n")
    first = Digests({})
    before = marks(source(tmp_path), first)
    assert before == marks(source(tmp_path), Digests(first.found))
    file.write_text("number\n2\n")
    os.utime(file, (0, 0))
    assert marks(source(tmp_path), Digests(first.found)) != before


def test_a_file_tells_the_same_wherever_it_stands(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "x.csv").write_text("number\n1\n")
    before = marks(source(tmp_path / "here"), Digests({}))
    (tmp_path / "here").rename(tmp_path / "there")
    assert marks(source(tmp_path / "there"), Digests({})) == before


def test_a_file_that_is_as_it_was_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x.csv").write_text("number\n1\n")
    first = Digests({})
    before = marks(source(tmp_path), first)
    monkeypatch.setattr(opening, "digest_of", lambda _: "read")
    assert marks(source(tmp_path), Digests(first.found)) == before
    assert marks(source(tmp_path), Digests({})) == ["x.csv|read"]


def test_a_database_tells_of_its_question_and_of_no_secret(tmp_path: Path) -> None:
    (mark,) = marks(source(tmp_path, "postgresql://me:hidden@host/db", table="dossiers"), Digests({}))
    assert "dossiers" in mark
    assert "hidden" not in mark
