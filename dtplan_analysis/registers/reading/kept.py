"""The files of a register that was read: its usable rows, the rejected ones, and what is no record."""

import csv
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from dtplan_analysis.registers.columns import spared_name, unread_name
from dtplan_analysis.registers.reading.buckets import Staged
from dtplan_analysis.registers.reading.cells import has_raw, literal, quoted, raw
from dtplan_analysis.registers.reading.deriving import late_in_day
from dtplan_analysis.registers.reading.intake import NO_RECORD
from dtplan_analysis.registers.register import AFTER_HOUR
from dtplan_analysis.spreadsheet import harmless

_AT_ONCE = 10_000


class Kept(Staged):
    """The sorted rows of one register as files."""

    def write_usable(self, file: Path) -> None:
        """Write the usable rows as Parquet: columns, which cells nobody can read, the number of file and record."""
        columns = [quoted(c.name) for c in self._register.columns if c.name not in self._reading.absent]
        columns += [
            f"({quoted(c.name)} IS NULL AND {raw(c)} IS NOT NULL) AS {quoted(unread_name(c.name))}"
            for c in self._register.columns
            if has_raw(c) and (c.name in self._reading.unreadable or c.name in self._reading.said_missing)
        ]
        columns += [quoted(spared_name(c.name)) for c in self._source.sparing if c.name not in self._reading.absent]
        if self._source.compare == "moment":
            columns.append(f"coalesce({late_in_day(self._source)}, false) AS {AFTER_HOUR}")
        rows = f"SELECT {', '.join(columns)}, row_file, row_record FROM placed WHERE fault IS NULL"
        form = f"TO {literal(file)} (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, DICTIONARY_SIZE_LIMIT 2000)"
        with self._engine.alone():  # as a rule in the order in which they were taken in
            self._engine.do(f"COPY ({rows}) {form}")
        if not _in_order(file):
            self._engine.do(f"COPY ({rows} ORDER BY row_file, row_record) {form}")

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


def _in_order(file: Path) -> bool:
    """Return whether rows of Parquet stand in order of files and records, which is seen sooner than they are sorted."""
    last = -1
    with pq.ParquetFile(file) as rows:
        for some in rows.iter_batches(columns=["row_file", "row_record"]):
            files, records = (column.to_numpy().astype(np.int64) for column in some.columns)
            places = (files << 40) + records
            if np.any(np.diff(places, prepend=last) <= 0):
                return False
            last = places[-1]
    return True
