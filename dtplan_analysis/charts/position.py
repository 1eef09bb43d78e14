"""Where a unit stands among all units in a quarter."""

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

import altair as alt
import pandas as pd

from dtplan_analysis.charts.chart import Chart, assembled
from dtplan_analysis.charts.judged import Goal, Row, Wanted, goals, quarterly, reached_text
from dtplan_analysis.charts.layers import (
    Entry,
    in_words,
    inline,
    key,
    pixel,
    raw,
    row_lines,
    row_scale,
    share_scale,
    signs,
    status_entries,
    ticks,
    words,
)
from dtplan_analysis.charts.style import (
    AMBER,
    BLUE,
    CIRCLE,
    DIAMOND,
    GREY,
    GRID,
    INK,
    MARKS,
    MUTED,
    SQUARE,
    TICK,
    Datum,
    cut,
    mark_of,
    plain,
)
from dtplan_analysis.judging.wording import status_word
from dtplan_analysis.language import Language
from dtplan_analysis.units import TOTAL

_COLUMNS, _MIDDLE, _BESIDE = 3, 272, 56  # panels a row; pixels: a panel's scale, what is between two
_ROW, _HEAD, _AXIS = 44, 50, 28  # pixels: the height of a strip, of the words above it, of the figures below
_WHOLE = {"sign": SQUARE, "inside": "white", "line": INK, "size": 60}
_OWN = {"sign": DIAMOND, "inside": BLUE, "line": "white", "size": 150}
_NOTHING = "M0,0"
_DOT = 3.4  # radius of a unit's dot, pixels
_APART = 28  # pixels from one count of further units to the next


@assembled
def position(
    judged: pd.DataFrame,
    *,
    unit: str,
    targets: Wanted,
    quarter: str,
    units: Mapping[str, str],
    language: str,
    uncounted: Collection[str] = (),
) -> Chart:
    """Draw where a unit stands among all `units` (code → short label) in a quarter: a strip of dots for each target.

    A unit without a percentage has no dot and is counted in the words. Checklists (threshold None) are left out. In
    targets that are `uncounted` the unit stands beside the others and is none of them: the row of one of them holds it.
    """
    say = Language(language)
    when = say.quarter(quarter)
    whole = unit == TOTAL
    name = plain(units.get(unit, say("all units together") if whole else unit))
    title = (
        say("The units together and one by one, {quarter}", quarter=when)
        if whole
        else say("{unit} among the units, {quarter}", unit=name, quarter=when)
    )
    rows = quarterly(judged, periods=[quarter])
    found = {(row.target, row.unit): row for row in rows}
    strips: list[tuple[Goal, Row | None, list[Row], Row | None]] = []
    for goal in goals(targets):
        codes = [code for code in units if code != unit or goal.id not in uncounted]
        peers = [found[goal.id, code] for code in codes if (goal.id, code) in found]
        if not goal.checklist and any(row.value is not None for row in peers):
            total = found.get((goal.id, TOTAL)) if not whole else None
            strips.append((goal, found.get((goal.id, unit)), peers, total))
    if not strips:
        message = say("There is nothing to draw: the table has no percentage of a unit in {quarter}.", quarter=when)
        return in_words(message, title, language)
    data: list[Datum] = []
    for panel, (goal, own, peers, total) in enumerate(strips):
        shares = [
            (row.value, {"tip": _tip(goal, row, units, say), "pick": _pick(row)})
            for row in peers
            if row.value is not None and row.unit != unit
        ]
        shown: list[Datum] = [_strip_words(goal, own, peers, say), *_dots(shares)]
        for row, look in ((total, _WHOLE), (own, _OWN)):
            if row and row.value is not None:
                told = {"tip": _tip(goal, row, units, say), "pick": _pick(row)}
                shown.append({"row": 0, "value": row.value, **told, **look})
        data += [{"panel": panel, **one} for one in shown]
    entries = [
        Entry(DIAMOND, name, "white", BLUE, size=150, width=1.2),
        Entry(CIRCLE, say("a unit") if whole else say("another unit"), "white", GREY, size=52),
    ]
    if any(goal.threshold is not None for goal, *_ in strips):
        entries.append(Entry(TICK, say("target"), AMBER, size=256, width=2.4))
    if any(one.get("more") for one in data):
        entries.append(Entry(_NOTHING, say("+n: n more units in this place"), size=1))
    if any(total and total.value is not None for *_, total in strips):
        entries.insert(2, Entry(SQUARE, say("all units together"), INK, "white", size=60, width=1.2))
    states = status_entries((own.status if own else "no_data" for _, own, _, _ in strips), say)
    sentences = " ".join(_strip_sentence(goal, own, peers, when, say) for goal, own, peers, _ in strips)
    parts = key(entries, states), _panels(data, min(len(strips), _COLUMNS))
    return Chart(parts, title, f"{name}. {sentences}", language, panels=_MIDDLE + _BESIDE)


