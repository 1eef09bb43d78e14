"""The summary of a report on one page: its opening sentences, a tile for each target, what to do first, one chart."""

from dataclasses import dataclass
from typing import Any

from dtplan_analysis import document
from dtplan_analysis.faces import shortened
from dtplan_analysis.judging.wording import SIGNS
from dtplan_analysis.reports.actions import actions, kind_word, reason_line
from dtplan_analysis.reports.position import position
from dtplan_analysis.reports.reported import told_once
from dtplan_analysis.reports.subject import Subject
from dtplan_analysis.reports.summary import by_gap, opening
from dtplan_analysis.reports.tiles import tiles
from dtplan_analysis.tables import Table

_TILES, _STRIPS = 40, 13
"""A page has legible room for so many tiles, and its chart for so many targets."""

_SOURCES = 3
"""So many of those who reported figures are named."""

_NAME = 70
"""Of a longer name, so many letters are shown."""


@dataclass(frozen=True, eq=False)
class OnePage:
    """A summary as plain values: `lead`, `tiles`, `todo`, `chart` (a block), and `notes` of what is left out."""

    content: dict[str, Any]

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return {"text/plain": self.content["lead"], document.SUMMARY: self.content}


def one_page(subject: Subject) -> OnePage:
    """Return what the summary layout sets of a subject; where targets are too many, those furthest from being met."""
    say, order, notes = subject.say, _by_need(subject), []
    if (rest := len(order) - _TILES) > 0:
        one, many = "{n} further target is in the full report.", "{n} further targets are in the full report."
        notes.append(say.plural(one, many, rest))
    drawn = [goal for goal in subject.goals if goal[2] is not None]
    if len(drawn) > _STRIPS:
        first = {*[id for id in order if id in {goal[0] for goal in drawn}][:_STRIPS]}
        drawn = [goal for goal in drawn if goal[0] in first]
        notes.append(say("The chart shows the {n} targets that need most.", n=_STRIPS))
    table = tiles(subject).table
    if table and table.note:
        notes.append(table.note)
    notes += _sources(subject)
    chart = position(subject, drawn)
    content = {
        "lead": " ".join(opening(subject)),
        "tiles": _tiles(subject, table, {*order[:_TILES]}),
        "change_word": say("On quarter before"),
        "todo_word": say("What to do first"),
        "todo": [
            {
                "kind": kind_word(one, say),
                "name": shortened(subject.target_name(one.target), _NAME),
                "what": one.what,
                "why": reason_line(one, say),
            }
            for one in actions(subject)
        ],
        "chart": document.figure(chart.to_svg(), chart.title, chart.description) if drawn else None,
        "notes": notes,
        "no_chart": say("For the chart, see the full report."),
    }
    return OnePage(content)


def _sources(subject: Subject) -> list[str]:
    """Return who reported the figures that are not counted from records, by the ids of their targets."""
    say, (shared, told) = subject.say, told_once(subject)
    by_source: dict[str, list[str]] = {}
    for id, source in told.items():
        by_source.setdefault(source, []).append(id)
    lines = [f"{', '.join(ids)}: {source}." for source, ids in by_source.items()]
    notes = [shared] if shared else []
    if (rest := len(lines) - _SOURCES) > 0:
        one, many = "{n} further source is in the full report.", "{n} further sources are in the full report."
        return [*notes, *lines[:_SOURCES], say.plural(one, many, rest)]
    return notes + lines


def _by_need(subject: Subject) -> list[str]:
    """Return the targets by how much is to be done: those not met by their gap, those undecided, then the others.

    Of a frame, those come first that can still bring most points.
    """
    if subject.brought:
        ids = list(subject.now["target"])
        return sorted(ids, key=lambda id: subject.brought[id].least - subject.brought[id].of)
    rows, first = by_gap(subject.now), ("not_met", "inconclusive")
    needy = [id for status in first for id in rows.loc[rows["status"] == status, "target"]]
    return list(dict.fromkeys([*needy, *rows["target"]]))


def _tiles(subject: Subject, table: Table | None, shown: set[str]) -> list[dict[str, str]]:
    """Return the targets that are shown in official order, in the words of the page's tiles."""
    found = []
    for row, (target, status) in zip(
        table.rows if table else (), zip(subject.now["target"], subject.now["status"], strict=True), strict=True
    ):
        _, figure, asked, word, change = map(str, row)
        name = f"{shortened(subject.target_name(target), _NAME)} ({target})"
        tile = {"name": name, "figure": figure, "asked": asked, "word": word, "change": change}
        found += [tile | {"status": status or "", "sign": SIGNS.get(status, "")}] if target in shown else []
    return found
