"""The score table of a unit, and the table of all units and targets."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import pandas as pd
from markupsafe import Markup, escape

from dtplan_analysis import document
from dtplan_analysis.judging.points import Brought, points_by_unit, points_of_row
from dtplan_analysis.judging.table import judged_json
from dtplan_analysis.judging.wording import (
    SIGNS,
    change,
    counted_text,
    is_outside,
    limit_text,
    measure_text,
    points_range,
    points_text,
    signs_key,
    status_word,
    target_text,
)
from dtplan_analysis.language import Language
from dtplan_analysis.periods import TO_DATE, year_of
from dtplan_analysis.plans import Plan
from dtplan_analysis.registers import Register
from dtplan_analysis.registers.frames import rows_in
from dtplan_analysis.tables import Html, Table, badge
from dtplan_analysis.units import TOTAL

JUDGED_TYPE = "application/vnd.dtplan.judged+json"


def scorecard(
    judged: pd.DataFrame,
    plan: Plan,
    *,
    unit: str,
    quarter: str,
    previous: str | None,
    a_year_before: str | None,
    language: str,
    registers: Mapping[str, Register],
    denominators: Mapping[str, str] | None = None,
    restarted: Collection[str] = (),
    is_chance: Callable[[str, str | None], bool] = lambda _target, _before: False,
    caption: str | None = None,
) -> Table:
    """Return the score table of a unit: each target in the quarter, its shortfall, its change, the year to date.

    `denominators` says, by target, what the denominator holds where that is a choice. What has `restarted`, as a
    figure that adds up over the year does in its first quarter, has no quarter before. `is_chance` says of a target and
    an earlier quarter whether chance explains the change. `registers` are those that a reason may name.
    """
    say = Language(language)
    rows = rows_in(judged[(judged["unit"] == unit) & (judged["target"] != "")])
    found, years = (
        {(row["target"], row["period"]): row for row in rows if (row["span"] == TO_DATE) == to_date}
        for to_date in (False, True)
    )
    body = []
    for target in plan.targets:
        row = found.get((target.id, quarter))
        if row is None:
            continue
        to_date = years.get((target.id, quarter))
        body.append(
            (
                Markup('<strong>{}</strong> {}<br><small class="note">{}</small>').format(
                    target.id, target.short[language], target_text(target, say, row.get("unit_level") or "")
                ),
                _figure(row, say),
                points_text(points_of_row(row, target), say) if target.points else badge(row["status"], say),
                _counted(row, (denominators or {}).get(target.id, ""), say, registers),
                _shortfall(row, say),
                *(
                    change(row, found.get((target.id, label)), say, chance=is_chance(target.id, label))
                    for label in (None if target.id in restarted else previous, a_year_before)
                ),
                _to_date(to_date, say),
            )
        )
    heads = (
        say("Target"),
        say("In the quarter"),
        say("Status"),
        say("Counted"),
        say("Still short"),
        say("On quarter before"),
        say("On year before"),
        say("Year to date"),
    )
    shown = judged[(judged["unit"] == unit) & (judged["period"] == quarter)]
    table = Table(
        caption or say("Targets in {quarter}", quarter=say.quarter(quarter)),
        heads,
        body,
        numbers=(1, 3, 4, 5, 6),
        note=say(
            "Counted: numerator of denominator. A share is rounded for display only, never up to the threshold. "
            "Changes are in percentage points; those with * are within chance and the usual spread of quarters (not "
            "tested: figures of one day, of what is open, or that add up over the year). In square brackets: the 95% "
            "interval, of the process for registers, of the sample for a survey. "
            "In round ones: where the share lies if all records with missing cells fail, or pass."
        ),
        data={JUDGED_TYPE: judged_json(shown)},
    )
    return table.without_empty((2, 4, 5, 6))


def _figure(row: Mapping[Any, Any], say: Language) -> Markup:
    figure = escape(measure_text(row, say))
    if not pd.isna(row["lower"]):
        limits = say("[{lower} – {upper}]", lower=limit_text(row, "lower", say), upper=limit_text(row, "upper", say))
        figure += Markup('<br><small class="note">{}</small>').format(limits)
    if not pd.isna(row["worst"]) and row["missing"]:
        bounds = say("({worst} – {best})", worst=limit_text(row, "worst", say), best=limit_text(row, "best", say))
        figure += Markup('<br><small class="note">{}</small>').format(bounds)
    if row["provisional"] and not pd.isna(row["denominator"]):
        figure += Markup('<br><span class="provisional">{}</span>').format(say("provisional"))
    return Markup(figure)


def _counted(row: Mapping[Any, Any], of: str, say: Language, registers: Mapping[str, Register]) -> Markup:
    """Return the counts, what the denominator holds and the records with missing cells, or the reason for no figure."""
    if pd.isna(row["denominator"]):
        told = of or counted_text(row, say, registers) if is_outside(row) else counted_text(row, say, registers)
        return Markup('<td><small class="note">{}</small></td>').format(told)
    counted, _, missing = counted_text(row, say, registers).partition(", ")
    lines = [Markup('<br><small class="note words">{}</small>').format(line) for line in (of, missing) if line]
    return escape(counted) + Markup("").join(lines)


def _shortfall(row: Mapping[Any, Any], say: Language) -> str:
    return "–" if pd.isna(row["shortfall"]) or row["status"] == "no_case" else say.number(int(row["shortfall"]))


def _to_date(row: Mapping[Any, Any] | None, say: Language) -> Markup:
    if row is None:
        return Markup("–")
    figure = measure_text(row, say) if row["status"] not in ("no_case", "no_data") else ""
    return Markup("{} {}").format(figure, badge(row["status"], say))


def heat_map(
    judged: pd.DataFrame,
    plan: Plan,
    *,
    quarter: str,
    units: Sequence[tuple[str, str]],
    total: str | None = None,
    to_date: bool = False,
    language: str,
) -> Table:
    """Return units × targets of a quarter: each cell has a sign, which a screen reader reads as its word, and a figure.

    `total` names the row of the total: what it holds; an empty name means none. `to_date` shows the year so far.
    """
    say = Language(language)
    here = judged[(judged["period"] == quarter) & ((judged["span"] == TO_DATE) == to_date) & (judged["target"] != "")]
    needed = ["unit", "target", "status", "method", "value", "numerator", "denominator", "threshold"]
    points = points_by_unit(judged, plan, period=quarter) if plan.points and not to_date else {}
    cells = {(row["unit"], row["target"]): row for row in rows_in(here[needed])}
    known = {target for _, target in cells}
    columns = [target for target in plan.targets if target.id in known]
    body = []
    name = say("All units") if total is None else total
    last = [(TOTAL, Markup('<span data-total="">{}</span>').format(name))] if name else []
    for code, label in [*units, *last]:
        line: list[str | Markup] = [label, *([_points(points.get(code), say)] if points else [])]
        for target in columns:
            row = cells.get((code, target.id))
            if row is None:
                line.append(Markup("<td></td>"))
                continue
            brought = points[code][target.id] if points and target.points else None
            told = brought and brought.of and row["status"] != "no_data"
            line.append(status_cell(row, say, points_range(brought, say) if brought and told else ""))
        body.append(line)
    keys = [signs_key(set(here["status"]), say, points=bool(points))]
    heads: list[str | Markup] = [say("Unit"), *([say("Points")] if points else [])]
    named = Markup('{}<br><small class="note">{}</small>')
    heads += [named.format(target.id, target.short[language]) for target in columns]
    if unmeasured := [f"{target.short[language]} ({target.id})" for target in plan.targets if target not in columns]:
        keys.append(say("not measured: {targets}", targets=", ".join(unmeasured)))
    when = say.quarter(year_of(quarter) if to_date else quarter)
    return Table(
        say("Units and targets in {quarter}", quarter=when),
        heads,
        body,
        kind="heat",
        note="; ".join(filter(None, keys)),
    )


def status_cell(row: Mapping[Any, Any], say: Language, points: str = "") -> Markup:
    """Return the cell of a judged row: sign, which a screen reader reads as the status's word, and figure or points."""
    shown = row["status"] not in ("no_case", "no_data")
    figure = measure_text(row, say) if shown else ""
    if row["method"] == "checklist" and shown:
        figure = f"{say.number(row['numerator'])}/{say.number(row['denominator'])}"
    sorts = sorted_by(row["value"] if points or row["method"] == "checklist" else None)
    return Markup('<td data-status="{0}"{1}><span role="img" aria-label="{3}">{2}</span> {4}</td>').format(
        row["status"], sorts, SIGNS.get(row["status"], ""), status_word(row["status"], say), points or figure
    )


