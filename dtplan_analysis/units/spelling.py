"""Words as they are typed: compared without difference of case, of tone placement, of marks left out."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cached_property
from typing import Generic, TypeVar

from dtplan_analysis.errors import closest

T = TypeVar("T")


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


def unmarked(text: str) -> str:
    """Return a text in small letters without marks, as the pages' search compares it.

    >>> unmarked("Vụ Kiến trúc Đô thị")
    'vu kien truc do thi'
    """
    letters = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def words_beside(shown: str, others: Iterable[str]) -> str:
    """Return the words by which a search finds what is shown too: those of other texts that it does not hold.

    >>> words_beside("PC Vụ Pháp chế", ["Vụ Pháp chế", "Vu Phap che", "Legal Department", "Legal Affairs"])
    'Legal Department Affairs'
    """
    found, known = list[str](), unmarked(shown)
    for word in " ".join(others).split():
        if (bare := unmarked(word)) not in known:
            found.append(word)
            known += f" {bare}"
    return " ".join(found)


def plain(text: str) -> str:
    """Return a text without marks, signs and spaces, as it is typed in haste.

    >>> plain("Cục Giám định"), plain("Kỹ thuật - Hạ tầng")
    ('cucgiamdinh', 'kithuathatang')
    """
    return "".join(letter for letter in unmarked(alike(text)) if letter.isalnum())


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
