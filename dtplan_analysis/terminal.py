"""What the command line prints: tables that are never cut off, and remarks that are made once."""

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
from rich.box import SIMPLE_HEAD
from rich.measure import Measurement
from rich.table import Table as Grid
from rich.text import Text as Words

from dtplan_analysis.catalogue import Catalogue
from dtplan_analysis.judging import threshold_of
from dtplan_analysis.judging.levels import met_by_level
from dtplan_analysis.judging.points import points_by_unit, points_of
from dtplan_analysis.judging.wording import (
    SIGNS,
    counted_text,
    marked,
    measure_text,
    points_range,
    points_text,
    signs_key,
    status_word,
    target_text,
    unmeasured_text,
)
from dtplan_analysis.language import Language
from dtplan_analysis.periods import TO_DATE
from dtplan_analysis.plans import Plan
from dtplan_analysis.registers.reading import Reading
from dtplan_analysis.streams import out
from dtplan_analysis.units import TOTAL, UNKNOWN
from dtplan_analysis.workspace import Store

if TYPE_CHECKING:
    from dtplan_analysis.batch import Planned
    from dtplan_analysis.batch.diff import Difference

_UNSEEN = re.compile("[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Signs that JSON may hold as they are, and that steer a terminal."""


_NAMED = 4
"""So many reports with one reason are named; of more, the number."""


def print_json(value: object) -> None:
    """Print a value as JSON."""
    text = json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False)
    sys.stdout.write(_UNSEEN.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text) + "\n")


def print_reasons(planned: "Sequence[Planned]", moved: "Sequence[str]" = ()) -> None:
    """Print which reports would be made again and why, alike ones in one row, and what `moved` among their figures."""
    why = {
        "new": "there is none yet",
        "failed": "the last attempt failed",
        "file": "a file is gone, or is not as it was written",
        "figures": "figures or records that it shows",
        "text": "the office's own text in it",
    }
    grid = Grid(title="Reports that would be made", title_justify="left")
    for head in ("reports", "because"):
        grid.add_column(head, overflow="fold")
    stale = [one for one in planned if one.reasons]
    alike: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for one in stale:
        alike.setdefault((one.report.quarter, one.reasons), []).append(one.report.name)
    for (quarter, reasons), names in alike.items():
        named = ", ".join(names) if len(names) <= _NAMED else f"{len(names):,} of {quarter}"
        grid.add_row(Words(named), Words("; ".join(why.get(reason, reason) for reason in reasons)))
    if stale:
        out.print(grid)
    for line in moved:
        out.print(Words(f"moved: {line}"))
    out.print(f"{len(stale)} of {len(planned)} reports would be made; the others are up to date.", highlight=False)


def print_readings(store: Store, *, verbose: bool = False) -> None:
    """Print what became of every row, and the sum, which adds up; and what needs attention, or all that was found."""
    grid = Grid(title="What became of every row", title_justify="left")
    grid.add_column("register", no_wrap=True)
    for head in ("rows read", "usable", "rejected", "unknown unit", "contradictions"):
        grid.add_column(head, justify="right")
    totals = [0] * 5
    for name, reading in store.readings.items():
        figures = [
            reading.rows,
            reading.usable,
            sum(reading.rejected.values()),
            sum(reading.unknown_units.values()),
            sum(reading.inconsistent.values()),
        ]
        totals = [total + figure for total, figure in zip(totals, figures, strict=True)]
        grid.add_row(Words(name), *(f"{figure:,}" for figure in figures))
    grid.add_section()
    grid.add_row("sum", *(f"{figure:,}" for figure in totals), style="bold")
    out.print(grid)
    sign = "=" if all(reading.adds_up for reading in store.readings.values()) else "≠"
    out.print(f"Data as of {store.as_of}. {store.set_by(Language('en'))}", highlight=False)
    out.print(f"{totals[0]:,} rows read {sign} {totals[1]:,} usable + {totals[2]:,} rejected", highlight=False)
    for reading in store.readings.values():
        detected = _detected(reading) if verbose else _doubtful(reading)
        for remark in (*detected, *_remarks(reading, store, verbose=verbose)):
            out.print(Words(f"{reading.register}: {remark}"))


