"""The list of units as a CSV file (`units.csv`): read, checked, refused with line, column, value and remedy."""

import csv
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from dtplan_analysis.errors import UnitError, closest, nearest
from dtplan_analysis.language import Text
from dtplan_analysis.spreadsheet import saved_rows
from dtplan_analysis.units import TOTAL, UNKNOWN, Unit, Units

_COLUMNS = (
    *("code", "name_vi", "name_en", "parent", "scope", "aliases"),
    *("valid_from", "valid_to", "successor", "exempt", "level"),
)
_SCOPES = ("ministry", "pilot")

_PART = re.compile(r"(?P<code>.*?)(?:\s+(?P<share>\d+(?:[.,]\d+)?)\s*%)?")
"""A successor, with the share of a unit that was split."""


@dataclass(frozen=True)
class _Row:
    """A row of the list: its unit, and where it stands."""

    unit: Unit
    where: str


def read_units(path: str | Path, registers: Iterable[str] = (), levels: Iterable[str] = ()) -> Units:
    """Read a list of units from a CSV file in official order; raises UnitError with line, column, value and remedy.

    Columns: `code`, `name_vi`, `name_en`, and as needed `parent`, `scope` (ministry, pilot), `level`, `aliases` and
    `exempt` (parted by `|`; exempt names those of the `registers` that the unit has no business in), `valid_from`,
    `valid_to` (ISO dates, both included) and `successor`: a code, or of a unit that was split its parts with their
    shares (`A 60%|B 40%`). A level is one of the `levels`, where there are any. A unit that was renamed has a row for
    each name, with days that follow one another.
    """
    rows = [_Row(_unit(cells, where), where) for cells, where in _cells(Path(path))]
    if not rows:
        raise UnitError("lists no unit", where=str(path), remedy="add a line for each unit, in official order")
    rows = _renamed(rows)
    units = Units(tuple(row.unit for row in rows))
    _check_names(rows, units, list(registers), list(levels))
    _refuse_circle(rows, "parent", _parents)
    _refuse_circle(rows, "successor", _followers)
    try:
        assert units.spellings  # refuses a spelling that stands for two units
    except UnitError as error:
        raise UnitError(error.fault, where=str(path), remedy=error.remedy) from None
    return units


def _cells(path: Path) -> list[tuple[dict[str, str], str]]:
    """Return the cells of each row by column, and where the row stands."""
    try:
        header, lines = saved_rows(path)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UnitError(f"cannot be read: {error}", where=str(path), remedy="save it as a CSV file in UTF-8") from None
    rows = [(f"{path}, line {line}", row) for line, row in lines]
    for where, row in rows:
        if None in row or any("\0" in (cell or "") for cell in row.values()):
            fault = "has more cells than there are columns" if None in row else "has a NUL sign"
            raise UnitError(fault, where=where, remedy="quote cells with commas, and save it again")
    unknown = [name for name in header if name not in _COLUMNS]
    absent = [name for name in _COLUMNS[:3] if name not in header]
    if unknown or absent:
        fault = f"unknown column {unknown[0]!r}" if unknown else f"column {absent[0]!r} is absent"
        raise UnitError(fault, where=str(path), remedy=f"its columns are {', '.join(_COLUMNS)}")
    return [
        ({name: unicodedata.normalize("NFC", (row.get(name) or "").strip()) for name in _COLUMNS}, where)
        for where, row in rows
    ]


def _unit(cells: dict[str, str], where: str) -> Unit:
    for name in _COLUMNS[:3]:
        if not cells[name]:
            raise UnitError(f"column {name!r} is empty", where=where, remedy="give each unit a code and both names")
    if cells["code"] in (UNKNOWN, TOTAL):
        raise UnitError(f"the code {cells['code']} is reserved", where=where, remedy="choose another code")
    scope = cells["scope"] or "ministry"
    if scope not in _SCOPES:
        raise UnitError(f"unknown scope {scope!r}", where=where, remedy=f"write {' or '.join(_SCOPES)}")
    first, last = (_day(cells[column], column, where) for column in ("valid_from", "valid_to"))
    if first and last and first > last:
        fault = f"column 'valid_to' has {last}, before valid_from, {first}"
        raise UnitError(fault, where=where, remedy="correct one of the two days")
    return Unit(
        code=cells["code"],
        name=Text(cells["name_vi"], cells["name_en"]),
        parent=cells["parent"],
        scope=scope,
        aliases=_parts(cells["aliases"]),
        valid_from=first,
        valid_to=last,
        successors=_successors(cells["successor"], where),
        exempt=_parts(cells["exempt"]),
        level=cells["level"],
    )


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def _day(cell: str, column: str, where: str) -> date | None:
    try:
        return date.fromisoformat(cell) if cell else None
    except ValueError:
        raise UnitError(f"column {column!r} has {cell!r}", where=where, remedy="write a date as 2024-06-30") from None


