"""How files were read is said in words of one language, whatever was found out."""

import pytest

from dtplan_analysis.language import Language
from dtplan_analysis.registers.reading import Reading
from dtplan_analysis.terminal.detected import detected_words, doubtful_words

FOUND = [
    # what a reading has, in English, in Vietnamese
    ({"delimiter": "tab", "header": "line 3"},
     "delimiter tab, header in line 3", "dấu phân cách: dấu tab, tiêu đề ở dòng 3"),
    ({"format": "xlsx", "sheet": "S", "header": "row 5–6"}, "xlsx, header in row 5–6", "xlsx, tiêu đề ở hàng 5–6"),
    ({"transposed": "yes"}, "transposed: each record in a column", "bảng xoay: mỗi bản ghi là một cột"),
    ({"day-first": "due_on"}, "the day first in due_on", "ngày đứng trước tháng ở due_on"),
    ({"decimal ,": "paid"}, "decimal sign , in paid", "dấu thập phân: , ở paid"),
    ({"format %d.%m": "due_on"}, "days as %d.%m in due_on", "ngày theo mẫu %d.%m ở due_on"),
    ({"hidden rows": "2"}, "hidden rows, read like the others: 2", "dòng bị ẩn, vẫn được đọc: 2"),
]  # fmt: skip


@pytest.mark.parametrize(("found", "english", "vietnamese"), FOUND)
def test_what_was_found_out_is_said_in_words(found: dict[str, str], english: str, vietnamese: str) -> None:
    reading = Reading("dossiers", detected={"a.xlsx, sheet 'S'": found})
    assert list(detected_words(reading, Language("en"))) == [f"a.xlsx, sheet 'S': {english}"]
    assert list(detected_words(reading, Language("vi"))) == [f"a.xlsx, trang tính 'S': {vietnamese}"]


def test_files_that_were_read_alike_are_said_once() -> None:
    reading = Reading("dossiers", detected={name: {"format": "CSV"} for name in "ab"}, not_records={"total": 1200})
    said = list(detected_words(reading, Language("vi")))
    assert said == ["2 tệp hoặc trang tính: CSV", "dòng không phải bản ghi, ngoài số dòng đã đọc: dòng cộng (1.200)"]


def test_what_may_have_been_wanted_is_said_unasked() -> None:
    detected = {
        "in": {"passed over": "x.docx", "format": "CSV"},
        "holidays vn": {"days off not sure in": "2026 (likely)"},
    }
    said = list(doubtful_words(Reading("dossiers", detected=detected), Language("en")))
    assert said == ["in: passed over: x.docx", "calendar vn: days off not sure in 2026 (likely)"]
