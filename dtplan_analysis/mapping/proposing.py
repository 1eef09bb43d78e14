"""Which register an export is, which of its columns is which of ours, what its codes mean, and what stays open."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

from dtplan_analysis.catalogue import Catalogue
from dtplan_analysis.errors import ConfigurationError, nearest
from dtplan_analysis.language import Language, Text
from dtplan_analysis.mapping.evidence import Cells, heading, of_records, shown
from dtplan_analysis.mapping.naming import ALIKE, CONTAINED, SAME, likeness, names_of
from dtplan_analysis.registers.columns import Column
from dtplan_analysis.registers.reading import Source
from dtplan_analysis.registers.reading.deriving import ENDS
from dtplan_analysis.registers.reading.formats.base import Export
from dtplan_analysis.registers.reading.meanings import Meanings
from dtplan_analysis.registers.reading.opening import open_source
from dtplan_analysis.registers.reading.projection import is_personal
from dtplan_analysis.registers.register import Register
from dtplan_analysis.units import Units

_ROWS = 2_000
_IMPLIED = {
    "dossiers": ("processed_online",),
    "assignments": ("tracked",),
    "work_records": ("opened_digitally", "processed_digitally", "closed_digitally"),
}
"""Flags that a system may imply for all that it exports: reports say what is then measured."""


@dataclass(frozen=True)
class Found:
    """A line of the register's table: what it says, why, and a cell as an example where one may be shown."""

    value: Any
    reason: str
    sample: str = ""


@dataclass
class Proposal:
    """The table of a register that its exports ask for."""

    register: Register
    source: str
    say: Language
    columns: dict[str, Found] = field(default_factory=dict)
    codes: dict[str, dict[str, Found]] = field(default_factory=dict)
    options: dict[str, Found] = field(default_factory=dict)
    open: dict[str, dict[str, Found]] = field(default_factory=dict)
    """What nobody could tell, by the part of the table and the key to write."""
    absent: list[Column] = field(default_factory=list)
    """Columns that the export lacks, without which some figures have no data."""
    unread: list[str] = field(default_factory=list)
    """The export's columns that are not mapped."""


@dataclass(frozen=True)
class _Looking(Source):
    """A source of which nobody knows yet what it holds: all names that are known may stand in its header."""

    known: Sequence[Register] = ()

    @cached_property
    def wanted(self) -> frozenset[str]:
        return frozenset(
            name for register in self.known for column in register.columns for name in names_of(register, column)
        )


def look(
    files: Sequence[Path],
    folder: Path,
    catalogue: Catalogue,
    scratch: Path,
    say: Language,
    *,
    units: Units | None,
    register: str = "",
) -> list[Proposal]:
    """Return the tables that files ask for, one for each register that they hold; raises InputError."""
    if register and register not in catalogue.registers:
        raise ConfigurationError(
            f"unknown register {register!r}", where="--register", remedy=nearest(register, catalogue.registers)
        )
    wanted = [catalogue.registers[register]] if register else list(catalogue.registers.values())
    held: dict[str, list[tuple[Path, Export, list[Cells]]]] = {}
    for file in files:
        nobody = Register("export", Text("", ""), ())
        for export in open_source(_Looking(nobody, file.name, file.parent, known=wanted), scratch):
            cells = _cells(export, units)
            weight, best = max(((_weight(one, cells), one) for one in wanted), key=lambda pair: pair[0])
            if not register and weight < 3:
                continue
            held.setdefault(best.name, []).append((file, export, cells))
    if not held:
        raise ConfigurationError(
            "none of the registers is known in these files",
            where=", ".join(file.name for file in files),
            remedy=f"say which it is: --register, one of {', '.join(catalogue.registers)}",
        )
    return [
        _propose(catalogue.registers[name], held[name], folder, say, units)
        for name in catalogue.registers
        if name in held
    ]


