"""The findings of all rules: which cell of which row breaks which rule, and what to do."""

import csv
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from dtplan_analysis.checks.remedies import remedy_words
from dtplan_analysis.checks.rules import Rule, rules_of
from dtplan_analysis.language import LANGUAGES, Language
from dtplan_analysis.registers.columns import unread_name
from dtplan_analysis.registers.reading import Reading, Source
from dtplan_analysis.registers.reading.cells import TYPES, literal, quoted
from dtplan_analysis.registers.reading.formats.base import Export
from dtplan_analysis.registers.reading.formats.letters import neat
from dtplan_analysis.registers.reading.formats.texts import text_of
from dtplan_analysis.registers.reading.opening import open_source
from dtplan_analysis.registers.reading.sql import Engine
from dtplan_analysis.registers.register import Register
from dtplan_analysis.spreadsheet import as_written
from dtplan_analysis.workspace import Store

ERROR, WARNING = "error", "warning"
"""An error: the row was rejected. A warning: the row counts, and its cell is not to be trusted."""

COLUMNS = ("register", "file", "sheet", "row", "column", "value", "rule", "severity", "remedy_vi", "remedy_en")
LISTED = 1_000
"""At most so many findings are listed for a column and rule; all are counted."""

_REASONS = {
    "repeated, identical": "duplicate",
    "repeated, different": "version",
    "absurd": "out_of_range",
    "empty": "required",
    "unreadable": "unreadable",
}


@dataclass(frozen=True, eq=False)
class Findings:
    """What the rules find: `table`, a row each, and `found`, how many by register, column, rule and severity."""

    table: pd.DataFrame
    found: pd.DataFrame

    @property
    def errors(self) -> int:
        """How many errors there are in all."""
        return int(self.found.loc[self.found["severity"] == ERROR, "n"].sum())


def find(store: Store) -> Findings:
    """Return what the rules of a workspace's registers find.

    Rules run inside the engine, row by row of the export only where a value is shown: at most LISTED findings for a
    column and rule. Values are those of the export; codes of people are never shown.
    """
    rows: list[tuple[object, ...]] = []
    found: Counter[tuple[str, str, str, str]] = Counter()
    registers = store.workspace.catalogue.registers
    with tempfile.TemporaryDirectory() as scratch:
        for name, reading in store.readings.items():
            source = store.workspace.sources[name]
            rows += _absent(source.register, reading, found)
            rows += _rejected(store, name, found)
            rows += _kept(store, source, reading, Path(scratch), found)
    table = pd.DataFrame(rows, columns=COLUMNS[:8])
    for language in LANGUAGES:
        say = Language(language)
        kinds = list(zip(table["register"], table["column"], table["rule"], strict=True))
        words = {kind: remedy_words(registers[kind[0]], *kind[1:], say) for kind in dict.fromkeys(kinds)}
        table[f"remedy_{language}"] = [words[kind] for kind in kinds]
    counts = [(*key, n) for key, n in found.items() if n]
    return Findings(table, pd.DataFrame(counts, columns=["register", "column", "rule", "severity", "n"]))


_Found = Counter[tuple[str, str, str, str]]


def _absent(register: Register, reading: Reading, found: _Found) -> Iterator[tuple[object, ...]]:
    for name in reading.absent:
        if not register.column(name).optional:
            found[register.name, name, "absent_column", WARNING] += 1
            near = reading.nearest.get(name, "")
            yield register.name, "", "", None, name, near, "absent_column", WARNING


