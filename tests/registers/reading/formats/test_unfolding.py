"""The members of an archive are unfolded within bounds."""

import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from books import HEADER, RECORD, SHEET, changed, ods, xlsx
from reading import read

from dtplan_analysis.errors import RegisterError
from dtplan_analysis.registers.reading.formats import books, unfolding

GOOD = xlsx([HEADER, RECORD])


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let workbooks be opened in this process, so that they are opened as the test says."""
    monkeypatch.setattr(books, "within_bounds", lambda work, *arguments: work(*arguments))


@pytest.mark.usefixtures("here")
def test_refuses_a_bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unfolding, "_LARGEST", 3 << 20)
    bomb = changed(GOOD, SHEET, lambda part: part + b" " * (5 << 20))
    assert len(bomb) < 100_000
    with pytest.raises(RegisterError, match="unfolds to more than 3 MB"):
        read(tmp_path / "a", {"x.xlsx": bomb})
    at = bomb.rindex(SHEET.encode()) - 46 + 24  # the length that the archive's list claims
    liar = bomb[:at] + (1000).to_bytes(4, "little") + bomb[at + 4 :]
    with pytest.raises(RegisterError, match="unfolds to more than 3 MB"):
        read(tmp_path / "b", {"x.xlsx": liar})
    with pytest.raises(RegisterError, match="unfolds to more than 3 MB"):
        read(tmp_path / "c", {"x.ods": changed(ods([HEADER]), "content.xml", lambda part: part + b" " * (5 << 20))})


@pytest.mark.usefixtures("here")
def test_refuses_a_sheet_that_spans_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = openpyxl.Workbook()
    for row in (HEADER, RECORD):
        book.active.append(row)
    book.active.cell(1_048_576, 16_384, "x")
    stream = io.BytesIO()
    book.save(stream)
    with pytest.raises(RegisterError, match="spans 16,384 columns and 1,048,576 rows"):
        read(tmp_path / "a", {"x.xlsx": stream.getvalue()})
    repeated = (
        b'<table:table-row table:number-rows-repeated="1048000">'
        b'<table:table-cell table:number-columns-repeated="1000" office:value-type="string"><text:p>x'
    )
    once = b'<table:table-row><table:table-cell office:value-type="string"><text:p>REPEATED'
    wide = changed(ods([HEADER, ["REPEATED"]]), "content.xml", lambda part: part.replace(once, repeated))
    with pytest.raises(RegisterError, match="spans 1,000 columns"):
        read(tmp_path / "b", {"x.ods": wide})
    monkeypatch.setattr(unfolding, "_LONGEST", 1 << 20)
    with pytest.raises(RegisterError, match="a row is longer"):
        read(tmp_path / "c", {"x.xlsx": changed(GOOD, SHEET, lambda part: part.replace(b"</row>", b" " * (3 << 20)))})


@pytest.mark.parametrize("piece", [1, 7, 64, 1000])
def test_rows_are_parted_whatever_the_pieces(piece: int) -> None:
    content = b"".join(b"<row>" + bytes([65 + n]) * (n * 40) + b"</row>" for n in range(5)) + b"<rest/>" * 20
    pieces = (content[at : at + piece] for at in range(0, len(content), piece))
    found = list(unfolding.rows_of(pieces, re.compile(rb"</row>"), "here"))
    assert found == [b"<row>" + bytes([65 + n]) * (n * 40) for n in range(5)]


def test_members_of_a_workbook_share_one_room() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        made.writestr("a.bin", b"x" * 60)
        made.writestr("b.xml", b"y" * 60)
        made.writestr("c.xml", b"<!DOCTYPE x [<!ENTITY e 'e'>]>")
    with zipfile.ZipFile(stream) as archive:
        room = [100]
        assert b"".join(unfolding.pieces_of(archive, "a.bin", "here", room)) == b"x" * 60
        with pytest.raises(RegisterError, match="unfolds to more"):
            list(unfolding.pieces_of(archive, "b.xml", "here", room))
        assert list(unfolding.pieces_of(archive, "none.xml", "here", unfolding.whole_room())) == []
        with pytest.raises(RegisterError, match="declares entities"):
            list(unfolding.pieces_of(archive, "c.xml", "here", unfolding.whole_room()))
        assert unfolding.small(archive, "none.xml") == b"<none/>"
        with pytest.raises(ValueError, match=r"c\.xml is not what it should be"):
            unfolding.small(archive, "c.xml")
