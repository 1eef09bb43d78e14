"""The registers' tables of the workspace file: where each register comes from, and how it is written there."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from dtplan_analysis.catalogue import Catalogue
from dtplan_analysis.errors import ConfigurationError, InputError, nearest
from dtplan_analysis.judging import SURVEYS, exact_share
from dtplan_analysis.registers.holidays import Calendar, read_calendar, vietnam
from dtplan_analysis.registers.reading import Source, check_source
from dtplan_analysis.registers.reading.formats.letters import ENCODINGS
from dtplan_analysis.registers.reading.origin import Origin, origin_of
from dtplan_analysis.registers.reading.source import DAY_FIRST, DELIMITERS, DUPLICATES, MONTH_FIRST, PerFile
from dtplan_analysis.registers.register import Register
from dtplan_analysis.settings import CONFIGURATION, Settings
from dtplan_analysis.workspace.counts import Counts

VIETNAM = "vn"
"""The calendar that is shipped."""

_REGISTER_KEYS = (
    "source",
    "table",
    "query",
    "storage",
    "sheet",
    "group_rows",
    "encoding",
    "delimiter",
    "decimal",
    "dates",
    "columns",
    "constants",
    "files",
    "codes",
    "key",
    "only",
    "skip",
    "fill_down",
    "transposed",
    "compare",
    "due_on_rest_day",
    "timezone",
    "duplicates",
    "survey",
    "least_response",
)


def read_sources(
    file: Settings, catalogue: Catalogue, folder: Path, timezone: str, counts: Mapping[str, Counts]
) -> dict[str, Source]:
    """Return the sources of a workspace by their registers; raises ConfigurationError with place and remedy."""
    registers = file.inner("registers")
    if not registers.content and not counts:
        raise ConfigurationError(
            "no register is configured",
            where=CONFIGURATION,
            remedy='name one, such as [registers.dossiers] with source = "exports/*.csv"',
        )
    for name in registers.content:
        if name not in catalogue.registers:
            raise registers.error(name, f"unknown register {name!r}", nearest(name, catalogue.registers))
    sources = {}
    calendar = _calendar(file.text("holidays", ""), folder)
    for name, register in catalogue.registers.items():  # in its order, so that nothing depends on the file's order
        if name in registers.content:
            table = registers.inner(name)
            table.allow(*_REGISTER_KEYS)
            sources[name] = _source(register, table, file, folder, timezone, calendar, _key(table))
    for name, one in counts.items():
        table = file.inner("counts").inner(name)
        table.allow(*_REGISTER_KEYS, "items", "includes_below")
        source = _source(one.register, table, file, folder, timezone, calendar, ())
        sources[one.register.name] = replace(source, columns={**source.columns, **(one.columns or {})})
    for source in sources.values():
        check_source(source, CONFIGURATION)
        for name in sorted(source.reads - sources.keys()):
            raise ConfigurationError(
                f"query reads {name!r}, which is no register of this workspace",
                where=f"{CONFIGURATION}, [{source.register.table}]",
                remedy=nearest(name, ("source", *sources)),
            )
    in_order(sources, sources)
    return sources


def _source(
    register: Register,
    table: Settings,
    file: Settings,
    folder: Path,
    timezone: str,
    calendar: Calendar | None,
    key: tuple[str, ...] | None,
) -> Source:
    return Source(
        register=register,
        pattern=table.text("source"),
        base=folder,
        columns=_columns(register, table),
        per_file=_per_file(table),
        only=table.table("only", of=str),
        skip=table.table("skip", of=str),
        fill_down=table.texts("fill_down"),
        compare=table.choice("compare", ("day", "moment")),  # type: ignore[arg-type]
        transposed=table.flag("transposed"),
        key=key,
        calendar=calendar,
        due_on_rest_day=table.choice("due_on_rest_day", ("keep", "next")),  # type: ignore[arg-type]
        constants=table.table("constants"),
        codes=table.table("codes", of=dict),
        timezone=table.zone("timezone", timezone),
        duplicates=table.choice("duplicates", ("", *DUPLICATES)),  # type: ignore[arg-type]
        survey=table.choice("survey", SURVEYS),
        least_response=_least_response(table),
        table=table.text("table", ""),
        query=table.text("query", ""),
        storage=table.table("storage"),
        sheet=_sheets(table),
        group_rows=table.choice("group_rows", ("", "unit")),
        encoding=table.choice("encoding", ("", *ENCODINGS)),
        delimiter=table.choice("delimiter", ("", *DELIMITERS)),
        decimal=table.choice("decimal", ("", ",", ".")),
        dates=_dates(table) or _order(file),
    )


def in_order(names: Iterable[str], sources: Mapping[str, Source]) -> list[str]:
    """Return registers after those that their queries read; raises ConfigurationError for circles."""
    ordered: list[str] = []

    def put(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            raise ConfigurationError(
                f"queries read each other in a circle: {' → '.join([*path[path.index(name) :], name])}",
                where=f"{CONFIGURATION}, [registers.{name}]",
                remedy="read the files of a register as source",
            )
        for other in sorted(sources[name].reads):
            put(other, (*path, name))
        if name not in ordered:
            ordered.append(name)

    for name in names:
        put(name, ())
    return [name for name in ordered if name in set(names)]


def with_read(names: Iterable[str], sources: Mapping[str, Source]) -> set[str]:
    """Return registers and all that their queries read, at first or second hand."""
    found = set(names)
    while more := {other for name in found for other in sources[name].reads} - found:
        found |= more
    return found


def _columns(register: Register, table: Settings) -> dict[str, Origin]:
    columns, found = table.inner("columns"), {}
    for ours, theirs in columns.content.items():
        if ours not in register.names:
            fault = f"register {register.name} has no column {ours!r}"
            raise columns.error(ours, fault, nearest(ours, register.names))
        found[ours] = origin_of(theirs, register.column(ours), columns.where)
    return found


def _dates(table: Settings) -> str | dict[str, str]:
    """Return the order of day and month: one for all columns, or by column."""
    return table.table("dates", of=str) if isinstance(table.content.get("dates"), dict) else _order(table)


def _order(table: Settings) -> str:
    return table.choice("dates", ("", DAY_FIRST, MONTH_FIRST))


def _per_file(table: Settings) -> list[PerFile]:
    found = []
    for own in table.rows("files"):
        own.allow("match", "constants")
        found.append(PerFile(own.text("match"), own.table("constants")))
    return found


def _least_response(table: Settings) -> Fraction | None:
    value = table.content.get("least_response")
    if value is None:
        return None
    try:
        return exact_share(value)
    except InputError as error:
        raise table.error("least_response", error.fault, 'write a share, as in least_response = "30%"') from None


def _key(table: Settings) -> tuple[str, ...] | None:
    if "key" not in table.content:
        return None
    return () if table.content["key"] == "line" else table.texts("key")


def _sheets(table: Settings) -> tuple[str, ...]:
    if isinstance(table.content.get("sheet"), dict):
        one = table.inner("sheet")
        one.allow("pattern")
        return (one.text("pattern"),)
    return table.texts("sheet")


def _calendar(name: str, folder: Path) -> Calendar | None:
    if name == VIETNAM:
        return vietnam()
    return read_calendar(folder / name, name) if name else None
