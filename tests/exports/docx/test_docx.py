"""The Word document as a whole: its parts, styles, fields and pictures; LibreOffice reads it."""

import io
import re
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from libreoffice import converted, needs_libreoffice
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output
from office import HOSTILE, dossiers, opened, write_office

from dtplan_analysis import document
from dtplan_analysis.document import BLANK, OFFICIAL
from dtplan_analysis.errors import ConfigurationError
from dtplan_analysis.exports.docx import to_docx

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="#036"/></svg>'
HEADING = {
    "superior": "BỘ XÂY DỰNG",
    "issuer": "CỤC THỬ NGHIỆM",
    "number": f"Số: {BLANK}/BC-CTN",
    "draft": "DỰ THẢO",
    "nation": "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "motto": "Độc lập - Tự do - Hạnh phúc",
    "place": f"Hà Nội, ngày {BLANK} tháng {BLANK} năm {BLANK}",
    "kind": "BÁO CÁO",
    "subject": "Kết quả thực hiện Quý II/2024",
}


def content(*blocks: document.Block, annexes: tuple[document.Block, ...] = ()) -> dict[str, Any]:
    return {
        "heading": HEADING,
        "blocks": list(blocks),
        "closing": "Trên đây là báo cáo.",
        "signature": "CỤC TRƯỞNG",
        "recipients_word": "Nơi nhận:",
        "recipients": ["Bộ Xây dựng (để báo cáo);", f"Lưu: VT, {BLANK}."],
        "annexes": [{"label": "Phụ lục I", "title": "Số liệu", "blocks": list(annexes)}] if annexes else [],
        "enclosed": f"(Kèm theo Báo cáo số {BLANK})",
    }


def notebook(official: dict[str, Any] | None, **about: Any) -> NotebookNode:
    given = {"language": "vi", "title": "Cục Thử nghiệm", "as_of": "2024-06-30", "organisation": "Bộ Xây dựng"} | about
    outputs = [new_output("display_data", data={OFFICIAL: official})] if official else []
    return new_notebook(cells=[new_code_cell("", outputs=outputs)], metadata={"dtplan": given})


def made(*blocks: document.Block, annexes: tuple[document.Block, ...] = (), **about: Any) -> Any:
    return docx.Document(io.BytesIO(to_docx(notebook(content(*blocks, annexes=annexes), **about))))


def by_style(word: Any, style: str) -> list[str]:
    return [paragraph.text for paragraph in word.paragraphs if paragraph.style.name == style]


def fields(word: Any) -> list[str]:
    """The words of the fields, in order: what is to be filled in."""
    return ["".join(t.text or "" for t in one.iter(qn("w:t"))) for one in word.element.iter(qn("w:sdt"))]


WIDE = document.table(
    "", [f"({n})" for n in range(1, 10)], [["1"] * 9], above=[[("Tổng", 3, 1), ("Lĩnh vực", 1, 2), ("Còn lại", 5, 1)],
    [("a", 1, 1), ("b", 2, 1), ("c", 5, 1)]], numbers=range(9)
)  # fmt: skip


def test_headings_are_found_by_their_styles_and_numbered_by_word() -> None:
    word = made(document.heading("I. KẾT QUẢ", 2), document.heading("1. Chỉ tiêu", 3), document.heading("Không số", 3))
    assert by_style(word, "Title") == ["BÁO CÁO"]
    assert by_style(word, "Subtitle") == ["Kết quả thực hiện Quý II/2024"]
    assert by_style(word, "Heading 1") == ["KẾT QUẢ"]
    assert by_style(word, "Heading 2") == ["Chỉ tiêu", "Không số"]
    levels = [word.styles[name].element.pPr.numPr.ilvl.val for name in ("Heading 1", "Heading 2")]
    assert levels == [0, 1]


def test_heading_of_the_form_stands_in_two_columns() -> None:
    left, right = made().tables[0].rows[0].cells
    assert [line for line in left.text.split("\n") if line][:2] == ["BỘ XÂY DỰNG", "CỤC THỬ NGHIỆM"]
    assert [line for line in right.text.split("\n") if line][:2] == [HEADING["nation"], HEADING["motto"]]


def test_what_is_filled_in_by_hand_is_a_field() -> None:
    room = {"type": "paragraph", "kind": "room", "runs": [{"text": "(Đơn vị bổ sung nguyên nhân.)", "emph": True}]}
    assert fields(made(room)) == [BLANK, *[BLANK] * 3, "(Đơn vị bổ sung nguyên nhân.)", BLANK, BLANK]


def test_recipients_and_signature_stay_on_one_page() -> None:
    (row,) = made().tables[-1].rows
    assert row._tr.trPr.find(qn("w:cantSplit")) is not None


def test_page_is_that_of_decree_30() -> None:
    word = made(annexes=(WIDE,))
    first, annex = word.sections
    millimetres = [round(getattr(first, f"{side}_margin").mm) for side in ("left", "right", "top", "bottom")]
    assert millimetres == [30, 18, 20, 20]
    assert (round(first.page_width.mm), round(first.page_height.mm)) == (210, 297)
    assert first.different_first_page_header_footer
    assert "PAGE" in first.header._element.xml
    assert "PAGE" not in first.first_page_header._element.xml
    assert (round(annex.page_width.mm), round(annex.page_height.mm)) == (297, 210)  # a wide table is turned aside
    font = word.styles["Normal"].font
    assert (font.name, font.size.pt) == ("Times New Roman", 13)


