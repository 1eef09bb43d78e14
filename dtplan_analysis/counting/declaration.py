"""The declaration of an indicator: a share of records, declared once, and callable on a frame."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import narwhals.stable.v2 as nw
import pandas as pd

from dtplan_analysis.counting.joins import Events, Lookup, Replaced
from dtplan_analysis.counting.placement import Placement
from dtplan_analysis.errors import InputError
from dtplan_analysis.language import Text
from dtplan_analysis.periods import CALENDAR, Period, Quarters
from dtplan_analysis.plans.table import nearest
from dtplan_analysis.registers.frames import MINISTRY_TIME, Frame, latest_day

COUNTS = ("records", "excluded", "missing", "denominator", "numerator")
"""The five whole numbers of an indicator."""

Parts = Mapping[str, tuple[str | bool, ...]]


@dataclass(frozen=True, eq=False)
class Proportion:
    """An indicator: a share of records, declared once, and callable on a frame.

    `exclude` and `among` name columns with the values that leave a record out: an excluded record is shown as a
    count, one that is not *among* the indicator's records is none of them. An empty or unknown value in `needs`, or
    dates of its placement that contradict each other, make a record missing, before the numerator is asked; an empty
    value in `exclude` does not exclude.

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
    """Count distinct values of this column of a flow; one counts as reached where all its records are."""
    events: Events | None = None
    replaced: Replaced | None = None
    lookups: tuple[Lookup, ...] = ()
    judges_steps: bool = False
    """Records that still run are judged on the steps done: they make the period provisional."""
    of: Text | None = None
    """What the denominator holds, where that is a choice: it is printed beside the figure."""
    variants: tuple["Proportion", ...] = ()
    """Other choices of denominator, by their variant names."""

    def choose(self, variant: str | None) -> "Proportion":
        """Return the named variant of the indicator, or itself; raises InputError for an unknown variant."""
        if variant in (None, "", self.variant):
            return self
        for other in self.variants:
            if other.variant == variant:
                return other
        raise InputError(
            f"there is no variant {variant!r}",
            where=f"indicator {self.name}",
            remedy=nearest(str(variant), self.choices) if self.choices else "leave the variant out: it has no variants",
        )

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
        keys = [lookup.key for lookup in self.lookups] + ([self.events.key] if self.events else [])
        others = self.replaced.columns if self.replaced else ()
        distinct = (self.distinct,) if self.distinct else ()
        touched = (*self.needs, *self.among, *self.exclude, *self.placement.columns, *keys, *distinct, *others)
        return tuple(dict.fromkeys(name for name in touched if name not in self._joined))

    @property
    def spare(self) -> frozenset[str]:
        """The columns that only an exclusion uses: where a register lacks one, it excludes nothing."""
        exclusion = {*self.exclude, *(self.replaced.columns if self.replaced else ())}
        return frozenset(exclusion - {*self.needs, *self.among, *self.placement.columns, *self._joined})

    @property
    def _joined(self) -> frozenset[str]:
        """What is not a column of the register, but joined to it when it is counted."""
        flags = [one.flag for one in (self.events, self.replaced) if one]
        return frozenset([*flags, *(lookup.column for lookup in self.lookups)])

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
        """Return the counts per unit and period, as the frame's own kind, lazily where that is lazy.

        `frame` is the indicator's register, one row a record, with the column names of the library; other
        registers that it reads are given by name. `by` is a column or several, or None for all records together.
        `period` is `quarter`, `year_to_date`, or the periods themselves. Counts are whole numbers of records.
        Warns of records that are in no period, or are read by a rule. Raises RegisterError where a needed column is
        absent or of the wrong type, InputError for an unknown variant or period.
        """
        from dtplan_analysis.counting.query import Query  # the query is written for declarations
        from dtplan_analysis.counting.request import request

        asked = request(
            self.choose(variant), frame, by=_names(by), period=period, quarters=quarters, as_of=as_of,
            timezone=timezone, registers=registers, depth=2,
        )  # fmt: skip
        query = Query([asked.indicator], asked.frames, by=asked.by, as_of=asked.as_of, timezone=timezone)
        return query.one(query.count(asked.periods), 0).to_native()

    def records(
        self,
        frame: Frame,
        *,
        period: Period,
        variant: str | None = None,
        as_of: date | None = None,
        timezone: str = MINISTRY_TIME,
        **registers: Frame,
    ) -> Frame:
        """Return the records of a period that the indicator lacks, as the frame's own kind, lazily where that is lazy.

        Columns and errors are those of `counting.records.records_behind`; the other arguments are those of `counts`.
        """
        from dtplan_analysis.counting.records import records_behind

        chosen, frames = self.choose(variant), {self.register: frame, **registers}
        as_of = as_of or latest_day(frames, timezone=timezone)
        return records_behind(chosen, frames, period, as_of=as_of, timezone=timezone)

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

        `target` is the threshold as exact text, such as `60%`, `3/5` or `0.6`; without one nothing is judged. The
        other arguments, warnings and errors are those of `counts`.
        """
        from dtplan_analysis.judging import evaluate  # judging stands above counting

        return evaluate(
            self.choose(variant), frame, by=_names(by), period=period, target=target, quarters=quarters, as_of=as_of,
            timezone=timezone, registers=registers,
        )  # fmt: skip


def _names(by: str | Sequence[str] | None) -> tuple[str, ...]:
    return (by,) if isinstance(by, str) else tuple(by or ())
