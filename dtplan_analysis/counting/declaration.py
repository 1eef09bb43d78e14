"""The declaration of an indicator: a share of records, declared once, and callable on a frame."""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import narwhals.stable.v2 as nw
import pandas as pd

from dtplan_analysis.errors import RegisterError
from dtplan_analysis.language import Text
from dtplan_analysis.periods import CALENDAR, Period, Quarters
from dtplan_analysis.registers import REGISTERS
from dtplan_analysis.registers.frames import MINISTRY_TIME, Frame, extremes, latest_day

COUNTS = ("records", "excluded", "missing", "denominator", "numerator")
"""The five whole numbers of an indicator."""

Parts = Mapping[str, tuple[str | bool, ...]]


@dataclass(frozen=True)
class Flow:
    """Records belong to the period that holds their date."""

    date: str
    kind: Literal["flow"] = "flow"

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.date,)


@dataclass(frozen=True)
class Stock:
    """Records count where they are valid on the period's last day (or on the as-of day, if that is earlier)."""

    valid_from: str = "valid_from"
    valid_to: str = "valid_to"
    kind: Literal["stock"] = "stock"

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.valid_from, self.valid_to)


@dataclass(frozen=True)
class Snapshot:
    """Records are the unit's last dated snapshot inside the period; an older one says nothing of it."""

    date: str
    kind: Literal["stock"] = "stock"

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.date,)


@dataclass(frozen=True)
class Open:
    """Records count in every period in which they were open: begun by its end, not ended before its start."""

    begun: str
    ended: str
    kind: Literal["open"] = "open"

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.begun, self.ended)


Placement = Flow | Stock | Snapshot | Open


@dataclass(frozen=True)
class Events:
    """Rows of another register that happened to a record, seen as a flag: was there one in the window?"""

    register: str
    key: str
    date: str
    window: Literal["period", "year"]
    flag: str
    kinds: tuple[str, tuple[str, ...]] | None = None
    """A column of that register and the values that count."""


@dataclass(frozen=True)
class Lookup:
    """A column of another register that was valid on the record's day, found by a key both have."""

    register: str
    key: str
    column: str


