"""Will it hold, will it be reached: what a quarter's report says of the year's end, in words and in one table."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pandas as pd
from markupsafe import Markup

from dtplan_analysis import questions
from dtplan_analysis.language import Language
from dtplan_analysis.questions.phrases import chances_words, direction_word, needed_words, verdict_words, why
from dtplan_analysis.registers.frames import rows_in
from dtplan_analysis.reports.section import Part, Section, listed
from dtplan_analysis.reports.subject import Subject
from dtplan_analysis.statistics.process import FEWEST_POINTS
from dtplan_analysis.tables import Table

_FEWEST_FOR_DIRECTION = 5
"""With fewer quarters no two-sided test at 5% can succeed."""
_LIKELY = 0.9


def outlook(subject: Subject) -> Section:
    """Return whether targets will be reached by the year's end, which way shares go, and whether they will hold."""
    say, seen, year = subject.say, _seen(subject), _year(subject)
    trends, holds = questions.trend(seen), questions.assure(seen)
    sentences = [*_year_sentences(year, subject), *_course_sentences(trends, holds, subject)]
    parts: list[Part] = [listed(sentences)] if sentences else []
    if len(year):
        parts.append(Section(say("By target"), [_table(subject, year, trends, holds)], level=3, folded=True))
    return Section(say("Will it hold, will it be reached?"), parts or [say("Nothing can be said yet.")])


def by_the_year(subject: Subject) -> Part:
    """Return what of the year is decided, and what is open."""
    sentences = _year_sentences(_year(subject), subject)
    return listed(sentences) if sentences else subject.say("Nothing can be said yet.")


def _seen(subject: Subject) -> pd.DataFrame:
    return subject.judged[subject.judged["period_end"] <= subject.quarter.end]


def _year(subject: Subject) -> pd.DataFrame:
    """Return the forecast of each target's year, with the chances if it goes on as in the quarter."""
    seen, quarter = _seen(subject), subject.quarter.label
    year = questions.forecast(seen, period=quarter, begun=subject.begun)
    like_quarter = questions.forecast(seen, period=quarter, like="quarter", begun=subject.begun)
    for name in ("probability", "probability_best"):
        year[f"{name}_like_quarter"] = like_quarter[name]
    return year[~year["reason"].isin(("no_case", "no_data", "no_target", "suppressed"))]


def _year_sentences(year: pd.DataFrame, subject: Subject) -> list[str]:
    """Return what is to be expected of the year, targets with the same outlook together."""
    say = subject.say
    counted = year[(year["reason"] == "") & year["target"].map(lambda id: _is_due(id, subject)).astype(bool)]
    over = counted["remaining"] == 0
    # The chance with all records failing that lack a cell, and with all passing: a sentence holds for both.
    low, high = counted["probability"].fillna(-1), counted["probability_best"].fillna(-1)
    reached, missed, lost = over & (low == 1), over & (high == 0), ~over & (high == 0)
    likely, unlikely = ~over & (low >= _LIKELY), ~over & high.between(0, 1 - _LIKELY) & ~lost
    unknown = (high - low > 1 - _LIKELY) & ~likely & ~unlikely
    open_ones = ~over & (low >= 0) & ~likely & ~unlikely & ~unknown & ~lost

    def ids(chosen: pd.Series) -> str:
        return subject.target_names(counted.loc[chosen, "target"])

    groups = [
        (reached, say("The year is over. Reached over the whole year: {ids}.", ids=ids(reached))),
        (missed, say("The year is over. Not reached over the whole year: {ids}.", ids=ids(missed))),
        (likely, say("Likely to be reached over the whole year, if it goes on as so far: {ids}.", ids=ids(likely))),
        (open_ones, say("May be reached over the whole year, or missed: {ids}.", ids=ids(open_ones))),
        (unknown, say("Undecided, because records with missing cells would decide the year: {ids}.",
                      ids=ids(unknown))),
        (unlikely, say("Unlikely to be reached over the whole year, if it goes on as so far: {ids}.",
                       ids=ids(unlikely))),
        (lost, say("All cases must pass, and at least one of the year has failed already: {ids}. A single quarter "
                   "can still reach it.", ids=ids(lost))),
    ]  # fmt: skip
    said = [sentence for chosen, sentence in groups if chosen.any()]
    if (running := counted["provisional"].fillna(False).astype(bool)).any():
        said.append(say("Provisional, as records are still open or the quarter still runs: {ids}.", ids=ids(running)))
    return said


def _is_due(target: str, subject: Subject) -> bool:
    """Return whether a target is due by the year's end: of one that is not, the year has nothing to reach."""
    begun = subject.quarter.year_start
    return subject.plan.target(target).goal(begun.replace(year=begun.year + 1) - timedelta(days=1)).is_due


