"""What exports call our columns: names compared without case, marks, signs and the usual abbreviations."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

from dtplan_analysis.registers.columns import Column
from dtplan_analysis.registers.register import Register
from dtplan_analysis.units import plain

SAME, CONTAINED, ALIKE = 1.0, 0.9, 0.84
"""How sure a name makes: it is one that is known, holds all of its words, or is nearly one."""

_ABBREVIATIONS = {
    "hs": "ho so",
    "tn": "tiep nhan",
    "dv": "don vi",
    "kq": "ket qua",
    "tthc": "thu tuc hanh chinh",
    "vb": "van ban",
    "cb": "can bo",
    "nv": "nhiem vu",
    "ht": "hoan thanh",
    "tg": "thoi gian",
    "sl": "so lan",
    "dvc": "dich vu cong",
}
_PARTS = re.compile(r"[A-ZĐ]{2,}(?![a-zđ])|[A-ZĐ]?[^\W\d_A-ZĐ]+|[A-ZĐ]+|\d+")


@cache
def words(name: str) -> tuple[str, ...]:
    """Return the words of a name as they are compared.

    >>> words("NgayTiepNhan"), words("Ngày TN"), words("MaTTHC"), words("received_on")
    (('ngay', 'tiep', 'nhan'), ('ngay', 'tiep', 'nhan'), ('ma', 'thu', 'tuc', 'hanh', 'chinh'), ('received', 'on'))
    """
    lowest = name.rpartition(" / ")[2]
    if not lowest.isupper():
        lowest = " ".join(_PARTS.findall(lowest))
    parts = [plain(part) for part in re.split(r"[\W_]+", lowest) if plain(part)]
    return tuple(word for part in parts for word in _ABBREVIATIONS.get(part, part).split())


@cache
def _usual() -> Mapping[str, Mapping[str, list[str]]]:
    return tomllib.loads(Path(__file__).with_name("names.toml").read_text(encoding="utf-8"))


def names_of(register: Register, column: Column) -> Iterator[str]:
    """Yield all names that exports are known to have for a column."""
    yield from (column.name, column.meaning.vi.partition("(")[0], column.meaning.en.partition("(")[0])
    yield from _usual().get(register.name, {}).get(column.name, ())
    yield from _usual()["any"].get(column.name, ())


def likeness(name: str, register: Register, column: Column) -> float:
    """Return how sure the name of an export's column is to mean one of ours, from 0 to 1."""
    return max(_alike(words(name), words(known)) for known in names_of(register, column))


@cache
def _alike(theirs: tuple[str, ...], known: tuple[str, ...]) -> float:
    if theirs == known:
        return SAME
    if len(known) > 1 and len(theirs) <= len(known) + 2 and _holds(theirs, known):
        return CONTAINED
    return ALIKE if SequenceMatcher(None, " ".join(theirs), " ".join(known)).ratio() > 0.86 else 0.0


def _holds(theirs: tuple[str, ...], known: tuple[str, ...]) -> bool:
    return any(theirs[at : at + len(known)] == known for at in range(len(theirs)))
