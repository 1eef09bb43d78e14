"""The places that each unit can have."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dtplan_analysis.charts.chart import Chart
from dtplan_analysis.charts.intervals import DOT, INTERVAL, Scale, Strip, strips
from dtplan_analysis.charts.judged import Wanted
from dtplan_analysis.charts.labels import headed, interval_of, named, number, percent_of, quarter_of
from dtplan_analysis.language import Language
from dtplan_analysis.questions.phrases import why


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
        placed(label, row, percent_of(row, "value", say), say)
        for label, row in named(table, by=by, targets=targets, units=units, say=say, placed=True)
    ]
    return strips(
        title, rows, places(answer, say), {DOT: say("place as counted"), INTERVAL: interval_of(answer, say)}, say
    )


def placed(label: tuple[str, str], row: Mapping[Any, Any], aside: str, say: Language) -> Strip:
    """Return the places that a unit can have as a strip, or why it has none."""
    best, worst, place = (number(row[name]) for name in ("best", "worst", "place"))
    if best is None or worst is None:
        return Strip(*label, state=why(row["reason"], say))
    ends = {"low": say.number(best), "high": say.number(worst)}
    state = say("place {low} to {high}", **ends) if best < worst else say("place {low}", low=ends["low"])
    return Strip(*label, state, aside, low=best - 0.35, high=worst + 0.35, dot=place)


def places(answer: pd.DataFrame, say: Language) -> Scale:
    """Return the scale from the first place to the last."""
    last = number(answer["worst"].max()) or 1
    return Scale(0.5, max(last, 2) + 0.5, ".0f", title=say("place"))
