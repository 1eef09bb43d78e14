"""Readers of workbooks: another takes over where one gives up."""

from datetime import date
from pathlib import Path

import pytest
from books import HEADER, RECORD, WRITERS, ods
from reading import read

from dtplan_analysis.errors import RegisterError
from dtplan_analysis.registers.reading.formats import books


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let workbooks be opened in this process, so that they are opened as the test says."""
    monkeypatch.setattr(books, "within_bounds", lambda work, *arguments: work(*arguments))


ROWS = [[*HEADER, "reused"], [*RECORD, True], ["HS2", "PC", date(2024, 6, 7), 1, "#N/A"], [None, "VP", "x", 2, False]]


class _GivesUp:
    def __init__(self, *_: object) -> None:
        raise BaseException("panic")


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(("kind", "reader"), [("xlsx", "openpyxl"), ("xls", "xlrd")])
def test_another_reader_takes_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, reader: str) -> None:
    content = WRITERS[kind](ROWS)
    first = read(tmp_path / "a", {f"x.{kind}": content})
    assert first.reading.usable == 2
    monkeypatch.setattr(books, "_Calamine", _GivesUp)
    found = read(tmp_path / "b", {f"x.{kind}": content})
    assert [said["reader"] for said in found.reading.detected.values()] == [reader]
    assert found.rows.equals(first.rows)
    assert found.aside == first.aside
    with pytest.raises(RegisterError, match="cannot be read"):
        read(tmp_path / "c", {"x.ods": ods([HEADER, RECORD])})
