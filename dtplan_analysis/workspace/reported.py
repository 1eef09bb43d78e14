"""Figures that were reported instead of counted in records: counts, and values that others publish.

Each is a row of its register; one that nobody can take is rejected like a row of records, with its file, line, column
and value.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from dtplan_analysis.errors import PeriodError, RegisterError
from dtplan_analysis.periods import Period, Quarters, read_label
from dtplan_analysis.registers.columns import unread_name
from dtplan_analysis.registers.counts import PARTS
from dtplan_analysis.registers.reading import Reader, Reading
from dtplan_analysis.registers.values import VALUES
from dtplan_analysis.spreadsheet import harmless
from dtplan_analysis.units import UNKNOWN
from dtplan_analysis.workspace.configuration import Workspace
from dtplan_analysis.workspace.counts import Counts, Item
from dtplan_analysis.workspace.items import Items
from dtplan_analysis.workspace.measured import Key, Measured

_VALUE = re.compile(r"(-?\d{1,15})(?:([.,])(\d{1,15}))?")


@dataclass(frozen=True)
class Figure:
    """A figure as it was reported of a unit, a period and an item; a number that is not known is None."""

    register: str
    file: int
    record: int
    unit: str
    period: str
    """The label of the period,"""
    span: str
    """and its span: a period of a whole year stands for the year to date of its last quarter."""
    start: date | None
    end: date | None
    scope: str
    indicator: str
    variant: str
    numerator: int | None = None
    denominator: int | None = None
    missing: int | None = None
    excluded: int | None = None
    value: str = ""
    """What others publish, as exact text."""
    as_of: date | None = None
    source: str = ""
    column: str = ""
    """The first of its columns in its register."""

    @property
    def key(self) -> Key:
        """What it is a figure of."""
        return self.scope, self.indicator, self.variant

    @property
    def known(self) -> tuple[int | None, ...]:
        """Its numbers."""
        return self.numerator, self.denominator, self.missing, self.excluded


NAMES = tuple(field.name for field in fields(Figure))


@dataclass(frozen=True)
class _Fault:
    figure: Figure
    column: str
    reason: str
    kept: tuple[int, int] | None = None


def reported(
    workspace: Workspace,
    reader: Reader,
    readings: dict[str, Reading],
    measured: Sequence[Measured],
    as_of: date,
) -> list[Figure]:
    """Return the figures that count, of all tables of counts and of the values of others.

    What cannot be taken is added to the rejected rows of its register. Raises RegisterError where nothing of a register
    is left.
    """
    found: list[Figure] = []
    tables: dict[str, Counts | None] = {one.register.name: one for one in workspace.counts.values()}
    for name in [*tables, *([VALUES.name] if VALUES.name in readings else [])]:
        file = reader.folder / "registers" / f"{name}.parquet"
        table, items = pq.read_table(file), Items(measured, outside=name == VALUES.name)
        faults: list[_Fault] = []
        seen = [
            _checked(one, item, table.column_names, row, items, workspace.quarters, as_of, faults)
            for row in table.to_pylist()
            for one, item in _figures(name, tables.get(name), row)
        ]
        taken = [one for one in seen if one]
        if name != VALUES.name:
            taken = _once(taken, workspace.sources[name].duplicates, faults)
        _set_aside(reader, readings[name], file, table, len(seen), taken, faults)
        found += taken
    return found


def last_day(labels: Iterable[str], quarters: Quarters) -> date | None:
    """Return the last day of the periods that figures are of; None where none is a period."""
    days = [one.end for label in labels if (one := _period(label, quarters))]
    return max(days, default=None)


def as_table(figures: Sequence[Figure]) -> pd.DataFrame:
    """Return figures as a table to be kept."""
    rows = [[getattr(one, name) for name in NAMES] for one in figures]
    table = pd.DataFrame(rows, columns=list(NAMES))
    return table.astype(dict.fromkeys(PARTS, "Int64"))


def _figures(name: str, table: Counts | None, row: Mapping[str, Any]) -> Iterator[tuple[Figure, Item]]:
    """Yield what a row reports: one figure, or one for each item of a wide table that has a number."""
    told = [row.get(key) or "" for key in ("unit", "period", "source")]
    place: dict[str, Any] = {"register": name, "file": row["row_file"], "record": row["row_record"]}
    place["as_of"] = _day(row.get("as_of"))
    empty = Figure(
        unit=told[0], period=told[1], span="", start=None, end=None, scope="", indicator="", variant="",
        source=told[2], **place,
    )  # fmt: skip
    if table is None:
        yield replace(empty, value=row["value"].strip(), column="value"), Item(target=row["target"])
    elif table.items:
        for number, item in enumerate(table.items, 1):
            parts: dict[str, Any] = {part: row.get(f"{part}_{number}") for part in PARTS}
            unread = any(row.get(unread_name(f"{part}_{number}")) for part in PARTS)
            if unread or any(one is not None for one in parts.values()):
                yield replace(empty, column=f"numerator_{number}", **parts), item
    else:
        item = Item(*((row.get(key) or "").strip() for key in ("indicator", "target", "variant")))
        own: dict[str, Any] = {part: row.get(part) for part in PARTS}
        yield replace(empty, column="numerator", **own), item


def _day(value: Any) -> date | None:
    return value.date() if isinstance(value, datetime) else value if isinstance(value, date) else None


def _checked(
    one: Figure,
    item: Item,
    columns: Sequence[str],
    row: Mapping[str, Any],
    items: "Items",
    quarters: Quarters,
    as_of: date,
    faults: list[_Fault],
) -> Figure | None:
    """Return a figure with its item and period; None, and its fault listed, where it cannot be taken."""
    period, key = _period(one.period, quarters), items.find(item)
    value = _decimal(one.value.removesuffix("%") if key in items.percents else one.value)
    tail = one.column.removeprefix("numerator")
    named = "target" if item.target or "indicator" not in columns else "indicator"
    fault = ""
    if one.unit == UNKNOWN:
        named, fault = "unit", "unknown_unit"
    elif isinstance(key, str):
        named, fault = (one.column if tail else named), key
    elif period is None or period.start > as_of:
        named, fault = "period", "unknown_period" if period is None else "after_as_of"
    elif one.value and value is None:
        named, fault = "value", "no_decimal"
    elif not one.value:
        named, fault = _wrong_number(one, row, tail)
    if fault or period is None or isinstance(key, str):
        faults.append(_Fault(one, named, fault))
        return None
    scope, indicator, variant = key
    return replace(
        one, period=period.label, span=period.span, start=period.start, end=period.end, scope=scope,
        indicator=indicator, variant=variant, value=value or "",
    )  # fmt: skip


def _wrong_number(one: Figure, row: Mapping[str, Any], tail: str) -> tuple[str, str]:
    """Return the column of a number that cannot be, and why; empty where all can."""
    for part, number in zip(PARTS, one.known, strict=True):
        if row.get(unread_name(part + tail)):
            return part + tail, "unreadable"
        if number is None and part in PARTS[:2]:
            return part + tail, "empty"
        if number is not None and number < 0:
            return part + tail, "negative"
    assert one.numerator is not None
    assert one.denominator is not None
    return (f"numerator{tail}", "does_not_add_up") if one.numerator > one.denominator else ("", "")


def _decimal(text: str) -> str | None:
    """Return an exact decimal with a point; None for what is none, or what may be thousands.

    >>> _decimal("86,5"), _decimal("86.50"), _decimal("1.234"), _decimal("0.125"), _decimal("86 %")
    ('86.5', '86.50', None, '0.125', None)
    """
    match = _VALUE.fullmatch(text.strip())
    if not match or (match[3] and len(match[3]) == 3 and match[1].lstrip("-") != "0"):
        return None
    return f"{match[1]}.{match[3]}" if match[3] else match[1]


def _period(text: str, quarters: Quarters) -> Period | None:
    """Return the period of a label; a whole year, or a part of it from its first day on, is a year to date."""
    try:
        return quarters.quarter(text)
    except PeriodError:
        told = read_label(text)
    if told is None or told.length <= quarters.length:
        return None
    try:
        longer = quarters.of_length(told.length).quarter(text)
    except PeriodError:
        return None
    last = quarters.containing(longer.end)
    if last is None or last.end != longer.end or longer.own_start != last.year_start:
        return None
    return quarters.year_to_date(last)


def _once(figures: Sequence[Figure], duplicates: str, faults: list[_Fault]) -> list[Figure]:
    """Return one figure for each unit, period and item: the last, or the first where the workspace says so."""
    kept: dict[tuple[Any, ...], Figure] = {}
    for one in figures if duplicates == "keep-first" else reversed(figures):
        first = kept.setdefault((one.unit, one.period, one.span, one.key), one)
        if first is not one:
            how = "identical" if first.known == one.known else "different"
            faults.append(_Fault(one, "unit", f"repeated, {how}", (first.file, first.record)))
    if duplicates == "refuse" and len(kept) < len(figures):
        raise RegisterError(
            "two rows are of the same unit, period and item",
            where=figures[0].register,
            remedy='remove the repeats, or set duplicates = "keep-last"',
        )
    ids = {id(one) for one in kept.values()}
    return [one for one in figures if id(one) in ids]


def _set_aside(
    reader: Reader,
    reading: Reading,
    file: Path,
    table: pa.Table,
    seen: int,
    taken: Sequence[Figure],
    faults: Sequence[_Fault],
) -> None:
    """Move what cannot be taken from the usable rows of a register to its rejected ones."""
    why = Counter(f"{one.column}: {one.reason}" for one in faults)
    reading.rejected = dict(sorted((Counter(reading.rejected) + why).items()))
    reading.rows += seen - reading.usable
    reading.usable, reading.unknown_units = len(taken), {}
    reading.nearest = {}  # a row names its item by one of several columns: none of them is lacking
    if not taken:
        reasons = ", ".join(f"{reason} ({n})" for reason, n in reading.rejected.items())
        raise RegisterError(
            f"none of {reading.rows} figures can be taken: {reasons}",
            where=reading.register,
            remedy="name units, periods and items as units.csv, the calendar and the plan do",
        )
    if not faults:
        return
    used = {(one.file, one.record) for one in taken}
    places = zip(table["row_file"].to_pylist(), table["row_record"].to_pylist(), strict=True)
    pq.write_table(table.filter(pc.equal(pa.array([one in used for one in places]), True)), file)
    wanted = {(one.figure.file, one.figure.record) for one in faults} | {one.kept for one in faults if one.kept}
    cells = reader.cells(reading.register, wanted)
    with (reader.folder / "rejected" / f"{reading.register}.csv").open("a", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        for one in sorted(faults, key=lambda one: (one.figure.file, one.figure.record)):
            label, sheet, line, values = cells[one.figure.file, one.figure.record]
            other = f"{cells[one.kept].label}, line {cells[one.kept].line}" if one.kept else ""
            value = values.get(one.column, "")
            writer.writerow(
                [harmless(label), harmless(sheet), line, one.column, harmless(value), one.reason, harmless(other)]
            )
