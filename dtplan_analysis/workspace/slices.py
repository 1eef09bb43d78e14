"""What of a store concerns one unit or one quarter: a table is parted once, and not filtered for each report."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterator, Mapping
from functools import cached_property
from typing import Any, TypeVar

import pandas as pd

from dtplan_analysis.units import Units

ROW = ("target", "indicator", "variant", "unit", "period", "span")
"""By what a judged row of a plan is known."""

_UNIT = ROW.index("unit")

_Place = tuple[Any, ...]
_Answer = TypeVar("_Answer")


class Parted:
    """A table by the values of a column, each part in the order of the table and numbered anew."""

    def __init__(self, table: pd.DataFrame, column: str) -> None:
        self._table, self._places = table, table.groupby(column, sort=False, observed=True).indices
        self._nothing = table.iloc[:0]

    def of(self, value: Hashable) -> pd.DataFrame:
        """Return the rows of a value."""
        if value not in self._places:
            return self._nothing
        return self._table.iloc[self._places[value]].reset_index(drop=True)


class Unchanging:
    """What never changes: a question to it is asked once."""

    def once(self, question: Callable[..., _Answer], *asked: Hashable) -> _Answer:
        """Return what a function answers of this, from the second time on as it was answered."""
        key = question, *asked
        if key not in self._answers:
            self._answers[key] = question(self, *asked)
        answer: _Answer = self._answers[key]
        return answer

    @cached_property
    def _answers(self) -> dict[Hashable, Any]:
        return {}


class Slices(Unchanging, ABC):
    """A store, as reports ask for parts of it."""

    @property
    @abstractmethod
    def judged(self) -> pd.DataFrame:
        """The judged table."""

    @property
    @abstractmethod
    def units(self) -> Units:
        """The units."""

    @property
    @abstractmethod
    def counts(self) -> pd.DataFrame:
        """The counts."""

    @property
    def adding_up(self) -> pd.DataFrame:
        """The judged rows that add up to the total's: no pilots, and none that the row of a unit above holds, too."""
        return self.once(_adding_up)

    def counted_above(self) -> pd.DataFrame:
        """Return which judged rows the row of a unit above holds, too; `within` is the nearest such unit."""
        return self.judged.iloc[:0].assign(within="")

    def peers(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return those of some judged rows that can be compared and counted as units side by side.

        A row that the row of another unit among them holds, too, is no peer of it, and left out.
        """
        if not (within := self.once(_within)):
            return rows
        places = [*rows[list(ROW)].itertuples(index=False, name=None)]
        there = set(places)
        return rows.loc[[there.isdisjoint(_holding(place, within)) for place in places]]

    def of_unit(self, unit: str) -> pd.DataFrame:
        """Return the judged rows of a unit, or of `(total)`."""
        return self.once(_judged_by, "unit").of(unit)

    def of_quarter(self, label: str) -> pd.DataFrame:
        """Return the judged rows of all units in a quarter, and of its year to date."""
        return self.once(_judged_by, "period").of(label)

    def counts_of(self, unit: str) -> pd.DataFrame:
        """Return the counts of a unit, or of `(total)`."""
        return self.once(_counted).of(unit)


def _judged_by(store: Slices, column: str) -> Parted:
    return Parted(store.judged, column)


def _adding_up(store: Slices) -> pd.DataFrame:
    rows = store.judged
    return store.peers(rows[~rows["unit"].isin(store.units.pilots)] if store.units.pilots else rows)


def _within(store: Slices) -> dict[_Place, str]:
    """Return for each judged row that others hold, too, the nearest unit of those."""
    held = store.counted_above()
    return dict(zip(held[list(ROW)].itertuples(index=False, name=None), held["within"], strict=True))


def _holding(place: _Place, within: Mapping[_Place, str]) -> Iterator[_Place]:
    """Yield the rows that hold a row, from the nearest unit up."""
    while unit := within.get(place):
        place = (*place[:_UNIT], unit, *place[_UNIT + 1 :])
        yield place


def _counted(store: Slices) -> Parted:
    return Parted(store.counts, "unit")
