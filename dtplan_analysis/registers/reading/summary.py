"""What became of the rows of a register, once they are sorted: how many, of whom, from when, and what is odd."""

from collections import Counter
from datetime import date

from dtplan_analysis.registers.columns import LONGEST
from dtplan_analysis.registers.reading.buckets import Staged
from dtplan_analysis.registers.reading.cells import has_raw, literal, matches, quoted, raw, says_missing
from dtplan_analysis.registers.reading.deriving import late_in_day
from dtplan_analysis.registers.reading.intake import NO_RECORD
from dtplan_analysis.registers.reading.meanings import Meanings
from dtplan_analysis.units import UNKNOWN, Units

_ZEROS = r"0+[1-9]\d*"
"""A key that is a number with zeros before it."""
_LISTED = 200
"""At most so many different unknown values are listed one by one; the rest is counted together."""


class Summary(Staged):
    """The sums over the sorted rows of one register, which its reading tells."""

    def take(self, units: Units, as_of: date) -> None:
        """Fill the reading in."""
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
                if said := says_missing(quoted(column.name), self._source.origin(column.name)):
                    strange += f" AND NOT {said}"
                if values := self._listed(column.name, strange):
                    reading.unmapped[column.name] = values
                    meanings = Meanings(column, self._source.codes.get(column.name, {}))
                    self._suggest(column.name, {value: meanings.nearest(value) for value in values})
        self._count_after_hour()
        self._count_lost_zeros()
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

    def _count_lost_zeros(self) -> None:
        """Count the keys that are another's without its leading zeros, as a spreadsheet leaves them."""
        if len(self._register.key) == 1 and self._register.column(self._register.key[0]).type == "text":
            key = quoted(self._register.key[0])
            usable = f"FROM {self._table} WHERE fault IS NULL AND"
            whole = f"SELECT ltrim({key}, '0') {usable} starts_with({key}, '0') AND {matches(key, _ZEROS)}"
            (self._reading.lost_zeros,) = self._engine.one(f"SELECT count(*) {usable} {key} IN ({whole})")

    def _suggest(self, name: str, likely: dict[str, str]) -> None:
        if found := {written: ours for written, ours in likely.items() if ours}:
            self._reading.suggested[name] = found

    def _summarise_cells(self, as_of: date) -> None:
        sums = {}
        for column in self._register.columns:
            origin = self._source.origin(column.name)
            if column.name not in self._reading.absent and not self._source.decides(column):
                unread = f"count({raw(column)})" if has_raw(column) else "0"
                if column.type == "number":  # of which a share keeps its text
                    unread += f" FILTER ({quoted(column.name)} IS NULL)"
                sums["empty", column.name] = f"count(*) - count({quoted(column.name)}) - {unread}"
                if said := says_missing(raw(column) if has_raw(column) else quoted(column.name), origin):
                    sums["said_missing", column.name] = f"count(*) FILTER ({said})"
                    unread += f" - {sums['said_missing', column.name]}" if has_raw(column) else ""
                sums["unreadable", column.name] = unread
            if column.happened:
                sums["after_as_of", column.name] = f"count(*) FILTER ({quoted(column.name)} > DATE '{as_of}')"
        for rule in self._register.consistency:
            sums["inconsistent", rule.rule] = f"count(*) FILTER ({rule.sql})"
        if not sums:  # of a register whose every column decides whether a row is usable
            return
        row = self._engine.one(f"SELECT {', '.join(sums.values())} FROM {self._table} WHERE fault IS NULL")
        for (kind, name), n in zip(sums, row, strict=True):
            if n:
                getattr(self._reading, kind)[name] = n

    def _summarise_days(self, day: str) -> None:
        near = f"BETWEEN middle - INTERVAL {LONGEST} YEAR AND middle + INTERVAL {LONGEST} YEAR"
        first, last = self._engine.one(
            f"SELECT min({day}), max({day}) FROM {self._table}, "
            f"(SELECT quantile_disc({day}, 0.5) AS middle FROM {self._table} WHERE fault IS NULL) "
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
