"""Tables of counts in the workspace file: `[counts.NAME]`, read like a register of which each row is a figure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from dtplan_analysis.errors import ConfigurationError
from dtplan_analysis.registers.counts import PARTS, counts_register
from dtplan_analysis.registers.register import Register
from dtplan_analysis.settings import CONFIGURATION, Settings

_NAMING = ("indicator", "target", "variant")
_REMEDY = (
    'write items = [ { indicator = "dossiers_online", numerator = "their column", denominator = "their column" } ]'
)


@dataclass(frozen=True)
class Item:
    """What figures are of: an indicator and variant, or a target of a plan, as an office names it."""

    indicator: str = ""
    target: str = ""
    variant: str = ""

    def __str__(self) -> str:
        return self.target or "/".join(filter(None, (self.indicator, self.variant)))


@dataclass(frozen=True)
class Counts:
    """A table of counts: its register, and how its rows are to be taken."""

    register: Register
    items: tuple[Item, ...] = ()
    """The items of a wide table, in the order of its columns; empty: each row names its own."""
    columns: Mapping[str, str] | None = None
    """The columns of a wide table's items: ours = theirs."""
    includes_below: bool = False
    """Whether the row of a unit holds what those below it did, too."""


def counts_of(file: Settings) -> dict[str, Counts]:
    """Return the tables of counts of a workspace file by their names; raises ConfigurationError."""
    found = {}
    counts = file.inner("counts")
    for name in counts.content:
        table = counts.inner(name)
        if not re.fullmatch(r"\w[\w-]*", name):
            raise ConfigurationError(
                f"{name!r} cannot serve as a name", where=CONFIGURATION, remedy="use letters, digits, '_' and '-' only"
            )
        items, columns = _items(table)
        register = counts_register(name, [str(item) for item in items])
        found[name] = Counts(register, items, columns, table.flag("includes_below"))
    return found


def _items(table: Settings) -> tuple[tuple[Item, ...], dict[str, str]]:
    if "items" not in table.content:
        return (), {}
    rows = table.rows("items")
    if not rows:
        raise table.error("items", "the list is empty", _REMEDY)
    items, columns = [], dict[str, str]()
    for place, one in enumerate(rows, 1):
        one.allow(*_NAMING, *PARTS)
        item = Item(*(one.text(key, "") for key in _NAMING))
        if bool(item.indicator) == bool(item.target) or (item.variant and not item.indicator):
            raise one.error("indicator", "an item is an indicator, with a variant or not, or a target", _REMEDY)
        if item in items:
            raise one.error("indicator", f"{item} stands twice", "name each item once")
        items.append(item)
        columns |= {f"{part}_{place}": one.text(part) for part in PARTS[:2]}
        columns |= {f"{part}_{place}": one.text(part) for part in PARTS[2:] if part in one.content}
    return tuple(items), columns
