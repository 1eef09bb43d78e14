"""Overall scores of units: their places, and those that other weights and methods give."""

from collections.abc import Mapping

import pandas as pd

from dtplan_analysis.charts.chart import Chart
from dtplan_analysis.charts.intervals import DOT, INTERVAL, strips
from dtplan_analysis.charts.labels import named, number, quarter_of
from dtplan_analysis.charts.ranking import placed, places
from dtplan_analysis.language import Language


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
        placed(label, row, say("score {score}", score=say.number(100 * (number(row["score"]) or 0), 1)), say)
        for label, row in named(table, by=by, targets=(), units=units, say=say, placed=True)
    ]
    meaning = {DOT: say("place by the weights given"), INTERVAL: say("places with other weights and methods")}
    return strips(title, rows, places(answer, say), meaning, say)
