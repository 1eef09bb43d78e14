"""Small counts that must not be published, and the others that must go so that nobody subtracts them back."""

from dataclasses import dataclass
from heapq import heappop, heappush

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dtplan_analysis.statistics.checks import Floats

Bools = NDArray[np.bool_]
Cell = tuple[int, int]


@dataclass(frozen=True)
class Suppressed:
    """A table with its totals in the last row and column (a list: in the last place), as it may be published.

    `counts` are whole numbers, NaN where suppressed; `primary` marks the small counts, `secondary` what protects them.
    """

    counts: Floats
    primary: Bools
    secondary: Bools


def suppress(counts: ArrayLike, *, threshold: int = 5, sensitive: ArrayLike | None = None) -> Suppressed:
    """Return counts and their totals with the small ones suppressed, and enough others that none can be found again.

    Primary: a count (or total) with 1 ≤ count < `threshold`, and counts that are `sensitive` for other reasons
    (True, in the shape of the counts; a zero never is). Secondary: for each, the cheapest closed round of cells
    through which counts can be shifted without changing a published one, so that it could as well be larger; cells
    of little count go first, totals last. Zeros say nothing of a person and stay; whoever knows so, and thus that a
    suppressed count is at least 1, cannot subtract it back either. (How wide a range is left, and other tables of
    the same records, are not looked at.) `counts` is a list or a table of whole numbers without totals. Raises
    ValueError for counts that are not whole or below 0, or a threshold under 1.

    Cox LH (1980), J Am Stat Assoc 75:377–385; as a path in a network: Cox LH (1995), J Am Stat Assoc 90:1453–1462; the
    attack that it must stand: Fischetti M, Salazar-González JJ (2001), Manag Sci 47:1008–1027,
    doi:10.1287/mnsc.47.7.1008.9805.

    >>> suppress([[20, 3], [15, 30]]).counts.tolist()
    [[nan, nan, 23.0], [nan, nan, 45.0], [35.0, 33.0, 68.0]]
    >>> suppress([20, 3, 9, 40]).counts.tolist()
    [20.0, nan, nan, 40.0, 72.0]
    """
    given = np.asarray(counts, float)
    if given.ndim not in (1, 2) or given.size == 0:
        raise ValueError("counts are a list or a table with at least one cell")
    if not np.all(np.isfinite(given) & (given >= 0) & (given == np.floor(given))) or threshold < 1:
        raise ValueError("counts are whole numbers of at least 0, and the threshold is at least 1")
    table = _with_totals(given)
    primary = (table > 0) & (table < threshold)
    if sensitive is not None:
        primary[tuple(slice(size) for size in given.shape)] |= np.asarray(sensitive, bool) & (given > 0)
    hidden = primary.copy()
    protect = _protect_list if given.ndim == 1 else _protect_table
    # The smallest first: what protects them often protects the rest.
    for place in sorted(map(tuple, np.argwhere(primary).tolist()), key=lambda place: float(table[place])):
        protect(table, hidden, place)
    return Suppressed(np.where(hidden, np.nan, table), primary, hidden & ~primary)


def _with_totals(counts: Floats) -> Floats:
    for axis in range(counts.ndim):
        counts = np.concatenate([counts, counts.sum(axis=axis, keepdims=True)], axis=axis)
    return counts


def _protect_list(table: Floats, hidden: Bools, place: tuple[int, ...]) -> None:
    """Hide one more count that can fall so that this one may rise, or the total, which may rise with it."""
    last = table.size - 1
    can_give = [i for i in range(last) if i != place[0] and table[i] >= 2]
    if place[0] == last:
        can_give = [i for i in range(last) if table[i] >= 1]
    if (hidden[last] and place[0] != last) or any(hidden[i] for i in can_give):
        return
    hidden[min(can_give, key=lambda i: float(table[i]), default=last)] = True


def _protect_table(table: Floats, hidden: Bools, place: tuple[int, ...]) -> None:
    """Hide the cheapest path from the cell's row back to its column, along which counts fall and rise by turns."""
    rows = table.shape[0]
    row, column = place
    goal = rows + column
    best: dict[int, float] = {row: 0.0}
    before: dict[int, int] = {}
    queue = [(0.0, row)]
    while queue:
        cost, node = heappop(queue)
        if node == goal or cost > best[node]:
            continue
        for other, cell, falls in _steps(table, node):
            if cell == place or not _can_move(table, cell, falls=falls ^ _is_margin(table, place)):
                continue
            further = cost + _price(table, hidden, cell)
            if further < best.get(other, np.inf):
                best[other], before[other] = further, node
                heappush(queue, (further, other))
    node = goal
    while node != row:
        one, other = sorted((node, before[node]))
        hidden[one, other - rows] = True
        node = before[node]


def _steps(table: Floats, node: int) -> list[tuple[int, Cell, bool]]:
    """Return the neighbours of a row (columns, numbered after the rows) or of a column, and the cells between."""
    rows, columns = table.shape
    if node < rows:
        return [(rows + c, (node, c), True) for c in range(columns)]
    return [(r, (r, node - rows), False) for r in range(rows)]


def _is_margin(table: Floats, cell: tuple[int, ...]) -> bool:
    """Return whether a cell is a total of rows or of columns, not both: it counts against the cells it sums."""
    last_row, last_column = table.shape[0] - 1, table.shape[1] - 1
    return (cell[0] == last_row) is not (cell[1] == last_column)


def _can_move(table: Floats, cell: Cell, *, falls: bool) -> bool:
    """Return whether a suppressed cell can change by one and stay at least 1."""
    down = falls ^ _is_margin(table, cell)
    return bool(table[cell] >= (2 if down else 1))


def _price(table: Floats, hidden: Bools, cell: Cell) -> float:
    if hidden[cell]:
        return 0.0
    total = cell[0] == table.shape[0] - 1 or cell[1] == table.shape[1] - 1
    # A total costs more than all cells together; the 1 keeps paths short.
    return float(table[cell]) + 1 + (10 * float(table[-1, -1]) + table.size if total else 0)
