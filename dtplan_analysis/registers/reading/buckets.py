"""Sorting the rows of a register into buckets: usable, or rejected with a reason; they add up to the rows read.

Rows that are no records (titles, totals, groups, signatures) are counted and listed apart.
"""

import csv
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa

from dtplan_analysis.errors import RegisterError
from dtplan_analysis.registers.columns import AFTER_HOUR, EARLIEST, LONGEST, spared_name, unread_name
from dtplan_analysis.registers.reading.cells import has_raw, literal, matches, quoted, raw
from dtplan_analysis.registers.reading.deriving import late_in_day
from dtplan_analysis.registers.reading.formats.base import Export, text_of
from dtplan_analysis.registers.reading.formats.beside import Beside, kind_of_text
from dtplan_analysis.registers.reading.formats.letters import composed
from dtplan_analysis.registers.reading.intake import NO_RECORD
from dtplan_analysis.registers.reading.meanings import Meanings
from dtplan_analysis.registers.reading.outcome import Reading
from dtplan_analysis.registers.reading.source import Source
from dtplan_analysis.registers.reading.sql import Engine
from dtplan_analysis.spreadsheet import harmless
from dtplan_analysis.units import TOTAL, UNKNOWN, Units, alike

_SEEN = ("row_file", "row_record", "line", "kind", "word")
DAMAGED = r"[+-]?\d([.,]\d+)?[eE]\+?\d+"
"""A key that a spreadsheet shows as 1.23E+12."""
_AT_ONCE = 10_000
_LISTED = 200
"""At most so many different unknown values are listed one by one; the rest is counted together."""


