"""What all files for spreadsheets share: lists that one saved, texts that do nothing, names, steady archives."""

import csv
import re
import shutil
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from dtplan_analysis.resources import readable

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every file inside an archive: none of them depends on the clock."""

_LONGEST = 32_767
_PLAIN = ("mimetype", "meta.xml", "docProps/core.xml")
_FOREIGN = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Where a cell begins, for a program that takes semicolon, tab or line for its end too.
_BEGINS = "(^|[;\t\r\n\x85\u2028\u2029])"
# What makes it a formula, in any width or height, behind what a program may pass over: spaces, quotes, signs unseen.
_PASSED = "[\\s'\"\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
_OPENS = (
    "[-=+@\u2212\u207a-\u207c\u208a-\u208c\ufb29\ufe62\ufe63\ufe66\ufe6b\uff0b\uff0d\uff1d\uff20\t\r\n\x85\u2028\u2029]"
)
_FORMULA = re.compile(f"{_BEGINS}(?={_PASSED}*?{_OPENS})")
_MARKED = re.compile(f"{_BEGINS}'(?={_PASSED}*?{_OPENS})")
_NUMBERED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def clean(text: str) -> str:
    """Return a text as a cell holds it: without letters that XML has not, each line ended alike, not too long.

    >>> clean("a\\x00b\\ud800\\r\\nc")
    'ab\\nc'
    """
    text = _plain(text)
    # Spreadsheets count as UTF-16 does.
    return text if 2 * len(text) <= _LONGEST else text.encode("utf-16-le")[: 2 * _LONGEST].decode("utf-16-le", "ignore")


def harmless(value: object) -> object:
    """Return a cell of a CSV file that a spreadsheet shows as text and does not run as a formula.

    An apostrophe stands before what would be one, where a text begins and after a semicolon, a tab or a line's end:
    there a program begins a new cell whose list separator is another. Numbers stay numbers.

    >>> harmless("=1+1"), harmless("a; @b"), harmless("2024-13-01"), harmless(-3)
    ("'=1+1", "a;' @b", '2024-13-01', -3)
    """
    return _FORMULA.sub(r"\1'", _plain(value)) if isinstance(value, str) else value


def as_written(cell: str) -> str:
    """Return the text of a cell that `harmless` has marked.

    >>> as_written("'=1+1"), as_written("'quoted'")
    ('=1+1', "'quoted'")
    """
    return _MARKED.sub(r"\1", cell)


def literal(text: str) -> str:
    """Return a text without what Excel would read as a letter's number.

    >>> literal("a_x000D_b")
    'a_x005F_x000D_b'
    """
    return _NUMBERED.sub("_x005F_", text)


def saved_rows(file: Path) -> tuple[list[str], list[tuple[int, dict[Any, Any]]]]:
    """Return the heads of a small CSV file, and the cells of each row by head, with its line.

    As a spreadsheet saves a list: parted by comma, semicolon or tab, with empty rows, and columns that nobody filled,
    which are left out. Cells beyond the heads stand under None. Raises OSError, UnicodeDecodeError or csv.Error.
    """
    with readable(file).open(encoding="utf-8-sig", newline="") as stream:
        first = stream.readline()
        stream.seek(0)
        reader = csv.DictReader(stream, delimiter=max(",;\t", key=first.count))
        rows, heads = [(reader.line_num, _filled(row)) for row in reader], list(reader.fieldnames or ())
    return [head for head in heads if head or any(head in row for _, row in rows)], [
        (line, row) for line, row in rows if any(row.values())
    ]


def _filled(row: Mapping[Any, Any]) -> dict[Any, Any]:
    """Return the cells of a row, without those of no head that hold nothing."""
    return {head: cell for head, cell in row.items() if head or any(cell or ())}


def _plain(text: str) -> str:
    return _FOREIGN.sub("", re.sub("\r\n?", "\n", text))


def sheet_name(title: str, taken: set[str]) -> str:
    """Return a sheet's name as spreadsheets allow it, different from those taken.

    >>> sheet_name("a/b: [c]?", set()), sheet_name("Notes", {"notes"})
    ('a b c', 'Notes 2')
    """
    plain = " ".join(re.sub(r"[\[\]:*?/\\']", " ", clean(title)).split()) or "-"
    numbered = (plain[:31] if n == 1 else f"{plain[: 30 - len(str(n))]} {n}" for n in count(1))
    name = next(name for name in numbered if name.casefold() not in taken)
    taken.add(name.casefold())
    return name


def area(columns: int, first: int, last: int) -> tuple[str, str]:
    """Return the corners of a table that begins in the first column.

    >>> area(3, 3, 9), area(28, 1, 2)
    (('A3', 'C9'), ('A1', 'AB2'))
    """
    letters = ""
    while columns:
        columns, place = divmod(columns - 1, 26)
        letters = chr(ord("A") + place) + letters
    return f"A{first}", f"{letters}{last}"


class Steady(ZipFile):
    """An archive whose entries have no time of their own; what it says of itself can be read without unpacking it."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:
        super().writestr(_entry(str(zinfo_or_arcname)), data)

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        with Path(filename).open("rb") as source, self.open(_entry(str(arcname)), "w", force_zip64=True) as target:
            shutil.copyfileobj(source, target)


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, EPOCH)
    entry.compress_type = ZIP_STORED if name in _PLAIN else ZIP_DEFLATED
    return entry
