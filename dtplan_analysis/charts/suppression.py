"""What may be published of shares, and why the rest may not."""

from collections.abc import Mapping

import pandas as pd

from dtplan_analysis.charts.chart import Chart
from dtplan_analysis.charts.intervals import DOT, GOAL, Scale, Strip, strips
from dtplan_analysis.charts.judged import Wanted
from dtplan_analysis.charts.labels import counted, headed, named, number, percent_of, quarter_of
from dtplan_analysis.judging import threshold_of
from dtplan_analysis.language import Language
from dtplan_analysis.questions.phrases import why


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
        aside = why(row["reason"], say) if hidden else counted(row, say)
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
