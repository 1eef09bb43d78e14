"""Will the target be reached by the year's end?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil
from typing import Any, Literal

import numpy as np
import pandas as pd

from dtplan_analysis.errors import InputError, spelt
from dtplan_analysis.judging import threshold_of
from dtplan_analysis.periods import TO_DATE, read_label, year_of
from dtplan_analysis.questions.answer import (
    Row,
    absent,
    counts,
    end_of,
    picked,
    rows_of,
    unknown_reason,
)
from dtplan_analysis.questions.selection import Names, ask
from dtplan_analysis.statistics import Volume, quarter_spread, season_shift, wilson, year_end, year_volume

_YEAR, _QUARTER = 365.25, 91
"""Days."""

_COLUMNS = (
    "period", "provisional", "denominator", "numerator", "value", "threshold", "remaining", "noise", "needed",
    "needed_share", "latest", "probability", "probability_best", "lower", "upper", "method", "reason", "confidence",
)  # fmt: skip


@spelt
def forecast(
    judged: pd.DataFrame,
    *,
    target: Names = None,
    unit: Names = None,
    period: str | None = None,
    by: str = "unit",
    remaining: int | None = None,
    like: Literal["year", "quarter"] = "year",
    begun: Mapping[str, date] | None = None,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Return the chance of reaching each target by the year's end, and the share needed of the records to come.

    One row a target and unit, from its year to date (span `year_to_date`) as of `period`; left out, the latest one,
    provisional or not. `remaining` records are to come: a whole number that is known; left out, as many as the year
    before brought after its same part, or else as many a quarter as since the first day with records, by target in
    `begun` (left out, a first quarter that others follow does not count), give or take the `noise` (standard
    deviation, as a share of them) of the unit's own past. `needed` of them must pass, which is
    `needed_share` (above 1: more than are expected), to be held against `latest`, the last quarter's share. A record
    with missing cells is in both bounds: `probability` has all of them fail, as in judging, `probability_best` has all
    pass (a survey has none). Both are 0 or 1 only where no number of records can change it; they suppose that those to
    come are like the year so far, moved as past years moved in their rest, or, with `like="quarter"`, like the last
    quarter, give or take what the unit's quarters differ. `lower` and `upper` bound the year's share.

    A survey has reached its target when its interval has. A figure that tells of the last day (`reason` "stock"), of
    tasks that can still be seen to ("open") or of what adds up ("cumulative") has no records to come: `remaining` are
    those that do not pass yet, and there is no probability. Other reasons: "no_target", "no_case", "no_data",
    "suppressed". Raises InputError for names that are not there.

    Skellam JG (1948), J R Stat Soc B 10:257–261; Griffiths DA (1973), doi:10.2307/2529131; as `statistics.year_end`,
    `statistics.quarter_spread`, `statistics.year_volume` and `statistics.season_shift`.

    >>> year = pd.DataFrame({"unit": ["HDXD"], "period": "2024Q3", "span": "year_to_date", "denominator": 200,
    ...                      "numerator": 150, "value": 0.75, "threshold": "4/5"})
    >>> forecast(year, remaining=100)[["needed", "needed_share"]].values.tolist()
    [[90, 0.9]]
    """
    if like not in ("year", "quarter"):
        raise InputError(f"unknown {like!r}", where="like", remedy="write year or quarter")
    asked = ask(judged, target=target, unit=unit, period=period, by=by, span=TO_DATE, provisional=True)
    quarters: dict[tuple[Any, ...], dict[Any, Row]] = {}
    ends: dict[Any, Row] = {}
    for row in rows_of(judged, by):
        if row["span"] != TO_DATE:
            quarters.setdefault(tuple(row[name] for name in asked.names), {})[row["period"]] = row
            ends.setdefault(end_of(row), row)

    def rows() -> Iterator[Row]:
        for key, series in asked.series():
            row, own = series[-1], quarters.get(tuple(key.values()), {})
            # A row that stands for a year without a report has no days to put quarters in order by.
            so_far = [end for end in sorted(ends) if np.isfinite(row["denominator"]) and end <= end_of(row)]
            known = [own.get(ends[end]["period"]) or _days(ends[end]) | absent(ends[end]["period"]) for end in so_far]
            found = _of_year(row, known, remaining, like, (begun or {}).get(row["target"]), confidence)
            yield key | found | {"method": "beta_binomial", "confidence": confidence}

    return asked.answer(rows(), [*asked.names, *_COLUMNS])


