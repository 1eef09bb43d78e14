"""Reading a register: every row of an export ends in one bucket, and the buckets add up to the rows read.

The rows go through DuckDB, so that an export may be larger than memory; what comes out is a Parquet file with the
columns of the library, without personal data, and a file of the rejected rows, each with its reason and line.
"""

import shutil
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from dtplan_analysis.errors import RegisterError
from dtplan_analysis.registers.reading.buckets import Buckets, is_whole
from dtplan_analysis.registers.reading.cells import literal, quoted
from dtplan_analysis.registers.reading.formats.base import Export
from dtplan_analysis.registers.reading.formats.texts import text_of
from dtplan_analysis.registers.reading.intake import NO_RECORD, refuse_absent_rows, take_in
from dtplan_analysis.registers.reading.kept import Kept
from dtplan_analysis.registers.reading.opening import open_source
from dtplan_analysis.registers.reading.outcome import Reading
from dtplan_analysis.registers.reading.source import Source
from dtplan_analysis.registers.reading.sql import MEMORY, Engine
from dtplan_analysis.registers.reading.summary import Summary
from dtplan_analysis.units import UNKNOWN, Units, alike

DAYS = '2024-06-30, 30/06/2024, 2024/06/30, 20240630 or "ngày 30 tháng 6 năm 2024"'
"""The forms of days that leave no doubt."""

_LISTED = 20
"""So many files that are passed over are named."""

_RECORD = f"NOT starts_with(coalesce(fault, ''), {literal(NO_RECORD)})"
"""The SQL of whether a staged row is a record, and no title, total or signature."""


@dataclass(frozen=True)
class Place:
    """Where a row tells of a day: register, file, line, the export's column, and the day as ISO text."""

    register: str
    file: str
    line: str
    column: str
    day: str

    def __str__(self) -> str:
        return f"{self.register}: {self.file}, {self.line}, column {self.column!r}: {self.day}"


class Written(NamedTuple):
    """A row as it is written: file, sheet and line, and the cells of our columns as text."""

    label: str
    sheet: str
    line: int
    cells: Mapping[str, str]


