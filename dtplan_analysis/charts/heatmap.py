"""All units by all targets in a quarter."""

from collections import Counter
from collections.abc import Sequence

import altair as alt
import pandas as pd

from dtplan_analysis.charts.chart import Chart, assembled
from dtplan_analysis.charts.judged import Goal, Row, Wanted, goals, quarterly
from dtplan_analysis.charts.layers import in_words, key, layer, pixel, raw, signs, status_entries, words
from dtplan_analysis.charts.style import AMBER, MARKS, WIDTH, Datum, cut, mark_of, plain, text_width, wrapped
from dtplan_analysis.judging.wording import status_word
from dtplan_analysis.language import Language

_LEFT, _ROW = 230, 23  # pixels: labels at most, height of a row


@assembled
def heatmap(
    judged: pd.DataFrame, *, quarter: str, units: Sequence[tuple[str, str]], targets: Wanted, language: str
) -> Chart:
    """Draw all units (code, label; in official order) by all targets in a quarter: sign, percentage and shade.

    A checklist (threshold None) shows its items met of items required instead of a percentage.
    """
    say = Language(language)
    when = say.quarter(quarter)
    title = say("All units and targets, {quarter}", quarter=when)
    shown = goals(targets)
    found = {(row.target, row.unit): row for row in quarterly(judged, periods=[quarter])}
    if not any((goal.id, code) in found for goal in shown for code, _ in units):
        message = say("There is nothing to draw: the table has no unit and target in {quarter}.", quarter=when)
        return in_words(message, title, language)
    labels = [cut(plain(label), _LEFT - 12) for _, label in units]
    left = max(80.0, *(text_width(label) + 14 for label in labels))
    wide = min(90.0, (WIDTH - left - 14) / len(shown))
    cells: list[Datum] = []
    for row, (code, _) in enumerate(units):
        cells += [
            _cell(row, column, code, labels[row], goal, found.get((goal.id, code)), say)
            for column, goal in enumerate(shown)
        ]
    names = [{"row": row, "name": label} for row, label in enumerate(labels)]
    heads = [
        {
            "column": column,
            "id": goal.name,
            "label": wrapped(goal.label, wide - 2, 10, 4),
            "goal": cut(goal.threshold_text(say), wide, 11),
        }
        for column, goal in enumerate(shown)
    ]
    across = alt.X("column:O", axis=None, scale=alt.Scale(paddingInner=0.04, paddingOuter=0))
    y = alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0.08, paddingOuter=0))
    x, top, cell, head = alt.X("column:O", axis=None), pixel(alt.YValue, 0), layer(cells), layer(heads)
    corner = layer([{"name": say("target")}])
    figure = alt.layer(
        cell.mark_rect().encode(x=across, y=y, color=raw(alt.Color, "fill")),
        signs(cell, x, y, size=40, width=1.7, dx=8 - wide / 2),
        words(cell, "share", x, y, size=11, align="right", dx=wide / 2 - 4),
        words(layer(names), "name", pixel(alt.XValue, -left), y),
        words(head, "id", x, top, bold=True, align="center", dy=-84),
        words(head, "label", x, top, size=10, align="center", baseline="top", dy=-74),
        words(head, "goal", x, top, size=11, bold=True, colour=AMBER, align="center", dy=-12),
        words(corner, "name", pixel(alt.XValue, -12), top, size=11, colour=AMBER, align="right", dy=-12),
        width=wide * len(shown),
        height=_ROW * len(units),
    )
    states = status_entries((cell["status"] for cell in cells), say)
    sentences = " ".join(
        _column_sentence(goal, [found.get((goal.id, code)) for code, _ in units], say) for goal in shown
    )
    return Chart((key(states, left=-left), figure), title, f"{when}. {sentences}", language)


def _cell(row: int, column: int, code: str, unit: str, goal: Goal, judged: Row | None, say: Language) -> Datum:
    status = judged.status if judged else "no_data"
    mark = mark_of(status)
    share = ""
    if judged and goal.threshold is None and judged.denominator:
        share = f"{say.number(judged.numerator)}/{say.number(judged.denominator)}"
    elif judged and judged.value is not None:
        share = say.percent(judged.value, threshold=goal.threshold)
    return {
        "row": row,
        "column": column,
        "status": status,
        "sign": mark.sign,
        "colour": mark.colour,
        "fill": mark.fill,
        "share": share,
        "tip": f"{unit}: {share}\n{goal.name} {goal.label}\n{status_word(status, say)}",
        "pick": {"unit": code, "target": goal.id},
    }


def _column_sentence(goal: Goal, rows: Sequence[Row | None], say: Language) -> str:
    counts = Counter(row.status if row else "no_data" for row in rows)
    parts = [f"{status_word(status, say)}: {say.number(counts[status])}" for status in MARKS if counts[status]]
    return f"{goal.full_name} – {', '.join(parts)}."
