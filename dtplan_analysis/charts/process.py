"""Control charts: each share over the quarters within the limits of its process."""

from collections.abc import Iterator, Mapping

import altair as alt
import pandas as pd

from dtplan_analysis.charts.chart import Chart, assembled
from dtplan_analysis.charts.judged import Wanted
from dtplan_analysis.charts.labels import headed, labels, number, officially, quarter_of
from dtplan_analysis.charts.layers import Entry, in_words, inline, key, pixel, raw, words
from dtplan_analysis.charts.style import (
    AMBER,
    BAND,
    BLUE,
    CIRCLE,
    DASHES,
    DIAMOND,
    LINE,
    MUTED,
    RUST,
    WIDTH,
    Datum,
    cut,
    plain,
)
from dtplan_analysis.judging import threshold_of
from dtplan_analysis.judging.wording import threshold_text
from dtplan_analysis.language import Language
from dtplan_analysis.questions.phrases import why
from dtplan_analysis.registers.frames import rows_in

_HEIGHT = 110


@assembled
def process_chart(
    answer: pd.DataFrame,
    *,
    targets: Wanted = (),
    units: Mapping[str, str] | None = None,
    by: str = "unit",
    language: str,
) -> Chart:
    """Draw the answer of `questions.process_chart`: one panel a target and unit, with the limits where there are any.

    `targets` are (id, short label, threshold), `units` code → label; what they do not name goes by its own name.
    """
    say, answer = Language(language), officially(answer, by, units)
    title = say("Is it stable? {quarter}", quarter=quarter_of(answer, say))
    title = headed(title, answer, by=by, targets=targets, units=units, say=say)
    names = labels(answer, by=by, targets=targets, units=units, say=say)
    table = answer.assign(panel=[" · ".join(part for part in label if part) for label in names])
    table = table[table["reason"] != "checklist"]
    panels = list(table.groupby("panel", sort=False))
    if not panels:
        message = say("There is nothing to draw: no row of the answer is asked for.")
        return in_words(message, title, language)
    columns = min(len(panels), 3)
    width = WIDTH // columns - 92 if columns > 1 else 520
    quarters = [say.short_quarter(plain(str(label))) for label in sorted(set(table["period"]))]
    data = [datum for place, (name, rows) in enumerate(panels) for datum in _data(place, str(name), rows, width, say)]
    base = alt.Chart()
    named = quarters[:: -max(1, -(-len(quarters) * 44 // width))]
    axis = alt.Axis(values=named, labelAngle=0, labelOverlap=False, tickSize=3)
    x = alt.X("quarter:N", title=None, scale=alt.Scale(type="point", padding=0.5, domain=quarters), axis=axis)
    axis_y = alt.Axis(format=".0%", tickCount=4, domain=False, tickSize=0, labelPadding=6)
    y = alt.Y("value:Q", title=None, scale=alt.Scale(zero=False, nice=False, padding=6), axis=axis_y)
    head = base.transform_filter("datum.head")
    layers = [
        base.mark_area(opacity=0.14, color=BLUE, interpolate="step", invalid="break-paths-filter-domains").encode(
            x=x, y=alt.Y("lower:Q"), y2=alt.Y2("upper:Q"), detail=alt.Detail("phase:N")
        ),
        base.mark_line(color=MUTED, strokeWidth=1, interpolate="step", invalid="break-paths-filter-domains").encode(
            x=x, y=alt.Y("centre:Q"), detail=alt.Detail("phase:N")
        ),
        head.mark_rule(color=AMBER, strokeWidth=1.6, strokeDash=[5, 3]).encode(y=alt.Y("goal:Q")),
        base.mark_line(color=BLUE, strokeWidth=1.8, invalid="break-paths-filter-domains").encode(x=x, y=y),
        base.mark_point(filled=True, opacity=1, stroke="white", strokeWidth=0.6, invalid="filter").encode(
            x=x, y=y, shape=raw(alt.Shape, "sign"), fill=raw(alt.Fill, "colour"), size=raw(alt.Size, "size", "Q")
        ),
        words(head, "target", pixel(alt.XValue, width + 5), alt.Y("goal:Q"), size=11, bold=True, colour=AMBER),
        words(head, "name", pixel(alt.XValue, -30), pixel(alt.YValue, -28), bold=True),
        words(head, "state", pixel(alt.XValue, -30), pixel(alt.YValue, -13), size=11, colour=MUTED),
    ]
    figure = alt.FacetChart(
        data=inline(data),
        spec=alt.layer(*layers, width=width, height=_HEIGHT),
        facet=alt.Facet("panel:O", title=None, header=alt.Header(labelExpr="''")),
        columns=columns,
        bounds="flush",
        spacing={"row": 76, "column": 92},
        resolve=alt.Resolve(
            scale=alt.ScaleResolveMap(y="independent"), axis=alt.AxisResolveMap(x="independent", y="independent")
        ),
    )
    entries = [Entry(LINE, say("share"), BLUE, size=324, width=2), Entry(DASHES, say("target"), AMBER, size=324)]
    if table["lower"].notna().any():
        entries.append(Entry(BAND, say("limits of the process"), "transparent", BLUE, 0.2, 324))
        entries.append(Entry(DIAMOND, say("outside the limits"), "white", RUST, size=110, width=0.8))
    sentences = " ".join(f"{name}: {_state(rows, say)}." for name, rows in panels)
    return Chart((key(entries, left=-30), figure), title, f"{title}. {sentences}", language)


def _data(place: int, name: str, rows: pd.DataFrame, width: float, say: Language) -> Iterator[Datum]:
    for n, row in enumerate(rows_in(rows)):
        datum: Datum = {"panel": place, "quarter": say.short_quarter(plain(str(row["period"]))), "phase": row["phase"]}
        datum |= {field: number(row[field]) for field in ("value", "lower", "upper", "centre")}
        outside = bool(row["outside"])
        datum |= {
            "sign": DIAMOND if outside else CIRCLE,
            "colour": RUST if outside else BLUE,
            "size": 90 if outside else 34,
        }
        if n == len(rows) - 1:
            state = cut(_state(rows, say), width + 60, 11)
            datum |= {"head": True, "name": cut(name, (width + 70) * 0.93), "state": state}
            goal = threshold_of(row)
            told = {} if goal is None else {"goal": float(goal), "target": threshold_text(goal, say)}
            datum |= {"goal": None, "target": ""} | told
        yield datum


def _state(rows: pd.DataFrame, say: Language) -> str:
    """Return what a control chart says, in words."""
    last = rows.iloc[-1]
    if pd.isna(last["lower"]):
        return why(last["reason"], say) or why("too_short", say)
    phase = rows[rows["phase"] == last["phase"]]
    outside = int(phase["outside"].sum())
    if not outside and not bool(last["signal"]):
        return say("stable")
    parts = [say.plural("{n} point outside the limits", "{n} points outside the limits", outside)] if outside else []
    return ", ".join([*parts, *([say("signs of a shift")] if bool(last["signal"]) else [])])
