"""What a report says first, in sentences: what is met, what is short, what cannot be decided, and how far off it is."""

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction

import pandas as pd
from markupsafe import Markup

from dtplan_analysis.indicators import Proportion
from dtplan_analysis.judging import threshold_of
from dtplan_analysis.judging.table import STATUSES, JudgedRow
from dtplan_analysis.judging.wording import (
    is_outside,
    limit_text,
    measure_text,
    points_text,
    reason_words,
    status_word,
)
from dtplan_analysis.registers.frames import rows_in
from dtplan_analysis.reports import points
from dtplan_analysis.reports.subject import Subject
from dtplan_analysis.tables import Html

Naming = Callable[[pd.DataFrame], str]
"""What names the targets of judged rows."""

_NOT_MET = ("not_met", "inconclusive", "not_due")
_MOST_NAMED, _FURTHEST = 6, 3
"""Of more targets that are not met only so many are named, those furthest from their threshold."""


def not_met(subject: Subject, rows: pd.DataFrame, names: Naming, *, brief: bool = True) -> Iterator[str]:
    """Name the targets of judged rows that are not met, undecided or not due; in brief, of many the furthest off."""
    say = subject.say
    short, undecided, later = (rows[rows["status"] == status] for status in _NOT_MET)
    if brief and len(short) > _MOST_NAMED:
        ids = names(by_gap(short).head(_FURTHEST))
        yield say("Not met: {n} targets; furthest from them: {ids}.", n=len(short), ids=ids)
    elif len(short):
        yield say("Not met: {ids}.", ids=names(short))
    if len(undecided):
        yield say("Cannot be decided yet: {ids}.", ids=names(undecided))
    if len(later):
        yield say("Not yet due, and not reached yet: {ids}.", ids=names(later))


def _by_status(subject: Subject, *statuses: str) -> pd.DataFrame:
    return subject.now[subject.now["status"].isin(statuses)]


def lead(sentences: Iterable[str]) -> Html:
    """Return sentences, such as those of `opening`, as what opens a report."""
    return Html(Markup('<div class="lead"><p>{}</p></div>').format(" ".join(sentences)))


def names_of(subject: Subject, rows: pd.DataFrame) -> str:
    """Return the targets of rows by name, each with its id: a reader has not learnt the ids yet."""
    return subject.labels(rows["target"])


def opening(subject: Subject, named: Naming | None = None) -> list[str]:
    """Return how many targets are met, which are not, and what limits the figures; `named` lists those of rows.

    Without it those not met or undecided go by their names, and the others are counted.
    """
    say, when = subject.say, subject.say.quarter(subject.quarter.label)
    brief = named is None

    def names(rows: pd.DataFrame) -> str:
        return named(rows) if named else subject.target_names(rows["target"])

    met, judged = len(_by_status(subject, "met")), len(_by_status(subject, "met", *_NOT_MET))
    sentences = points.opening(subject)
    if not judged and not sentences and not _by_level(subject):
        sentences = [say("In {quarter}, no target of {unit} can be judged.", quarter=when, unit=subject.spoken)]
    elif judged:
        sentences.append(
            say(
                "In {quarter}, {unit} meets {met} of the {judged} targets for which cases arose.",
                quarter=when,
                unit=subject.spoken,
                met=met,
                judged=judged,
            )
        )
        sentences += not_met(subject, subject.now, names, brief=brief)
    if named_levels := _by_level(subject):
        sentences.append(say("By level of units: {told}.", told=named_levels))
    idle, unknown = _by_status(subject, "no_case"), _by_status(subject, "no_data")
    if len(idle):
        one, many = "For {n} target no case arose.", "For {n} targets no case arose."
        sentences.append(
            say.plural(one, many, len(idle)) if brief else say("No case arose for {ids}.", ids=names(idle))
        )
    if len(unknown):
        one, many = "For {n} target there are no data.", "For {n} targets there are no data."
        sentences.append(
            say.plural(one, many, len(unknown)) if brief else say("There are no data for {ids}.", ids=names(unknown))
        )
    if len(hidden := _by_status(subject, "suppressed")):
        one, many = (
            "{n} target is not shown, to protect small groups.",
            "{n} targets are not shown, to protect small groups.",
        )
        sentences.append(
            say.plural(one, many, len(hidden))
            if brief
            else say("Not shown, to protect small groups: {ids}.", ids=names(hidden))
        )
    return sentences + _reservations(subject, names)


