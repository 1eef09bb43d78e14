"""What became of the rows that were read, as the command line says it."""

from collections.abc import Iterator, Mapping

from rich.table import Table as Grid
from rich.text import Text as Words

from dtplan_analysis.checks.remedies import fault_words, remedy_words, rule_words
from dtplan_analysis.language import Language
from dtplan_analysis.registers import Register
from dtplan_analysis.registers.reading import Reading
from dtplan_analysis.streams import out
from dtplan_analysis.terminal.detected import detected_words, doubtful_words
from dtplan_analysis.workspace import Store

_LISTED = 5
"""So many units, values or files are named; of more, there is an ellipsis."""


def print_readings(store: Store, say: Language, *, verbose: bool = False) -> None:
    """Print what became of every row, and the sum, which adds up; and what needs attention, or all that was found."""
    grid = Grid(title=say("What became of every row"), title_justify="left")
    grid.add_column(say("Register"), no_wrap=True)
    heads = say("Rows read"), say("Usable"), say("Rejected"), say("Of an unknown unit"), say("With contradictions")
    for head in heads:
        grid.add_column(head, justify="right")
    totals = [0] * len(heads)
    for name, reading in store.readings.items():
        figures = [
            reading.rows,
            reading.usable,
            sum(reading.rejected.values()),
            sum(reading.unknown_units.values()),
            sum(reading.inconsistent.values()),
        ]
        totals = [total + figure for total, figure in zip(totals, figures, strict=True)]
        grid.add_row(Words(name), *map(say.number, figures))
    grid.add_section()
    grid.add_row(say("Total"), *map(say.number, totals), style="bold")
    out.print(grid)
    out.print(Words(f"{say('Data as of {day}.', day=say.date(store.as_of))} {store.set_by(say)}"))
    rows, usable, rejected = map(say.number, totals[:3])
    sign = "=" if all(reading.adds_up for reading in store.readings.values()) else "≠"
    summed = "{rows} rows read {sign} {usable} usable + {rejected} rejected"
    out.print(say(summed, rows=rows, sign=sign, usable=usable, rejected=rejected))
    for reading in store.readings.values():
        found = detected_words(reading, say) if verbose else doubtful_words(reading, say)
        for remark in (*found, *_remarks(reading, store, say, verbose=verbose)):
            out.print(Words(f"{reading.register}: {remark}"))


def _remarks(reading: Reading, store: Store, say: Language, *, verbose: bool) -> Iterator[str]:
    """Say once what the reader of the figures should know of a register."""
    register = store.workspace.sources[reading.register].register
    if reading.rejected:
        reasons = "; ".join(_reason(fault, n, register, say) for fault, n in reading.rejected.items())
        yield say("rejected: {reasons}", reasons=reasons)
    if reading.unknown_units:
        units = _first_of(reading.unknown_units, reading.suggested.get("unit", {}), say)
        yield say("unknown units: {units}", units=units)
    optional = {one.name for one in register.columns if one.optional}
    if absent := [name for name in reading.absent if verbose or name not in optional or name in reading.nearest]:
        near = {
            name: say("{column} (did you mean {theirs}?)", column=name, theirs=repr(theirs))
            for name, theirs in reading.nearest.items()
        }
        columns = ", ".join(near.get(name, name) for name in absent)
        yield say("the export has no column {columns}", columns=columns)
    for column, files in reading.lacking.items():
        listed = ", ".join(files[:_LISTED]) + (" …" if len(files) > _LISTED else "")
        absence = "{column}: absent from {n} files or sheets, and empty there: {files}"
        yield say(absence, column=column, n=say.number(len(files)), files=listed)
    for column, values in reading.unmapped.items():
        listed = _first_of(values, reading.suggested.get(column, {}), say)
        yield say("{column}: codes without a meaning, read as missing: {values}", column=column, values=listed)
    for column, n in reading.unreadable.items():
        remedy = remedy_words(register, column, "unreadable", say)
        unread = "{column}: {n} cells cannot be read, and are missing. {remedy}"
        yield say(unread, column=column, n=say.number(n), remedy=remedy)
    for column, n in reading.said_missing.items() if verbose else ():
        yield say("{column}: {n} cells say that nobody knows, and are missing", column=column, n=say.number(n))
    yield from _rules_applied(reading, store, say)
    for column, n in reading.after_as_of.items():
        told = {"n": say.number(n), "day": say.date(store.as_of)}
        if column == register.date:
            yield say("{n} rows begin after the as-of date, {day}: they are no records yet", **told)
        else:
            yield say("{column}: {n} days after the as-of date, {day}, are read as empty", column=column, **told)
    if reading.after_hour:
        late = "{n} rows ended on their due day after its hour: by days they are on time"
        yield say(late, n=say.number(reading.after_hour))
    if reading.lost_zeros:
        lost = (
            "{n} keys are another's without its leading zeros, which spreadsheets drop from numbers: both are counted"
        )
        yield say(lost, n=say.number(reading.lost_zeros))
    for rule, n in reading.inconsistent.items():
        yield say("{rule}: {n} rows", rule=rule_words(register, rule, say), n=say.number(n))


def _reason(fault: str, n: int, register: Register, say: Language) -> str:
    """Say why so many rows were rejected: the column by its name in dtplan.toml, and what is wrong in it."""
    column, _, reason = fault.partition(": ")
    name = say("line") if column == "line" else column
    return f"{name}: {fault_words(register, reason, say)} ({say.number(n)})"


def _first_of(values: Mapping[str, int], suggested: Mapping[str, str], say: Language) -> str:
    """Name the first values, how often each stands there, and what it is most like."""
    named = [
        say("{value} ({n}, did you mean {ours}?)", value=repr(value), n=say.number(n), ours=suggested[value])
        if value in suggested
        else f"{value!r} ({say.number(n)})"
        for value, n in list(values.items())[:_LISTED]
    ]
    return ", ".join(named) + (" …" if len(values) > _LISTED else "")


def _rules_applied(reading: Reading, store: Store, say: Language) -> Iterator[str]:
    """Say what an empty cell was taken for: a default, or no reason to leave the record out."""
    register = store.workspace.sources[reading.register].register
    excluding = {
        name
        for declared in store.workspace.catalogue.indicators.values()
        for one in (declared, *declared.variants)
        if one.register.name == register.name
        for name in one.exclude
    }
    for column, n in reading.empty.items():
        default = register.column(column).if_empty
        if default is not None:
            read = "{column}: {n} empty cells are read as {value}"
            yield say(read, column=column, n=say.number(n), value=repr(default))
        elif column in excluding:
            left = "{column}: {n} empty cells, which leave no record out"
            yield say(left, column=column, n=say.number(n))
