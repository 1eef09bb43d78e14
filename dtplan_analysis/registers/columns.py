"""What a register is made of: columns with types, codes and meaning, and the columns derived from them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Literal

import narwhals.stable.v2 as nw

from dtplan_analysis.faces import Face, Shown, both, in_both
from dtplan_analysis.language import Text

Type = Literal["text", "date", "flag", "whole", "number", "code"]
Value = str | bool | int

EARLIEST = date(1990, 1, 1)
"""A date that decides a period is absurd before it,"""

LONGEST = 10
"""and more than so many years after the as-of date."""


PERSONAL = ("ChuHoSo", "SoDinhDanh", "SoDienThoai", "Email", "DiaChi", "NguoiNop", "CCCD", "CMND")
"""Export columns known to hold names, identity numbers, phones or addresses; they are never read."""


@dataclass(frozen=True)
class Column:
    """One column of a register, as users write it in their workspace file."""

    name: str
    type: Type
    meaning: Text
    codes: tuple[str, ...] = ()
    """All values that a column of type `code` may have."""
    official: Mapping[str, str] = field(default_factory=dict)
    """The numbers under which national systems export the codes."""
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The legal and usual Vietnamese words of a code, which exports have in its place; readers see the first."""
    required: bool = False
    """A row without it can be placed nowhere, and is rejected."""
    happened: bool | None = None
    """A date on which something happened: the latest of these is the as-of date of the data. Where a register says it
    of none, it is so of the one that decides the period."""
    optional: bool = False
    """An export may lack it altogether: then it is empty in every row."""
    if_empty: Value | None = None
    """What an empty cell is read as, by rule; counted in a warning."""
    pseudonym: Literal["", "as exported", "hashed"] = ""
    """A key that tells people apart: kept as exported or as a keyed hash, and shown in no output."""
    least: int | None = None
    most: int | None = None
    """The smallest and largest number that can be: another is kept and listed."""

    def words_of(self, value: str, language: str) -> str:
        """Return a code as readers of a language know it, and any other text as it is.

        >>> [SECRECY.words_of("top_secret", language) for language in ("vi", "en")], SECRECY.words_of("A_1", "vi")
        (['Tuyệt mật', 'top secret'], 'A_1')
        """
        if value not in self.codes:
            return value
        plain = value.replace("_", " ")
        return self.words.get(value, (plain,))[0] if language == "vi" else plain


def unread(name: str) -> nw.Expr:
    """Return whether a cell of a register's column says something that has no meaning: unreadable, or an unknown code.

    Storage has it as `NAME__unread` beside a column with such cells; a code that is none of the column's has it too.
    """
    return nw.col(unread_name(name))


def unread_name(name: str) -> str:
    """Return the name of the mark beside a column."""
    return f"{name}__unread"


NOT_APPLICABLE = "not_applicable"
"""A meaning that a word may have in any column: a record with it is left out where the column is needed."""


def spared_name(name: str) -> str:
    """Return the name of the mark of records to which a column does not apply."""
    return f"{name}__{NOT_APPLICABLE}"


@dataclass(frozen=True, eq=False)
class Derived:
    """A column that is computed from others before anything is counted."""

    name: str
    sources: tuple[str, ...]
    expression: Callable[[datetime], nw.Expr]
    """The expression, given the as-of day; it may ask of every source whether it is `unread`."""
    beside: tuple[str, ...] = ()
    """More sources, which an export may lack: then they are empty."""


@dataclass(frozen=True, eq=False)
class Consistency:
    """A rule between columns; a row that breaks it is kept and listed, and `column` is not to be trusted."""

    column: str
    rule: str
    sql: str
    message: Text


@dataclass(frozen=True)
class Process:
    """How a record's status goes with its days: where the day of a status is still to come, the record is running."""

    status: str = ""
    running: str = ""
    dated: Mapping[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)
    """The columns that date some statuses."""


