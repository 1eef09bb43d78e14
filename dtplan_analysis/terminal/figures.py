"""The figures of units against their targets, as the command line prints them."""

import sys
from collections.abc import Iterable
from typing import Any

import pandas as pd
from rich.box import SIMPLE_HEAD
from rich.measure import Measurement
from rich.table import Table as Grid
from rich.text import Text as Words

from dtplan_analysis.judging import threshold_of
from dtplan_analysis.judging.levels import met_by_level
from dtplan_analysis.judging.points import points_by_unit, points_of
from dtplan_analysis.judging.wording import (
    SIGNS,
    counted_text,
    measure_text,
    points_range,
    points_text,
    signs_key,
    status_word,
    target_text,
)
from dtplan_analysis.language import Language
from dtplan_analysis.periods import TO_DATE
from dtplan_analysis.registers.frames import rows_in
from dtplan_analysis.streams import out
from dtplan_analysis.units import TOTAL, UNKNOWN
from dtplan_analysis.workspace import Store


def print_units(store: Store, judged: pd.DataFrame, label: str, say: Language) -> None:
    """Print units and targets of a quarter; where units have levels, by level, and how many of each meet what."""
    here = judged[(judged["span"] != TO_DATE) & (judged["target"] != "")]
    cells = {(row["unit"], row["target"]): row for row in rows_in(here)}
    plan, units = store.workspace.plan, store.units
    title = f"{plan.title[say.code]} · {say.quarter(label)}"
    grid = Grid(title=title, title_justify="left", box=SIMPLE_HEAD, padding=(0, 1))
    grid.add_column(say("Unit"), no_wrap=True)
    known = {target for _, target in cells}
    targets = [target.id for target in plan.targets if target.id in known]
    for target in targets:
        grid.add_column(target, justify="right", no_wrap=True)
    points = points_by_unit(judged, plan, period=label)
    if plan.points:
        grid.add_column(say("Points"), justify="right", no_wrap=True)

    def add(codes: Iterable[str]) -> None:
        for code in codes:
            if any((code, target) in cells for target in targets):
                whole = [points_range(points[code][""], say)] if plan.points else []
                grid.add_row(Words(code), *(_cell(cells.get((code, target)), say) for target in targets), *whole)

    shown = {code for code, _ in cells}
    met = met_by_level(here, leave_out=units.pilots, peers=store.peers)
    for level in (*units.levels, "") if units.levels else ():
        codes = [unit.code for unit in units.at(level) if unit.code in shown]
        if codes:
            add(codes)
            name = plan.level_name(level, say.code) or say("without a level")
            told = ["{} / {}".format(*met[target, level][:2]) if (target, level) in met else "" for target in targets]
            grid.add_row(Words(say("{level}: met / with cases", level=name)), *told, style="bold", end_section=True)
    if not units.levels:
        add(unit.code for unit in units)
    add((UNKNOWN, TOTAL))
    natural = Measurement.get(out, out.options.update(width=sys.maxsize), grid).maximum
    out.print(grid, width=max(out.width, natural), crop=False)  # wider than the screen, lines wrap: no figure is cut
    out.print(signs_key(set(here["status"]), say))


def _cell(row: dict[Any, Any] | None, say: Language) -> Words:
    if row is None:
        return Words("")
    status = str(row["status"])
    counted = status not in ("no_case", "no_data")
    shown = say.percent(row["value"], digits=0, threshold=threshold_of(row)) if counted else ""
    if row["method"] == "checklist" and counted:
        shown = f"{row['numerator']}/{row['denominator']}"
    return Words(f"{shown} {SIGNS.get(status, '')}".strip())


def _counted(row: pd.Series, store: Store, say: Language) -> str:
    """Return the counts of a row, and that they are as they were reported where no records stand behind them."""
    told = counted_text(row, say, store.workspace.catalogue.registers)
    known = row["counted_from"] == "counts" and not pd.isna(row["denominator"])
    return f"{told} ({say('as reported')})" if known else told


def print_unit(store: Store, judged: pd.DataFrame, code: str, say: Language) -> None:
    """Print one unit's targets of a quarter."""
    named = store.units.on(judged["period_end"].iloc[0])
    name = code if code == TOTAL else named[code].name[say.code]
    grid = Grid(title=Words(f"{name} · {say.quarter(judged['period'].iloc[0])}"), title_justify="left")
    for head in ("Target", "Threshold", "In the quarter", "Status", "Counted", "Still short"):
        grid.add_column(say(head), justify="right" if head == "Still short" else "left")
    brought = points_of(judged, store.workspace.plan, unit=code, period=judged["period"].iloc[0])
    for row in rows_in(judged[(judged["span"] != TO_DATE) & (judged["target"] != "")]):
        target, line = store.workspace.plan.target(row["target"]), pd.Series(row)
        short = "" if pd.isna(row["shortfall"]) else say.number(int(row["shortfall"]))
        status = (
            points_text(brought[target.id], say)
            if target.id in brought
            else f"{SIGNS.get(row['status'], '')} {status_word(row['status'], say)}"
        )
        grid.add_row(
            Words(f"{target.id} {target.short[say.code]}"),
            target_text(target, say, row["unit_level"] or ""),
            measure_text(line, say),
            status,
            _counted(line, store, say),
            short,
        )
    out.print(grid)
    if brought:
        out.print(Words(f"{say('Points')}: {points_text(brought[''], say)}"))
