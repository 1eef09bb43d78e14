"""What the cells of an export's column may be: days, numbers, flags, codes, units; and what of them may be shown."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from dtplan_analysis.registers.columns import Column
from dtplan_analysis.registers.reading.conventions import DATES, SPELT_DAY, WRITTEN_DAY
from dtplan_analysis.registers.reading.formats.beside import Beside
from dtplan_analysis.registers.reading.meanings import Meanings
from dtplan_analysis.units import Units, folded

NOTHING = ("na", "n/a", "kcdl", "null", "none", "không có", "chưa có", "không rõ", "-", "--", "...", "9999")
"""What offices write where nobody knows."""

_DAY = re.compile(rf"{WRITTEN_DAY}|\d{{4}}[-/.]\d\d?[-/.]\d\d?([T ].*)?|[34]\d{{4}}([.,]\d+)?")
_SHORT_DAY = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2}")
_SPELT = re.compile(SPELT_DAY)
_NUMBER = re.compile(r"[-+]?\d[\d., ]*( ?%)?")
_PERSON = re.compile(
    r"(?!hồ sơ\b)(nguyễn|trần|lê|phạm|hoàng|huỳnh|phan|vũ|võ|đặng|bùi|đỗ|hồ|ngô|dương|lý|đinh|trịnh|đoàn|mai|cao|tô|"
    r"lâm|trương|đào|hà|tạ|lương|phùng|quách|thái|châu|chu|lưu|vương|tăng|triệu|kiều|tống|doãn|nghiêm|văn|thân|mạc|hứa|"
    r"khuất)( \w+){1,4}"
)
_CAPITALS = re.compile(r"[^\W\d_]+( [^\W\d_]+){1,4}")
_SECRET = re.compile(r"\d{9,}|@|\+?84\d|0\d{8,}")


@dataclass(frozen=True)
class Cells:
    """The texts of some cells of one column."""

    name: str
    texts: Sequence[str]
    listed: Units | None = None
    """The units that there are, where somebody says."""

    @cached_property
    def counted(self) -> Counter[str]:
        return Counter(text for text in self.texts if text)

    @cached_property
    def known(self) -> Counter[str]:
        """The cells but for empty ones and words for nothing."""
        return Counter({text: n for text, n in self.counted.items() if folded(text) not in NOTHING})

    @property
    def nothing(self) -> list[str]:
        """The words for nothing among them."""
        return [text for text in self.counted if folded(text) in NOTHING]

    def share(self, fits: "re.Pattern[str]") -> float:
        """Return the share of the filled cells that are of a pattern."""
        return self._share([text for text in self.known if fits.fullmatch(text)])

    def _share(self, found: Sequence[str]) -> float:
        total = sum(self.known.values())
        return sum(self.known[text] for text in found) / total if total else 0.0

    @cached_property
    def days(self) -> float:
        return max(self.share(_DAY), self.share(_SPELT), self.share(_SHORT_DAY))

    @property
    def two_digits(self) -> bool:
        """Whether its days have years of two digits."""
        return self.share(_SHORT_DAY) > 0.5

    @property
    def order_open(self) -> bool:
        """Whether there are days that can be read in two ways, and none that decides."""
        alone = [re.compile(pattern) for pattern in DATES.alone]
        return self.share(re.compile(DATES.both)) > 0 and not any(self.share(one) for one in alone)

    def fit(self, column: Column, meanings: Meanings) -> float:
        """Return the share of the filled cells that are what a column of ours holds; 1 for any text."""
        if column.name == "unit" and self.listed:
            return max(0.5, self.units)
        match column.type:
            case "date":
                return self.days
            case "whole" | "number":
                return self.share(_NUMBER)
            case "flag" | "code":
                return self._share([text for text in self.known if meanings.of(text) is not None])
        return 1.0

    @cached_property
    def units(self) -> float:
        """The share of the filled cells that name a unit that is listed."""
        units = self.listed
        return self._share([text for text in self.known if units.recognise(text) in units]) if units else 0.0


def of_records(names: Sequence[str], rows: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """Return the rows that are records: of totals, group heads, signatures and notes no cell is evidence.

    Nobody knows yet which cells place a row: those count for it that most of the fuller rows have.

    >>> rows = [["1", "VP", "Nộp"], ["2", "VP", "Trả"], ["Tổng cộng: 2", "", ""], ["", "", "Người lập biểu"]]
    >>> of_records(["Mã", "Đơn vị", "Trạng thái"], rows)
    [['1', 'VP', 'Nộp'], ['2', 'VP', 'Trả']]
    """
    filled = [sum(map(bool, row)) for row in rows]
    full = [number for number, n in enumerate(filled) if n * 2 > max(filled)]
    placing = [place for place in range(len(names)) if sum(bool(rows[n][place]) for n in full) * 2 > len(full)]
    beside = Beside(names, placing, max(full, default=0))
    return [row for number, row in enumerate(rows) if not beside.kind(number, row)[0]]


def shown(text: str, most: int = 40) -> str:
    """Return a value that names nobody, as it may be shown; `…` for one that may.

    >>> shown("Trực tuyến"), shown("TẠ THỊ HOA"), shown("Ung Thi Hoa"), shown("0912345678"), shown("a@b.vn")
    ('Trực tuyến', '…', '…', '…', '…')
    """
    named = _CAPITALS.fullmatch(text) and all(map(str.istitle, text.split()))
    return "…" if named else heading(text, most)


def heading(text: str, most: int = 40) -> str:
    """Return the name of a column, which may begin all of its words with a capital, as it may be shown."""
    personal = _SECRET.search(text) or _PERSON.fullmatch(folded(text))
    return "…" if personal or not text.isprintable() else text[:most]
