"""The targets of a report as tiles: figure, target, status, change and a line of the quarters before, one tile each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from markupsafe import Markup

from dtplan_analysis import document
from dtplan_analysis.judging.table import JudgedRow
from dtplan_analysis.judging.wording import (
    change,
    is_outside,
    measure_text,
    points_text,
    reason_words,
    share_asked,
    status_word,
    within_chance,
)
from dtplan_analysis.language import Language
from dtplan_analysis.periods import TO_DATE
from dtplan_analysis.registers.frames import rows_in
from dtplan_analysis.reports.reported import told_once
from dtplan_analysis.reports.subject import Subject
from dtplan_analysis.reports.summary import even_step, met_words, on_course
from dtplan_analysis.tables import Html, Table, badge, refer

_WIDE, _HIGH, _ROOM = 60, 26, 4
_MOST = 8
"""So many quarters make a line that small."""

# Of their own, so that they are tiles in a notebook too, where no style sheet is; its colours, light or dark, stay.
_GRID = (
    "display:grid;grid-template-columns:repeat(auto-fill,minmax(min(8.6rem,100%),1fr));gap:.5rem;"
    "margin:0 0 .6rem;padding:0;list-style:none"
)
_TILE = "border-top:3px solid var(--edge,{});padding:.35rem .5rem"
_FIGURE = "display:flex;align-items:center;justify-content:space-between;gap:.4rem;font-size:1.5em;font-weight:bold"
_EDGES = {"met": "#3b78ad", "not_met": "#b45309", "inconclusive": "#7a68ad"}


@dataclass(frozen=True, eq=False)
class Tiles(Html):
    """Tiles, which are a table where they cannot be drawn."""

    table: Table | None = None

    def to_text(self) -> str:
        """Return the tiles as a table in plain text."""
        return self.table.to_text() if self.table else super().to_text()

    def to_document(self) -> list[document.Block]:
        """Return the tiles as a table."""
        return self.table.without_empty((3, 4)).to_document() if self.table else []


def tiles(subject: Subject) -> Tiles:
    """Return a tile for each target of the subject's quarter, in official order."""
    say, language = subject.say, subject.language
    items, rows, series = [], [], _series(subject)
    changes = dashes = counted = False
    shared, told = told_once(subject)
    for row in rows_in(subject.now):
        target, before = subject.plan.target(row["target"]), subject.before(row["target"])
        goal = subject.goal(target)
        limit = subject.bare_threshold(target.id) if goal.share is None else share_asked(goal.share, target, say)
        if goal.due:
            limit = say("{asked} by {date}", asked=limit, date=say.date(goal.due))
        asked = limit if goal.share is None else say("target {threshold}", threshold=limit)
        if target.points:
            limit = asked = points_text(subject.brought[target.id], say)
        moved = _change(row, before, subject)
        known = row["status"] not in ("no_case", "no_data")
        drawn = _line(series.get(target.id, ()), goal.share, say) if known and not is_outside(row) else ""
        changes, dashes = changes or bool(moved), dashes or bool(drawn and goal.share is not None)
        figure = measure_text(row, say) if known else ""
        if known and row["method"] == "checklist":
            figure = f"{say.number(row['numerator'])}/{say.number(row['denominator'])}"
        tile = Markup(
            '<li class="tile tile-{}" style="{}">'
            '<div class="name"><strong>{}</strong> <span class="code">{}</span></div>'
            '<div class="value" style="{}">{}{}</div><div class="asked">{}</div><div>{} {}</div>{}{}</li>'
        )
        judged = target.threshold is not None or not target.points
        units = _units(subject, target.id) if subject.whole and judged else ""
        counted = counted or bool(units)
        edge = _TILE.format(_EDGES.get(row["status"], "#7f8d99"))
        head = (row["status"] or "none", edge, refer("target", target.id, target.short[language]), target.id)
        said = (
            _FIGURE,
            figure,
            drawn,
            asked,
            badge(row["status"], say),
            moved,
            _why(row, subject, told.get(target.id, "")),
            units,
        )
        items.append(tile.format(*head, *said))
        name = f"{target.short[language]} ({target.id})"
        in_short = change(row, before, say, chance=subject.is_chance(target.id, subject.previous))
        rows.append((name, figure or "–", limit, status_word(row["status"], say), in_short))
    asks = say("Points") if subject.plan.points else say("Threshold")
    heads = (say("Target"), say("In the quarter"), asks, say("Status"), say("On quarter before"))
    caption = say("Targets in {quarter}", quarter=say.quarter(subject.quarter.label))
    note = within_chance(say) if any(row[-1] not in ("", "–") for row in rows) else ""
    table = Table(caption, heads, rows, numbers=(1, 4), note=note)
    shown = Markup('<ul class="tiles" style="{}">{}</ul>').format(_GRID, Markup("").join(items))
    notes = " ".join(filter(None, (shared, *_read(subject, changes, dashes, counted))))
    return Tiles(shown + Markup('<p class="note">{}</p>').format(notes) if notes else shown, table=table)


