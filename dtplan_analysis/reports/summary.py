"""The opening half page: what is met, what is short, what cannot be decided, and what to do first."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pandas as pd
from markupsafe import Markup

from dtplan_analysis.indicators import Proportion
from dtplan_analysis.judging import threshold_of
from dtplan_analysis.judging.wording import limit_text, measure_text, reason_words
from dtplan_analysis.questions.phrases import signed
from dtplan_analysis.reports.section import Section
from dtplan_analysis.reports.shown import metadata
from dtplan_analysis.reports.subject import Subject
from dtplan_analysis.tables import Html, badge

_FIRST = 3
"""How many things to do are named: more than three are none."""


def summary(subject: Subject) -> Section:
    """Return the half page that opens a report, in words for a reader who has one minute."""
    say = subject.say
    lead = Markup('<div class="lead"><p>{}</p></div>').format(" ".join(opening(subject)))
    parts = [Html(lead), Html(_key_figures(subject))]
    actions = _actions(subject)
    if actions:
        items = Markup("").join(Markup("<li>{}</li>").format(action) for action in actions)
        parts.append(Html(Markup("<h3>{}</h3><ol>{}</ol>").format(say("What to do first"), items)))
    findings = _findings(subject)
    if findings:
        parts.append(Html(Markup('<ul class="findings">{}</ul>').format(Markup("").join(findings))))
    data = {"application/vnd.dtplan.report+json": metadata(subject)}
    return Section(say("In short"), parts, data=data)


def _by_status(subject: Subject, *statuses: str) -> pd.DataFrame:
    return subject.now[subject.now["status"].isin(statuses)]


def _ids(rows: pd.DataFrame) -> str:
    return ", ".join(rows["target"])


def names_of(subject: Subject, rows: pd.DataFrame) -> str:
    """Return the targets of rows by name, each with its id: a reader has not learnt the ids yet."""
    return "; ".join(f"{_short(subject, row)} ({row['target']})" for _, row in rows.iterrows())


def opening(subject: Subject) -> list[str]:
    """Return how many targets are met, which are not by name, and what limits the figures."""
    say, when = subject.say, subject.say.quarter(subject.quarter.label)
    met, short, undecided = (_by_status(subject, status) for status in ("met", "not_met", "inconclusive"))
    judged = len(met) + len(short) + len(undecided)
    if not judged:
        sentences = [say("In {quarter}, no target of {unit} can be judged.", quarter=when, unit=subject.name)]
    else:
        sentences = [
            say(
                "In {quarter}, {unit} meets {met} of the {judged} targets for which cases arose.",
                quarter=when,
                unit=subject.name,
                met=len(met),
                judged=judged,
            )
        ]
        if len(short):
            sentences.append(say("Not met: {ids}.", ids=names_of(subject, short)))
        if len(undecided):
            sentences.append(say("Cannot be decided yet: {ids}.", ids=names_of(subject, undecided)))
    idle, unknown = _by_status(subject, "no_case"), _by_status(subject, "no_data")
    if len(idle):
        sentences.append(say("No case arose for {ids}.", ids=names_of(subject, idle)))
    if len(unknown):
        sentences.append(say("There are no data for {ids}.", ids=names_of(subject, unknown)))
    return sentences + _reservations(subject)


def _reservations(subject: Subject) -> list[str]:
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
                say("Provisional, because records of the quarter are still open: {ids}.", ids=_ids(provisional))
            )
    if len(subject.now) and subject.now["baseline"].all():
        sentences.append(say("The quarter lies before the plan's first measured quarter: it is the baseline."))
    return sentences


def _key_figures(subject: Subject) -> Markup:
    say = subject.say
    figures = [
        (say("met"), len(_by_status(subject, "met"))),
        (say("not met"), len(_by_status(subject, "not_met"))),
        (say("inconclusive"), len(_by_status(subject, "inconclusive"))),
        (say("no case or no data"), len(_by_status(subject, "no_case", "no_data"))),
    ]
    items = (Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(word, say.number(n)) for word, n in figures)
    return Markup('<dl class="key-figures">{}</dl>').format(Markup("").join(items))


def _actions(subject: Subject) -> list[str]:
    """Return what to do first: clarify records that would decide a target, then close the widest gaps.

    The order is a proposal of this project: records whose cells are missing cost least to correct and may settle a
    target; after them the targets furthest from their threshold. A cumulative target on course is not among them,
    nor is a survey: more answers would not help.
    """
    say = subject.say
    unclear = subject.now[subject.now["reason"] == "missing_records"]
    actions = [
        say(
            "{id}: complete the {records} with missing cells ({n}); they decide whether the target is met.",
            id=row["target"],
            n=say.number(row["missing"]),
            records=_counted(subject, row),
        )
        for _, row in unclear.iterrows()
    ]
    short = _widest_gap_first(_by_status(subject, "not_met"))
    for _, row in short.iterrows():
        if row["interval"] != "sampling" and not on_course(subject, row):
            actions.append(f"{row['target']} {_short(subject, row)}: {shortfall(subject, row['target'], row)}.")
    return actions[:_FIRST]


def _widest_gap_first(rows: pd.DataFrame) -> pd.DataFrame:
    gap = [_gap(threshold_of(row), row["value"]) for row in rows.to_dict("records")]
    return rows.assign(gap=gap).sort_values("gap", ascending=False, kind="stable")


def _gap(goal: Fraction | None, value: float) -> float:
    return 0.0 if goal is None or pd.isna(value) else float(goal) - value


def on_course(subject: Subject, row: pd.Series) -> bool:
    """Return whether a cumulative target lies on the even path to the year's end (proposed), and not behind it."""
    goal = threshold_of(row)
    if not is_cumulative(subject.measured[row["target"]].indicator) or goal is None or pd.isna(row["value"]):
        return False
    return bool(row["value"] >= float(_path(subject, goal)))


