"""What would a share be if more records were as required, or if those with missing cells were known?"""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from dtplan_analysis.charts.intervals import DOT, GOAL, RING, Scale, Strip, strips
from dtplan_analysis.charts.labels import number
from dtplan_analysis.charts.style import plain
from dtplan_analysis.counting import COUNTS
from dtplan_analysis.errors import InputError, nearest
from dtplan_analysis.judging import judge, threshold_of
from dtplan_analysis.judging.wording import measure_text, status_word
from dtplan_analysis.questions.selection import Names
from dtplan_analysis.registers.frames import rows_in
from dtplan_analysis.reports.answers.answer import MOST, Answer
from dtplan_analysis.reports.answers.figures import Figures, Row, at_most, check_whole
from dtplan_analysis.tables import Table, badge

CHOICES = ("bound", "pass", "fail", "drop")
"""What may be done with records that have missing cells: left open, all as required, none, left out."""

_KEPT = ("target", "indicator", "variant", "period", "missing", "denominator", "numerator", "value", "status")


def what_if(
    figures: Figures,
    target: Names = None,
    *,
    more: int = 0,
    missing: str = "bound",
    unit: Names = None,
    period: str | None = None,
) -> Answer:
    """Return each target judged again with `more` records as required and the missing ones taken as `missing` says."""
    check_whole("more", more, least=0)
    if missing not in CHOICES:
        raise InputError(f"missing is {missing!r}", where="what_if", remedy=nearest(missing, CHOICES))
    say = figures.say
    cases = [_case(row, more, missing) for row in figures.select(target, unit, period)]
    supposed = _supposed(figures, more, missing)
    title = say("What if {supposed}", supposed=supposed)
    told = [case for case in cases if case.then is not None]
    heads = (say("Target"), say("Unit"), say("Now"), say("Then"), say("Still short"), say("Then still short"))
    rows = [_cells(figures, case) for case in told[:MOST]]
    said = [_sentence(figures, case, more) for case in told] if len(told) == 1 else []
    untold = sorted({figures.label(case.now) for case in cases if case.then is None})
    if untold:
        said.append(say("Not asked of a survey, nor where there are no counts: {ids}.", ids="; ".join(untold)))
    marks = {DOT: say("now"), RING: say("then"), GOAL: say("target")}
    chart = strips(title, [_strip(figures, case, cases) for case in told], Scale(), marks, say)
    frame = pd.DataFrame([_flat(case, figures.by) for case in cases])
    return Answer(title, frame, Table(title, heads, rows, numbers=(4, 5)), chart, said)


@dataclass(frozen=True)
class _Case:
    """A judged row as it is, as it would be (None: not asked of it), and how many records were moved for it."""

    now: Row
    then: Row | None
    moved: int = 0


def _case(row: Row, more: int, missing: str) -> _Case:
    counts = [row[name] for name in COUNTS]
    if row["interval"] == "sampling" or row["status"] == "suppressed" or any(pd.isna(one) for one in counts):
        return _Case(row, None)
    records, excluded, unknown, denominator, numerator = map(int, counts)
    limits = at_most(row)
    if missing == "drop":
        records, unknown = records - unknown, 0
    elif missing != "bound":
        numerator += unknown if (missing == "pass") != limits else 0
        denominator, unknown = denominator + unknown, 0
    wrong = numerator if limits else denominator - numerator
    known = min(more, wrong)
    cleared = min(more - known, unknown)
    numerator += -known if limits else known + cleared
    denominator, unknown = denominator + cleared, unknown - cleared
    changed = dict(zip(COUNTS, (records, excluded, unknown, denominator, numerator), strict=True))
    judged = judge(
        pd.DataFrame([changed], dtype="Int64"),
        threshold=threshold_of(row),
        comparison=row.get("comparison") or ">=",
        checklist=row["method"] == "checklist",
    )
    then = rows_in(judged)[0]
    if row["status"] == "not_due" and then["status"] in ("not_met", "inconclusive"):
        then["status"] = "not_due"
    return _Case(row, then, known + cleared)


def _supposed(figures: Figures, more: int, missing: str) -> str:
    say = figures.say
    taken = {
        "pass": say("all records with missing cells are as required"),
        "fail": say("no record with missing cells is as required"),
        "drop": say("records with missing cells are left out"),
    }
    added = say.plural("{n} more record is as required", "{n} more records are as required", more) if more else ""
    return "; ".join(filter(None, (taken.get(missing, ""), added))) or say("nothing changes")


def _cells(figures: Figures, case: _Case) -> tuple[Any, ...]:
    say, then = figures.say, case.then or {}
    states = [f"{measure_text(row, say)} " + badge(row["status"], say) for row in (case.now, then)]
    short = ["–" if pd.isna(row["shortfall"]) else say.number(row["shortfall"]) for row in (case.now, then)]
    return (figures.label(case.now), figures.name(case.now[figures.by]), *states, *short)


def _sentence(figures: Figures, case: _Case, more: int) -> str:
    say, then = figures.say, case.then or {}
    known = {"target": figures.label(case.now), "then": measure_text(then, say), "now": measure_text(case.now, say)}
    text = say("{target}: {then} in place of {now}, {status}.", **known, status=status_word(then["status"], say))
    if case.moved < more:
        text += " " + say("Only {n} records are not as required, or may not be.", n=say.number(case.moved))
    return text


def _strip(figures: Figures, case: _Case, cases: list[_Case]) -> Strip:
    say, then = figures.say, case.then or {}
    units = len({one.now[figures.by] for one in cases}) > 1
    name = figures.name(case.now[figures.by]) if units else figures.label(case.now)
    note = figures.label(case.now) if units else ""
    state = f"{measure_text(case.now, say)} → {measure_text(then, say)}"
    dot, ring = number(case.now["value"]), number(then["value"])
    if dot is None and ring is None:
        return Strip(plain(name), plain(note), state)
    aside = status_word(then["status"], say)
    return Strip(
        plain(name),
        plain(note),
        state,
        aside,
        dot=dot,
        ring=ring,
        goal=threshold_of(case.now),
        pick=figures.pick(case.now),
    )


def _flat(case: _Case, by: str) -> Row:
    then = case.then or {}
    kept = {name: case.now.get(name) for name in (*_KEPT[:3], by, *_KEPT[3:], "shortfall", "threshold")}
    supposed = {f"{name}_then": then.get(name) for name in (*_KEPT[4:], "shortfall")}
    return kept | supposed | {"moved": case.moved, "reason": "" if case.then else "not_asked"}
