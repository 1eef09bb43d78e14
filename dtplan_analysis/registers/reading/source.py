"""Where a register comes from: its files, and how their columns and codes are named."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Literal

from dtplan_analysis.errors import ConfigurationError, RegisterError
from dtplan_analysis.registers.columns import Column, Register, Value

Duplicates = Literal["keep-last", "keep-first", "refuse"]

FORMATS = (".csv", ".txt", ".tsv", ".parquet")
"""The endings of files that are read: text with a separator, and Parquet."""


@dataclass(frozen=True)
class Source:
    """The files of a register and how to read them, as the workspace file has it."""

    register: Register
    pattern: str
    base: Path
    columns: Mapping[str, str] = field(default_factory=dict)
    """Ours = theirs."""
    constants: Mapping[str, Value | date] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    """For a column: theirs = ours."""
    timezone: str = "Asia/Ho_Chi_Minh"
    duplicates: Duplicates = "keep-last"

    @property
    def where(self) -> str:
        """The place that errors name."""
        return f"register {self.register.name}"

    def files(self) -> list[Path]:
        """Return the files, in the order of their names; raises RegisterError where there is none.

        In a folder, hidden files and those of other formats are passed over. A file that is also there under another
        name (a link) is read once.
        """
        path = self.base / self.pattern
        try:
            if path.is_dir():
                found = [file for file in path.rglob("*") if file.suffix.lower() in FORMATS and not _hidden(file, path)]
            else:
                found = [path] if path.is_file() else [file for file in self._matching(path) if file.name[0] != "."]
            found = sorted(file for file in found if file.is_file() and not file.name.startswith("~$"))
        except (OSError, ValueError) as error:
            raise RegisterError(
                f"{self.pattern!r} cannot be looked up: {error}", where=self.where, remedy="mend `source`"
            ) from None
        found = list({file.resolve(): file for file in reversed(found)}.values())[::-1]
        if not found:
            raise RegisterError(
                f"no file matches {self.pattern!r}",
                where=self.where,
                remedy=f"put the export there ({', '.join(FORMATS)}), or mend `source`; looked in {self.base}",
            )
        for file in found:
            if file.suffix.lower() not in FORMATS:
                raise RegisterError(
                    f"{file.name} is neither CSV nor Parquet",
                    where=self.where,
                    remedy=f"save it as one of {', '.join(FORMATS)}",
                )
        return found

    def _matching(self, path: Path) -> list[Path]:
        root = _root(path)
        return list(root.glob(str(path.relative_to(root)))) if root != path else []

    def label(self, file: Path) -> str:
        """Return a file's name as outputs show it: its place in the workspace, or below the folder it was found in.

        >>> from dtplan_analysis.registers import REGISTERS
        >>> Source(REGISTERS["dossiers"], "exports/*/*.csv", Path("/office")).label(Path("/office/exports/a/x.csv"))
        'exports/a/x.csv'
        """
        for folder in (self.base, _root(self.base / self.pattern)):
            if file.is_relative_to(folder) and file != folder:
                return file.relative_to(folder).as_posix()
        return file.name

    def theirs(self, name: str) -> str:
        """Return the export's name of one of our columns."""
        return unicodedata.normalize("NFC", self.columns.get(name, name)).strip()


def _root(path: Path) -> Path:
    """Return the part of a pattern that comes before its first sign of a pattern."""
    for place, part in enumerate(path.parts):
        if any(sign in part for sign in "*?["):
            return Path(*path.parts[:place])
    return path


def _hidden(file: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in file.relative_to(folder).parts)


def check_source(source: Source, where: str) -> None:
    """Refuse columns, constants and codes that the register does not have; raises ConfigurationError."""
    register = source.register
    for table, names in (("columns", source.columns), ("constants", source.constants), ("codes", source.codes)):
        for name in names:
            if name not in register.names:
                near = get_close_matches(name, register.names, 1)
                raise ConfigurationError(
                    f"register {register.name} has no column {name!r}",
                    where=f"{where}, [registers.{register.name}.{table}]",
                    remedy=f"did you mean {near[0]}?" if near else f"its columns are {', '.join(register.names)}",
                )
    for name, value in source.constants.items():
        if not _allowed(value, register.column(name)):
            raise ConfigurationError(
                f"the constant {value!r} is no value of {name}",
                where=f"{where}, [registers.{register.name}.constants]",
                remedy=f"write {_wanted(register.column(name))}",
            )
    for name, codes in source.codes.items():
        column = register.column(name)
        if column.type == "date" or column.pseudonym:
            raise ConfigurationError(
                f"{name} has no codes",
                where=f"{where}, [registers.{register.name}.codes]",
                remedy="leave them out: only flags, codes, numbers and text are exported under other values",
            )
        for theirs, ours in codes.items():
            if not _allowed(ours, column):
                raise ConfigurationError(
                    f"{theirs!r} is mapped to {ours!r}, which is no value of {name}",
                    where=f"{where}, [registers.{register.name}.codes.{name}]",
                    remedy=f"write {_wanted(column)}",
                )


def _allowed(value: object, column: Column) -> bool:
    match column.type:
        case "flag":
            return isinstance(value, bool)
        case "code":
            return value in column.codes
        case "date":
            return type(value) is date
        case "whole":
            return type(value) is int
        case "number":
            return type(value) in (int, float)
        case _:
            return isinstance(value, str) and bool(value.strip())


def _wanted(column: Column) -> str:
    words = {"flag": "true or false", "date": "a date, as 2024-06-30", "whole": "a whole number", "number": "a number"}
    return f"one of {', '.join(column.codes)}" if column.codes else words.get(column.type, "a text")
