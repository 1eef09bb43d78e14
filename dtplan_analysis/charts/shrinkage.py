"""Shares of small units, drawn towards the mean of all."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dtplan_analysis.charts.chart import Chart
from dtplan_analysis.charts.intervals import DOT, INTERVAL, RING, Scale, Strip, strips
from dtplan_analysis.charts.judged import Wanted
from dtplan_analysis.charts.labels import counted, headed, interval_of, named, number, percent_of, quarter_of
from dtplan_analysis.language import Language
from dtplan_analysis.questions.phrases import why


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
        rows.append(Strip(name, note, state, counted(row, say), ring=number(row["value"]), **ends))
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
