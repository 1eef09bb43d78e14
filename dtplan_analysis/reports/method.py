"""The method note: how each target is counted, where that comes from, and the rules that hold for all."""

from collections.abc import Mapping

from markupsafe import Markup

from dtplan_analysis.judging.wording import counted_text, marked, target_text, unmeasured_text
from dtplan_analysis.periods import TO_DATE
from dtplan_analysis.plans import Target
from dtplan_analysis.registers.frames import rows_in
from dtplan_analysis.reports.reported import reported_words, told_once
from dtplan_analysis.reports.section import Part, Section, listed
from dtplan_analysis.reports.subject import Subject
from dtplan_analysis.tables import Html, Table


def method(subject: Subject) -> Section:
    """Return definitions, sources and rules, folded away: a statistician opens them, a vice-minister need not."""
    return Section(
        subject.say("Method and citations"),
        [_definitions(subject), *_definitions_beside(subject), _rules(subject), _statistics(subject)],
        folded=True,
    )


def _definitions(subject: Subject) -> Part:
    say = subject.say
    reported = told_once(subject)[1]
    rows = [(target.id, *_defined(subject, target, reported)) for target in subject.plan.targets]
    return Table(say("Definitions"), (say("Target"), *_terms(subject)), rows)


def _terms(subject: Subject) -> tuple[str, str, str, str]:
    say = subject.say
    return say("Wording"), say("Threshold"), say("How it is counted here"), say("Sources and marks")


def _defined(subject: Subject, target: Target, reported: Mapping[str, str]) -> tuple[str, str, str, str]:
    """Return wording, threshold, definition and sources of a target."""
    say, language, measured = subject.say, subject.language, subject.measured.get(target.id)
    sources = [say("Definition: {source}", source=measured.indicator.source[language])] if measured else []
    if target.id in reported:
        sources.append(reported[target.id])
    if target.mark:
        sources.append(say("target {mark}", mark=say(target.mark)))
    if target.evaluated_by:
        sources.append(say("evaluated by {body}", body=target.evaluated_by[language]))
    if target.trace:
        sources.append(marked(target.trace, say))
    note = f" {marked(target.note, say)}" if target.note else ""
    return (
        marked(target.text, say),
        target_text(target, say),
        (measured.indicator.definition[language] if measured else unmeasured_text(target, say)) + note,
        "; ".join(sources),
    )


def definition_card(subject: Subject, target: Target) -> Html:
    """Return what a target says, asks and counts, term by term."""
    terms = zip(_terms(subject), _defined(subject, target, reported_words(subject)), strict=True)
    items = Markup("").join(Markup("<dt>{}</dt><dd>{}</dd>").format(*one) for one in terms)
    return Html(Markup('<dl class="card">{}</dl>').format(items))


def beside(subject: Subject) -> Table | None:
    """Return the figures that stand beside the targets, other denominators and supporting indicators; None without."""
    say, language = subject.say, subject.language
    here = subject.judged[(subject.judged["period"] == subject.quarter.label) & (subject.judged["target"] == "")]
    rows = []
    for row in rows_in(here[here["span"] != TO_DATE]):
        if row["denominator"]:
            label = subject.store.workspace.catalogue.indicator(row["indicator"]).choose(row["variant"]).label[language]
            rows.append((label, say.percent(row["value"]), counted_text(row, say, subject.registers)))
    heads = (say("Figure"), say("Share"), say("Counted"))
    return Table(say("Figures beside the targets"), heads, rows, numbers=(1, 2)) if rows else None


def _definitions_beside(subject: Subject) -> list[Part]:
    """Return how what stands beside the targets is counted; nothing where none of it is known of any unit."""
    say, language, judged = subject.say, subject.language, subject.store.judged
    known = judged[(judged["target"] == "") & judged["denominator"].notna()]
    told = {*zip(known["indicator"], known["variant"], strict=True)}
    rows = [
        (one.indicator.label[language], one.indicator.definition[language], one.indicator.source[language])
        for one in subject.store.measured
        if one.target is None and (one.indicator.name, one.indicator.variant or "") in told
    ]
    heads = (say("Figure"), say("How it is counted here"), say("Sources and marks"))
    return [Table(say("Definitions of the figures beside the targets"), heads, rows)] if rows else []


def _rules(subject: Subject) -> Part:
    say, plan = subject.say, subject.plan
    rules = [
        say("Plan: {citation}.", citation=plan.citation[subject.language]),
        *([marked(plan.note, say)] if plan.note else []),
        *filter(None, [told_once(subject)[0]]),
        say("What is marked proposed is proposed by this toolkit; what has no mark claims nothing."),
        say("Shares are compared unrounded; a register holds every case, so its status is whole-number arithmetic."),
        say("A target is met if it is reached even when every record with missing cells fails, and not met if it is "
            "not reached even when all of them pass; else it cannot be decided yet."),
        say("The figure of all units is the sum of their cases, not the mean of their percentages."),
        say("No case arose is never 0% and never 100%."),
        say("Intervals at 95%: Wilson's score interval (Wilson 1927, doi:10.1080/01621459.1927.10502953); of a survey "
            "with weights, strata or clusters, that of its design (Korn and Graubard 1998). For a register it "
            "speaks of the process, to compare units and quarters; for the survey it decides."),
        say("Quarter: {start} to {end}. Data as of {date}.", start=say.date(subject.quarter.start),
            end=say.date(subject.quarter.end), date=say.date(subject.store.as_of)),
        subject.store.set_by(say),
        *suppression_rule(subject),
    ]  # fmt: skip
    return listed(rules)


