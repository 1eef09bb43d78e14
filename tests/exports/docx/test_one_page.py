"""The summary on one page: letters as large as leave the chart its room, and the chart in what is left."""

from typing import Any

import docx
import pytest

from dtplan_analysis import document
from dtplan_analysis.exports.docx.one_page import one_page
from dtplan_analysis.exports.docx.page import SANS, prepare
from dtplan_analysis.language import Language

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="200"/>'
TILE = {
    "name": "CB2 · Hồ sơ",
    "figure": "70 %",
    "asked": "≥ 80 %",
    "sign": "✗",
    "word": "chưa đạt",
    "status": "not_met",
}
TILE |= {"change": "+5"}
TO_DO = {"name": "CB2", "kind": "Ngay", "what": "bổ sung", "why": "còn xa"}


def made(tiles: int, to_do: int = 1, chart: bool = True, long: int = 1) -> Any:
    word = docx.Document()
    prepare(word, Language("vi"), {}, "", "", face=SANS)
    summary = {
        "lead": "Đạt 3 trên 8 chỉ tiêu.",
        "tiles": [TILE | {"name": f"{TILE['name']} {n} " * long} for n in range(tiles)],
        "change_word": "Thay đổi",
        "todo_word": "Việc cần làm",
        "todo": [TO_DO | {"what": "bổ sung " * 20 * long}] * to_do,
        "notes": ["Số liệu tạm tính."],
        "chart": document.figure(SVG, "Biểu đồ", "x") if chart else None,
        "no_chart": "Biểu đồ không đủ chỗ.",
    }
    one_page(word, summary, "Cục Thử nghiệm", ["Kỳ: Quý II/2024"])
    return word


def letters(word: Any) -> float:
    """The size of the letters of what is to be done, in points."""
    return next(float(run.font.size.pt) for one in word.paragraphs for run in one.runs if run.text.startswith("1. "))


def test_it_says_title_facts_tiles_what_to_do_and_notes() -> None:
    word = made(3)
    texts = [one.text for one in word.paragraphs if one.text]
    assert texts[:3] == ["Cục Thử nghiệm", "Kỳ: Quý II/2024", "Đạt 3 trên 8 chỉ tiêu."]
    assert texts[3] == "Việc cần làm"
    assert texts[-1] == "Số liệu tạm tính."
    (grid,) = word.tables
    assert [one.text for one in grid.cell(0, 0).paragraphs] == [
        "CB2 · Hồ sơ 0 ",
        "70 % ≥ 80 %",
        "✗ chưa đạt · Thay đổi: +5",
    ]
    assert len(word.inline_shapes) == 1


@pytest.mark.parametrize(("tiles", "columns", "rows"), [(0, None, None), (1, 4, 1), (8, 4, 2), (9, 5, 2), (15, 5, 3)])
def test_tiles_stand_in_rows(tiles: int, columns: int | None, rows: int | None) -> None:
    grids = made(tiles).tables
    assert [(len(grid.columns), len(grid.rows)) for grid in grids] == ([(columns, rows)] if tiles else [])


def test_more_words_are_set_smaller_and_the_chart_goes_before_they_cannot_be_read() -> None:
    few, many, most = made(4), made(20, 3), made(40, 5, long=5)
    assert letters(few) == 10.0
    assert letters(few) >= letters(many) > letters(most)
    assert len(few.inline_shapes) == 1
    assert len(most.inline_shapes) == 0
    assert most.paragraphs[-1].text == "Số liệu tạm tính. Biểu đồ không đủ chỗ."


def test_where_there_is_no_chart_nothing_is_said_of_one() -> None:
    assert made(2, chart=False).paragraphs[-1].text == "Số liệu tạm tính."
    assert "Biểu đồ" not in made(2).paragraphs[-2].text