class Buckets:
    """The staged rows of one register, and what becomes of them."""

    def __init__(self, engine: Engine, source: Source, exports: Sequence[Export], table: str, reading: Reading) -> None:
        self._engine, self._source, self._register = engine, source, source.register
        self._exports, self._table, self._reading = exports, table, reading

    def sort(self, units: Units, as_of: date) -> None:
        """Mark the rows that nobody can place, and see the others under their units, as the view `placed`."""
        self._mark_absurd(as_of)
        self._name_units(units)
        if self._register.key:
            self._mark_damaged_keys()
            self._mark_repeats()
        self._look_again()
        if not self._register.key and self._source.key is None:
            self._refuse_same_again()
        self._summarise(units, as_of)

    def _mark_absurd(self, as_of: date) -> None:
        if not self._register.date:
            return
        day = quoted(self._register.date)
        absurd = f"{day} > DATE '{as_of}' + INTERVAL {LONGEST} YEAR"
        if self._register.column(self._register.date).happened:  # somebody may well be in post since 1985
            absurd += f" OR {day} < DATE '{EARLIEST}'"
        fault = literal(self._register.date + ": absurd")
        self._engine.do(f"UPDATE {self._table} SET fault = {fault} WHERE fault IS NULL AND ({absurd})")

    def _name_units(self, units: Units) -> None:
        """See each row under the code of its unit; a unit that ended goes on as its successor."""
        if "unit" not in self._register.names:
            self._engine.do(f"CREATE OR REPLACE TEMP VIEW placed AS SELECT * FROM {self._table}")
            return
        written = self._engine.all(f"SELECT DISTINCT unit FROM {self._table} WHERE unit IS NOT NULL")
        named = {unit: TOTAL if self._register.sums and is_whole(unit) else _code(unit, units) for (unit,) in written}
        steps = [(unit, *step) for unit, code in named.items() for step in units.steps(code)]
        if not self._register.date:
            steps = [(unit, code, None, None) for unit, code, since, _ in steps if since is None]
        columns = {
            "written": pa.array([step[0] for step in steps], pa.string()),
            "code": pa.array([step[1] for step in steps], pa.string()),
            "since": pa.array([step[2] for step in steps], pa.date32()),
            "until": pa.array([step[3] for step in steps], pa.date32()),
            "own": pa.array([_own(step[0], units) for step in steps], pa.string()),
        }
        with self._engine.given(steps=pa.table(columns)):
            self._engine.do("CREATE OR REPLACE TEMP TABLE codes AS SELECT * FROM steps")
        day = quoted(self._register.date) if self._register.date else "NULL::DATE"
        self._engine.do(
            f"CREATE OR REPLACE TEMP VIEW placed AS "
            f"SELECT {self._table}.* EXCLUDE (unit), unit AS written_unit, code AS unit, own AS own_unit "
            f"FROM {self._table} LEFT JOIN codes ON unit = written "
            f"AND (since IS NULL OR {day} > since) AND (until IS NULL OR {day} <= until)"
        )

    def _mark_damaged_keys(self) -> None:
        """Mark keys that were numbers too long for a cell of a workbook: several may have become one."""
        texts = [c for c in self._register.columns if c.name in self._register.key and c.type == "text"]
        for column in texts:
            if column.name != "unit":
                self._engine.do(
                    f"UPDATE {self._table} SET fault = {literal(column.name + ': damaged_key')} "
                    f"WHERE fault IS NULL AND {matches(quoted(column.name), DAMAGED)}"
                )

    def _mark_repeats(self) -> None:
        keys, place = ", ".join(map(quoted, self._register.key)), "(row_file, row_record)"
        kept = "min" if self._source.duplicates == "keep-first" else "max"
        own = ", ".join("own_unit AS unit" if name == "unit" else quoted(name) for name in self._register.key)
        self._engine.do(
            f"CREATE OR REPLACE TEMP TABLE repeated AS WITH keyed AS "
            f"(SELECT {own}, row_file, row_record FROM placed WHERE fault IS NULL) "
            f"SELECT {keys}, row_file, row_record, kept FROM keyed JOIN "
            f"(SELECT {keys}, {kept}({place}) AS kept FROM keyed GROUP BY ALL HAVING count(*) > 1) USING ({keys})"
        )
        if self._source.duplicates == "refuse":
            self._refuse_repeats()
        elif not self._source.duplicates:
            self._refuse_poor_key()
        cells = [quoted(column.name) for column in self._register.columns]
        cells += [raw(column) for column in self._register.columns if has_raw(column)]
        again, first = (f"({', '.join(f'{row}.{cell}' for cell in cells)})" for row in ("again", "first"))
        self._engine.do(
            f"CREATE OR REPLACE TEMP TABLE repeats AS SELECT again.row_file, again.row_record, "
            f"first.row_file AS kept_file, first.row_record AS kept_record, "
            f"CASE WHEN {again} IS NOT DISTINCT FROM {first} THEN 'identical' ELSE 'different' END AS how "
            f"FROM repeated JOIN {self._table} again USING (row_file, row_record) "
            f"JOIN {self._table} first ON (first.row_file, first.row_record) = kept "
            f"WHERE (again.row_file, again.row_record) <> kept"
        )
        self._engine.do(
            f"UPDATE {self._table} SET fault = {literal(self._register.key[0] + ': repeated, ')} || how FROM repeats "
            f"WHERE {self._table}.row_file = repeats.row_file AND {self._table}.row_record = repeats.row_record"
        )

    def _refuse_same_again(self) -> None:
        """Refuse an export whose rows are those of another, or of all the others together, where no key tells."""
        cells = ", ".join(quoted(column.name) for column in self._register.columns)
        found = self._engine.all(
            f"SELECT row_file, count(*), sum(hash({cells})) FROM {self._table} WHERE fault IS NULL "
            "GROUP BY row_file ORDER BY row_file"
        )
        seen: dict[tuple[int, int], int] = {}
        rows, hashes = sum(n for _, n, _ in found), sum(h for _, _, h in found)
        for file, n, h in found:
            other = seen.setdefault((n, h), file)
            if other != file or (len(found) > 2 and (n * 2, h * 2) == (rows, hashes)):
                what = self._exports[other].name if other != file else "all the others together"
                raise RegisterError(
                    f"has the same {n:,} rows as {what}, and no key tells them apart",
                    where=self._exports[file].where,
                    remedy="take it out of `source` or `sheet`, give each its unit or day from its name, as in "
                    f'unit = {{ file = true }}, or write key = "line" under [{self._register.table}]',
                )

    def _refuse_repeats(self) -> None:
        again = self._engine.all(
            "SELECT row_file, row_record FROM repeated WHERE kept = (SELECT min(kept) FROM repeated) "
            "ORDER BY row_file, row_record LIMIT 2"
        )
        if again:
            one, other = (f"{self._exports[file].name}, {self._exports[file].place(record)}" for file, record in again)
            raise RegisterError(
                f"two rows have the same {'/'.join(self._register.key)}: {one} and {other}",
                where=self._source.where,
                remedy='remove the repeats, or set duplicates = "keep-last"',
            )

    def _refuse_poor_key(self) -> None:
        """Refuse a key that tells the rows of one export apart badly: most of them would be taken for repeats."""
        keys = ", ".join(map(quoted, self._register.key))
        poor = self._engine.all(
            f"SELECT row_file, count(*), again FROM {self._table} JOIN (SELECT row_file, sum(n - 1) AS again FROM "
            f"(SELECT row_file, count(*) AS n FROM repeated GROUP BY row_file, {keys}) GROUP BY row_file) "
            f"USING (row_file) WHERE fault IS NULL GROUP BY row_file, again HAVING again * 2 > count(*) ORDER BY 1"
        )
        for file, rows, again in poor[:1]:
            theirs = "/".join(map(self._source.theirs, self._register.key))
            raise RegisterError(
                f"{again} of {rows} rows repeat a key, {theirs}, that stands above them: it identifies no row",
                where=self._exports[file].where,
                remedy=f'write key = ["…", "…"] or key = "line" under [{self._register.table}], or '
                'duplicates = "keep-last" if they are versions of one record',
            )

    def _look_again(self) -> None:
        """Find the lines of the rows that nobody can place, and mark those that are no records."""
        self._engine.do(
            "CREATE OR REPLACE TEMP TABLE seen "
            "(row_file INTEGER, row_record BIGINT, line BIGINT, kind VARCHAR, word VARCHAR)"
        )
        for place, export in enumerate(self._exports):
            self._look_at(place, export)
        self._engine.do(
            f"UPDATE {self._table} SET fault = {literal(NO_RECORD)} || seen.kind FROM seen WHERE seen.kind <> '' "
            f"AND {self._table}.row_file = seen.row_file AND {self._table}.row_record = seen.row_record"
        )

    def _look_at(self, place: int, export: Export) -> None:
        kept = f" OR row_record IN (SELECT kept_record FROM repeats WHERE kept_file = {place})"
        # Without a key or day in the row itself, a unit that is not listed may be no unit, and the row no record.
        unknown = "false"
        if "unit" in self._register.names and not export.placing:
            unknown = f"fault IS NULL AND coalesce(unit = {literal(UNKNOWN)}, false)"
        faulty = self._engine.table(
            f"SELECT row_record, fault, {unknown} AS unknown FROM placed WHERE row_file = {place} "
            f"AND (fault IS NOT NULL OR {unknown}{kept if self._register.key else ''}) ORDER BY row_record"
        )
        if not len(faulty) or not export.has_lines:
            return
        (last,) = self._engine.one(
            f"SELECT coalesce(max(row_record), 0) FROM placed "
            f"WHERE row_file = {place} AND fault IS NULL AND NOT ({unknown})"
        )
        beside = Beside(export.names, export.placing, last)
        records = export.look_up(faulty["row_record"].to_numpy())
        for some in faulty.to_batches(_AT_ONCE):
            found = []
            for record, fault, is_unknown in zip(*(column.to_pylist() for column in some.columns), strict=True):
                line, cells = next(records)
                line = line or record
                column, _, reason = (fault or "").partition(": ")
                kind, word = "", ""
                texts = [composed(text_of(cell) or "") for cell in cells]
                if is_unknown:
                    kind, word = beside.kind_of_unknown(record, texts)
                elif reason in ("empty", "unreadable", "total") or column == "line":
                    kind, word = beside.kind(record, texts, whole=column != "line")
                found.append((place, record, line, kind, word))
            seen = dict(zip(_SEEN, map(pa.array, zip(*found, strict=True)), strict=True))
            with self._engine.given(some_seen=pa.table(seen)):
                self._engine.do("INSERT INTO seen BY NAME SELECT * FROM some_seen")

    # -- What became of them -------------------------------------------------------------------------------------

    def _summarise(self, units: Units, as_of: date) -> None:
        reading, register = self._reading, self._register
        counted = self._engine.all(f"SELECT fault, count(*) FROM {self._table} GROUP BY fault ORDER BY fault")
        apart = Counter(
            {fault.removeprefix(NO_RECORD): n for fault, n in counted if (fault or "").startswith(NO_RECORD)}
        )
        apart.update(kind for export in self._exports for _, kind, _ in export.beside)
        reading.not_records = dict(sorted(apart.items()))
        counted = [(fault, n) for fault, n in counted if not (fault or "").startswith(NO_RECORD)]
        reading.rows = sum(n for _, n in counted)
        reading.rejected = {fault: n for fault, n in counted if fault}
        reading.usable = sum(n for fault, n in counted if not fault)
        self._summarise_cells(as_of)
        for column in register.columns:
            if column.codes and column.name not in reading.absent:
                strange = f"{quoted(column.name)} NOT IN ({', '.join(map(literal, column.codes))})"
                if values := self._listed(column.name, strange):
                    reading.unmapped[column.name] = values
                    meanings = Meanings(column, self._source.codes.get(column.name, {}))
                    self._suggest(column.name, {value: meanings.nearest(value) for value in values})
        self._count_after_hour()
        if register.date:
            self._summarise_days(quoted(register.date))
        if "unit" in register.names:
            reading.unknown_units = self._listed("written_unit", f"unit = {literal(UNKNOWN)}")
            near = {written: units.nearest(written, 0.75) for written in reading.unknown_units}
            self._suggest("unit", {written: unit.code for written, unit in near.items() if unit})
            present = "SELECT DISTINCT unit FROM placed WHERE fault IS NULL AND unit IS NOT NULL ORDER BY unit"
            reading.units = [unit for (unit,) in self._engine.all(present)]

    def _count_after_hour(self) -> None:
        """Count the rows that ended on their due day after its hour, which the comparison of days does not see."""
        if late := late_in_day(self._source):
            (self._reading.after_hour,) = self._engine.one(
                f"SELECT count(*) FROM {self._table} WHERE fault IS NULL AND {late}"
            )

    def _suggest(self, name: str, likely: dict[str, str]) -> None:
        if found := {written: ours for written, ours in likely.items() if ours}:
            self._reading.suggested[name] = found

    def _summarise_cells(self, as_of: date) -> None:
        sums = {}
        for column in self._register.columns:
            if column.name not in self._reading.absent:
                none, text = f"{quoted(column.name)} IS NULL", f"{raw(column)} IS NULL" if has_raw(column) else "true"
                sums["empty", column.name] = f"count(*) FILTER ({none} AND {text})"
                sums["unreadable", column.name] = f"count(*) FILTER ({none} AND NOT ({text}))"
            if column.happened:
                sums["after_as_of", column.name] = f"count(*) FILTER ({quoted(column.name)} > DATE '{as_of}')"
        for rule in self._register.consistency:
            sums["inconsistent", rule.rule] = f"count(*) FILTER ({rule.sql})"
        row = self._engine.one(f"SELECT {', '.join(sums.values())} FROM placed WHERE fault IS NULL")
        for (kind, name), n in zip(sums, row, strict=True):
            if n:
                getattr(self._reading, kind)[name] = n

    def _summarise_days(self, day: str) -> None:
        near = f"BETWEEN middle - INTERVAL {LONGEST} YEAR AND middle + INTERVAL {LONGEST} YEAR"
        first, last = self._engine.one(
            f"SELECT min({day}), max({day}) FROM placed, "
            f"(SELECT quantile_disc({day}, 0.5) AS middle FROM placed WHERE fault IS NULL) "
            f"WHERE fault IS NULL AND {day} {near}"
        )
        self._reading.first, self._reading.last = (str(day) if day else "" for day in (first, last))

    def _listed(self, name: str, test: str) -> dict[str, int]:
        """Return the values of a column in usable rows that pass a test, the most frequent first."""
        rows = self._engine.all(
            f"SELECT {quoted(name)}, count(*) AS n FROM placed WHERE fault IS NULL AND {test} "
            f"GROUP BY 1 ORDER BY n DESC, 1"
        )
        listed = dict(rows[:_LISTED])
        if rest := sum(n for _, n in rows[_LISTED:]):
            listed["…"] = rest
        return listed

    def example(self, fault: str) -> str:
        """Return a value that cannot be read, and its place, in words for an error; empty where none is to be shown."""
        name, _, reason = fault.partition(": ")
        if reason != "unreadable" or not has_raw(column := self._register.column(name)):
            return ""
        value, file, record = self._engine.one(
            f"SELECT {raw(column)}, row_file, row_record FROM {self._table} WHERE fault = {literal(fault)} "
            "ORDER BY row_file, row_record LIMIT 1"
        )
        return f", such as {value!r} in {self._exports[file].name}, {self._exports[file].place(record)}"

    # -- Files ---------------------------------------------------------------------------------------------------

    def write_usable(self, file: Path) -> None:
        """Write the usable rows as Parquet: columns, which cells nobody can read, the number of file and record."""
        columns = [quoted(c.name) for c in self._register.columns if c.name not in self._reading.absent]
        columns += [
            f"({quoted(c.name)} IS NULL AND {raw(c)} IS NOT NULL) AS {quoted(unread_name(c.name))}"
            for c in self._register.columns
            if c.name in self._reading.unreadable
        ]
        columns += [quoted(spared_name(c.name)) for c in self._source.sparing if c.name not in self._reading.absent]
        if self._source.compare == "moment":
            columns.append(f"coalesce({late_in_day(self._source)}, false) AS {AFTER_HOUR}")
        self._engine.do(
            f"COPY (SELECT {', '.join(columns)}, row_file, row_record FROM placed WHERE fault IS NULL "
            f"ORDER BY row_file, row_record) TO {literal(file)} (FORMAT parquet, COMPRESSION zstd)"
        )

    def write_rejected(self, file: Path) -> None:
        """Write the rejected rows as CSV: file, sheet, line, column, value, reason, the row kept; no pseudonyms."""
        shown = [c for c in self._register.columns if self._source.decides(c) and not c.pseudonym]
        names = [column.name for column in shown]
        texts = [f"coalesce({raw(c)}, {quoted(c.name)}::VARCHAR)" if has_raw(c) else quoted(c.name) for c in shown]
        values = ", ".join(texts) or "NULL"
        kept, repeats = "NULL, NULL", ""
        if self._register.key:
            kept = "kept_file, coalesce(other.line, kept_record)"
            repeats = (
                "LEFT JOIN repeats USING (row_file, row_record) "
                "LEFT JOIN seen other ON other.row_file = kept_file AND other.row_record = kept_record"
            )
        with file.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(["file", "sheet", "line", "column", "value", "reason", "kept"])
            for place, export in enumerate(self._exports):
                rows = self._engine.do(
                    f"SELECT coalesce(seen.line, row_record), fault, {kept}, {values} FROM {self._table} "
                    f"LEFT JOIN seen USING (row_file, row_record) {repeats} "
                    f"WHERE fault IS NOT NULL AND NOT starts_with(fault, {literal(NO_RECORD)}) AND row_file = {place} "
                    f"ORDER BY row_record"
                )
                where = harmless(export.label), harmless(export.sheet)
                while some := rows.fetchmany(_AT_ONCE):
                    for line, fault, kept_file, kept_line, *cells in some:
                        column, reason = fault.split(": ", 1)
                        value = dict(zip(names, cells, strict=False)).get(column) or ""
                        other = f"{self._exports[kept_file].name}, line {kept_line}" if kept_line else ""
                        writer.writerow([*where, line, column, harmless(value), reason, harmless(other)])

    def write_not_records(self, file: Path) -> None:
        """Write the rows that are no records as CSV, if there are any: file, sheet, line, kind, what it is known by."""
        if not self._reading.not_records:
            return
        with file.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(["file", "sheet", "line", "kind", "word"])
            for place, export in enumerate(self._exports):
                where = harmless(export.label), harmless(export.sheet)
                for line, kind, word in export.beside:
                    writer.writerow([*where, line, kind, harmless(word)])
                rows = self._engine.do(
                    f"SELECT coalesce(line, row_record), fault, coalesce(word, '') FROM {self._table} "
                    f"LEFT JOIN seen USING (row_file, row_record) "
                    f"WHERE starts_with(fault, {literal(NO_RECORD)}) AND row_file = {place} ORDER BY row_record"
                )
                while some := rows.fetchmany(_AT_ONCE):
                    for line, fault, word in some:
                        writer.writerow([*where, line, fault.removeprefix(NO_RECORD), harmless(word)])


def _code(written: str, units: Units) -> str:
    return UNKNOWN if written in (UNKNOWN, TOTAL) else units.recognise(written)


def is_whole(written: str) -> bool:
    """Return whether a unit as it is written stands for all of them together."""
    return written == TOTAL or kind_of_text(written) == "total"


def _own(written: str, units: Units) -> str:
    """Return what tells a unit apart in a key: its own code, whatever followed it, or an unknown name as written."""
    code = _code(written, units)
    return alike(written) if code == UNKNOWN else code
