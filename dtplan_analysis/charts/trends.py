"""A unit's targets over the quarters, as small multiples."""

import math
from collections.abc import Collection, Iterator, Sequence
from typing import Literal

import altair as alt
import pandas as pd

from dtplan_analysis.charts.chart import Chart, assembled
from dtplan_analysis.charts.judged import Goal, Row, Wanted, goals, quarterly, quarters_until, reached_text
from dtplan_analysis.charts.layers import (
    Entry,
    in_words,
    inline,
    key,
    pixel,
    raw,
    signs,
    status_entries,
    words,
)
from dtplan_analysis.charts.style import (
    ALONE,
    AMBER,
    BAND,
    BESIDE,
    BLUE,
    CIRCLE,
    DASHES,
    EDGED,
    INK,
    LINE,
    MUTED,
    SQUARE,
    TEAL,
    WHISKER,
    WIDTH,
    Datum,
    cut,
    mark_of,
    plain,
)
from dtplan_analysis.judging.wording import status_word
from dtplan_analysis.language import Language

Series = Sequence[Row | None]  # one target of one unit, quarter by quarter

_BREAKS: Literal["break-paths-filter-domains"] = "break-paths-filter-domains"  # at a quarter without a share
_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.25)


@assembled
def trends(
    judged: pd.DataFrame,
    *,
    unit: str,
    targets: Wanted,
    quarter: str,
    language: str,
    restarted: Collection[str] = (),
    last: int = 8,
) -> Chart:
    """Draw each target of a unit over the last quarters up to `quarter`, as small multiples in one specification.

    `targets` are (id, short label, threshold as text or None); checklists (None) have no percentage and are left out.
    A quarter without a percentage is a gap, with the sign of its status; a target without one in any quarter has no
    panel, and stands in the key and in the description. `restarted` names the targets that add up over
    a year which began with this quarter: they are not compared with the quarter before.
    """
    say = Language(language)
    title = say("Targets over the quarters, up to {quarter}", quarter=say.quarter(quarter))
    rows = quarterly(judged, unit=unit)
    shown = [goal for goal in goals(targets) if not goal.checklist]
    quarters = quarters_until(rows, quarter)[-last:]
    found = {(row.target, row.period): row for row in rows if row.period in quarters}
    panels = [(goal, [found.get((goal.id, period)) for period in quarters]) for goal in shown]
    panels = [(goal, series) for goal, series in panels if any(series)]
    if not panels:
        message = say(
            "There is nothing to draw: the table has no target of this unit up to {quarter}.",
            quarter=say.quarter(quarter),
        )
        return in_words(message, title, language)
    sentences = " ".join(
        _trend_sentence(goal, series, quarters, say, restarted=goal.id in restarted) for goal, series in panels
    )
    drawn = [(goal, series) for goal, series in panels if any(row and row.value is not None for row in series)]
    if not drawn:
        return in_words(sentences, title, language)
    left_out = [(goal, series) for goal, series in panels if (goal, series) not in drawn]
    columns = min(len(drawn), 3 if len(drawn) <= 12 else 4)
    width = WIDTH // columns - BESIDE if columns > 1 else ALONE
    parts = _trend_key(drawn, left_out, say), _trend_panels(drawn, quarters, width, columns, say)
    return Chart(parts, title, sentences, language, panels=width + BESIDE)


