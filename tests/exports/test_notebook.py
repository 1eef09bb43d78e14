"""What an executed notebook says: of itself, and cell by cell as blocks."""

from datetime import date
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from dtplan_analysis import document
from dtplan_analysis.bilingual import SYNTHETIC
from dtplan_analysis.exports.notebook import about_of, blocks_of, facts_of, layout_of, offered, ordered
from dtplan_analysis.language import Language

EN = Language("en")
REPORT = "application/vnd.dtplan.report+json"
PNG = "iVBORw0KGgo="


def shown(*data: dict[str, Any], **metadata: Any) -> Any:
    cells = [new_code_cell(outputs=[new_output("display_data", data=one)]) for one in data]
    return new_notebook(cells=cells, metadata=metadata)


def test_a_notebook_tells_of_itself_in_its_metadata_or_in_an_output() -> None:
    assert about_of(shown({REPORT: {"unit": "A"}}, dtplan={"unit": "B"})) == {"unit": "B"}
    assert about_of(shown({"text/plain": "x"}, {REPORT: {"unit": "A"}})) == {"unit": "A"}
    assert about_of(shown()) == offered(shown(), REPORT) == {}


@pytest.mark.parametrize(
    ("metadata", "layout"),
    [
        ({}, "analysis"),
        ({"dtplan": {"layout": "official"}}, "official"),
        ({"dtplan": {"layout": "official"}, "layout": "summary"}, "summary"),  # as its run asks
    ],
)
def test_how_files_are_set_out(metadata: dict[str, Any], layout: str) -> None:
    assert layout_of(shown(**metadata)) == layout


def test_header_and_footer_say_what_is_known_and_the_title_does_not() -> None:
    about = {"title": "Agency A", "unit": "Agency A", "quarter": "2024Q2", "as_of": "2024-06-30", "version": "1.0"}
    told = facts_of(about | {"synthetic": True}, EN, "a_report")
    assert (told["title"], told["synthetic"]) == ("Agency A", True)
    assert told["facts"] == [("Period", EN.quarter("2024Q2")), ("Data as of", EN.date(date(2024, 6, 30)))]
    assert told["origin"] == [("Made with", "dtplan-analysis 1.0")]
    assert facts_of({}, EN, "a_report")["title"] == "a_report"
    assert facts_of({}, EN, "")["title"] == "Report"


CODE = {"type": "code", "text": "told"}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"text/plain": "told"}, [CODE]),
        ({"text/plain": "x", "text/html": "<p>a</p>"}, [document.paragraph("a")]),
        ({"text/plain": "told", "text/html": "<video/>"}, [CODE]),
        ({"text/html": "<p>a</p>", document.DOCUMENT: [document.paragraph("b")]}, [document.paragraph("b")]),
        ({"text/html": "<p>a</p>", document.OFFICIAL: {}}, []),
        ({"text/plain": "x", "image/svg+xml": "<svg/>"}, [document.figure("<svg/>", "", "x")]),
        ({"image/svg+xml": "<svg/>"}, [document.figure("<svg/>", "", "A picture without a description")]),
        ({"text/plain": "x", "image/png": PNG}, [document.figure("", "", "x") | {"png": list(b"\x89PNG\r\n\x1a\n")}]),
        ({"text/markdown": "a *b*"}, [{"type": "paragraph", "runs": [{"text": "a "}, {"text": "b", "emph": True}]}]),
        ({}, []),
    ],
)
def test_the_best_of_what_an_output_offers_is_a_block(data: dict[str, Any], expected: list[document.Block]) -> None:
    assert blocks_of(shown(data), "", EN) == expected


def test_code_is_shown_where_it_is_tagged_and_faults_and_warnings_always() -> None:
    cells = [
        new_code_cell("a = 1"),
        new_code_cell("told", metadata={"tags": ["show"]}),
        new_code_cell(outputs=[new_output("stream", name="stderr", text="careful\n")]),
        new_code_cell(outputs=[new_output("error", ename="KeyError", evalue="x", traceback=["\x1b[1mline 1"])]),
        new_markdown_cell("## A"),
    ]
    found = blocks_of(new_notebook(cells=cells), "", EN)
    assert found[0] == CODE
    assert [(one["type"], one["text"]) for one in found[1:3]] == [("fault", "careful"), ("fault", "line 1")]
    assert "KeyError: x" in found[2]["what"]
    assert found[3] == document.heading("A", 1)


def test_the_mark_of_made_up_data_is_left_to_the_head_of_each_page() -> None:
    data = {document.DOCUMENT: [document.paragraph(SYNTHETIC), document.paragraph("a")]}
    assert blocks_of(shown(data, dtplan={"synthetic": True}), "", EN) == [document.paragraph("a")]
    assert len(blocks_of(shown(data), "", EN)) == 2


@pytest.mark.parametrize(
    ("levels", "expected"), [([1, 2, 3], [1, 1, 2]), ([2, 4, 6, 2], [1, 2, 3, 1]), ([4, 3], [1, 2]), ([6], [1])]
)
def test_no_level_of_headings_is_skipped(levels: list[int], expected: list[int]) -> None:
    found = ordered([document.heading(f"h{n}", level) for n, level in enumerate(levels)], "title")
    assert [one["level"] for one in found] == expected


def test_a_heading_that_repeats_the_title_goes() -> None:
    blocks = [document.heading("A  title", 1), document.heading("A title", 2), document.heading(" ", 2)]
    assert [one["level"] for one in ordered(blocks, "A title")] == [1]
