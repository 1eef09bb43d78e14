"""Answers as rows: a label, an interval on a scale with its marks, and the answer in words beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import altair as alt

from dtplan_analysis.charts.chart import Chart, assembled
from dtplan_analysis.charts.layers import (
    Entry,
    in_words,
    key,
    layer,
    pixel,
    raw,
    row_lines,
    row_scale,
    side_labels,
    ticks,
    words,
)
from dtplan_analysis.charts.style import (
    AMBER,
    BLUE,
    CIRCLE,
    GRID,
    INK,
    MUTED,
    PALE,
    TICK,
    WIDTH,
    Datum,
    cut,
    wrapped,
)
from dtplan_analysis.judging.wording import threshold_text
from dtplan_analysis.language import Language

LEFT, MIDDLE, ROW = 285, 405, 38
MOST = 40
"""So many rows make a picture; further ones are counted in its words."""

INTERVAL, DOT, RING, GOAL, BAR = "interval", "dot", "ring", "goal", "bar"
"""What a strip may have, as the key names it; bars are numbered."""

_BLOCK = "M-1,-.45H1V.45H-1Z"
_BAR_COLOURS = (BLUE, "#9db4cc")


@dataclass(frozen=True)
class Strip:
    """One row: interval, filled and hollow mark, target, bars from zero, and words; None where there is none."""

    name: str
    note: str = ""
    state: str = ""
    aside: str = ""
    low: float | None = None
    high: float | None = None
    dot: float | None = None
    ring: float | None = None
    goal: Fraction | None = None
    bars: tuple[float, ...] = ()
    pick: Mapping[str, str] | None = None
    """What a reader who clicks on it means, such as a target."""

    @property
    def is_silent(self) -> bool:
        """Whether there is nothing to draw and nothing to say but why."""
        return not self.aside and not self.bars and all(at is None for at in (self.low, self.dot, self.ring, self.goal))

    @property
    def sentence(self) -> str:
        """The row in words."""
        label = f"{self.name} ({self.note})" if self.note else self.name
        return f"{label}: {'; '.join(part for part in (self.state, self.aside) if part)}."


@dataclass(frozen=True)
class Scale:
    """The scale of the strips: from, to, Vega's number format, and a line to measure from."""

    low: float = 0
    high: float = 1
    format: str = ".0%"
    zero: float | None = None
    title: str | None = None


@assembled
def strips(title: str, rows: Sequence[Strip], scale: Scale, meaning: Mapping[str, str], say: Language) -> Chart:
    """Return the rows as a chart; `meaning` says of each mark that is drawn what it stands for, in the key's order."""
    if not rows:
        message = say("There is nothing to draw: no row of the answer is asked for.")
        return in_words(message, title, say.code)
    silent = [strip for strip in rows if strip.is_silent]
    speaking = [strip for strip in rows if not strip.is_silent]
    shown = speaking[:MOST]
    one_goal = len({strip.goal for strip in shown} - {None}) == 1  # is named once
    data = [_datum(place, strip, say, named=not (one_goal and place)) for place, strip in enumerate(shown)]
    bars = [bar for place, strip in enumerate(shown) for bar in _bars(place, strip)]
    base, y = layer(data), alt.Y("row:Q", title=None, axis=None)
    across = alt.X(
        "dot:Q",
        title=scale.title,
        scale=alt.Scale(domain=[scale.low, scale.high], nice=False, zero=False),
        axis=alt.Axis(
            format=scale.format,
            labelExpr="datum.value ? datum.label : '0'" if scale.zero == 0 else "datum.label",
            tickCount=6,
            domain=False,
            tickSize=0,
            labelPadding=6,
        ),
    )
    right = pixel(alt.XValue, MIDDLE + 22)

    def x(field: str) -> alt.X:
        return alt.X(f"{field}:Q", title=scale.title)

    parts = [
        row_lines(base, row_scale(len(shown)), width=MIDDLE, colour=GRID),
        base.mark_rule(strokeWidth=8, color=PALE, clip=True).encode(x=x("low"), x2=alt.X2("high:Q"), y=y),
        *(ticks(base, x(end), y, length=12, colour=MUTED, width=1.4) for end in ("low", "high")),
        layer(bars)
        .mark_rule(strokeWidth=9, clip=True)
        .encode(x=x("start"), x2=alt.X2("end:Q"), y=y, color=raw(alt.Color, "colour")),
        ticks(base, x("goal"), y, length=ROW * 0.8, colour=AMBER),
        words(base, "before", x("goal"), y, size=10, colour=AMBER, align="right", dx=-4, dy=-12),
        words(base, "behind", x("goal"), y, size=10, colour=AMBER, dx=4, dy=-12),
        base.mark_point(filled=True, opacity=1, size=70, fill=BLUE, stroke="white", strokeWidth=0.8).encode(
            x=across, y=y
        ),
        base.mark_point(filled=False, opacity=1, size=62, stroke=INK, strokeWidth=1.6).encode(x=x("ring"), y=y),
        *side_labels(base, y, left=LEFT),
        words(base, "lone", pixel(alt.XValue, -LEFT), y, bold=True),
        words(base, "state", right, y, dy=-7),
        words(base, "verdict", right, y),
        words(base, "aside", right, y, size=11, colour=MUTED, dy=8),
    ]
    if scale.zero is not None:
        line = layer([{"zero": scale.zero}]).mark_rule(color=MUTED, strokeWidth=1)
        parts.insert(1, line.encode(x=x("zero")))
    figures: list[Any] = []
    if shown:
        figures.append(key([_entry(mark, label) for mark, label in meaning.items()], left=-LEFT))
        figures.append(alt.layer(*parts, width=MIDDLE, height=ROW * len(shown)))
    rest = _together(silent)
    if len(speaking) > len(shown):
        rest.append(say("The first {shown} of {n} rows are drawn.", shown=MOST, n=say.number(len(speaking))))
    if rest:
        figures.append(_lines(rest))
    sentences = " ".join([*(strip.sentence for strip in shown), *rest])
    return Chart(tuple(figures), title, f"{title}. {sentences}", say.code)


