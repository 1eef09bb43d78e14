"""The summary of a report as a Word document of one page: tiles, what to do first, and one chart in the room left."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Length, Mm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from dtplan_analysis.exports.docx.pictures import picture
from dtplan_analysis.exports.docx.tables import bare_grid
from dtplan_analysis.exports.docx.words import plain, runs
from dtplan_analysis.exports.typeset import letters_of

_EDGE, _FOOT = Mm(14), Mm(12)
_WIDE, _HIGH = Mm(210) - 2 * _EDGE, Mm(297) - 2 * _EDGE - _FOOT
_BLUE = RGBColor(0x0B, 0x35, 0x54)
_TONES = {"met": ("DCE8F4", "3B78AD"), "not_met": ("FBE0C4", "B45309"), "inconclusive": ("E8E3F2", "7A68AD")}
"""Of each status the colour of a tile and that of its edge."""

_NO_TONE = ("E9EDF1", "7F8D99")
_LEADING = 1.17
"""How high a line is, in the size of its letters."""

_LEAST_CHART = Mm(98)
_SIZES = (10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0, 5.5, 5.0, 4.5, 4.0)
_READABLE = 7.0
"""For smaller letters than these no chart is kept."""

Part = tuple[str, float, bool]
"""Words, the size of their letters in points, and whether they are bold."""


def one_page(word: Document, summary: Mapping[str, Any], title: str, facts: Sequence[str]) -> None:
    """Set the summary on one page: in the largest letters that leave the chart room, and the chart in what is left."""
    section = word.sections[0]
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Length(_EDGE)
    section.header_distance = section.footer_distance = Mm(7)
    columns = 4 if len(summary["tiles"]) <= 8 else 5
    fitting = {
        size: left
        for size in _SIZES
        if (left := _HIGH - _height(summary, title, facts, size, columns)) >= (_least(summary, size))
    }
    size = max(fitting, default=_SIZES[-1])
    chart = summary["chart"] if fitting.get(size, 0) >= _LEAST_CHART else None
    for n, line in enumerate(_above(summary, title, facts, size)):
        _line(word, line, "Official Note" if n else "Title")
    _tiles(word, summary, size, columns)
    for n, line in enumerate(_below(summary, size, chart is None)):
        _line(word, line, "Official Note" if n or not summary["todo"] else "Annex Title")
    if chart:
        paragraph = word.add_paragraph(style="Official Note")
        paragraph.alignment = ALIGN.CENTER
        paragraph.paragraph_format.space_after = Mm(0)
        picture(paragraph, chart, Length(_WIDE), Length(fitting[size] - Mm(3)))


def _least(summary: Mapping[str, Any], size: float) -> int:
    """Return how much room has to be left for the chart."""
    return _LEAST_CHART if summary["chart"] and size >= _READABLE else 0


def _above(summary: Mapping[str, Any], title: str, facts: Sequence[str], size: float) -> Iterator[list[Part]]:
    yield [(title, size * 1.7, True)]
    yield [("  ·  ".join(facts), size * 0.85, False)]
    yield [(summary["lead"], size * 1.1, False)]


def _below(summary: Mapping[str, Any], size: float, chartless: bool) -> Iterator[list[Part]]:
    """Yield what to do first, then what is left out."""
    if summary["todo"]:
        yield [(summary["todo_word"], size * 1.2, True)]
    for n, one in enumerate(summary["todo"], 1):
        yield [
            (f"{n}. {one['name']}", size, True),
            (f" – {one['kind']}: {one['what']}.", size, False),
            (f"\n{one['why']}", size * 0.88, False),
        ]
    notes = [*summary["notes"], *([summary["no_chart"]] if chartless and summary["chart"] else [])]
    if notes:
        yield [(" ".join(notes), size * 0.85, False)]


def _of_tile(one: Mapping[str, str], summary: Mapping[str, Any], size: float) -> Iterator[list[Part]]:
    """Yield the lines of a tile."""
    change = f" · {summary['change_word']}: {one['change']}" if one["change"] not in ("", "–") else ""
    yield [(one["name"], size * 0.85, False)]
    yield [(one["figure"] or "–", size * 1.4, True), (f" {one['asked']}", size * 0.85, False)]
    yield [(f"{one['sign']} {one['word']}{change}", size * 0.85, False)]


def _tiles(word: Document, summary: Mapping[str, Any], size: float, columns: int) -> None:
    """Set the tiles in rows, each a cell in the colour of its status, which it also says by sign and word."""
    rows = -(-len(summary["tiles"]) // columns)
    if not rows:
        return
    grid = bare_grid(word, (Length(_WIDE // columns),) * columns)
    for _ in range(rows - 1):
        grid.add_row()  # type: ignore[no-untyped-call]
    for n, one in enumerate(summary["tiles"]):
        cell = grid.cell(n // columns, n % columns)
        cell.width = Length(_WIDE // columns)
        _coloured(cell, *_TONES.get(one["status"], _NO_TONE))
        for parts in _of_tile(one, summary, size):
            paragraph = plain(cell)
            paragraph.paragraph_format.space_after = Mm(0)
            _write(paragraph, parts)


def _coloured(cell: _Cell, back: str, edge: str) -> None:
    sides = (("top", "FFFFFF"), ("left", edge), ("bottom", "FFFFFF"), ("right", "FFFFFF"))
    borders = "".join(f'<w:{side} w:val="single" w:sz="24" w:color="{colour}"/>' for side, colour in sides)
    properties = cell._tc.get_or_add_tcPr()
    properties.append(parse_xml(f"<w:tcBorders {nsdecls('w')}>{borders}</w:tcBorders>"))
    properties.append(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{back}"/>'))


def _line(word: Document, parts: Sequence[Part], style: str) -> None:
    paragraph = word.add_paragraph(style=style)
    layout = paragraph.paragraph_format
    layout.alignment, layout.first_line_indent, layout.left_indent = ALIGN.LEFT, Mm(0), Mm(0)
    layout.space_before, layout.space_after, layout.line_spacing = Pt(0), Pt(4), 1.0
    _write(paragraph, parts)
    if style != "Official Note":
        for run in paragraph.runs:
            run.font.color.rgb = _BLUE


def _write(paragraph: Paragraph, parts: Sequence[Part]) -> None:
    for text, letters, strong in parts:
        runs(paragraph, [{"text": text, "strong": strong}], size=letters)


def _height(summary: Mapping[str, Any], title: str, facts: Sequence[str], size: float, columns: int) -> int:
    """Return how high all but the chart is, for letters of a size in points."""
    lines = [*_above(summary, title, facts, size), *_below(summary, size, chartless=True)]
    points = sum(_high(parts, _WIDE) + 4 for parts in lines)
    room = _WIDE // columns - Mm(5)
    tiles = [sum(_high(parts, room) for parts in _of_tile(one, summary, size)) + 5 for one in summary["tiles"]]
    points += sum(max(tiles[n : n + columns]) for n in range(0, len(tiles), columns))
    return int(Pt(1) * points) + Mm(4)


def _high(parts: Sequence[Part], room: int) -> float:
    """Return how high words are that go over the lines of a room, in points."""
    wide, high, left = room / Pt(1), 0.0, 0.0
    line = 0.0
    for text, letters, strong in parts:
        for n, piece in enumerate(text.split("\n")):
            if n:
                high, line, left = high + line, 0.0, 0.0
            for one in piece.split(" "):
                length = _wide(one, strong) * letters
                if left and left + length > wide:
                    high, line, left = high + line, 0.0, 0.0
                high += (length // wide) * letters * _LEADING  # a word that is broken
                line, left = max(line, letters * _LEADING), left + length % wide + 0.28 * letters
    return high + line


def _wide(word: str, strong: bool) -> float:
    """Return how wide a word is, in the size of its letters."""
    widths = letters_of("LiberationSans-Bold" if strong else "LiberationSans-Regular")
    return sum(widths.get(letter, 0.7) for letter in word) * 1.01