def suppression_rule(subject: Subject) -> list[str]:
    """Return what is not shown of small groups, where the workspace sets how few they are."""
    least, say = subject.store.workspace.suppress, subject.say
    if not least:
        return []
    return [
        say("Not shown, so that nothing is told of single people: groups in which fewer than {n} records pass or fail, "
            "or in which all or none of fewer than {double} pass; and what these could be computed from, such as "
            "another unit, the total, or the year to date.", n=say.number(least), double=say.number(2 * least))
    ]  # fmt: skip


def _statistics(subject: Subject) -> Part:
    """Return how the outlook is reckoned and, in the report of all units, how these are compared."""
    say = subject.say
    rules = [
        say("To the year's end: the cases to come are drawn from a beta-binomial distribution with the share so far "
            "(or of the quarter), Jeffreys' prior and the correlation of records of one quarter, which is learnt from "
            "the quarters of the unit (Skellam 1948; Griffiths 1973, doi:10.2307/2529131); the share is moved as past "
            "years moved in their rest, drawn to no move. Their number is uncertain: as many as last year after its "
            "same part, or as many a quarter as since the first with cases, with the spread of the unit's own numbers. "
            "Chances are told with all records failing that lack a cell, and with all passing; certain is only what "
            "no number of cases can change; a survey has reached its target when its interval has. Stocks, open tasks "
            "and what adds up over the year have no cases to come: there the number still short is told."),
        say("Direction: Kendall's exact test of all quarters, two-sided at 5%, by quarters of the year from 13 on; "
            "slope by Theil and Sen (Mann 1945, doi:10.2307/1907187; Sen 1968, doi:10.1080/01621459.1968.10480934). "
            "Where neighbouring quarters are alike beyond their line, the p-value is also that of the variance widened "
            "by it (Hamed and Rao 1998, doi:10.1016/S0022-1694(97)00125-X), the larger of both; of few quarters this "
            "likeness is hard to see. One target in twenty without a direction seems to have one."),
        say("Will it hold: limits of Laney's p′ chart of the last phase against the target, and Anhøj's runs rules, "
            "from 12 quarters on; where under 5 cases are expected to pass, or to fail, the limits of the next quarter "
            "as a beta-binomial distribution foretells it; of a target of all, only in how many quarters it was missed "
            "(Laney 2002, doi:10.1081/QEN-120003555; Anhøj and Olesen 2014, "
            "doi:10.1371/journal.pone.0113825)."),
    ]  # fmt: skip
    if subject.whole:
        rules += [
            say("Who differs: the count of each unit is held against the beta-binomial distribution that the pooled "
                "share and the spread of all others foretell (Kleinman 1973, doi:10.1080/01621459.1973.10481332), by "
                "mid-P, turned to z and referred to Student's t with k − 3 degrees of freedom for k units; over all "
                "units and targets together at a false discovery rate of 5% (Benjamini and Hochberg 1995, "
                "doi:10.1111/j.2517-6161.1995.tb02031.x). The funnel drawn is Spiegelhalter's (2005, "
                "doi:10.1002/sim.1970). Units with fewer than 10 cases, and targets with fewer than 5 such units, are "
                "not compared."),
            say("Overall order: mean of min(share/target, 1) with equal weights (in a frame with points: by the "
                "points of each item, and up to the share that brings all of them); 2,000 draws of weights (each from "
                "half to one and a half of its own) and of six methods: share of the way, share, from lowest to "
                "highest, places, and geometric means of the first two (OECD and JRC 2008, "
                "doi:10.1787/9789264043466-en; Saisana et al. 2005, doi:10.1111/j.1467-985X.2005.00350.x). In each "
                "draw every share is drawn too, from Beta(x + ½, n − x + ½)."),
            say("Why the shares moved: Σ ½(w₀ + w₁)(p₁ − p₀) is what units do, Σ ½(p₀ + p₁)(w₁ − w₀) their mix, with"
                " w a unit's part of all records and p its share: together exactly the change (Kitagawa 1955, "
                "doi:10.1080/01621459.1955.10501299). The interval of the change is Newcombe's (1998, "
                "doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I), wider by what quarters move "
                "about each unit's own line (from eight quarters on; before, by how far the units moved apart, and "
                "by a correlation of 0.01 at least), for figures with new records each quarter; changes are named at a "
                "false discovery rate of 5% over all targets."),
        ]  # fmt: skip
    return listed(rules)
