"""Tables in a Word document: ruled ones whose heads come on each page, and bare ones that put parts side by side."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.shared import Length, Mm
from docx.table import Table, _Cell, _Row

from dtplan_analysis.document import Block, Run, heads_placed, words
from dtplan_analysis.exports.docx.words import runs as write

_LETTER, _BOLD, _INSET = Mm(2), 1.15, Mm(4)
"""A letter of ten points, what those of heads take more, and the room left and right of a cell's words."""

_LEAST, _LINE = 3, 40
"""Letters that the narrowest column has room for, and those of a text that ask for more."""

_HEAD_LINES = 6
"""So many lines a head that stands over others should have at most."""


def table(word: Document, block: Block) -> None:
    """Set a ruled table whose heads come again on each page; its caption stands above, its note below."""
    if block["caption"]:
        paragraph = word.add_paragraph(style="Caption")
        paragraph.paragraph_format.keep_with_next = True
        write(paragraph, [{"text": block["caption"], "strong": True}])
    columns, above = len(block["heads"]), block["above"]
    if not columns:
        return
    grid = word.add_table(rows=len(above) + 1 + len(block["rows"]), cols=columns, style="Table Grid")
    grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _widths(word, grid, block)
    _heads_above(grid, above)
    cells = [row.cells for row in grid.rows]
    for cell, head in zip(cells[len(above)], block["heads"], strict=True):
        _fill(cell, head["runs"], head=True)
    for row in grid.rows[: len(above) + 1]:
        _row_property(row, "w:tblHeader")
    for row, filled in zip(cells[len(above) + 1 :], block["rows"], strict=True):
        for column, (cell, one) in enumerate(zip(row, filled, strict=False)):
            said = one["runs"]
            if block["kind"] == "heat" and column:  # sign and figure stay together
                said = [run | {"text": run["text"].replace(" ", "\u00a0")} for run in said]
            _fill(cell, said, number=column in block["numbers"])
    for row in grid.rows:
        _row_property(row, "w:cantSplit")
    if block["note"]:
        write(word.add_paragraph(style="Official Note"), [{"text": block["note"]}])


def _heads_above(grid: Table, above: Sequence[Sequence[Mapping[str, Any]]]) -> None:
    """Set rows of heads that stand over several columns or rows, each at the first place that is free."""
    for row, column, head in heads_placed(above):
        cell = grid.cell(row, column).merge(grid.cell(row + head["rows"] - 1, column + head["columns"] - 1))
        _fill(cell, head["runs"], head=True)


def _widths(word: Document, grid: Table, block: Block) -> None:
    """Give each column room for its longest word, figures in one line, and share the rest by the length of texts."""
    section = word.sections[-1]
    room = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
    least, asked = [], []
    over: dict[int, list[str]] = {}
    tall: dict[int, int] = {}
    for _, column, head in heads_placed(block["above"]):
        if head["columns"] == 1:
            over.setdefault(column, []).extend(words(head).split())
            tall[column] = max(tall.get(column, 0), len(words(head)) // _HEAD_LINES)
    for column, head in enumerate(block["heads"]):
        texts = [words(row[column]) for row in block["rows"] if column < len(row)]
        longest = max(map(len, texts), default=1)
        parts = [one for text in (*texts, words(head)) for one in text.split()]
        single = max(_LEAST, *map(len, parts), *(_BOLD * len(one) for one in over.get(column, [])))
        together = column in block["numbers"] or (block["kind"] == "heat" and column)
        least.append((longest if together else 0, single))
        asked.append(min(max(longest, tall.get(column, 0)), _LINE))
    fewest = [max(one) * _LETTER + _INSET for one in least]
    rest = max(0, room - sum(fewest))
    wanted = [max(0, text * _LETTER + _INSET - few) for text, few in zip(asked, fewest, strict=True)]
    shares = [few + rest * more / (sum(wanted) or 1) for few, more in zip(fewest, wanted, strict=True)]
    for column, share in zip(grid.columns, shares, strict=True):
        width = Length(int(room * share / sum(shares)))
        column.width = width
        for cell in column.cells:
            cell.width = width


def _fill(cell: _Cell, given: Iterable[Run], *, head: bool = False, number: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.style = "Official Cell"
    paragraph.alignment = ALIGN.CENTER if head else ALIGN.RIGHT if number else ALIGN.LEFT
    write(paragraph, [run | {"strong": True} if head else run for run in given], size=10)


def _row_property(row: _Row, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def bare_grid(word: Document, widths: Sequence[Length]) -> Table:
    """Return a table without rules, of one row, which only puts parts beside each other."""
    grid: Table = word.add_table(rows=1, cols=len(widths))
    grid.autofit, grid.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width
    return grid