def _together(silent: Sequence[Strip]) -> list[str]:
    """Return one sentence for each thing that is said of rows without a mark."""
    named: dict[str, list[str]] = {}
    for strip in silent:
        label = f"{strip.name} ({strip.note})" if strip.note else strip.name
        named.setdefault(strip.state, []).append(label)
    return [f"{state}: {', '.join(names)}." if state else f"{', '.join(names)}." for state, names in named.items()]


def _lines(sentences: Sequence[str]) -> Any:
    """Return sentences as lines of small text under a picture."""
    text = "\n".join(wrapped(sentence, WIDTH - 40, 11, 4) for sentence in sentences)
    lines = words(
        layer([{"text": text}]), "text", pixel(alt.XValue, -LEFT), pixel(alt.YValue, 0), size=11, colour=MUTED,
        baseline="top",
    )  # fmt: skip
    return alt.layer(lines, width=MIDDLE, height=14 * (text.count("\n") + 1))


def _datum(place: int, strip: Strip, say: Language, *, named: bool) -> Datum:
    name = cut(strip.name, (LEFT - 12) * 0.93)
    goal = "" if strip.goal is None or not named else threshold_text(strip.goal, say)
    before = strip.goal is not None and strip.goal > 0.9  # no room behind it
    return {
        "row": place,
        "name": name if strip.note else "",
        "lone": "" if strip.note else name,
        "note": cut(strip.note, LEFT - 12, 11),
        "state": strip.state if strip.aside else "",
        "verdict": "" if strip.aside else strip.state,
        "aside": strip.aside,
        "tip": strip.sentence,
        **({"pick": dict(strip.pick)} if strip.pick else {}),
        "before": goal if before else "",
        "behind": "" if before else goal,
        **{name: getattr(strip, name) for name in ("low", "high", "dot", "ring")},
        "goal": None if strip.goal is None else float(strip.goal),
    }


def _bars(place: int, strip: Strip) -> list[Datum]:
    half = 5 / ROW if len(strip.bars) > 1 else 0
    return [
        {"row": place + (half if n else -half), "start": 0, "end": length, "colour": _BAR_COLOURS[n]}
        | {"tip": strip.sentence}
        for n, length in enumerate(strip.bars)
    ]


def _entry(mark: str, label: str) -> Entry:
    if mark == GOAL:
        return Entry(TICK, label, AMBER, size=256, width=2.4)
    if mark == INTERVAL:
        return Entry(_BLOCK, label, "transparent", PALE, size=324)
    if mark == RING:
        return Entry(CIRCLE, label, INK, "white", size=62)
    if mark.startswith(BAR):
        return Entry(_BLOCK, label, "transparent", _BAR_COLOURS[int(mark.removeprefix(BAR))], size=324)
    return Entry(CIRCLE, label, "white", BLUE, size=70, width=0.8)
