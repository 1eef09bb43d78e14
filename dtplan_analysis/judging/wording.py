"""Judged rows in words, the same for pages, charts, terminal and files: status, reason, measure, threshold, change."""

from collections.abc import Collection, Mapping
from fractions import Fraction

import pandas as pd

from dtplan_analysis.judging.points import Brought
from dtplan_analysis.judging.table import JudgedRow
from dtplan_analysis.judging.threshold import threshold_of
from dtplan_analysis.language import Language
from dtplan_analysis.plans import PlanText, Target
from dtplan_analysis.registers import Register

SIGNS = {
    "met": "✓",
    "not_met": "✗",
    "inconclusive": "?",
    "not_due": "…",
    "no_case": "–",
    "no_data": "∅",
    "suppressed": "■",
}
"""The mark of each status: it says the same as the word, and never stands for it by colour alone."""


def status_word(status: str, say: Language) -> str:
    """Return a status in words, such as "not met"; a figure without a target has none.

    >>> status_word("no_case", Language("vi"))
    'không phát sinh'
    """
    words = {
        "met": say("met"),
        "not_met": say("not met"),
        "inconclusive": say("inconclusive"),
        "not_due": say("not yet due"),
        "no_case": say("no case arose"),
        "no_data": say("no data"),
        "suppressed": say("suppressed"),
    }
    return words.get(status, "")


def signs_key(shown: Collection[str], say: Language, *, points: bool = False) -> str:
    """Return what the signs of statuses mean; those that few tables have, and in one of `points` all, only if shown.

    >>> signs_key(["met", "not_due"], Language("en"))
    '✓ met · ✗ not met · ? inconclusive · … not yet due · – no case arose · ∅ no data'
    >>> signs_key(["", "no_case"], Language("en"), points=True)
    '– no case arose'
    """
    rare = SIGNS if points else ("not_due", "suppressed")
    named = (status for status in SIGNS if status not in rare or status in shown)
    return " · ".join(f"{SIGNS[status]} {status_word(status, say)}" for status in named)


def reason_words(reason: str, say: Language, registers: Mapping[str, Register]) -> str:
    """Return why a figure or its status is as it is, in words; `registers` are those that a reason may name.

    >>> from dtplan_analysis.registers.training import TRAINING
    >>> reason_words("no_register:training", Language("en"), {"training": TRAINING})
    'the register “Training classes” was not given'
    """
    kind, _, what = reason.partition(":")
    what = _named(what, say.code, registers)
    words = {
        "count_reaches_target": say("enough records reach it, even if none with missing cells does"),
        "count_below_target": say("too few records reach it, even if all with missing cells do"),
        "count_target_kept": say("few enough records pass it, even if all with missing cells do"),
        "count_target_passed": say("too many records pass it, even if none with missing cells does"),
        "interval_target_kept": say("the whole interval of the sample lies within it"),
        "interval_target_passed": say("the whole interval of the sample lies above it"),
        "value_reaches_limit": say("the published figure reaches it"),
        "value_misses_limit": say("the published figure does not reach it"),
        "not_published": say("no figure was published"),
        "interval_reaches_target": say("the whole interval of the sample reaches it"),
        "interval_below_target": say("the whole interval of the sample lies below it"),
        "missing_weight": say("records whose number to be summed is empty decide"),
        "missing_records": say("records with missing cells decide"),
        "sampling": say("the sample is too small to tell"),
        "unequal_response": say("not every unit says how many people it served, by whom it would count"),
        "response": say("too few of the people served answered"),
        "single_answer": say("a stratum has a single answer, so that chance cannot be told"),
        "single_cluster": say("a stratum has a single cluster, so that chance cannot be told"),
        "no_case_arose": say("no case arose"),
        "no_target": say("no target is set"),
        "not_reported": say("nothing was reported"),
        "protected": say("a small count is not published, nor what it could be computed from"),
        "no_register:": say("the register {what} was not given", what=what),
        "missing_column:": say("the export has no column {what}", what=what),
        "not_reported:": say("the unit has no row in the register {what}", what=what),
        "no_snapshot:": say("no snapshot of {what} was taken in the quarter", what=what),
        "outside_register:": say("the register {what} does not cover the quarter", what=what),
    }
    return words.get(kind + ":" * bool(what), "")


