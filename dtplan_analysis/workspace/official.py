"""The official layout of reports: what the workspace file says of heading, signature, recipients and own texts."""

import unicodedata
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from dtplan_analysis.errors import ConfigurationError, PeriodError, UnitError, closest
from dtplan_analysis.language import LANGUAGES, Text
from dtplan_analysis.periods import Quarters
from dtplan_analysis.settings import Settings
from dtplan_analysis.units import TOTAL, Units

LAYOUTS = ("analysis", "official", "summary")
"""How PDF and Word reports are set out: with charts as the pages, as the official draft, or on one page."""

FORMS = ("II.06b", "II.06a")
"""The one-stop forms that a report may annex: of a body that settles dossiers itself, and of a province's centre."""

_WORDS = ("symbol", "place", "superior", "issuer", "signer")
_KEYS = (*_WORDS, "recipients")

_ALIKE = 0.85

ALL_UNITS = "all-units"
"""What the text for the report of all units is called."""


@dataclass(frozen=True)
class Official:
    """What the workspace says of its official reports: by unit, "" for all of them, and then by key."""

    said: Mapping[str, Mapping[str, tuple[Text, ...]]]
    folder: Path
    """The workspace's folder, out of which no text is taken."""
    texts: str = ""
    form: str = FORMS[0]

    def says(self, key: str, unit: str) -> tuple[Text, ...]:
        """Return what is said for a unit, or else for all; empty where nothing is."""
        return self.said.get(unit, {}).get(key) or self.said[""].get(key, ())

    def text(self, unit: str, quarter: str, language: str) -> Path | None:
        """Return the file with the office's own text for a report, such as `2024Q2/HDXD.vi.md`; None if there is none.

        Raises ConfigurationError for one that leads out of the workspace.
        """
        name = f"{ALL_UNITS if unit == TOTAL else unit}.{language}.md"
        file = self.folder / self.texts / quarter / name
        if not self.texts or Path(name).name != name or not file.is_file():
            return None
        if not file.resolve().is_relative_to(self.folder):
            raise _outside(file.relative_to(self.folder).as_posix())
        return file

    def strays(self, units: Iterable[str], quarters: Quarters) -> dict[str, str]:
        """Return the texts that no report takes, by their place in the workspace, with the place that each may mean."""
        names = {f"{unit}.{code}.md" for unit in (*units, ALL_UNITS) for code in LANGUAGES}
        place, found = self.folder / self.texts, {}
        for file in sorted(place.rglob("*")) if self.texts else ():
            if file.is_file() and file.suffix.lower() == ".md":
                quarter, label = file.parent.relative_to(place).as_posix(), ""
                with suppress(PeriodError):
                    label = quarters.quarter(quarter).label
                if file.name not in names or quarter != label:
                    name = closest(unicodedata.normalize("NFC", file.name), names, _ALIKE)
                    found[file.relative_to(self.folder).as_posix()] = f"{label}/{name}" if label and name else ""
        return found


def official(table: Settings, folder: Path, units: Units | None) -> Official:
    """Read the table `[official]`; raises ConfigurationError."""
    table.allow(*_KEYS, "texts", "form", "units")
    said, of_units = {"": _said(table)}, table.inner("units")
    for name in of_units.content:
        own = of_units.inner(name)
        own.allow(*_KEYS)
        said[_code(name, units, own.where)] = _said(own)
    texts = table.text("texts", "")
    if texts and not (folder / texts).resolve().is_relative_to(folder):
        raise _outside(f"{table.where}, texts")
    return Official(said, folder, texts, table.choice("form", FORMS))


def _said(table: Settings) -> dict[str, tuple[Text, ...]]:
    said = {key: (_both(table, key, table.content[key]),) if key in table.content else () for key in _WORDS}
    recipients = table.content.get("recipients", [])
    if not isinstance(recipients, list):
        raise table.error("recipients", f"{recipients!r} is not a list", 'write recipients = ["…", "…"]')
    return said | {"recipients": tuple(_both(table, "recipients", one) for one in recipients)}


def _both(table: Settings, key: str, value: object) -> Text:
    """Return a text in both languages, or one that serves for both."""
    if isinstance(value, str):
        return Text(value, value)
    if isinstance(value, dict) and {*value} == {*LANGUAGES} and all(isinstance(one, str) for one in value.values()):
        return Text(**value)
    raise table.error(key, f"{value!r} is no text in both languages", 'write "…", or { vi = "…", en = "…" }')


def _code(name: str, units: Units | None, where: str) -> str:
    if units is None or name == TOTAL:
        return name
    try:
        return units.find(name).code
    except UnitError as error:
        raise ConfigurationError(error.fault, where=where, remedy=error.remedy) from None


def _outside(where: str) -> ConfigurationError:
    return ConfigurationError(
        "leads out of the workspace", where=where, remedy="keep the office's own texts in a folder of the workspace"
    )