@dataclass(frozen=True, eq=False)
class Proportion:
    """An indicator: a share of records, declared once, and callable on a frame.

    `exclude` and `among` name columns with the values that leave a record out: an excluded record is shown as a
    count, one that is not *among* the indicator's records is none of them. An empty or unknown value in `needs`
    makes a record missing, before the numerator is asked; an empty value in `exclude` does not exclude.

    >>> import pandas as pd
    >>> from dtplan_analysis.indicators import dossiers_online
    >>> frame = pd.DataFrame({
    ...     "unit": ["HDXD"] * 4,
    ...     "received_on": pd.to_datetime(["2024-04-02", "2024-05-06", "2024-05-07", "2024-06-30"]),
    ...     "channel": ["online", "direct", "online", "online"],
    ...     "processed_online": [True, False, True, None],
    ...     "status": ["processed", "processed", "not_accepted", "accepted"],
    ... })
    >>> dossiers_online.counts(frame)[["unit", "period", *COUNTS]].to_dict("records")
    [{'unit': 'HDXD', 'period': '2024Q2', 'records': 4, 'excluded': 1, 'missing': 1, 'denominator': 2, 'numerator': 1}]
    """

    name: str
    label: Text
    definition: Text
    source: Text
    register: str
    counted: Text
    numerator: nw.Expr
    needs: tuple[str, ...]
    placement: Placement
    exclude: Parts = field(default_factory=dict)
    among: Parts = field(default_factory=dict)
    variant: str = ""
    basis: Literal["census", "sample"] = "census"
    checklist: bool = False
    distinct: str = ""
    """Count distinct values of this column; one counts as reached where all its records are."""
    events: Events | None = None
    lookups: tuple[Lookup, ...] = ()
    judges_steps: bool = False
    """Records that still run are judged on the steps done: they make the period provisional."""
    variants: tuple["Proportion", ...] = ()
    """Other choices of denominator, by their variant names."""

    def choose(self, variant: str | None) -> "Proportion":
        """Return the named variant of the indicator, or itself; raises KeyError for an unknown variant."""
        if variant in (None, "", self.variant):
            return self
        for other in self.variants:
            if other.variant == variant:
                return other
        raise KeyError(variant)

    @property
    def choices(self) -> tuple[str, ...]:
        """The names of the variants, the default first; empty where there is no choice."""
        return tuple(one.variant for one in (self, *self.variants)) if self.variant else ()

    @property
    def registers(self) -> tuple[str, ...]:
        """All registers that the indicator reads, its own first."""
        more = [self.events.register] if self.events else []
        return (self.register, *more, *(lookup.register for lookup in self.lookups))

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of its own register that it touches, beside the unit."""
        looked_up = {lookup.column for lookup in self.lookups} | ({self.events.flag} if self.events else set())
        keys = [lookup.key for lookup in self.lookups] + ([self.events.key] if self.events else [])
        touched = (*self.needs, *self.among, *self.exclude, *self.placement.columns, *keys)
        more = (self.distinct,) if self.distinct else ()
        return tuple(dict.fromkeys(name for name in (*touched, *more) if name not in looked_up))

    def counts(
        self,
        frame: Frame,
        *,
        by: str | Sequence[str] | None = "unit",
        period: str | Sequence[Period] = "quarter",
        variant: str | None = None,
        quarters: Quarters = CALENDAR,
        as_of: date | None = None,
        timezone: str = MINISTRY_TIME,
        **registers: Frame,
    ) -> Frame:
        """Return the counts per unit and period, as the frame's own kind.

        `frame` is the indicator's register, one row a record, with the column names of the library; other
        registers that it reads are given by name. `by` is a column or several, or None for all records together.
        `period` is `quarter`, `year_to_date`, or the periods themselves. Counts are whole numbers of records.
        Raises RegisterError where a needed column is absent or of the wrong type.
        """
        chosen = self.choose(variant)
        frames = {self.register: frame, **registers}
        as_of = as_of or latest_day(frames)
        periods = periods_of(period, frames, chosen, quarters, as_of)
        from dtplan_analysis.counting.query import count  # the query is written for declarations

        return count([chosen], frames, periods, by=_names(by), as_of=as_of, timezone=timezone)[0].to_native()

    def __call__(
        self,
        frame: Frame,
        *,
        by: str | Sequence[str] | None = "unit",
        period: str | Sequence[Period] = "quarter",
        variant: str | None = None,
        target: str | None = None,
        quarters: Quarters = CALENDAR,
        as_of: date | None = None,
        timezone: str = MINISTRY_TIME,
        **registers: Frame,
    ) -> pd.DataFrame:
        """Return the judged table of the indicator on a frame: counts, share in 0–1, bounds, interval, status.

        `target` is the threshold as exact text, such as `60%`; without one nothing is judged. The other arguments
        are those of `counts`.
        """
        from dtplan_analysis.judging import evaluate  # judging stands above counting

        return evaluate(
            self.choose(variant), frame, by=_names(by), period=period, target=target, quarters=quarters, as_of=as_of,
            timezone=timezone, registers=registers,
        )  # fmt: skip


def _names(by: str | Sequence[str] | None) -> tuple[str, ...]:
    return (by,) if isinstance(by, str) else tuple(by or ())


def periods_of(
    period: str | Sequence[Period],
    frames: Mapping[str, Frame],
    indicator: Proportion,
    quarters: Quarters,
    as_of: date,
) -> list[Period]:
    if not isinstance(period, str):
        return list(period)
    if period not in ("quarter", "year_to_date"):
        raise RegisterError(
            f"unknown period {period!r}", where="period", remedy="write 'quarter', 'year_to_date' or a list of periods"
        )
    register, deciding = REGISTERS[indicator.register], indicator.placement.columns[0]
    first, last, empty = extremes(frames[indicator.register], register, deciding)
    if empty:
        warnings.warn(f"register {register.name}: {empty} rows have no {deciding} and are in no period", stacklevel=3)
    if first is None or last is None:
        return []
    last = last if isinstance(indicator.placement, Flow | Snapshot) else max(last, as_of)
    cut = list(quarters.between(first, last))
    return cut if period == "quarter" else [*cut, *(quarters.year_to_date(quarter) for quarter in cut)]
