"""Where one of our columns comes from in an export, and how its cells are written there."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from dtplan_analysis.errors import ConfigurationError, nearest
from dtplan_analysis.registers.columns import Column, Value
from dtplan_analysis.registers.reading.formats.letters import composed

PLACES = ("file", "folder", "sheet")
_FORM = re.compile(r"(?:[^%A-Za-z]|[T ]|%-?[dmyYbBaAjHIMSp])*")
"""A form of days: signs of the engine's `strptime`, and what stands between them."""

_LETTERS = {
    "dd": "%d",
    "d": "%-d",
    "MM": "%m",
    "M": "%-m",
    "yyyy": "%Y",
    "yy": "%y",
    "HH": "%H",
    "mm": "%M",
    "ss": "%S",
}
_SOURCES = ("name", "first_of", "from", *PLACES)
_KEYS = (*_SOURCES, "days", "working", "missing", "scale", "format", "pivot", "if_empty")


@dataclass(frozen=True)
class Origin:
    """Where a column comes from: names in the export, a name of file, folder or sheet, or another column of days."""

    names: tuple[str, ...] = ()
    """Their names, of which the first that is filled in a row counts."""
    place: str = ""
    """`file`, `folder` or `sheet`, whose name holds the value,"""
    pattern: str = ""
    """and the pattern of the name, with the value in brackets; empty: all of it."""
    start: str = ""
    """The column of ours after which a day is counted."""
    days: int = 0
    working: bool = False
    missing: tuple[str, ...] = ()
    """What is written where nobody knows the value."""
    scale: int | float = 1
    """What a number is multiplied by."""
    format: str = ""
    """How days are written, as `%d-%b-%y`."""
    pivot: int | None = None
    """The first year of two digits that is one of the 1900s."""
    if_empty: Value | date | None = None

    def of_name(self, label: str, sheet: str) -> str | None:
        """Return the value that the name of a file, its folder or sheet holds; None where it does not fit.

        >>> Origin(place="file", pattern="(.*)-2024").of_name("exports/VP-2024.csv", "")
        'VP'
        >>> Origin(place="folder").of_name("exports/VP/x.csv", ""), Origin(place="sheet").of_name("x.xlsx", "Q2")
        ('VP', 'Q2')
        """
        file = PurePosixPath(composed(label))
        names = {
            "file": [file.stem, file.name],
            "folder": [part for part in reversed(file.parent.parts) if part not in (".", "/")],
            "sheet": [composed(sheet)] if sheet else [],
        }[self.place]
        if not self.pattern:
            return names[0] if names else None
        pattern = re.compile(composed(self.pattern))
        found = [match for name in names if (match := pattern.fullmatch(name) or pattern.search(name))]
        return (found[0][pattern.groups] or "").strip() or None if found else None


def origin_of(value: Any, column: Column, where: str) -> Origin:
    """Return what the workspace file says of a column; raises ConfigurationError with what to write."""
    if isinstance(value, str):
        return Origin(names=(value,))
    if not isinstance(value, dict):
        raise _fault(
            where, f"{column.name} is {value!r}", f'write {column.name} = "their name", or a table of {_list()}'
        )
    for key in value:
        if key not in _KEYS:
            raise _fault(where, f"{column.name}: unknown key {key!r}", nearest(key, _KEYS))
    _check(value, column, where)
    place = next((key for key in PLACES if value.get(key)), "")
    names = value.get("first_of", [value["name"]] if "name" in value else [])
    if not (names or place or "from" in value):
        names = [column.name]
    return Origin(
        names=tuple(names),
        place=place,
        pattern="" if value.get(place) is True else value.get(place, ""),
        start=value.get("from", ""),
        days=value.get("days", 0),
        working=value.get("working", False),
        missing=tuple(map(composed, value.get("missing", ()))),
        scale=value.get("scale", 1),
        format=_form(value.get("format", "")),
        pivot=value.get("pivot"),
        if_empty=value.get("if_empty"),
    )


def _check(value: Mapping[str, Any], column: Column, where: str) -> None:
    """Refuse what is of the wrong kind, does not go together, or is nothing for a column of this type."""
    kinds: dict[str, tuple[Callable[[Any], object], str]] = {
        "name": (_is_text, '"their name"'),
        "first_of": (_are_texts, '["one name", "another"]'),
        "from": (_is_text, '"received_on"'),
        "days": (lambda days: type(days) is int and 0 <= days <= 3660, "a whole number of days"),
        "working": (lambda one: isinstance(one, bool), "true or false"),
        "missing": (_are_texts, '["9999", "NA"]'),
        "scale": (lambda one: type(one) in (int, float) and one > 0, "a number above 0, as in 1000000"),
        "format": (lambda one: _is_text(one) and _FORM.fullmatch(_form(one)), '"%d-%m-%y", or "dd-MM-yy"'),
        "pivot": (lambda one: type(one) is int and 0 <= one <= 100, "a year of two digits, as in 50: 49 is 2049"),
        **dict.fromkeys(PLACES, (_is_pattern, 'true, or a pattern with the value in brackets, as "(.*)-2024"')),
    }
    for key, (fits, remedy) in kinds.items():
        if key in value and not fits(value[key]):
            raise _fault(where, f"{column.name}: {key} is {value[key]!r}", f"write {key} = {remedy}")
    given = [key for key in ("name", "first_of", *PLACES) if key in value]
    if len(given) > 1:
        raise _fault(where, f"{column.name} has {' and '.join(given)}", f"write one of {_list()}")
    if ("from" in value) != ("days" in value) or ("working" in value and "from" not in value):
        remedy = f'write {column.name} = {{ from = "received_on", days = 20, working = true }}'
        raise _fault(where, f"{column.name}: from and days belong together", remedy)
    for key, types in (
        ("from", ("date",)),
        ("format", ("date",)),
        ("pivot", ("date",)),
        ("scale", ("whole", "number")),
    ):
        if key in value and column.type not in types:
            raise _fault(where, f"{column.name}: {key} is nothing for a column of type {column.type}", "leave it out")


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_is_text, value))


def _is_pattern(value: object) -> bool:
    try:
        return value is True or (isinstance(value, str) and re.compile(value).groups <= 1)
    except re.error:
        return False


def _form(form: str) -> str:
    """Return a form of days in signs of `strptime`, which may be written in letters as spreadsheets have them.

    >>> _form("dd/MM/yyyy HH:mm"), _form("%d-%b-%y")
    ('%d/%m/%Y %H:%M', '%d-%b-%y')
    """
    if "%" in form:
        return form
    return re.sub("[A-Za-z]+", lambda part: _LETTERS.get(part[0], part[0]), form)


def _list() -> str:
    return ", ".join(_SOURCES)


def _fault(where: str, fault: str, remedy: str) -> ConfigurationError:
    return ConfigurationError(fault, where=where, remedy=remedy)
