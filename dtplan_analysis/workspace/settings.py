"""A table of the workspace file: what is taken from it is checked, and every fault names its place and its remedy."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from dtplan_analysis.errors import ConfigurationError, nearest
from dtplan_analysis.language import LANGUAGES, Text
from dtplan_analysis.registers.reading.source import DAY_FIRST, MONTH_FIRST

CONFIGURATION = "dtplan.toml"
"""What the workspace file is called."""


class Settings:
    """A table of the workspace file; every fault names its place."""

    def __init__(self, values: Any, where: str) -> None:
        self.where = where
        if not isinstance(values, dict):
            raise ConfigurationError("is not a table", where=where, remedy="write it as a table of settings")
        self.values: dict[str, Any] = values

    def has(self, key: str) -> bool:
        return key in self.values

    def is_table(self, key: str) -> bool:
        return isinstance(self.values.get(key), dict)

    def allow(self, keys: Sequence[str]) -> None:
        for key in self.values:
            if key not in keys:
                raise ConfigurationError(f"unknown key {key!r}", where=self.where, remedy=nearest(key, keys))

    def text(self, key: str, default: str | None = None) -> str:
        value = self.values.get(key, default)
        if not isinstance(value, str) or (default is None and not value):
            raise self.fault(key, "is absent or no text", f'write {key} = "…"')
        return value

    def choice(self, key: str, choices: Sequence[str]) -> str:
        value = self.text(key, choices[0])
        if value not in choices:
            raise self.fault(key, f"is {value!r}", f"write one of {', '.join(filter(None, choices))}")
        return value

    def order(self, default: str) -> str:
        """Return the order of day and month."""
        orders = ("", DAY_FIRST, MONTH_FIRST)
        return self.choice("dates", orders) if self.has("dates") else default

    def size(self, key: str, default: str) -> str:
        value = self.text(key, default)
        if not re.fullmatch(r"[1-9]\d*(\.\d+)?\s*([KMGT]i?B)", value):
            raise self.fault(key, f"is {value!r}", 'write a size, as in "512MB" or "4GB"')
        return value

    def flag(self, key: str) -> bool:
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            raise self.fault(key, f"is {value!r}", "write true or false")
        return value

    def day(self, key: str) -> date | None:
        value = self.values.get(key)
        if value is not None and (not isinstance(value, date) or isinstance(value, datetime)):
            raise self.fault(key, f"is {value!r}", "write a date without quotes, as in 2024-06-30")
        return value

    def zone(self, key: str, default: str) -> str:
        value = self.text(key, default)
        try:
            if value in ("localtime", "posixrules"):  # another zone on every machine
                raise ValueError
            ZoneInfo(value)
        except (ValueError, OSError, KeyError):
            raise self.fault(key, f"{value!r} is no time zone", 'write one such as "Asia/Ho_Chi_Minh"') from None
        return value

    def languages(self) -> tuple[str, ...]:
        value = self.values.get("languages", list(LANGUAGES))
        if not isinstance(value, list) or not value or any(code not in LANGUAGES for code in value):
            raise self.fault("languages", f"is {value!r}", 'write ["vi", "en"] or one of the two')
        return tuple(dict.fromkeys(value))

    def table(self, key: str, of: type | None = None) -> dict[str, Any]:
        value = self.values.get(key, {})
        if not isinstance(value, dict) or (of and not all(isinstance(one, of) for one in value.values())):
            raise self.fault(key, "is not a table of settings", "see the workspace file that dtplan init writes")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, of which one alone may stand without brackets."""
        value = self.values.get(key, [])
        found = [value] if isinstance(value, str) else value
        if not isinstance(found, list) or not all(isinstance(one, str) and one for one in found):
            raise self.fault(key, f"is {value!r}", f'write {key} = ["…", "…"]')
        return tuple(found)

    def wording(self, key: str) -> tuple[Text, ...]:
        """Return a text in both languages as the only one of a tuple, which is empty where there is none."""
        return (self._both(key, self.values[key]),) if key in self.values else ()

    def wordings(self, key: str) -> tuple[Text, ...]:
        """Return a list of texts in both languages."""
        values = self.values.get(key, [])
        if not isinstance(values, list):
            raise self.fault(key, "is not a list", f'write {key} = ["…", "…"]')
        return tuple(self._both(key, value) for value in values)

    def _both(self, key: str, value: object) -> Text:
        if isinstance(value, str):
            return Text(value, value)
        if isinstance(value, dict) and {*value} == {*LANGUAGES} and all(isinstance(one, str) for one in value.values()):
            return Text(**value)
        raise self.fault(key, f"has {value!r}", 'write "…", or { vi = "…", en = "…" }')

    def fault(self, key: str, fault: str, remedy: str) -> ConfigurationError:
        return ConfigurationError(f"{key} {fault}", where=self.where, remedy=remedy)
