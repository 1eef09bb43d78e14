"""Which unit meets which target?"""

import pandas as pd
from markupsafe import Markup

from dtplan_analysis import charts
from dtplan_analysis.judging.wording import measure_text, signs_key
from dtplan_analysis.questions.selection import Names
from dtplan_analysis.reports.answers.answer import Answer
from dtplan_analysis.reports.answers.figures import Figures, short, threshold
from dtplan_analysis.tables import Table, badge
from dtplan_analysis.units import TOTAL, UNKNOWN


def overview(figures: Figures, target: Names = None, *, period: str | None = None) -> Answer:
    """Return all units by all targets in a quarter."""
    say, everyone = figures.say, [str(one) for one in dict.fromkeys(figures.rows[figures.by])]
    rows = figures.select(target, everyone, period)
    found = {(str(row[figures.by]), str(row["target"])): row for row in rows}
    units = [code for code in everyone if code in {unit for unit, _ in found} and code != UNKNOWN]
    units = [code for code in units if code != TOTAL] + [code for code in units if code == TOTAL]
    first = {str(row["target"]): row for row in rows}
    title = say("All units and targets, {quarter}", quarter=figures.when(rows[0]) if rows else "–")
    body = []
    for code in units:
        cells = [found.get((code, id_)) for id_ in first]
        told = [
            Markup("{} {}").format(measure_text(row, say), badge(row["status"], say)) if row else "–" for row in cells
        ]
        body.append((figures.name(code), *told))
    table = Table(title, (say("Unit"), *first), body, note=signs_key({row["status"] for row in rows}, say))
    drawn = charts.heatmap(
        pd.DataFrame(rows).assign(unit=[row[figures.by] for row in rows]),
        quarter=str(rows[0]["period"]) if rows else "",
        units=[(code, figures.name(code)) for code in units],
        targets=[(id_, short(figures, row), threshold(row)) for id_, row in first.items()],
        language=figures.language,
    )
    return Answer(title, pd.DataFrame(rows), table, drawn)
