"""A table of a TOML file that knows where it stands, so that every refusal names file, key and remedy."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, ClassVar, Self
from zoneinfo import ZoneInfo

from dtplan_analysis.errors import ConfigurationError, InputError, nearest
from dtplan_analysis.language import LANGUAGES
from dtplan_analysis.resources import readable

CONFIGURATION = "dtplan.toml"
"""What the workspace file is called."""

_MOST_BYTES = 10_000_000

_LONG_KEY = re.compile(r"""(?<![\w"'-])(?:[\w"'-]++[ \t]*+\.[ \t]*+){64}""")
"""A key of so many parts that each more takes the parser longer."""

_NAME = re.compile(r"\w[\w.-]*")


def read_toml(file: Path, *, composed: bool = False) -> dict[str, Any]:
    """Return what a TOML file holds, with its letters composed (NFC) if asked; raises OSError or ValueError."""
    with readable(file).open("rb") as stream:
        content = stream.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise ValueError(f"it has more than {_MOST_BYTES // 1_000_000} million bytes")
    text = content.decode("utf-8-sig")  # some editors start a file with a mark
    if _LONG_KEY.search(text):
        raise ValueError("one of its keys has more than 64 parts")
    try:
        return tomllib.loads(unicodedata.normalize("NFC", text) if composed else text)
    except RecursionError:
        raise ValueError("its brackets stand too deep in each other") from None
    except tomllib.TOMLDecodeError:
        raise
    except ValueError:
        raise ValueError("one of its numbers has thousands of digits") from None


def first_language(folder: Path) -> str:
    """Return the language in which is spoken of the workspace in a folder, whatever else is wrong with it.

    Where there is none, or it does not say, it is Vietnamese.
    """
    try:
        return Settings(read_toml(folder / CONFIGURATION), CONFIGURATION).languages()[0]
    except (OSError, ValueError, InputError):  # which its opening tells
        return LANGUAGES[0]


@dataclass(frozen=True)
class Settings:
    """One table of a TOML file: a method reads a key, or raises the file's kind of error."""

    content: Mapping[str, Any]
    file: str
    place: str = ""
    kind: ClassVar[type[InputError]] = ConfigurationError

    @property
    def where(self) -> str:
        """The place of the table, as errors name it."""
        return ", ".join(filter(None, (self.file, self.place)))

    def error(self, key: str, fault: str, remedy: str) -> InputError:
        """Return the error that says what is wrong with a key."""
        return self.kind(fault, where=replace(self, place=self._below(key)).where, remedy=remedy)

    def allow(self, *keys: str) -> None:
        """Refuse a key that is none of these."""
        for key in self.content:
            if key not in keys:
                raise self.error(key, f"unknown key {key!r}", nearest(key, keys))

    def text(self, key: str, default: str | None = None) -> str:
        value = self.value(key, default, f'write {key} = "…"')
        if not isinstance(value, str):
            raise self.error(key, f"{value!r} is not a text", f'write {key} = "…", in quotes')
        if key in self.content and not value.strip():
            raise self.error(key, "the text is empty", f'write {key} = "…", or leave the key out')
        return value

    def name(self, key: str, default: str | None = None) -> str:
        """A text that also serves in file names and links."""
        value = self.text(key, default)
        if value and not _NAME.fullmatch(value):
            raise self.error(key, f"{value!r} cannot serve as a name", "use letters, digits, '_', '-' and '.' only")
        return value

    def names(self, key: str) -> tuple[str, ...]:
        """A list of different names, empty where the key is left out."""
        names = self.texts(key)
        if not all(map(_NAME.fullmatch, names)):
            raise self.error(key, f"{names!r} is not a list of names", f'write {key} = ["first", "second"]')
        return names

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of different texts, of which one alone may stand without brackets; empty where the key is left out."""
        value = self.content.get(key, [])
        found = [value] if isinstance(value, str) else value
        if not isinstance(found, list) or not all(isinstance(item, str) and item.strip() for item in found):
            raise self.error(key, f"{value!r} is not a list of texts", f'write {key} = ["first", "second"]')
        if len(set(found)) < len(found):
            raise self.error(key, "a text stands twice", "leave the repeated one out")
        return tuple(found)

    def choice(self, key: str, choices: Sequence[str], default: str | None = None) -> str:
        """One of several texts; the first, or the default, where the key is left out."""
        value = self.content.get(key, choices[0] if default is None else default)
        if value not in choices:
            remedy = f"use one of: {', '.join(filter(None, choices))}"
            raise self.error(key, f"{value!r} is not possible here", remedy)
        return str(value)

    def flag(self, key: str) -> bool:
        value = self.content.get(key, False)
        if not isinstance(value, bool):
            raise self.error(key, f"{value!r} is neither true nor false", f"write {key} = true, without quotes")
        return value

    def whole(self, key: str) -> int:
        value = self.value(key, None, f"write {key} = 1")
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.error(key, f"{value!r} is not a whole number", f"write {key} = 1, without quotes")
        return value

    def day(self, key: str) -> date | None:
        value = self.content.get(key)
        if value is not None and (not isinstance(value, date) or isinstance(value, datetime)):
            raise self.error(key, f"{value!r} is not a day", f"write {key} = 2024-04-16, without quotes")
        return value

    def size(self, key: str, default: str) -> str:
        """A size of memory."""
        value = self.text(key, default)
        if not re.fullmatch(r"[1-9]\d*(\.\d+)?\s*([KMGT]i?B)", value):
            raise self.error(key, f"{value!r} is not a size", f'write {key} = "512MB" or "4GB"')
        return value

    def zone(self, key: str, default: str) -> str:
        """A time zone."""
        value = self.text(key, default)
        try:
            if value in ("localtime", "posixrules"):  # another zone on every machine
                raise ValueError
            ZoneInfo(value)
        except (ValueError, OSError, KeyError):
            raise self.error(key, f"{value!r} is no time zone", f'write {key} = "Asia/Ho_Chi_Minh"') from None
        return value

    def languages(self) -> tuple[str, ...]:
        """The languages of reports, both where the key is left out."""
        value = self.content.get("languages", list(LANGUAGES))
        if not isinstance(value, list) or not value or any(code not in LANGUAGES for code in value):
            raise self.error("languages", f"{value!r} is not possible here", 'write ["vi", "en"] or one of the two')
        return tuple(dict.fromkeys(value))

    def table(self, key: str, of: type | None = None) -> dict[str, Any]:
        """A table of any keys, whose values may have to be of one type; empty where the key is left out."""
        value = self.content.get(key, {})
        if not isinstance(value, dict):
            raise self.error(key, f"{value!r} is not a table", f"write [{key}] and its keys below it")
        for name, one in value.items():
            if of and not isinstance(one, of):
                written = "a text" if of is str else "a table"
                raise self.error(f"{key}.{name}", f"{one!r} is not {written}", f"write {written} for each key")
        return value

    def inner(self, key: str) -> Self:
        """The table below a key, empty where it is left out."""
        return replace(self, content=self.table(key), place=self._below(key))

    def rows(self, key: str) -> list[Self]:
        """The tables of a list that have no name of their own."""
        rows = self.content.get(key, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise self.error(key, f"{rows!r} is no list of tables", f"write {key} = [ {{ … }}, {{ … }} ]")
        return [replace(self, content=row, place=f"{self._below(key)}[no. {n}]") for n, row in enumerate(rows, start=1)]

    def each(self, key: str, identity: str) -> list[Self]:
        """The tables of a list, named by their identity (`id` or `number`), which none may share."""
        rows = self.content.get(key, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise self.error(key, "this must be a list of tables", f"write [[{key}]] above each of them")
        tables, seen = [], set[str]()
        for position, row in enumerate(rows, start=1):
            name = str(row.get(identity, f"no. {position}"))
            table = replace(self, content=row, place=f"{self._below(key)}[{name}]")
            if name.casefold() in seen:
                raise table.error(identity, f"{name!r} stands twice", f"give each of [[{key}]] its own {identity}")
            seen.add(name.casefold())
            tables.append(table)
        return tables

    def value(self, key: str, default: Any, remedy: str) -> Any:
        """What is written of a key; raises where it is left out and there is no default."""
        if key in self.content:
            return self.content[key]
        if default is None:
            raise self.error(key, f"the key {key!r} is missing", remedy)
        return default

    def _below(self, key: str) -> str:
        return ".".join(filter(None, (self.place, key)))
