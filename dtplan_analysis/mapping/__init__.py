"""Looking at exports: which registers they are, and the tables of `dtplan.toml` that read them."""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from dtplan_analysis.catalogue import LIBRARY, Catalogue
from dtplan_analysis.errors import ConfigurationError, check_name
from dtplan_analysis.language import Language
from dtplan_analysis.mapping.proposing import look
from dtplan_analysis.mapping.writing import difference, table
from dtplan_analysis.settings import CONFIGURATION, Settings, read_toml
from dtplan_analysis.units import Units
from dtplan_analysis.units.listing import read_units
from dtplan_analysis.workspace.configuration import vocabulary

__all__ = ["propose"]


def propose(
    files: Sequence[str | Path], folder: str | Path, *, register: str = "", language: str = ""
) -> Iterator[str]:
    """Yield the table of each register that files hold, or its difference from the one of the workspace.

    It speaks the workspace's first language, or another that is asked for.

    Raises ConfigurationError where a file is absent or of no register that is known, RegisterError where it cannot be
    read.
    """
    exports, folder = [Path(file) for file in files], Path(folder)
    for file in exports:
        check_name(file)
        if not file.is_file():
            raise ConfigurationError("there is no such file", where=str(file), remedy="name an export")
    here = _here(folder / CONFIGURATION)
    settings = Settings(here, CONFIGURATION)
    catalogue = vocabulary(settings, folder.resolve())[1] if here else LIBRARY
    say, units = Language(language or settings.languages()[0]), _units(folder, here, catalogue)
    with tempfile.TemporaryDirectory() as scratch:
        found = look(exports, folder.resolve(), catalogue, Path(scratch), say, units=units, register=register)
        for one in found:
            there = here.get("registers", {}).get(one.register.name)
            if not there:
                yield table(one, say)
            else:
                name = f"[registers.{one.register.name}]"
                said = say("{table} is there already, and nothing is to be added", table=name)
                yield difference(one, there) or f"# {said}\n"


def _here(file: Path) -> dict[str, Any]:
    """Return what the workspace file says; nothing where there is none."""
    if not file.exists():
        return {}
    try:
        return read_toml(file)
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"cannot be read: {error}", where=str(file), remedy="correct the TOML") from None


def _units(folder: Path, here: dict[str, Any], catalogue: Catalogue) -> Units | None:
    name = here.get("units")
    return read_units(folder / name, catalogue.registers) if isinstance(name, str) else None