def _rejected(store: Store, name: str, found: _Found) -> Iterator[tuple[object, ...]]:
    with (store.place / "rejected" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            column = "" if row["column"] == "line" else row["column"]
            rule = _REASONS.get(row["reason"], row["reason"].replace(" ", "_"))
            found[name, column, rule, ERROR] += 1
            if found[name, column, rule, ERROR] <= LISTED:
                line = int(row["line"])
                file, sheet, value = (as_written(row[key]) for key in ("file", "sheet", "value"))
                yield name, file, sheet, line, column, value, rule, ERROR


def _kept(store: Store, source: Source, reading: Reading, scratch: Path, found: _Found) -> Iterator[tuple[object, ...]]:
    """Yield what the rules find in usable rows."""
    register, name = source.register, source.register.name
    # An empty cell that an export may lack altogether says something, or is derived from others.
    given = {column.name for column in register.columns if not column.optional}
    needs = (one.indicator.needs for one in store.measured if one.indicator.register.name == register.name)
    needed = given.intersection(chain.from_iterable(needs))
    rules = rules_of(source, needed, store.units, store.as_of, reading.absent)
    engine = Engine(scratch, store.workspace.memory)
    try:
        _see(engine, store.place / "registers" / f"{name}.parquet", register)
        broken, unread = _broken(engine, rules), reading.unreadable
        found.update({(name, rule.column, rule.name, WARNING): n for rule, n in broken.items()})
        found.update({(name, column, "unreadable", WARNING): n for column, n in unread.items()})
        yield from _as_written(source, engine, _places(engine, broken), unread, scratch)
    finally:
        engine.close()


def _see(engine: Engine, file: Path, register: Register) -> None:
    """See the usable rows with all columns of the register, absent ones empty, and which of their cells are unread."""
    present = set(pq.read_schema(file).names)
    absent = [f"NULL::{TYPES[c.type]} AS {quoted(c.name)}" for c in register.columns if c.name not in present]
    read = [unread_name(c.name) for c in register.columns if unread_name(c.name) not in present]
    absent += [f"false AS {quoted(name)}" for name in read]
    engine.do(f"CREATE VIEW rows AS SELECT {', '.join(['*', *absent])} FROM read_parquet({literal(file)})")


def _broken(engine: Engine, rules: list[Rule]) -> dict[Rule, int]:
    """Return how many rows break each rule, in one scan."""
    counts = ", ".join(f"count(*) FILTER ({rule.broken})" for rule in rules)
    counted = engine.one(f"SELECT {counts} FROM rows") if rules else ()
    return {rule: n for rule, n in zip(rules, counted, strict=True) if n}


_Wanted = dict[tuple[int, int], list[tuple[Rule, str]]]


def _places(engine: Engine, broken: Mapping[Rule, int]) -> _Wanted:
    """Return the first rows that break each rule, by file and record, with the value that was read."""
    wanted: _Wanted = {}
    for rule in broken:
        places = engine.all(
            f"SELECT row_file, row_record, {quoted(rule.column)}::VARCHAR FROM rows WHERE {rule.broken} "
            f"ORDER BY row_file, row_record LIMIT {LISTED}"
        )
        for file, record, value in places:
            wanted.setdefault((file, record), []).append((rule, value or ""))
    return wanted


def _as_written(
    source: Source, engine: Engine, wanted: _Wanted, unread: Mapping[str, int], scratch: Path
) -> Iterator[tuple[object, ...]]:
    """Yield the findings in the order of the rows, each with its line and with the value as it was written.

    What is written the export alone can tell: so it is read once more, as far as is needed.
    """
    name, left = source.register.name, {column: min(n, LISTED) for column, n in unread.items()}
    if source.is_database or source.asks:  # which need not answer twice alike
        for (_, record), rules in sorted(wanted.items()):
            for broken, value in rules:
                shown = "" if source.register.column(broken.column).pseudonym else value
                yield name, "", "", record, broken.column, shown, broken.name, WARNING
        return
    cannot_be_read = _unread(engine, list(unread))
    at = next(cannot_be_read, None)
    known = {column: {word.lower() for word in source.origin(column).missing} for column in unread}
    columns = dict.fromkeys([*unread, *(rule.column for rules in wanted.values() for rule, _ in rules)])
    for place, export in enumerate(open_source(source, scratch)):
        theirs = {c: name for c in columns for name in reversed(source.names(c)) if name in export.places}
        for record, row, cells in _written(export, theirs):
            if not wanted and not any(left.values()):
                return
            here = [(one.column, one.name, value) for one, value in wanted.pop((place, record), ())]
            if at and at[0] == (place, record):
                unknown = (column for column in at[1] if neat(cells.get(column, "")).lower() not in known[column])
                here += [(column, "unreadable", "") for column in unknown if left[column]]
                at = next(cannot_be_read, None)
            for column, rule, value in here:
                written = cells.get(column, value)
                if rule == "unreadable":
                    left[column] -= 1
                shown = "" if source.register.column(column).pseudonym else written
                yield name, export.label, export.sheet, row, column, shown, rule, WARNING


def _written(export: Export, theirs: Mapping[str, str]) -> Iterator[tuple[int, int, dict[str, str]]]:
    """Yield each record of an export: its number, its line if it has one, and the cells of the columns as text."""
    if export.has_lines:
        for record, (line, cells) in enumerate(export.records(), 1):
            places = {column: export.places[name] for column, name in theirs.items()}
            yield record, line, {c: _text(cells[place]) for c, place in places.items() if place < len(cells)}
        return
    for batch in export.batches(list(theirs.values())):
        columns = [column.to_pylist() for column in batch.columns]
        for *cells, record in zip(*columns, strict=True):
            yield record, record, dict(zip(theirs, map(_text, cells), strict=True))


def _text(cell: object) -> str:
    return (text_of(cell) or "").strip()


def _unread(engine: Engine, columns: list[str]) -> Iterator[tuple[tuple[int, int], list[str]]]:
    """Yield the rows in which a cell of any of the columns was not read, in order, with those columns."""
    if not columns:
        return
    tests = [quoted(unread_name(column)) for column in columns]
    rows = engine.do(
        f"SELECT row_file, row_record, {', '.join(tests)} FROM rows WHERE {' OR '.join(tests)} "
        f"ORDER BY row_file, row_record"
    )
    while some := rows.fetchmany(10_000):
        for file, record, *unread in some:
            yield (file, record), [column for column, one in zip(columns, unread, strict=True) if one]
