"""Judged rows on their way into a file, with what is to be said of them."""

import math
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any

from dtplan_analysis.catalogue import LIBRARY, Catalogue
from dtplan_analysis.figures.column import Column
from dtplan_analysis.indicators import Proportion
from dtplan_analysis.language import Language, Text
from dtplan_analysis.units import TOTAL, UNKNOWN

Row = Mapping[str, Any]
Value = str | int | float | date | None


@dataclass(frozen=True)
class Figures:
    """Judged rows as plain values, as `judged_json` has them, and what a file says of itself.

    `about` holds what is known of title, organisation, unit, quarter, plan, as_of (ISO date), version, input_hash and
    synthetic, and the language of what people read; a text may be in both languages. `name` is the file's, without its
    ending. `units` and `targets` are names by code and short texts by id, where they are
    known; the `catalogue` has those of indicators and registers.
    """

    rows: Sequence[Row]
    about: Mapping[str, Any]
    name: str = "figures"
    units: Mapping[str, Text] = field(default_factory=dict)
    targets: Mapping[str, Text] = field(default_factory=dict)
    catalogue: Catalogue = LIBRARY
    points: Sequence[Row] = ()
    """What groups of a frame and the whole bring each unit, as `points_json` has it."""

    @property
    def language(self) -> str:
        """The language of what people read."""
        return str(self.about.get("language") or "vi")

    def metadata(self, name: str) -> str:
        """Return something that the file says of itself, in its language; empty where it is not known."""
        value = self.about.get(name) or ""
        return value[self.language] if isinstance(value, Text) else str(value)

    def unit_name(self, code: str, say: Language) -> str:
        """Return a unit's name, or its code where no name is known."""
        if code in self.units:
            return self.units[code][say.code]
        known = {TOTAL: say("All units"), UNKNOWN: say("Unknown units")}
        return self.metadata("unit") if self._alone and self.metadata("unit") else known.get(code, code)

    def indicator(self, row: Row) -> Proportion | None:
        """Return the declaration of a row's indicator and variant, where there is one."""
        return self.catalogue.declared(str(row.get("indicator")), row.get("variant") or "")

    def figure_name(self, row: Row, language: str) -> str:
        """Return what a row's figure is called."""
        indicator = self.indicator(row)
        return indicator.label[language] if indicator else str(row.get("indicator") or "")

    @cached_property
    def _alone(self) -> bool:
        """Whether all rows are of one unit, which is then the one that the file is of."""
        return len({row.get("unit") for row in self.rows}) == 1


def value_of(row: Row, column: Column) -> Value:
    """Return a cell as what its column holds; None where nothing stands, and text where something else does.

    >>> from dtplan_analysis.figures.dictionary import dictionary
    >>> columns, row = dictionary(), {"threshold": "3/5", "numerator": 6.0, "value": None, "period_end": "2024-06-30"}
    >>> [value_of(row, columns[name]) for name in row]
    [0.6, 6, None, datetime.date(2024, 6, 30)]
    """
    value = row.get(column.name)
    if value is None or value == "" or (isinstance(value, float) and math.isnan(value)):
        return None
    with suppress(ArithmeticError, LookupError, TypeError, ValueError):
        if column.kind in ("share", "number"):
            return float(Fraction(value))
        if column.kind == "whole" and value == int(value):
            return int(value)
        if column.kind == "flag":
            return {True: True, False: False}[value]
        if column.kind == "day":
            return date.fromisoformat(value)
    return str(value)