def _cells(export: Export, units: Units | None) -> list[Cells]:
    names = [name for place, name in enumerate(export.names) if export.places.get(name) == place]
    columns: list[list[str]] = [[] for _ in names]
    for batch in islice(export.batches(names), 1):
        for place in range(len(names)):
            column = batch.column(place).slice(0, _ROWS).to_pylist()
            columns[place] = ["" if cell is None else str(cell) for cell in column]
    records = of_records(names, list(zip(*columns, strict=True)))
    return [Cells(name, [row[place] for row in records], units) for place, name in enumerate(names)]


def _pairs(register: Register, cells: Sequence[Cells]) -> Iterator[tuple[float, float, Column, Cells]]:
    """Yield each pair of columns that may be one, with how sure it is, and how sure its name alone."""
    for column in register.columns:
        meanings = Meanings(column, {})
        for one in cells:
            if is_personal(one.name) and not column.pseudonym:
                continue
            name = likeness(one.name, register, column)
            fit = one.fit(column, meanings) if name or column.type in ("code", "text") else 0.0
            told = column.type == "code" and fit > 0.9 and len(one.known) > 1 and not all(map(str.isdecimal, one.known))
            unit = column.name == "unit" and one.units > 0.6
            typed = column.type in ("date", "whole", "number")
            if name and one.known and typed and not fit:
                continue
            if name:
                yield name * (0.5 + fit / 2 if typed or column.type in ("code", "flag") else 1), name, column, one
            elif told or unit:
                yield 0.5, 0.0, column, one


def _matched(register: Register, cells: Sequence[Cells]) -> dict[str, tuple[float, float, Cells]]:
    """Return for our columns theirs, the surest first, each used once."""
    found: dict[str, tuple[float, float, Cells]] = {}
    order = {name: place for place, name in enumerate(register.names)}
    taken: set[str] = set()
    for sure, name, column, one in sorted(_pairs(register, cells), key=lambda p: (-p[0], order[p[2].name])):
        if column.name not in found and one.name not in taken:
            found[column.name] = sure, name, one
            taken.add(one.name)
    return found


def _weight(register: Register, cells: Sequence[Cells]) -> float:
    """Return how much speaks for a register: what is there, and what nobody can do without and is not."""
    found = _matched(register, cells)
    placing = {c.name for c in register.columns if c.required or c.name == register.date} - {"unit"}
    here = sum(sure * (2 if name in placing else 1) for name, (sure, _, _) in found.items())
    return here - 2 * len(placing - found.keys()) + 0.01 * len(found) / len(register.columns)


def _propose(
    register: Register,
    held: Sequence[tuple[Path, Export, list[Cells]]],
    folder: Path,
    say: Language,
    units: Units | None,
) -> Proposal:
    proposal = Proposal(register, _source([file for file, _, _ in held], folder), say)
    sheets = list(dict.fromkeys(export.sheet for _, export, _ in held if export.sheet))
    if sheets and any("sheets passed over" in export.detected for _, export, _ in held):
        proposal.options["sheet"] = Found(sheets, say("the sheets that hold it"))
    together = [
        Cells(name, [text for _, _, cells in held for one in cells if one.name == name for text in one.texts], units)
        for name in dict.fromkeys(one.name for _, _, cells in held for one in cells)
    ]
    found = _matched(register, together)
    ends = [name for name in ENDS if name in register.names]
    if ends and ends[0] not in found and (end := next(filter(found.__contains__, ends), "")):
        reason = say("no column of its own: a record ends by this one")
        told = f"{register.column(ends[0]).meaning[say.code]}; {reason}"
        proposal.columns[ends[0]] = Found(found[end][2].name, told)
    for name in register.names:
        column = register.column(name)
        if name in found:
            _say(proposal, column, *found[name][1:])
        elif name not in proposal.columns:
            _leave_open(proposal, column)
    used = {one.name for _, _, one in found.values()}
    proposal.unread = [one.name for one in together if one.name not in used]
    if register.key and not set(register.key) & found.keys():
        proposal.options["key"] = Found("line", say("no column identifies a row"))
        for key in register.key:
            proposal.open.get("columns", {}).pop(key, None)
    return proposal


