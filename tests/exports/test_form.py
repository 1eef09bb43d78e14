"""The one-stop form as a workbook that is printed and signed."""

import io
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from libreoffice import converted, needs_libreoffice
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output
from office import dossiers, measured_office, opened
from openpyxl.worksheet.worksheet import Worksheet

from dtplan_analysis.document import OFFICIAL
from dtplan_analysis.errors import ConfigurationError
from dtplan_analysis.exports.form import export

EVIL = '=HYPERLINK("http://example.org")'
FIELDS = ("Nhà ở", "Quy hoạch xây dựng, kiến trúc", "Quản lý chất lượng công trình xây dựng và thí nghiệm")


@pytest.fixture(scope="module")
def drafts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """The official draft of a unit, by language."""
    rows = [row | {"field": FIELDS[n % len(FIELDS)]} for n, row in enumerate(dossiers("AA", "2024Q2", 7, 3))]
    office = measured_office(tmp_path_factory, "one_stop_form", registers={"dossiers": rows}, targets="CB2")
    made = {}
    for language in ("vi", "en"):
        shown = opened(office, "AA", language=language).form("official")
        assert shown
        made[language] = shown.content
    return made


def notebook(draft: object, language: str = "vi") -> NotebookNode:
    cell = new_code_cell("", outputs=[new_output("display_data", data={OFFICIAL: draft})])
    return new_notebook(cells=[cell], metadata={"dtplan": {"language": language}, "report": "A_form"})


def sheet(content: bytes) -> Worksheet:
    (page,) = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    return page


def texts(page: Worksheet) -> list[str]:
    return [cell.value for row in page.iter_rows() for cell in row if isinstance(cell.value, str)]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "vi",
            [
                "Đơn vị báo cáo: CỤC THỬ NGHIỆM",
                "Đơn vị nhận báo cáo: BỘ",
                "TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT TTHC TẠI CƠ QUAN, ĐƠN VỊ TRỰC TIẾP GIẢI QUYẾT TTHC",
                "Đơn vị tính: hồ sơ",
                "Số hồ sơ nhận giải quyết",
                "NGƯỜI LẬP BIỂU",
                "THỦ TRƯỞNG ĐƠN VỊ",
            ],
        ),
        ("en", ["Receiving body: MINISTRY", "Dossiers settled", "PREPARED BY", "HEAD OF UNIT"]),
    ],
)
def test_the_form_has_its_printed_parts(language: str, told: list[str], drafts: dict[str, dict[str, Any]]) -> None:
    page = sheet(export(notebook(drafts[language], language), "form.xlsx"))
    assert [text for text in told if text not in texts(page)] == []
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    assert page.sheet_properties.pageSetUpPr.fitToPage
    top, last = (int(place.strip("$")) for place in page.print_title_rows.split(":"))
    numbers = [page.cell(last, column).value for column in range(1, 14)]
    sums = {3: "(3) = (4) + (5) + (6)", 7: "(7) = (8) + (9) + (10)", 11: "(11) = (12) + (13)"}
    assert numbers == [sums.get(n, f"({n})") for n in range(1, 14)]
    heads = {str(one) for one in page.merged_cells.ranges if top <= one.min_row and one.max_row < last}
    spans = ("A0:A2", "B0:B2", "C0:F0", "G0:J0", "K0:M0", "C1:C2", "D1:E1", *(f"{one}1:{one}2" for one in "FGHIJKLM"))
    moved = {":".join(f"{part[0]}{int(part[1]) + top}" for part in span.split(":")) for span in spans}
    assert heads == moved


def test_figures_are_numbers_and_the_total_is_their_sum(drafts: dict[str, dict[str, Any]]) -> None:
    page = sheet(export(notebook(drafts["vi"]), "form.xlsx"))
    last = int(page.print_title_rows.split("$")[-1])
    rows = [[cell.value for cell in row[2:13]] for row in page.iter_rows(last + 1) if isinstance(row[2].value, int)]
    assert len(rows) == len(FIELDS) + 1
    assert rows[-1] == [sum(column) for column in zip(*rows[:-1], strict=True)]
    assert [row[0] for row in rows] == [row[4] + row[8] for row in rows], "3 = 7 + 11"


def test_a_text_is_no_formula_and_a_row_as_high_as_its_text(drafts: dict[str, dict[str, Any]]) -> None:
    draft = {**drafts["vi"], "signature": EVIL, "heading": {**drafts["vi"]["heading"], "issuer": EVIL}}
    page = sheet(export(notebook(draft), "form.xlsx"))
    assert EVIL in texts(page)
    assert {cell.data_type for row in page.iter_rows() for cell in row if cell.value is not None} == {"s", "n"}
    wide = [one.min_row for one in page.merged_cells.ranges if one.size["columns"] == 13]
    for row in wide:
        text = page.cell(row, 1).value or ""
        assert page.row_dimensions[row].height >= 15 * len(text) / 170


def test_the_same_draft_gives_the_same_bytes(drafts: dict[str, dict[str, Any]]) -> None:
    assert export(notebook(drafts["en"]), "form.xlsx") == export(notebook(drafts["en"]), "form.xlsx")


def test_a_form_that_cannot_be_filled_says_why(drafts: dict[str, dict[str, Any]]) -> None:
    why = {"type": "paragraph", "runs": [{"text": "The register of dossiers was not given."}]}
    annex = {"label": "II", "title": "Form", "blocks": [why]}
    page = sheet(export(notebook({**drafts["en"], "annexes": [annex]}, "en"), "form.xlsx"))
    assert "The register of dossiers was not given." in texts(page)
    assert page.print_title_rows is None


def test_without_a_draft_there_is_no_form() -> None:
    with pytest.raises(ConfigurationError, match="offers no official draft"):
        export(new_notebook(), "form.xlsx")


@pytest.mark.engines
@needs_libreoffice
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_form_is_printed_on_one_page(language: str, drafts: dict[str, dict[str, Any]], tmp_path: Path) -> None:
    file = tmp_path / "form.xlsx"
    file.write_bytes(export(notebook(drafts[language], language), "form.xlsx"))
    (pdf,) = converted(file, "pdf", tmp_path / "pdf")
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
    assert text.count("\f") == 1
    assert "###" not in text