def _of_year(
    row: Row, quarters: Sequence[Row], remaining: int | None, like: str, begun: date | None, confidence: float
) -> Row:
    found = picked(row, "period", "provisional", "denominator", "numerator", "value", "threshold") | {"reason": ""}
    last = quarters[-1] if quarters and quarters[-1]["period"] == row["period"] else absent(row["period"])
    found["latest"] = last["value"]
    n, goal, kind = _known(row), _goal(row), row["nature"]
    if not n or goal is None:
        return found | {"reason": "no_target" if n else unknown_reason(row)}
    low, high = _passing(row)
    if kind != "flow":
        needed, rest = max(0, ceil(goal * n) - low), n - low
        reason = "stock" if kind == "snapshot" else kind
        return found | {"reason": reason, "remaining": rest, "needed": needed, "needed_share": _part(needed, rest)}
    if like == "quarter" and not _known(last):
        return found | {"reason": unknown_reason(last)}
    year = _Year.of(row, quarters)
    volume = year.volume(n, begun) if remaining is None else Volume(remaining, 0.0)
    rest = round(volume.expected)
    needed = _needed(row, goal, low, n, rest)
    found |= {"remaining": rest, "noise": volume.noise, "needed": needed, "needed_share": _part(needed, rest)}
    if row["interval"] == "sampling":
        goal = min(Fraction(needed + low, n + rest), Fraction(1))
    spread, ends = quarter_spread(*counts(quarters)), []
    for place, passing in enumerate((low, high)):
        seen = (_passing(last)[place], _known(last)) if like == "quarter" else (passing, n)
        end = year_end(
            passing, n, rest, target=goal, noise=volume.noise, spread=spread, like=seen,
            shift=(0.0, 0.0) if like == "quarter" else year.shift(place, spread), confidence=confidence,
            quarters=(1 if like == "quarter" else max(1, year.reported), max(year.to_come, 0.01)),
        )  # fmt: skip
        ends.append(end)
    limits = float(ends[0].lower), float(ends[1].upper)
    if row["comparison"] == "<=":
        limits = 1 - limits[1], 1 - limits[0]
    chances = {"probability": float(ends[0].probability), "probability_best": float(ends[1].probability)}
    return found | chances | {"lower": limits[0], "upper": limits[1]}


@dataclass(frozen=True)
class _Year:
    """A year's quarters so far and those of the years before, each with a row; how much of the last one is over."""

    past: list[Row]
    current: list[Row]
    over: float
    length: int

    @classmethod
    def of(cls, row: Row, quarters: Sequence[Row]) -> "_Year":
        """Return the quarters of a year to date; without rows of quarters, the year to date as one, of their number."""
        past = [quarter for quarter in quarters if not _is_of_year(quarter, row)]
        current = [quarter for quarter in quarters if _is_of_year(quarter, row)]
        length, over = _place(row, quarters)
        begun = ceil(over)
        if not any(map(_known, current)):
            # Only the year to date is told: its records are taken to be spread evenly.
            current = [row] * begun
        current = [absent("")] * (begun - len(current)) + current
        return cls(past, current, over - begun + 1, length)

    @property
    def reported(self) -> int:
        """How many quarters of the year have records."""
        return sum(_known(quarter) > 0 for quarter in self.current)

    @property
    def to_come(self) -> float:
        """How many quarters of the year are to come."""
        return self.length - len(self.current) + 1 - self.over

    def volume(self, n: int, begun: date | None) -> Volume:
        """Return how many records are to come after the n of the year so far, the first of all on a day."""
        sizes = [[_known(quarter) for quarter in part] for part in (self.past, self.current)]
        first = next((quarter for quarter in (*self.past, *self.current) if _known(quarter)), None)
        part = _lived(first, begun) if first and begun else None
        found = year_volume(*sizes, over=self.over, length=self.length, begun=part)
        # The quarters tell the profile, the year's own row the level.
        return Volume(found.expected * n / max(sum(sizes[1]), 1), found.noise)

    def shift(self, place: int, spread: float) -> tuple[float, float]:
        """Return how past years moved in their rest, with their missing records failing (0) or passing (1)."""
        whole = self.past[len(self.past) % self.length :]
        if not whole or not 0 < len(self.current) < self.length:
            return 0.0, 0.0
        x, n = [_passing(quarter)[place] for quarter in whole], [_known(quarter) for quarter in whole]
        return season_shift(x, n, spread=spread, elapsed=len(self.current), length=self.length)


