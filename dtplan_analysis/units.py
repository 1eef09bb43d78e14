"""The units of an organisation: official order, names, parents, validity, aliases and successors."""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Generic, TypeVar

from dtplan_analysis.errors import UnitError, closest
from dtplan_analysis.language import Text

UNKNOWN = "(unknown)"
"""The unit under which the records of an unknown unit are counted."""

TOTAL = "(total)"
"""The organisation as a whole: all its units and the unknown ones, without pilot units outside of it."""

T = TypeVar("T")

_COLUMNS = (
    *("code", "name_vi", "name_en", "parent", "scope", "aliases"),
    *("valid_from", "valid_to", "successor", "exempt", "level"),
)
_SCOPES = ("ministry", "pilot")


def folded(text: str) -> str:
    """Return a text as it is compared: composed Unicode, single spaces, no difference of case.

    >>> folded("  Vụ   PHÁP chế ")
    'vụ pháp chế'
    """
    return " ".join(unicodedata.normalize("NFC", text).split()).casefold()


def alike(text: str) -> str:
    """Return a folded text in one spelling: marks of tone at the end of a syllable, i for a y that sounds like it.

    >>> alike("Hoà") == alike("hòa"), alike("Kỹ thuật") == alike("Kĩ thuật"), alike("hoá") == alike("hoa")
    (True, True, False)
    """
    return _SYLLABLE.sub(_syllable, unicodedata.normalize("NFD", folded(text)))


def _syllable(found: re.Match[str]) -> str:
    tones = "".join(letter for letter in found[0] if letter in _TONES)
    bare = "".join(letter for letter in found[0] if letter not in _TONES)
    return _SOUNDS_LIKE_I.sub("i", bare) + tones


_TONES = "\u0300\u0301\u0303\u0309\u0323"
_SYLLABLE = re.compile(r"[\w\u0300-\u036f]+")
_SOUNDS_LIKE_I = re.compile(r"(?<=^[hklmstv])y$|(?<=^qu)y$")


def plain(text: str) -> str:
    """Return a text without marks, signs and spaces, as it is typed in haste.

    >>> plain("Cục Giám định"), plain("Kỹ thuật - Hạ tầng")
    ('cucgiamdinh', 'kithuathatang')
    """
    letters = unicodedata.normalize("NFD", alike(text).replace("đ", "d"))
    return "".join(letter for letter in letters if letter.isalnum())


class Spellings(Generic[T]):
    """Words and what they stand for, found however they are typed: in any case, tone placement, without their marks.

    >>> words = Spellings([("Sở Hoà Bình", 1), ("Sở Hoa Bình", 2), ("Vụ Pháp chế", 3)])
    >>> [words.find(text) for text in ("SỞ HÒA BÌNH", "So Hoa Binh", "vu phap che", "Vụ Phap chế", "Vụ Pháp ché")]
    [1, None, 3, 3, None]
    """

    def __init__(self, words: Iterable[tuple[str, T]]) -> None:
        self._words = list(words)

    @cached_property
    def _found(self) -> list[dict[str, list[tuple[str, T]]]]:
        """For each way of comparing, the strictest first, the words that are the same in it."""
        ways: list[dict[str, list[tuple[str, T]]]] = []
        for way in (folded, alike, plain):
            ways.append({})
            for word, value in self._words:
                if key := way(word):
                    ways[-1].setdefault(key, []).append((word, value))
        return ways

    def find(self, text: str) -> T | None:
        """Return what a text stands for; None where nothing tells, or two things do."""
        exact, same, like = self._found
        found = exact.get(folded(text)) or same.get(alike(text)) or []
        if not found:
            found = [(word, value) for word, value in like.get(plain(text), []) if _without_marks(text, word)]
        values = {value for _, value in found}
        return values.pop() if len(values) == 1 else None

    def nearest(self, text: str, cutoff: float) -> T | None:
        """Return what the word stands for that a text is most like; None where it is like none."""
        like, wanted = self._found[-1], plain(text)
        near = closest(wanted, like, cutoff) or next((one for one in like if len(wanted) > 3 and wanted in one), "")
        return like[near][0][1] if near else None


