"""The page of a Word document: margins, page numbers, styles, language, properties."""

from datetime import date
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from dtplan_analysis.bilingual import SYNTHETIC
from dtplan_analysis.exports.docx.page import FACE, SANS, number_pages, page, prepare
from dtplan_analysis.language import Language


def prepared(language: str = "vi", face: str = FACE, **about: Any) -> Any:
    word = docx.Document()
    prepare(word, Language(language), about, "Kết quả", "a_report", face=face)
    return word


@pytest.mark.parametrize(("aside", "size"), [(False, (210, 297)), (True, (297, 210))])
def test_a_page_is_that_of_decree_30_upright_or_turned_aside(aside: bool, size: tuple[int, int]) -> None:
    section = docx.Document().sections[0]
    page(section, aside=aside)
    assert (round(section.page_width.mm), round(section.page_height.mm)) == size
    margins = [round(getattr(section, f"{side}_margin").mm) for side in ("left", "right", "top", "bottom")]
    assert margins == [30, 18, 20, 20]


@pytest.mark.parametrize("restart", [False, True])
def test_pages_are_numbered_from_the_second_on(restart: bool) -> None:
    section = docx.Document().sections[0]
    number_pages(section, restart=restart)
    assert section.different_first_page_header_footer
    assert "PAGE" in section.header._element.xml
    assert "PAGE" not in section.first_page_header._element.xml
    assert (section._sectPr.find(qn("w:pgNumType")) is not None) is restart


@pytest.mark.parametrize(("language", "tongue"), [("vi", "vi-VN"), ("en", "en-GB")])
def test_a_document_says_its_language(language: str, tongue: str) -> None:
    word = prepared(language)
    assert word.core_properties.language == tongue
    assert {one.get(qn("w:val")) for one in word.styles.element.iter(qn("w:lang"))} == {tongue}


def test_properties_are_of_the_report_and_not_of_the_clock() -> None:
    about = prepared(title="x" * 300, organisation="Bộ\x07", as_of="2024-06-30").core_properties
    assert (len(about.title), about.subject, about.author) == (255, "Kết quả", "Bộ\ufffd")
    assert (about.identifier, about.last_modified_by, about.revision) == ("a_report", "", 1)
    assert about.created.date() == about.modified.date() == date(2024, 6, 30)
    assert prepared().core_properties.created.year == 1980


@pytest.mark.parametrize("face", [FACE, SANS])
def test_all_styles_have_one_face(face: str) -> None:
    styles = prepared(face=face).styles
    assert {styles[name].font.name for name in ("Normal", "Title", "Heading 1", "List Bullet", "Caption")} == {face}


@pytest.mark.parametrize(("synthetic", "said"), [(True, [str(SYNTHETIC)] * 2), (False, ["", ""])])
def test_made_up_data_are_marked_on_every_page(synthetic: bool, said: list[str]) -> None:
    section = prepared(synthetic=synthetic).sections[0]
    assert [footer.paragraphs[0].text for footer in (section.footer, section.first_page_footer)] == said