def _successors(cell: str, where: str) -> tuple[tuple[str, Fraction], ...]:
    found = [match for part in _parts(cell) if (match := _PART.fullmatch(part))]
    if len(found) == 1 and not found[0]["share"]:
        return ((found[0]["code"], Fraction(1)),)
    shares = {one["code"]: Fraction((one["share"] or "0").replace(",", ".")) / 100 for one in found}
    if found and (len(shares) < len(found) or not all(shares.values()) or sum(shares.values()) != 1):
        raise UnitError(
            f"column 'successor' has {cell!r}: the shares of its parts do not add up to 100%",
            where=where,
            remedy="write each part once with its share, such as A 60%|B 40%",
        )
    return tuple(shares.items())


def _renamed(rows: Sequence[_Row]) -> list[_Row]:
    """Return a row for each unit: of one that was renamed the last, with the earlier names and their last days."""
    found: dict[str, _Row] = {}
    for row in rows:
        unit, before = row.unit, found.get(row.unit.code)
        if before:
            unit = _renamed_unit(before, row)
        found[unit.code] = _Row(unit, row.where)
    return list(found.values())


def _renamed_unit(before: _Row, row: _Row) -> Unit:
    old, new = before.unit, row.unit
    if not (old.valid_to and new.valid_from == old.valid_to + timedelta(days=1)):
        raise UnitError(
            f"the code {new.code} stands twice",
            where=row.where,
            remedy="give each unit its own code; a unit that was renamed has a row for each name, the later one with a "
            "valid_from on the day after the earlier one's valid_to",
        )
    for column in ("parent", "scope", "level", "exempt"):
        if getattr(old, column) != getattr(new, column):
            raise UnitError(
                f"column {column!r} of {new.code} differs from that of its row before",
                where=row.where,
                remedy="rows of one unit differ in name and days alone; what became another unit has its own code",
            )
    if old.successors:
        raise UnitError(
            f"column 'successor' of {new.code} is filled in the row of an earlier name",
            where=before.where,
            remedy="leave it empty there",
        )
    return replace(
        new,
        valid_from=old.valid_from,
        aliases=tuple(dict.fromkeys((*old.aliases, *new.aliases))),
        former=(*old.former, (old.valid_to, old.name)),
    )


def _check_names(rows: Sequence[_Row], units: Units, registers: Sequence[str], levels: Sequence[str]) -> None:
    """Refuse a parent or successor that is not listed, and an exempt register or a level that is none."""
    codes = [unit.code for unit in units]
    for row in rows:
        unit = row.unit
        for column, others in (("parent", _parents(unit)), ("successor", _followers(unit))):
            for other in others:
                if other not in units:
                    near = closest(other, codes)
                    remedy = f"did you mean {near!r}?" if near else f"write the code of a listed unit as {column}"
                    fault = f"the {column} {other!r} of {unit.code} is not listed"
                    raise UnitError(fault, where=row.where, remedy=remedy)
        for name in unit.exempt if registers else ():
            if name not in registers:
                fault = f"column 'exempt' of {unit.code} has {name!r}, which is no register"
                raise UnitError(fault, where=row.where, remedy=nearest(name, registers))
        if levels and unit.level and unit.level not in levels:
            fault = f"column 'level' of {unit.code} has {unit.level!r}, which is no level of the plan"
            raise UnitError(fault, where=row.where, remedy=nearest(unit.level, levels))


def _parents(unit: Unit) -> list[str]:
    return [unit.parent] if unit.parent else []


def _followers(unit: Unit) -> list[str]:
    return [code for code, _ in unit.successors]


def _refuse_circle(rows: Sequence[_Row], column: str, ahead: Callable[[Unit], list[str]]) -> None:
    """Refuse units that are, at once or over others, their own parents or successors."""
    try:
        TopologicalSorter({row.unit.code: ahead(row.unit) for row in rows}).prepare()
    except CycleError as error:
        circle = error.args[1][::-1]
        raise UnitError(
            f"column {column!r} of {circle[0]} has {circle[1]!r}, which goes round in a circle: {' → '.join(circle)}",
            where=next(row.where for row in rows if row.unit.code == circle[0]),
            remedy=f"correct or empty the {column} of one of them",
        ) from None
