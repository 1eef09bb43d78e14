"""Counts put where records tell nothing, and held against the records where both tell."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from dtplan_analysis.indicators import Proportion
from dtplan_analysis.periods import Period
from dtplan_analysis.units import TOTAL, UNKNOWN
from dtplan_analysis.workspace.grid import NUMBERS, Grid
from dtplan_analysis.workspace.reported import Figure

RECONCILED = (
    *("register", "unit", "period", "span", "scope", "indicator", "variant", "against"),
    *("numerator", "denominator", "numerator_counts", "denominator_counts"),
)
"""The columns of the reconciliation: a row for each figure that something stands against: `records`, or the sum of the
`units` that it is the total of."""

FROM_RECORDS, FROM_COUNTS, FROM_OUTSIDE = "records", "counts", "outside"

_Place = tuple[str, str, str]
"""Unit, and label and span of the period."""


@dataclass(frozen=True)
class _Cell:
    numbers: tuple[int, ...] | None
    reason: str
    given: str = FROM_RECORDS
    bounded: bool = True
    """Whether it is known how many cases lack something."""


def combined(
    filled: pd.DataFrame, indicator: Proportion, figures: Sequence[Figure], grid: Grid, below: Iterable[str]
) -> tuple[pd.DataFrame, list[tuple[Any, ...]]]:
    """Return the counts of an indicator with those that were reported where records tell nothing; and the
    reconciliation of those where both tell.

    Beside the columns of `filled` there are `counted_from`, and `bounded`: whether missing cases are known. `below` are
    the registers whose rows hold the units below, too. A year to date is the sum of its periods for a flow, the last
    one of a stock, else what was reported of it.
    """
    told = _told(figures, grid)
    old = {(str(row.unit), str(row.period), str(row.span)): _of_records(row) for row in filled.itertuples()}
    rows = [(place, told[place], old[place]) for place in told if place in old]
    against = [_against(one, "records", cell) for _, one, cell in rows if cell.numbers]
    cells: dict[_Place, _Cell] = {}
    quarters = [period for period in grid.periods if not period.to_date]
    order = [unit.code for unit in grid.units] + [UNKNOWN]
    for period in sorted(grid.periods, key=lambda one: one.to_date):
        here = (period.label, period.span)
        codes = {unit for unit, *rest in [*old, *told] if tuple(rest) == here and unit != TOTAL}
        for code in sorted(codes, key=lambda code: order.index(code) if code in order else len(order)):
            cells[code, *here] = _chosen(code, period, indicator, old, told, cells, quarters)
        parts = {code: cells[code, *here] for code in codes if code not in grid.units.pilots}
        total = _total(period, indicator, old, told, cells, quarters, _apart(parts, told, here, grid, set(below)))
        cells[TOTAL, *here] = total
        if (one := told.get((TOTAL, *here))) and any(cell.numbers for cell in parts.values()):
            against.append(_against(one, "units", total))
    place: dict[tuple[str, str], int] = {(period.label, period.span): n for n, period in enumerate(grid.periods)}
    table = [
        [*key, *(cell.numbers or [None] * len(NUMBERS)), cell.reason, cell.given, cell.bounded]
        for key, cell in sorted(cells.items(), key=lambda item: place[item[0][1], item[0][2]])
    ]
    columns = ["unit", "period", "span", *NUMBERS, "reason", "counted_from", "bounded"]
    return pd.DataFrame(table, columns=columns).astype(dict.fromkeys(NUMBERS, "Int64")), against


def _told(figures: Sequence[Figure], grid: Grid) -> dict[_Place, Figure]:
    """Return the figures by their places; those of a unit that ended are its successor's, together with its own."""
    starts = {(period.label, period.span): period.start for period in grid.periods}
    found: dict[_Place, Figure] = {}
    for one in figures:
        here = (one.period, one.span)
        if here in starts:
            code = one.unit if one.unit == TOTAL else grid.units.heir(one.unit, starts[here])
            other = found.get((code, *here))
            found[code, *here] = replace(_sum(other, one) if other else one, unit=code)
    return found


def _sum(one: Figure, other: Figure) -> Figure:
    sums = [None if a is None or b is None else a + b for a, b in zip(one.known, other.known, strict=True)]
    return replace(one, numerator=sums[0], denominator=sums[1], missing=sums[2], excluded=sums[3])


def _of_records(row: Any) -> _Cell:
    numbers = None if pd.isna(row.denominator) else tuple(int(getattr(row, name)) for name in NUMBERS)
    return _Cell(numbers, row.reason)


def _of_figure(one: Figure) -> _Cell:
    missing, excluded = one.missing or 0, one.excluded or 0
    assert one.denominator is not None
    assert one.numerator is not None
    records = one.denominator + missing + excluded
    numbers = {"records": records, "excluded": excluded, "missing": missing, "running": 0}
    numbers |= {"denominator": one.denominator, "numerator": one.numerator}
    return _Cell(tuple(numbers[name] for name in NUMBERS), "", FROM_COUNTS, one.missing is not None)


