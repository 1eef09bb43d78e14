"""An executed notebook as a Word document: the official draft of Decree 30/2020/NĐ-CP, for an office to go on writing.

The same bytes whenever it is made. The document holds a fingerprint of its own words: whoever finds other words in it
knows that somebody has edited it.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Mm
from nbformat import NotebookNode

from dtplan_analysis import document
from dtplan_analysis.document import BLANK, Block, Run
from dtplan_analysis.errors import ConfigurationError
from dtplan_analysis.exports.docx.fingerprint import fingerprint, written
from dtplan_analysis.exports.docx.one_page import one_page
from dtplan_analysis.exports.docx.page import SANS, number_pages, page, prepare
from dtplan_analysis.exports.docx.pictures import picture
from dtplan_analysis.exports.docx.tables import bare_grid, row_property, table
from dtplan_analysis.exports.docx.words import field, plain, rule, runs
from dtplan_analysis.exports.notebook import about_of, facts_of, layout_of, offered
from dtplan_analysis.language import Language

__all__ = ["export", "fingerprint", "to_docx"]

_WIDE = 8
"""A table of so many columns wants a page that is turned aside."""

_NUMBERED = re.compile(r"(?:[IVX]+|\d+)\. ")
_PICTURE = Mm(160), Mm(230)
"""The room of a picture: how wide and how high it may be."""


def export(notebook: NotebookNode, ending: str, templates: Path | None = None) -> bytes:  # noqa: ARG001
    """Return the report as a file of a report."""
    return to_docx(notebook)


def to_docx(notebook: NotebookNode) -> bytes:
    """Return the official draft that an executed notebook offers as a Word document, or its summary on one page where
    its layout is that.

    What it offers as `application/vnd.dtplan.official+json` is set: heading, parts, signature and recipients, annexes.
    What is left to fill in by hand is a field (content control). Raises ConfigurationError for a notebook that offers
    no such draft, InputError for a language there isn't.
    """
    about = about_of(notebook)
    summary = layout_of(notebook) == "summary"
    content = offered(notebook, document.SUMMARY if summary else document.OFFICIAL)
    if not content:
        raise ConfigurationError(
            "offers no summary" if summary else "offers no official draft, and a Word document is one",
            where="the notebook",
            remedy="give it a parameter layout, and end it with a cell report.form(layout)",
        )
    say, word, name = Language(about.get("language", "vi")), Document(), str(notebook.metadata.get("report", ""))
    if summary:
        told = facts_of(about, say, name)
        prepare(word, say, about, str(told["title"]), name, face=SANS)
        facts = [f"{term}: {value}" for term, value in told["facts"]]  # type: ignore[attr-defined]
        organisation, title = str(about.get("organisation") or ""), str(told["title"])
        one_page(word, content, title, [organisation, *facts] if organisation not in title else facts)
    else:
        prepare(word, say, about, str(content["heading"]["subject"]), name)
        _draft(word, content, about, say)
    return written(word)


def _draft(word: WordDocument, official: Mapping[str, Any], about: Mapping[str, Any], say: Language) -> None:
    _heading(word, official["heading"])
    _title(word, official["heading"], about, say)
    for block in official["blocks"]:
        _block(word, block)
    _signed(word, official)
    for annex in official["annexes"]:
        _annex(word, annex, official["enclosed"])


def _heading(word: WordDocument, head: Mapping[str, str]) -> None:
    """Set the heading in two columns: who writes, and the nation's name and motto."""
    grid = bare_grid(word, (Mm(62), Mm(100)))
    left, right = grid.rows[0].cells
    lines = [(left, head["superior"], 12, False, False), (left, head["issuer"], 12, True, False)]
    lines += [(left, head["number"], 13, False, False), (left, head["draft"], 13, True, False)]
    lines += [(right, head["nation"], 12, True, False), (right, head["motto"], 13, True, False)]
    lines += [(right, head["place"], 13, False, True)]
    for cell, text, size, bold, italic in lines:
        if text:
            paragraph = plain(cell)
            paragraph.alignment = ALIGN.CENTER
            runs(paragraph, [{"text": text, "strong": bold, "emph": italic}], size=size)
        if text in (head["issuer"], head["motto"]):
            rule(cell, margin=Mm(20))


