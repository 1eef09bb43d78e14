"""Figures as an Excel workbook."""

import io

import openpyxl
import pytest
from judged_files import ABOUT, SOME, sample

from dtplan_analysis.figures import MAKERS


@pytest.mark.parametrize(("language", "units"), [("vi", SOME), ("en", SOME), ("vi", ["HDXD"]), ("en", ["HDXD"])])
def test_a_workbook_is_accessible(language: str, units: list[str]) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(MAKERS["xlsx"](sample(language, *units))))
    assert (workbook.properties.language, workbook.properties.title) == (language, ABOUT["title"])
    assert workbook.active == workbook.worksheets[0]
    cover, *tables = workbook.worksheets
    assert not cover.tables
    links = {cell.hyperlink.location for line in cover.iter_rows() for cell in line if cell.hyperlink}
    assert links == {f"'{sheet.title}'!A1" for sheet in tables}
    names = [name for sheet in tables for name in sheet.tables]
    assert len({*names}) == len(names) == len(tables)
    for sheet in workbook:
        assert len(sheet.title) <= 31
        assert sheet.sheet_state == "visible"
        assert not sheet.merged_cells.ranges
        assert not any(one.hidden for one in [*sheet.column_dimensions.values(), *sheet.row_dimensions.values()])
        assert sheet["A1"].value
        assert sheet["A1"].font.b
        assert {sheet.sheet_view.selection[0].activeCell} == {"A1"}
        assert {cell.data_type for line in sheet.iter_rows() for cell in line if cell.value is not None} <= {
            "s",
            "n",
            "d",
        }
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == 0
        broad = sum(one.width for one in sheet.column_dimensions.values())
        assert broad / 195 <= sheet.page_setup.fitToWidth < broad / 195 + 1
        assert sheet.print_title_cols == ("$A:$B" if broad > 195 else None)
        assert sheet.oddFooter.center.text == "&P/&N"
    for sheet in tables:
        assert sheet.print_title_rows == "$3:$3"
        (table,) = sheet.tables.values()
        assert table.ref == f"A3:{sheet.dimensions.split(':')[1]}"
        assert table.headerRowCount == 1
        heads, *body = sheet[table.ref]
        assert [cell.value for cell in heads] == [column.name for column in table.tableColumns]
        assert len({cell.value.casefold() for cell in heads}) == len(heads)
        assert [cell.coordinate for line in body for cell in line if cell.value in (None, "")] == []
        assert sheet.freeze_panes == "A4"
        assert {cell.number_format for line in body for cell in line if cell.data_type == "s"} <= {"@"}
        assert all(cell.alignment.wrap_text for line in body for cell in line if cell.data_type == "s")


def test_rows_are_as_high_as_their_text() -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(MAKERS["xlsx"](sample("vi"))))
    for sheet in workbook.worksheets[1:]:
        for line in sheet.iter_rows(min_row=3):
            texts = [cell for cell in line if isinstance(cell.value, str)]
            widths = [sheet.column_dimensions[cell.column_letter].width for cell in texts]
            lines = [len(cell.value) / width / 1.25 for cell, width in zip(texts, widths, strict=True)]
            assert sheet.row_dimensions[line[0].row].height >= min(15 * max(1, *lines), 409)
