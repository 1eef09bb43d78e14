"""The findings of an official report, in plain sentences: results, shortcomings, and what the next quarter must do."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

import pandas as pd

from dtplan_analysis import document, questions
from dtplan_analysis.judging.levels import DECIDED
from dtplan_analysis.judging.table import JudgedRow
from dtplan_analysis.judging.wording import (
    is_outside,
    measure_text,
    points_number,
    points_text,
    reason_words,
)
from dtplan_analysis.periods import TO_DATE
from dtplan_analysis.registers.frames import rows_in
from dtplan_analysis.reports.official.undertaken import tasks, undertaken
from dtplan_analysis.reports.reported import told_once
from dtplan_analysis.reports.subject import Subject
from dtplan_analysis.reports.summary import even_step, judged_words, names_of, on_course, opening, sentence, shortfall

_MOST = 3
"""So many items of a frame are named as those to work at first."""


def results(subject: Subject) -> list[document.Block]:
    """Return part I: how many targets are met, each target in a line, and tasks and solutions in short."""
    say, (shared, reported) = subject.say, told_once(subject)
    told = [
        (title, [_result(subject, row, reported.get(row["target"], "")) for row in rows_in(rows)])
        for title, rows in _parted(subject)
    ]
    told.append((say("Tasks and solutions of the plan"), [[_run(text)] for text in undertaken(subject)]))
    sure = say("What all targets here ask for: {mark}.", mark=say(mark)) if (mark := _shared_mark(subject)) else ""
    found = [document.paragraph(" ".join(filter(None, [*_summary(subject), shared, sure])))]
    for number, (title, lines) in enumerate(((title, lines) for title, lines in told if lines), 1):
        found += [document.heading(f"{number}. {title}", 3), _listed(lines)]
    return found


def _shared_mark(subject: Subject) -> str:
    """Return how sure all targets are alike, which is said once; nothing where they differ, or are confirmed."""
    marks = [subject.plan.target(id).mark for id in subject.now["target"]]
    return marks[0] if len(marks) > 1 and len({*marks}) == 1 and marks[0] != "confirmed" else ""


def _parted(subject: Subject) -> list[tuple[str, pd.DataFrame]]:
    """Return the targets by the groups of a frame, else by whom they serve, each part with its title."""
    say, now = subject.say, subject.now
    if subject.plan.points:
        group = now["target"].map(lambda id: subject.plan.target(id).group)
        return [(one.title[subject.language], now[group == one.id]) for one in subject.plan.points.groups]
    serving = now["target"].map(lambda id: subject.measured[id].indicator.register.serves_public).astype(bool)
    return [
        (say("Targets of direction and administration"), now[~serving]),
        (say("Targets of service to citizens and businesses"), now[serving]),
    ]


def shortcomings(subject: Subject) -> list[document.Block]:
    """Return what part II begins with: targets not met or undecided and by how much, and what the data lack."""
    say, lines = subject.say, [_shortcoming(subject, row) for row in rows_in(_open(subject))]
    lines += [[_run(line)] for line in _points_lost(subject)]
    incomplete = subject.now[subject.now["missing"].fillna(0) > 0]
    if len(incomplete):
        counts = [f"{subject.label(row['target'])}: {say.number(int(row['missing']))}" for row in rows_in(incomplete)]
        lines.append([_run(say("Records with missing cells, by target: {counts}.", counts="; ".join(counts)))])
    unknown = subject.now[subject.now["status"] == "no_data"]
    for reason in dict.fromkeys(unknown["reason"]):
        names = names_of(subject, unknown[unknown["reason"] == reason])
        why = reason_words(reason, say, subject.registers)
        lines.append([_run(say("No data to judge by ({reason}): {ids}.", reason=why, ids=names) if why else names)])
    there = set(subject.now["target"])
    if unmeasured := [one.id for one in subject.plan.targets if not one.indicator and one.id not in there]:
        lines.append([_run(say("Targets that cannot be measured yet: {ids}.", ids=subject.labels(unmeasured)))])
    if late := tasks(subject, late=True):
        lines.append([_run(say("Tasks of the plan that are overdue: {tasks}.", tasks="; ".join(late)))])
    none = say("No target is missed, and no figure is lacking.")
    return [_listed(lines) if lines else document.paragraph(none)]


def _points_lost(subject: Subject) -> Iterator[str]:
    """Yield which items of a frame certainly do not bring all their points, those that lose most first, and how many.

    Items of which nothing is known lose nothing for certain: the opening names them.
    """
    say = subject.say
    if lost := _lost(subject):
        named = [f"{subject.label(id)}: {points_number(points, say)}" for id, points in lost.items()]
        yield say("Points that are lost for certain: {items}.", items="; ".join(named))


def _lost(subject: Subject) -> dict[str, Fraction]:
    """Return the points that items certainly do not bring, most first."""
    lost = {id: one.of - one.most for id, one in subject.brought.items() if id in subject.measured}
    return {id: lost[id] for id in sorted(lost, key=lambda id: -lost[id]) if lost[id] > 0}


def _to_win(subject: Subject) -> Iterator[str]:
    """Yield which items of a frame lose most points."""
    if most := list(_lost(subject))[:_MOST]:
        yield subject.say("Most points are still to be won by: {items}.", items=subject.labels(most))


def outlook(subject: Subject) -> list[document.Block]:
    """Return what part III begins with: what each missed target needs by the year's end, what those not yet due still
    lack, which items of a frame can bring most more, and tasks still open.
    """
    say = subject.say
    lines = [[_run(line)] for line in (*_needs(subject), *_not_due(subject), *_to_win(subject))]
    if ahead := tasks(subject, late=False):
        lines.append([_run(say("Tasks of the plan to be done: {tasks}.", tasks="; ".join(ahead)))])
    if late := tasks(subject, late=True):
        lines.append([_run(say("Overdue tasks to be finished first: {tasks}.", tasks="; ".join(late)))])
    return [_listed(lines)] if lines else []


def _summary(subject: Subject) -> list[str]:
    """Return the lead: how many targets are met, in the quarter before too, and by name which are not."""
    own, said = subject.judged, opening(subject, lambda rows: names_of(subject, rows))
    before = own[(own["period"] == subject.previous) & (own["span"] != TO_DATE) & (own["target"] != "")]
    judged = sum(before["status"].isin(DECIDED))
    if judged and not before["baseline"].any():  # before the plan, no target was set
        met = sum(before["status"] == "met")
        said.insert(1, subject.say("In the quarter before: {met} of {judged}.", met=met, judged=judged))
    return said


def _open(subject: Subject) -> pd.DataFrame:
    """Return the targets that are short or undecided; what is on course for the year is no shortcoming."""
    rows = subject.now[subject.now["status"].isin(("not_met", "inconclusive"))]
    return rows.loc[[not on_course(subject, row) for row in rows_in(rows)]]


def _result(subject: Subject, row: JudgedRow, reported: str) -> list[document.Run]:
    say, name = subject.say, subject.label(row["target"])
    points = points_text(subject.brought[row["target"]], say) if row["target"] in subject.brought else ""
    status = _run(points or judged_words(subject, row)) | {"strong": True}
    if row["status"] in ("no_case", "no_data", "suppressed"):
        why = reason_words(row["reason"], say, subject.registers) if row["status"] == "no_data" else ""
        return [_run(f"{name}: "), status, _run(f" ({why})." if why else ".")]
    tail = [_change(subject, row), *_to_date(subject, row)]
    if row["provisional"]:
        tail.append(say("provisional"))
    if step := even_step(subject, row):
        if on_course(subject, row):
            tail.append(say("on course: a straight-line path (proposed) stands at {step}", step=step))
        else:
            tail.append(say("behind a straight-line path (proposed), which stands at {step}", step=step))
    if row["method"] == "checklist":
        counted = say("target every item")
    elif is_outside(row):
        asked = subject.threshold(row["target"])
        counted = asked if points else say("target {threshold}", threshold=asked)
    else:
        asked = subject.threshold(row["target"])
        asked = asked if points else say("target {threshold}", threshold=asked)
        counted = f"{_counts(subject, row)}; {asked}"
    if reported:
        counted += f", {reported}"
    mark = subject.plan.target(row["target"]).mark
    if mark not in ("confirmed", "", _shared_mark(subject)):
        counted += f", {say(mark)}"
    said = "; ".join(filter(None, tail))
    head = f"{name}: {measure_text(row, say)} ({counted})"
    told = [_run(f"{head}: "), status] if status["text"] else [_run(head)]
    return [*told, _run(f"; {said}." if said else ".")]


def _counts(subject: Subject, row: JudgedRow) -> str:
    """Return numerator, denominator and what they count; where the denominator is a choice, which it is."""
    say, indicator = subject.say, subject.measured[row["target"]].indicator
    n, d = say.number(int(row["numerator"])), say.number(int(row["denominator"]))
    counted = say("{n} of {d} {records}", n=n, d=d, records=indicator.counted[subject.language])
    return f"{counted}, {indicator.of[subject.language]}" if indicator.of else counted


def _change(subject: Subject, row: JudgedRow) -> str:
    say, before = subject.say, subject.before(row["target"])
    if before is None or is_outside(row) or pd.isna(row["value"]) or pd.isna(before["value"]):
        return ""
    moved, when = 100 * (row["value"] - before["value"]), say.quarter(str(before["period"]))
    points = say.number(abs(moved), 1)
    if points == say.number(0, 1):
        return say("unchanged on {quarter}", quarter=when)
    words = [
        [say("up {points} percentage points on {quarter}", points=points, quarter=when),
         say("up {points} percentage points on {quarter}, within chance", points=points, quarter=when)],
        [say("down {points} percentage points on {quarter}", points=points, quarter=when),
         say("down {points} percentage points on {quarter}, within chance", points=points, quarter=when)],
    ]  # fmt: skip
    return str(words[moved < 0][subject.is_chance(row["target"], subject.previous)])


def _to_date(subject: Subject, row: JudgedRow) -> list[str]:
    """Return the figure of the year to date, where it is another than the quarter's."""
    say, own = subject.say, subject.judged
    year = own[(own["target"] == row["target"]) & (own["period"] == row["period"]) & (own["span"] == TO_DATE)]
    year = year[(year["denominator"] != row["denominator"]).fillna(False)]
    return [say("{figure} in the year to date", figure=measure_text(one, say)) for one in rows_in(year)]


