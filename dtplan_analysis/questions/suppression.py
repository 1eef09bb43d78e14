"""Which small counts must not be published, and which others so that nobody subtracts them back?

Small is what is small in `judging.suppression`. That hides rows of a whole workspace, whose figures and quarters tell
of each other; here one figure of one quarter is to be published, and no more of its counts are hidden than must be.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from dtplan_analysis import statistics
from dtplan_analysis.errors import InputError, spelt
from dtplan_analysis.judging.suppression import PROTECTED, uniform
from dtplan_analysis.questions.answer import KEYS, Row
from dtplan_analysis.questions.selection import Names, ask
from dtplan_analysis.units import TOTAL

_TOLD = ("numerator", "value", "worst", "best", "lower", "upper", "shortfall")
_COUNTS = ("denominator", "records", "excluded", "missing")


@spelt
def suppress(
    judged: pd.DataFrame,
    *,
    target: Names = None,
    unit: Names = None,
    period: str | None = None,
    by: str = "unit",
    least: int = 5,
    apart: Sequence[str] = (),
) -> pd.DataFrame:
    """Return the judged rows of one quarter as they may be published: small counts and what would tell them hidden.

    Small is from 1 to `least` − 1 records that pass, or that do not; in a group of fewer than 2·`least` records,
    where no mixed result could be shown, 0% and 100% are hidden too: they would tell it of each one, and so would all
    or none of what is hidden together. A row with a
    hidden count keeps its place: its numerator, shares, bounds and shortfall are empty, its `status` is
    "suppressed" and its `reason` "protected", one for all: which of them are small and which protect these would
    tell a count. Its denominator goes too where it would tell. Units and their total are protected together; units
    that are in no total (pilots) are named as `apart` and protected each by itself. `unit` names the rows that come
    back, and does not change what is hidden. Within one figure and one quarter nothing can be subtracted back;
    other quarters, a year to date and other figures of the same records are not looked at. Raises InputError for
    names that are not there, and where units do not add up to their total.

    Cox LH (1980), doi:10.1080/01621459.1980.10477481; as `statistics.suppress`.

    >>> units = pd.DataFrame({"unit": ["A", "B", "C", "(total)"], "period": "2024Q2", "denominator": [40, 9, 30, 79],
    ...                       "numerator": [30, 7, 21, 58]})
    >>> answer = suppress(units.assign(value=units["numerator"] / units["denominator"]))
    >>> answer[["unit", "denominator", "numerator", "status", "reason"]].values.tolist()
    [['A', 40, 30, '', ''], ['B', 9, <NA>, 'suppressed', 'protected'], ['C', 30, <NA>, 'suppressed', 'protected'],
    ['(total)', 79, 58, '', '']]
    """
    asked = ask(judged, target=target, period=period, by=by)
    wanted = {row[by] for row in ask(judged, target=target, unit=unit, period=period, by=by).rows}
    ask(judged, unit=apart, by=by)  # refuses a name that is not there
    names = [*KEYS, *asked.others]
    figures: dict[tuple[Any, ...], list[Row]] = {}
    for row in asked.rows:
        if row["period"] == asked.latest[tuple(row[name] for name in KEYS)]:
            figures.setdefault(tuple(row[name] for name in names), []).append(row)
    table = judged.reset_index(drop=True)
    table = table.assign(**{name: table.get(name, "") for name in ("status", "reason")})
    table = table.astype({name: "Int64" for name in ("numerator", *_COUNTS, "shortfall") if name in table})
    shown: list[int] = []
    for key, rows in figures.items():
        shown += [row["at"] for row in rows if row[by] in wanted]
        for at, hidden in _hidden(dict(zip(names, key, strict=True)), rows, by, least, apart):
            table.loc[at, [name for name in hidden if name in table]] = pd.NA
            table.loc[at, ["status", "reason"]] = ["suppressed", PROTECTED]
    return table.iloc[shown].reset_index(drop=True)


def _hidden(
    key: Row, rows: Sequence[Row], by: str, least: int, apart: Sequence[str]
) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the places of rows of one figure of which something must not be told, and which columns."""
    some = [row for row in rows if row["denominator"] > 0]
    units = [row for row in some if row[by] != TOTAL and row[by] not in apart]
    total = [row for row in some if row[by] == TOTAL]
    groups = [[row] for row in some if row[by] in apart]
    if not total or _sums(units) == _sums(total):
        groups.append([*units, *total])
    elif any(row["distinct"] for row in rows):  # who came to two units is one person of the total
        groups += [[row] for row in (*units, *total)]
    else:
        raise InputError(
            f"the units do not add up to the total of {key['target'] or key['indicator']}",
            where="judged table",
            remedy="name the units that are in no total: apart=[…]",
        )
    for group in groups:
        for row, also_denominator in _unpublished(group, by, least):
            yield row["at"], (*_TOLD, *_COUNTS) if also_denominator else _TOLD


def _unpublished(group: Sequence[Row], by: str, least: int) -> Iterator[tuple[Row, bool]]:
    """Yield the rows to hide, and whether the denominator goes too."""
    inner = [row for row in group if row[by] != TOTAL] or group
    cells = [[row["numerator"], row["denominator"] - row["numerator"]] for row in inner]
    if not cells:
        return
    telling = [[uniform(passing, failing, least)] * 2 for passing, failing in cells]
    found = statistics.suppress(cells, threshold=least, sensitive=telling)
    gone = np.isnan(found.counts)
    hidden = np.array(gone.any(axis=1))
    _mix(np.array(cells), np.array(telling)[:, 0], hidden)
    for row in group:
        place = next((n for n, one in enumerate(inner) if one is row), len(inner))
        if hidden[place]:
            yield row, bool(gone[place, -1])


def _mix(cells: np.ndarray, uniform: np.ndarray, hidden: np.ndarray) -> None:
    """Hide further units, or the total (the last place), until the hidden ones together are neither all nor none."""
    while (hidden[:-1] & uniform).any() and not hidden[-1] and not (sums := cells[hidden[:-1]].sum(axis=0)).all():
        able = np.flatnonzero(~hidden[:-1] & (cells[:, int(sums.argmin())] > 0))
        hidden[min(able, key=lambda place: cells[place].sum(), default=-1)] = True


def _sums(rows: Sequence[Row]) -> tuple[float, float]:
    return sum(row["numerator"] for row in rows), sum(row["denominator"] for row in rows)
