"""What an .ods hides: formulas without a value, rows and columns that nobody sees."""

import io
import zipfile

import pytest

from dtplan_analysis.errors import RegisterError
from dtplan_analysis.registers.reading.formats.inside_ods import inspect_ods
from dtplan_analysis.registers.reading.formats.oddities import Oddities

FULL = '<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'


def found(*tables: tuple[str, str], head: str = "", manifest: str = "") -> dict[str, Oddities]:
    """The oddities of tables, each by its name and what stands in it."""
    body = "".join(f'<table:table table:name="{name}">{rows}</table:table>' for name, rows in tables)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("content.xml", head + body)
        archive.writestr("META-INF/manifest.xml", manifest)
    with zipfile.ZipFile(stream) as archive:
        return inspect_ods(archive, "here")


def row(cells: str, how: str = "") -> str:
    return f"<table:table-row{how}>{cells}</table:table-row>"


WITHOUT_VALUE = '<table:table-cell table:formula="of:=TODAY()"/>'
WORKED_OUT = '<table:table-cell table:formula="of:=1" office:value-type="float" office:value="1"/>'
TWO_EMPTY = '<table:table-cell table:number-columns-repeated="2"/>'


@pytest.mark.parametrize(
    ("rows", "oddities"),
    [
        (row(FULL), Oddities()),
        (row(FULL + WORKED_OUT), Oddities()),
        (row(FULL) + row(TWO_EMPTY + WITHOUT_VALUE), Oddities(unworked={(1, 2)})),
        ('<table:table-row table:number-rows-repeated="3"/>' + row(WITHOUT_VALUE), Oddities(unworked={(3, 0)})),
        (row(FULL) + row(FULL, ' table:visibility="filter"'), Oddities(hidden={1})),
        (row(FULL, ' table:visibility="collapse" table:number-rows-repeated="2"'), Oddities(hidden={0, 1})),
        (row(TWO_EMPTY, ' table:visibility="filter"'), Oddities()),  # an empty row hides nothing
        (
            '<table:table-column table:number-columns-repeated="2"/>'
            '<table:table-column table:visibility="collapse"/>' + row(FULL),
            Oddities(hidden_columns={2}),
        ),
    ],
)
def test_rows_tell_what_they_hide(rows: str, oddities: Oddities) -> None:
    assert found(("Hồ sơ", rows)) == {"Hồ sơ": oddities}


def test_each_table_has_its_own_rows_and_name() -> None:
    both = found(("A &amp; B", row(FULL)), ("C", row(WITHOUT_VALUE)))
    assert both == {"A & B": Oddities(), "C": Oddities(unworked={(0, 0)})}


def test_days_may_be_counted_from_1904() -> None:
    head = '<table:null-date table:date-value="1904-01-01"/>'
    assert found(("x", row(FULL)), head=head)["x"].since_1904
    assert not found(("x", row(FULL)), head=head.replace("1904", "1899"))["x"].since_1904


def test_a_password_is_told_by_the_manifest() -> None:
    with pytest.raises(RegisterError, match="protected by a password"):
        found(("x", row(FULL)), manifest="<manifest:encryption-data/>")
