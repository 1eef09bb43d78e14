"""What all charts share: colours, signs, theme, the key above a chart, and labels that stand outside its scales."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import altair as alt

from dtplan_analysis.language import Language

FONT = "Liberation Sans, Arial, sans-serif"
WIDTH = 960  # pixels, the whole chart

INK, MUTED, PALE, GRID = "#1f2937", "#4b5563", "#b6bec9", "#e5e7eb"
BLUE, TEAL, AMBER = "#1f4e79", "#0f766e", "#b45309"

# Signs are paths, not letters: no font need have them. Coordinates run from -1 to 1.
CIRCLE = "M-1,0A1,1,0,1,1,1,0A1,1,0,1,1,-1,0Z"
SQUARE = "M-.85,-.85H.85V.85H-.85Z"
DIAMOND = "M0,-1.15L1,0L0,1.15L-1,0Z"
TICK = "M0,-1V1"
BAND = "M-1,-.55H1V.55H-1Z"
DASHES = "M-1,0H-.55M-.22,0H.22M.55,0H1"
WHISKER = "M0,-.8V.8M-.25,-.8H.25M-.25,.8H.25"
LINE = "M-1,0H1"
_CHECK = "M-.8,.05L-.25,.6L.8,-.65"
_CROSS = "M-.65,-.65L.65,.65M-.65,.65L.65,-.65"
_QUESTION = "M-.5,-.45C-.5,-1.1,.55,-1.1,.55,-.4C.55,.05,0,.05,0,.42M0,.85L0,.9"
_SLASHED = "M-.7,0A.7,.7,0,1,1,.7,0A.7,.7,0,1,1,-.7,0ZM-.8,.8L.8,-.8"
_BLOCK = "M-.55,-.55H.55V.55H-.55ZM-.55,0H.55"

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
    "not_met": Mark(_CROSS, "#8a3d05", "#f3c48d"),
    "inconclusive": Mark(_QUESTION, "#5b4a8a", "#e6e1f0"),
    "no_case": Mark("M-.6,0L.6,0", MUTED, "#fbfbfc"),
    "no_data": Mark(_SLASHED, MUTED, "#f0f1f3"),
    "suppressed": Mark(_BLOCK, MUTED, "#f0f1f3"),
}


def status_word(status: str, say: Language) -> str:
    """Return a status in words, such as "not met"; one that is unknown stays as it is."""
    words = {
        "met": say("met"),
        "not_met": say("not met"),
        "inconclusive": say("inconclusive"),
        "no_case": say("no case arose"),
        "no_data": say("no data"),
        "suppressed": say("suppressed"),
    }
    return words.get(status, status)


def theme(language: str) -> Datum:
    """Return the Vega-Lite configuration of the project's charts: font, light grid, numbers as the language has them."""
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
    for word in text.split():
        if broken and text_width(f"{broken[-1]} {word}", size) <= width:
            broken[-1] += f" {word}"
        else:
            broken.append(word)
    if len(broken) > lines:
        broken = [*broken[: lines - 1], f"{broken[lines - 1]} …"]
    return "\n".join(cut(line, width, size) for line in broken)


def cut(text: str, width: float, size: float = 12) -> str:
    """Return a label no wider than `width` pixels, its end replaced by "…" where it is."""
    if text_width(text, size) <= width:
        return text
    while text and text_width(f"{text}…", size) > width:
        text = text[:-1]
    return f"{text.rstrip()}…"


def inline(data: Iterable[Datum]) -> alt.InlineData:
    """Return rows as data of a chart: a tuple, since Altair copies the lists in a chart at every step of building it."""
    return alt.InlineData(values=tuple(data))


def layer(data: Iterable[Datum]) -> alt.Chart:
    """Return a bare chart of these rows."""
    return alt.Chart(inline(data))


def raw(channel: Any, field: str) -> Any:
    """Return an encoding whose values in the rows are used as they are: a colour, a sign, a pixel."""
    return channel(f"{field}:N", scale=None, legend=None)


def signs(chart: alt.Chart, x: Any, y: Any, *, size: float = 60, width: float = 1.8, **options: Any) -> alt.Chart:
    """Return the layer of the rows' own signs: fields `sign` (path) and `colour`."""
    mark = {"filled": False, "size": size, "strokeWidth": width, "strokeCap": "round", "strokeJoin": "round"}
    drawn = chart.mark_point(**{**mark, "opacity": 1, **options})
    return drawn.encode(x=x, y=y, shape=raw(alt.Shape, "sign"), stroke=raw(alt.Stroke, "colour"))


@dataclass(frozen=True)
class Entry:
    """One line of a chart's key: a sign, how it is drawn, and what it means."""

    sign: str
    label: str
    stroke: str = INK
    fill: str = "transparent"
    opacity: float = 1
    size: float = 70
    width: float = 1.6


def status_entries(statuses: Iterable[str], say: Language) -> list[Entry]:
    """Return the key of the statuses that occur, in their fixed order."""
    present = set(statuses)
    return [
        Entry(mark.sign, status_word(name, say), mark.colour, width=1.8, size=60)
        for name, mark in MARKS.items()
        if name in present
    ]


def key(*groups: Sequence[Entry], left: float = 0) -> alt.LayerChart:
    """Return the key as a strip of its own, `left` pixels from the start of the chart's scale, a line for each group."""
    rows: list[Datum] = []
    x, y = left, 8.0
    for entry in chain.from_iterable(groups):
        wide = entry.size**0.5
        opens = bool(rows) and any(group and entry is group[0] for group in groups)
        if opens or x + wide + text_width(entry.label) > left + WIDTH - 20:
            x, y = left, y + 19
        rows.append(
            {
                "x": x + wide / 2,
                "y": y,
                "start": x + wide + 6,
                "sign": entry.sign,
                "colour": entry.stroke,
                "fill": entry.fill,
                "opacity": entry.opacity,
                "size": entry.size,
                "width": entry.width,
                "label": entry.label,
            }
        )
        x += wide + 6 + text_width(entry.label) + 22
    base = layer(rows)
    vertical = alt.Y("y:Q", scale=None, axis=None)
    drawn = signs(base, alt.X("x:Q", scale=None, axis=None), vertical).encode(
        fill=raw(alt.Fill, "fill"),
        size=alt.Size("size:Q", scale=None, legend=None),
        strokeWidth=alt.StrokeWidth("width:Q", scale=None, legend=None),
        opacity=alt.Opacity("opacity:Q", scale=None, legend=None),
    )
    named = base.mark_text(align="left", baseline="middle", dy=1, color=MUTED).encode(
        x=alt.X("start:Q", scale=None, axis=None), y=vertical, text=alt.Text("label:N")
    )
    return alt.layer(drawn, named).properties(width=10, height=y + 8)


def stacked(title: str, *parts: Any, spacing: int = 14) -> alt.VConcatChart:
    """Return parts one above the other under a title."""
    return alt.vconcat(*parts, title=alt.TitleParams(title), spacing=spacing, bounds="full")


def words_only(title: str, message: str) -> alt.Chart:
    """Return what stands in for a chart that has nothing to draw: the message in words."""
    lines = [{"text": wrapped(message, WIDTH - 60, 13, 4)}]
    return (
        layer(lines)
        .mark_text(align="left", baseline="top", fontSize=13, lineBreak="\n", color=MUTED)
        .encode(x=alt.XValue(0), y=alt.YValue(4), text=alt.Text("text:N"))
        .properties(width=WIDTH - 40, height=40, title=alt.TitleParams(title))
    )
