"""The fingerprint that a Word document holds of its own words."""

import io
import zipfile
from typing import Any

import docx
import pytest

from dtplan_analysis.exports.docx.fingerprint import fingerprint, of_words, written


def edited(file: bytes, change: Any) -> bytes:
    word, stream = docx.Document(io.BytesIO(file)), io.BytesIO()
    change(word)
    word.save(stream)
    return stream.getvalue()


def test_fingerprint_tells_an_edited_draft() -> None:
    word = docx.Document()
    word.add_paragraph("Đạt 3 chỉ tiêu")
    file = written(word)
    held, now = fingerprint(file)
    assert held == now
    assert fingerprint(edited(file, lambda _: None)) == (held, held)  # saved, with the same words
    changed = edited(file, lambda word: word.add_paragraph("thêm một câu"))
    assert fingerprint(changed)[0] == held
    assert fingerprint(changed)[1] != held


def test_fingerprint_of_a_document_that_is_not_ours_is_empty() -> None:
    stream = io.BytesIO()
    docx.Document().save(stream)
    assert fingerprint(stream.getvalue())[0] == ""
    with pytest.raises(ValueError, match="no Word document"):
        fingerprint(b"PK")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (["Đạt 3"], ["Đạt", " 3"], True),  # how words are parted into runs is a program's own
        (["Đạt 3", ""], ["Đạt 3"], True),
        (["Đạt 3"], ["Đạt 4"], False),
        (["a b"], ["ab"], False),
    ],
)
def test_the_same_words_have_the_same_hash(one: list[str], other: list[str], same: bool) -> None:
    found = []
    for parts in (one, other):
        word = docx.Document()
        paragraph = word.add_paragraph()
        for part in parts:
            paragraph.add_run(part)
        found.append(of_words(word.element.xml.encode()))
    assert (found[0] == found[1]) is same


def test_a_file_has_no_time_of_its_making() -> None:
    word = docx.Document()
    word.add_paragraph("a")
    first = written(word)
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