def sorted_by(value: Any) -> Markup:
    """Return the attribute of a cell that is sorted by something else than the number in its text."""
    return Markup("") if value is None or pd.isna(value) else Markup(' data-value="{:.6g}"').format(float(value))


def _points(brought: Mapping[str, Brought] | None, say: Language) -> Markup:
    """Return the cell of what a frame brings in all."""
    if not brought:
        return Markup("<td></td>")
    whole = brought[""]
    return Markup("<td><strong>{}</strong></td>").format(points_range(whole, say))


class Control(Html):
    """What a script makes of use: it stands on a page, hidden, and in no other document."""

    def to_document(self) -> list[document.Block]:
        """Return nothing."""
        return []


def chooser(language: str, units: str = "", of: int = 0, *, listed: bool = False) -> Control:
    """Return the search for units, and the choice of those with a status, of the table of units and targets.

    Where it is `listed` what is found stands below it too; of many units, it is found in the file `units`, which has
    `of` of them.
    """
    say = Language(language)
    shown = {"not_met": say("with a target not met"), "inconclusive": say("with a target not decided")}
    shown |= {"no_data": say("with a target without data")}
    options = Markup("").join(Markup('<option value="{}">{}</option>').format(*one) for one in shown.items())
    told = say("units found: {n} of {total}", n="{n}", total="{d}")
    found = Markup('<ol class="found" data-units="{}" data-of="{}" hidden></ol>').format(units, of) if listed else ""
    return Control(
        Markup(
            '<div class="search" data-told="{}" hidden><label for="find">{}</label> '
            '<input id="find" type="search" autocomplete="off" spellcheck="false"> <label for="which">{}</label> '
            '<select id="which"><option value="">{}</option>{}</select> <output for="find which"></output></div>{}'
        ).format(told, say("Find a unit"), say("Units"), say("all units"), options, found)
    )