def _named(what: str, language: str, registers: Mapping[str, Register]) -> str:
    """Return a register, or a column of one, as people name it."""
    name, _, column = what.partition(".")
    if name not in registers:
        return what
    title = registers[name].title[language]
    return f"“{title}: {registers[name].column(column).meaning[language]}”" if column else f"“{title}”"


def measure_text(row: JudgedRow, say: Language) -> str:
    """Return the figure of a judged row: a share, items of items for a checklist, or why there is none."""
    if row["status"] == "no_case":
        return say("no case arose")
    if is_outside(row):
        return "–" if pd.isna(row["value"]) else say.exact(row["value"])
    if pd.isna(row["denominator"]):
        return "–"
    if row["method"] == "checklist":
        return say(
            "{met} of {required} items", met=say.number(row["numerator"]), required=say.number(row["denominator"])
        )
    return say.percent(row["value"], threshold=threshold_of(row))


def is_outside(row: JudgedRow) -> bool:
    """Return whether a row is a figure that others publish, which is no share and has no counts."""
    return row.get("counted_from") == "outside"


def limit_text(row: JudgedRow, name: str, say: Language) -> str:
    """Return a bound of a judged row's share; one short of the threshold never reads as the threshold."""
    return say.percent(row[name], threshold=threshold_of(row))


def threshold_text(threshold: Fraction | None, say: Language) -> str:
    """Return a threshold (0–1) as a bare percentage; without one, as every item of a checklist.

    >>> [threshold_text(one, Language("en")) for one in (Fraction(3, 5), Fraction(999, 1000), None)]
    ['60%', '99.9%', 'every item']
    """
    if threshold is None:
        return say("every item")
    return say.percent(threshold, digits=0 if (threshold * 100).denominator == 1 else 1)


def target_text(target: Target, say: Language, level: str = "") -> str:
    """Return what a target asks, such as `at least 60%`: by stages and by levels, each with its own share.

    Of a unit of a `level` it is that level's share alone.
    """
    if target.outside and not target.points:
        return _asked(target.outside.said(say), "<=" if target.outside.at_most else ">=", say)
    if target.stages:
        by = [
            say("{asked} by {date}", asked=share_asked(stage.at, target, say), date=say.date(stage.until))
            for stage in target.stages
        ]
        return "; ".join(by)
    if target.by_level:
        names, shares = target.level_names, dict(target.by_level)
        if level in shares:
            return share_asked(shares[level], target, say)
        return "; ".join(f"{names[id][say.code]}: {share_asked(at, target, say)}" for id, at in target.by_level)
    if target.threshold is None and not target.checklist:
        return _points_asked(target, say) if target.points else say("no level set")
    return threshold_text(None, say) if target.threshold is None else share_asked(target.threshold, target, say)


def _points_asked(target: Target, say: Language) -> str:
    assert target.points
    points, most = target.points, points_number(target.points.most, say)

    def reached(share: Fraction) -> str:
        return target.outside.said(say, share) if target.outside else threshold_text(share, say)

    if points.steps:
        steps = [
            say("{points} from {share} on", points=points_number(n, say), share=reached(at)) for at, n in points.steps
        ]
        return say("up to {most} points: {steps}", most=most, steps=", ".join(steps))
    if points.full_at == 1 and (target.outside is None or target.outside.limit == points.most):
        return say("up to {most} points", most=most)
    return say("up to {most} points, all of them from {share} on", most=most, share=reached(points.full_at))


def share_asked(share: Fraction, target: Target, say: Language) -> str:
    """Return a share that a target asks, such as `at least 60%`; 100% stands alone."""
    text = threshold_text(share, say)
    return text if target.comparison == "=" or share == 1 else _asked(text, target.comparison, say)


def _asked(limit: str, comparison: str, say: Language) -> str:
    return say("at most {share}", share=limit) if comparison == "<=" else say("at least {share}", share=limit)


