"""Words in a Word document: runs as they are set, and fields that are filled in by hand."""

from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm

from dtplan_analysis.document import BLANK, Run
from dtplan_analysis.exports.docx.words import clean, field, plain, rule, runs


def written(*given: Run, size: float | None = None) -> Any:
    paragraph = docx.Document().add_paragraph()
    runs(paragraph, given, size=size)
    return paragraph


@pytest.mark.parametrize(
    ("run", "size", "expected"),
    [
        ({"text": "a"}, None, (None, None, None, None)),
        ({"text": "a", "strong": True}, None, (True, None, None, None)),
        ({"text": "a", "emph": True}, 10, (None, True, 10, None)),
        ({"text": "a", "small": True}, None, (None, None, 12, None)),
        ({"text": "a", "small": True}, 10, (None, None, 9, None)),
        ({"text": "a", "code": True}, None, (None, None, None, "Courier New")),
    ],
)
def test_words_are_set_as_they_say(run: Run, size: float | None, expected: tuple[object, ...]) -> None:
    (one,) = written(run, size=size).runs
    font = one.font
    assert (font.bold, font.italic, font.size and font.size.pt, font.name) == expected


def test_what_is_to_be_filled_in_is_a_field_and_a_line_ends_where_it_does() -> None:
    paragraph = written({"text": f"Số: {BLANK}/BC\nngày", "strong": True})
    assert [one.text for one in paragraph.runs] == ["Số: ", "/BC", "\n", "ngày"]
    (control,) = paragraph._p.iter(qn("w:sdt"))
    assert "".join(text.text for text in control.iter(qn("w:t"))) == BLANK
    assert list(control.iter(qn("w:b")))


def test_a_field_gives_way_to_what_is_typed() -> None:
    paragraph = docx.Document().add_paragraph()
    field(paragraph, "(bổ sung)\x07")
    assert list(paragraph._p.iter(qn("w:showingPlcHdr")))
    assert [text.text for text in paragraph._p.iter(qn("w:t"))] == ["(bổ sung)\ufffd"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [("a\tb", "a b"), ("\x00\x1b[1m", "\ufffd\ufffd[1m"), ("đ😀\n", "đ😀\n"), ("\ud800", "\ufffd")],
)
def test_a_text_is_one_that_a_file_may_hold(text: str, kept: str) -> None:
    assert clean(text) == kept


def test_the_first_paragraph_of_a_cell_is_used_once() -> None:
    cell = docx.Document().add_table(1, 1).cell(0, 0)
    for text in ("a", "b"):
        plain(cell).add_run(text)
    assert [one.text for one in cell.paragraphs] == ["a", "b"]
    rule(cell, margin=Mm(20))
    assert list(cell.paragraphs[-1]._p.iter(qn("w:pBdr")))
    assert round(cell.paragraphs[-1].paragraph_format.left_indent.mm) == 20
