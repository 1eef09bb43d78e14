"""Reading a register: every row of an export ends in one bucket, and the buckets add up to the rows read.

The rows go through DuckDB, so that an export may be larger than memory; what comes out is a Parquet file with the
columns of the library, without personal data, and a file of the rows set aside, each with its reason and line.
"""

import shutil
from datetime import date
from pathlib import Path

from dtplan_analysis.errors import RegisterError
from dtplan_analysis.registers.columns import EARLIEST, LONGEST
from dtplan_analysis.registers.reading.buckets import Buckets, Reading
from dtplan_analysis.registers.reading.cells import quoted
from dtplan_analysis.registers.reading.engine import Engine
from dtplan_analysis.registers.reading.export import Export
from dtplan_analysis.registers.reading.intake import take_in
from dtplan_analysis.registers.reading.source import Source
from dtplan_analysis.units import TOTAL, UNKNOWN, Units, folded


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
        self._engine = Engine(self.folder)
        self._engine.do("SET VARIABLE secret = ?", [self._secret])
        return self

    def __exit__(self, *_: object) -> None:
        self._engine.close()
        shutil.rmtree(self.folder / "spill", ignore_errors=True)

    def stage(self, source: Source) -> None:
        """Take in the files of a register; raises InputError where they can't be read as the register."""
        register, reading = source.register, Reading(source.register.name)
        exports = [Export(file, f"{source.where}, {source.label(file)}") for file in source.files()]
        take_in(self._engine, source, exports, _table(register.name))
        reading.files = {source.label(export.file): export.digest for export in exports}
        reading.constants = {name: str(value) for name, value in source.constants.items()}
        for column in register.columns:
            theirs = source.theirs(column.name)
            if column.name not in source.constants and not any(theirs in export.names for export in exports):
                reading.absent.append(column.name)
                if near := next(filter(None, (export.nearest(theirs) for export in exports)), ""):
                    reading.nearest[column.name] = near
        self._sources[register.name], self._readings[register.name] = source, reading
        self._exports[register.name] = exports

    def latest_day(self) -> date:
        """Return the latest day on which anything happened: the as-of date where none is configured.

        A date more than ten years after the middle of all is a slip of the pen, and not the latest.
        """
        days = [
            f"SELECT {quoted(column.name)} AS happened FROM {_table(name)}"
            for name, source in self._sources.items()
            for column in source.register.columns
            if column.happened
        ]
        latest = None
        if days:
            (latest,) = self._engine.one(
                f"WITH days AS ({' UNION ALL '.join(days)}) SELECT max(happened)::DATE FROM days "
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
                query = f"SELECT unit, count(*) FROM {_table(name)} WHERE unit IS NOT NULL GROUP BY unit"
                for unit, n in self._engine.all(query):
                    spelt = written.setdefault(folded(unit), {})
                    spelt[unit] = spelt.get(unit, 0) + n
        names = (min(spelt, key=lambda unit: (-spelt[unit], unit)) for spelt in written.values())
        return sorted(name for name in names if name not in (UNKNOWN, TOTAL))

    def finish(self, name: str, units: Units, as_of: date) -> Reading:
        """Sort the rows of a register into their buckets and write both files; returns what became of the rows.

        Raises RegisterError where no row is usable, or where a key is repeated and the workspace refuses that.
        """
        source, reading = self._sources[name], self._readings[name]
        buckets = Buckets(self._engine, source, self._exports[name], _table(name), reading)
        buckets.sort(units, as_of)
        if not reading.usable:
            reasons = ", ".join(f"{reason} ({n})" for reason, n in reading.set_aside.items())
            raise RegisterError(
                f"none of {reading.rows} rows is usable: {reasons}" if reading.rows else "has no row below its header",
                where=source.where,
                remedy="look at these columns in the export, and at their names in dtplan.toml",
            )
        buckets.write_usable(self.folder / "registers" / f"{name}.parquet")
        buckets.write_set_aside(self.folder / "set-aside" / f"{name}.csv")
        self._engine.do(f"DROP VIEW placed; DROP TABLE {_table(name)}")
        return reading


def _table(name: str) -> str:
    return quoted("stage_" + name)
