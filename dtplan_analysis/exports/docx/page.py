"""The page of a Word document of Decree 30/2020/NĐ-CP: margins, page numbers, styles, language, properties."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor

from dtplan_analysis.bilingual import SYNTHETIC
from dtplan_analysis.exports.docx.words import clean
from dtplan_analysis.language import Language

FACE = "Times New Roman"
"""The face of official documents; Liberation Serif, of the same widths, stands in where it is lacking."""

SANS = "Arial"
"""The face of a summary, which has the widths of Liberation Sans."""

_LEFT, _RIGHT, _EDGE = Mm(30), Mm(18), Mm(20)
_LONG, _SHORT = Mm(297), Mm(210)
_LANGUAGES = {"vi": "vi-VN", "en": "en-GB"}


def prepare(
    word: Document, say: Language, about: Mapping[str, Any], subject: str, name: str, *, face: str = FACE
) -> None:
    """Set page, styles, language and properties; `name` is that of the report, `face` of its letters."""
    section = word.sections[0]
    page(section, aside=False)
    number_pages(section, restart=False)
    if about.get("synthetic"):
        _mark(section)
    _styles(word, _LANGUAGES[say.code], face)
    day = datetime.fromisoformat(str(about.get("as_of") or "1980-01-01")).replace(tzinfo=UTC)
    about_it = word.core_properties
    about_it.title, about_it.subject = _short(str(about.get("title") or subject)), _short(subject)
    about_it.author, about_it.last_modified_by = _short(str(about.get("organisation") or "")), ""
    about_it.identifier = _short(name)
    about_it.language, about_it.revision, about_it.comments = _LANGUAGES[say.code], 1, ""
    about_it.created = about_it.modified = day


def _short(text: str) -> str:
    """Return a text as a property holds it."""
    return clean(text)[:255]


def page(section: Section, *, aside: bool) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE if aside else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (_LONG, _SHORT) if aside else (_SHORT, _LONG)
    section.left_margin, section.right_margin = _LEFT, _RIGHT
    section.top_margin = section.bottom_margin = _EDGE
    section.header_distance = section.footer_distance = Mm(10)


def number_pages(section: Section, *, restart: bool) -> None:
    """Number pages in the middle of the top margin, from the second one on."""
    section.different_first_page_header_footer = True
    section.header.is_linked_to_previous = section.first_page_header.is_linked_to_previous = False
    paragraph = section.header.paragraphs[0]
    paragraph.alignment = ALIGN.CENTER
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        element.set(qn("w:fldCharType"), kind) if kind else element.set(qn("xml:space"), "preserve")
        element.text = text or None
        run._r.append(element)
    for number in section._sectPr.findall(qn("w:pgNumType")):  # of the section before, whose copy this one is
        section._sectPr.remove(number)
    if restart:
        number = OxmlElement("w:pgNumType")
        number.set(qn("w:start"), "1")
        section._sectPr.insert_element_before(number, "w:cols")


def _mark(section: Section) -> None:
    """Say on every page that the data are made up."""
    for footer in (section.footer, section.first_page_footer):
        paragraph = footer.paragraphs[0]
        paragraph.alignment, paragraph.paragraph_format.first_line_indent = ALIGN.CENTER, Mm(0)
        run = paragraph.add_run(SYNTHETIC)
        run.font.size = Pt(9)


def _styles(word: Document, language: str, face: str) -> None:
    """Make the styles of an official text: one for each kind of its parts, so that Word finds and changes them."""
    styles = word.styles
    for name in (
        "Normal",
        "Title",
        "Subtitle",
        "Header",
        "Heading 1",
        "Heading 2",
        "List Bullet",
        "List Number",
        "Caption",
    ):
        font = styles[name].font
        font.name, font.size, font.color.rgb = face, Pt(13), RGBColor(0, 0, 0)
        faces = styles[name].element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            faces.set(qn(script), face)
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
            faces.attrib.pop(qn(theme), None)
    for tongue in word.styles.element.iter(qn("w:lang")):
        for script in ("w:val", "w:eastAsia"):
            tongue.set(qn(script), language)
    normal = styles["Normal"].paragraph_format
    normal.alignment, normal.first_line_indent = ALIGN.JUSTIFY, Mm(10)
    normal.space_before, normal.space_after, normal.line_spacing = Pt(0), Pt(6), 1.15
    for name, italic in (("Heading 1", False), ("Heading 2", True)):
        styles[name].font.bold, styles[name].font.italic = True, italic
        layout = styles[name].paragraph_format
        layout.space_before, layout.space_after, layout.keep_with_next = Pt(12), Pt(6), True
        layout.alignment, layout.first_line_indent, layout.left_indent = ALIGN.LEFT, Mm(0), Mm(10)
    _number_headings(word)
    title = styles["Title"]
    title.font.bold, title.font.size = True, Pt(14)
    for border in title.element.iter(qn("w:pBdr")):
        border.getparent().remove(border)
        break
    for name in ("Title", "Subtitle"):
        layout = styles[name].paragraph_format
        layout.alignment, layout.first_line_indent = ALIGN.CENTER, Mm(0)
        layout.space_before, layout.space_after = Pt(6), Pt(2)
    styles["Subtitle"].font.bold, styles["Subtitle"].font.italic = True, False
    for spacing in list(styles["Subtitle"].element.iter(qn("w:spacing"))):
        if spacing.get(qn("w:val")):  # of letters, not of lines
            spacing.getparent().remove(spacing)
    for name in ("List Bullet", "List Number"):
        styles[name].paragraph_format.alignment = ALIGN.JUSTIFY
    for name, base, size in (
        ("Official Cell", "Normal", 10),
        ("Official Note", "Normal", 10),
        ("Annex Title", "Heading 1", 14),
    ):
        style = styles.add_style(name, 1)
        style.base_style, style.font.size = styles[base], Pt(size)
        layout = style.paragraph_format
        layout.first_line_indent = layout.left_indent = Mm(0)
        layout.space_after = Pt(1 if "Cell" in name else 4)
        layout.line_spacing = 1.0
        layout.alignment = ALIGN.CENTER if "Annex" in name else ALIGN.LEFT
    styles["Annex Title"].element.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = 0


def _number_headings(word: Document) -> None:
    """Let Word number the headings itself: I, II, III for parts, 1, 2, 3 below each."""
    numbering = word.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:pStyle w:val="{style}"/>'
        f'<w:suff w:val="space"/><w:lvlText w:val="%{level + 1}."/><w:lvlJc w:val="left"/></w:lvl>'
        for level, (form, style) in enumerate((("upperRoman", "Heading1"), ("decimal", "Heading2")))
    )
    abstract = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90"><w:multiLevelType w:val="multilevel"/>{levels}'
        "</w:abstractNum>"
    )
    numbering.insert(0, abstract)
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    dash = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="91"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/>'
        '<w:lvlText w:val="-"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="851" w:hanging="284"/></w:pPr></w:lvl>'
        "</w:abstractNum>"
    )
    numbering.insert(1, dash)
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="91"><w:abstractNumId w:val="91"/></w:num>'))
    word.styles["List Bullet"].element.pPr.numPr.numId.val = 91
    for level, name in enumerate(("Heading 1", "Heading 2")):
        number = word.styles[name].element.get_or_add_pPr().get_or_add_numPr()
        number.get_or_add_ilvl().val, number.get_or_add_numId().val = level, 90
