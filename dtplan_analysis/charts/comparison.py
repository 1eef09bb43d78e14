"""Who differs: units by their number of records, within the limits that chance and their usual spread allow."""

from collections.abc import Iterator, Mapping
from typing import Any

import altair as alt
import pandas as pd

from dtplan_analysis.charts.chart import Chart, assembled
from dtplan_analysis.charts.judged import Goal, Wanted, goals
from dtplan_analysis.charts.labels import number, quarter_of, unit_label
from dtplan_analysis.charts.layers import Entry, in_words, inline, key, pixel, raw, words
from dtplan_analysis.charts.style import (
    ALONE,
    AMBER,
    BAND,
    BESIDE,
    BLUE,
    CIRCLE,
    DASHES,
    DOWN,
    GREY,
    LINE,
    MUTED,
    RUST,
    UP,
    WIDTH,
    Datum,
    cut,
    plain,
)
from dtplan_analysis.language import Language
from dtplan_analysis.questions.phrases import why
from dtplan_analysis.registers.frames import rows_in

_HEIGHT = 130
_LOOK = {"": (CIRCLE, GREY, 30.0), "above": (UP, BLUE, 80.0), "below": (DOWN, RUST, 80.0)}


@assembled
def compare(
    answer: pd.DataFrame,
    *,
    targets: Wanted = (),
    units: Mapping[str, str] | None = None,
    by: str = "unit",
    language: str,
) -> Chart:
    """Draw the answer of `questions.compare`: a funnel for each target, with the units that differ named.

    `targets` are (id, short label, threshold), `units` code → label; what they do not name goes by its own name. A
    target whose units cannot be compared has no funnel, and is named in the words.
    """
    say = Language(language)
    title = say("Who differs, {quarter}", quarter=quarter_of(answer, say))
    known: dict[Any, Goal] = {goal.id: goal for goal in goals(targets)}
    panels: list[tuple[Goal, pd.DataFrame]] = []
    sentences = []
    for (id_, indicator, _), rows in answer.groupby(["target", "indicator", "variant"], sort=False):
        name = plain(id_ or indicator)
        goal = known.get(id_) or Goal(name, name, "")
        drawn = rows[rows["reason"] == ""].sort_values(["denominator", by])
        if len(drawn):
            panels.append((goal, drawn))
            sentences.append(_sentence(goal, drawn, by, units, say))
        else:
            reasons = sorted({why(reason, say) for reason in rows["reason"]} - {""})
            sentences.append(say("{target}: not compared ({reasons}).", target=name, reasons=", ".join(reasons)))
    if not panels:
        message = say("There is nothing to draw: no target's units can be compared.")
        return in_words(message, title, language)
    columns = min(len(panels), 3)
    width = WIDTH // columns - BESIDE if columns > 1 else ALONE
    data = [
        datum for place, (goal, rows) in enumerate(panels) for datum in _data(place, goal, rows, by, units, width, say)
    ]
    base = alt.Chart()
    x = alt.X("n:Q", title=None, scale=alt.Scale(type="sqrt", nice=False, zero=False), axis=_AXIS_X)
    y = alt.Y("value:Q", title=None, scale=alt.Scale(zero=False, nice=False), axis=_AXIS_Y)
    head, unit, named = (base.transform_filter(f"datum.{kind}") for kind in ("head", "unit", "named"))
    layers = [
        unit.mark_area(opacity=0.12, color=BLUE, interpolate="monotone").encode(
            x=x, y=alt.Y("lower:Q"), y2=alt.Y2("upper:Q")
        ),
        head.mark_rule(color=MUTED, strokeWidth=1).encode(y=alt.Y("centre:Q")),
        head.mark_rule(color=AMBER, strokeWidth=1.6, strokeDash=[5, 3]).encode(y=alt.Y("goal:Q")),
        unit.mark_point(filled=True, opacity=1, stroke="white", strokeWidth=0.6).encode(
            x=x, y=y, shape=raw(alt.Shape, "sign"), fill=raw(alt.Fill, "colour"), size=raw(alt.Size, "size", "Q")
        ),
        words(named, "label", x, y, size=10, dx=7),
        words(head, "target", pixel(alt.XValue, width + 5), alt.Y("goal:Q"), size=11, bold=True, colour=AMBER),
        words(head, "name", pixel(alt.XValue, -30), pixel(alt.YValue, -18), bold=True),
    ]
    figure = alt.FacetChart(
        data=inline(data),
        spec=alt.layer(*layers, width=width, height=_HEIGHT),
        facet=alt.Facet("panel:O", title=None, header=alt.Header(labelExpr="''")),
        columns=columns,
        bounds="flush",
        spacing={"row": 80, "column": BESIDE},
        resolve=alt.Resolve(
            scale=alt.ScaleResolveMap(x="independent", y="independent"),
            axis=alt.AxisResolveMap(x="independent", y="independent"),
        ),
    )
    level = say.percent(float(answer["confidence"].iloc[0]), 1)
    entries = [
        Entry(CIRCLE, say("a unit, by its number of records"), "white", GREY, size=52),
        Entry(BAND, say("funnel, {level}", level=level), "transparent", BLUE, 0.2, 324),
        Entry(LINE, say("all units together"), MUTED, size=324, width=1),
        Entry(DASHES, say("target"), AMBER, size=324),
    ]
    differs = set(answer["differs"])
    if "above" in differs:
        entries.append(Entry(UP, say("differs: above"), "white", BLUE, size=110, width=0.8))
    if "below" in differs:
        entries.append(Entry(DOWN, say("differs: below"), "white", RUST, size=110, width=0.8))
    return Chart(
        (key(entries, left=-30), figure), title, f"{title}. {' '.join(sentences)}", language, panels=width + BESIDE
    )