def _read(subject: Subject, changes: bool, dashes: bool, units: bool) -> Iterator[str]:
    """Say how changes, dashed lines, counts of units and paths are read, where the tiles show any."""
    say = subject.say
    if changes:
        quarter = say.quarter(str(subject.previous))
        yield say(
            "Changes: in percentage points (pp), against {quarter}; * within chance (not tested: figures of one day, "
            "of what is open, or that add up over the year).",
            quarter=quarter,
        )
    if dashes:
        yield say("Dashed: the target.")
    if units:
        yield say("Units: of those with cases.")
    if any(even_step(subject, row) for row in rows_in(subject.now)):
        yield say("In brackets: a straight-line path over the year up to the quarter's end, proposed by this project.")


def _units(subject: Subject, target: str) -> Markup:
    """Return how many units meet the target, by level."""
    told = met_words(subject, target, brief=True)
    return Markup('<div class="why">{}</div>').format(told) if told else Markup("")


def _why(row: JudgedRow, subject: Subject, reported: str) -> Markup:
    """Return why there is no figure or none that decides, how far along the year one is, or who reported it."""
    say, step = subject.say, even_step(subject, row)
    if step and on_course(subject, row):
        words = say("On the straight-line path ({step})", step=step)
    elif step:
        words = say("Behind the straight-line path ({step})", step=step)
    elif row["status"] in ("inconclusive", "no_data"):
        words = reason_words(row["reason"], say, subject.registers)
    elif reported:
        words = reported
    else:
        return Markup("")
    return Markup('<div class="why">{}</div>').format(words)


def _change(row: JudgedRow, before: JudgedRow | None, subject: Subject) -> Markup:
    """Return the change on the quarter before; what is within chance stands back and bears a star, on paper too."""
    say = subject.say
    if before is None or pd.isna(row["value"]) or pd.isna(before["value"]):
        return Markup("")
    if is_outside(row):  # no share: its change is none of points of percent
        return Markup('<span class="change">{}</span>').format(change(row, before, say))
    moved = say("{points} pp", points=change(row, before, say))
    if subject.is_chance(row["target"], subject.previous):
        return Markup('<span class="change chance">{}*</span>').format(moved)
    return Markup('<span class="change">{}</span>').format(moved)


def _series(subject: Subject) -> dict[str, list[tuple[str, float]]]:
    """Return the known shares (0–1) of each target in the last quarters, up to the report's own, by quarter."""
    rows = subject.judged
    rows = rows[(rows["span"] != TO_DATE) & (rows["period_end"] <= subject.quarter.end)].sort_values("period_end")
    found: dict[str, list[tuple[str, float]]] = {}
    for target, label, value in zip(rows["target"], rows["period"], rows["value"], strict=True):
        found.setdefault(target, []).append((str(label), value))
    return {
        target: [(label, float(value)) for label, value in shares[-_MOST:] if not pd.isna(value)]
        for target, shares in found.items()
    }


def _line(series: Sequence[tuple[str, float]], threshold: Any, say: Language) -> Markup:
    """Return the quarters as a line with the target's line, and what it shows in words; nothing of a single quarter.

    Size and strokes are its own, so that it is a line in a notebook too, where no style sheet is.
    """
    if len(series) < 2:
        return Markup("")
    shares = [share for _, share in series]
    goal = [] if threshold is None else [float(threshold)]
    low, high = min(shares + goal), max(shares + goal)
    span = (high - low) or 1.0

    def at(share: float) -> str:
        return f"{_ROOM + (_HIGH - 2 * _ROOM) * (1 - (share - low) / span):.1f}"

    step = (_WIDE - 2 * _ROOM) / (len(shares) - 1)
    points = [f"{_ROOM + n * step:.1f},{at(share)}" for n, share in enumerate(shares)]
    x, y = points[-1].split(",")
    rule = '<line class="goal" x1="0" x2="{0}" y1="{1}" y2="{1}" stroke="#888" stroke-dasharray="4 3"/>'
    rule = Markup(rule).format(_WIDE, at(goal[0])) if goal else ""
    span_of_time = f"{say.quarter(series[0][0])} – {say.quarter(series[-1][0])}"
    told = "; ".join(f"{say.quarter(label)}: {say.percent(share, threshold=threshold)}" for label, share in series)
    return Markup(
        '<svg class="spark" role="img" aria-label="{0}" width="{2}" height="{3}" viewBox="0 0 {2} {3}">'
        '<title>{1}</title><desc>{0}</desc>{4}<polyline points="{5}" fill="none" stroke="currentColor"/>'
        '<circle cx="{6}" cy="{7}" r="2.6" fill="currentColor"/></svg>'
    ).format(told, span_of_time, _WIDE, _HIGH, rule, " ".join(points), x, y)
