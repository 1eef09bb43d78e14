"""Chart of a frame's points: what each item brings, what nobody can tell of it yet, and what it could still bring."""

from dataclasses import replace

import pandas as pd

from dtplan_analysis.charts.chart import Chart, assembled
from dtplan_analysis.charts.intervals import BAR, INTERVAL, RING, Scale, Strip, strips
from dtplan_analysis.charts.layers import in_words
from dtplan_analysis.charts.style import plain
from dtplan_analysis.judging.points import Brought, points_of
from dtplan_analysis.judging.wording import points_number, points_text
from dtplan_analysis.language import Language
from dtplan_analysis.periods import TO_DATE
from dtplan_analysis.plans import Plan, Target


@assembled
def points(judged: pd.DataFrame, plan: Plan, *, unit: str, quarter: str, language: str) -> Chart:
    """Draw what each item of a frame with points brings a unit in a quarter, and what it could still bring.

    Items stand in the plan's order; one that the frame leaves out, for no case arose in it, is named under the picture.
    """
    say = Language(language)
    title = say("Points of {frame}, {quarter}", frame=plan.document[language], quarter=say.quarter(quarter))
    found = points_of(judged, plan, unit=unit, period=quarter)
    if not found:
        message = say("There is nothing to draw: the plan has no points.")
        return in_words(message, title, language)
    here = judged[(judged["unit"] == unit) & (judged["period"] == quarter) & (judged["span"] != TO_DATE)]
    idle = set(here.loc[here["status"] == "no_case", "target"])
    items = [target for target in plan.targets if target.points]
    rows = [_strip(target, found[target.id], target.id in idle, say) for target in items]
    most = max(float(target.points.most) for target in items if target.points)
    meaning = {f"{BAR}0": say("points reached"), INTERVAL: say("not known yet"), RING: say("what the item can bring")}
    return strips(title, rows, Scale(0, most * 1.03, "d", title=say("points")), meaning, say)


def _strip(target: Target, one: Brought, idle: bool, say: Language) -> Strip:
    aside = _read_as(target.no_case, say) if idle else _still(one, say)
    low, high = (float(one.least), float(one.most)) if one.open else (None, None)
    strip = Strip(plain(target.short[say.code]), target.id, points_text(one, say), aside, low, high)
    return (
        replace(strip, aside="", state=aside)
        if one.left_out
        else replace(strip, ring=float(one.of), bars=(float(one.least),))
    )


def _read_as(no_case: str, say: Language) -> str:
    """Return how the frame reads that no case arose."""
    read = {
        "out": say("no case arose; the item is left out, for the frame says nothing of it"),
        "full": say("no case arose; the frame gives all its points"),
        "zero": say("no case arose; the frame gives no points"),
    }
    return read[no_case]


def _still(one: Brought, say: Language) -> str:
    """Return how much an item could still bring; nothing where it brings all, or where nothing is known of it."""
    if one.least == one.of or (one.open and not one.least and one.most == one.of):
        return ""
    still = points_number(one.of - one.least, say)
    if one.open:
        return say("could still bring up to {points}", points=still)
    return say("could still bring {points}", points=still)