def _lived(quarter: Row, begun: date) -> float | None:
    """Return how much of a quarter lies after the first day of all; None where that cannot be told."""
    if not {"period_start", "period_end"} <= set(quarter) or begun > quarter["period_end"]:
        return None
    days = (quarter["period_end"] - quarter["period_start"]).days + 1
    return float(min(1.0, ((quarter["period_end"] - begun).days + 1) / days))


def _days(row: Row) -> Row:
    return {name: row[name] for name in ("period_start", "period_end", "as_of") if name in row}


def _is_of_year(quarter: Row, year: Row) -> bool:
    """Return whether a quarter belongs to a year to date."""
    if "period_start" in year:
        return bool(quarter["period_end"] > year["period_start"])
    return year_of(quarter["period"]) == year_of(year["period"])


def _part(needed: int, rest: int) -> float:
    return needed / rest if rest else float("nan")


def _missing(row: Row) -> int:
    """Return how many records lack a cell; of a survey they are no answers."""
    return 0 if row["interval"] == "sampling" or np.isnan(row["missing"]) else int(row["missing"])


def _known(row: Row) -> int:
    """Return how many records the figure speaks of, those with missing cells among them."""
    return 0 if np.isnan(row["denominator"]) else int(row["denominator"]) + _missing(row)


def _passing(row: Row) -> tuple[int, int]:
    """Return how many are on the good side of the target if all missing ones are not, and if they all are."""
    if not _known(row):
        return 0, 0
    good = row["numerator"] if row["comparison"] != "<=" else row["denominator"] - row["numerator"]
    return int(good), int(good) + _missing(row)


def _goal(row: Row) -> Fraction | None:
    """Return the least share on the good side of the target; of a checklist, every item."""
    goal = threshold_of(row)
    if goal is None:
        return Fraction(1) if row["method"] == "checklist" else None
    return 1 - goal if row["comparison"] == "<=" else goal


def _needed(row: Row, goal: Fraction, x: int, n: int, rest: int) -> int:
    """Return how many of the rest must pass; one more than there are where not even all would do."""
    if row["interval"] != "sampling":
        return max(0, ceil(goal * (n + rest)) - x)
    if not rest:
        return int(row["status"] != "met")
    more = np.arange(rest + 1)
    enough = wilson(x + more, n + rest, confidence=row["confidence"])[0] >= float(goal)
    return int(more[enough].min()) if enough.any() else rest + 1


def _place(row: Row, quarters: Sequence[Row]) -> tuple[int, float]:
    """Return how many quarters a year has, and how many of the year to date are over."""
    if "period_start" in row:
        start, end = row["period_start"], row["period_end"]
        of = [(one["period_end"] - one["period_start"]).days + 1 for one in quarters] or [_QUARTER]
        length = max(1, round(_YEAR / of[-1]))
        over = (min(end, row.get("as_of", end)) - start).days + 1
        whole = max(1, round(((end - start).days + 1) * length / _YEAR))
        left = (end - min(end, row.get("as_of", end))).days
        return length, whole - left / of[-1] if over > 0 else float(whole)
    if told := read_label(str(row["period"])):
        return 12 // told.length, float(told.number)
    raise InputError(
        f"nobody can tell how much of the year is left after {row['period']}",
        where="period",
        remedy="say how many records are to come: remaining=…",
    )