@dataclass(frozen=True, eq=False, repr=False)
class Register(Shown):
    """A register that an office exports: one module each, one place for all that is known of its columns."""

    name: str
    title: Text
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    """Columns that together identify a row; an exact repeat of them is rejected."""
    date: str = ""
    """The column that decides the period."""
    told_by: tuple[str, ...] = ()
    """Columns by which people know a record whose key says them nothing, such as a name."""
    derived: tuple[Derived, ...] = ()
    consistency: tuple[Consistency, ...] = ()
    process: Process = Process()
    serves_public: bool = False
    """It tells of what serves citizens and businesses, not of the office's own operations."""
    sums: bool = False
    """Its rows are figures and no records: one may be of the organisation as a whole, and none is counted."""

    def __post_init__(self) -> None:
        if self.date and not any(column.happened for column in self.columns):
            columns = tuple(
                replace(column, happened=True) if column.name == self.date and column.happened is None else column
                for column in self.columns
            )
            object.__setattr__(self, "columns", columns)

    def _face(self) -> Face:
        facts = [
            (both(lambda say: say("Register")), in_both(self.title)),
            (both(lambda say: say("Key")), ", ".join(self.key)),
            (both(lambda say: say("Date that decides the period")), self.date),
            (both(lambda say: say("Columns")), str(len(self.columns))),
        ]
        heads = [
            both(lambda say: say("Column")),
            both(lambda say: say("Type")),
            both(lambda say: say("Meaning")),
            both(lambda say: say("Codes")),
        ]
        rows = [
            (
                one.name + ("*" if one.required else ""),
                one.type,
                in_both(one.meaning),
                ", ".join(one.codes),
            )
            for one in self.columns
        ]
        example = f'[registers.{self.name}]\nsource = "{self.name}.csv"\n\n[registers.{self.name}.columns]'
        return Face(self.name, facts, heads, rows, f'{example}\n{self.columns[0].name} = "…"')

    def column(self, name: str) -> Column:
        """Return a column by its name; raises KeyError for an unknown one."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    def dated_by(self, names: Iterable[str]) -> list[str]:
        """Return the columns beside these that tell when a record begins and, for its status, since when it is so."""
        begin = [self.date] if self.date and self.column(self.date).happened else []
        dating = self.process.dated.values() if self.process.status in names else ()
        return [name for name in (*begin, *(day for days in dating for day in days)) if name not in names]

    @property
    def table(self) -> str:
        """The name of its table in the workspace file."""
        return self.name if "." in self.name else f"registers.{self.name}"

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in the order of the contract."""
        return tuple(column.name for column in self.columns)

    def sources(self, name: str) -> tuple[str, ...]:
        """Return the exported columns behind a column: itself, or what it is derived from."""
        own = (name,) if name in self.names else ()
        return own + tuple(s for d in self.derived if d.name == name for s in d.sources if s != name)

    def beside(self, name: str) -> tuple[str, ...]:
        """Return what else a derived column looks at, if an export has it."""
        return tuple(source for one in self.derived if one.name == name for source in one.beside)


def text(name: str, vi: str, en: str, *, required: bool = False, optional: bool = False) -> Column:
    """Return a column of free text."""
    return Column(name, "text", Text(vi, en), required=required, optional=optional)


def pseudonym(name: str, vi: str, en: str, how: Literal["as exported", "hashed"], *, required: bool = False) -> Column:
    """Return a column whose text tells people apart without naming them."""
    return Column(name, "text", Text(vi, en), required=required, pseudonym=how)


def day(
    name: str, vi: str, en: str, *, required: bool = False, happened: bool | None = None, optional: bool = False
) -> Column:
    """Return a column of dates."""
    return Column(name, "date", Text(vi, en), required=required, happened=happened, optional=optional)


def flag(name: str, vi: str, en: str, *, optional: bool = False, if_empty: bool | None = None) -> Column:
    """Return a column of true and false."""
    return Column(name, "flag", Text(vi, en), optional=optional, if_empty=if_empty)


def whole(
    name: str,
    vi: str,
    en: str,
    *,
    required: bool = False,
    optional: bool = False,
    if_empty: int | None = None,
    least: int = 0,
    most: int | None = None,
) -> Column:
    """Return a column of whole numbers, of which none is negative."""
    meaning = Text(vi, en)
    return Column(
        name, "whole", meaning, required=required, optional=optional, if_empty=if_empty, least=least, most=most
    )


def number(name: str, vi: str, en: str, *, optional: bool = False) -> Column:
    """Return a column of numbers that need not be whole, of which none is negative."""
    return Column(name, "number", Text(vi, en), optional=optional, least=0)


def code(
    name: str,
    vi: str,
    en: str,
    codes: tuple[str, ...],
    *,
    official: Mapping[str, str] | None = None,
    words: Mapping[str, tuple[str, ...]] | None = None,
    optional: bool = False,
    if_empty: str | None = None,
) -> Column:
    """Return a column that has one of a list of codes."""
    return Column(
        name,
        "code",
        Text(vi, en),
        codes=codes,
        official=official or {},
        words=words or {},
        optional=optional,
        if_empty=if_empty,
    )


UNIT = Column("unit", "text", Text("Đơn vị", "Unit"), required=True)

SECRECY = code(
    "secrecy",
    "Độ mật (Luật Bảo vệ bí mật nhà nước 29/2018/QH14)",
    "Level of secrecy (Law 29/2018/QH14 on state secrets)",
    ("none", "confidential", "secret", "top_secret"),
    words={
        "none": ("không mật", "không", "thường", "bình thường"),
        "confidential": ("Mật",),
        "secret": ("Tối mật",),
        "top_secret": ("Tuyệt mật",),
    },
    optional=True,
)

SECRETS = ("confidential", "secret", "top_secret")
"""The three levels of state secrets: the plan's “confidential” means them all."""


AFTER_HOUR = "ended_after_hour"
"""A mark of records that ended on their due day after its hour; storage has it where moments are compared."""


def due_on(begun: str) -> Derived:
    """Return the due day, empty where it lies before a record began.

    Of a record that ended on it after its hour, where moments are compared, it is the day before.
    """
    late = nw.col(AFTER_HOUR)
    day = nw.when(late).then(nw.col("due_on") - timedelta(days=1)).otherwise(nw.col("due_on"))
    return Derived(
        "due_on", ("due_on", begun), lambda _: nw.when(~before("due_on", begun)).then(day), beside=(AFTER_HOUR,)
    )


def before(later: str, earlier: str) -> nw.Expr:
    """Return whether a day that should come later lies before the earlier one."""
    return nw.col(later) < nw.col(earlier)


def out_of_order(later: str, earlier: str, vi: str, en: str) -> Consistency:
    """Return the rule that one day must not lie before another."""
    return Consistency(later, f"{later}_before_{earlier}", f"{later} < {earlier}", Text(vi, en))
