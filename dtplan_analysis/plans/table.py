"""A table of a plan file that knows where it stands, so that every refusal names file, key and remedy."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from dtplan_analysis.errors import PlanError, nearest
from dtplan_analysis.language import LANGUAGES, Text

MARKS = ("confirmed", "likely", "proposed")
CONFIRMED = Text("confirmed", "confirmed")  # what an office writes in its own plan is so

_SHARE = re.compile(r"([0-9]{1,9})(?:[.,]([0-9]{1,9}))?\s*(%?)|([0-9]{1,9})\s*/\s*([1-9][0-9]{0,8})")
_NAME = re.compile(r"\w[\w.-]*")


@dataclass(frozen=True)
class PlanText(Text):
    """A text of a plan; `mark` says of each language's wording whether it is confirmed, likely or proposed."""

    mark: Text = CONFIRMED


@dataclass(frozen=True)
class Table:
    """One table of a TOML file: a method reads a key, or raises PlanError; `marks` holds for texts that state none."""

    content: Mapping[str, Any]
    file: str
    place: str = ""
    marks: Text = CONFIRMED

    def error(self, key: str, fault: str, remedy: str) -> PlanError:
        place = ".".join(part for part in (self.place, key) if part)
        return PlanError(fault, where=f"{self.file}, {place}" if place else self.file, remedy=remedy)

    def allow(self, *keys: str) -> None:
        """Refuse a key that is none of these."""
        for key in self.content:
            if key not in keys:
                raise self.error(key, f"unknown key {key!r}", nearest(key, keys))

    def text(self, key: str, default: str | None = None) -> str:
        value = self._value(key, default, f'write {key} = "…"')
        if not isinstance(value, str):
            raise self.error(key, f"{value!r} is not a text", f'write {key} = "…", in quotes')
        if key in self.content and not value.strip():
            raise self.error(key, "the text is empty", f'write {key} = "…", or leave the key out')
        return value.strip()

    def name(self, key: str, default: str | None = None) -> str:
        """A text that also serves in file names and links."""
        value = self.text(key, default)
        if value and not _NAME.fullmatch(value):
            raise self.error(key, f"{value!r} cannot serve as a name", "use letters, digits, '_', '-' and '.' only")
        return value

    def names(self, key: str) -> tuple[str, ...]:
        """A list of different names, empty where the key is left out."""
        value = self.content.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and _NAME.fullmatch(item) for item in value):
            raise self.error(key, f"{value!r} is not a list of names", f'write {key} = ["first", "second"]')
        if len(set(value)) < len(value):
            raise self.error(key, "a name stands twice", "leave the repeated name out")
        return tuple(value)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of different texts, empty where the key is left out."""
        value = self.content.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            raise self.error(key, f"{value!r} is not a list of texts", f'write {key} = ["first", "second"]')
        if len(set(value)) < len(value):
            raise self.error(key, "a text stands twice", "leave the repeated one out")
        return tuple(value)

    def flag(self, key: str) -> bool:
        value = self.content.get(key, False)
        if not isinstance(value, bool):
            raise self.error(key, f"{value!r} is neither true nor false", f"write {key} = true, without quotes")
        return value

    def whole(self, key: str) -> int:
        value = self._value(key, None, f"write {key} = 1")
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.error(key, f"{value!r} is not a whole number", f"write {key} = 1, without quotes")
        return value

    def day(self, key: str) -> date | None:
        value = self.content.get(key)
        if value is not None and (not isinstance(value, date) or isinstance(value, datetime)):
            raise self.error(key, f"{value!r} is not a day", f"write {key} = 2024-04-16, without quotes")
        return value

    def end(self, key: str) -> date:
        """The last day of a year, such as 2027, or a day itself."""
        value = self._value(key, None, f"write {key} = 2027, or a day such as 2027-06-30")
        if isinstance(value, int) and not isinstance(value, bool) and 1990 <= value <= 2200:
            return date(value, 12, 31)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        raise self.error(
            key, f"{value!r} is neither a year nor a day", f"write {key} = 2027, or 2027-06-30, without quotes"
        )

    def decimal(self, key: str) -> Fraction:
        """An exact number, written whole (2) or as text ("2.5")."""
        value = self._value(key, None, f'write {key} = 2, or {key} = "2.5"')
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9:
            return Fraction(value)
        if isinstance(value, str) and re.fullmatch(r"[0-9]{1,9}(?:[.,][0-9]{1,9})?", value.strip()):
            return Fraction(value.strip().replace(",", "."))
        raise self.error(key, f"{value!r} is no exact number", f'write {key} = 2, or {key} = "2.5"')

    def optional(self, key: str) -> PlanText | None:
        """A text in both languages, None where the key is left out."""
        return self.both(key) if key in self.content else None

    def choice(self, key: str, choices: tuple[str, ...], default: str) -> str:
        value = self.text(key, default)
        if value not in choices:
            raise self.error(key, f"{value!r} is not possible here", f"use one of: {', '.join(choices)}")
        return value

    def mark(self) -> str:
        return self.choice("mark", MARKS, "confirmed")

    def both(self, key: str, default: PlanText | None = None) -> PlanText:
        """A text in both languages: key.vi, key.en, and optionally key.mark (one for both, or key.mark.vi and .en)."""
        remedy = f'write {key}.vi = "…" and {key}.en = "…"'
        value = self._value(key, default, remedy)
        if isinstance(value, PlanText):
            return value
        if not isinstance(value, dict):
            raise self.error(key, "this text must stand in both languages", remedy)
        table = self.inner(key)
        table.allow(*LANGUAGES, "mark")
        for language in LANGUAGES:
            if not str(value.get(language, "")).strip():
                raise table.error(language, f"the text in {language!r} is missing", f'write {key}.{language} = "…"')
        return PlanText(vi=table.text("vi"), en=table.text("en"), mark=table.wording("mark"))

    def wording(self, key: str) -> Text:
        """The marks of a text's two wordings."""
        value = self.content.get(key)
        if value is None:
            return self.marks
        if isinstance(value, str):
            return Text(*[self.choice(key, MARKS, "")] * 2)
        table = self.inner(key)
        table.allow(*LANGUAGES)
        return Text(*(table.choice(language, MARKS, self.marks[language]) for language in LANGUAGES))

    def share(self, key: str) -> Fraction | None:
        """An exact share in 0–1, written as text: "60%", "3/5" or "0.6"; None where the key is left out."""
        remedy = f'write an exact share as text: {key} = "60%", "3/5" or "0.6"'
        value = self.content.get(key)
        if value is None:
            return None
        if not isinstance(value, str):
            raise self.error(key, f"{value!r} is not a text, and a bare number may not be exact", remedy)
        if not (match := _SHARE.fullmatch(value.strip())):
            raise self.error(key, f"not an exact number: {value!r}", remedy)
        whole, decimals, percent, numerator, denominator = match.groups()
        share = Fraction(f"{whole}.{decimals or 0}") if whole else Fraction(int(numerator), int(denominator))
        if percent:
            share /= 100
        if share > 1:
            raise self.error(key, f"{value!r} lies outside 0–1 (0–100 %)", remedy)
        return share

    def inner(self, key: str) -> "Table":
        value = self.content[key]
        if not isinstance(value, dict):
            raise self.error(key, f"{value!r} is not a table", f"write [{key}] and its keys below it")
        return Table(value, self.file, ".".join(part for part in (self.place, key) if part), self.marks)

    def each(self, key: str, identity: str) -> "list[Table]":
        """The tables of a list, named by their identity (`id` or `number`), which none may share."""
        rows = self.content.get(key, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise self.error(key, "this must be a list of tables", f"write [[{key}]] above each of them")
        place = ".".join(part for part in (self.place, key) if part)
        tables, seen = [], set[str]()
        for position, row in enumerate(rows, start=1):
            name = str(row.get(identity, f"no. {position}"))
            table = Table(row, self.file, f"{place}[{name}]", self.marks)
            if name.casefold() in seen:
                raise table.error(identity, f"{name!r} stands twice", f"give each of [[{key}]] its own {identity}")
            seen.add(name.casefold())
            tables.append(table)
        return tables

    def rows(self, key: str) -> "list[Table]":
        """The tables of a list that have no name of their own."""
        rows = self.content.get(key, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise self.error(key, f"{rows!r} is no list of tables", f"write {key} = [ {{ … }}, {{ … }} ]")
        place = ".".join(part for part in (self.place, key) if part)
        return [Table(row, self.file, f"{place}[no. {n}]", self.marks) for n, row in enumerate(rows, start=1)]

    def _value(self, key: str, default: Any, remedy: str) -> Any:
        if key in self.content:
            return self.content[key]
        if default is None:
            raise self.error(key, f"the key {key!r} is missing", remedy)
        return default
