"""Tables of a Word document: heads, widths, captions and notes."""

from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml.ns import qn
from docx.shared import Mm

from dtplan_analysis import document
from dtplan_analysis.exports.docx.page import prepare
from dtplan_analysis.exports.docx.tables import bare_grid, table
from dtplan_analysis.language import Language

WIDE = document.table(
    "", [f"({n})" for n in range(1, 10)], [["1"] * 9], above=[[("Tổng", 3, 1), ("Lĩnh vực", 1, 2), ("Còn lại", 5, 1)],
    [("a", 1, 1), ("b", 2, 1), ("c", 5, 1)]], numbers=range(9)
)  # fmt: skip


def drawn(block: document.Block) -> Any:
    word = docx.Document()
    prepare(word, Language("vi"), {}, "", "")
    table(word, block)
    return word.tables[-1]


def test_heads_of_a_table_come_again_on_each_page() -> None:
    grid = drawn(WIDE)
    repeated = [row._tr.trPr is not None and row._tr.trPr.find(qn("w:tblHeader")) is not None for row in grid.rows]
    assert repeated == [True, True, True, False]


def test_heads_over_heads_span_what_they_say() -> None:
    grid = drawn(WIDE)
    assert [cell.text for cell in grid.rows[0].cells] == ["Tổng"] * 3 + ["Lĩnh vực"] + ["Còn lại"] * 5
    assert [cell.text for cell in grid.rows[1].cells] == ["a", "b", "b", "Lĩnh vực", *["c"] * 5]
    assert [cell.text for cell in grid.rows[2].cells] == [f"({n})" for n in range(1, 10)]


def test_figures_stand_at_the_right_and_words_at_the_left() -> None:
    grid = drawn(document.table("", ["Chỉ tiêu", "Tử số"], [["CB2", "12"]], numbers=[1]))
    aligned = [[cell.paragraphs[0].alignment for cell in row.cells] for row in grid.rows]
    assert aligned == [[ALIGN.CENTER, ALIGN.CENTER], [ALIGN.LEFT, ALIGN.RIGHT]]
    assert all(run.bold for cell in grid.rows[0].cells for run in cell.paragraphs[0].runs)


def test_a_column_has_room_for_its_longest_word_and_all_for_the_page() -> None:
    long, short = "một văn bản dài " * 20, "1"
    grid = drawn(document.table("", ["a", "b"], [[long, short]], numbers=[1]))
    wide, narrow = (column.width for column in grid.columns)
    assert wide > 5 * narrow
    assert abs(wide + narrow - (Mm(210) - Mm(30) - Mm(18))) < Mm(1)


def test_sign_and_figure_of_a_map_stay_together() -> None:
    grid = drawn(document.table("", ["Đơn vị", "CB2"], [["Cục A", "✓ 80 %"]], kind="heat"))
    assert [cell.text for cell in grid.rows[1].cells] == ["Cục A", "✓\u00a080\u00a0%"]


def test_a_map_of_many_columns_is_set_in_parts_that_stay_apart() -> None:
    word = docx.Document()
    prepare(word, Language("vi"), {}, "", "")
    heads = ["Đơn vị", *(f"CB{n}" for n in range(30))]
    table(word, document.table("Bảng", heads, [["Cục A", *["✓ 100,0%"] * 30]], kind="heat", note="ghi chú"))
    kinds = [child.tag.rpartition("}")[2] for child in word.element.body]
    assert kinds[:4] == ["p", "tbl", "p", "tbl"]
    assert [one.text for one in word.paragraphs if one.text] == ["Bảng", "ghi chú"]
    assert [cell.text for grid in word.tables for cell in grid.rows[0].cells if cell.text != "Đơn vị"] == heads[1:]


def test_caption_stands_above_and_note_below() -> None:
    word = docx.Document()
    prepare(word, Language("vi"), {}, "", "")
    table(word, document.table("Bảng 1", ["a"], [["1"]], note="ghi chú"))
    assert [(one.style.name, one.text) for one in word.paragraphs] == [
        ("Caption", "Bảng 1"),
        ("Official Note", "ghi chú"),
    ]
    table(word, document.table("", [], []))
    assert len(word.tables) == 1  # of no column there is no table


def test_a_grid_only_puts_parts_beside_each_other() -> None:
    grid = bare_grid(docx.Document(), (Mm(40), Mm(60)))
    assert [round(column.width.mm) for column in grid.columns] == [40, 60]
    assert len(grid.rows) == 1
