"""Which way shares go, whether they will hold, and whether the year's targets will be reached."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dtplan_analysis.charts.chart import Chart
from dtplan_analysis.charts.intervals import DOT, GOAL, INTERVAL, RING, Scale, Strip, strips
from dtplan_analysis.charts.judged import Wanted
from dtplan_analysis.charts.labels import headed, interval_of, level_of, named, number, percent_of, quarter_of
from dtplan_analysis.judging import threshold_of
from dtplan_analysis.language import Language
from dtplan_analysis.questions.phrases import chances_words, direction_word, needed_words, verdict_words, why


def trend(
    answer: pd.DataFrame,
    *,
    targets: Wanted = (),
    units: Mapping[str, str] | None = None,
    by: str = "unit",
    language: str,
) -> Chart:
    """Draw the answer of `questions.trend`: each share's change a quarter with its limits, and its direction in words.

    `targets` are (id, short label, threshold), `units` code → label; what they do not name goes by its own name.
    """
    say = Language(language)
    rows = []
    for (name, note), row in named(answer, by=by, targets=targets, units=units, say=say):
        slope, low, high = (_hundredfold(row[field]) for field in ("slope", "lower", "upper"))
        state = direction_word(row["direction"], say) or why(row["reason"], say)
        aside = say("{points} a quarter", points=say.points(row["slope"])) if slope is not None else ""
        rows.append(Strip(name, note, state, aside, low=low, high=high, dot=slope))
    ends = [abs(end) for strip in rows for end in (strip.low, strip.high, strip.dot) if end is not None]
    reach = max([1.0, *ends]) * 1.05
    title = headed(
        say("Rising or falling, up to {quarter}", quarter=quarter_of(answer, say)),
        answer,
        by=by,
        targets=targets,
        units=units,
        say=say,
    )
    scale = Scale(-reach, reach, "+.0f", zero=0, title=say("percentage points a quarter"))
    meaning = {DOT: say("median change a quarter"), INTERVAL: interval_of(answer, say)}
    return strips(title, rows, scale, meaning, say)


def assure(
    answer: pd.DataFrame,
    *,
    targets: Wanted = (),
    units: Mapping[str, str] | None = None,
    by: str = "unit",
    language: str,
) -> Chart:
    """Draw the answer of `questions.assure`: the limits of each share's process against its target.

    `targets` are (id, short label, threshold), `units` code → label; what they do not name goes by its own name.
    """
    say = Language(language)
    rows = []
    for (name, note), row in named(answer, by=by, targets=targets, units=units, say=say):
        verdict = verdict_words(row, say)
        aside = ""
        if verdict:
            limits = {"low": percent_of(row, "lower", say), "high": percent_of(row, "upper", say)}
            aside = say("between {low} and {high}", **limits)
            if not row["stable"]:
                aside = say("not stable: {limits}", limits=aside)
        else:
            aside = say.plural("{n} quarter", "{n} quarters", int(row["points"]))
        ends: dict[str, Any] = {"low": number(row["lower"]), "high": number(row["upper"]), "dot": number(row["value"])}
        rows.append(Strip(name, note, verdict or why(row["reason"], say), aside, goal=threshold_of(row), **ends))
    title = headed(
        say("Will it hold? Up to {quarter}", quarter=quarter_of(answer, say)),
        answer,
        by=by,
        targets=targets,
        units=units,
        say=say,
    )
    meaning = {DOT: say("latest share"), INTERVAL: say("limits of the process"), GOAL: say("target")}
    return strips(title, rows, Scale(), meaning, say)


def forecast(
    answer: pd.DataFrame,
    *,
    targets: Wanted = (),
    units: Mapping[str, str] | None = None,
    by: str = "unit",
    language: str,
) -> Chart:
    """Draw the answer of `questions.forecast`: the year so far, where it may end, and what is needed of the rest.

    `targets` are (id, short label, threshold), `units` code → label; what they do not name goes by its own name.
    """
    say = Language(language)
    rows = []
    for (name, note), row in named(answer, by=by, targets=targets, units=units, say=say):
        state, aside = needed_words(row, say), why(row["reason"], say)
        if not row["reason"]:
            aside = say("chance: {chance}", chance=chances_words(row, say))
        ends: dict[str, Any] = {"low": number(row["lower"]), "high": number(row["upper"])}
        ends |= {"dot": number(row["value"]), "ring": number(row["latest"]), "goal": threshold_of(row)}
        rows.append(Strip(name, note, state or aside, aside if state else "", **ends))
    title = headed(
        say("To the year's end, from {quarter}", quarter=quarter_of(answer, say)),
        answer,
        by=by,
        targets=targets,
        units=units,
        say=say,
    )
    meaning = {DOT: say("year to date"), RING: say("last quarter"), GOAL: say("target")}
    meaning[INTERVAL] = say("year's end, {level}", level=level_of(answer, say))
    return strips(title, rows, Scale(), meaning, say)


def _hundredfold(x: Any) -> float | None:
    found = number(x)
    return None if found is None else 100 * found
