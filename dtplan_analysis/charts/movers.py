"""Who moved since the quarter before, furthest beyond chance first."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import altair as alt
import pandas as pd

from dtplan_analysis.charts.chart import Chart, assembled
from dtplan_analysis.charts.judged import Goal, Row, Wanted, goals, quarterly
from dtplan_analysis.charts.layers import (
    Entry,
    in_words,
    key,
    layer,
    raw,
    row_lines,
    row_scale,
    share_scale,
    side_labels,
    side_state,
    status_entries,
    ticks,
)
from dtplan_analysis.charts.style import (
    AMBER,
    BLUE,
    CIRCLE,
    DASHES,
    GREY,
    GRID,
    INK,
    LINE,
    RUST,
    TICK,
    Datum,
    cut,
    mark_of,
    plain,
)
from dtplan_analysis.judging.wording import status_word
from dtplan_analysis.language import Language
from dtplan_analysis.questions.decomposition import changed_since

_LEFT, _MIDDLE, _ROW = 300, 420, 38  # pixels of the movers: labels, scale, height of a row


@assembled
def movers(
    judged: pd.DataFrame,
    *,
    targets: Wanted,
    quarter: str,
    previous: str,
    units: Mapping[str, str],
    language: str,
    most: int = 12,
    least: int = 20,
) -> Chart:
    """Draw the moves of `units` (code → short label) between two quarters, over all `targets`, furthest beyond chance.

    Only what lies outside of its interval, as `questions.decomposition.changed` has it, is coloured, the rest is grey.
    Units with fewer than `least` cases in either quarter are left out.
    """
    say = Language(language)
    then, now = say.quarter(previous), say.quarter(quarter)
    title = say("Who moved most, {previous} to {quarter}", previous=then, quarter=now)
    found = {(row.target, row.unit, row.period): row for row in quarterly(judged, periods=[previous, quarter])}
    answer = changed_since(judged, previous, quarter, units)
    columns = (answer[name] for name in ("target", "unit", "p_value", "by_chance"))
    chances = {(target, code): _Chance(*told) for target, code, *told in zip(*columns, strict=True)}
    moves, small = list[_Move](), 0
    for goal in goals(targets):
        for code, label in units.items():
            before, after = found.get((goal.id, code, previous)), found.get((goal.id, code, quarter))
            if goal.checklist or not before or not after or before.value is None or after.value is None:
                continue
            if min(before.denominator, after.denominator) < least:
                small += 1
            elif before.value != after.value:
                chance = chances.get((goal.id, code), _UNKNOWN)
                moves.append(_Move(goal, plain(label), before.value, after.value, after, chance))
    largest = sorted(sorted(moves, key=lambda move: move.chance.p_value)[:most], key=lambda move: -move.change)
    if not largest:
        message = say(
            "There is nothing to draw: no share of a unit with {least} cases in both quarters changed from {previous} "
            "to {quarter}.",
            previous=then,
            quarter=now,
            least=say.number(least),
        )
        return in_words(message, title, language)
    head = layer(_move_words(place, move, say) for place, move in enumerate(largest))
    across, y = alt.X("before:Q", title=None), row_scale(len(largest))
    figure = alt.layer(
        row_lines(head, y, width=_MIDDLE, colour=GRID),
        ticks(head, alt.X("threshold:Q", title=None), y, length=_ROW * 0.7, colour=AMBER),
        head.mark_rule(strokeWidth=3).encode(
            x=across, x2=alt.X2("value:Q"), y=y, color=raw(alt.Color, "line"), strokeDash=raw(alt.StrokeDash, "dash")
        ),
        head.mark_point(filled=False, opacity=1, size=46, strokeWidth=1.6, fill="white").encode(
            x=across, y=y, stroke=raw(alt.Stroke, "line")
        ),
        head.mark_point(filled=True, opacity=1, size=80).encode(x=share_scale(), y=y, fill=raw(alt.Fill, "line")),
        *side_labels(head, y, left=_LEFT),
        *side_state(head, y, right=_MIDDLE + 12),
        width=_MIDDLE,
        height=_ROW * len(largest),
    )
    entries = [
        Entry(CIRCLE, then, INK, "white", size=46),
        Entry(CIRCLE, now, INK, INK, size=60),
        Entry(LINE, say("rose"), BLUE, size=324, width=3),
        Entry(DASHES, say("fell"), RUST, size=324, width=3),
        Entry(LINE, say("within chance"), GREY, size=324, width=3),
    ]
    if any(move.goal.exact is not None for move in largest):
        entries.append(Entry(TICK, say("target"), AMBER, size=256, width=2.4))
    states = status_entries((move.row.status for move in largest), say)
    sentences = [_move_sentence(move, say) for move in largest]
    if small:
        sentences.append(
            say.plural(
                "{n} comparison with fewer than {least} cases is left out.",
                "{n} comparisons with fewer than {least} cases are left out.",
                small,
                least=say.number(least),
            )
        )
    description = f"{title}. {' '.join(sentences)}"
    return Chart((key(entries, states, left=-_LEFT), figure), title, description, language)


class _Chance(NamedTuple):
    p_value: float
    is_chance: bool


_UNKNOWN = _Chance(1.0, is_chance=True)


@dataclass(frozen=True)
class _Move:
    goal: Goal
    unit: str
    before: float
    after: float
    row: Row
    chance: _Chance

    @property
    def change(self) -> float:
        return self.after - self.before

    @property
    def colour(self) -> str:
        return GREY if self.chance.is_chance else BLUE if self.change > 0 else RUST


def _move_words(place: int, move: _Move, say: Language) -> Datum:
    mark = mark_of(move.row.status)
    shares = [say.percent(share, threshold=move.goal.threshold) for share in (move.before, move.after)]
    return {
        "row": place,
        "before": move.before,
        "value": move.after,
        "threshold": move.goal.threshold,
        "line": move.colour,
        "dash": [1, 0] if move.change > 0 else [5, 4],
        "name": cut(move.unit, (_LEFT - 12) * 0.93),
        "note": cut(f"{move.goal.name}  {move.goal.label}", _LEFT - 12, 11),
        "sign": mark.sign,
        "colour": mark.colour,
        "state": " · ".join(filter(None, [f"{shares[0]} → {shares[1]}", status_word(move.row.status, say)])),
        "aside": say.points(move.change),
        "tip": _move_sentence(move, say),
        "pick": {"unit": move.row.unit, "target": move.goal.id},
    }


def _move_sentence(move: _Move, say: Language) -> str:
    within = say("{points}, within chance", points=say.points(move.change))
    moved = {
        "unit": move.unit,
        "target": move.goal.full_name,
        "before": say.percent(move.before, threshold=move.goal.threshold),
        "after": say.percent(move.after, threshold=move.goal.threshold),
        "points": within if move.chance.is_chance else say.points(move.change),
    }
    if not move.row.status:
        return say("{unit}, {target}: from {before} to {after} ({points}).", **moved)
    return say(
        "{unit}, {target}: from {before} to {after} ({points}), {status}.",
        **moved,
        status=status_word(move.row.status, say),
    )