def _trend_panels(
    panels: Sequence[tuple[Goal, Series]], quarters: Sequence[str], width: int, columns: int, say: Language
) -> alt.FacetChart:
    height = 92
    labels = [say.short_quarter(plain(period)) for period in quarters]
    stride = math.ceil(44 / (width / len(labels)))
    named = labels[(len(labels) - 1) % stride :: stride]  # always with the last quarter
    data: list[Datum] = []
    for panel, (goal, series) in enumerate(panels):
        data += _trend_rows(panel, goal, series, labels, width, say)
    base = alt.Chart()
    head, lone = base.transform_filter("datum.head"), base.transform_filter("datum.lone")
    doubt, gap, survey = (base.transform_filter(f"datum.{kind}") for kind in ("doubt", "gap", "survey"))
    x = alt.X("quarter:N")
    first_x = alt.X(
        "quarter:N",
        title=None,
        scale=alt.Scale(type="point", padding=0.5, domain=labels),
        axis=alt.Axis(values=named, labelAngle=0, labelOverlap=False, tickSize=3),
    )
    first_y = alt.Y(
        "value:Q",
        title=None,
        scale=alt.Scale(zero=False, nice=False),
        axis=alt.Axis(format=".0%", tickCount=4, domain=False, tickSize=0, labelPadding=6),
    )
    lower, upper = alt.Y("lower:Q"), alt.Y2("upper:Q")
    panel_layers = [
        base.mark_area(opacity=0.14, invalid=_BREAKS).encode(x=first_x, y=lower, y2=upper, fill=raw(alt.Fill, "band")),
        *(
            survey.mark_line(strokeDash=[1.5, 2.5], strokeWidth=1.2, color=TEAL, invalid=_BREAKS).encode(x=x, y=edge)
            for edge in (lower, alt.Y("upper:Q"))
        ),
        lone.mark_rule(opacity=0.14, strokeWidth=9).encode(x=x, y=lower, y2=upper, stroke=raw(alt.Stroke, "band")),
        head.mark_rule(opacity=0).encode(y=alt.Y("low:Q"), y2=alt.Y2("high:Q")),  # spans the scale
        head.mark_rule(color=AMBER, strokeWidth=1.6, strokeDash=[5, 3]).encode(y=alt.Y("threshold:Q")),
        doubt.mark_rule(color=INK, strokeWidth=1.2).encode(x=x, y=alt.Y("worst:Q"), y2=alt.Y2("best:Q")),
        base.mark_line(color=BLUE, strokeWidth=2, invalid=_BREAKS).encode(x=x, y=first_y),
        base.mark_point(size=42, strokeWidth=1.8, opacity=1, filled=False, invalid="filter").encode(
            x=x,
            y=alt.Y("value:Q"),
            shape=raw(alt.Shape, "point"),
            fill=raw(alt.Fill, "inside"),
            stroke=raw(alt.Stroke, "line"),
        ),
        signs(gap, x, pixel(alt.YValue, height - 8), size=46, width=1.4),
        words(head, "goal", pixel(alt.XValue, width + 5), alt.Y("threshold:Q"), size=11, bold=True, colour=AMBER),
        words(head, "name", pixel(alt.XValue, -30), pixel(alt.YValue, -32), bold=True),
        signs(head, pixel(alt.XValue, -24), pixel(alt.YValue, -15)),
        words(head, "state", pixel(alt.XValue, -13), pixel(alt.YValue, -15), size=11),
    ]
    return alt.FacetChart(
        data=inline(data),
        spec=alt.layer(*panel_layers, width=width, height=height),
        facet=alt.Facet("panel:O", title=None, header=alt.Header(labelExpr="''")),
        columns=columns,
        bounds="flush",  # panels stand in a grid whatever their texts measure
        spacing={"row": 80, "column": BESIDE},
        resolve=alt.Resolve(
            scale=alt.ScaleResolveMap(y="independent"), axis=alt.AxisResolveMap(x="independent", y="independent")
        ),
    )


def _trend_rows(
    panel: int, goal: Goal, series: Series, labels: Sequence[str], width: float, say: Language
) -> Iterator[Datum]:
    """The rows of one panel: one for each quarter, of which the last carries what stands above the panel."""
    known = [row is not None and row.value is not None for row in series]
    for n, (label, row) in enumerate(zip(labels, series, strict=True)):
        status = row.status if row else "no_data"
        mark = mark_of(status)
        state = status_word(status, say)
        datum: Datum = {"panel": panel, "quarter": label, "sign": mark.sign, "colour": mark.colour, "gap": not known[n]}
        survey = any(past and past.sampling for past in series)
        datum |= {"survey": survey, "band": TEAL if survey else BLUE}  # also in a gap, which breaks it
        if row and row.value is not None:
            line = MUTED if row.baseline else BLUE
            datum |= {"value": row.value, "line": line, "inside": "white" if row.provisional else line}
            datum["point"] = SQUARE if row.baseline else CIRCLE
            datum |= {"lower": row.lower, "upper": row.upper}
            datum |= {"lone": not any(known[m] for m in (n - 1, n + 1) if 0 <= m < len(known))}
            datum |= {"worst": row.worst, "best": row.best, "doubt": row.missing > 0}
            datum |= {"tip": _tip(goal, row, say), "pick": {"target": goal.id}}
            state = " · ".join(filter(None, (say.percent(row.value, threshold=goal.threshold), state)))
        if n == len(labels) - 1:
            low, high = _domain(goal, series)
            if row and row.provisional:
                state += f" · {say('provisional')}"
            datum |= {"head": True, "low": low, "high": high, "state": cut(state, width + 60, 11)}
            datum |= {"threshold": goal.threshold, "goal": goal.threshold_text(say)}
            datum |= {"name": cut(f"{goal.name}  {goal.label}", (width + 70) * 0.93)}  # bold letters are wider
        yield datum


