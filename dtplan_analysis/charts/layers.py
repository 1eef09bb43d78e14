"""Pieces that several charts are put together from: text, signs, the key above a chart, labels beside its rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Literal

import altair as alt

from dtplan_analysis.charts.chart import Chart
from dtplan_analysis.charts.style import (
    INK,
    MARKS,
    MUTED,
    TICK,
    WHISKER,
    WIDTH,
    Datum,
    text_width,
    wrapped,
)
from dtplan_analysis.judging.wording import status_word
from dtplan_analysis.language import Language


def inline(data: Iterable[Datum]) -> alt.InlineData:
    """Return rows as data of a chart: a tuple, because Altair copies lists at every step of building a chart."""
    return alt.InlineData(values=tuple(data))


def layer(data: Iterable[Datum]) -> alt.Chart:
    """Return a bare chart of these rows."""
    return alt.Chart(inline(data))


def raw(channel: Any, field: str, kind: Literal["N", "Q"] = "N") -> Any:
    """Return an encoding whose values in the rows are used as they are: a colour, a sign, a size."""
    return channel(f"{field}:{kind}", scale=None, legend=None)


def pixel(channel: Any, at: float) -> Any:
    """Return a place in pixels, for channel `alt.XValue` or `alt.YValue`."""
    return channel(at)


def words(
    chart: alt.Chart,
    field: str,
    x: Any,
    y: Any,
    *,
    size: float = 12,
    bold: bool = False,
    colour: str = INK,
    align: Literal["left", "center", "right"] = "left",
    baseline: Literal["middle", "top"] = "middle",
    dx: float = 0,
    dy: float = 0,
) -> alt.Chart:
    """Return the layer of the rows' texts in `field`; a line break in a text is one in the picture."""
    weight: Literal["bold", "normal"] = "bold" if bold else "normal"
    drawn: alt.Chart = chart.mark_text(
        align=align, baseline=baseline, fontSize=size, fontWeight=weight, color=colour, dx=dx, dy=dy, lineBreak="\n"
    ).encode(x=x, y=y, text=alt.Text(f"{field}:N"))
    return drawn


def signs(
    chart: alt.Chart, x: Any, y: Any, *, size: float = 60, width: float = 1.8, dx: float = 0, dy: float = 0
) -> alt.Chart:
    """Return the layer of the rows' own signs: fields `sign` (path) and `colour`."""
    options: dict[str, Any] = {"size": size, "strokeWidth": width, "xOffset": dx, "yOffset": dy}
    drawn: alt.Chart = chart.mark_point(
        filled=False, opacity=1, strokeCap="round", strokeJoin="round", **options
    ).encode(x=x, y=y, shape=raw(alt.Shape, "sign"), stroke=raw(alt.Stroke, "colour"))
    return drawn


def ticks(chart: alt.Chart, x: Any, y: Any, *, length: float, colour: str, width: float = 2.4) -> alt.Chart:
    """Return upright strokes of one colour, `length` pixels high."""
    drawn: alt.Chart = chart.mark_point(
        filled=False, opacity=1, size=length**2, strokeWidth=width, stroke=colour, shape=TICK
    ).encode(x=x, y=y)
    return drawn


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

    @property
    def span(self) -> float:
        """The width of the sign in pixels."""
        return 4 if self.sign in {TICK, WHISKER} else float(self.size**0.5)


def status_entries(statuses: Iterable[str], say: Language) -> list[Entry]:
    """Return the key of the statuses that occur, in their fixed order."""
    present = set(statuses)
    return [
        Entry(mark.sign, status_word(name, say), mark.colour, width=1.8, size=60)
        for name, mark in MARKS.items()
        if name in present
    ]


def key(*groups: Sequence[Entry], left: float = 0) -> alt.LayerChart | alt.FacetChart:
    """Return the key as a strip of its own, from `left` (pixels, against the scale below), a line for each group."""
    rows: list[Datum] = []
    x, y = left, 8.0
    for entry in chain.from_iterable(groups):
        wide = entry.span
        opens = bool(rows) and any(group and entry is group[0] for group in groups)
        if opens or x + wide + text_width(entry.label) > left + WIDTH - 20:
            x, y = left, y + 19
        rows.append(
            {
                "x": round(x + wide / 2, 1),
                "y": y,
                "start": round(x + wide + 6, 1),
                "sign": entry.sign,
                "colour": entry.stroke,
                "fill": entry.fill,
                "opacity": entry.opacity,
                "size": entry.size,
                "width": entry.width,
                "label": entry.label,
            }
        )
        x += wide + 6 + text_width(entry.label) + 18
    base = layer(rows)
    across, vertical = alt.X("x:Q", scale=None, axis=None), alt.Y("y:Q", scale=None, axis=None)
    drawn = signs(base, across, vertical).encode(
        fill=raw(alt.Fill, "fill"),
        size=raw(alt.Size, "size", "Q"),
        strokeWidth=raw(alt.StrokeWidth, "width", "Q"),
        opacity=raw(alt.Opacity, "opacity", "Q"),
    )
    named = words(base, "label", alt.X("start:Q", scale=None, axis=None), vertical, colour=MUTED, dy=1)
    return alt.layer(drawn, named, width=10, height=y + 8)


def side_labels(chart: alt.Chart, y: Any, *, left: float) -> list[alt.Chart]:
    """Return the labels at the left of a row chart: fields `name` in bold and `note` under it."""
    x = pixel(alt.XValue, -left)
    return [words(chart, "name", x, y, bold=True, dy=-7), words(chart, "note", x, y, size=11, colour=MUTED, dy=8)]


def side_state(chart: alt.Chart, y: Any, *, right: float) -> list[alt.Chart]:
    """Return what stands at the right of a row chart: the sign, `state` beside it and `aside` under that."""
    x = pixel(alt.XValue, right + 20)
    return [
        signs(chart, pixel(alt.XValue, right + 8), y, dy=-7),
        words(chart, "state", x, y, dy=-7),
        words(chart, "aside", x, y, size=11, colour=MUTED, dy=8),
    ]


def row_lines(chart: alt.Chart, y: Any, *, width: float, colour: str) -> alt.Chart:
    """Return a thin line through each row."""
    across = {"x": pixel(alt.XValue, 0), "x2": pixel(alt.X2Value, width)}
    drawn: alt.Chart = chart.mark_rule(color=colour).encode(y=y, **across)
    return drawn


def share_scale() -> alt.X:
    """Return the scale of a row chart, from 0 to 100%."""
    return alt.X(
        "value:Q",
        title=None,
        scale=alt.Scale(domain=[0, 1], nice=False),
        axis=alt.Axis(format=".0%", tickCount=6, domain=False, tickSize=0, labelPadding=6),
    )


def row_scale(rows: int) -> alt.Y:
    """Return the scale of the places of whole rows, from the top down."""
    scale = alt.Scale(domain=[rows - 0.5, -0.5], nice=False, zero=False)
    return alt.Y("row:Q", title=None, axis=None, scale=scale)


def in_words(message: str, title: str, language: str) -> Chart:
    """Return what stands in for a chart that has nothing to draw: the message in words."""
    lines = layer([{"text": wrapped(message, WIDTH - 60, 13, 4)}])
    drawn = words(lines, "text", pixel(alt.XValue, 0), pixel(alt.YValue, 4), size=13, colour=MUTED, baseline="top")
    return Chart((drawn.properties(width=WIDTH - 40, height=40),), title, message, language, words_only=True)
