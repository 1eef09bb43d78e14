"""The one list of formats: each is made by a module of its own, and asked for by the ending of its file."""

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output

from dtplan_analysis.document import OFFICIAL
from dtplan_analysis.exports.formats import FORMATS, endings, export

STARTS = {
    "html": b"<!DOCTYPE",
    "pdf": b"%PDF",
    "docx": b"PK",
    "xlsx": b"PK",
    "ods": b"PK",
    "csv": b"\xef\xbb\xbfplan",
    "json": b"{",
    "form.xlsx": b"PK",
}

DRAFT = {
    "heading": dict.fromkeys(
        ("superior", "issuer", "number", "draft", "nation", "motto", "place", "kind", "subject"), "A"
    ),
    "blocks": [],
    "closing": "A",
    "signature": "A",
    "recipients_word": "A",
    "recipients": [],
    "annexes": [{"label": "A", "title": "A", "blocks": []}],
    "enclosed": "",
}


def notebook() -> NotebookNode:
    """A report that offers its official draft and nothing else."""
    outputs = [new_output("display_data", data={OFFICIAL: DRAFT})]
    about = {"language": "en", "title": "A"}
    return new_notebook(cells=[new_code_cell("", outputs=outputs)], metadata={"dtplan": about})


@pytest.mark.parametrize("ending", endings(FORMATS))
def test_each_format_makes_its_file(ending: str) -> None:
    content = export(notebook(), ending)
    assert content.lower().startswith(STARTS.get(ending, b"{").lower())


def test_every_format_is_known_by_its_start() -> None:
    assert set(STARTS) == set(FORMATS)
