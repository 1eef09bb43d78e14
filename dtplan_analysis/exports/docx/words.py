"""Words in a Word document: runs as they are set, and fields that are filled in by hand."""

import re
from collections.abc import Iterable

from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Length, Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run as WordRun

from dtplan_analysis.document import BLANK, Run

_FOREIGN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def runs(paragraph: Paragraph, given: Iterable[Run], *, size: float | None = None) -> None:
    """Write words as they are set; what is to be filled in becomes a field."""
    for run in given:
        for place, text in enumerate(clean(run["text"]).split(BLANK)):
            if place:
                field(paragraph, BLANK, strong=bool(run.get("strong")), emph=bool(run.get("emph")), size=size)
            for line, part in enumerate(text.split("\n")):
                if line:
                    paragraph.add_run().add_break()
                if part:
                    _styled(paragraph.add_run(part), run, size)


def _styled(written: WordRun, run: Run, size: float | None) -> None:
    font = written.font
    if run.get("strong"):
        font.bold = True
    if run.get("emph"):
        font.italic = True
    if size or run.get("small"):
        font.size = Pt((size or 13) - (1 if run.get("small") else 0))
    if run.get("code"):
        font.name = "Courier New"


def field(
    paragraph: Paragraph, text: str, *, strong: bool = False, emph: bool = False, size: float | None = None
) -> None:
    """Write a field that is filled in by hand: a content control whose words give way to what is typed."""
    run = paragraph.add_run(clean(text))
    _styled(run, {"strong": strong, "emph": emph}, size)
    control = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtPr><w:showingPlcHdr/><w:text/></w:sdtPr><w:sdtContent/></w:sdt>")
    paragraph._p.replace(run._r, control)
    control.find(qn("w:sdtContent")).append(run._r)


def rule(cell: _Cell, *, margin: Length) -> None:
    """Draw a line in a cell, as below the issuer and the motto, so far from its edges."""
    paragraph = plain(cell)
    layout = paragraph.paragraph_format
    layout.left_indent = layout.right_indent = margin
    layout.space_after, layout.line_spacing = Pt(4), Pt(3)
    border = parse_xml(f'<w:pBdr {nsdecls("w")}><w:top w:val="single" w:sz="6" w:space="1" w:color="auto"/></w:pBdr>')
    paragraph._p.get_or_add_pPr().insert(0, border)


def clean(text: str) -> str:
    """Return text that an XML file may hold."""
    return _FOREIGN.sub("\ufffd", text).replace("\t", " ")


def plain(cell: _Cell) -> Paragraph:
    """Return the next empty paragraph of a cell, without indent: the one that every cell begins with, then new ones."""
    first: Paragraph = cell.paragraphs[0]
    fresh = len(cell.paragraphs) == 1 and all(child.tag == qn("w:pPr") for child in first._p) and not first._p.pPr
    paragraph = first if fresh else cell.add_paragraph()
    layout = paragraph.paragraph_format
    layout.first_line_indent, layout.space_after, layout.line_spacing = Mm(0), Pt(2), 1.0
    layout.alignment = ALIGN.LEFT
    return paragraph