def _say(proposal: Proposal, column: Column, name: float, cells: Cells) -> None:
    value: Any = {"name": cells.name}
    if column.type not in ("text",) and cells.nothing and not column.codes:
        value["missing"] = cells.nothing
    if column.type == "date" and cells.two_digits:
        value["pivot"] = 70
    say = proposal.say
    reasons = {
        SAME: say("by its name"),
        CONTAINED: say("by the words in its name"),
        ALIKE: say("by its name, which is nearly the same"),
    }
    reason = reasons.get(name, say("by its cells")) if cells.name != column.name else say("the name is ours")
    safe = column.type in ("date", "whole", "number", "flag", "code")
    sample = next((shown(text) for text in cells.known), "") if safe else ""
    told = f"{column.meaning[say.code]}; {reason}"
    proposal.columns[column.name] = Found(value if len(value) > 1 else cells.name, told, sample)
    if column.type == "date" and cells.order_open:
        said = say("no cell of “{column}” tells whether the day or the month comes first", column=heading(cells.name))
        _open(proposal, "", f"dates.{column.name}", Found("day-first", said, sample))
    if column.type in ("code", "flag"):
        _say_codes(proposal, column, cells)


def _say_codes(proposal: Proposal, column: Column, cells: Cells) -> None:
    meanings, listed, say = Meanings(column, {}), 0, proposal.say
    for text in sorted(cells.known, key=lambda text: (-cells.known[text], text)):
        value, near = meanings.of(text), meanings.nearest(text) if column.type == "code" else ""
        if value is not None:
            if text.lower() not in (*column.codes, *column.official, "true", "false", "0", "1"):
                said = _with_words(column, value, say("its usual word"), say)
                proposal.codes.setdefault(column.name, {})[text] = Found(value, said)
        elif near:
            said = _with_words(column, near, say("the nearest word: look whether it is right"), say)
            proposal.codes.setdefault(column.name, {})[text] = Found(near, said)
        elif (word := shown(text)) != "…" and (listed := listed + 1) <= 20:
            choices = ", ".join(_named(column, code, say) for code in column.codes) or "true, false"
            said = say("a value without a meaning: write one of {choices}", choices=choices)
            _open(proposal, f"codes.{column.name}", word, Found("…", said))


def _with_words(column: Column, value: object, reason: str, say: Language) -> str:
    """Return a reason behind the words of the code that it is given for."""
    words = column.words_of(str(value), say.code) if column.codes else ""
    return f"{words}; {reason}" if words not in ("", value) else reason


def _named(column: Column, code: str, say: Language) -> str:
    words = column.words_of(code, say.code)
    return code if words == code else f"{code} ({words})"


def _leave_open(proposal: Proposal, column: Column) -> None:
    register, say = proposal.register, proposal.say
    meaning = column.meaning[say.code]
    if column.required or column.name == register.date:
        said = say("no column says it ({meaning}), and no row can be placed without it", meaning=meaning)
        _open(proposal, "columns", column.name, Found("…", said))
    elif column.name in _IMPLIED.get(register.name, ()):
        said = say("no column says it ({meaning}): if it is so of all rows, take the sign # away", meaning=meaning)
        _open(proposal, "constants", column.name, Found(True, said))
    elif not column.optional:
        proposal.absent.append(column)


def _open(proposal: Proposal, part: str, key: str, one: Found) -> None:
    proposal.open.setdefault(part, {})[key] = one


def _source(files: Sequence[Path], folder: Path) -> str:
    """Return what `source` says: a file, or the pattern of several."""
    files = list(dict.fromkeys(file.resolve() for file in files))
    place = files[0]
    if len(files) > 1:
        place = files[0].parent / f"*{files[0].suffix}"
        if sorted(place.parent.glob(place.name)) != sorted(files):
            place = files[0].parent
    return place.relative_to(folder).as_posix() if place.is_relative_to(folder) else place.as_posix()