def in_a_line(subject: Subject) -> str:
    """Return how many targets have which status, after what points there are: `Q2 2024 · met: 5 · no data: 2`."""
    say, now = subject.say, subject.now
    counted = now["status"].value_counts()
    parts = [points_text(subject.brought[""], say)] if subject.brought else []
    parts += [f"{status_word(one, say)}: {say.number(counted[one])}" for one in STATUSES if one in counted]
    if n := sum(bool(subject.plan.target(id).by_level) for id in now.loc[now["status"] == "", "target"]):
        parts.append(say("judged by level of units: {n}", n=say.number(n)))
    return " · ".join([say.quarter(subject.quarter.label), *parts])


def _by_level(subject: Subject) -> str:
    """Return how many units of each level meet the targets of which no total over all levels can be judged."""
    rows = subject.now[subject.now["status"] == ""]
    told = ((id, met_words(subject, id)) for id in rows["target"] if subject.plan.target(id).by_level)
    return "; ".join(f"{subject.label(id)}: {words}" for id, words in told if words)


def judged_words(subject: Subject, row: JudgedRow) -> str:
    """Return what a target amounts to: its status, or by how many units it is met where no total is judged."""
    by_level = subject.whole and not row["status"] and subject.plan.target(row["target"]).by_level
    return met_words(subject, row["target"]) if by_level else status_word(row["status"], subject.say)


def met_words(subject: Subject, target: str, *, brief: bool = False) -> str:
    """Return how many units meet a target, of those for which cases arose and that are no pilots, by level.

    In brief, what the units are of is left to a note.
    """
    say, words = subject.say, []
    for level, met in subject.met_by_level(target).items():
        of = {"n": say.number(met.met), "d": say.number(met.decided)}
        said = say("met by {n}/{d} units", **of) if brief else say("met by {n} of {d} units with cases", **of)
        words.append(f"{subject.plan.level_name(level, subject.language)}: {said}" if level else said)
    return "; ".join(words)


def _reservations(subject: Subject, names: Naming) -> list[str]:
    """Return what limits the figures: a quarter that runs, dossiers that do, a quarter before the plan."""
    say, sentences = subject.say, []
    if subject.quarter.end > subject.store.as_of:
        sentences.append(
            say("The figures are provisional: the data end on {date}.", date=say.date(subject.store.as_of))
        )
    else:
        provisional = subject.now[subject.now["provisional"]]
        if len(provisional):
            sentences.append(
                say("Provisional, because records of the quarter are still open: {ids}.", ids=names(provisional))
            )
    told = subject.now[subject.now["status"] != "no_data"]
    reported = told[told["counted_from"] != "records"]
    if len(reported) and len(reported) == len(told):
        sentences.append(say("All figures are as they were reported; no records stand behind them."))
    elif len(reported):
        ids = names(reported)
        sentences.append(say("As they were reported, without records behind them: {ids}.", ids=ids))
    if len(subject.now) and subject.now["baseline"].all():
        sentences.append(say("The quarter lies before the plan's first measured quarter: it is the baseline."))
    return sentences


def by_gap(rows: pd.DataFrame) -> pd.DataFrame:
    """Return judged rows, those furthest from their threshold first."""
    gaps = [gap_of(row) for row in rows_in(rows)]
    return rows.assign(gap=gaps).sort_values("gap", ascending=False, kind="stable")


def gap_of(row: JudgedRow) -> float:
    """Return how far a share (0–1) is from its threshold; 0 where either is not known."""
    goal = threshold_of(row)
    return 0.0 if goal is None or pd.isna(row["value"]) else abs(float(goal) - float(row["value"]))


