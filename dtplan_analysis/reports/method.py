"""The method note: how each target is counted, where that comes from, and the rules that hold for all."""

import pandas as pd
from markupsafe import Markup

from dtplan_analysis.indicators import INDICATORS
from dtplan_analysis.reports.section import Part, Section
from dtplan_analysis.reports.subject import Subject
from dtplan_analysis.tables import Html, Table, counted_text, target_text


def method(subject: Subject) -> Section:
    """Return definitions, sources and rules, folded away: a statistician opens them, a vice-minister need not."""
    return Section(
        subject.say("Method and citations"),
        [_definitions(subject), _definitions_beside(subject), _rules(subject)],
        folded=True,
    )


def _definitions(subject: Subject) -> Part:
    say, language = subject.say, subject.language
    rows = []
    for target in subject.plan.targets:
        indicator = subject.measured[target.id].indicator
        sources = [say("Definition: {source}", source=indicator.source[language])]
        sources.append(say("target {mark}", mark=say(target.mark)))
        if target.trace:
            sources.append(f"{target.trace[language]} ({say(target.trace.mark[language])})")
        note = f" {target.note[language]} ({say(target.note.mark[language])})" if target.note else ""
        rows.append(
            (
                target.id,
                target.text[language] + f" ({say(target.text.mark[language])})",
                target_text(target, say),
                indicator.definition[language] + note,
                "; ".join(sources),
            )
        )
    heads = (say("Target"), say("Wording"), say("Threshold"), say("How it is counted here"), say("Sources and marks"))
    return Table(say("Definitions"), heads, rows)


def beside(subject: Subject) -> Table:
    """Return the figures that stand beside the targets: other denominators, and supporting indicators."""
    say, language = subject.say, subject.language
    here = subject.judged[(subject.judged["period"] == subject.quarter.label) & (subject.judged["target"] == "")]
    rows = []
    for _, row in here[here["span"] == "quarter"].iterrows():
        if row["denominator"] is not pd.NA and row["denominator"] > 0:
            label = INDICATORS[row["indicator"]].choose(row["variant"]).label[language]
            rows.append((label, say.percent(row["value"]), counted_text(row, say)))
    heads = (say("Figure"), say("Share"), say("Counted"))
    return Table(say("Figures beside the targets"), heads, rows, numbers=(1, 2))


def _definitions_beside(subject: Subject) -> Part:
    say, language = subject.say, subject.language
    rows = []
    for one in subject.store.measured:
        if one.target is None:
            rows.append(
                (one.indicator.label[language], one.indicator.definition[language], one.indicator.source[language])
            )
    heads = (say("Figure"), say("How it is counted here"), say("Sources and marks"))
    return Table(say("Definitions of the figures beside the targets"), heads, rows)


def _rules(subject: Subject) -> Part:
    say, plan = subject.say, subject.plan
    rules = [
        say("Plan: {citation}.", citation=plan.citation[subject.language]),
        say("No official formula of the plan is public: what is marked proposed is proposed by this toolkit."),
        say("Shares are compared unrounded; a register holds every case, so its status is whole-number arithmetic."),
        say("A target is met if it is reached even when every record with missing cells fails, and not met if it is "
            "not reached even when all of them pass; else it cannot be decided yet."),
        say("The figure of all units is the sum of their cases, not the mean of their percentages."),
        say("No case arose is never 0 % and never 100 %."),
        say("Intervals: Wilson's score interval at 95 % (Wilson 1927, doi:10.1080/01621459.1927.10502953). For a "
            "register it speaks of the process, to compare units and quarters; for the survey it decides."),
        say("Quarter: {start} to {end}. Data as of {date}.", start=say.date(subject.quarter.start),
            end=say.date(subject.quarter.end), date=say.date(subject.store.as_of)),
    ]  # fmt: skip
    items = Markup("").join(Markup("<li>{}</li>").format(rule) for rule in rules)
    return Html(Markup("<ul>{}</ul>").format(items))