def _without_marks(text: str, word: str) -> bool:
    """Return whether a text is a word with syllables that were typed without any marks, and none with other marks."""
    one, other = (_SYLLABLE.findall(alike(words)) for words in (text, word))
    bare = folded(text).isascii()
    return bare or (len(one) == len(other) and all(a in (b, plain(b)) for a, b in zip(one, other, strict=True)))


@dataclass(frozen=True)
class Unit:
    """One unit; `scope` is `ministry`, or `pilot` for one outside of it that is reported but in no total."""

    code: str
    name: Text
    parent: str = ""
    scope: str = "ministry"
    aliases: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    successor: str = ""
    exempt: frozenset[str] = frozenset()
    level: str = ""
    """A level of the plan, whose targets may ask different shares of different levels."""

    def exists_in(self, start: date, end: date) -> bool:
        """Return whether the unit existed on any day from start to end."""
        return (self.valid_from or date.min) <= end and (self.valid_to or date.max) >= start


@dataclass(frozen=True)
class Units:
    """Units in official order.

    >>> units = Units((Unit("PC", Text("Vụ Pháp chế", "Legal Affairs"), aliases=("G17.95",)),))
    >>> units.find("vụ pháp chế").code, units.find("G17.95").code
    ('PC', 'PC')
    """

    listed: tuple[Unit, ...]
    declared: bool = field(default=True, kw_only=True)
    """False where no list was given and the units are those that came in the data."""

    def __iter__(self) -> Iterator[Unit]:
        return iter(self.listed)

    def __len__(self) -> int:
        return len(self.listed)

    def __getitem__(self, code: str) -> Unit:
        return self._by_code[code]

    def __contains__(self, code: str) -> bool:
        return code in self._by_code

    @cached_property
    def _by_code(self) -> dict[str, Unit]:
        return {unit.code: unit for unit in self.listed}

    @cached_property
    def spellings(self) -> dict[str, str]:
        """Every folded spelling (code, names, aliases) and the code that it stands for."""
        found: dict[str, str] = {}
        for unit in self.listed:
            for spelling in (unit.code, unit.name.vi, unit.name.en, *unit.aliases):
                other = found.setdefault(folded(spelling), unit.code)
                if other != unit.code:
                    raise UnitError(
                        f"{spelling!r} stands for two units, {other} and {unit.code}",
                        where="units",
                        remedy="give each unit its own code, names and aliases",
                    )
        return found

    @cached_property
    def _spelt(self) -> Spellings[str]:
        return Spellings(self.spellings.items())

    def recognise(self, text: str) -> str:
        """Return the code of a unit however its name is typed; UNKNOWN where nothing tells it, or two units fit."""
        return self._spelt.find(text) or UNKNOWN

    def nearest(self, text: str, cutoff: float = 0.5) -> Unit | None:
        """Return the unit that a name is most like; None where it is like none."""
        code = self._spelt.nearest(text, cutoff)
        return self[code] if code else None

    def find(self, text: str) -> Unit:
        """Return the unit of a code, name or alias; raises UnitError with the nearest name for an unknown one."""
        if not isinstance(text, str):  # papermill reads the code 007 of its option -p as the number 7
            remedy = "write it as text; for papermill, with -r in place of -p"
            raise UnitError(f"{text!r} is no text", where="unit", remedy=remedy)
        code = self.recognise(text)
        if code == UNKNOWN:
            named = self.nearest(text)
            remedy = f"did you mean {named.code} ({named.name.vi})?" if named else f"known codes: {self._codes()}"
            raise UnitError(f"unknown unit {text!r}", where="unit", remedy=remedy)
        return self[code]

    @property
    def pilots(self) -> tuple[str, ...]:
        """The codes of units outside of the organisation, which are in no total."""
        return tuple(unit.code for unit in self.listed if unit.scope == "pilot")

    def _codes(self) -> str:
        codes = [unit.code for unit in self.listed]
        return ", ".join(codes[:12]) + (" …" if len(codes) > 12 else "")