def _tip(goal: Goal, row: Row, say: Language) -> str:
    """What a point stands for, as a reader who points at it is told."""
    share = say.percent(row.value, threshold=goal.threshold)
    counted = say("{n} of {d}", n=say.number(row.numerator), d=say.number(row.denominator))
    lines = [
        f"{goal.name} {goal.label}",
        f"{say.quarter(row.period)}: {share} ({counted})",
        status_word(row.status, say),
    ]
    return "\n".join([*lines, say("provisional")] if row.provisional else lines)


def _domain(goal: Goal, series: Series) -> tuple[float, float]:
    """The shares that a panel spans, on whole steps of its scale, so that narrow bands near 100% stay readable."""
    shares = [goal.threshold]
    for row in series:
        shares += [row.value, row.lower, row.upper, row.worst, row.best] if row else []
    known = [share for share in shares if share is not None] or [0.0, 1.0]
    low, high = min(known), max(known)
    step = next((step for step in _STEPS if (high - low) / step <= 3.5), _STEPS[-1])
    bottom, top = math.floor(low / step + 1e-9) * step, min(1.0, math.ceil(high / step - 1e-9) * step)
    return (max(0.0, bottom - step) if top - bottom < 2 * step else bottom), top


def _trend_key(
    panels: Sequence[tuple[Goal, Series]], left_out: Sequence[tuple[Goal, Series]], say: Language
) -> alt.LayerChart | alt.FacetChart:
    rows = [row for _, series in panels for row in series if row and row.value is not None]
    entries = [Entry(LINE, say("share"), BLUE, size=324, width=2)]
    if any(goal.threshold is not None for goal, _ in panels):
        entries.append(Entry(DASHES, say("target"), AMBER, size=324))
    for sampling, colour in ((False, BLUE), (True, TEAL)):
        if found := [row for row in rows if row.sampling is sampling and row.lower is not None]:
            level = say.percent(found[0].confidence, 0)
            label = (
                say("sampling interval, {level}", level=level)
                if sampling
                else say("process interval, {level}", level=level)
            )
            entries.append(
                Entry(EDGED, label, colour, size=324, width=1.2)
                if sampling
                else Entry(BAND, label, "transparent", colour, 0.25, 324)
            )
    if any(row.missing for row in rows):
        entries.append(Entry(WHISKER, say("bounds for missing data"), size=180, width=1.2))
    if any(row.provisional for row in rows):
        entries.append(Entry(CIRCLE, say("provisional"), BLUE, "white", size=42, width=1.8))
    if any(row.baseline for row in rows):
        entries.append(Entry(SQUARE, say("before the plan"), MUTED, MUTED, size=42))
    statuses = {
        row.status if row else "no_data" for _, series in panels for row in series if not row or row.value is None
    }
    heads = {_status(series) for _, series in panels}
    return key(entries, status_entries(statuses | heads, say), [*_left_out_entries(left_out, say)], left=-30)


def _left_out_entries(panels: Sequence[tuple[Goal, Series]], say: Language) -> Iterator[Entry]:
    """The key of the targets without a share in any quarter, by what the last quarter says of them."""
    for status in dict.fromkeys(_status(series) for _, series in panels):
        ids = ", ".join(goal.name for goal, series in panels if _status(series) == status)
        label = say("{status}, no quarter with a share: {ids}", status=status_word(status, say), ids=ids)
        yield Entry(mark_of(status).sign, cut(label, WIDTH - 60), mark_of(status).colour, width=1.8, size=60)


def _status(series: Series) -> str:
    return series[-1].status if series[-1] else "no_data"


def _trend_sentence(goal: Goal, series: Series, quarters: Sequence[str], say: Language, *, restarted: bool) -> str:
    """One target in words: what stands in the last quarter, against the target, and what stood in the one before.

    A change is not told: a picture of the course has no interval of it.
    """
    row, when, name = series[-1], say.quarter(quarters[-1]), goal.full_name
    if row is None or row.value is None:
        status = status_word(row.status if row else "no_data", say)
        return say("{name}: {status} in {quarter}", name=name, status=status, quarter=when) + "."
    sentence = reached_text(goal, row, when, say)
    if row.provisional:
        sentence += f" ({say('provisional')})"
    earlier = [
        (past.value, period) for past, period in zip(series, quarters, strict=True) if past and past.value is not None
    ]
    if len(earlier) > 1 and not restarted:
        value, period = earlier[-2]
        share = say.percent(value, threshold=goal.threshold)
        sentence += "; " + say("{share} in {quarter}", share=share, quarter=say.quarter(period))
    if row.worst is not None and row.best is not None and row.missing:
        sentence += "; " + say(
            "between {worst} and {best}, depending on missing data",
            worst=say.percent(row.worst),
            best=say.percent(row.best),
        )
    return f"{sentence}."
