"""The proposed table as text, and its difference from the one that is there."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from datetime import date
from difflib import unified_diff
from typing import Any

from dtplan_analysis.faces import one_line
from dtplan_analysis.language import Language
from dtplan_analysis.mapping.evidence import heading
from dtplan_analysis.mapping.proposing import Found, Proposal
from dtplan_analysis.registers.reading.projection import is_personal


def table(proposal: Proposal, say: Language) -> str:
    """Return the register's table, each line with its reason and a sample; what stays open is a comment in place."""
    parts: dict[str, dict[str, Found]] = {"": proposal.options, "columns": proposal.columns, "constants": {}}
    parts |= {f"codes.{ours}": words for ours, words in proposal.codes.items()}
    parts |= {part: {} for part in proposal.open if part not in parts}
    lines = []
    for part, said in parts.items():
        still_open = proposal.open.get(part, {})
        if not (said or still_open or not part):
            continue
        header = f"[registers.{proposal.register.name}{f'.{part}' if part else ''}]"
        lines += [header if said or not part else f"# {header}"]
        lines += [f"source = {toml(proposal.source)}"] if not part else []
        lines += [_line(key, one, say) for key, one in said.items()]
        lines += [f"# {_line(key, one, say)}" for key, one in still_open.items()]
        lines += [""]
    if proposal.absent:
        names = ", ".join(f"{column.meaning[say.code]} ({column.name})" for column in proposal.absent)
        absent = say("not in the export, and no data where a figure needs it: {names}", names=names)
        lines += [f"# {one_line(absent)}"]
    lines += [f"# {say('not read: {name}', name=_named(name, say))}" for name in proposal.unread]
    return "\n".join(lines).rstrip("\n") + "\n"


def _line(key: str, one: Found, say: Language) -> str:
    sample = f"; {say('e.g. {sample}', sample=one.sample)}" if one.sample else ""
    key = ".".join(map(key_of, key.split("."))) if key.startswith("dates.") else key_of(key)
    return f"{key} = {toml(one.value)}  # {one_line(one.reason)}{sample}"


def _named(name: str, say: Language) -> str:
    return say("{name}, which holds personal data", name=heading(name)) if is_personal(name) else heading(name)


def difference(proposal: Proposal, here: Mapping[str, Any]) -> str:
    """Return what a table that is there would gain or change, as a difference of lines; empty where nothing.

    What it says stays: only what it lacks, or what names a column that the exports do not have, is proposed.
    """
    merged = deepcopy(dict(here))
    columns, fixed = merged.setdefault("columns", {}), here.get("constants", {})
    there = {*proposal.unread, *map(_their_name, proposal.columns.values())}
    for ours, one in proposal.columns.items():
        mapped = columns.get(ours, ours if ours not in fixed else None)
        if ours not in fixed and (mapped not in there if isinstance(mapped, str) else mapped is None):
            columns[ours] = one.value
    if not columns:
        del merged["columns"]
    for ours, words in proposal.codes.items():
        known = merged.setdefault("codes", {}).setdefault(ours, {})
        known |= {word: one.value for word, one in words.items() if word not in known}
    merged |= {key: one.value for key, one in proposal.options.items() if key not in here}
    name = proposal.register.name
    lines = unified_diff(_lines(name, here), _lines(name, merged), "dtplan.toml", "proposed", lineterm="")
    return "\n".join(lines)


def _their_name(one: Found) -> str:
    return str(one.value["name"] if isinstance(one.value, Mapping) else one.value)


def _lines(name: str, table: Mapping[str, Any]) -> list[str]:
    return [*_section(f"registers.{name}", table)]


def _section(name: str, table: Mapping[str, Any]) -> Iterator[str]:
    yield f"[{name}]"
    below = {"columns", "constants", "codes"} & table.keys()
    yield from (f"{key_of(key)} = {toml(value)}" for key, value in table.items() if key not in below)
    for key in ("columns", "constants"):
        if key in below:
            yield f"[{name}.{key}]"
            yield from (f"{key_of(ours)} = {toml(value)}" for ours, value in table[key].items())
    for ours, words in table.get("codes", {}).items():
        yield f"[{name}.codes.{key_of(ours)}]"
        yield from (f"{key_of(word)} = {toml(value)}" for word, value in words.items())


def quoted(text: str) -> str:
    """Return a text as TOML.

    >>> quoted('a "b"')
    '"a \\\\"b\\\\""'
    """
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in escaped) + '"'


def toml(value: Any) -> str:
    """Return a value as TOML, on one line."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return quoted(value)
        case date() | int() | float():
            return str(value)
        case list() | tuple():
            return f"[{', '.join(map(toml, value))}]"
        case Mapping():
            return "{ " + ", ".join(f"{key_of(key)} = {toml(one)}" for key, one in value.items()) + " }"
    raise TypeError(type(value))


def key_of(key: str) -> str:
    """Return a key as TOML."""
    return key if key.isascii() and key.replace("_", "").replace("-", "").isalnum() else quoted(key)
