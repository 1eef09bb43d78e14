"""How wide the columns of a table in a Word document are, and how large its letters: no word of it is broken."""

from collections.abc import Mapping
from math import sqrt

from docx.shared import Length, Mm, Pt

from dtplan_analysis.document import Block, heads_placed
from dtplan_analysis.exports.typeset import extent, letters_of

INSET = Mm(1)
"""The room left and right of a cell's words."""

_SIZES = (10, 9, 8, 7)
"""Letters of a table, in points: the largest with which every word has its room."""

_NAME, _WORD = 11.0, 14.0
"""Ems in which a name keeps its line, and after which a word is broken."""

_OTHER_FACES = 1.12
"""So much more room than these letters have those of another face that a program may put in their place."""

_HEAD_LINES = 4
"""So many lines a head that stands over others should have at most, and half as many the lowest heads."""


def parted(block: Block, room: int) -> list[Block]:
    """Return a table as it is, or below one another parts of a map whose columns have no room; each has the names."""
    if block["kind"] != "heat" or block["above"]:
        return [block]
    name, *columns = [fewest * _OTHER_FACES * _SIZES[-1] + 2 * INSET / Pt(1) for fewest, _ in _extents(block)]
    groups, left = [[0]], room / Pt(1) - name
    for n, width in enumerate(columns, 1):
        if width > left and len(groups[-1]) > 1:
            groups.append([0])
            left = room / Pt(1) - name
        groups[-1].append(n)
        left -= width
    return [
        block
        | {"heads": [block["heads"][n] for n in group], "rows": [[row[n] for n in group] for row in block["rows"]]}
        for group in groups
    ]


def fitted(block: Block, room: int) -> tuple[int, list[Length]]:
    """Return the size of a table's letters, in points, and the widths of its columns, which take all the room."""
    columns = [(fewest * _OTHER_FACES, most * _OTHER_FACES) for fewest, most in _extents(block)]
    inset, points = 2 * INSET / Pt(1), room / Pt(1)
    total = sum(fewest for fewest, _ in columns)
    size = next((one for one in _SIZES if total * one + inset * len(columns) <= points), _SIZES[-1])
    least = [fewest * size + inset for fewest, _ in columns]
    wants = [sqrt(most - fewest) for fewest, most in columns]  # long texts want less than all
    if not any(wants):
        wants = [1.0] * len(columns)
    spare = max(0.0, points - sum(least)) / sum(wants)
    shares = [few + spare * want for few, want in zip(least, wants, strict=True)]
    return size, [Length(int(room * share / sum(shares))) for share in shares]


def _extents(block: Block) -> list[tuple[float, float]]:
    """Return how wide each column must and would be, in ems: figures and names in one line, else the longest word."""
    plain, bold = (letters_of(f"LiberationSerif-{face}") for face in ("Regular", "Bold"))
    heat, found = block["kind"] == "heat", []
    over = _over(block, bold)
    for n, head in enumerate(block["heads"]):
        cells = [extent(row[n]["runs"], plain) for row in block["rows"] if n < len(row)]
        word, line = (max((one[part] for one in cells), default=0.0) for part in (0, 1))
        if n in block["numbers"] or (heat and n):
            word = line
        elif not n:
            word = max(word, min(line, _NAME))
        own_word, own_line = extent(head["runs"], bold)
        above_word, above_line = over.get(n, (0.0, 0.0))
        fewest = min(max(word, own_word, above_word), _WORD)
        found.append((fewest, max(fewest, line, own_line / 2, above_line / _HEAD_LINES)))
    return found


def _over(block: Block, letters: Mapping[str, float]) -> dict[int, tuple[float, float]]:
    """Return the longest word and line of the heads that stand over one column alone."""
    found: dict[int, tuple[float, float]] = {}
    for _, column, head in heads_placed(block["above"]):
        if head["columns"] == 1:
            pairs = zip(found.get(column, (0.0, 0.0)), extent(head["runs"], letters), strict=True)
            word, line = (max(pair) for pair in pairs)
            found[column] = word, line
    return found
