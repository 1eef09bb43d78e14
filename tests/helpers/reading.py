"""One register read from files that a test writes."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd

from dtplan_analysis.catalogue import REGISTERS
from dtplan_analysis.errors import InputError
from dtplan_analysis.language import Text
from dtplan_analysis.registers.reading import Reader, Reading, Source, check_source
from dtplan_analysis.registers.reading.formats.base import Export
from dtplan_analysis.registers.reading.opening import open_file
from dtplan_analysis.registers.reading.origin import origin_of
from dtplan_analysis.units import Unit, Units

AS_OF = date(2024, 12, 31)


def unit(code: str, vi: str, *aliases: str, **more: Any) -> Unit:
    return Unit(code, Text(vi, code), aliases=aliases, **more)


UNITS = Units(
    (
        unit("VP", "Văn phòng Bộ", "Van phong"),
        unit("PC", "Vụ Pháp chế"),
        unit("OLD", "Vụ cũ", valid_to=date(2024, 6, 30), successors=(("MID", Fraction(1)),)),
        unit("NEW", "Vụ mới"),
        unit("MID", "Vụ giữa", valid_to=date(2024, 9, 30), successors=(("NEW", Fraction(1)),)),
    )
)


def source(base: Path, pattern: str = "*.csv", **more: Any) -> Source:
    """The files of a folder as dossiers."""
    return Source(REGISTERS["dossiers"], pattern, base, **more)


def opened(file: Path, **more: Any) -> Export:
    """One file of dossiers, as it is opened."""
    (export,) = open_file(file, "x", source(file.parent, file.name, **more), file.parent / "scratch")
    return export


@dataclass
class Read:
    """What came out of reading one register."""

    reading: Reading
    rows: pd.DataFrame
    aside: list[list[str]]
    kept: list[str]
    """For each row aside, the one that was kept in its place."""

    def column(self, name: str) -> list[Any]:
        return [None if pd.isna(value) else value for value in self.rows[name]]


def read(
    folder: Path,
    files: dict[str, object],
    *,
    register: str = "dossiers",
    units: Units = UNITS,
    as_of: date = AS_OF,
    pattern: str = "in",
    secret: str = "secret",
    **options: Any,
) -> Read:
    """Write the files, read them, and return what came out; the buckets always add up."""
    for name, content in files.items():
        file = folder / "in" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, pd.DataFrame):
            content.to_parquet(file)
        else:
            file.write_bytes(content if isinstance(content, bytes) else str(content).encode())
    out = folder / "out"
    with Reader(out, key=secret) as reader:
        source = Source(REGISTERS[register], pattern, folder, **options)
        check_source(source, "dtplan.toml")
        reader.stage(source)
        reading = reader.finish(register, units, as_of)
    rows = pd.read_parquet(out / "registers" / f"{register}.parquet", dtype_backend="pyarrow")
    with (out / "rejected" / f"{register}.csv").open(encoding="utf-8", newline="") as stream:
        header, *aside = csv.reader(stream)
    assert header == ["file", "sheet", "line", "column", "value", "reason", "kept"]
    kept = [row[-1] for row in aside]
    aside = [[file, *row[:-1]] for file, _, *row in aside]
    assert reading.adds_up
    assert (reading.usable, sum(reading.rejected.values())) == (len(rows), len(aside))
    return Read(reading, rows, aside, kept)


def dossiers(*rows: str, columns: str = "") -> str:
    """A CSV of dossiers: number, unit and day of receipt, and more columns."""
    more = f",{columns}" if columns else ""
    return "\n".join([f"number,unit,received_on{more}", *rows, ""])


def cells(name: str, values: list[str]) -> str:
    """A CSV with one value of a column per row."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(["number", "unit", "received_on", name])
    writer.writerows([str(place), "VP", "2024-05-06", value] for place, value in enumerate(values))
    return stream.getvalue()


def staged(folder: Path, **texts: str) -> Reader:
    reader = Reader(folder / "out")
    reader.__enter__()
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        reader.stage(Source(REGISTERS[name], f"{name}.csv", folder))
    return reader


def refused(call: Callable[..., Read], *given: object, **more: object) -> Read | InputError:
    """What a call returns, or the input error that it raises: nothing else may come of hostile input."""
    try:
        return call(*given, **more)
    except InputError as error:
        return error


def columns_of(register: str = "dossiers", **columns: Any) -> dict[str, Any]:
    """What a workspace file says of columns."""
    return {name: origin_of(value, REGISTERS[register].column(name), "dtplan.toml") for name, value in columns.items()}