_AXIS_X = alt.Axis(format=",.0f", tickCount=4, grid=False, tickSize=3)
_AXIS_Y = alt.Axis(format=".0%", tickCount=4, domain=False, tickSize=0, labelPadding=6)


def _data(
    place: int, goal: Goal, rows: pd.DataFrame, by: str, units: Mapping[str, str] | None, width: float, say: Language
) -> Iterator[Datum]:
    first = rows.iloc[0]
    heading = cut(f"{goal.name}  {goal.label}".strip(), (width + 70) * 0.93)
    target = "" if goal.threshold is None else goal.threshold_text(say)
    head = {"name": heading, "centre": number(first["centre"]), "goal": goal.threshold, "target": target}
    yield {"panel": place, "head": True, **head}
    for row in rows_in(rows):
        sign, colour, size = _LOOK[row["differs"]]
        datum: Datum = {"panel": place, "unit": True, "n": int(row["denominator"]), "value": number(row["value"])}
        datum |= {"lower": number(row["lower"]), "upper": number(row["upper"])}
        datum |= {"sign": sign, "colour": colour, "size": size}
        name, share = unit_label(row[by], units, say), say.percent(number(row["value"]), threshold=goal.threshold)
        datum["tip"] = (
            f"{name}: {share} ({say('{n} of {d}', n=say.number(row['numerator']), d=say.number(datum['n']))})"
        )
        datum["pick"] = {by: str(row[by]), "target": goal.id}
        if row["differs"]:
            datum |= {"named": True, "label": cut(unit_label(row[by], units, say), 80, 10)}
        yield datum


def _sentence(goal: Goal, rows: pd.DataFrame, by: str, units: Mapping[str, str] | None, say: Language) -> str:
    named = []
    for row in rows_in(rows[rows["differs"] != ""]):
        unit, share = unit_label(row[by], units, say), say.percent(number(row["value"]), threshold=goal.threshold)
        if row["differs"] == "below":
            named.append(say("{unit} below ({share})", unit=unit, share=share))
        else:
            named.append(say("{unit} above ({share})", unit=unit, share=share))
    centre = say.percent(number(rows["centre"].iloc[0]))
    if not named:
        return say(
            "{target}: of {n} units around {centre}, none differs.", target=goal.name, n=len(rows), centre=centre
        )
    return say(
        "{target}: of {n} units around {centre}: {named}.",
        target=goal.name,
        n=len(rows),
        centre=centre,
        named=", ".join(named),
    )
