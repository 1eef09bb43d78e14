"""Tables in a Word document: ruled ones whose heads come on each page, and bare ones that put parts side by side."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from docx.document import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Length, Pt
from docx.table import Table, _Cell, _Row

from dtplan_analysis.document import Block, Run, heads_placed
from dtplan_analysis.exports.docx.widths import INSET, fitted, parted
from dtplan_analysis.exports.docx.words import runs as write


def table(word: Document, block: Block) -> None:
    """Set a ruled table whose heads come again on each page; its caption stands above, its note below."""
    if block["caption"]:
        paragraph = word.add_paragraph(style="Caption")
        paragraph.paragraph_format.keep_with_next = True
        write(paragraph, [{"text": block["caption"], "strong": True}])
    if not block["heads"]:
        return
    section = word.sections[-1]
    room = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
    for n, part in enumerate(parted(block, room)):
        if n:
            word.add_paragraph(style="Official Note")  # without it, tables become one
        _ruled(word, part, room)
    if block["note"]:
        note = word.add_paragraph(style="Official Note")
        note.paragraph_format.space_before = Pt(4)
        write(note, [{"text": block["note"]}])


def _ruled(word: Document, block: Block, room: int) -> None:
    columns, above = len(block["heads"]), block["above"]
    grid = word.add_table(rows=len(above) + 1 + len(block["rows"]), cols=columns, style="Table Grid")
    grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    size = _fit(grid, block, room)
    _heads_above(grid, above, size)
    cells = [row.cells for row in grid.rows]
    for cell, head in zip(cells[len(above)], block["heads"], strict=True):
        _fill(cell, head["runs"], size, ALIGN.CENTER, head=True)
    for row in grid.rows[: len(above) + 1]:
        row_property(row, "w:tblHeader")
    for row, filled in zip(cells[len(above) + 1 :], block["rows"], strict=True):
        for column, (cell, one) in enumerate(zip(row, filled, strict=False)):
            said, side = one["runs"], ALIGN.RIGHT if column in block["numbers"] else ALIGN.LEFT
            if block["kind"] == "heat" and column:  # sign and figure stay together
                said, side = [run | {"text": run["text"].replace(" ", "\u00a0")} for run in said], ALIGN.CENTER
            _fill(cell, said, size, side)
    for row in grid.rows:
        row_property(row, "w:cantSplit")


def _heads_above(grid: Table, above: Sequence[Sequence[Mapping[str, Any]]], size: int) -> None:
    """Set rows of heads that stand over several columns or rows, each at the first place that is free."""
    for row, column, head in heads_placed(above):
        cell = grid.cell(row, column).merge(grid.cell(row + head["rows"] - 1, column + head["columns"] - 1))
        _fill(cell, head["runs"], size, ALIGN.CENTER, head=True)


def _fit(grid: Table, block: Block, room: int) -> int:
    """Give each column its width, and return the size of letters that have room in it."""
    size, widths = fitted(block, room)
    inset = "".join(f'<w:{side} w:w="{INSET.twips}" w:type="dxa"/>' for side in ("left", "right"))
    margins = parse_xml(f"<w:tblCellMar {nsdecls('w')}>{inset}</w:tblCellMar>")
    grid._tbl.tblPr.insert_element_before(margins, "w:tblLook")
    _widen(grid, widths)
    return size


def _widen(grid: Table, widths: Iterable[Length]) -> None:
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width


def _fill(cell: _Cell, given: Iterable[Run], size: int, side: ALIGN, *, head: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.style, paragraph.alignment = "Official Cell", side
    if head:
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    write(paragraph, [run | {"strong": True} if head else run for run in given], size=size)


def row_property(row: _Row, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def bare_grid(word: Document, widths: Sequence[Length]) -> Table:
    """Return a table without rules, of one row, which only puts parts beside each other."""
    grid: Table = word.add_table(rows=1, cols=len(widths))
    grid.autofit, grid.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    _widen(grid, widths)
    return grid
