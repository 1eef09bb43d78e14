"""Synthetic registers of a whole ministry, with the defects of real exports, for trying everything out."""

from collections.abc import Callable
from pathlib import Path

from dtplan_analysis.errors import InputError, check_name
from dtplan_analysis.sample import citizens, dossiers, operations, solutions, staff
from dtplan_analysis.sample.setting import Setting
from dtplan_analysis.sample.workspace import write_register, write_units, write_workspace_file

__all__ = ["write_sample"]

_FEW = 200_000
"""Up to so many dossiers come as one CSV file, as offices send them; more as Parquet files in a folder."""


def write_sample(
    folder: str | Path, *, rows: int | None = None, seed: int = 320, progress: Callable[[str], None] | None = None
) -> None:
    """Write a ready workspace of synthetic data: `dtplan.toml`, `units.csv` and all registers.

    `rows` is the number of dossiers in all (default 16,000, from 2023Q4 to 2024Q4), and the other registers of
    events and staff grow with it. The same rows and seed give the same data. Memory is bounded by about half a
    million rows at a time, and the arrays of staff. `progress` is told each file as it is finished. An existing
    sample in the folder is overwritten. Raises InputError for fewer than one row.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_sample(folder, rows=50)
    ...     sorted(path.name for path in Path(folder).iterdir())
    ['dtplan.toml', 'registers', 'units.csv']
    """
    setting = Setting.of(rows, seed)
    if setting.rows < 1:
        raise InputError(f"cannot make {rows} dossiers", where="rows", remedy="ask for one dossier or more")
    many = setting.rows > _FEW
    check_name(folder)
    folder = Path(folder)
    registers = folder / "registers"
    registers.mkdir(parents=True, exist_ok=True)
    write_units(setting, folder / "units.csv")
    write_workspace_file(folder / "dtplan.toml", many)
    for module in (operations, staff, dossiers, citizens, solutions):
        for make in module.REGISTERS:
            name = make.__name__
            form = "folder" if many and name == "dossiers" else module.REGISTERS[make]
            written = write_register(make(setting), registers, name, form)
            if progress:
                progress(f"registers/{name}: {written:,}")
