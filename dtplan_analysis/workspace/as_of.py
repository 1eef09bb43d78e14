"""The as-of date of a workspace: which row sets it, and which rows may be a slip of the pen."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from dtplan_analysis.errors import RegisterError
from dtplan_analysis.language import Language
from dtplan_analysis.registers.as_of import latest
from dtplan_analysis.registers.columns import EARLIEST
from dtplan_analysis.registers.reading import Reader, Reading
from dtplan_analysis.registers.reading.reader import Place
from dtplan_analysis.workspace.configuration import Workspace
from dtplan_analysis.workspace.reported import last_day

Days = Mapping[str, Mapping[str, Mapping[str, int]]]
"""How often something happened, by register, column and day as ISO text."""

_LISTED = 20
"""So many rows that may be slips of the pen are named."""


def as_of_date(
    days: Days, reader: Reader, stage: Callable[[Sequence[str]], None], known: Place | None
) -> tuple[date, Place]:
    """Return the day of the latest event of all registers, and the row that tells of it.

    `stage` takes in registers again whose rows are kept from the last time; `known` is the row that set the day then,
    None where its register is another since. Raises RegisterError where nothing happened,
    and, with their places, where a few rows stand alone behind a long gap.
    """
    every: Counter[date] = Counter()
    for of_columns in days.values():
        for counted in of_columns.values():
            every.update({date.fromisoformat(day): n for day, n in counted.items()})

    def telling(after: date, until: date) -> list[str]:
        found = [
            name
            for name, of_columns in days.items()
            if any(after < date.fromisoformat(day) <= until for counted in of_columns.values() for day in counted)
        ]
        stage(found)
        return found

    found = latest(every, lambda after, until: sum(reader.rows(name, after, until) for name in telling(after, until)))
    if found is None or found.day < EARLIEST:
        raise RegisterError(
            "no register has a readable date on which something happened",
            where="registers",
            remedy="check the date columns, or set as_of in dtplan.toml",
        )
    if found.sure != found.day:
        names = telling(found.sure, found.day)
        places = [one for name in names for one in reader.places(name, found.sure, found.day, _LISTED)]
        n = sum(reader.rows(name, found.sure, found.day) for name in names)
        raise RegisterError(
            f"{n} rows tell of days after {found.sure}, up to {found.day}, and may be slips of the pen:\n  "
            + "\n  ".join(map(str, places[:_LISTED])),
            where="registers",
            remedy=f"correct them; or write in dtplan.toml the day of the export, as_of = {found.sure}, or, if these "
            f"rows are right, as_of = {found.day}",
        )
    if known and known.day == found.day.isoformat():
        return found.day, known
    before = date.fromordinal(found.day.toordinal() - 1)
    (name, *_) = telling(before, found.day)
    return found.day, reader.places(name, before, found.day, 1)[0]


def set_by(row: Place | None, workspace: Workspace, readings: Iterable[Reading], say: Language) -> str:
    """Return what set the as-of date, in words: the workspace file, or the row of the latest event."""
    if row is None:
        if workspace.as_of is None:
            return say("The as-of date is the last day of the periods that counts were reported of.")
        said = say("The as-of date is set in dtplan.toml.")
        if any(reading.after_as_of for reading in readings):
            later = say("What the exports date after it has not happened yet; what bears no date (flags, numbers "
                        "of requests, complaints) is as they have it, and may be of a later day.")  # fmt: skip
            said = f"{said} {later}"
        return said
    kind, _, n = row.line.rpartition(" ")
    line = say("row {n}", n=n) if kind == "row" else say("line {n}", n=n)
    register = workspace.catalogue.registers[row.register].title[say.code]
    return say("The as-of date is the latest day on which anything happened: {register}, {file}, {line}, column "
               "“{column}”.", register=register, file=row.file, line=line, column=row.column)  # fmt: skip


def end_of_figures(workspace: Workspace, reader: Reader) -> date | None:
    """Return the last day of the periods that counts are of, or values where there are no counts."""
    counts = [one.register.name for one in workspace.counts.values()]
    names = counts or [name for name, source in workspace.sources.items() if source.register.sums]
    return last_day([label for name in names for label in reader.periods(name)], workspace.quarters)