def units_from_codes(codes: Sequence[str]) -> Units:
    """Return units made of the codes that came in the data, for a workspace without a list of units."""
    return Units(tuple(Unit(code, Text(code, code)) for code in codes), declared=False)


def read_units(path: Path) -> Units:
    """Read a list of units from a CSV file in official order; raises UnitError with line, column and remedy.

    Columns: `code`, `name_vi`, `name_en`, and as needed `parent`, `scope` (ministry, pilot), `aliases` and
    `exempt` (parted by `|`; exempt names the registers that the unit has no business in), `valid_from`,
    `valid_to` (ISO dates, both included) and `successor`.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            header = list(reader.fieldnames or ())
            rows = [(reader.line_num, row) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UnitError(f"cannot be read: {error}", where=str(path), remedy="save it as a CSV file in UTF-8") from None
    for line, row in rows:
        if None in row or any("\0" in (cell or "") for cell in row.values()):
            fault = "has more cells than there are columns" if None in row else "has a NUL sign"
            raise UnitError(fault, where=f"{path}, line {line}", remedy="quote cells with commas, and save it again")
    unknown = [name for name in header if name not in _COLUMNS]
    absent = [name for name in _COLUMNS[:3] if name not in header]
    if unknown or absent:
        fault = f"unknown column {unknown[0]!r}" if unknown else f"column {absent[0]!r} is absent"
        raise UnitError(fault, where=str(path), remedy=f"its columns are {', '.join(_COLUMNS)}")
    units = Units(tuple(_unit(row, f"{path}, line {line}") for line, row in rows))
    _check(units, path)
    return units


def _unit(row: dict[str, str | None], where: str) -> Unit:
    cells = {name: unicodedata.normalize("NFC", (row.get(name) or "").strip()) for name in _COLUMNS}
    for name in _COLUMNS[:3]:
        if not cells[name]:
            raise UnitError(f"column {name!r} is empty", where=where, remedy="give each unit a code and both names")
    if cells["code"] in (UNKNOWN, TOTAL):
        raise UnitError(f"the code {cells['code']} is reserved", where=where, remedy="choose another code")
    scope = cells["scope"] or "ministry"
    if scope not in _SCOPES:
        raise UnitError(f"unknown scope {scope!r}", where=where, remedy=f"write {' or '.join(_SCOPES)}")
    return Unit(
        code=cells["code"],
        name=Text(cells["name_vi"], cells["name_en"]),
        parent=cells["parent"],
        scope=scope,
        aliases=_parts(cells["aliases"]),
        valid_from=_day(cells["valid_from"], "valid_from", where),
        valid_to=_day(cells["valid_to"], "valid_to", where),
        successor=cells["successor"],
        exempt=frozenset(_parts(cells["exempt"])),
        level=cells["level"],
    )


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def _day(cell: str, column: str, where: str) -> date | None:
    try:
        return date.fromisoformat(cell) if cell else None
    except ValueError:
        raise UnitError(f"column {column!r} has {cell!r}", where=where, remedy="write a date as 2024-06-30") from None


def _check(units: Units, path: Path) -> None:
    if not len(units):
        raise UnitError("lists no unit", where=str(path), remedy="add a line for each unit, in official order")
    codes = [unit.code for unit in units]
    for code in codes:
        if codes.count(code) > 1:
            raise UnitError(f"the code {code} stands twice", where=str(path), remedy="give each unit its own code")
    for unit in units:
        for column, other in (("parent", unit.parent), ("successor", unit.successor)):
            if other and other not in units:
                raise UnitError(
                    f"the {column} {other!r} of {unit.code} is not listed",
                    where=str(path),
                    remedy=f"write the code of a listed unit as {column}",
                )
    assert units.spellings  # refuses a spelling that stands for two units
