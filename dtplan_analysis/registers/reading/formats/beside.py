"""Rows of an office's table that are no records: totals, groups, signatures, notes, a header printed again.

A row is one of these only where it could be placed nowhere anyhow, but for a total, which would be counted twice.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from dtplan_analysis.registers.reading.formats.header import is_numbering
from dtplan_analysis.registers.reading.formats.oddities import ERRORS
from dtplan_analysis.units import folded

TOTAL_BEGINS = r"^\s*(tổng|cộng|bình quân|trung bình|lũy kế|luỹ kế|grand|total|sub-?total|average)"
"""What a total begins with; what is found so is looked at again."""

_TOTAL = re.compile(
    r"(tổng cộng|tổng số|cộng dồn|lũy kế|luỹ kế|bình quân|trung bình|grand total|sub-?total|total|average)\b|"
    r"(tổng|cộng)(?=\s*($|[:(\d]))|cộng (?!hòa|hoà|đồng|tác|sản)"
)
_HEADING = re.compile(r"(khối|nhóm|các|phần|mục|chương)\b")
_SIGNATURE = re.compile(
    r"(người )?(lập (biểu|bảng|báo cáo)|kiểm soát)\b|người (lập|tổng hợp|báo cáo|duyệt)\b|"
    r"(kt\.|tl\.|tm\.|tuq\.|q\.)\s|nơi nhận|"
    r"(thủ trưởng|kế toán|bộ trưởng|thứ trưởng|vụ trưởng|cục trưởng|chánh văn phòng|giám đốc|trưởng phòng|chủ tịch|"
    r"viện trưởng|lãnh đạo|phó)\b|\(ký|\(đã ký|ký tên|.*ngày .{1,4} tháng .{1,4} năm"
)
_NOTE = re.compile(r"ghi chú|chú thích|nguồn|lưu ý|\(?\*|trang \d|page \d|note\b|notes\b|source\b")
_ORDER = re.compile(r"[ivxlc]{1,6}|[a-zđ]|\d{1,4}(\.\d{1,3})*", re.IGNORECASE)
_GROUP_ORDER = re.compile(r"[IVXLC]{1,6}|[A-ZĐ]")
_FIGURE = re.compile(r"[-+]?[\d.,\s]*\d%?|-|x", re.IGNORECASE)

_SIGNATURE_CELLS = 4
"""A line of signatures has at most so many cells that are filled."""


def texts(cells: Iterable[str]) -> list[str]:
    """Return what a row says beside figures and, in its first cell, a number in some order.

    >>> texts(["I", "Vụ Pháp chế", "", "12", "3,5"])
    ['Vụ Pháp chế']
    """
    filled = [(place, cell) for place, cell in enumerate(cells) if cell and not _FIGURE.fullmatch(cell)]
    if len(filled) > 1 and filled[0][0] == 0 and _ORDER.fullmatch(filled[0][1].strip("().")):
        del filled[0]
    return [cell for _, cell in filled]


def group_of(cells: Sequence[str], placing: Sequence[int]) -> str:
    """Return the name that stands alone in a row, above the rows that it is the name of; empty where none does.

    `placing` are the places of the cells without which a row is no record: all are empty, or hold that name.

    >>> group_of(["I", "Vụ Pháp chế", "", "12"], [2]), group_of(["1", "HS-1", "", ""], [1, 2])
    ('Vụ Pháp chế', '')
    """
    said = texts(cells)
    if len(said) != 1 or any(place < len(cells) and cells[place] not in ("", said[0]) for place in placing):
        return ""
    held = any(place < len(cells) and cells[place] == said[0] for place in placing)
    if held and " " not in said[0]:  # a key, and all else is missing
        return ""
    return "" if kind_of_text(said[0]) or said[0] in ERRORS else said[0]


def kind_of_text(text: str) -> str:
    """Return what a text is the beginning of: a total, a signature or a note; empty where of none.

    >>> [kind_of_text(text) for text in ("Cộng mục I", "Người lập biểu", "Ghi chú: …", "Cục Quản lý nhà", "Tổng cục X")]
    ['total', 'signature', 'note', '', '']
    """
    plain = folded(text)
    for kind, pattern in (("total", _TOTAL), ("signature", _SIGNATURE), ("note", _NOTE)):
        if pattern.match(plain):
            return kind
    return ""


def filled_down(batches: Iterable[pa.RecordBatch], places: Sequence[int]) -> Iterator[pa.RecordBatch]:
    """Yield rows in which an empty cell of these columns says what the last one above it did that is no total."""
    above: dict[int, str | None] = dict.fromkeys(places)
    for batch in batches:
        columns = batch.columns
        for place in places:
            cells = pc.if_else(pc.equal(batch.column(place), ""), None, batch.column(place).cast(pa.string()))
            totals = pa.array(
                [text for text in pc.unique(cells).to_pylist() if text and kind_of_text(text)], pa.string()
            )
            carried = pa.chunked_array([pa.array([above[place]], pa.string()), cells]).combine_chunks()
            carried = pc.fill_null_forward(pc.if_else(pc.is_in(carried, totals), None, carried))
            above[place] = carried[-1].as_py()
            columns[place] = pc.coalesce(cells, carried.slice(1))
        yield pa.RecordBatch.from_arrays(columns, batch.schema.names)


class Beside:
    """Tells what the rows are that nobody can place, in their order."""

    def __init__(self, names: Sequence[str], placing: Sequence[int], last: int) -> None:
        """Take the columns, the places of the cells that place a row, and the number of the last usable record."""
        self._names = [{part.strip() for part in name.split(" / ")} for name in names]
        self._placing, self._last = placing, last
        self._signing = False

    def kind_of_unknown(self, record: int, cells: Sequence[str]) -> tuple[str, str]:
        """Return the kind of a row without a key and a day of its own, whose unit is not listed; empty for a record.

        One name alone makes it no group, but one in the order of Roman figures or letters does.
        """
        if is_numbering(cells):
            return "numbering", ""
        filled, said = [cell for cell in cells if cell], texts(cells)
        if [folded(text) for text in said] == ["tổng hợp"]:  # which may well be the short name of a unit that is listed
            return "total", said[0]
        kind, word = self.kind(record, cells)
        ordered = len(filled) > 1 and bool(_GROUP_ORDER.fullmatch(filled[0].strip("().")))
        if kind == "group" and not (ordered or _HEADING.match(folded(said[0]))):
            return "", ""
        return kind, word

    def kind(self, record: int, cells: Sequence[str], *, whole: bool = True) -> tuple[str, str]:
        """Return the kind of a row that is no record, and the word it is known by; empty where it is a faulty record.

        `whole` says whether the row has as many cells as the header: of others, only totals and signatures are known.
        """
        filled = [cell for cell in cells if cell]
        said = texts(cells)
        first = kind_of_text(said[0]) if said else ""
        if first == "total":
            return "total", _word(said[0])
        if record > self._last and len(filled) <= _SIGNATURE_CELLS:
            self._signing = self._signing or any(kind_of_text(text) == "signature" for text in said)
            if self._signing:
                known = next((text for text in said if kind_of_text(text) == "signature"), "")
                return "signature", _word(known)
            if first == "note" and len(said) == 1:
                return "note", _word(said[0])
        if not whole or not filled:
            return "", ""
        again = sum(cell in name for cell, name in zip(cells, self._names, strict=False) if cell)
        if again >= 2 and again * 2 > len(filled):
            return "header", ""
        if group_of(cells, self._placing):
            return "group", ""
        return "", ""


def _word(text: str) -> str:
    """Return the beginning of a text that names no person.

    >>> _word("Người lập biểu: Nguyễn Văn A"), _word("TỔNG CỘNG")
    ('Người lập biểu', 'TỔNG CỘNG')
    """
    found = next((match for pattern in (_TOTAL, _SIGNATURE, _NOTE) if (match := pattern.match(text.casefold()))), None)
    return text[: found.end()].strip() if found else ""