def _detected(reading: Reading) -> Iterator[str]:
    """Say how the files were read, once for those that were read alike, and which of their rows are no records."""
    alike: dict[str, list[str]] = {}
    for name, found in reading.detected.items():
        how = ", ".join(what if key == "format" else f"{key} {what}" for key, what in found.items() if key != "sheet")
        alike.setdefault(how, []).append(name)
    for how, names in alike.items():
        yield f"{names[0] if len(names) == 1 else f'{len(names):,} files or sheets'}: {how}"
    if reading.not_records:
        listed = ", ".join(f"{kind} ({n:,})" for kind, n in reading.not_records.items())
        yield f"rows that are no records, beside the rows read: {listed}"


def _doubtful(reading: Reading) -> Iterator[str]:
    """Say what was passed over or hidden and may have been wanted, and which days off are not sure."""
    for name, found in reading.detected.items():
        for key, what in found.items():
            if any(word in key for word in ("passed over", "hidden", "not sure")):
                yield f"{name}: {key} {what}"


def _remarks(reading: Reading, store: Store, *, verbose: bool) -> Iterator[str]:
    """Say once what the reader of the figures should know of a register."""
    if reading.rejected:
        yield "rejected: " + "; ".join(f"{reason} ({n:,})" for reason, n in reading.rejected.items())
    if reading.unknown_units:
        yield f"unknown units: {_first_of(reading.unknown_units, reading.suggested.get('unit', {}))}"
    optional = {one.name for one in store.workspace.sources[reading.register].register.columns if one.optional}
    if absent := [name for name in reading.absent if verbose or name not in optional or name in reading.nearest]:
        near = {name: f" (did you mean {theirs!r}?)" for name, theirs in reading.nearest.items()}
        yield "the export has no column " + ", ".join(f"{name}{near.get(name, '')}" for name in absent)
    for column, files in reading.lacking.items():
        listed = ", ".join(files[:5]) + (" …" if len(files) > 5 else "")
        yield f"{column}: absent from {len(files):,} files or sheets, and empty there: {listed}"
    for column, values in reading.unmapped.items():
        listed = _first_of(values, reading.suggested.get(column, {}))
        yield f"{column}: codes without a meaning, read as missing: {listed}"
    for column, n in reading.unreadable.items():
        yield f"{column}: {n:,} cells cannot be read, and are missing"
    yield from _rules_applied(reading, store)
    for column, n in reading.after_as_of.items():
        if column == store.workspace.sources[reading.register].register.date:
            yield f"{n:,} rows begin after the as-of date, {store.as_of}: they are no records yet"
        else:
            yield f"{column}: {n:,} days after the as-of date, {store.as_of}, are read as empty"
    if reading.after_hour:
        yield f"{reading.after_hour:,} rows ended on their due day after its hour: by days they are on time"
    for rule, n in reading.inconsistent.items():
        yield f"{rule.replace('_', ' ')}: {n:,} rows"


def _first_of(values: Mapping[str, int], suggested: Mapping[str, str]) -> str:
    """Name the first values, how often each stands there, and what it is most like."""
    near = {value: f", did you mean {ours}?" for value, ours in suggested.items()}
    named = [f"{value!r} ({n:,}{near.get(value, '')})" for value, n in list(values.items())[:5]]
    return ", ".join(named) + (" …" if len(values) > 5 else "")


