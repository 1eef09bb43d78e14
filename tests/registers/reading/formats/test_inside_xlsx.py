"""What an .xlsx hides: formulas without a value, failed ones, rows and columns that nobody sees."""

import io
import zipfile

import pytest
from books import SHEET, changed, xlsx

from dtplan_analysis.registers.reading.formats.inside_xlsx import inspect_xlsx
from dtplan_analysis.registers.reading.formats.oddities import Oddities

NAME = "Hồ sơ"


def found(rows: str, *, columns: str = "", since_1904: str = "") -> dict[str, Oddities]:
    """The oddities of a sheet of such rows, as they are written."""
    sheet = f"<worksheet>{columns}<sheetData>{rows}</sheetData></worksheet>".encode()
    content = changed(xlsx([["x"]]), SHEET, lambda _: sheet)
    if since_1904:
        content = changed(content, "xl/workbook.xml", lambda part: part.replace(b"<workbookPr/>", since_1904.encode()))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return inspect_xlsx(archive, "here")


@pytest.mark.parametrize(
    ("rows", "oddities"),
    [
        ('<row r="1"><c r="A1"><v>1</v></c></row>', Oddities()),
        ('<row r="2"><c r="B2"><f>TODAY()</f></c></row>', Oddities(unworked={(1, 1)})),
        ('<row r="2"><c r="B2"><f>1+1</f><v>2</v></c></row>', Oddities()),
        ('<row r="2"><c r="B2" t="str"><f>""</f><v></v></c></row>', Oddities()),  # worked out, to an empty text
        ('<row r="3"><c r="AA3" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>', Oddities(errors={(2, 26): "#DIV/0!"})),
        ('<x:row r="1"><x:c r="A1"><x:f>x</x:f></x:c></x:row>', Oddities(unworked={(0, 0)})),
        ('<row r="4" hidden="1"><c r="A4"><v>1</v></c></row>', Oddities(hidden={3})),
        ('<row r="4" hidden="true"><c r="A4"/></row>', Oddities(hidden={3})),
        ('<row r="4" hidden="1"/><row r="5"><c r="A5"><v>1</v></c></row>', Oddities()),  # an empty row hides nothing
    ],
)
def test_rows_tell_what_they_hide(rows: str, oddities: Oddities) -> None:
    assert found(rows) == {NAME: oddities}


def test_columns_are_hidden_by_areas() -> None:
    columns = '<cols><col min="2" max="3" hidden="1"/><col min="5" max="5" hidden="0"/></cols>'
    assert found('<row r="1"><c r="A1"/></row>', columns=columns)[NAME].hidden_columns == {1, 2}


def test_days_may_be_counted_from_1904() -> None:
    assert found('<row r="1"/>', since_1904='<workbookPr date1904="1"/>')[NAME].since_1904
    assert not found('<row r="1"/>', since_1904='<workbookPr date1904="0"/>')[NAME].since_1904
