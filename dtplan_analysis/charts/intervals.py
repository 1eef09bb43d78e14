"""Answers as rows: a label, an interval on a scale with its marks, and the answer in words beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import altair as alt
import pandas as pd

from dtplan_analysis.charts.chart import Chart
from dtplan_analysis.charts.layers import (
    Entry,
    key,
    layer,
    pixel,
    raw,
    row_lines,
    row_scale,
    side_labels,
    ticks,
    words,
    words_only,
)
from dtplan_analysis.charts.rows import Wanted, goals
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
    plain,
    wrapped,
)
from dtplan_analysis.judging import threshold_of
from dtplan_analysis.judging.wording import threshold_text
from dtplan_analysis.language import Language
from dtplan_analysis.units import TOTAL, UNKNOWN

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


def strips(title: str, rows: Sequence[Strip], scale: Scale, meaning: Mapping[str, str], say: Language) -> Chart:
    """Return the rows as a chart; `meaning` says of each mark that is drawn what it stands for, in the key's order."""
    if not rows:
        message = say("There is nothing to draw: no row of the answer is asked for.")
        return Chart((words_only(message),), title, message, say.code)
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


def labels(
    table: pd.DataFrame, *, by: str, targets: Wanted, units: Mapping[str, str] | None, say: Language
) -> list[tuple[str, str]]:
    """Return what each row of an answer is called, in one or two lines; what all have in common is for the title."""
    known = {goal.id: f"{goal.name}  {goal.label}" for goal in goals(targets)}
    figures = [plain(known.get(id_, id_) or indicator) for id_, indicator in _figures(table)]
    parts = [unit_label(code, units, say) for code in table[by]]
    if len(set(parts)) == 1:
        return [(figure or part, "") for figure, part in zip(figures, parts, strict=True)]
    if len(set(figures)) == 1:
        return [(part, "") for part in parts]
    return list(zip(parts, figures, strict=True))


def named(
    answer: pd.DataFrame,
    *,
    by: str,
    targets: Wanted,
    units: Mapping[str, str] | None,
    say: Language,
    placed: bool = False,
) -> list[tuple[tuple[str, str], dict[Any, Any]]]:
    """Return each row of an answer with what it is called: in official order, but for one of units by their places."""
    answer = answer if placed else officially(answer, by, units)
    names = labels(answer, by=by, targets=targets, units=units, say=say)
    return list(zip(names, answer.to_dict("records"), strict=True))


def level_of(answer: pd.DataFrame, say: Language) -> str:
    """Return the confidence of an answer in words."""
    return say.percent(float(answer["confidence"].iloc[0]) if len(answer) else None, 0)


def interval_of(answer: pd.DataFrame, say: Language) -> str:
    """Return what an answer's limits are, for the key."""
    return say("process interval, {level}", level=level_of(answer, say))


def headed(
    title: str,
    table: pd.DataFrame,
    *,
    by: str,
    targets: Wanted = (),
    units: Mapping[str, str] | None,
    say: Language,
) -> str:
    """Return the title with what all rows have in common: the one unit, else the one target."""
    known = {goal.id: f"{goal.name} {goal.label}" for goal in goals(targets)}
    parts = {unit_label(code, units, say) for code in table[by]}
    figures = {plain(known.get(id_, id_) or indicator) for id_, indicator in _figures(table)}
    common = parts if len(parts) == 1 else figures if len(figures) == 1 else {""}
    name = common.pop()
    return f"{title} · {name}" if name else title


def unit_label(code: object, units: Mapping[str, str] | None, say: Language) -> str:
    """Return what a unit is called."""
    name = str(code)
    other = {TOTAL: say("all units together"), UNKNOWN: say("units not listed")}.get(name, name)
    return plain((units or {}).get(name, other))


def _figures(table: pd.DataFrame) -> list[tuple[str, str]]:
    names = ("target", "indicator")
    return [(str(row.get(names[0]) or ""), str(row.get(names[1]) or "")) for row in table.to_dict("records")]


def quarter_of(table: pd.DataFrame, say: Language) -> str:
    """Return the quarter of an answer, or the first and the last one."""
    periods = sorted(set(table["period"].dropna()))
    return " – ".join(say.quarter(str(label)) for label in dict.fromkeys([periods[0], periods[-1]])) if periods else "–"


def number(x: Any) -> float | None:
    """Return a cell as a number; None for an empty one."""
    return None if x is None or pd.isna(x) else float(x)


def officially(answer: pd.DataFrame, by: str, units: Mapping[str, str] | None) -> pd.DataFrame:
    """Return the rows of each target in the order in which `units` names them; what it does not name comes last."""
    order = {code: place for place, code in enumerate(units or ())}
    figures: Any = answer.groupby(["target", "indicator"], sort=False, dropna=False).ngroup() if len(answer) else []
    places = [order.get(str(code), len(order)) for code in answer[by]]
    return answer.assign(_f=figures, _p=places).sort_values(["_f", "_p"], kind="stable").drop(columns=["_f", "_p"])


def percent_of(row: Mapping[Any, Any], name: str, say: Language) -> str:
    """Return a share of a row in percent, never rounded up to the target."""
    return say.percent(number(row[name]), threshold=threshold_of(row))


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
        "before": goal if before else "",
        "behind": "" if before else goal,
        **{name: getattr(strip, name) for name in ("low", "high", "dot", "ring")},
        "goal": None if strip.goal is None else float(strip.goal),
    }


def _bars(place: int, strip: Strip) -> list[Datum]:
    half = 5 / ROW
    return [
        {"row": place + (half if n else -half), "start": 0, "end": length, "colour": _BAR_COLOURS[n]}
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