def _rules_applied(reading: Reading, store: Store) -> Iterator[str]:
    """Say what an empty cell was taken for: a default, or no reason to leave the record out."""
    register = store.workspace.sources[reading.register].register
    excluding = {
        name
        for declared in store.workspace.catalogue.indicators.values()
        for one in (declared, *declared.variants)
        if one.register.name == register.name
        for name in one.exclude
    }
    for column, n in reading.empty.items():
        default = register.column(column).if_empty
        if default is not None:
            yield f"{column}: {n:,} empty cells are read as {default!r}"
        elif column in excluding:
            yield f"{column}: {n:,} empty cells, which leave no record out"


def print_plans(plans: Iterable[Plan], say: Language) -> None:
    """Print the names and titles of plans, and how many of their targets registers can tell of."""
    for plan in plans:
        measured = say("{n} of {total} targets from registers", n=len(plan.counted), total=len(plan.targets))
        out.print(Words(f"{plan.id}  ", style="bold"), Words(f"{plan.title[say.code]} ({measured})"), sep="")


def print_plan(plan: Plan, catalogue: Catalogue, say: Language) -> None:
    """Print a plan in words: what each target asks and by when, and how it is counted or what it would take."""
    language = say.code
    out.print(Words(plan.title[language], style="bold"))
    out.print(Words(f"{plan.document[language]} · {plan.citation[language]}"))
    for target in plan.targets:
        out.print()
        out.print(Words(f"{target.id}  {target.short[language]}  {target_text(target, say)}", style="bold"))
        out.print(Words(marked(target.text, say)))
        if target.indicator:
            one = catalogue.indicator(target.indicator).choose(target.variant)
            out.print(Words(f"{one.name}: {one.definition[language]} ({one.source[language]})", style="dim"))
        else:
            out.print(Words(unmeasured_text(target, say), style="dim"))
        if target.evaluated_by:
            out.print(Words(say("evaluated by {body}", body=target.evaluated_by[language]), style="dim"))


def print_units(store: Store, judged: pd.DataFrame, label: str, say: Language) -> None:
    """Print units and targets of a quarter; where units have levels, by level, and how many of each meet what."""
    here = judged[(judged["span"] != TO_DATE) & (judged["target"] != "")]
    cells = {(row["unit"], row["target"]): row for row in here.to_dict("records")}
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
    met = met_by_level(here, leave_out=units.pilots)
    for level in (*units.levels, "") if units.levels else ():
        codes = [unit.code for unit in units.at(level) if unit.code in shown]
        if codes:
            add(codes)
            name = plan.level_name(level, say.code) or say("without a level")
            told = ["{} / {}".format(*met[target, level]) if (target, level) in met else "" for target in targets]
            grid.add_row(Words(say("{level}: met / with cases", level=name)), *told, style="bold", end_section=True)
    if not units.levels:
        add(unit.code for unit in units)
    add((UNKNOWN, TOTAL))
    natural = Measurement.get(out, out.options.update(width=sys.maxsize), grid).maximum
    out.print(grid, width=max(out.width, natural), crop=False)  # wider than the screen, lines wrap: no figure is cut
    out.print(signs_key(set(here["status"]), say), highlight=False)


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
    for row in judged[(judged["span"] != TO_DATE) & (judged["target"] != "")].to_dict("records"):
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


def print_difference(found: "Difference", most: int, say: Language) -> None:
    """Print what moved between two runs, the first so many rows, and what else sets the runs apart."""
    grid = Grid(title=found.summary(say), title_justify="left")
    for head in ("quarter", "unit", "target", "before", "after", "change"):
        grid.add_column(head, justify="right" if head == "change" else "left", overflow="fold")
    for move in found.single[:most]:
        grid.add_row(*map(Words, found.cells(move, say)))
    out.print(grid if found.single else found.summary(say))
    for line in found.lines(say):
        out.print(Words(line))
    if len(found.single) > most:
        out.print(f"… and {len(found.single) - most:,} more: --rows, --json or --to html have them.", highlight=False)
    for cause in found.causes:
        out.print(Words(cause.words(say, found.catalogue.registers)))
