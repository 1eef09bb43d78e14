"""The records behind a shortfall as a file that an office works through: workbook, CSV or Parquet."""

import csv
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from dtplan_analysis.checks.sheets import ROWS, Sheet, write_workbook
from dtplan_analysis.errors import OutputError
from dtplan_analysis.indicators import Proportion
from dtplan_analysis.judging.wording import target_text
from dtplan_analysis.language import Language
from dtplan_analysis.registers.columns import Column
from dtplan_analysis.spreadsheet import harmless
from dtplan_analysis.workspace import Store

FORMATS = ("xlsx", "parquet", "csv")


def write_records(store: Store, target: str, quarter: str, file: Path, *, unit: str = "", language: str = "vi") -> None:
    """Write the records that a target lacks in a quarter, of one unit or of all, in the format of the file's ending.

    They are those of `Store.records`, without personal data. In a workbook every cell is text, the first sheet says
    what the records are, and there are at most a million; CSV is UTF-8 with a byte order mark, for spreadsheets.
    Raises InputError for an unknown target, quarter or unit, OutputError for more records than a workbook holds.
    """
    found = store.records(target, quarter, unit=unit)
    format_ = file.suffix[1:].lower()
    file.parent.mkdir(parents=True, exist_ok=True)
    if format_ == "parquet":
        found.write_parquet(str(file), compression="zstd")
    elif format_ == "csv":
        with file.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(map(harmless, found.columns))
            writer.writerows([harmless(cell) for cell in row] for row in _rows(found))
    else:
        _write_workbook(store, target, quarter, file, unit, language, found)


def _write_workbook(store: Store, target: str, quarter: str, file: Path, unit: str, language: str, found: Any) -> None:
    say, one = Language(store.workspace.tongue(language)), store.measure_of(target)
    heads = [column_label(name, one.indicator, say) for name in found.columns]
    rows = _rows(found)
    shown = list(islice(rows, ROWS + 1))
    if len(shown) > ROWS:
        raise OutputError(
            f"a workbook holds {ROWS:,} records, and these are more",
            where=str(file),
            remedy="write parquet or csv, or name a unit",
        )
    known = store.units[store.units.find(unit).code].name[language] if unit else say("all units")
    notes = [
        (say("Target"), f"{one.target.id} {one.target.short[language]}" if one.target else one.indicator.name),
        (say("Threshold"), target_text(one.target, say) if one.target else "–"),
        (say("How it is counted"), one.indicator.definition[language]),
        (say("Unit"), known),
        (say("Quarter"), say.quarter(quarter)),
        (say("Data as of"), say.date(store.as_of)),
        (say("Records"), say.number(len(shown))),
        (
            f"{say('Problem')}: {_problem('missing', say)}",
            say("A cell that is needed is empty or unknown: complete it."),
        ),
        (
            f"{say('Problem')}: {_problem('not_reached', say)}",
            say("The record is complete and does not count towards the target."),
        ),
    ]
    if store.workspace.synthetic:
        notes.append((say("Synthetic data"), say("The records are made up.")))
    columns = [_column(name, one.indicator) for name in found.columns]
    cells = ([_shown(*cell, say) for cell in zip(row, columns, strict=True)] for row in shown)
    sheets = [Sheet(say("Notes"), (say("What"), say("Value")), notes, (28, 90))]
    sheets.append(
        Sheet(say("Records", context="sheet"), heads, cells, [max(14, min(40, len(head) + 2)) for head in heads])
    )
    write_workbook(file, sheets, title=say("Records to correct"), language=language)


def column_label(name: str, indicator: Proportion, say: Language) -> str:
    """Return what a column of records means, and its own name where the registers do not say."""
    if name == "problem":
        return say("Problem")
    column = _column(name, indicator)
    return column.meaning[say.code] if column else name


def _column(name: str, indicator: Proportion) -> Column | None:
    return next((one.column(name) for one in indicator.registers if name in one.names), None)


def _problem(code: str, say: Language, *, named: bool = False) -> str:
    words = {"missing": say("information is missing"), "not_reached": say("not as required")}.get(code, code)
    return f"{say('Problem')}: {words}" if named else words


def _rows(found: Any) -> Iterator[Sequence[object]]:
    for batch in found.to_arrow_reader(10_000):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _shown(value: object, column: Column | None, say: Language) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return say("yes") if value else say("no")
    if isinstance(value, date):
        return value.strftime("%Y-%m-%d")
    return column.words_of(str(value), say.code) if column else _problem(str(value), say)
