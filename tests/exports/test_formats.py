"""The one list of formats: each is made by a module of its own, and asked for by the ending of its file."""

import pytest
from nbformat.v4 import new_notebook

from dtplan_analysis.exports.formats import FORMATS, endings, export

STARTS = {"html": b"<!DOCTYPE", "pdf": b"%PDF", "xlsx": b"PK", "ods": b"PK", "csv": b"\xef\xbb\xbfplan", "json": b"{"}


@pytest.mark.parametrize("ending", endings(FORMATS))
def test_each_format_makes_its_file(ending: str) -> None:
    content = export(new_notebook(metadata={"dtplan": {"language": "en", "title": "A"}}), ending)
    assert content.lower().startswith(STARTS.get(ending, b"{").lower())


def test_every_format_is_known_by_its_start() -> None:
    assert set(STARTS) == set(FORMATS)
