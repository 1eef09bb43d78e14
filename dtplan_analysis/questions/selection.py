"""Which rows of a judged table a question looks at: one grammar for all questions."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dtplan_analysis.errors import InputError, nearest
from dtplan_analysis.periods import TO_DATE, label_of
from dtplan_analysis.questions.answer import KEYS, Row, absent, answer, end_of, others_of, rows_of
from dtplan_analysis.units import TOTAL, UNKNOWN

Names = str | Sequence[str] | None
_Key = tuple[object, ...]


@dataclass(frozen=True, eq=False)
class Asked:
    """The rows that a question looks at, and the columns that tell them apart."""

    rows: list[Row]
    by: str
    others: tuple[str, ...]
    """What the table is by, beside `by`: a field, a procedure."""
    periods: tuple[str, ...]
    """All quarters of the table up to the one asked for, in order of time."""
    latest: dict[_Key, str]
    """The quarter that the answer stands for, by target, indicator and variant."""
    attrs: dict[Any, Any]
    """What the table says of itself, which its answer says too."""

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that every answer begins with."""
        return (*KEYS, self.by, *self.others)

    def series(self) -> Iterator[tuple[Row, list[Row]]]:
        """Yield each unit's figure over the quarters, one row a quarter up to its last, none left out in between."""
        for key, rows in self._grouped(self.names):
            own = {row["period"]: row for row in rows}
            self._refuse_twice(key, len(own), len(rows))
            so_far = self.until(self.latest[_key(rows[0])])
            first = next((place for place, label in enumerate(so_far) if label in own), len(so_far))
            yield key, [own.get(label) or absent(label) for label in so_far[first:]]

    def families(self) -> Iterator[tuple[Row, list[Row]]]:
        """Yield the rows of all units that are compared with one another: one figure in its last quarter."""
        for key, rows in self.of_figure():
            here = [row for row in rows if row["period"] == key["period"]]
            if here:
                yield key, here

    def of_figure(self) -> Iterator[tuple[Row, list[Row]]]:
        """Yield all rows of one figure, of all units but the total, with its last quarter."""
        for key, rows in self._grouped((*KEYS, *self.others)):
            units = [row for row in rows if row[self.by] != TOTAL]
            if units:
                self._refuse_twice(key, len({(row[self.by], row["period"]) for row in units}), len(units))
                yield key | {"period": self.latest[_key(rows[0])]}, units

    def answer(self, rows: Iterable[Row], columns: Sequence[str]) -> pd.DataFrame:
        """Return an answer as a table with these columns."""
        table = answer(rows, columns)
        table.attrs |= self.attrs
        return table

    def until(self, period: str) -> tuple[str, ...]:
        """Return the quarters up to one of them."""
        return self.periods[: self.periods.index(period) + 1]

    def _grouped(self, names: Sequence[str]) -> Iterator[tuple[Row, list[Row]]]:
        groups: dict[_Key, list[Row]] = {}
        for row in self.rows:
            groups.setdefault(tuple(row[name] for name in names), []).append(row)
        for key, rows in groups.items():
            yield dict(zip(names, key, strict=True)), rows

    def _refuse_twice(self, key: Row, different: int, rows: int) -> None:
        if different < rows:
            label = " ".join(str(part) for part in key.values() if part)
            raise InputError(
                f"{label} has two rows of one quarter",
                where="judged table",
                remedy=f"give a table with one row for each indicator, {self.by} and quarter",
            )


def ask(
    judged: pd.DataFrame,
    *,
    target: Names = None,
    unit: Names = None,
    period: str | None = None,
    by: str = "unit",
    span: str = "",
    peers: bool = False,
    provisional: bool = False,
) -> Asked:
    """Return the rows that a question names; raises InputError, with the nearest name, for one that is not there.

    `target` is a target's id or an indicator's name, or several; left out, all targets (or, in a table without
    targets, all indicators). `unit` is a code in the column `by`, or several; left out, all; for `peers`, all but
    the total and the records of unknown units. `period` is the quarter that the answer stands for; left out, each
    figure's latest, or the one before where that is provisional (unless `provisional` ones stand too).
    """
    rows = [row for row in rows_of(judged, by) if (row["span"] == span if span else row["span"] != TO_DATE)]
    ends = {(end_of(row), row["period"]) for row in rows}
    periods = tuple(label for _, label in sorted(ends))
    rows = _of_target(rows, target)
    if period is not None:
        period = _known(label_of(period), periods, "period")
        periods = periods[: periods.index(period) + 1]
    rows = [row for row in rows if row["period"] in periods]
    by_key: dict[_Key, list[Row]] = {}
    for row in rows:
        by_key.setdefault(_key(row), []).append(row)
    latest = {}
    for key, own in by_key.items():
        told = {row["period"] for row in own}
        found = [label for label in periods if label in told]
        if not provisional and len(found) > 1 and any(row["provisional"] and row["period"] == found[-1] for row in own):
            found.pop()
        latest[key] = period or found[-1]
    if unit is not None:
        names = dict.fromkeys(row[by] for row in rows)
        wanted = {_known(one, names, by) for one in _listed(unit)}
        rows = [row for row in rows if row[by] in wanted]
    elif peers:
        rows = [row for row in rows if row[by] not in (TOTAL, UNKNOWN)]
    return Asked(rows, by, others_of(judged, by), periods, latest, judged.attrs)


def _of_target(rows: list[Row], target: Names) -> list[Row]:
    if target is None:
        return [row for row in rows if row["target"]] or rows
    names = sorted({row[name] for row in rows for name in ("target", "indicator")} - {""})
    wanted = {_known(one, names, "target") for one in _listed(target)}
    return [row for row in rows if row["target"] in wanted or row["indicator"] in wanted]


def _key(row: Row) -> _Key:
    return tuple(row[name] for name in KEYS)


def _listed(names: str | Sequence[str]) -> list[str]:
    return [names] if isinstance(names, str) else list(names)


def _known(name: str, names: Iterable[object], where: str) -> str:
    listed = [str(one) for one in names]
    if name not in listed:
        raise InputError(f"unknown {where} {name!r}", where=where, remedy=nearest(name, listed))
    return name
