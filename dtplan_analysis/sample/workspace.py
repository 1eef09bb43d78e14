"""The files of the sample: the list of units, the workspace file, and registers as CSV or Parquet."""

import csv
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from dtplan_analysis.resources import resource
from dtplan_analysis.sample.setting import Setting

_FIELDS = ("code", "name_vi", "name_en", "parent", "scope", "aliases", "valid_from", "valid_to", "successor", "exempt")
_OF_DOSSIERS = ("procedures", "dossiers", "satisfaction", "satisfaction_served", "declarations")
_OF_THE_MINISTRY = (
    "documents",
    "assignments",
    "assignment_updates",
    "work_records",
    "staff",
    "mailbox_use",
    "training",
)
_STOCKS = ("infrastructure", "workforce", "inspections")
_BATCH = 250_000


def write_units(setting: Setting, path: Path) -> None:
    """Write the units in official order, with the registers that each has no business in."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, _FIELDS, lineterminator="\n")
        writer.writeheader()
        for unit in setting.units:
            writer.writerow(
                {
                    "code": unit["code"],
                    "name_vi": unit["vi"],
                    "name_en": unit["en"],
                    "scope": unit.get("scope", "ministry"),
                    "aliases": "|".join([unit["agency"], _unaccented(unit["vi"]), *unit["aliases"]]),
                    "valid_from": unit.get("valid_from", ""),
                    "exempt": "|".join(_exempt(setting, unit)),
                }
            )


def _exempt(setting: Setting, unit: dict[str, Any]) -> list[str]:
    """Return the registers in which a unit has nothing to report, by the parameters."""
    parameters, code = setting.parameters, unit["code"]
    exempt: list[str] = []
    if "sizes" not in unit:
        exempt += [*_OF_THE_MINISTRY, *_STOCKS]
    if code not in (listed["code"] for listed in parameters["dossiers"]["units"]):
        exempt += _OF_DOSSIERS
    if code not in (code for task in parameters["plan_tasks"]["list"] for code in task["units"]):
        exempt.append("plan_tasks")
    lists = ("systems", "budget", "initiatives")
    return exempt + [name for name in lists if code not in (listed["unit"] for listed in parameters[name]["list"])]


def _unaccented(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def write_workspace_file(path: Path, many: bool) -> None:
    """Write `dtplan.toml`, whose comments teach how a workspace is set up."""
    text = (resource("data") / "workspace.toml").read_text("utf-8")
    if many:
        text = text.replace("registers/dossiers.csv", "registers/dossiers")
    path.write_text(text, encoding="utf-8", newline="\n")


def write_register(tables: Iterable[pa.Table], folder: Path, name: str, form: str) -> int:
    """Write a register piece by piece as `csv`, `parquet` or `folder` of Parquet files; return its rows."""
    for old in (folder / f"{name}.csv", folder / f"{name}.parquet", *(folder / name).glob("part-*.parquet")):
        old.unlink(missing_ok=True)
    if form == "csv":
        return _write_csv(tables, folder / f"{name}.csv")
    if form == "parquet":
        return _write_parquet(tables, folder / f"{name}.parquet")
    (folder / name).mkdir(exist_ok=True)
    return sum(
        _write_parquet([table], folder / name / f"part-{number:04}.parquet") for number, table in enumerate(tables)
    )


def _write_csv(tables: Iterable[pa.Table], path: Path) -> int:
    rows = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        for table in tables:
            for batch in _ones_and_zeros(table).to_batches(_BATCH):
                frame = batch.to_pandas(types_mapper=pd.ArrowDtype)  # keeps whole numbers with gaps whole
                frame.to_csv(file, header=rows == 0, index=False, lineterminator="\n")
                rows += len(frame)
    return rows


def _ones_and_zeros(table: pa.Table) -> pa.Table:
    return table.cast(
        pa.schema([(one.name, pa.int8() if pa.types.is_boolean(one.type) else one.type) for one in table.schema])
    )


def _write_parquet(tables: Iterable[pa.Table], path: Path) -> int:
    rows, writer = 0, None
    try:
        for table in tables:
            writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
            writer.write_table(table)
            rows += table.num_rows
    finally:
        if writer:
            writer.close()
    return rows
