"""How the project's charts look: colours, signs of a status, theme, and labels cut to measure."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

FONT = "Liberation Sans, Arial, sans-serif"
WIDTH = 960  # pixels, the whole chart
BESIDE, ALONE = 92, 270  # pixels between panels, and of a panel that stands alone: a phone shows it whole

INK, MUTED, GREY, PALE, GRID = "#1f2937", "#4b5563", "#868f9b", "#b6bec9", "#e5e7eb"
BLUE, TEAL, AMBER, RUST = "#1f4e79", "#0f766e", "#b45309", "#8a3d05"

# Signs are paths, not letters: no font need have them. Coordinates run from -1 to 1.
CIRCLE = "M-1,0A1,1,0,1,1,1,0A1,1,0,1,1,-1,0Z"
SQUARE = "M-.85,-.85H.85V.85H-.85Z"
DIAMOND = "M0,-1.15L1,0L0,1.15L-1,0Z"
UP = "M0,-1.1L1,.8H-1Z"
DOWN = "M0,1.1L1,-.8H-1Z"
TICK = "M0,-1V1"
BAND = "M-1,-.55H1V.55H-1Z"
EDGED = "M-1,-.5H-.6M-.2,-.5H.2M.6,-.5H1M-1,.5H-.6M-.2,.5H.2M.6,.5H1"
DASHES = "M-1,0H-.55M-.22,0H.22M.55,0H1"
WHISKER = "M0,-.8V.8M-.25,-.8H.25M-.25,.8H.25"
LINE = "M-1,0H1"
_CHECK = "M-.8,.05L-.25,.6L.8,-.65"
_CROSS = "M-.65,-.65L.65,.65M-.65,.65L.65,-.65"
_QUESTION = "M-.5,-.45C-.5,-1.1,.55,-1.1,.55,-.4C.55,.05,0,.05,0,.42M0,.85L0,.9"
_SLASHED = "M-.7,0A.7,.7,0,1,1,.7,0A.7,.7,0,1,1,-.7,0ZM-.8,.8L.8,-.8"
_BLOCK = "M-.6,-.6H.6V.6H-.6Z"
_DOTS = "M-.7,0H-.6M-.05,0H.05M.6,0H.7"

Datum = dict[str, Any]


@dataclass(frozen=True)
class Mark:
    """How a status looks: a sign (SVG path), its colour, and the fill of a cell."""

    sign: str
    colour: str
    fill: str


# Told apart by sign and by lightness, so that grey print and colour blindness lose nothing.
MARKS = {
    "met": Mark(_CHECK, BLUE, "#dce8f4"),
    "not_met": Mark(_CROSS, RUST, "#f3c48d"),
    "inconclusive": Mark(_QUESTION, "#5b4a8a", "#e6e1f0"),
    "not_due": Mark(_DOTS, MUTED, "#fbfbfc"),
    "no_case": Mark("M-.6,0L.6,0", MUTED, "#fbfbfc"),
    "no_data": Mark(_SLASHED, MUTED, "#f0f1f3"),
    "suppressed": Mark(_BLOCK, MUTED, "#f0f1f3"),
}

_NO_MARK = Mark("M0,0", INK, "white")


def mark_of(status: str) -> Mark:
    """Return how a status looks; a figure without a target has none and no mark, and what is unknown has no data."""
    return MARKS.get(status, MARKS["no_data"]) if status else _NO_MARK


def theme(language: str) -> Datum:
    """Return the Vega-Lite configuration of all charts: font, light grid, numbers as the language has them."""
    decimal, thousands = (",", ".") if language == "vi" else (".", ",")
    text = {"font": FONT, "fontSize": 12, "color": INK}
    return {
        "aria": False,  # one description of the whole instead of one label for each mark
        "background": "white",
        "padding": 6,
        "font": FONT,
        "view": {"stroke": None},
        "text": text,
        "axis": {
            "labelFont": FONT,
            "labelFontSize": 11,
            "labelColor": MUTED,
            "gridColor": GRID,
            "domainColor": PALE,
            "tickColor": PALE,
            "titleFont": FONT,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
            "titleColor": MUTED,
        },
        "title": {
            "font": FONT,
            "fontSize": 15,
            "color": INK,
            "anchor": "start",
            "offset": 10,
            "subtitleFont": FONT,
            "subtitleFontSize": 12,
            "subtitleColor": MUTED,
        },
        "locale": {"number": {"decimal": decimal, "thousands": thousands, "grouping": [3], "currency": ["", ""]}},
    }


def plain(text: object) -> str:
    """Return a label as one line of printable characters: labels come from files that anybody may have written.

    >>> plain("Cục\\x00 Hạ tầng\\n kỹ thuật\\u202e")
    'Cục Hạ tầng kỹ thuật'
    """
    line = " ".join(unicodedata.normalize("NFC", str(text)).split())
    return "".join(letter for letter in line if letter.isprintable())


def text_width(text: str, size: float = 12) -> float:
    """Return the width of a text in Liberation Sans, in pixels, near enough to place the next thing."""
    ems = 0.0
    for letter in text:
        base = unicodedata.normalize("NFD", letter)[0]
        narrow = 0.26 if base in "ijl|'.,:;!()[] I/·" else 0.36 if base in "frt-–" else None
        wide = 0.86 if base in "mwMW%@" else 0.7 if base.isupper() else 0.55
        ems += wide if narrow is None else narrow
    return ems * size


def wrapped(text: str, width: float, size: float, lines: int) -> str:
    """Return a label broken at spaces into lines no wider than `width` pixels; what does not fit ends in "…".

    >>> wrapped("văn bản nội bộ", 50, 11, 3).split("\\n")
    ['văn bản', 'nội bộ']
    """
    broken: list[str] = []
    for word in chain.from_iterable(_pieces(word, width, size) for word in text.split()):
        if broken and text_width(f"{broken[-1]} {word}", size) <= width:
            broken[-1] += f" {word}"
        else:
            broken.append(word)
    if len(broken) > lines:
        broken = [*broken[: lines - 1], f"{broken[lines - 1]} …"]
    return "\n".join(cut(line, width, size) for line in broken)


def _pieces(word: str, width: float, size: float) -> Iterator[str]:
    """A word that is wider than a line goes on in the next."""
    while text_width(word, size) > width and len(word) > 3:
        end = next((n for n in range(len(word) - 2, 2, -1) if text_width(f"{word[:n]}-", size) <= width), 2)
        yield f"{word[:end]}-"
        word = word[end:]
    yield word


def cut(text: str, width: float, size: float = 12) -> str:
    """Return a label no wider than `width` pixels, its end replaced by "…" where it is."""
    if text_width(text, size) <= width:
        return text
    while text and text_width(f"{text}…", size) > width:
        text = text[:-1]
    return f"{text.rstrip()}…"