class Reader:
    """Reads the registers of a workspace into Parquet files; use it as a context."""

    def __init__(self, folder: Path, *, key: str = "", memory: str = MEMORY) -> None:
        """Write into `folder`; `key` is the secret of the pseudonyms that are made on reading."""
        self.folder, self._secret, self._memory = folder, key, memory
        self._sources: dict[str, Source] = {}
        self._readings: dict[str, Reading] = {}
        self._exports: dict[str, list[Export]] = {}

    def __enter__(self) -> "Reader":
        for name in ("registers", "rejected"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        self._engine = Engine(self.folder, self._memory)
        self._engine.do("SET VARIABLE secret = ?", [self._secret])
        return self

    def __exit__(self, *_: object) -> None:
        self._engine.close()
        for name in ("spill", "fetched"):
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def stage(self, source: Source) -> None:
        """Take in the files of a register; raises InputError where they can't be read as the register."""
        register, reading = source.register, Reading(source.register.name)
        opened = open_source(source, self.folder / "fetched")
        refuse_absent_rows(source, opened)
        exports = self._asked(source, opened) if source.asks else opened
        ways = take_in(self._engine, source, exports, _table(register.name))
        reading.files = {export.label: export.digest for export in opened}
        if source.asks:
            reading.detected |= {export.name: export.detected for export in opened}
        for export, own in zip(exports, ways, strict=True):
            reading.detected[export.name] = reading.detected.get(export.name, {}) | export.detected | own.said()
        if others := source.passed_over():
            reading.detected[source.pattern] = {"passed over": ", ".join(others[:_LISTED])}
        reading.constants = {name: str(value) for name, value in source.constants.items()}
        for column in register.columns:
            theirs = source.theirs(column.name)
            without = [one.name for one in exports if not any(map(one.has, source.names(column.name)))]
            if source.needs_no_cell(column.name):
                continue
            if 0 < len(without) < len(exports):
                reading.lacking[column.name] = without
            if len(without) == len(exports):
                reading.absent.append(column.name)
                if near := next(filter(None, (export.nearest(theirs) for export in exports)), ""):
                    reading.nearest[column.name] = near
        self._sources[register.name], self._readings[register.name] = source, reading
        self._exports[register.name] = exports

    def _asked(self, source: Source, exports: list[Export]) -> list[Export]:
        """Return the answer to a query over files; the registers that it reads are staged already."""
        from dtplan_analysis.registers.reading.querying import ask

        folder, others = self.folder / "fetched" / "asked", {}
        folder.mkdir(parents=True, exist_ok=True)
        for name in sorted(source.reads & self._sources.keys()):
            register, others[name] = self._sources[name].register, folder / f"{name}.parquet"
            columns, keys = ", ".join(map(quoted, register.names)), ", ".join(map(quoted, register.key))
            order = "ASC" if self._sources[name].duplicates == "keep-first" else "DESC"
            kept = f"row_number() OVER (PARTITION BY {keys} ORDER BY row_file {order}, row_record {order}) = 1"
            self._engine.do(
                f"COPY (SELECT {columns} FROM {_table(name)} WHERE fault IS NULL {f'QUALIFY {kept}' if keys else ''} "
                f"ORDER BY row_file, row_record) TO {literal(others[name])} (FORMAT parquet)"
            )
        return ask(source, exports, others, folder, memory=self._memory, secret=self._secret)

    def days(self, name: str) -> dict[str, dict[str, int]]:
        """Return how often something happened on each day of a staged register, by column and day as ISO text."""
        found = {}
        for column in self._sources[name].register.columns:
            if column.happened:
                day = quoted(column.name)
                sane = f"{_RECORD} AND year({day}) BETWEEN 1 AND 9999"
                counted = f"SELECT {day}::VARCHAR, count(*) FROM {_table(name)} WHERE {sane} GROUP BY 1 ORDER BY 1"
                found[column.name] = dict(self._engine.all(counted))
        return found

    def rows(self, name: str, after: date, until: date) -> int:
        """Return how many rows of a staged register tell of something after one day, up to another."""
        (n,) = self._engine.one(f"SELECT count(*) FROM {_table(name)} WHERE {self._tells(name, after, until)}")
        return int(n)

    def places(self, name: str, after: date, until: date, most: int) -> list[Place]:
        """Return where a staged register tells of something after one day, up to another: the first few rows."""
        source = self._sources[name]
        found = self._engine.all(
            f"SELECT row_file, row_record, {', '.join(map(quoted, self._happened(name)))} FROM {_table(name)} "
            f"WHERE {self._tells(name, after, until)} ORDER BY row_file, row_record LIMIT {most}"
        )
        places = []
        for file, record, *days in found:
            export = self._exports[name][file]
            column, day = next(
                (column, day)
                for column, day in zip(self._happened(name), days, strict=True)
                if day and after < day <= until
            )
            places.append(Place(name, export.name, export.place(record), source.theirs(column), day.isoformat()))
        return places

    def _happened(self, name: str) -> list[str]:
        return [column.name for column in self._sources[name].register.columns if column.happened]

    def _tells(self, name: str, after: date, until: date) -> str:
        """Return the SQL of whether a row tells of something after one day, up to another."""
        inside = (
            f"({quoted(one)} > DATE '{after}' AND {quoted(one)} <= DATE '{until}')" for one in self._happened(name)
        )
        return f"{_RECORD} AND ({' OR '.join(inside) or 'false'})"

    def periods(self, name: str) -> list[str]:
        """Return the labels of the periods that the figures of a staged register are of; none where it has records."""
        if not self._sources[name].register.sums:
            return []
        return [
            label
            for (label,) in self._engine.all(f"SELECT DISTINCT period FROM {_table(name)} WHERE {_RECORD}")
            if label
        ]

    def cells(self, name: str, wanted: Collection[tuple[int, int]]) -> dict[tuple[int, int], Written]:
        """Return some rows of a register as they are written, by the numbers of the file and of the record."""
        found: dict[tuple[int, int], Written] = {}
        source = self._sources[name]
        for place, export in enumerate(self._exports[name]):
            left = {record for file, record in wanted if file == place}
            names = {c.name: theirs for c in source.given for theirs in source.names(c.name) if theirs in export.places}
            lines = enumerate(export.records(), 1) if export.has_lines and left else ()
            for record, (line, cells) in lines:
                if record in left:
                    texts = {ours: _cell(cells, export.places[theirs]) for ours, theirs in names.items()}
                    found[place, record] = Written(export.label, export.sheet, line, texts)
            for record in left - {record for file, record in found if file == place}:
                found[place, record] = Written(export.label, export.sheet, record, {})
        return found

    def spellings(self, name: str) -> dict[str, int]:
        """Return how often each unit is written in a staged register."""
        if "unit" not in self._sources[name].register.names:
            return {}
        counted = (
            f"SELECT unit, count(*) FROM {_table(name)} WHERE unit IS NOT NULL AND {_RECORD} GROUP BY 1 ORDER BY 1"
        )
        return dict(self._engine.all(counted))

    def unit_names(self) -> list[str]:
        """Return every unit of the registers that are staged."""
        return unit_names(self.spellings(name) for name in self._sources)

    def finish(self, name: str, units: Units, as_of: date) -> Reading:
        """Sort the rows of a register into their buckets and write both files; returns what became of the rows.

        Raises RegisterError where no row is usable, or where a key is repeated and the workspace refuses that.
        """
        source, reading = self._sources[name], self._readings[name]
        staged = self._engine, source, self._exports[name], _table(name), reading
        buckets, kept = Buckets(*staged), Kept(*staged)
        buckets.sort(units, as_of)
        Summary(*staged).take(units, as_of)
        if not reading.usable:
            reasons = ", ".join(f"{why} ({n}{buckets.example(why)})" for why, n in reading.rejected.items())
            raise RegisterError(
                f"none of {reading.rows} rows is usable: {reasons}" if reading.rows else "has no row below its header",
                where=source.where,
                remedy="look at these columns in the export, and at their names in dtplan.toml"
                + f"; days are read as {DAYS}" * any(why.endswith(": unreadable") for why in reading.rejected),
            )
        if source.calendar and reading.first:
            years, marks = range(int(reading.first[:4]), int(reading.last[:4]) + 1), source.calendar.years
            told = {year: marks.get(year, "unknown") for year in years}
            told |= {year: mark for year, mark in marks.items() if year == years.stop}  # in which their due days are
            unsure = [f"{year} ({mark})" for year, mark in told.items() if mark != "confirmed"]
            if unsure:
                reading.detected[f"holidays {source.calendar.name}"] = {"days off not sure in": ", ".join(unsure)}
        kept.write_usable(self.folder / "registers" / f"{name}.parquet")
        kept.write_rejected(self.folder / "rejected" / f"{name}.csv")
        kept.write_not_records(self.folder / "rejected" / f"{name}-not-records.csv")
        self._engine.do(f"DROP VIEW placed; DROP TABLE {_table(name)}")
        return reading


def _cell(cells: Sequence[object], place: int) -> str:
    return (text_of(cells[place]) or "").strip() if place < len(cells) else ""


def _table(name: str) -> str:
    return quoted("stage_" + name)


def unit_names(spellings: Iterable[Mapping[str, int]]) -> list[str]:
    """Return every unit in its most frequent spelling, in the order of the text."""
    written: dict[str, Counter[str]] = {}
    for unit, n in chain.from_iterable(one.items() for one in spellings):
        written.setdefault(alike(unit), Counter())[unit] += n
    names = (min(spelt, key=lambda unit: (-spelt[unit], unit)) for spelt in written.values())
    return sorted(name for name in names if name != UNKNOWN and not is_whole(name))