def on_course(subject: Subject, row: JudgedRow) -> bool:
    """Return whether a cumulative target lies on the even path to the year's end (proposed), and not behind it."""
    goal = threshold_of(row)
    if not is_cumulative(subject.measured[row["target"]].indicator) or goal is None or pd.isna(row["value"]):
        return False
    return bool(row["value"] >= float(_path(subject, goal)))


def even_step(subject: Subject, row: JudgedRow) -> str:
    """Return where an even path stands, in percent, for a cumulative target not yet met; empty where none is told."""
    goal, cumulative = threshold_of(row), is_cumulative(subject.measured[row["target"]].indicator)
    told = row["status"] == "not_met" and cumulative and subject.quarter.months < 12
    return subject.say.percent(_path(subject, goal)) if told and goal is not None else ""


def _path(subject: Subject, goal: Fraction) -> Fraction:
    """Return the share that an even path over the year reaches at the end of the period."""
    return goal * subject.quarter.months / 12


def is_cumulative(indicator: Proportion) -> bool:
    """Return whether the figure adds up over the year, and starts again with the next."""
    return bool(indicator.events and indicator.events.window == "year")


def sentence(subject: Subject, row: JudgedRow) -> str:
    """Return how far a target that is short, or cannot be decided, is from being met."""
    say, figure, threshold = subject.say, measure_text(row, subject.say), subject.threshold(row["target"])
    bare = subject.bare_threshold(row["target"])
    if is_outside(row):
        return say("{figure}, target {threshold}.", figure=figure, threshold=threshold)
    if row["status"] == "not_met" and row["interval"] == "sampling":
        return say(
            "{figure} of the answers; even the upper limit, {upper}, is below {threshold}.",
            figure=figure,
            upper=limit_text(row, "upper", say),
            threshold=bare,
        )
    if row["status"] == "not_met" and row["method"] == "checklist":
        return say("{figure} are met; {short}.", figure=figure, short=shortfall(subject, row["target"], row))
    if row["status"] == "not_met":
        return say(
            "{figure}, target {threshold}; {short}.",
            figure=figure,
            threshold=threshold,
            short=shortfall(subject, row["target"], row),
        )
    if row["reason"] == "sampling":
        return say(
            "{figure} of {n} answers; the 95% interval ({lower} to {upper}) includes {threshold}, so it is undecided.",
            figure=figure,
            n=say.number(row["denominator"]),
            lower=limit_text(row, "lower", say),
            upper=limit_text(row, "upper", say),
            threshold=bare,
        )
    if not row["denominator"]:
        n = say.number(row["missing"])
        return say("no record is complete ({n} with missing cells), target {threshold}.", n=n, threshold=threshold)
    return say(
        "{figure} of the complete records, target {threshold}; {reason} ({worst} to {best}).",
        figure=figure,
        threshold=threshold,
        reason=reason_words(row["reason"], say, subject.registers),
        worst=limit_text(row, "worst", say),
        best=limit_text(row, "best", say),
    )


def shortfall(subject: Subject, target: str, row: JudgedRow) -> str:
    """Return what a target is short by, in the words of its indicator; `row` has `shortfall` and `missing`."""
    say, one = subject.say, subject.measured[target].indicator
    words = {"n": say.number(int(row["shortfall"])), "records": one.counted[subject.language]}
    words["lacking"] = one.lacking[subject.language]
    if not pd.isna(row["missing"]) and row["missing"]:
        words["lacking"] = say("{lacking} or with missing cells", lacking=words["lacking"])
    asked = subject.plan.target(target)
    if asked.comparison == "<=":
        return say("{records} too many: {n}", n=words["n"], records=words["records"])
    if asked.threshold in (None, 1):
        return say("{records} {lacking}: {n}", **words)
    return say(
        "{records} {lacking} that would have to pass to reach {threshold}: {n}",
        threshold=subject.bare_threshold(target),
        **words,
    )


def _counted(subject: Subject, row: JudgedRow) -> str:
    return subject.measured[row["target"]].indicator.counted[subject.language]