def marked(text: PlanText, say: Language) -> str:
    """Return a text of a plan with how sure it is; one that claims nothing stands alone.

    >>> from dtplan_analysis.language import Text
    >>> marked(PlanText("Chỉ tiêu", "Target", Text("likely", "confirmed")), Language("en"))
    'Target (confirmed)'
    """
    mark = text.mark[say.code]
    return f"{text[say.code]} ({say(mark)})" if mark else text[say.code]


def unmeasured_text(target: Target, say: Language) -> str:
    """Return why registers cannot tell of a target, and what it would take."""
    if target.not_measured:
        return say("Not measured: {why}", why=target.not_measured[say.code])
    if target.outside:
        return say("A figure that others publish; registers cannot tell it.")
    definition = f" {target.definition[say.code]}" if target.definition else ""
    return say("Not measured from registers: it takes counts of the office.") + definition


def points_number(points: Fraction, say: Language, *, below: Fraction | None = None) -> str:
    """Return points to two digits at most; fewer than `below` never read as it.

    >>> [points_number(Fraction(one, 1000), Language("en"), below=Fraction(6)) for one in (6000, 333, 5999)]
    ['6', '0.33', '5.999']
    """
    digits = next(n for n in range(20) if n >= 2 or (points * 10**n).denominator == 1)
    while below is not None and points < below <= round(points, digits):
        digits += 1
    return say.number(float(points), digits)


def points_text(brought: Brought, say: Language) -> str:
    """Return what an item, a group or a frame brings, such as `4.5 of 6 points`, or from where to where it lies.

    >>> points_text(Brought(None, Fraction(1), Fraction(3), Fraction(4), open=("2",)), Language("en"))
    '1 to 3 of 4 points'
    """
    least, most, of = (points_number(one, say, below=brought.of) for one in (brought.least, brought.most, brought.of))
    if not brought.of:
        return say("left out")
    if not brought.least and brought.most == brought.of and brought.open:
        return say("not known, up to {of} points", of=of)
    if brought.points is not None:
        return say("{points} of {of} points", points=least, of=of)
    return say("{least} to {most} of {of} points", least=least, most=most, of=of)


def points_range(brought: Brought, say: Language) -> str:
    """Return the bare points that an item, a group or a frame brings, or from where to where they lie.

    >>> points_range(Brought(None, Fraction(1), Fraction(3), Fraction(4), open=("2",)), Language("en"))
    '1–3'
    """
    least, most = (points_number(one, say, below=brought.of) for one in (brought.least, brought.most))
    return least if least == most else f"{least}–{most}"


def counted_text(row: JudgedRow, say: Language, registers: Mapping[str, Register]) -> str:
    """Return numerator and denominator of a row, or the reason why there are none."""
    if pd.isna(row["denominator"]):
        return reason_words(row["reason"], say, registers)
    text = say("{n} of {d}", n=say.number(row["numerator"]), d=say.number(row["denominator"]))
    if row["method"] == "survey":
        text = say("{n} of {d} answers, weighted", n=say.number(row["numerator"]), d=say.number(row["denominator"]))
    if row["missing"]:
        text += say(", {missing} missing", missing=say.number(row["missing"]))
    return text


def change(row: JudgedRow, before: JudgedRow | None, say: Language, *, chance: bool = False) -> str:
    """Return the change of a share against another quarter, as a signed number of percentage points.

    One that `chance` explains bears the star of `within_chance`.
    """
    if before is None or pd.isna(row["value"]) or pd.isna(before["value"]):
        return "–"
    moved = (1 if is_outside(row) else 100) * (row["value"] - before["value"])
    size = say.number(abs(moved), 1)
    return size if size == say.number(0, 1) else f"{'+' if moved > 0 else '−'}{size}{'*' * chance}"


def within_chance(say: Language) -> str:
    """Return what the star of a change says."""
    return say(
        "* Within chance and the usual spread of quarters (not tested: figures of one day, of what is open, or that "
        "add up over the year)."
    )
