"""What became of the rows that were read, as the command line says it."""

from collections.abc import Iterator, Mapping

from rich.table import Table as Grid
from rich.text import Text as Words

from dtplan_analysis.checks.remedies import remedy_words
from dtplan_analysis.language import Language
from dtplan_analysis.registers.reading import Reading
from dtplan_analysis.streams import out
from dtplan_analysis.workspace import Store


def print_readings(store: Store, *, verbose: bool = False) -> None:
    """Print what became of every row, and the sum, which adds up; and what needs attention, or all that was found."""
    grid = Grid(title="What became of every row", title_justify="left")
    grid.add_column("register", no_wrap=True)
    for head in ("rows read", "usable", "rejected", "unknown unit", "contradictions"):
        grid.add_column(head, justify="right")
    totals = [0] * 5
    for name, reading in store.readings.items():
        figures = [
            reading.rows,
            reading.usable,
            sum(reading.rejected.values()),
            sum(reading.unknown_units.values()),
            sum(reading.inconsistent.values()),
        ]
        totals = [total + figure for total, figure in zip(totals, figures, strict=True)]
        grid.add_row(Words(name), *(f"{figure:,}" for figure in figures))
    grid.add_section()
    grid.add_row("sum", *(f"{figure:,}" for figure in totals), style="bold")
    out.print(grid)
    sign = "=" if all(reading.adds_up for reading in store.readings.values()) else "≠"
    out.print(f"Data as of {store.as_of}. {store.set_by(Language('en'))}")
    out.print(f"{totals[0]:,} rows read {sign} {totals[1]:,} usable + {totals[2]:,} rejected")
    for reading in store.readings.values():
        detected = _detected(reading) if verbose else _doubtful(reading)
        for remark in (*detected, *_remarks(reading, store, verbose=verbose)):
            out.print(Words(f"{reading.register}: {remark}"))


def _detected(reading: Reading) -> Iterator[str]:
    """Say how the files were read, once for those that were read alike, and which of their rows are no records."""
    alike: dict[str, list[str]] = {}
    for name, found in reading.detected.items():
        how = ", ".join(what if key == "format" else f"{key} {what}" for key, what in found.items() if key != "sheet")
        alike.setdefault(how, []).append(name)
    for how, names in alike.items():
        yield f"{names[0] if len(names) == 1 else f'{len(names):,} files or sheets'}: {how}"
    if reading.not_records:
        listed = ", ".join(f"{kind} ({n:,})" for kind, n in reading.not_records.items())
        yield f"rows that are no records, beside the rows read: {listed}"


def _doubtful(reading: Reading) -> Iterator[str]:
    """Say what was passed over or hidden and may have been wanted, and which days off are not sure."""
    for name, found in reading.detected.items():
        for key, what in found.items():
            if any(word in key for word in ("passed over", "hidden", "not sure")):
                yield f"{name}: {key} {what}"


def _remarks(reading: Reading, store: Store, *, verbose: bool) -> Iterator[str]:
    """Say once what the reader of the figures should know of a register."""
    if reading.rejected:
        yield "rejected: " + "; ".join(f"{reason} ({n:,})" for reason, n in reading.rejected.items())
    if reading.unknown_units:
        yield f"unknown units: {_first_of(reading.unknown_units, reading.suggested.get('unit', {}))}"
    register = store.workspace.sources[reading.register].register
    optional = {one.name for one in register.columns if one.optional}
    if absent := [name for name in reading.absent if verbose or name not in optional or name in reading.nearest]:
        near = {name: f" (did you mean {theirs!r}?)" for name, theirs in reading.nearest.items()}
        yield "the export has no column " + ", ".join(f"{name}{near.get(name, '')}" for name in absent)
    for column, files in reading.lacking.items():
        listed = ", ".join(files[:5]) + (" …" if len(files) > 5 else "")
        yield f"{column}: absent from {len(files):,} files or sheets, and empty there: {listed}"
    for column, values in reading.unmapped.items():
        listed = _first_of(values, reading.suggested.get(column, {}))
        yield f"{column}: codes without a meaning, read as missing: {listed}"
    for column, n in reading.unreadable.items():
        remedy = remedy_words(register, column, "unreadable", Language("en"))
        yield f"{column}: {n:,} cells cannot be read, and are missing. {remedy}"
    yield from _rules_applied(reading, store)
    for column, n in reading.after_as_of.items():
        if column == register.date:
            yield f"{n:,} rows begin after the as-of date, {store.as_of}: they are no records yet"
        else:
            yield f"{column}: {n:,} days after the as-of date, {store.as_of}, are read as empty"
    if reading.after_hour:
        yield f"{reading.after_hour:,} rows ended on their due day after its hour: by days they are on time"
    for rule, n in reading.inconsistent.items():
        yield f"{rule.replace('_', ' ')}: {n:,} rows"


def _first_of(values: Mapping[str, int], suggested: Mapping[str, str]) -> str:
    """Name the first values, how often each stands there, and what it is most like."""
    near = {value: f", did you mean {ours}?" for value, ours in suggested.items()}
    named = [f"{value!r} ({n:,}{near.get(value, '')})" for value, n in list(values.items())[:5]]
    return ", ".join(named) + (" …" if len(values) > 5 else "")


def _rules_applied(reading: Reading, store: Store) -> Iterator[str]:
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
            yield f"{column}: {n:,} empty cells are read as {default!r}"
        elif column in excluding:
            yield f"{column}: {n:,} empty cells, which leave no record out"
