"""How did the shares of a unit come to where they are?"""

import pandas as pd

from dtplan_analysis import charts
from dtplan_analysis.judging.wording import SIGNS, counted_text, measure_text
from dtplan_analysis.questions.selection import Names
from dtplan_analysis.registers.frames import rows_in
from dtplan_analysis.reports.answers.answer import Answer
from dtplan_analysis.reports.answers.figures import Figures, Row, check_whole, short, threshold
from dtplan_analysis.tables import Table, badge


def history(
    figures: Figures, target: Names = None, *, unit: str | None = None, period: str | None = None, last: int = 8
) -> Answer:
    """Return the shares of a unit over the last quarters: a row a quarter of one target, else a column a quarter."""
    check_whole("last", last)
    rows, say = figures.select(target, unit, period), figures.say
    codes = list(dict.fromkeys(row[figures.by] for row in rows))
    if len(codes) > 1:
        figures.one(str(rows[0]["target"]), unit, period)  # raises: one unit is to be named
    found = figures.course(target, unit, period)
    quarters = list(dict.fromkeys(found["period"].astype(str)))[-last:]
    found = found[found["period"].astype(str).isin(quarters)]
    title = say("{unit} over the quarters", unit=figures.name(codes[0]) if codes else "")
    goals = [(str(row["target"]), short(figures, row), threshold(row)) for row in rows]
    drawn = charts.trends(
        found, unit=str(codes[0]) if codes else "", targets=goals, quarter=quarters[-1] if quarters else "", last=last,
        language=figures.language,
    )  # fmt: skip
    table = _of_one(figures, found, title) if len(rows) == 1 else _of_all(figures, rows, found, quarters, title)
    return Answer(title, found.reset_index(drop=True), table, drawn)


def _of_one(figures: Figures, found: pd.DataFrame, title: str) -> Table:
    say = figures.say
    rows = [
        (
            figures.when(row),
            measure_text(row, say),
            badge(row["status"], say),
            counted_text(row, say, figures.registers),
            "–" if pd.isna(row["shortfall"]) else say.number(row["shortfall"]),
        )
        for row in rows_in(found)
    ]
    heads = say("Quarter"), say("Share"), say("Status"), say("Counted"), say("Still short")
    first = rows_in(found)[:1]
    named = f"{title}: {figures.label(first[0])}" if first else title
    return Table(named, heads, rows, numbers=(1, 3, 4))


def _of_all(figures: Figures, rows: list[Row], found: pd.DataFrame, quarters: list[str], title: str) -> Table:
    say = figures.say
    cells = {(row["target"], row["period"]): row for row in rows_in(found)}
    body = []
    for row in rows:
        course = [cells.get((row["target"], quarter)) for quarter in quarters]
        shares = [f"{measure_text(one, say)} {SIGNS.get(one['status'], '')}".strip() if one else "–" for one in course]
        body.append((figures.label(row), *shares))
    heads = (say("Target"), *map(say.quarter, quarters))
    return Table(title, heads, body, numbers=range(1, len(heads)))