def _shortcoming(subject: Subject, row: JudgedRow) -> list[document.Run]:
    say, short = subject.say, row["status"] == "not_met" and row["interval"] != "sampling" and not is_outside(row)
    said = [f"{shortfall(subject, row['target'], row)}." if short else sentence(subject, row)]
    if subject.whole:
        for units in subject.met_by_level(row["target"]).values():
            if n := units.not_met:
                cases = say.number(units.decided)
                said.append(say("Units for which cases arose: {d}; of these do not meet it: {n}.", n=n, d=cases))
    return [_run(f"{subject.label(row['target'])}: "), _run(" ".join(said))]


def _needs(subject: Subject) -> Iterable[str]:
    """Yield what each target that is short needs until the year's end."""
    say = subject.say
    # What others publish has no cases to come.
    wanted = [id for id in _open(subject)["target"] if not subject.plan.target(id).outside]
    if not wanted:
        return
    seen = subject.judged[subject.judged["period_end"] <= subject.quarter.end]
    year = questions.forecast(seen, target=wanted, period=subject.quarter.label, begun=subject.begun)
    year = year[year["needed"].notna()]
    over = (year["remaining"] == 0) & (year["needed"] > 0)
    if subject.quarter.months == 12 and subject.quarter.end <= subject.store.as_of:
        over |= year["reason"] == "cumulative"  # which begins anew with the next year
    if over.any():
        yield say("The year is over; to be reached from the next on: {ids}.", ids=names_of(subject, year[over]))
    for row in rows_in(year[~over]):
        target, needed, rest = row["target"], int(row["needed"]), int(row["remaining"])
        said: dict[str, Any] = {
            "target": subject.label(target),
            "threshold": subject.bare_threshold(target),
            "records": subject.measured[target].indicator.counted[subject.language],
            "n": say.number(needed),
        }
        short = shortfall(subject, target, {"shortfall": needed, "missing": _missing(subject, target)})
        if not needed:
            yield say("{target}: the year to date reaches {threshold}; to be kept, and reached in the quarter.", **said)
        elif row["reason"] == "open":
            yield say("{target}: since the start of the year, {short}.", short=short, **said)
        elif row["reason"] or subject.plan.target(target).checklist:
            yield f"{subject.label(target)}: {short}."
        elif row["probability_best"] == 0:
            yield say("{target}: the whole year can no longer reach {threshold}; a single quarter still can.", **said)
        elif needed > rest:
            yield say(
                "{target}: if about {rest} {records} are still to come, the whole year is unlikely to reach "
                "{threshold}; a single quarter still can.",
                rest=say.number(rest),
                **said,
            )
        else:
            said |= {"rest": say.number(rest), "share": say.percent(needed / rest)}
            yield say(
                "{target}: of about {rest} {records} still to come in the year, {n} ({share}) must pass for the whole "
                "year to reach {threshold}; in the quarter, {latest} did.",
                latest=say.percent(row["latest"]),
                **said,
            )


def _not_due(subject: Subject) -> Iterable[str]:
    """Yield what each target that has time still lacks."""
    say = subject.say
    for row in rows_in(subject.now[subject.now["status"] == "not_due"]):
        asked = say("target {threshold}", threshold=subject.threshold(row["target"]))
        told = {"target": subject.label(row["target"]), "asked": asked}
        if row["shortfall"] and not is_outside(row):
            yield say("{target}: {asked}; now: {short}.", short=shortfall(subject, row["target"], row), **told)
        else:
            yield say("{target}: {asked}; not reached yet.", **told)


def _missing(subject: Subject, target: str) -> float:
    """Return how many records with missing cells a target has in the quarter or in the year to date."""
    own = subject.judged
    here = own[(own["target"] == target) & (own["period"] == subject.quarter.label)]
    return float(here["missing"].fillna(0).max())


def _run(text: str) -> document.Run:
    return {"text": text}


def _listed(lines: Iterable[list[document.Run]]) -> document.Block:
    items = [[{"type": "paragraph", "runs": runs}] for runs in lines]
    return {"type": "list", "ordered": False, "kind": "", "items": items}