def _panels(data: list[Datum], columns: int) -> alt.FacetChart:
    """Return a panel for each target: its name, how the unit stands, and a strip of dots."""
    base = alt.Chart()
    head, place = base.transform_filter("datum.name"), base.transform_filter("datum.inside")
    x, y = alt.X("value:Q", title=None), alt.Y("row:Q", title=None, axis=None)
    drawn = {
        "shape": raw(alt.Shape, "sign"),
        "fill": raw(alt.Fill, "inside"),
        "stroke": raw(alt.Stroke, "line"),
        "size": raw(alt.Size, "size", "Q"),
    }
    start = pixel(alt.XValue, 0)
    strip = alt.layer(
        row_lines(head, row_scale(1), width=_MIDDLE, colour=GRID),
        place.mark_point(filled=False, strokeWidth=1, opacity=1).encode(x=share_scale(), y=y, **drawn),
        words(place, "more", x, alt.Y("strip:Q", title=None, axis=None), size=10, colour=MUTED, dx=5, dy=-5.5 * _DOT),
        ticks(head, alt.X("threshold:Q", title=None), y, length=_ROW * 0.75, colour=AMBER),
        words(head, "name", start, pixel(alt.YValue, 8 - _HEAD), bold=True),
        signs(head, pixel(alt.XValue, 6), pixel(alt.YValue, 24 - _HEAD)),
        words(head, "state", pixel(alt.XValue, 17), pixel(alt.YValue, 24 - _HEAD)),
        words(head, "note", start, pixel(alt.YValue, 39 - _HEAD), size=11, colour=MUTED),
        width=_MIDDLE,
        height=_ROW,
    )
    return alt.FacetChart(
        data=inline(data),
        spec=strip,
        facet=alt.Facet("panel:O", title=None, header=alt.Header(labelExpr="''")),
        columns=columns,
        bounds="flush",  # panels stand in a grid whatever their texts measure
        spacing={"row": _HEAD + _AXIS, "column": _BESIDE},
        resolve=alt.Resolve(axis=alt.AxisResolveMap(x="independent", y="independent")),
    )


def _tip(goal: Goal, row: Row, units: Mapping[str, str], say: Language) -> str:
    """What a dot stands for, as a reader who points at it is told."""
    name = units.get(row.unit, say("all units together") if row.unit == TOTAL else row.unit)
    share = say.percent(row.value, threshold=goal.threshold)
    return f"{plain(name)}: {share}\n{goal.name} {goal.label}\n{status_word(row.status, say)}"


def _pick(row: Row) -> dict[str, str]:
    return {"unit": row.unit, "target": row.target}


def _dots(shares: Sequence[tuple[float, Datum]]) -> list[Datum]:
    """One strip's dots, moved up and down where they would cover one another; those that find no room are counted."""
    last = dict.fromkeys((0, 1, -1, 2, -2), -math.inf)  # where the last dot of each lane stands, in pixels
    dots: list[Datum] = []
    more: Counter[int] = Counter()
    for share, told in sorted(shares, key=lambda one: (one[0], one[1]["tip"])):
        x = share * _MIDDLE
        lane = next((lane for lane, before in last.items() if x - before >= 2 * _DOT), None)
        if lane is None:
            more[len(dots) - 1] += 1
            continue
        last[lane] = x
        dot = {"row": lane * 2 * _DOT / _ROW, "strip": 0, "value": share, "more": "", **told}
        dots.append(dot | {"sign": CIRCLE, "inside": GREY, "line": "white", "size": (2 * _DOT) ** 2})
    places: list[int] = []  # of the dots that bear a count, far enough apart for their words
    for n in sorted(more):
        if not places or (dots[n]["value"] - dots[places[-1]]["value"]) * _MIDDLE > _APART:
            places.append(n)
        else:
            more[places[-1]] += more[n]
        dots[places[-1]]["more"] = f"+{more[places[-1]]}"
    return dots


def _strip_words(goal: Goal, own: Row | None, peers: Sequence[Row], say: Language) -> Datum:
    status = own.status if own else "no_data"
    mark = mark_of(status)
    state = status_word(status, say)
    if own and own.value is not None:
        state = " · ".join(filter(None, (say.percent(own.value, threshold=goal.threshold), state)))
    met, known = _tally(peers)
    judged = any(row.status in MARKS and row.value is not None for row in peers) and not _hidden(peers)
    asked = say("target {threshold}", threshold=goal.threshold_text(say)) if goal.threshold is not None else ""
    by = say("met by {met} of {known} units", met=say.number(met), known=say.number(known)) if judged else ""
    return {
        "row": 0,
        "threshold": goal.threshold,
        "name": cut(f"{goal.name}  {goal.label}", _MIDDLE * 0.93),  # bold letters are wider
        "note": " · ".join(filter(None, (asked, by))),
        "sign": mark.sign,
        "colour": mark.colour,
        "state": state,
    }


def _hidden(peers: Sequence[Row]) -> bool:
    return any(row.status == "suppressed" for row in peers)


def _tally(peers: Sequence[Row]) -> tuple[int, int]:
    known = [row for row in peers if row.value is not None]
    return sum(row.status == "met" for row in known), len(known)


def _strip_sentence(goal: Goal, own: Row | None, peers: Sequence[Row], when: str, say: Language) -> str:
    name, (met, known) = goal.full_name, _tally(peers)
    status = status_word(own.status if own else "no_data", say)
    if own is None or own.value is None:
        sentence = say("{name}: {status} in {quarter}", name=name, status=status, quarter=when)
    else:
        sentence = reached_text(goal, own, when, say)
    shares = [row.value for row in peers if row.value is not None]
    limits = {"low": say.percent(min(shares)), "high": say.percent(max(shares))}
    if any(row.status for row in peers if row.value is not None) and not _hidden(peers):
        told = say("met by {met} of {known} units, which range from {low} to {high}", known=say.number(known),
                   met=say.number(met), **limits)  # fmt: skip
    else:
        told = say.plural("{n} unit: {low}", "{n} units range from {low} to {high}", known, **limits)
    sentence += f"; {told}"
    absent = Counter(row.status for row in peers if row.value is None)
    for state in MARKS:
        if absent[state]:
            words = status_word(state, say)
            sentence += "; " + say.plural("{n} unit: {status}", "{n} units: {status}", absent[state], status=words)
    return f"{sentence}."
