"""Judged rows as they may be shown: small groups hidden, and whatever they could be computed from.

What a reader can subtract (a total less what is shown of it) is a group like any other: it has two units or more, and
enough records on either side. A number that stands in several figures is hidden in all of them, and a year to date
where one of its quarters is.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from dtplan_analysis.counting import COUNTS
from dtplan_analysis.judging.table import AHEAD
from dtplan_analysis.periods import TO_DATE
from dtplan_analysis.units import TOTAL

PROTECTED = "protected"
"""The one published reason: which groups are small and which protect these would tell a count."""

_Cell = tuple[str, str, str]
"""Unit, and label and span of the period."""

_TOLD = (
    *(*COUNTS, "value", "worst", "best", "lower", "upper", "shortfall", "points", "effective"),
    *("served", "response", "response_worst", "response_best"),
)
_ADDS_UP = ("flow", "open")
"""The natures whose year to date holds the records of all its quarters; of the others it is the last quarter's."""


def suppressed(
    judged: pd.DataFrame, least: int, *, apart: Collection[str] = (), within: pd.Series | None = None
) -> pd.DataFrame:
    """Return judged rows as they may be shown where groups of fewer than `least` records are not to be told.

    A row is small where 1 to `least` − 1 of its records pass, fail or are there at all, and where all or none of fewer
    than 2·`least` pass, which would tell it of each. It is hidden, and so are other units of the quarter, or the total,
    until the hidden units together have `least` records that pass and `least` that fail; and each year to date that
    holds a hidden quarter. Units `apart` are in no total. `within` names for each row the unit whose own row of the
    period holds it too, "" where none does: such a row is a total of those within it, and of a remainder that nobody
    lists; hidden, it hides them. A hidden row keeps its place: its numbers are empty, its `status` is "suppressed" and
    its `reason` "protected". Lists of items, and figures that others publish, are no groups of records and stay.

    Cox LH (1980), J Am Stat Assoc 75:377–385, doi:10.1080/01621459.1980.10477481.

    >>> rows = pd.DataFrame({"unit": ["A", "B", "C", "(total)"], "period": "2024Q2", "span": "quarter",
    ...                      "records": [40, 9, 30, 79], "denominator": [40, 9, 30, 79], "numerator": [30, 7, 21, 58]})
    >>> dated = rows.assign(plan="", target="CB2", indicator="dossiers_online", variant="", nature="flow", method="",
    ...                     period_start=0, period_end=1, status="met", reason="", counted_from="records")
    >>> suppressed(dated, 5)[["unit", "numerator", "status"]].values.tolist()
    [['A', 30, 'met'], ['B', <NA>, 'suppressed'], ['C', <NA>, 'suppressed'], ['(total)', 58, 'met']]
    """
    table = judged.reset_index(drop=True)
    holders = pd.Series("", index=table.index) if within is None else within.reset_index(drop=True)
    gone = _hidden(table, least, apart, holders)
    whole = [name for name in (*COUNTS, "shortfall") if name in table]
    table = table.astype(dict.fromkeys(whole, "Int64"))
    for name in (name for name in _TOLD if name in table):
        table.loc[gone, name] = None if table[name].dtype == object else pd.NA if name in whole else np.nan
    table.loc[gone, ["status", "reason"]] = ["suppressed", PROTECTED]
    return table


def is_hidden(table: pd.DataFrame, judged: pd.DataFrame) -> pd.Series:
    """Return for each row of a table by indicator, variant, unit, period and span whether the judged table hides it."""
    by = ["indicator", "variant", "unit", "period", "span"]
    hidden = {*judged.loc[judged["status"] == "suppressed", by].itertuples(index=False, name=None)}
    if not hidden:
        return pd.Series(False, index=table.index)
    found = [row in hidden for row in table[by].itertuples(index=False, name=None)]
    return pd.Series(found, index=table.index, dtype=bool)


def small(passing: int, failing: int, least: int) -> bool:
    """Return whether a group is too small to be told: few pass, few fail, or all or none of a few.

    >>> [small(*counts, 5) for counts in ((4, 60), (60, 4), (0, 9), (0, 10), (5, 5), (0, 0))]
    [True, True, True, False, False, False]
    """
    return uniform(passing, failing, least) or any(0 < n < least for n in (passing, failing))


def uniform(passing: int, failing: int, least: int) -> bool:
    """Return whether all or none of a few records pass, which would tell it of each of them.

    >>> [uniform(*counts, 5) for counts in ((0, 9), (9, 0), (0, 10), (1, 8), (0, 0))]
    [True, True, False, False, False]
    """
    return not min(passing, failing) and 0 < passing + failing < 2 * least


@dataclass(frozen=True, eq=False)
class _Table:
    """Numbers of a figure that are told together, by cell, and what identifies each wherever it stands."""

    numbers: Mapping[_Cell, tuple[int, ...]]
    keys: tuple[int, ...]
    sizes: Mapping[str, int]
    adds_up: bool
    least: int
    holders: Mapping[_Cell, str]
    needed: set[_Cell] = field(default_factory=set)

    def is_small(self, numbers: tuple[int, ...]) -> bool:
        if len(numbers) == 2:
            return small(*numbers, self.least)
        return 0 < numbers[0] < self.least

    def is_safe(self, cells: Iterable[_Cell], *beside: tuple[int, ...]) -> bool:
        """Return whether what is known of hidden cells, and groups beside them, together tells of none of them."""
        hidden = [*(self.numbers[cell] for cell in cells), *beside]
        return len(hidden) > 1 and all(sum(column) >= self.least for column in zip(*hidden, strict=True))


