"""Why shares moved: the mix of units, and what they do."""

from collections.abc import Mapping

import pandas as pd

from dtplan_analysis.charts.chart import Chart
from dtplan_analysis.charts.intervals import BAR, DOT, Scale, Strip, strips
from dtplan_analysis.charts.judged import Wanted
from dtplan_analysis.charts.labels import headed, named, number
from dtplan_analysis.language import Language
from dtplan_analysis.questions.phrases import signed, why


def decompose(
    answer: pd.DataFrame,
    *,
    targets: Wanted = (),
    units: Mapping[str, str] | None = None,
    by: str = "unit",
    language: str,
) -> Chart:
    """Draw the answer of `questions.decompose`: each change as a mark, and its two parts as bars.

    Give the rows that are to be drawn, such as the total's of several targets, or all of one target. `targets` are (id,
    short label, threshold), `units` code → label; what they do not name goes by its own name.
    """
    say = Language(language)
    rows = []
    for (name, note), row in named(answer, by=by, targets=targets, units=units, say=say):
        change, mix, rate = (number(row[part]) for part in ("change", "mix", "rate"))
        if change is None:
            rows.append(Strip(name, note, why(row["reason"], say)))
            continue
        if mix is None or rate is None:
            rows.append(Strip(name, note, say.points(change), why("weighed", say), dot=100 * change))
            continue
        aside = say("rate {rate}, mix {mix}", rate=signed(rate, say), mix=signed(mix, say))
        bars = (100 * rate, 100 * mix)
        rows.append(Strip(name, note, say.points(change), aside, dot=100 * change, bars=bars))
    reach = max([1.0, *(abs(end) for strip in rows for end in (*strip.bars, strip.dot or 0))]) * 1.05
    title = say("What moved the shares, {previous} to {quarter}", **_quarters(answer, say))
    title = headed(title, answer, by=by, targets=targets, units=units, say=say)
    scale = Scale(-reach, reach, "+.1f", zero=0, title=say("percentage points"))
    meaning = {DOT: say("change"), f"{BAR}0": say("what units do (rate)"), f"{BAR}1": say("the mix of units")}
    return strips(title, rows, scale, meaning, say)


def _quarters(answer: pd.DataFrame, say: Language) -> dict[str, str]:
    known = answer.dropna(subset=["period", "against"])
    ends = (known[name].iloc[0] if len(known) else "–" for name in ("against", "period"))
    return dict(zip(("previous", "quarter"), map(say.quarter, ends), strict=True))