@pytest.mark.parametrize(("language", "tongue"), [("vi", "vi-VN"), ("en", "en-GB")])
def test_document_says_its_language(language: str, tongue: str) -> None:
    word = made(language=language)
    assert word.core_properties.language == tongue
    assert {one.get(qn("w:val")) for one in word.styles.element.iter(qn("w:lang"))} == {tongue}


def test_picture_has_its_words() -> None:
    (properties,) = made(document.figure(SVG, "Biểu đồ", "Tăng 5 điểm")).element.iter(qn("wp:docPr"))
    assert (properties.get("title"), properties.get("descr")) == ("Biểu đồ", "Tăng 5 điểm")


def test_list_and_note_have_styles() -> None:
    items = [[document.paragraph("một")], [document.paragraph("hai")]]
    word = made(
        {"type": "list", "ordered": False, "kind": "", "items": items}, document.paragraph("ghi chú") | {"kind": "note"}
    )
    assert by_style(word, "List Bullet") == ["một", "hai"]
    assert by_style(word, "Official Note") == ["ghi chú"]


def test_synthetic_data_are_marked_on_every_page() -> None:
    word = made(synthetic=True)
    for footer in (word.sections[0].footer, word.sections[0].first_page_footer):
        assert footer.paragraphs[0].text == "Dữ liệu mô phỏng / Synthetic data"
    assert "mô phỏng" in "\n".join(by_style(word, "Official Note"))


@pytest.mark.parametrize("text", [*HOSTILE, "\x00\x0b\x1b[31m", "{{ 1 }} =HYPERLINK(1) <w:p/> ]]>"])
def test_hostile_words_are_words(text: str) -> None:
    block = document.table(text, [text], [[text]], note=text)
    word = made(document.heading(text, 2), document.paragraph(text), block, title=text, organisation=text)
    kept = re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", text).replace("\t", " ")
    assert kept.replace("\r", "\n") in [paragraph.text.replace("\r", "\n") for paragraph in word.paragraphs]
    assert not list(word.element.iter(qn("w:hyperlink")))


ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens snapToGrid spacing ind contextualSpacing jc textAlignment outlineLvl rPr sectPr",
    "sectPr": "headerReference footerReference type pgSz pgMar pgNumType cols titlePg docGrid",
    "tcPr": "tcW gridSpan vMerge tcBorders shd tcMar vAlign",
    "tblPr": "tblStyle tblStyleRowBandSize tblStyleColBandSize tblW jc tblInd tblBorders tblLayout tblCellMar tblLook",
}
"""What stands in which order in the properties of a part, after ECMA-376-1, annex A.1: Word refuses another."""
ONE_ONLY = {"pgNumType", "numPr", "pBdr", "tblCellMar", "vAlign"}


def test_properties_stand_in_the_order_of_the_standard() -> None:
    file = to_docx(notebook(content(document.heading("I. A", 2), document.paragraph("a"), annexes=(WIDE,)) | {
        "annexes": [{"label": "I", "title": "A", "blocks": [WIDE]}, {"label": "II", "title": "B", "blocks": [WIDE]}],
    }))  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        parts = [parse_xml(archive.read(f"word/{name}.xml")) for name in ("document", "styles")]
    for kind, order in ORDER.items():
        for properties in (one for part in parts for one in part.iter(qn(f"w:{kind}"))):
            names = [child.tag.rpartition("}")[2] for child in properties]
            places = [order.split().index(name) for name in names]
            assert places == sorted(places), names
            assert all(names.count(name) < 2 for name in ONE_ONLY), names


def test_headings_and_annexes_have_the_numbers_of_their_styles() -> None:
    styles = made().styles
    numbers = {name: styles[name].element.pPr.numPr.numId.val for name in ("Heading 1", "Heading 2", "Annex Title")}
    assert numbers == {"Heading 1": 90, "Heading 2": 90, "Annex Title": 0}


def test_bytes_are_the_same_whenever_it_is_made() -> None:
    given = notebook(content(document.paragraph("a"), annexes=(WIDE,)))
    assert to_docx(given) == to_docx(given)
    with zipfile.ZipFile(io.BytesIO(to_docx(given))) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}


def test_notebook_without_a_draft_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="no official draft"):
        to_docx(notebook(None))


@pytest.mark.engines
@needs_libreoffice
def test_libreoffice_reads_the_same_words(tmp_path: Path) -> None:
    settings = 'layout = "official"'
    registers = {"dossiers": dossiers("AA", "2024Q2", 7, 3)}
    report = opened(write_office(tmp_path / "office", registers, targets="CB2", settings=settings), "AA", language="vi")
    official = report.form()
    assert official
    given = notebook(official.content)
    file = tmp_path / "draft.docx"
    file.write_bytes(to_docx(given))
    (pdf,) = converted(file, "pdf", tmp_path / "made")
    read = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True)
    words = " ".join(read.stdout.split())
    for block in official.content["blocks"]:
        for run in block.get("runs", []):
            for word in re.findall(r"\w{4,}", run["text"]):
                assert word in words
    assert "I. KẾT QUẢ THỰC HIỆN" in words
