"""What LibreOffice saved is read as what it was given."""

from pathlib import Path

import pytest
from libreoffice import converted, needs_libreoffice
from reading import read

pytestmark = [pytest.mark.engines, needs_libreoffice]

ROWS = """\
number,unit,received_on,due_on,channel,processed_online,supplements
007,Vụ Pháp chế,2024-05-06,2024-06-07,2,TRUE,1
HS2,Văn phòng Bộ,2024-12-31,,1,FALSE,12
"""
NUMBERS_AS_TEXT = "--infilter=CSV:44,34,76,1,1/2"
"""The first column is a code, not a number."""


@pytest.mark.parametrize("ending", ["xlsx", "xls", "ods"])
def test_a_saved_workbook_is_read_as_the_text_it_came_from(ending: str, tmp_path: Path) -> None:
    text = tmp_path / "rows.csv"
    text.write_text(ROWS, encoding="utf-8")
    (book,) = converted(text, ending, tmp_path / "book", NUMBERS_AS_TEXT)
    plain = read(tmp_path / "plain", {text.name: ROWS})
    assert plain.column("number") == ["007", "HS2"]
    found = read(tmp_path / ending, {book.name: book.read_bytes()})
    assert found.rows.to_dict() == plain.rows.to_dict()
