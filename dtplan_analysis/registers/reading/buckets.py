"""Sorting the rows of a register into buckets: usable, or rejected with a reason; they add up to the rows read.

Rows that are no records (titles, totals, groups, signatures) are counted and listed apart.
"""

from collections.abc import Sequence
from datetime import date

import pyarrow as pa

from dtplan_analysis.errors import RegisterError
from dtplan_analysis.registers.columns import EARLIEST, LONGEST
from dtplan_analysis.registers.reading.cells import has_raw, literal, matches, quoted, raw
from dtplan_analysis.registers.reading.formats.base import Export
from dtplan_analysis.registers.reading.formats.beside import Beside, kind_of_text
from dtplan_analysis.registers.reading.formats.letters import composed
from dtplan_analysis.registers.reading.formats.texts import text_of
from dtplan_analysis.registers.reading.intake import NO_RECORD
from dtplan_analysis.registers.reading.outcome import Reading
from dtplan_analysis.registers.reading.source import Source
from dtplan_analysis.registers.reading.sql import Engine
from dtplan_analysis.units import TOTAL, UNKNOWN, Units, alike

_SEEN = ("row_file", "row_record", "line", "kind", "word")
DAMAGED = r"[+-]?\d([.,]\d+)?[eE]\+?\d+|#{2,}"
"""A key that a spreadsheet shows as 1.23E+12, or as ##### where its column is too narrow."""
_AT_ONCE = 10_000


class Staged:
    """The staged rows of one register, the exports that they come from, and what is said of them."""

    def __init__(self, engine: Engine, source: Source, exports: Sequence[Export], table: str, reading: Reading) -> None:
        self._engine, self._source, self._register = engine, source, source.register
        self._exports, self._table, self._reading = exports, table, reading


class Buckets(Staged):
    """What becomes of the staged rows of one register."""

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
        keys = ", ".join(map(quoted, self._register.key))
        kept = "min" if self._source.duplicates == "keep-first" else "max"
        own = ", ".join("own_unit AS unit" if name == "unit" else quoted(name) for name in self._register.key)
        rows = "placed" if "unit" in self._register.key else self._table
        keyed = f"SELECT {own}, row_file, row_record FROM {rows} WHERE fault IS NULL"
        self._engine.do(  # on its own: what is joined to the rows is then known to be little
            f"CREATE OR REPLACE TEMP TABLE again AS SELECT {keys} FROM ({keyed}) GROUP BY {keys} HAVING count(*) > 1"
        )
        self._engine.do(
            f"CREATE OR REPLACE TEMP TABLE repeated AS "
            f"SELECT *, {kept}((row_file, row_record)) OVER (PARTITION BY {keys}) AS kept "
            f"FROM ({keyed}) SEMI JOIN again USING ({keys})"
        )
        if self._source.duplicates == "refuse":
            self._refuse_repeats()
        elif not self._source.duplicates:
            self._refuse_poor_key()
        cells = [quoted(column.name) for column in self._register.columns]
        cells += [raw(column) for column in self._register.columns if has_raw(column)]
        self._engine.do(
            f"CREATE OR REPLACE TEMP TABLE repeats AS WITH told AS MATERIALIZED "
            f"(SELECT row_file, row_record, hash({', '.join(cells)}) AS said FROM {self._table} WHERE rowid IN "
            f"(SELECT {self._table}.rowid FROM {self._table} SEMI JOIN repeated USING (row_file, row_record))) "
            f"SELECT other.row_file, other.row_record, first.row_file AS kept_file, first.row_record AS kept_record, "
            f"CASE WHEN other.said = first.said THEN 'identical' ELSE 'different' END AS how "
            f"FROM repeated JOIN told other USING (row_file, row_record) "
            f"JOIN told first ON (first.row_file, first.row_record) = kept "
            f"WHERE (other.row_file, other.row_record) <> kept"
        )
        self._engine.do(
            f"UPDATE {self._table} SET fault = {literal(self._register.key[0] + ': repeated, ')} || how FROM repeats "
            f"WHERE {self._table}.row_file = repeats.row_file AND {self._table}.row_record = repeats.row_record"
        )

    def _refuse_same_again(self) -> None:
        """Refuse an export whose rows are those of another, or of all the others together, where no key tells.

        A name that is no unit's, such as that of a sheet `Tổng hợp`, does not tell its rows from those of the others.
        """
        named = bool(self._source.origin("unit").place)
        others = [quoted(column.name) for column in self._register.columns if column.name != "unit"]
        every = [*others, "written_unit"] if "unit" in self._register.names else others
        of_all, of_others = (f"sum(hash({', '.join(cells)}))" for cells in (every, others if named else every))
        unknown = f"bool_and(unit = {literal(UNKNOWN)})" if named else "true"
        found = self._engine.all(
            f"SELECT row_file, count(*), {of_all}, {of_others}, {unknown} FROM placed WHERE fault IS NULL "
            "GROUP BY row_file ORDER BY row_file"
        )
        seen: dict[tuple[int, int], int] = {}
        rows, hashes = sum(n for _, n, *_ in found), sum(shared for *_, shared, _ in found)
        for file, n, whole, shared, is_unknown in found:
            other = seen.setdefault((n, whole), file)
            if other != file or (is_unknown and len(found) > 2 and (n * 2, shared * 2) == (rows, hashes)):
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
                if is_unknown:
                    kind, word = beside.kind_of_unknown(record, _texts(cells))
                elif reason in ("empty", "unreadable", "total") or column == "line":
                    kind, word = beside.kind(record, _texts(cells), whole=column != "line")
                found.append((place, record, line, kind, word))
            seen = dict(zip(_SEEN, map(pa.array, zip(*found, strict=True)), strict=True))
            with self._engine.given(some_seen=pa.table(seen)):
                self._engine.do("INSERT INTO seen BY NAME SELECT * FROM some_seen")

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


def _texts(cells: Sequence[object]) -> list[str]:
    return [composed(text_of(cell) or "") for cell in cells]


def _code(written: str, units: Units) -> str:
    return UNKNOWN if written in (UNKNOWN, TOTAL) else units.recognise(written)


def is_whole(written: str) -> bool:
    """Return whether a unit as it is written stands for all of them together."""
    return written == TOTAL or kind_of_text(written) == "total"


def _own(written: str, units: Units) -> str:
    """Return what tells a unit apart in a key: its own code, whatever followed it, or an unknown name as written."""
    code = _code(written, units)
    return alike(written) if code == UNKNOWN else code