def _title(word: WordDocument, head: Mapping[str, str], about: Mapping[str, Any], say: Language) -> None:
    runs(word.add_paragraph(style="Title"), [{"text": head["kind"]}])
    runs(word.add_paragraph(style="Subtitle"), [{"text": head["subject"]}])
    if about.get("synthetic"):
        made_up = say("Every figure here is made up to show how the report works; none describes a real unit.")
        paragraph = word.add_paragraph(style="Official Note")
        paragraph.alignment = ALIGN.CENTER
        runs(paragraph, [{"text": f"(Dữ liệu mô phỏng / Synthetic data: {made_up})", "emph": True}])


def _signed(word: WordDocument, official: Mapping[str, Any]) -> None:
    """Set the last sentence, and below it recipients at the left and who signs at the right."""
    paragraph = word.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    runs(paragraph, [{"text": official["closing"]}])
    grid = bare_grid(word, (Mm(81), Mm(81)))
    row_property(grid.rows[0], "w:cantSplit")
    left, right = grid.rows[0].cells
    runs(plain(left), [{"text": official["recipients_word"], "strong": True, "emph": True}], size=12)
    for one in official["recipients"]:
        runs(plain(left), [{"text": f"- {one}"}], size=11)
    paragraph = plain(right)
    paragraph.alignment = ALIGN.CENTER
    runs(paragraph, [{"text": official["signature"], "strong": True}], size=13)
    for _ in range(4):
        plain(right)
    paragraph = plain(right)
    paragraph.alignment = ALIGN.CENTER
    runs(paragraph, [{"text": BLANK}], size=13)


def _annex(word: WordDocument, annex: Mapping[str, Any], enclosed: str) -> None:
    """Set an annex on pages of its own, turned aside for a wide table."""
    section = word.add_section(WD_SECTION.NEW_PAGE)
    page(section, aside=any(one["type"] == "table" and len(one["heads"]) >= _WIDE for one in annex["blocks"]))
    number_pages(section, restart=True)
    runs(word.add_paragraph(style="Annex Title"), [{"text": f"{annex['label']}\n{annex['title'].upper()}"}])
    paragraph = word.add_paragraph(style="Official Note")
    paragraph.alignment = ALIGN.CENTER
    runs(paragraph, [{"text": enclosed, "emph": True}])
    for block in annex["blocks"]:
        _block(word, block)


def _block(word: WordDocument, block: Block) -> None:
    kind = block["type"]
    if kind == "heading":
        runs(word.add_paragraph(style=f"Heading {max(1, min(block['level'] - 1, 2))}"), _numberless(block["runs"]))
    elif kind == "paragraph" and block.get("kind") == "room":
        field(word.add_paragraph(), document.words(block), emph=True)
    elif kind == "paragraph":
        runs(word.add_paragraph(style="Official Note" if block.get("kind") == "note" else None), block["runs"])
    elif kind == "list":
        _list(word, block)
    elif kind == "table":
        table(word, block)
    elif kind == "figure":
        _figure(word, block)
    elif kind == "figures":
        for term, value in block["items"]:
            runs(word.add_paragraph(), [*term, {"text": ": "}, *value])
    else:
        runs(word.add_paragraph(style="Official Note"), [{"text": block.get("text", "")}])


def _numberless(heading: Sequence[Run]) -> list[Run]:
    """Return a heading's runs without the number that Word gives it itself."""
    first, *rest = heading
    return [first | {"text": _NUMBERED.sub("", first["text"], count=1)}, *rest]


def _list(word: WordDocument, block: Block) -> None:
    for item in block["items"]:
        for place, one in enumerate(item):
            if one["type"] == "paragraph" and not place:
                style = "List Number" if block["ordered"] else "List Bullet"
                runs(word.add_paragraph(style=style), one["runs"])
            else:
                _block(word, one)


def _figure(word: WordDocument, block: Block) -> None:
    """Set a picture with its text alternative, on a page of its own where it is very high."""
    paragraph = word.add_paragraph()
    paragraph.alignment, paragraph.paragraph_format.first_line_indent = ALIGN.CENTER, Mm(0)
    picture(paragraph, block, *_PICTURE)
