"""Pieces of a report as data, for what is set in type."""

from typing import Any

import pytest
from markupsafe import Markup

from dtplan_analysis import document
from dtplan_analysis.document import BLANK, OFFICIAL, SUMMARY, blocks


def runs(markup: str) -> list[dict[str, Any]]:
    (block,) = blocks(markup)
    return list(block["runs"])


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>a  b\n c</p>", [{"text": "a b c"}]),
        ("<p>a <b>b</b><strong>c</strong> d</p>", [{"text": "a "}, {"text": "bc", "strong": True}, {"text": " d"}]),
        ("<p><em>a <code>b</code></em></p>", [{"text": "a ", "emph": True}, {"text": "b", "emph": True, "code": True}]),
        ("<p>a <br> b</p>", [{"text": "a\nb"}]),
        ("<p> a </p>", [{"text": "a"}]),
        ('<p><a href="https://x.vn">a</a></p>', [{"text": "a", "link": "https://x.vn"}]),
        ('<p><a href="javascript:x">a</a></p>', [{"text": "a"}]),
        ('<p>a<span class="visually-hidden">b</span></p>', [{"text": "a"}]),
        ('<p><span class="provisional">a</span></p>', [{"text": "a", "small": True, "emph": True}]),
        ('<p><span class="status status-met">✓ đạt</span></p>', [{"text": "✓\u00a0đạt", "status": "met"}]),
        ("<p>a\x07b</p>", [{"text": "a\ufffdb"}]),
    ],
)
def test_words_are_runs_of_how_they_are_set(markup: str, expected: list[dict[str, Any]]) -> None:
    assert runs(markup) == expected


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<h2>a</h2>", [document.heading("a", 2)]),
        ("a<p>b</p>c", [document.paragraph(text) for text in "abc"]),
        ('<p class="note">a</p>', [document.paragraph("a") | {"kind": "note"}]),
        ('<div class="note x"><p>a</p></div>', [document.paragraph("a") | {"kind": "note"}]),
        ("<hr/><p> </p>", []),
        ("<pre>\na\n b\n</pre>", [{"type": "code", "text": "a\n b"}]),
        (
            '<ol start="3"><li>a</li></ol>',
            [{"type": "list", "ordered": True, "kind": "", "items": [[document.paragraph("a")]], "start": 3}],
        ),
        ("<dl><dt>a</dt><dd>1</dd></dl>", [{"type": "figures", "items": [([{"text": "a"}], [{"text": "1"}])]}]),
    ],
)
def test_markup_becomes_blocks(markup: str, expected: list[document.Block]) -> None:
    assert blocks(markup) == expected


def test_a_table_is_as_broad_as_its_broadest_row_and_knows_its_figures() -> None:
    head = '<tr><th>a</th><th class="num">b</th></tr>'
    markup = f'<table><caption>c</caption>{head}<tr><td data-status="met">1</td></tr></table>'
    assert blocks(markup) == [
        document.table("c", ["a", "b"], [[Markup('<td data-status="met">1</td>'), Markup("<td></td>")]], numbers=[1])
    ]
    assert blocks("<table></table>") == []


def test_heads_over_heads_say_how_far_they_reach() -> None:
    (row,) = document.table("", ["a", "b"], [], above=[[("x", 2, 1)]])["above"]
    assert row == [{"runs": [{"text": "x"}], "status": "", "columns": 2, "rows": 1}]


@pytest.mark.parametrize("markup", ["<video/>", "<p>a", "<p><iframe/></p>"])
def test_other_markup_is_refused(markup: str) -> None:
    with pytest.raises(ValueError, match=r"unknown tag|not well-formed"):
        blocks(markup)


@pytest.mark.parametrize(
    ("content", "text"),
    [("<b>", "<b>"), (Markup("<b>a</b>"), "a"), (Markup("a <video>b</video>"), "a b"), (Markup("a<br>b"), "a\nb")],
)
def test_text_in_a_cell_is_text_and_markup_that_nobody_knows_keeps_its_words(content: str, text: str) -> None:
    assert document.words(document.cell(content)) == text


@pytest.mark.parametrize(("kind", "is_form"), [(OFFICIAL, True), (SUMMARY, True), (document.DOCUMENT, False)])
def test_forms_stand_beside_the_page(kind: str, is_form: bool) -> None:
    assert document.is_form({kind: {}, "text/plain": BLANK}) is is_form
