"""The bare declaration of an indicator: all that is asked of it to count and to judge its records."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from inspect import Parameter, signature
from typing import Literal

import narwhals.stable.v2 as nw

from dtplan_analysis.counting.joins import Events, Lookup, Replaced
from dtplan_analysis.counting.placement import Placement
from dtplan_analysis.errors import InputError, nearest
from dtplan_analysis.registers.register import Register

COUNTS = ("records", "excluded", "missing", "denominator", "numerator")
"""The five whole numbers of an indicator."""

Parts = Mapping[str, tuple[str | bool, ...]]
Nature = Literal["flow", "open", "stock", "snapshot", "cumulative"]


@dataclass(frozen=True, eq=False, repr=False)
class Declaration:
    """A share of records, declared once.

    `exclude` and `among` name columns with the values that leave a record out: an excluded record is shown as a
    count, one that is not *among* the indicator's records is none of them. An empty or unknown value in `needs`, or
    dates of its placement that contradict each other, make a record missing, before the numerator is asked; an empty
    value in `exclude` does not exclude.
    """

    name: str
    register: Register
    numerator: nw.Expr
    needs: tuple[str, ...]
    placement: Placement
    exclude: Parts = field(default_factory=dict)
    among: Parts = field(default_factory=dict)
    basis: Literal["census", "sample"] = "census"
    design: tuple[str, str, str] | None = None
    """The columns with weight, stratum and cluster of a survey's answers; its register may lack each."""
    served: Register | None = None
    """What says how many could have answered a survey: `unit`, `period` (a label) and `served`."""
    checklist: bool = False
    distinct: str = ""
    """Count distinct values of this column of a flow; one counts as reached where all its records are."""
    sum_of: str = ""
    """Sum this whole-number column instead of counting records: each counts with what it holds."""
    events: Events | None = None
    replaced: Replaced | None = None
    lookups: tuple[Lookup, ...] = ()
    judges_steps: bool = False
    """Records that still run are judged on the steps done: they make the period provisional."""

    @property
    def nature(self) -> Nature:
        """How the records lie in time: new ones each period (`flow`), those `open` in it, a `stock` on its last day,
        the last `snapshot` in it, or a share that adds up over the year and begins anew (`cumulative`).
        """
        return "cumulative" if self.events and self.events.window == "year" else self.placement.kind

    @property
    def registers(self) -> tuple[Register, ...]:
        """All registers that the indicator reads, its own first."""
        more = [self.events.register] if self.events else []
        return (self.register, *more, *(lookup.register for lookup in self.lookups))

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of its own register that it touches, beside the unit."""
        keys = [lookup.key for lookup in self.lookups] + ([self.events.key] if self.events else [])
        others = self.replaced.columns if self.replaced else ()
        distinct = tuple(filter(None, (self.distinct, self.sum_of)))
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


def refuse_keywords(unknown: Iterable[str], call: Callable[..., object], *, where: str) -> None:
    """Raise InputError for the first keyword that a call does not know, with the nearest one that it does."""
    known = [name for name, one in signature(call).parameters.items() if one.kind is Parameter.KEYWORD_ONLY]
    for name in unknown:
        raise InputError(f"there is no keyword {name!r}", where=where, remedy=nearest(name, known))
