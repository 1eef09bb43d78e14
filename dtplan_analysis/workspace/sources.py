"""The registers' tables of the workspace file: where each register comes from, and how it is written there."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from dtplan_analysis.catalogue import Catalogue
from dtplan_analysis.errors import ConfigurationError, nearest
from dtplan_analysis.registers.columns import Register
from dtplan_analysis.registers.holidays import Calendar, read_calendar, vietnam
from dtplan_analysis.registers.reading import Source, check_source
from dtplan_analysis.registers.reading.formats.letters import ENCODINGS
from dtplan_analysis.registers.reading.origin import Origin, origin_of
from dtplan_analysis.registers.reading.source import DELIMITERS, DUPLICATES, PerFile
from dtplan_analysis.workspace.settings import CONFIGURATION, Settings

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
)


def read_sources(file: Settings, catalogue: Catalogue, folder: Path, timezone: str) -> dict[str, Source]:
    """Return the sources of a workspace by their registers; raises ConfigurationError with place and remedy."""
    registers = file.table("registers")
    if not registers:
        raise ConfigurationError(
            "no register is configured",
            where=CONFIGURATION,
            remedy='name one, such as [registers.dossiers] with source = "exports/*.csv"',
        )
    for name in registers:
        if name not in catalogue.registers:
            raise ConfigurationError(
                f"unknown register {name!r}", where=CONFIGURATION, remedy=nearest(name, catalogue.registers)
            )
    sources = {}
    calendar = _calendar(file.text("holidays", ""), folder)
    for name, register in catalogue.registers.items():  # in its order, so that nothing depends on the file's order
        if name in registers:
            table = Settings(registers[name], f"{CONFIGURATION}, [registers.{name}]")
            table.allow(_REGISTER_KEYS)
            sources[name] = Source(
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
                key=_key(table),
                calendar=calendar,
                due_on_rest_day=table.choice("due_on_rest_day", ("keep", "next")),  # type: ignore[arg-type]
                constants=table.table("constants"),
                codes=table.table("codes", of=dict),
                timezone=table.zone("timezone", timezone),
                duplicates=table.choice("duplicates", ("", *DUPLICATES)),  # type: ignore[arg-type]
                table=table.text("table", ""),
                query=table.text("query", ""),
                storage=table.table("storage"),
                sheet=_sheets(table),
                group_rows=table.choice("group_rows", ("", "unit")),
                encoding=table.choice("encoding", ("", *ENCODINGS)),
                delimiter=table.choice("delimiter", ("", *DELIMITERS)),
                decimal=table.choice("decimal", ("", ",", ".")),
                dates=table.table("dates", of=str) if table.is_table("dates") else table.order(file.order("")),
            )
            check_source(sources[name], CONFIGURATION)
    for source in sources.values():
        for name in sorted(source.reads - sources.keys()):
            raise ConfigurationError(
                f"query reads {name!r}, which is no register of this workspace",
                where=f"{CONFIGURATION}, [registers.{source.register.name}]",
                remedy=nearest(name, ("source", *sources)),
            )
    in_order(sources, sources)
    return sources


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
    where, found = f"{table.where[:-1]}.columns]", {}
    for ours, theirs in table.table("columns").items():
        if ours not in register.names:
            raise ConfigurationError(
                f"register {register.name} has no column {ours!r}", where=where, remedy=nearest(ours, register.names)
            )
        found[ours] = origin_of(theirs, register.column(ours), where)
    return found


def _per_file(table: Settings) -> list[PerFile]:
    found = []
    for one in table.values.get("files", []) if isinstance(table.values.get("files", []), list) else [None]:
        own = Settings(one, f"{table.where[:-1]}.files]")
        own.allow(("match", "constants"))
        found.append(PerFile(own.text("match"), own.table("constants")))
    return found


def _key(table: Settings) -> tuple[str, ...] | None:
    if not table.has("key"):
        return None
    return () if table.values["key"] == "line" else table.texts("key")


def _sheets(table: Settings) -> tuple[str, ...]:
    value = table.values.get("sheet", [])
    if isinstance(value, dict):
        one = Settings(value, f"{table.where}, sheet")
        one.allow(("pattern",))
        return (one.text("pattern"),)
    return table.texts("sheet") if isinstance(value, list) else (table.text("sheet"),)


def _calendar(name: str, folder: Path) -> Calendar | None:
    if name == VIETNAM:
        return vietnam()
    return read_calendar(folder / name, name) if name else None
