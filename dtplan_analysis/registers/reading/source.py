"""Where a register comes from: its files or database, and how their columns, codes and days are written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Literal

from dtplan_analysis.bilingual import both, in_both
from dtplan_analysis.errors import RegisterError
from dtplan_analysis.faces import Face, Shown
from dtplan_analysis.language import Text
from dtplan_analysis.registers.columns import NOT_APPLICABLE, Column, Value
from dtplan_analysis.registers.holidays import Calendar
from dtplan_analysis.registers.reading.files import fits, found, passed_over, place_of
from dtplan_analysis.registers.reading.formats.address import is_database, without_secrets
from dtplan_analysis.registers.reading.formats.letters import composed
from dtplan_analysis.registers.reading.origin import Origin
from dtplan_analysis.registers.reading.queried import SOURCE, names_in, tables_of
from dtplan_analysis.registers.register import Consistency, Register

Duplicates = Literal["keep-last", "keep-first", "refuse"]
DUPLICATES: tuple[Duplicates, ...] = ("keep-last", "keep-first", "refuse")

DAY_FIRST, MONTH_FIRST = "day-first", "month-first"

DELIMITERS = (",", ";", "\t", "|")


DUE = "due_on"
_REST = Text("Hẹn trả vào ngày nghỉ", "due on a day on which nobody works")


@dataclass(frozen=True)
class PerFile:
    """Constants of the files whose name, or place below the workspace, is of a pattern."""

    match: str
    constants: Mapping[str, Value | date]

    def fits(self, label: str) -> bool:
        """Return whether a file is of the pattern."""
        return fits(self.match, label) or fits(self.match, PurePosixPath(label).name)


@dataclass(frozen=True, repr=False)
class Source(Shown):
    """The files of a register and how to read them, as the workspace file has it."""

    register: Register
    pattern: str
    base: Path
    columns: Mapping[str, str | Origin] = field(default_factory=dict)
    """Ours = theirs, or where else it comes from."""
    constants: Mapping[str, Value | date] = field(default_factory=dict)
    per_file: Sequence[PerFile] = ()
    """Constants of some of the files."""
    codes: Mapping[str, Mapping[str, Value | date]] = field(default_factory=dict)
    """For a column: theirs = ours."""
    timezone: str = "Asia/Ho_Chi_Minh"
    key: tuple[str, ...] | None = None
    """The columns that identify a row instead of the register's own; none: file and line do."""
    duplicates: Duplicates | Literal[""] = ""
    """Which of several rows with the same key is kept; empty: the last one."""
    dates: str | Mapping[str, str] = ""
    """The order of 06/05/2024, `day-first` or `month-first`, of all columns or of each; empty: as the data tell."""
    decimal: str = ""
    """The decimal sign; empty: as the data tell."""
    encoding: str = ""
    """The encoding of text files; empty: as the bytes tell."""
    delimiter: str = ""
    """The sign between cells of text files; empty: as the header tells."""
    sheet: str | tuple[str, ...] = ""
    """The sheets of a workbook, each by its name or a pattern; empty: every one that has the register's columns."""
    only: Mapping[str, str] = field(default_factory=dict)
    """Of their columns, the pattern of the cells of a row that is read,"""
    skip: Mapping[str, str] = field(default_factory=dict)
    """or of one that is not."""
    fill_down: tuple[str, ...] = ()
    """Their columns in which an empty cell says what the one above it does."""
    transposed: bool = False
    """Whether each record stands in a column of its own."""
    calendar: Calendar | None = None
    """Which days are worked; None: nobody says."""
    due_on_rest_day: Literal["keep", "next"] = "keep"
    """What becomes of a due day on which nobody works."""
    compare: Literal["day", "moment"] = "day"
    """Whether what ended on its due day is judged by its hour."""
    survey: str = "self-selected"
    """How a survey's answers come about: who wants to answers, or who was drawn as a `sample` is asked."""
    least_response: Fraction | None = None
    """The share of those served (0–1) of whom fewer answers leave a survey undecided."""
    group_rows: str = ""
    """`unit`: a row that holds nothing but a name is the unit of the rows below it."""
    table: str = ""
    """The table of a database,"""
    query: str = ""
    """or the query; over files, their table is called `source`."""
    storage: Mapping[str, object] = field(default_factory=dict)
    """Options of the file system of a remote source."""

    def __post_init__(self) -> None:
        """See the register with the key that this office gives it, and its due days beside its days off."""
        if self.key is not None:
            object.__setattr__(self, "register", _keyed(self.register, self.key))
        if self.calendar and DUE in self.register.names and self.due_on_rest_day == "keep":
            rest = ", ".join(f"DATE '{day}'" for day in self.calendar.rest)
            rule = Consistency(DUE, "due_on_rest_day", f"{DUE} IN ({rest})", _REST)
            object.__setattr__(self, "register", replace(self.register, consistency=(*self.register.consistency, rule)))

    def _face(self) -> Face:
        facts = [
            ("", in_both(self.register.title)),
            (both(lambda say: say("Source")), without_secrets(self.pattern)),
            ("", self.table),
        ]
        heads = [both(lambda say: say("Column")), both(lambda say: say("Column of the export"))]
        rows = [(column.name, ", ".join(self.names(column.name))) for column in self.given]
        return Face(self.register.name, facts, heads, rows, f'store.register("{self.register.name}")')

    @property
    def where(self) -> str:
        """The place that errors name."""
        return f"register {self.register.name}"

    @property
    def sheets(self) -> tuple[str, ...]:
        """The sheets of a workbook that are read, by their names or patterns; none: those that have the columns."""
        return (self.sheet,) if isinstance(self.sheet, str) and self.sheet else tuple(self.sheet)

    @property
    def is_remote(self) -> bool:
        """Whether the source is an address, such as `s3://…`, and no path."""
        return "://" in self.pattern

    @property
    def is_database(self) -> bool:
        """Whether the source is the address of a database."""
        return is_database(self.pattern)

    @property
    def asks(self) -> bool:
        """Whether a query is asked of the tables of files."""
        return bool(self.query) and not self.is_database

    @cached_property
    def reads(self) -> frozenset[str]:
        """The names of the other tables that the query reads; raises ConfigurationError where it is none."""
        return frozenset(tables_of(self.query, self.where) - {SOURCE}) if self.asks else frozenset()

    @cached_property
    def origins(self) -> Mapping[str, Origin]:
        """Where each of our columns comes from; those that are constant in all files are not among them."""
        found = {}
        for name in self.register.names:
            if name not in self.constants:
                said = self.columns.get(name, name)
                found[name] = said if isinstance(said, Origin) else Origin(names=(said,))
        return found

    def origin(self, name: str) -> Origin:
        """Return where one of our columns comes from; a constant from nowhere."""
        return self.origins.get(name, Origin())

    @cached_property
    def given(self) -> tuple[Column, ...]:
        """The columns that come from columns of the export."""
        return tuple(c for c in self.register.columns if c.name in self.origins and self.origins[c.name].names)

    @cached_property
    def wanted(self) -> frozenset[str]:
        """The export's names of the columns that come from it."""
        asked = names_in(self.query) if self.asks else ()
        return frozenset(name for column in self.given for name in self.names(column.name)).union(
            map(composed, (*self.only, *self.skip, *self.fill_down, *asked))
        )

    @cached_property
    def placing(self) -> tuple[str, ...]:
        """The export's names of the columns, but for the unit, without which a row is no record."""
        return self._names_of(column for column in self.given if column.name != "unit" and self.decides(column))

    @cached_property
    def numeric(self) -> frozenset[str]:
        """The export's names of the columns that hold numbers."""
        return frozenset(self._names_of(column for column in self.given if column.type in ("whole", "number")))

    @cached_property
    def keys(self) -> frozenset[str]:
        """The export's names of the columns of the key, days apart."""
        own = [column for column in self.given if column.name in self.register.key and column.type != "date"]
        return frozenset(self._names_of(own))

    @cached_property
    def days(self) -> frozenset[str]:
        """The export's names of the columns of days,"""
        return frozenset(self._names_of(column for column in self.given if column.type == "date"))

    @cached_property
    def undecided(self) -> frozenset[str]:
        """and of those whose order the workspace does not say."""
        orders = self.dates if isinstance(self.dates, Mapping) else {}
        days = [column for column in self.given if column.type == "date" and not (self.dates and not orders)]
        return frozenset(self._names_of(column for column in days if column.name not in orders))

    @cached_property
    def shown(self) -> frozenset[str]:
        """The export's names of the columns that may be shown, which pseudonyms may not."""
        return frozenset(self._names_of(column for column in self.given if not column.pseudonym))

    def _names_of(self, columns: Iterable[Column]) -> tuple[str, ...]:
        return tuple(name for column in columns for name in self.names(column.name))

    def decides(self, column: Column) -> bool:
        """Return whether a row cannot be placed without the column."""
        return column.required or column.name == self.register.date

    def files(self) -> list[Path]:
        """Return the files, in the natural order of their names; raises RegisterError as `files.found` does."""
        return found(self.base, self.pattern, self.where)

    def passed_over(self) -> list[str]:
        """Return the names of the files of a folder that are of no format that is read, hidden ones apart."""
        return [] if self.is_remote else passed_over(self.base, self.pattern)

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

    @cached_property
    def sparing(self) -> tuple[Column, ...]:
        """The columns that do not apply to all rows, by the meaning of a word."""
        return tuple(c for c in self.register.columns if NOT_APPLICABLE in self.codes.get(c.name, {}).values())

    def needs_no_cell(self, name: str) -> bool:
        """Return whether a column of ours is there without a column of the export, be it in some of the files."""
        origin = self.origins.get(name)
        return not origin or bool(origin.place or origin.start) or any(name in one.constants for one in self.per_file)

    def names(self, name: str) -> tuple[str, ...]:
        """Return the export's names of one of our columns, of which the first that is filled counts."""
        return tuple(map(composed, self.origins[name].names)) if name in self.origins else ()

    def theirs(self, name: str) -> str:
        """Return the export's name of one of our columns, the first where there are several."""
        return next(iter(self.names(name)), name)

    def constants_of(self, label: str) -> dict[str, Value | date]:
        """Return the constants of a file: those of all files, and its own."""
        own = [one.constants for one in self.per_file if one.fits(label)]
        return {**self.constants, **{name: value for constants in own for name, value in constants.items()}}

    def of_file(self, label: str, sheet: str) -> dict[str, Value | date]:
        """Return the constants of a file or sheet, and what its name says.

        Raises RegisterError where a name does not fit its pattern.
        """
        found = self.constants_of(label)
        for name, origin in self.origins.items():
            if origin.place and name not in found:
                if (value := origin.of_name(label, sheet)) is None:
                    raise RegisterError(
                        f"{name} comes from the name of the {origin.place}, which does not fit {origin.pattern!r}",
                        where=f"{self.where}, {label}" + (f", sheet {sheet!r}" if sheet else ""),
                        remedy=f"correct the pattern of {name} in dtplan.toml under [{self.register.table}."
                        "columns], or name the files in `source`",
                    )
                found[name] = value
        return found


def _keyed(register: Register, key: tuple[str, ...]) -> Register:
    """Return a register with another key, the columns of which are required instead of those of its own."""
    columns = tuple(
        replace(c, required=c.name in key or (c.required and c.name not in register.key)) for c in register.columns
    )
    return replace(register, key=key, columns=columns)
