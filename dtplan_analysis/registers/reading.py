"""Reading a register: every row of an export ends in one bucket, and the buckets add up to the rows read.

The rows go through DuckDB, so that an export may be larger than memory; what comes out is a Parquet file with the
columns of the library, without personal data, and a file of the rows set aside, each with its reason and line.
"""

import csv
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from dtplan_analysis.errors import ConfigurationError, RegisterError
from dtplan_analysis.registers.columns import Column, Register, Value
from dtplan_analysis.registers.source import Header, Source, checked_digest, read_header, record_lines
from dtplan_analysis.units import TOTAL, UNKNOWN, Units, folded

EARLIEST = date(1990, 1, 1)
"""Dates before it are absurd, as are those more than ten years after the as-of date."""


@dataclass
class Reading:
    """What became of the rows of one register."""

    register: str
    rows: int = 0
    usable: int = 0
    set_aside: dict[str, int] = field(default_factory=dict)
    """Rows that nobody can place, by reason."""
    unknown_units: dict[str, int] = field(default_factory=dict)
    """Usable rows of units that are not listed, by the unit as it is written."""
    absent: list[str] = field(default_factory=list)
    """Columns that the export lacks and no constant gives."""
    constants: dict[str, str] = field(default_factory=dict)
    unmapped: dict[str, dict[str, int]] = field(default_factory=dict)
    """Values of coded columns that are none of the codes."""
    empty: dict[str, int] = field(default_factory=dict)
    unreadable: dict[str, int] = field(default_factory=dict)
    """Cells that hold something which is not of the column's type, in usable rows: read as empty."""
    inconsistent: dict[str, int] = field(default_factory=dict)
    """Usable rows that break a rule between columns."""
    first: str = ""
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
        self._staged = folder / "staging.duckdb"
        self._sources: dict[str, Source] = {}
        self._readings: dict[str, Reading] = {}
        self._delimiters: dict[tuple[str, str], str] = {}

    def __enter__(self) -> "Reader":
        for name in ("registers", "set-aside"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        self._staged.unlink(missing_ok=True)
        self._engine = duckdb.connect(str(self._staged), config={"preserve_insertion_order": True})
        return self

    def __exit__(self, *_: object) -> None:
        self._engine.close()
        self._staged.unlink(missing_ok=True)

    def stage(self, source: Source) -> None:
        """Take in the files of a register: columns and codes by our names, types by the declaration."""
        name, reading = source.register.name, Reading(source.register.name)
        self._sources[name], self._readings[name] = source, reading
        headers = {file: read_header(file, source.where) for file in source.files()}
        _check_mapping(source, headers)
        for place, (file, header) in enumerate(headers.items()):
            reading.files[file.name] = checked_digest(file, source.where)
            self._stage_file(source, place, file, header)
        reading.absent = [c.name for c in source.register.columns if not _given_anywhere(source, headers, c.name)]
        reading.constants = {key: str(value) for key, value in source.constants.items()}
        (reading.rows,) = self._one(f"SELECT count(*) FROM {_name('stage_' + name)}")

    def _stage_file(self, source: Source, place: int, file: Path, header: Header) -> None:
        table, register = _name("stage_" + source.register.name), source.register
        types = self._types(file, header)
        cells = [_cell(source, column, header, types, self._secret) for column in register.columns]
        raw = [f"{text} AS {_name('raw_' + c.name)}, {typed} AS {_name(c.name)}" for c, (text, typed) in cells]
        rows = (
            f"SELECT {', '.join(raw)}, {place} AS row_file, row_number() OVER () AS row_record, "
            f"NULL::VARCHAR AS fault FROM {_scan(file, header)}"
        )
        if place == 0:
            self._engine.execute(f"CREATE TABLE {table} AS {rows}")
        else:
            self._engine.execute(f"INSERT INTO {table} BY NAME {rows}")
        if header.delimiter:
            self._delimiters[register.name, str(place)] = header.delimiter
            self._stage_broken(table, place)

    def _stage_broken(self, table: str, place: int) -> None:
        """Keep the lines that are no rows of the table as set aside, and number the others past them."""
        broken = self._engine.execute(
            "SELECT line - 1, min(error_type::VARCHAR), min(csv_line) FROM reject_errors GROUP BY 1 ORDER BY 1"
        ).fetchall()
        self._engine.execute("DROP TABLE reject_errors; DROP TABLE reject_scans")
        for record, error, _ in broken:
            # In order: each shifts the rows after it by one.
            self._engine.execute(
                f"UPDATE {table} SET row_record = row_record + 1 "
                f"WHERE row_file = {place} AND row_record >= {record} AND fault IS NULL"
            )
            self._engine.execute(
                f"INSERT INTO {table} BY NAME SELECT {place} AS row_file, {record} AS row_record, ? AS fault",
                [f"line: {str(error).lower()}"],
            )

    def latest_day(self) -> date:
        """Return the latest day on which anything happened: the as-of date where none is configured.

        A date more than ten years after a register's middle is a slip of the pen, and not the latest.
        """
        days: list[date] = []
        for name, source in self._sources.items():
            for column in source.register.columns:
                if column.happened:
                    day_of, table = _name(column.name), _name("stage_" + name)
                    middle = f"(SELECT quantile_disc({day_of}, 0.5) FROM {table})"
                    (day,) = self._one(
                        f"SELECT max({day_of}) FROM {table} WHERE {day_of} <= {middle} + INTERVAL 10 YEAR"
                    )
                    days += [day] if day else []
        if not days:
            raise RegisterError(
                "no register has a readable date on which something happened",
                where="registers",
                remedy="check the date columns, or set as_of in dtplan.toml",
            )
        return max(days)

    def unit_names(self) -> list[str]:
        """Return every unit as it is written in the registers, in the order of the text."""
        written: set[str] = set()
        for name, source in self._sources.items():
            if "unit" in source.register.names:
                rows = self._engine.execute(f"SELECT DISTINCT unit FROM {_name('stage_' + name)}").fetchall()
                written |= {unit for (unit,) in rows if unit}
        return sorted(written)

    def finish(self, name: str, units: Units, as_of: date) -> Reading:
        """Sort the rows of a register into their buckets and write both files; returns what became of the rows."""
        source, reading = self._sources[name], self._readings[name]
        table = _name("stage_" + name)
        self._mark_faults(source, table, as_of)
        if "unit" in source.register.names:
            self._name_units(source.register, reading, table, units)
        self._summarise(source.register, reading, table)
        columns = ", ".join(
            _name(column.name) for column in source.register.columns if column.name not in reading.absent
        )
        target = self.folder / "registers" / f"{name}.parquet"
        self._engine.execute(
            f"COPY (SELECT {columns}, row_file, row_record FROM {table} WHERE fault IS NULL) "
            f"TO {_text(str(target))} (FORMAT parquet, COMPRESSION zstd)"
        )
        self._write_set_aside(source, table)
        self._engine.execute(f"DROP TABLE {table}")
        if not reading.usable:
            raise RegisterError(
                f"none of {reading.rows} rows is usable",
                where=source.where,
                remedy=f"see {self.folder / 'set-aside' / f'{name}.csv'} for the reasons",
            )
        return reading

    def _mark_faults(self, source: Source, table: str, as_of: date) -> None:
        register = source.register
        faults: list[tuple[str, str]] = []
        for column in register.columns:
            raw, typed = _name("raw_" + column.name), _name(column.name)
            deciding = column.name == register.date or column.required
            if deciding:
                faults.append((f"{raw} IS NULL", f"{column.name}: empty"))
                faults.append((f"{typed} IS NULL", f"{column.name}: unreadable"))
        if register.date:
            day = _name(register.date)
            absurd = f"{day} < DATE '{EARLIEST}' OR {day} > DATE '{as_of}' + INTERVAL 10 YEAR"
            faults.append((absurd, f"{register.date}: absurd"))
        cases = " ".join(f"WHEN {test} THEN {_text(reason)}" for test, reason in faults)
        self._engine.execute(f"UPDATE {table} SET fault = CASE {cases} END WHERE fault IS NULL")
        if register.key:
            self._mark_repeats(source, table)

    def _mark_repeats(self, source: Source, table: str) -> None:
        keys = ", ".join(_name(key) for key in source.register.key)
        place = "(row_file, row_record)"
        kept = "max" if source.duplicates == "keep-last" else "min"
        self._engine.execute(
            f"CREATE OR REPLACE TEMP TABLE repeats AS SELECT {keys}, {kept}({place}) AS kept FROM {table} "
            f"WHERE fault IS NULL GROUP BY {keys} HAVING count(*) > 1"
        )
        first = self._engine.execute(f"SELECT {keys} FROM repeats ORDER BY ALL LIMIT 1").fetchone()
        if first and source.duplicates == "refuse":
            raise RegisterError(
                f"{'/'.join(source.register.key)} {'/'.join(map(str, first))!r} stands in several rows",
                where=source.where,
                remedy='remove the repeats, or set duplicates = "keep-last"',
            )
        same = " AND ".join(f"{table}.{_name(key)} = repeats.{_name(key)}" for key in source.register.key)
        self._engine.execute(
            f"UPDATE {table} SET fault = {_text(source.register.key[0] + ': repeated')} FROM repeats "
            f"WHERE fault IS NULL AND {same} AND {place} <> kept"
        )

    def _name_units(self, register: Register, reading: Reading, table: str, units: Units) -> None:
        """Write each row's unit as the code of the list; a unit that ended goes on as its successor."""
        written = self._engine.execute(
            f"SELECT unit, count(*) FROM {table} WHERE fault IS NULL AND unit IS NOT NULL GROUP BY unit ORDER BY unit"
        ).fetchall()
        codes = {unit: _code(unit, units) for unit, _ in written}
        reading.unknown_units = {unit: n for unit, n in written if codes[unit] == UNKNOWN}
        self._engine.execute("CREATE OR REPLACE TEMP TABLE codes (written VARCHAR, code VARCHAR)")
        if codes:
            self._engine.executemany("INSERT INTO codes VALUES (?, ?)", list(codes.items()))
        self._engine.execute(f"UPDATE {table} SET unit = codes.code FROM codes WHERE unit = written")
        ended = [unit for unit in units if unit.valid_to and unit.successor]
        for unit in ended if register.date else []:
            self._engine.execute(
                f"UPDATE {table} SET unit = ? WHERE unit = ? AND {_name(register.date)} > ?",
                [unit.successor, unit.code, unit.valid_to],
            )

    def _summarise(self, register: Register, reading: Reading, table: str) -> None:
        counted = self._engine.execute(f"SELECT fault, count(*) FROM {table} GROUP BY fault ORDER BY fault").fetchall()
        reading.set_aside = {fault: n for fault, n in counted if fault}
        reading.usable = sum(n for fault, n in counted if not fault)
        usable = f"FROM {table} WHERE fault IS NULL"
        if register.date:
            first, last = self._one(f"SELECT min({_name(register.date)}), max({_name(register.date)}) {usable}")
            reading.first, reading.last = (str(day) if day else "" for day in (first, last))
        for column in register.columns:
            self._summarise_cells(column, reading, usable)
        for rule in register.consistency:
            (broken,) = self._one(f"SELECT count(*) {usable} AND ({rule.sql})")
            if broken:
                reading.inconsistent[rule.rule] = broken
        if "unit" in register.names:
            rows = self._engine.execute(f"SELECT DISTINCT unit {usable} AND unit IS NOT NULL ORDER BY unit").fetchall()
            reading.units = [unit for (unit,) in rows]

    def _summarise_cells(self, column: Column, reading: Reading, usable: str) -> None:
        if column.name in reading.absent:
            return
        raw, typed = _name("raw_" + column.name), _name(column.name)
        empty, unreadable = self._one(
            f"SELECT count(*) FILTER ({raw} IS NULL), count(*) FILTER ({raw} IS NOT NULL AND {typed} IS NULL) {usable}"
        )
        if empty:
            reading.empty[column.name] = empty
        if unreadable:
            reading.unreadable[column.name] = unreadable
        if column.codes:
            known = ", ".join(_text(code) for code in column.codes)
            rows = self._engine.execute(
                f"SELECT {typed}, count(*) AS n {usable} AND {typed} NOT IN ({known}) "
                "GROUP BY 1 ORDER BY n DESC, 1 LIMIT 50"
            ).fetchall()
            if rows:
                reading.unmapped[column.name] = dict(rows)

    def _write_set_aside(self, source: Source, table: str) -> None:
        target = self.folder / "set-aside" / f"{source.register.name}.csv"
        target.unlink(missing_ok=True)
        kept = {c.name for c in source.register.columns if not c.pseudonym}
        names = [
            c.name for c in source.register.columns if c.name in kept and (c.required or c.name == source.register.date)
        ]
        values = ", ".join(_name("raw_" + name) for name in names) or "NULL"
        rows = self._engine.execute(
            f"SELECT row_file, row_record, fault, {values} FROM {table} WHERE fault IS NOT NULL ORDER BY 1, 2"
        )
        files = source.files()
        with target.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(["file", "line", "column", "value", "reason"])
            lines: dict[int, dict[int, int]] = {}
            for place, record, fault, *cells in rows.fetchall():
                if place not in lines:
                    lines[place] = self._lines(source.register, files[place], place, table)
                column, reason = fault.split(": ", 1)
                value = cells[names.index(column)] if column in names else ""
                writer.writerow([files[place].name, lines[place].get(record, record), column, _harmless(value), reason])

    def _lines(self, register: Register, file: Path, place: int, table: str) -> dict[int, int]:
        """Return the line of each record set aside; only text has lines, a Parquet row keeps its number."""
        delimiter = self._delimiters.get((register.name, str(place)))
        if delimiter is None:
            return {}
        rows = self._engine.cursor().execute(
            f"SELECT row_record FROM {table} WHERE fault IS NOT NULL AND row_file = {place}"
        )
        wanted = {record for (record,) in rows.fetchall()}
        return {n: line for n, line in enumerate(record_lines(file, delimiter), 1) if n in wanted}

    def _types(self, file: Path, header: Header) -> Mapping[str, str]:
        if header.delimiter:
            return dict.fromkeys(header.names, "VARCHAR")
        return {
            row[0]: row[1] for row in self._engine.execute(f"DESCRIBE SELECT * FROM {_scan(file, header)}").fetchall()
        }

    def _one(self, query: str) -> tuple[Any, ...]:
        row = self._engine.execute(query).fetchone()
        assert row is not None
        return tuple(row)


def _code(written: str, units: Units) -> str:
    if written in (UNKNOWN, TOTAL):
        return UNKNOWN
    return units.spellings.get(folded(written), UNKNOWN)


def _given_anywhere(source: Source, headers: Mapping[Path, Header], name: str) -> bool:
    return name in source.constants or any(source.theirs(name) in header.names for header in headers.values())


def _check_mapping(source: Source, headers: Mapping[Path, Header]) -> None:
    register = source.register
    for column in register.columns:
        theirs = source.theirs(column.name)
        if theirs in register.personal and not column.pseudonym:
            raise ConfigurationError(
                f"column {column.name!r} is mapped to {theirs!r}, which holds personal data",
                where=f"dtplan.toml, [registers.{register.name}.columns]",
                remedy="map it to another column, or leave it out",
            )
        if not (column.required or column.name == register.date) or column.name in source.constants:
            continue
        for file, header in headers.items():
            if theirs not in header.names:
                raise RegisterError(
                    f"column {theirs!r}, our {column.name!r}, is absent: {header.nearest(theirs)}",
                    where=f"{source.where}, {file.name}",
                    remedy=f"map it in dtplan.toml under [registers.{register.name}.columns], as in "
                    f'{column.name} = "their name"',
                )


# -- SQL ---------------------------------------------------------------------------------------------------------


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _scan(file: Path, header: Header) -> str:
    if not header.delimiter:
        return f"read_parquet({_text(str(file))})"
    columns = ", ".join(f"{_text(name)}: 'VARCHAR'" for name in header.names)
    return (
        f"read_csv({_text(str(file))}, columns = {{{columns}}}, delim = {_text(header.delimiter)}, quote = '\"', "
        f"escape = '\"', header = true, auto_detect = false, store_rejects = true, rejects_limit = 0, "
        f"max_line_size = 16000000)"
    )


def _cell(
    source: Source, column: Column, header: Header, types: Mapping[str, str], secret: str
) -> tuple[Column, tuple[str, str]]:
    """Return the SQL of a column's text as it was exported, and of its typed value."""
    theirs = source.theirs(column.name)
    if column.name in source.constants:
        value = source.constants[column.name]
        text = _text(str(value).lower() if isinstance(value, bool) else str(value))
        return column, (text, _typed(text, "VARCHAR", column, source))
    if theirs not in header.names:
        return column, ("NULL::VARCHAR", f"NULL::{_TYPES[column.type]}")
    cell = _name(theirs)
    text = f"nullif(trim(nfc_normalize({cell}::VARCHAR), ' \t\r\n\u00a0\ufeff'), '')"
    if column.pseudonym == "hashed":
        hashed = f"CASE WHEN {text} IS NOT NULL THEN sha256({_text(secret)} || {text}) END"
        return column, (hashed, hashed)
    return column, (text, _typed(text if types[theirs] == "VARCHAR" else cell, types[theirs], column, source))


_TYPES = {
    "text": "VARCHAR",
    "code": "VARCHAR",
    "date": "DATE",
    "flag": "BOOLEAN",
    "whole": "BIGINT",
    "number": "DOUBLE",
}

_TRUE = ("true", "t", "1", "yes", "y", "x", "có", "co")
_FALSE = ("false", "f", "0", "no", "n", "không", "khong")


def _typed(cell: str, type_: str, column: Column, source: Source) -> str:
    mapped = _mapped(cell, source.codes.get(column.name, {}))
    if column.type == "date":
        return _day(cell, type_, source.timezone)
    if column.type == "flag":
        if type_ == "BOOLEAN":
            return cell
        true, false = (", ".join(map(_text, words)) for words in (_TRUE, _FALSE))
        lowered = f"lower({mapped}::VARCHAR)"
        return f"CASE WHEN {lowered} IN ({true}) THEN true WHEN {lowered} IN ({false}) THEN false END"
    if column.type == "whole":
        # Whole numbers only: 1.5 is no count, and is not rounded into one.
        as_number = f"try_cast({cell} AS DECIMAL(38, 6))"
        return f"CASE WHEN {as_number} = floor({as_number}) THEN try_cast({as_number} AS BIGINT) END"
    if column.type == "number":
        return f"coalesce(try_cast({cell} AS DOUBLE), try_cast(replace({cell}::VARCHAR, ',', '.') AS DOUBLE))"
    if column.type == "code":
        return _coded(mapped, column)
    return f"{cell}::VARCHAR"


def _mapped(cell: str, codes: Mapping[str, Value]) -> str:
    if not codes:
        return cell
    cases = " ".join(
        f"WHEN {_text(theirs)} THEN {_text(str(ours).lower() if isinstance(ours, bool) else str(ours))}"
        for theirs, ours in codes.items()
    )
    return f"CASE {cell}::VARCHAR {cases} ELSE {cell}::VARCHAR END"


def _coded(cell: str, column: Column) -> str:
    """Codes by our name in any case, or by their official number; any other value stays as it is, unmapped."""
    official = " ".join(f"WHEN {_text(number)} THEN {_text(code)}" for number, code in column.official.items())
    names = ", ".join(_text(code) for code in column.codes)
    text = f"{cell}::VARCHAR"
    named = f"CASE WHEN lower({text}) IN ({names}) THEN lower({text}) ELSE {text} END"
    return f"CASE {text} {official} ELSE {named} END" if official else named


def _day(cell: str, type_: str, timezone: str) -> str:
    """Return the local day of a cell: ISO, dd/mm/yyyy with or without a time, an Excel serial, or a timestamp."""
    zone = _text(timezone)
    if type_ == "DATE":
        return cell
    if type_.startswith("TIMESTAMP WITH TIME ZONE"):
        return f"timezone({zone}, {cell})::DATE"
    if type_.startswith("TIMESTAMP"):
        return f"{cell}::DATE"
    text = f"{cell}::VARCHAR"
    clock = r"\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?"
    return (
        f"CASE WHEN regexp_full_match({text}, '\\d{{4}}-\\d{{2}}-\\d{{2}}') THEN try_cast({text} AS DATE) "
        f"WHEN regexp_full_match({text}, '\\d{{4}}-\\d{{2}}-\\d{{2}}[T ]{clock} ?(Z|[+-]\\d{{2}}(:?\\d{{2}})?)') "
        f"THEN timezone({zone}, try_cast({text} AS TIMESTAMPTZ))::DATE "
        f"WHEN regexp_full_match({text}, '\\d{{4}}-\\d{{2}}-\\d{{2}}[T ]{clock}') "
        f"THEN try_cast({text} AS TIMESTAMP)::DATE "
        f"WHEN regexp_full_match({text}, '\\d{{1,2}}/\\d{{1,2}}/\\d{{4}}( {clock})?') "
        f"THEN try_strptime(split_part({text}, ' ', 1), '%d/%m/%Y')::DATE "
        f"WHEN regexp_full_match({text}, '\\d{{5}}([.,]\\d+)?') "
        f"THEN DATE '1899-12-30' + split_part(split_part({text}, '.', 1), ',', 1)::INTEGER END"
    )


def _harmless(value: str | None) -> str:
    """Return a cell that a spreadsheet shows as text and does not run as a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def check_codes(source: Source, where: str) -> None:
    """Refuse a mapping to codes or columns that the register does not have; raises ConfigurationError."""
    register = source.register
    for table, names in (("columns", source.columns), ("constants", source.constants), ("codes", source.codes)):
        for name in names:
            if name not in register.names:
                raise ConfigurationError(
                    f"register {register.name} has no column {name!r}",
                    where=f"{where}, [registers.{register.name}.{table}]",
                    remedy=f"its columns are {', '.join(register.names)}",
                )
    for name, codes in source.codes.items():
        column = register.column(name)
        for theirs, ours in codes.items():
            if (column.codes and ours not in column.codes) or (column.type == "flag" and not isinstance(ours, bool)):
                allowed = ", ".join(column.codes) if column.codes else "true, false"
                raise ConfigurationError(
                    f"{theirs!r} is mapped to {ours!r}, which is no code of {name}",
                    where=f"{where}, [registers.{register.name}.codes.{name}]",
                    remedy=f"write one of {allowed}",
                )
