"""What is said in both languages at once, of what belongs to none."""

from collections.abc import Callable
from typing import Protocol

from markupsafe import Markup

from dtplan_analysis.language import LANGUAGES, Language, Text

MADE_UP = Text("Dữ liệu mô phỏng", "Synthetic data")


class _Halves(str):
    """A text in both languages, of which HTML says which half is in which."""

    __slots__ = ()

    def __html__(self) -> str:
        half = Markup('<span lang="{}">{}</span>')
        return Markup(" / ").join(map(half.format, LANGUAGES, self.split(" / ")))


SYNTHETIC = _Halves(" / ".join(MADE_UP[code] for code in LANGUAGES))
"""The mark of figures that are made up, on whatever shows them."""
SYNTHETIC_DATA = "synthetic"
"""The attribute by which a table (`attrs` of pandas) says that its figures are made up."""
ABOVE = str(Markup('<p class="made-up"><strong>{}</strong></p>\n').format(SYNTHETIC))
"""The mark as it stands above an output of a notebook; a page whose head has it leaves it out."""


def both(words: Callable[[Language], str]) -> str:
    """Return what is said in both languages, one after the other, for an object that belongs to neither.

    >>> both(lambda say: say("met"))
    'đạt · met'
    """
    return " · ".join(dict.fromkeys(text for code in LANGUAGES if (text := words(Language(code)))))


class _Text(Protocol):
    def __getitem__(self, language: str, /) -> str: ...


def in_both(text: _Text) -> str:
    """Return a text of both languages, one after the other."""
    return both(lambda say: text[say.code])
