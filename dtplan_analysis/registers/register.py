"""A register: its columns, its key, what is derived from it and what contradicts itself in it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import narwhals.stable.v2 as nw

from dtplan_analysis.bilingual import both, in_both
from dtplan_analysis.faces import Face, Shown
from dtplan_analysis.language import Text
from dtplan_analysis.registers.columns import Column


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


def too_late(due: str, begun: str) -> Consistency:
    """Return the rule that a due day more than ten years after a record began is likely a slip of the year.

    It is said, and counts as it stands: a due date stays.
    """
    message = Text("Hạn sau ngày bắt đầu hơn 10 năm", "due more than ten years after it began")
    return Consistency(due, f"{due}_long_after_{begun}", f"{due} > {begun} + INTERVAL 10 YEAR", message)


def out_of_order(later: str, earlier: str, vi: str, en: str) -> Consistency:
    """Return the rule that one day must not lie before another."""
    return Consistency(later, f"{later}_before_{earlier}", f"{later} < {earlier}", Text(vi, en))
