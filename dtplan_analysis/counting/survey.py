"""How a survey's answers weigh: sums over the answers of each stratum and cluster."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import narwhals.stable.v2 as nw

from dtplan_analysis.counting.declaration import Declaration
from dtplan_analysis.counting.outcomes import FAILED, REACHED
from dtplan_analysis.counting.placement import inside, stretches_of
from dtplan_analysis.counting.query import Query
from dtplan_analysis.periods import Period
from dtplan_analysis.registers.frames import MINISTRY_TIME, Frame, collected, column_names, given


@dataclass(frozen=True)
class Cell:
    """Answers alike in unit, stretch of days, stratum and cluster: n, Σw, Σwy, Σw², Σw²y; y is 1 where one passes."""

    part: str
    stretch: int
    stratum: str | None
    cluster: str | None
    answers: int
    weight: float
    passing: float
    square: float
    passing_square: float
    served: float | None = None
    """How many people its unit served in the period, where that is known."""


Cells = dict[tuple[str, ...], list[Cell]]
"""The cells of a survey by the values of `by`, then label and span of the period."""


def as_drawn(indicator: Declaration, frames: Mapping[str, Frame]) -> Declaration:
    """Return a survey as its register was drawn: where that has weights, strata or clusters, each answer needs its own.

    An answer that lacks what others have is missing: nobody knows for how many it stands.
    """
    if indicator.design is None or indicator.register.name not in frames:
        return indicator
    frame = given(frames, indicator.register)
    present = [name for name in indicator.design if name in column_names(frame)]
    if not present:
        return indicator
    filled = collected(nw.from_native(frame).select((~nw.col(name).is_null()).any().alias(name) for name in present))
    used = [name for name, any_filled in zip(present, filled.row(0), strict=True) if any_filled]
    return replace(indicator, needs=tuple(dict.fromkeys((*indicator.needs, *used))))


def survey_cells(
    indicator: Declaration,
    frames: Mapping[str, Frame],
    periods: Sequence[Period],
    *,
    by: tuple[str, ...] = ("unit",),
    as_of: date,
    timezone: str = MINISTRY_TIME,
) -> Cells:
    """Return the cells of a survey `as_drawn`, of each group and period; the query is done.

    Answers of several units in one group are told apart as parts. Raises RegisterError as `count` does.
    """
    weight, stratum, cluster = (name if name in indicator.needs else "" for name in indicator.design or ("",) * 3)
    part = "unit" if "unit" in column_names(given(frames, indicator.register)) else ""
    keys = tuple(dict.fromkeys(name for name in (*by, part, weight, stratum, cluster) if name))
    if not periods:
        return {}
    stretches, quarters = stretches_of(periods), [one for one in periods if not one.to_date]
    places = {period: inside(stretches, period, quarters) for period in periods}
    query = Query([indicator], frames, by=keys, as_of=as_of, timezone=timezone)
    flagged = query.in_stretches(stretches)
    answered = flagged.filter(nw.col("outcome_0").is_in((REACHED, FAILED)), nw.col("stretch_0") >= 0)
    w = nw.col(weight).cast(nw.Float64) if weight else nw.lit(1.0)
    y = (nw.col("outcome_0") == REACHED).cast(nw.Float64)
    groups = [*(name for name in keys if name != weight or name in by), "stretch_0"]
    sums = {"passing_": w * y, "square_": w * w, "passing_square_": w * w * y, "weight_": w}
    many = (nw.len().alias("answers_"), *(nw.col(name).sum() for name in sums))
    summed = collected(answered.with_columns(**sums).group_by(*groups).agg(*many))
    found: Cells = {}
    for row in summed.sort(*groups).iter_rows(named=True):
        cell = Cell(
            part=str(row[part]) if part else "",
            stretch=int(row["stretch_0"]),
            stratum=str(row[stratum]) if stratum else None,
            cluster=str(row[cluster]) if cluster else None,
            answers=int(row["answers_"]),
            weight=float(row["weight_"]),
            passing=float(row["passing_"]),
            square=float(row["square_"]),
            passing_square=float(row["passing_square_"]),
        )
        for period, within in places.items():
            if cell.stretch in within:
                found.setdefault((*(str(row[name]) for name in by), period.label, period.span), []).append(cell)
    return found
