"""Reading a register: every row of an export ends in one bucket, and the buckets add up to the rows read.

The rows go through DuckDB, so that an export may be larger than memory; what comes out is a Parquet file with the
columns of the library, without personal data, and a file of the rows set aside, each with its reason and line.
"""

import csv
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from dtplan_analysis.errors import ConfigurationError, InputError, RegisterError
from dtplan_analysis.registers import REGISTERS
from dtplan_analysis.registers.cells import TYPES, as_text, hashed, literal, quoted, typed
from dtplan_analysis.registers.columns import EARLIEST, LONGEST, Column, Register
from dtplan_analysis.registers.export import Export
from dtplan_analysis.registers.source import Source
from dtplan_analysis.units import TOTAL, UNKNOWN, Units, folded

_MEMORY = "2GB"
_LISTED = 200
"""At most so many different unknown values are listed one by one; the rest is counted together."""


@dataclass
class Reading:
    """What became of the rows of one register."""

    register: str
    rows: int = 0
    usable: int = 0
    set_aside: dict[str, int] = field(default_factory=dict)
    """Rows that nobody can place, by reason."""
    unknown_units: dict[str, int] = field(default_factory=dict)
    """Usable rows of units that are not listed, by the unit as it is written; those past the 200th under `…`."""
    absent: list[str] = field(default_factory=list)
    """Columns that the export lacks and no constant gives."""
    nearest: dict[str, str] = field(default_factory=dict)
    """For an absent column, the column of the export that its name is most like."""
    constants: dict[str, str] = field(default_factory=dict)
    unmapped: dict[str, dict[str, int]] = field(default_factory=dict)
    """Values of coded columns that are none of the codes; those past the 200th under `…`."""
    empty: dict[str, int] = field(default_factory=dict)
    unreadable: dict[str, int] = field(default_factory=dict)
    """Cells that hold something which is not of the column's type, in usable rows: read as empty."""
    inconsistent: dict[str, int] = field(default_factory=dict)
    """Usable rows that break a rule between columns."""
    first: str = ""
    """The first and last day of the date that decides the period, slips of more than ten years apart."""
    last: str = ""
    units: list[str] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    """The SHA-256 of each file."""

    @property
    def adds_up(self) -> bool:
        """Whether the buckets add up to the rows read."""
        return self.rows == self.usable + sum(self.set_aside.values())

    def as_json(self) -> dict[str, Any]:
        """Return the reading as plain values."""
        return asdict(self)


