"""Places of units, shares of small units, and what of them may be published."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dtplan_analysis.charts.chart import Chart
from dtplan_analysis.charts.intervals import (
    DOT,
    GOAL,
    INTERVAL,
    RING,
    Scale,
    Strip,
    headed,
    interval_of,
    named,
    number,
    percent_of,
    quarter_of,
    strips,
)
from dtplan_analysis.charts.rows import Wanted
from dtplan_analysis.judging import threshold_of
from dtplan_analysis.language import Language
from dtplan_analysis.questions.words import why


def rank(
    answer: pd.DataFrame,
    *,
    targets: Wanted = (),
    units: Mapping[str, str] | None = None,
    by: str = "unit",
    language: str,
) -> Chart:
    """Draw the answer of `questions.rank`: the places that each unit can have, in the order of the shares.

    `targets` are (id, short label, threshold), `units` code → label; what they do not name goes by its own name.
    """
    say = Language(language)
    table = answer.sort_values(["target", "indicator", "variant", "place"], kind="stable")
    title = headed(
        say("Places that chance allows, {quarter}", quarter=quarter_of(answer, say)),
        answer,
        by=by,
        targets=targets,
        units=units,
        say=say,
    )
    rows = [
        _placed(label, row, percent_of(row, "value", say), say)
        for label, row in named(table, by=by, targets=targets, units=units, say=say, placed=True)
    ]
    return strips(
        title, rows, _places(answer, say), {DOT: say("place as counted"), INTERVAL: interval_of(answer, say)}, say
    )


def composite(
    answer: pd.DataFrame, *, units: Mapping[str, str] | None = None, by: str = "unit", language: str
) -> Chart:
    """Draw the answer of `questions.composite`: each unit's place, and those it takes with other weights and methods.

    `units` are code → label; what they do not name goes by its own name.
    """
    say = Language(language)
    table = answer.sort_values("place", kind="stable")
    n = int(answer["figures"].max()) if len(answer) else 0
    title = say("Overall score of {n} targets, {quarter}", n=n, quarter=quarter_of(answer, say))
    rows = [
        _placed(label, row, say("score {score}", score=say.number(100 * (number(row["score"]) or 0), 1)), say)
        for label, row in named(table, by=by, targets=(), units=units, say=say, placed=True)
    ]
    meaning = {DOT: say("place by the weights given"), INTERVAL: say("places with other weights and methods")}
    return strips(title, rows, _places(answer, say), meaning, say)


def shrink(
    answer: pd.DataFrame,
    *,
    targets: Wanted = (),
    units: Mapping[str, str] | None = None,
    by: str = "unit",
    language: str,
) -> Chart:
    """Draw the answer of `questions.shrink`: each unit's share as counted, and drawn towards the mean of all.

    `targets` are (id, short label, threshold), `units` code → label; what they do not name goes by its own name.
    """
    say = Language(language)
    rows = []
    for (name, note), row in named(answer, by=by, targets=targets, units=units, say=say):
        if not number(row["denominator"]):
            rows.append(Strip(name, note, why(row["reason"], say)))
            continue
        ends: dict[str, Any] = {"low": number(row["lower"]), "high": number(row["upper"]), "dot": number(row["shrunk"])}
        state = why(row["reason"], say) or say(
            "{raw} → {shrunk}", raw=percent_of(row, "value", say), shrunk=percent_of(row, "shrunk", say)
        )
        rows.append(Strip(name, note, state, _counted(row, say), ring=number(row["value"]), **ends))
    title = headed(
        say("Small units among the others, {quarter}", quarter=quarter_of(answer, say)),
        answer,
        by=by,
        targets=targets,
        units=units,
        say=say,
    )
    meaning = {RING: say("as counted"), DOT: say("drawn towards the mean"), INTERVAL: interval_of(answer, say)}
    return strips(title, rows, Scale(), meaning, say)


def suppress(
    answer: pd.DataFrame,
    *,
    targets: Wanted = (),
    units: Mapping[str, str] | None = None,
    by: str = "unit",
    language: str,
) -> Chart:
    """Draw the answer of `questions.suppress`: what may be published, and why the rest may not.

    `targets` are (id, short label, threshold), `units` code → label; what they do not name goes by its own name.
    """
    say = Language(language)
    rows = []
    for (name, note), row in named(answer, by=by, targets=targets, units=units, say=say):
        hidden = row["status"] == "suppressed"
        if not hidden and not number(row["denominator"]):
            rows.append(Strip(name, note, why("no_data" if number(row["denominator"]) is None else "no_case", say)))
            continue
        share = None if hidden else number(row["value"])
        state = say("suppressed") if hidden else percent_of(row, "value", say)
        aside = why(row["reason"], say) if hidden else _counted(row, say)
        rows.append(Strip(name, note, state, aside, dot=share, goal=threshold_of(row)))
    title = headed(
        say("What may be published, {quarter}", quarter=quarter_of(answer, say)),
        answer,
        by=by,
        targets=targets,
        units=units,
        say=say,
    )
    return strips(title, rows, Scale(), {DOT: say("share"), GOAL: say("target")}, say)


def _placed(label: tuple[str, str], row: Mapping[Any, Any], aside: str, say: Language) -> Strip:
    best, worst, place = (number(row[name]) for name in ("best", "worst", "place"))
    if best is None or worst is None:
        return Strip(*label, state=why(row["reason"], say))
    ends = {"low": say.number(best), "high": say.number(worst)}
    state = say("place {low} to {high}", **ends) if best < worst else say("place {low}", low=ends["low"])
    return Strip(*label, state, aside, low=best - 0.35, high=worst + 0.35, dot=place)


def _places(answer: pd.DataFrame, say: Language) -> Scale:
    last = number(answer["worst"].max()) or 1
    return Scale(0.5, max(last, 2) + 0.5, ".0f", title=say("place"))


def _counted(row: Mapping[Any, Any], say: Language) -> str:
    if number(row["denominator"]) is None or number(row["numerator"]) is None:
        return ""
    return say("{n} of {d}", n=say.number(int(row["numerator"])), d=say.number(int(row["denominator"])))
