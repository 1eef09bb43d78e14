"""Where a register comes from: its files or database, and how their columns, codes and days are written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Literal

from dtplan_analysis.errors import ConfigurationError, RegisterError, nearest
from dtplan_analysis.registers.columns import Column, Register, Value
from dtplan_analysis.registers.reading.files import in_order, matching, place_of
from dtplan_analysis.registers.reading.formats.address import is_database, without_secrets
from dtplan_analysis.registers.reading.formats.letters import composed

Duplicates = Literal["keep-last", "keep-first", "refuse"]
DUPLICATES: tuple[Duplicates, ...] = ("keep-last", "keep-first", "refuse")

DAY_FIRST, MONTH_FIRST = "day-first", "month-first"

DELIMITERS = (",", ";", "\t", "|")

TEXTS = (".csv", ".txt", ".tsv")
WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
LINES = (".jsonl", ".ndjson")
FORMATS = (*TEXTS, *WORKBOOKS, *LINES, ".parquet")
"""The endings of files that are read: text with a separator, workbooks, JSON lines and Parquet."""


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
    dates: str | Mapping[str, str] = ""
    """The order of 06/05/2024, `day-first` or `month-first`, of all columns or of each; empty: as the data tell."""
    decimal: str = ""
    """The decimal sign; empty: as the data tell."""
    encoding: str = ""
    """The encoding of text files; empty: as the bytes tell."""
    delimiter: str = ""
    """The sign between cells of text files; empty: as the header tells."""
    sheet: str = ""
    """The sheet of a workbook; empty: every one that has the register's columns."""
    group_rows: str = ""
    """`unit`: a row that holds nothing but a name is the unit of the rows below it."""
    table: str = ""
    """The table of a database,"""
    query: str = ""
    """or the query."""
    storage: Mapping[str, object] = field(default_factory=dict)
    """Options of the file system of a remote source."""

    @property
    def where(self) -> str:
        """The place that errors name."""
        return f"register {self.register.name}"

    @property
    def is_remote(self) -> bool:
        """Whether the source is an address, such as `s3://…`, and no path."""
        return "://" in self.pattern

    @property
    def is_database(self) -> bool:
        """Whether the source is the address of a database."""
        return is_database(self.pattern)

    @cached_property
    def given(self) -> tuple[Column, ...]:
        """The columns that come from the export, and are no constant."""
        return tuple(column for column in self.register.columns if column.name not in self.constants)

    @cached_property
    def wanted(self) -> frozenset[str]:
        """The export's names of the columns that come from it."""
        return frozenset(self.theirs(column.name) for column in self.given)

    @cached_property
    def placing(self) -> tuple[str, ...]:
        """The export's names of the columns, but for the unit, without which a row is no record."""
        return tuple(
            self.theirs(column.name) for column in self.given if column.name != "unit" and self.decides(column)
        )

    @cached_property
    def numeric(self) -> frozenset[str]:
        """The export's names of the columns that hold numbers."""
        return frozenset(self.theirs(column.name) for column in self.given if column.type in ("whole", "number"))

    @cached_property
    def days(self) -> frozenset[str]:
        """The export's names of the columns of days,"""
        return frozenset(self.theirs(column.name) for column in self.given if column.type == "date")

    @cached_property
    def undecided(self) -> frozenset[str]:
        """and of those whose order the workspace does not say."""
        orders = self.dates if isinstance(self.dates, Mapping) else {}
        days = [column for column in self.given if column.type == "date" and not (self.dates and not orders)]
        return frozenset(self.theirs(column.name) for column in days if column.name not in orders)

    @cached_property
    def shown(self) -> frozenset[str]:
        """The export's names of the columns that may be shown, which pseudonyms may not."""
        return frozenset(self.theirs(column.name) for column in self.given if not column.pseudonym)

    def decides(self, column: Column) -> bool:
        """Return whether a row cannot be placed without the column."""
        return column.required or column.name == self.register.date

    def marks(self) -> list[str]:
        """Return what tells that the source changed: each file's size and times, or a remote object's checksum.

        A database tells nothing, and is read when the workspace is measured.
        """
        if self.is_database:
            return [f"{without_secrets(self.pattern)}|{self.table}|{self.query}"]
        if self.is_remote:
            from dtplan_analysis.registers.reading.formats.remote import checksums

            return checksums(self)
        status = {file: file.stat() for file in self.files()}
        return [f"{file}|{one.st_size}|{one.st_mtime_ns}|{one.st_ctime_ns}" for file, one in status.items()]

    def files(self) -> list[Path]:
        """Return the files, in the natural order of their names; raises RegisterError where there is none.

        In a folder, hidden files and those of other formats are passed over. A file that is also there under another
        name (a link) is read once.
        """
        try:
            path, parts = place_of(self.base, self.pattern)
            if path.is_dir() and not parts:
                found = [file for file in path.rglob("*") if file.suffix.lower() in FORMATS and not _hidden(file, path)]
            else:
                found = list(matching(path, parts))
            found = in_order([file for file in found if file.is_file() and not file.name.startswith("~$")])
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
                    f"{file.name} is of no format that is read",
                    where=self.where,
                    remedy=f"save it as one of {', '.join(FORMATS)}",
                )
        return found

    def passed_over(self) -> list[str]:
        """Return the names of the files of a folder that are of no format that is read, hidden ones apart."""
        if self.is_remote:
            return []
        path, parts = place_of(self.base, self.pattern)
        if parts or not path.is_dir():
            return []
        others = (file for file in path.rglob("*") if file.is_file() and file.suffix.lower() not in FORMATS)
        return sorted(
            file.relative_to(path).as_posix()
            for file in others
            if not _hidden(file, path) and not file.name.startswith("~$")
        )

    def label(self, file: Path) -> str:
        """Return a file's name as outputs show it: its place in the workspace, or below the folder it was found in.

        >>> from dtplan_analysis.registers.dossiers import DOSSIERS
        >>> Source(DOSSIERS, "exports/*/*.csv", Path("/office")).label(Path("/office/exports/a/x.csv"))
        'exports/a/x.csv'
        """
        for folder in (self.base, place_of(self.base, self.pattern)[0]):
            if file.is_relative_to(folder) and file != folder:
                return file.relative_to(folder).as_posix()
        return file.name

    def theirs(self, name: str) -> str:
        """Return the export's name of one of our columns."""
        return composed(self.columns.get(name, name))