def _chosen(
    code: str,
    period: Period,
    indicator: Proportion,
    old: Mapping[_Place, _Cell],
    told: Mapping[_Place, Figure],
    cells: Mapping[_Place, _Cell],
    quarters: Sequence[Period],
) -> _Cell:
    """Return what is judged of a unit and period: its records, else its counts."""
    here = (code, period.label, period.span)
    records = old.get(here, _Cell(None, "not_reported"))
    within = [one for one in quarters if period.start <= one.start and one.end <= period.end]
    parts = [cells.get((code, one.label, one.span)) for one in within] if period.to_date else []
    if records.numbers and all(part is None or part.given == FROM_RECORDS for part in parts):
        return records
    if here in told:
        return _of_figure(told[here])
    if parts and indicator.nature == "stock":
        return parts[-1] or records
    if parts and indicator.nature == "flow" and within[0].start == period.start and not indicator.distinct:
        return _summed(parts) or _Cell(None, "not_reported")
    absent = records.reason.startswith(("no_register:", "missing_column:"))
    return _Cell(None, "not_reported" if absent or records.numbers else records.reason)


def _total(
    period: Period,
    indicator: Proportion,
    old: Mapping[_Place, _Cell],
    told: Mapping[_Place, Figure],
    cells: Mapping[_Place, _Cell],
    quarters: Sequence[Period],
    parts: Mapping[str, _Cell],
) -> _Cell:
    """Return what is judged of all units: the sum of theirs; what was reported of all only where none of them told."""
    known = [cell for cell in parts.values() if cell.numbers]
    if all(cell.given == FROM_RECORDS for cell in known) and known:
        return old.get((TOTAL, period.label, period.span), _Cell(None, "not_reported"))
    if period.to_date or not known or indicator.distinct:  # who is counted in two units is one person
        return _chosen(TOTAL, period, indicator, {} if known else old, told, cells, quarters)
    return _summed(known) or _Cell(None, "not_reported")


def _summed(cells: Sequence[_Cell | None]) -> _Cell | None:
    """Return the sum of cells; None where any is not known."""
    known = [cell.numbers for cell in cells if cell and cell.numbers]
    if not known or len(known) < len(cells):
        return None
    bounded = all(cell.bounded for cell in cells if cell)
    given = FROM_COUNTS if any(cell.given == FROM_COUNTS for cell in cells if cell) else FROM_RECORDS
    return _Cell(tuple(map(sum, zip(*known, strict=True))), "", given, bounded)


def _apart(
    parts: Mapping[str, _Cell], told: Mapping[_Place, Figure], here: tuple[str, str], grid: Grid, below: set[str]
) -> dict[str, _Cell]:
    """Return the cells that add up to the total: without units that are in the row of one above them."""
    above = {code for code, cell in parts.items() if cell.given == FROM_COUNTS and _holds(told, (code, *here), below)}
    return {code: cell for code, cell in parts.items() if not above & {one.code for one in grid.units.above(code)}}


def _holds(told: Mapping[_Place, Figure], place: _Place, below: Collection[str]) -> bool:
    return place in told and told[place].register in below


def holders(judged: pd.DataFrame, figures: Sequence[Figure], grid: Grid, below: Collection[str]) -> list[str]:
    """Return for each judged row of an indicator the nearest unit above whose row holds it too; "" where none does."""
    told = _told(figures, grid)
    spans = {period.label: period.span for period in grid.periods if not period.to_date}
    places = list(judged[["unit", "period", "span"]].itertuples(index=False, name=None))
    holding = {
        (unit, period, span)
        for (unit, period, span), given in zip(places, judged["counted_from"], strict=True)
        if given == FROM_COUNTS
        and any(_holds(told, (unit, period, one), below) for one in (span, spans.get(period, span)))
    }
    above = {unit: [one.code for one in grid.units.above(unit)] for unit in {place[0] for place in places}}
    return [next((code for code in above[unit] if (code, *when) in holding), "") for unit, *when in places]


def _against(one: Figure, what: str, cell: _Cell) -> tuple[Any, ...]:
    numbers = dict(zip(NUMBERS, cell.numbers or (), strict=False))
    place = (one.register, one.unit, one.period, one.span, *one.key, what)
    return (*place, numbers.get("numerator"), numbers.get("denominator"), one.numerator, one.denominator)


def placed(figures: Sequence[Figure], grid: Grid) -> pd.DataFrame:
    """Return the values of others, one row for every unit and period and the total: `given` is empty where none is.

    A value of a longer period is that of each period within it, unless this has its own.
    """
    told: dict[str, list[Figure]] = {}
    for one in sorted(figures, key=lambda one: (one.end and one.start and one.end - one.start, one.record)):
        told.setdefault(one.unit, []).append(one)
    rows = []
    for period in grid.periods:
        codes = [unit.code for unit in grid.units if unit.exists_in(period.start, period.end)]
        for code in [*codes, TOTAL]:
            over = [one for one in told.get(code, ()) if one.start and one.end]
            own = [one for one in over if one.start <= period.start and period.end <= one.end]  # type: ignore[operator]
            rows.append([code, period.label, period.span, own[0].value if own else ""])
    return pd.DataFrame(rows, columns=["unit", "period", "span", "given"])
