"""Chart of the money: planned and disbursed, by source."""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from dtplan_analysis.charts.chart import Chart, assembled
from dtplan_analysis.charts.layers import Entry, in_words, key, layer, pixel, row_scale, words
from dtplan_analysis.charts.style import BAND, BLUE, INK, MUTED, Datum, cut, plain
from dtplan_analysis.language import Language
from dtplan_analysis.registers.frames import rows_in

_LEFT, _MIDDLE, _ROW = 235, 400, 44
_PLANNED = "#dfe5ec"


@assembled
def funding(budget: pd.DataFrame, *, language: str) -> Chart:
    """Draw planned and disbursed money (đồng) for each source: columns `source` (label), `planned`, `disbursed`."""
    say = Language(language)
    title = say("Funding by source: planned and disbursed")
    rows = [
        (plain(record["source"]), _dong(record["planned"]), _dong(record["disbursed"])) for record in rows_in(budget)
    ]
    if not any(planned or disbursed for _, planned, disbursed in rows):
        message = say("There is nothing to draw: the budget register has no amounts.")
        return in_words(message, title, language)
    data = [_bar(place, *row, say) for place, row in enumerate(rows)]
    base = layer(data)
    across = alt.X(
        "planned:Q",
        title=say("VND million"),
        scale=alt.Scale(nice=True, zero=True),
        axis=alt.Axis(format=",.0f", tickCount=5, domain=False, tickSize=0, labelPadding=6),
    )
    y, right = alt.Y("row:Q", title=None, axis=None), pixel(alt.XValue, _MIDDLE + 16)
    figure = alt.layer(
        base.mark_bar(orient="horizontal", height=24, color=_PLANNED, stroke=INK, strokeWidth=0.8).encode(
            x=across, y=row_scale(len(rows))
        ),
        base.mark_bar(orient="horizontal", height=10, color=BLUE).encode(x=alt.X("disbursed:Q"), y=y),
        words(base, "name", pixel(alt.XValue, -_LEFT), y, bold=True),
        words(base, "state", right, y, dy=-7),
        words(base, "aside", right, y, size=11, colour=MUTED, dy=8),
        width=_MIDDLE,
        height=_ROW * len(rows),
    )
    entries = [
        Entry(BAND, say("planned"), INK, _PLANNED, size=324, width=0.8),
        Entry(BAND, say("disbursed"), BLUE, BLUE, size=200, width=0.5),
    ]
    return Chart((key(entries, left=-_LEFT), figure), title, _sentences(rows, say), language)


def _bar(place: int, name: str, planned: float, disbursed: float, say: Language) -> Datum:
    return {
        "row": place,
        "name": cut(name, (_LEFT - 12) * 0.93),
        "planned": planned / 1e6,
        "disbursed": disbursed / 1e6,
        "state": say("disbursed {amount}", amount=say.money(disbursed)) + _of(planned, disbursed, say),
        "aside": say("planned {amount}", amount=say.money(planned)),
    }


def _of(planned: float, disbursed: float, say: Language) -> str:
    return f" ({say.percent(disbursed / planned)})" if planned else ""


def _sentences(rows: Sequence[tuple[str, float, float]], say: Language) -> str:
    everything = (say("All sources"), sum(planned for _, planned, _ in rows), sum(disbursed for *_, disbursed in rows))
    sentences = []
    for name, planned, disbursed in [*rows, everything]:
        amounts = {"planned": say.money(planned), "disbursed": say.money(disbursed)}
        sentence = say("{source}: planned {planned}, disbursed {disbursed}", source=name, **amounts)
        sentences.append(f"{sentence}{_of(planned, disbursed, say)}.")
    return " ".join(sentences)


def _dong(amount: float | None) -> float:
    return 0.0 if amount is None or pd.isna(amount) else float(amount)