def even_step(subject: Subject, row: pd.Series) -> str:
    """Return where an even path stands, in percent, for a cumulative target not yet met; empty where none is told."""
    goal, cumulative = threshold_of(row), is_cumulative(subject.measured[row["target"]].indicator)
    told = row["status"] == "not_met" and cumulative and subject.quarter.months < 12
    return subject.say.percent(_path(subject, goal)) if told and goal is not None else ""


def _path(subject: Subject, goal: Fraction) -> Fraction:
    """Return the share that an even path over the year reaches at the end of the period."""
    return goal * subject.quarter.months / 12


def _findings(subject: Subject) -> list[Markup]:
    open_ones = pd.concat([_widest_gap_first(_by_status(subject, "not_met")), _by_status(subject, "inconclusive")])
    found = [_finding(subject, row) for _, row in open_ones.iterrows()]
    met = _by_status(subject, "met")
    if len(met):
        named = [
            f"{row['target']} {_short(subject, row)} ({measure_text(row, subject.say)})" for _, row in met.iterrows()
        ]
        line = Markup('<li class="finding"><p>{} {}</p></li>').format(badge("met", subject.say), "; ".join(named))
        found.append(line)
    return found


def _finding(subject: Subject, row: pd.Series) -> Markup:
    say = subject.say
    sentences = [sentence(subject, row)]
    before = subject.before(row["target"])
    if before is not None and not pd.isna(row["value"]) and not pd.isna(before["value"]):
        sentences.append(_against(subject, row, before))
    if step := even_step(subject, row):
        if on_course(subject, row):
            sentences.append(say("On course: a straight-line path (proposed) stands at {step}.", step=step))
        else:
            sentences.append(say("Behind a straight-line path (proposed), which stands at {step}.", step=step))
    return Markup('<li class="finding"><p>{} <strong>{} {}</strong>: {}</p></li>').format(
        badge(row["status"], say), row["target"], _short(subject, row), " ".join(sentences)
    )


def _against(subject: Subject, row: pd.Series, before: pd.Series) -> str:
    """Return the change since the quarter before, with its limits or as one that chance explains; a stock has none."""
    say, difference = subject.say, subject.say.points(row["value"] - before["value"])
    change = subject.moved.get(row["target"])
    if change is None or pd.isna(change["lower"]):
        return say("Against the quarter before: {difference}.", difference=difference)
    if change["lower"] <= 0 <= change["upper"]:
        return say("Against the quarter before: {difference}, within chance.", difference=difference)
    ends = {name: signed(change[name], say) for name in ("lower", "upper")}
    return say("Against the quarter before: {difference} [{lower} – {upper}].", difference=difference, **ends)


def is_cumulative(indicator: Proportion) -> bool:
    """Return whether the figure adds up over the year, and starts again with the next."""
    return bool(indicator.events and indicator.events.window == "year")


def sentence(subject: Subject, row: pd.Series) -> str:
    """Return how far a target that is short, or cannot be decided, is from being met."""
    say, figure, threshold = subject.say, measure_text(row, subject.say), subject.threshold(row["target"])
    bare = subject.bare_threshold(row["target"])
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


def shortfall(subject: Subject, target: str, row: Mapping[Any, Any] | pd.Series) -> str:
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


def _short(subject: Subject, row: pd.Series) -> str:
    return subject.plan.target(row["target"]).short[subject.language]


def _counted(subject: Subject, row: pd.Series) -> str:
    return subject.measured[row["target"]].indicator.counted[subject.language]