class Reader:
    """Reads the registers of a workspace into Parquet files; use it as a context."""

    def __init__(self, folder: Path, *, key: str = "") -> None:
        """Write into `folder`; `key` is the secret of the pseudonyms that are made on reading."""
        self.folder, self._secret = folder, key
        self._sources: dict[str, Source] = {}
        self._readings: dict[str, Reading] = {}
        self._exports: dict[str, list[Export]] = {}

    def __enter__(self) -> "Reader":
        for name in ("registers", "set-aside"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        self._engine = connect(self.folder)
        self._engine.execute("SET VARIABLE secret = ?", [self._secret])
        return self

    def __exit__(self, *_: object) -> None:
        self._engine.close()
        shutil.rmtree(spill(self.folder), ignore_errors=True)

    # -- Taking in -----------------------------------------------------------------------------------------------

    def stage(self, source: Source) -> None:
        """Take in the files of a register: columns and codes by our names, types by the declaration."""
        register, reading = source.register, Reading(source.register.name)
        exports = [Export(file, f"{source.where}, {source.label(file)}") for file in source.files()]
        self._sources[register.name], self._readings[register.name] = source, reading
        self._exports[register.name] = exports
        _check_mapping(source, exports)
        reading.files = {source.label(export.file): export.digest for export in exports}
        reading.constants = {key: str(value) for key, value in source.constants.items()}
        for column in register.columns:
            theirs = source.theirs(column.name)
            if column.name not in source.constants and not any(theirs in export.names for export in exports):
                reading.absent.append(column.name)
                if near := next(filter(None, (export.nearest(theirs) for export in exports)), ""):
                    reading.nearest[column.name] = near
        table = quoted("stage_" + register.name)
        columns = [f"{quoted(c.name)} {TYPES[c.type]}" for c in register.columns]
        columns += [f"{_raw(c)} VARCHAR" for c in register.columns if _has_raw(c)]
        self._engine.execute(
            f"CREATE OR REPLACE TABLE {table} "
            f"({', '.join(columns)}, row_file INTEGER, row_record BIGINT, fault VARCHAR)"
        )
        for place, export in enumerate(exports):
            self._take_in(source, table, place, export)
        (reading.rows,) = self._one(f"SELECT count(*) FROM {table}")

    def _take_in(self, source: Source, table: str, place: int, export: Export) -> None:
        given = [c for c in source.register.columns if c.name not in source.constants]
        wanted = list(dict.fromkeys(theirs for c in given if (theirs := source.theirs(c.name)) in export.names))
        failed: list[InputError] = []
        batches = _guarded(export.batches(wanted), failed)
        first = next(batches, None)
        if first is not None:
            types = dict(zip(wanted, map(str, self._engine.from_arrow(first).types), strict=False))
            rows = pa.RecordBatchReader.from_batches(first.schema, chain([first], batches))
            self._engine.register("rows", rows)
            try:
                self._engine.execute(f"INSERT INTO {table} BY NAME {_select(source, place, wanted, types)}")
            except duckdb.Error as error:
                raise (
                    failed[0]
                    if failed
                    else RegisterError(f"cannot be read: {error}", where=export.where, remedy="export it again")
                ) from None
            self._engine.unregister("rows")
        if failed:
            raise failed[0]
        if export.broken:
            broken = pa.table({"n": list(export.broken), "why": list(export.broken.values())})
            self._engine.register("broken", broken)
            self._engine.execute(
                f"INSERT INTO {table} BY NAME "
                f"SELECT {place} AS row_file, n AS row_record, 'line: ' || why AS fault FROM broken"
            )
            self._engine.unregister("broken")

    # -- Asking --------------------------------------------------------------------------------------------------

    def latest_day(self) -> date:
        """Return the latest day on which anything happened: the as-of date where none is configured.

        A date more than ten years after the middle of all is a slip of the pen, and not the latest.
        """
        days = [
            f"SELECT {quoted(column.name)} AS happened FROM {quoted('stage_' + name)}"
            for name, source in self._sources.items()
            for column in source.register.columns
            if column.happened
        ]
        latest = None
        if days:
            (latest,) = self._one(
                f"WITH days AS ({' UNION ALL '.join(days)}) SELECT max(happened) FROM days "
                f"WHERE happened <= (SELECT quantile_disc(happened, 0.5) FROM days) + INTERVAL {LONGEST} YEAR"
            )
        if latest is None or latest < EARLIEST:
            raise RegisterError(
                "no register has a readable date on which something happened",
                where="registers",
                remedy="check the date columns, or set as_of in dtplan.toml",
            )
        return date(latest.year, latest.month, latest.day)

    def unit_names(self) -> list[str]:
        """Return every unit of the registers in its most frequent spelling, in the order of the text."""
        written: dict[str, dict[str, int]] = {}
        for name, source in self._sources.items():
            if "unit" in source.register.names:
                table = quoted("stage_" + name)
                for unit, n in self._all(f"SELECT unit, count(*) FROM {table} WHERE unit IS NOT NULL GROUP BY unit"):
                    spelt = written.setdefault(folded(unit), {})
                    spelt[unit] = spelt.get(unit, 0) + n
        names = (min(spelt, key=lambda unit: (-spelt[unit], unit)) for spelt in written.values())
        return sorted(name for name in names if name not in (UNKNOWN, TOTAL))

    # -- Sorting -------------------------------------------------------------------------------------------------

    def finish(self, name: str, units: Units, as_of: date) -> Reading:
        """Sort the rows of a register into their buckets and write both files; returns what became of the rows.

        Raises RegisterError where no row is usable, or where a key is repeated and the workspace refuses that.
        """
        source, reading = self._sources[name], self._readings[name]
        table = quoted("stage_" + name)
        self._mark_absurd(source.register, table, as_of)
        self._name_units(source.register, table, units)
        if source.register.key:
            self._mark_repeats(source, table)
        self._summarise(source.register, reading, table)
        columns = ", ".join(quoted(c.name) for c in source.register.columns if c.name not in reading.absent)
        target = self.folder / "registers" / f"{name}.parquet"
        self._engine.execute(
            f"COPY (SELECT {columns}, row_file, row_record FROM placed WHERE fault IS NULL "
            f"ORDER BY row_file, row_record) TO {literal(target)} (FORMAT parquet, COMPRESSION zstd)"
        )
        self._write_set_aside(source, table)
        self._engine.execute(f"DROP VIEW placed; DROP TABLE {table}")
        if not reading.usable:
            reasons = ", ".join(f"{reason} ({n})" for reason, n in reading.set_aside.items())
            raise RegisterError(
                f"none of {reading.rows} rows is usable: {reasons}" if reading.rows else "has no row below its header",
                where=source.where,
                remedy="look at these columns in the export, and at their names in dtplan.toml",
            )
        return reading

    def _mark_absurd(self, register: Register, table: str, as_of: date) -> None:
        if not register.date:
            return
        day = quoted(register.date)
        absurd = f"{day} > DATE '{as_of}' + INTERVAL {LONGEST} YEAR"
        if register.column(register.date).happened:  # somebody may well be in post since 1985
            absurd += f" OR {day} < DATE '{EARLIEST}'"
        self._engine.execute(
            f"UPDATE {table} SET fault = {literal(register.date + ': absurd')} WHERE fault IS NULL AND ({absurd})"
        )

    def _name_units(self, register: Register, table: str, units: Units) -> None:
        """See each row under the code of its unit, as `placed`; a unit that ended goes on as its successor."""
        if "unit" not in register.names:
            self._engine.execute(f"CREATE OR REPLACE TEMP VIEW placed AS SELECT * FROM {table}")
            return
        written = [unit for (unit,) in self._all(f"SELECT DISTINCT unit FROM {table} WHERE unit IS NOT NULL")]
        steps = [(unit, *step) for unit in written for step in _steps(_code(unit, units), units)]
        if not register.date:
            steps = [(unit, code, None, None) for unit, code, since, _ in steps if since is None]
        names = ("written", "code", "since", "until")
        types = (pa.string(), pa.string(), pa.date32(), pa.date32())
        given = pa.table({name: pa.array(cells, type_) for name, type_, cells in zip(names, types, _columns(steps, 4), strict=True)})
        self._engine.register("given", given)
        self._engine.execute("CREATE OR REPLACE TEMP TABLE codes AS SELECT * FROM given")
        self._engine.unregister("given")
        day = quoted(register.date) if register.date else "NULL::DATE"
        self._engine.execute(
            f"CREATE OR REPLACE TEMP VIEW placed AS SELECT {table}.* EXCLUDE (unit), unit AS written_unit, code AS unit "
            f"FROM {table} LEFT JOIN codes ON unit = written AND (since IS NULL OR {day} > since) "
            f"AND (until IS NULL OR {day} <= until)"
        )

    def _mark_repeats(self, source: Source, table: str) -> None:
        register, place = source.register, "(row_file, row_record)"
        keys = ", ".join(map(quoted, register.key))
        kept = "max" if source.duplicates == "keep-last" else "min"
        self._engine.execute(
            f"CREATE OR REPLACE TEMP TABLE repeated AS WITH keyed AS "
            f"(SELECT {keys}, row_file, row_record FROM placed WHERE fault IS NULL) "
            f"SELECT {keys}, row_file, row_record, kept FROM keyed JOIN "
            f"(SELECT {keys}, {kept}({place}) AS kept FROM keyed GROUP BY ALL HAVING count(*) > 1) USING ({keys})"
        )
        if source.duplicates == "refuse":
            self._refuse_repeats(source)
        self._engine.execute(
            f"UPDATE {table} SET fault = {literal(register.key[0] + ': repeated')} FROM repeated "
            f"WHERE {table}.row_file = repeated.row_file AND {table}.row_record = repeated.row_record "
            f"AND (repeated.row_file, repeated.row_record) <> kept"
        )

    def _refuse_repeats(self, source: Source) -> None:
        again = self._all(
            "SELECT row_file, row_record FROM repeated WHERE kept = (SELECT min(kept) FROM repeated) ORDER BY ALL LIMIT 2"
        )
        if again:
            exports, name = self._exports[source.register.name], "/".join(source.register.key)
            places = [f"{source.label(exports[file].file)}, {_place(exports[file], record)}" for file, record in again]
            raise RegisterError(
                f"two rows have the same {name}: {places[0]} and {places[1]}",
                where=source.where,
                remedy='remove the repeats, or set duplicates = "keep-last"',
            )

    def _summarise(self, register: Register, reading: Reading, table: str) -> None:
        counted = self._all(f"SELECT fault, count(*) FROM {table} GROUP BY fault ORDER BY fault")
        reading.set_aside = {fault: n for fault, n in counted if fault}
        reading.usable = sum(n for fault, n in counted if not fault)
        present = [column for column in register.columns if column.name not in reading.absent]
        sums = {("usable", ""): "count(*)"}
        for column in present:
            cell, raw = quoted(column.name), f"{_raw(column)} IS NULL" if _has_raw(column) else "true"
            sums["empty", column.name] = f"count(*) FILTER ({cell} IS NULL AND {raw})"
            sums["unreadable", column.name] = f"count(*) FILTER ({cell} IS NULL AND NOT ({raw}))"
        for rule in register.consistency:
            sums["inconsistent", rule.rule] = f"count(*) FILTER ({rule.sql})"
        row = self._one(f"SELECT {', '.join(sums.values())} FROM placed WHERE fault IS NULL")
        for (kind, name), n in zip(sums, row, strict=True):
            if n and kind != "usable":
                getattr(reading, kind)[name] = n
        for column in present:
            if column.codes:
                strange = f"{quoted(column.name)} NOT IN ({', '.join(map(literal, column.codes))})"
                if values := self._listed(column.name, strange):
                    reading.unmapped[column.name] = values
        if register.date:
            self._summarise_days(quoted(register.date), reading)
        if "unit" in register.names:
            reading.unknown_units = self._listed("written_unit", f"unit = {literal(UNKNOWN)}")
            units = self._all("SELECT DISTINCT unit FROM placed WHERE fault IS NULL AND unit IS NOT NULL ORDER BY unit")
            reading.units = [unit for (unit,) in units]

    def _summarise_days(self, day: str, reading: Reading) -> None:
        first, last = self._one(
            f"WITH days AS (SELECT {day} AS d FROM placed WHERE fault IS NULL), "
            f"middle AS (SELECT quantile_disc(d, 0.5) AS m FROM days) "
            f"SELECT min(d), max(d) FROM days, middle WHERE d BETWEEN m - INTERVAL {LONGEST} YEAR AND m + INTERVAL {LONGEST} YEAR"
        )
        reading.first, reading.last = (str(day) if day else "" for day in (first, last))

    def _listed(self, name: str, test: str) -> dict[str, int]:
        """Return the values of a column in usable rows that pass a test, the most frequent first."""
        rows = self._all(
            f"SELECT {quoted(name)}, count(*) AS n FROM placed WHERE fault IS NULL AND {test} GROUP BY 1 ORDER BY n DESC, 1"
        )
        listed = dict(rows[:_LISTED])
        if rest := sum(n for _, n in rows[_LISTED:]):
            listed["…"] = rest
        return listed

    def _write_set_aside(self, source: Source, table: str) -> None:
        register, exports = source.register, self._exports[source.register.name]
        shown = [c for c in register.columns if _decides(c, register) and not c.pseudonym]
        values = ", ".join(_raw(c) if _has_raw(c) else quoted(c.name) for c in shown) or "NULL"
        with (self.folder / "set-aside" / f"{register.name}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(["file", "line", "column", "value", "reason"])
            for place, export in enumerate(exports):
                rows = self._engine.execute(
                    f"SELECT row_record, fault, {values} FROM {table} "
                    f"WHERE fault IS NOT NULL AND row_file = {place} ORDER BY row_record"
                )
                file, lines = _harmless(source.label(export.file)), enumerate(export.lines(), 1)
                while some := rows.fetchmany(10_000):
                    for record, fault, *cells in some:
                        column, reason = fault.split(": ", 1)
                        value = dict(zip((c.name for c in shown), cells, strict=False)).get(column)
                        line = next((line for n, line in lines if n == record), record)
                        writer.writerow([file, line, column, _harmless(value or ""), reason])

    def _one(self, query: str) -> tuple[Any, ...]:
        row = self._engine.execute(query).fetchone()
        assert row is not None
        return tuple(row)

    def _all(self, query: str) -> list[tuple[Any, ...]]:
        return self._engine.execute(query).fetchall()


def connect(folder: Path) -> duckdb.DuckDBPyConnection:
    """Return an engine that keeps to a share of the memory, and puts what is more into the folder."""
    config = {"temp_directory": str(spill(folder)), "memory_limit": _MEMORY, "autoinstall_known_extensions": "false"}
    return duckdb.connect(config=config)


def spill(folder: Path) -> Path:
    return folder / "spill"


def _guarded(batches: Iterator[pa.RecordBatch], failed: list[InputError]) -> Iterator[pa.RecordBatch]:
    """Yield batches; a fault is kept, because the engine would pass it on as text."""
    try:
        yield from batches
    except InputError as error:
        failed.append(error)


def _select(source: Source, place: int, wanted: Sequence[str], types: Mapping[str, str]) -> str:
    """Return the query of the rows of a file: typed columns, raw texts where they are needed, place and fault."""
    inner = [f"{as_text(f'c{n}', types[name])} AS t{n}, c{n}" for n, name in enumerate(wanted)]
    outer, faults = [], []
    for column in source.register.columns:
        text, value = _cell(source, column, wanted, types)
        outer.append(f"{value}::{TYPES[column.type]} AS {quoted(column.name)}")
        decides = _decides(column, source.register)
        if _has_raw(column):
            outer.append(f"{text if decides else f'CASE WHEN {value} IS NULL THEN {text} END'} AS {_raw(column)}")
        if decides:
            faults.append(f"WHEN {text} IS NULL THEN {literal(column.name + ': empty')}")
            faults.append(f"WHEN {value} IS NULL THEN {literal(column.name + ': unreadable')}")
    fault = f"CASE {' '.join(faults)} END"
    return (
        f"SELECT {', '.join(outer)}, {place} AS row_file, row_record, {fault} AS fault "
        f"FROM (SELECT {', '.join([*inner, 'row_record'])} FROM rows)"
    )


def _cell(source: Source, column: Column, wanted: Sequence[str], types: Mapping[str, str]) -> tuple[str, str]:
    """Return the SQL of a column's text as it was exported, and of its typed value."""
    if column.name in source.constants:
        text = literal(source.constants[column.name])
        return text, typed(text, text, "VARCHAR", column, source)
    theirs = source.theirs(column.name)
    if theirs not in wanted:
        return "NULL::VARCHAR", "NULL"
    text, cell = f"t{wanted.index(theirs)}", f"c{wanted.index(theirs)}"
    if column.pseudonym == "hashed" or (column.pseudonym and _personal(theirs)):
        text = hashed(text)
    return text, typed(text, cell, types[theirs], column, source)


def _raw(column: Column) -> str:
    return quoted("raw_" + column.name)


def _has_raw(column: Column) -> bool:
    """Return whether a cell may say something that its typed value does not."""
    return column.type not in ("text", "code")


def _decides(column: Column, register: Register) -> bool:
    """Return whether a row cannot be placed without the column."""
    return column.required or column.name == register.date


def _personal(name: str) -> bool:
    """Return whether an export's column is known to hold personal data, in whichever register."""
    return any(folded(name) == folded(known) for register in REGISTERS.values() for known in register.personal)


def _check_mapping(source: Source, exports: Sequence[Export]) -> None:
    register = source.register
    for column in register.columns:
        theirs = source.theirs(column.name)
        if _personal(theirs) and not column.pseudonym:
            raise ConfigurationError(
                f"column {column.name!r} is mapped to {theirs!r}, which holds personal data",
                where=f"dtplan.toml, [registers.{register.name}.columns]",
                remedy="map it to another column, or leave it out",
            )
        if not _decides(column, register) or column.name in source.constants:
            continue
        for export in exports:
            if theirs not in export.names:
                near = export.nearest(theirs)
                hint = f"the nearest is {near!r}" if near else f"the columns are {', '.join(export.names[:30])}"
                raise RegisterError(
                    f"column {theirs!r}, our {column.name!r}, is absent: {hint}",
                    where=export.where,
                    remedy=f"map it in dtplan.toml under [registers.{register.name}.columns], as in "
                    f'{column.name} = "their name"',
                )


def _code(written: str, units: Units) -> str:
    return UNKNOWN if written in (UNKNOWN, TOTAL) else units.spellings.get(folded(written), UNKNOWN)


def _steps(code: str, units: Units) -> Iterator[tuple[str, date | None, date | None]]:
    """Yield a unit and those that followed it, each with the day after which and the day until which it counts."""
    since, seen = None, {code}
    while code != UNKNOWN and (unit := units[code]).valid_to and unit.successor and unit.successor not in seen:
        yield code, since, unit.valid_to
        since, code = max(since or unit.valid_to, unit.valid_to), unit.successor
        seen.add(code)
    yield code, since, None


def _columns(rows: Sequence[Sequence[Any]], width: int) -> list[list[Any]]:
    return [[row[place] for row in rows] for place in range(width)]


def _place(export: Export, record: int) -> str:
    line = next((line for n, line in enumerate(export.lines(), 1) if n == record), None)
    return f"line {line}" if line else f"row {record}"


def _harmless(value: str) -> str:
    """Return a cell that a spreadsheet shows as text and does not run as a formula.

    >>> _harmless("=1+1"), _harmless("2024-13-01")
    ("'=1+1", '2024-13-01')
    """
    return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else value