def _course_sentences(trends: pd.DataFrame, holds: pd.DataFrame, subject: Subject) -> list[str]:
    """Return which way shares go and whether targets will hold; what the series is too short for is said once."""
    say = subject.say
    longest = int(holds["points"].max()) if len(holds) else 0
    if not longest:
        return []
    if longest < FEWEST_POINTS:
        n, least = longest, _FEWEST_FOR_DIRECTION
        short = say.plural(
            "There is {n} quarter with data: too few to tell whether a target will hold ({needed} are needed).",
            "There are {n} quarters with data: too few to tell whether a target will hold ({needed} are needed).",
            n,
            needed=FEWEST_POINTS,
        )
        if n < least:
            short = say.plural(
                "There is {n} quarter with data: too few to tell a direction ({least} are needed) or whether a target "
                "will hold ({needed}).",
                "There are {n} quarters with data: too few to tell a direction ({least} are needed) or whether a "
                "target will hold ({needed}).",
                n,
                least=least,
                needed=FEWEST_POINTS,
            )
    said = [short] if longest < FEWEST_POINTS else []
    found = {name: trends.loc[trends["direction"] == name, "target"] for name in ("rising", "falling")}
    found |= {name: holds.loc[holds["verdict"] == name, "target"] for name in ("holds", "hit_or_miss", "fails")}
    of = {name: subject.target_names(targets) for name, targets in found.items()}
    sentences = {
        "rising": say(
            "Rising from quarter to quarter, beyond chance and what neighbouring quarters have in common: {ids}.",
            ids=of["rising"],
        ),
        "falling": say(
            "Falling from quarter to quarter, beyond chance and what neighbouring quarters have in common: {ids}.",
            ids=of["falling"],
        ),
        "holds": say("Holds its target if it goes on like this: {ids}.", ids=of["holds"]),
        "hit_or_miss": say("Now reached, now missed, if it goes on like this: {ids}.", ids=of["hit_or_miss"]),
        "fails": say("Will not reach its target without a change: {ids}.", ids=of["fails"]),
    }
    return said + [sentence for name, sentence in sentences.items() if of[name]]


def _table(subject: Subject, year: pd.DataFrame, trends: pd.DataFrame, holds: pd.DataFrame) -> Table:
    say, language = subject.say, subject.language
    direction = dict(zip(trends["target"], trends["direction"], strict=True))
    verdict = {row["target"]: verdict_words(row, say) for row in rows_in(holds)}
    heads = [say("Target"), say("Year to date"), say("In the quarter"), say("Needed of the rest of the year")]
    heads += [say("Chance, if as in the year so far"), say("Chance, if as in the quarter")]
    columns = [name for name, found in (("direction", direction), ("verdict", verdict)) if any(found.values())]
    heads += [{"direction": say("Direction"), "verdict": say("Will it hold?")}[name] for name in columns]
    rows = []
    for row in rows_in(year):
        target = subject.plan.target(str(row["target"]))
        label = Markup('<strong>{}</strong> {}<br><small class="note">{}</small>').format(
            target.id, target.short[language], subject.threshold(target.id)
        )
        shares = [say.percent(row[name], threshold=target.threshold) for name in ("value", "latest")]
        cells = [label, *shares, _needed(row, say), *_chances(row, say)]
        said = {
            "direction": direction_word(direction.get(target.id, ""), say),
            "verdict": verdict.get(target.id, ""),
        }
        rows.append([*cells, *(said[name] or "–" for name in columns)])
    note = say(
        "Needed: the share of the cases still to come that must pass for the whole year to reach its target. How many "
        "come is estimated: as many as last year brought after the same part of it, or else as many a quarter as "
        "since the first one with cases. The chance supposes that the cases to come are like those so far, moved as "
        "past years moved, or like the quarter's, and allows for how much the unit's quarters and their numbers of "
        "cases differ. Two numbers: with all records failing that lack a cell, and with all passing. Measures still "
        "to be taken are not in it. “–”: no chance is told of what is counted on the last day or adds up, nor of "
        "tasks that can still be updated, which are a matter of work and not of chance; nor where nothing can change "
        "any more."
    )
    return Table(say("To the year's end"), heads, rows, numbers=(1, 2, 4, 5), note=note)


def _needed(row: Mapping[Any, Any], say: Language) -> Markup:
    text, more = needed_words(row, say), why(row["reason"], say)
    return Markup('{}<br><small class="note">{}</small>').format(text, more) if more else Markup("{}").format(text)


def _chances(row: Mapping[Any, Any], say: Language) -> list[str]:
    """Return both chances in words; what is no longer possible is said once."""
    if row["reason"] or not row["remaining"] or row["probability_best"] == 0:
        return ["–", "–"]
    like_quarter = {name: row[f"{name}_like_quarter"] for name in ("probability", "probability_best")}
    return [chances_words(chances, say) for chances in (row, like_quarter)]