def _hidden(file: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in file.relative_to(folder).parts)


def check_source(source: Source, where: str) -> None:
    """Refuse what the register does not have, and options that do not go together; raises ConfigurationError."""
    register = source.register
    _check_options(source, f"{where}, [registers.{register.name}]")
    for table, names in (("columns", source.columns), ("constants", source.constants), ("codes", source.codes)):
        for name in names:
            if name not in register.names:
                raise ConfigurationError(
                    f"register {register.name} has no column {name!r}",
                    where=f"{where}, [registers.{register.name}.{table}]",
                    remedy=nearest(name, register.names),
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


def _check_options(source: Source, where: str) -> None:
    if source.is_database != bool(source.table or source.query) or (source.table and source.query):
        raise ConfigurationError(
            "a database is read by a table or a query" if source.is_database else "a file has no table and no query",
            where=where,
            remedy='write table = "…" or query = "SELECT …", one of them, beside the address of a database',
        )
    days = [column.name for column in source.register.columns if column.type == "date"]
    orders = source.dates if isinstance(source.dates, Mapping) else {}
    for name, order in orders.items():
        if name not in days or order not in (DAY_FIRST, MONTH_FIRST):
            raise ConfigurationError(
                f"dates: {name!r} = {order!r}",
                where=where,
                remedy=f"give one of {', '.join(days)} the order {DAY_FIRST} or {MONTH_FIRST}",
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