def _hidden(judged: pd.DataFrame, least: int, apart: Collection[str], within: pd.Series) -> np.ndarray:
    """Return which rows are not shown."""
    told = judged["denominator"].notna() & (judged["method"] != "checklist") & (judged["counted_from"] != "outside")
    rows = judged[told]
    years = _years(rows)
    figures: list[tuple[dict[_Cell, Any], list[_Table]]] = []
    keys: dict[Any, int] = {}
    for _, own in rows.groupby(list(AHEAD), sort=False):
        cells = list(zip(own["unit"], own["period"], own["span"], strict=True))
        n, x, records = (own[name].astype(int).tolist() for name in ("denominator", "numerator", "records"))
        places = dict(zip(cells, own.index, strict=True))
        sizes: dict[str, int] = {}
        for (unit, *_), size in zip(cells, n, strict=True):
            sizes[unit] = sizes.get(unit, 0) + size
        adds_up = own["nature"].iloc[0] in _ADDS_UP
        holders = {cell: holder for cell, holder in zip(cells, within[own.index], strict=True) if holder}
        tables = []
        for columns in ([x, [a - b for a, b in zip(n, x, strict=True)]], [n], [records]):
            identities = tuple(_identity(keys, cells, column) for column in columns)
            numbers = dict(zip(cells, zip(*columns, strict=True), strict=True))
            tables.append(_Table(numbers, identities, sizes, adds_up, least, holders))
        figures.append((places, tables))
    protected: dict[int, set[_Cell]] = {}
    known = -1
    while known != (known := sum(map(len, protected.values()))):
        for _, tables in figures:
            for table in tables:
                table.needed.update(cell for key in table.keys for cell in protected.get(key, ()))
                _close(table, years, apart)
                for key in table.keys if table.needed else ():
                    protected.setdefault(key, set()).update(table.needed)
    gone = np.zeros(len(judged), bool)
    for places, tables in figures:
        gone[[places[cell] for cell in set().union(*(table.needed for table in tables))]] = True
    return gone


def _identity(keys: dict[Any, int], cells: Sequence[_Cell], column: Sequence[int]) -> int:
    """Return a number for what a column holds: the same numbers of the same cells are one, in whichever figures."""
    told = (tuple(cells), tuple(column)) if any(column) else len(keys)  # nothing at all is nobody's secret
    return keys.setdefault(told, len(keys))


def _years(rows: pd.DataFrame) -> dict[tuple[str, str], list[str]]:
    """Return the years to date that hold each period, by its label and span, as labels; the own one first."""
    periods = rows.drop_duplicates(["period", "span"])[["period", "span", "period_start", "period_end"]]
    listed = list(periods.itertuples(index=False, name=None))
    years = [(label, start, end) for label, span, start, end in listed if span == TO_DATE]
    return {
        (label, span): [year for year, begun, until in sorted(years, key=lambda year: year[2])
                        if begun <= start and end <= until]
        for label, span, start, end in listed
        if span != TO_DATE
    }  # fmt: skip


def _close(table: _Table, years: Mapping[tuple[str, str], list[str]], apart: Collection[str]) -> None:
    """Add to the hidden cells of a table what is small, what protects it, and the years to date that hold it."""
    by_period: dict[tuple[str, str], list[_Cell]] = {}
    for cell in table.numbers:
        by_period.setdefault((cell[1], cell[2]), []).append(cell)
    # Quarters first: what they hide, their years to date hide too.
    for (label, span), cells in sorted(by_period.items(), key=lambda item: item[0][1] == TO_DATE):
        table.needed.update(cell for cell in cells if table.is_small(table.numbers[cell]))
        known = -1
        while known != (known := len(table.needed)):
            for whole, parts in _sums(table, cells, apart):
                table.needed.update(list(_cover(table, whole, parts)))
        held = years.get((label, span), [])
        for unit in [cell[0] for cell in cells if cell in table.needed]:
            within = [(unit, year, TO_DATE) for year in (held if table.adds_up else held[:1])]
            table.needed.update(cell for cell in within if cell in table.numbers)


def _sums(table: _Table, cells: Sequence[_Cell], apart: Collection[str]) -> Iterator[tuple[_Cell, list[_Cell]]]:
    """Yield the cells of a period that hold others, each with these: the total's are all that no other cell holds."""
    parts: dict[str, list[_Cell]] = {}
    for cell in cells:
        holder = table.holders.get(cell, TOTAL)
        if cell[0] != TOTAL and not (holder == TOTAL and cell[0] in apart):
            parts.setdefault(holder, []).append(cell)
    yield from ((cell, parts[cell[0]]) for cell in cells if cell[0] in parts)


def _cover(table: _Table, whole: _Cell, parts: Sequence[_Cell]) -> Iterator[_Cell]:
    """Yield further cells of a sum, the smallest that do, or the sum itself, so that the hidden are not subtracted."""
    hidden = [cell for cell in parts if cell in table.needed]
    left = [cell for cell in parts if cell not in table.needed and any(table.numbers[cell])]
    if whole in table.needed:
        yield from left if whole[0] != TOTAL else ()  # a unit that is hidden is not put together of others
        return
    columns = zip(*(table.numbers[cell] for cell in parts), strict=True)
    rest = tuple(number - sum(column) for number, column in zip(table.numbers[whole], columns, strict=True))
    beside = [rest] if whole[0] != TOTAL and min(rest) >= 0 and table.is_small(rest) else []
    if not hidden and not beside:
        return
    if not table.is_safe([*hidden, *left], *beside):
        yield whole
        return
    left.sort(key=lambda cell: table.sizes[cell[0]])
    while not table.is_safe(hidden, *beside):
        enough = (cell for cell in left if table.is_safe([*hidden, cell], *beside))
        chosen = next(enough, left[-1])
        left.remove(chosen)
        hidden.append(chosen)
        yield chosen
