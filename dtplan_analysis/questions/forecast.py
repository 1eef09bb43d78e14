"""Will the target be reached by the year's end?"""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, Literal

import numpy as np
import pandas as pd

from dtplan_analysis.errors import InputError
from dtplan_analysis.judging import threshold_of
from dtplan_analysis.periods import TO_DATE, read_label, year_of
from dtplan_analysis.questions.answer import (
    Row,
    absent,
    answer,
    counts,
    end_of,
    is_known,
    picked,
    rows_of,
    unknown_reason,
)
from dtplan_analysis.questions.selection import Names, ask
from dtplan_analysis.statistics import quarter_spread, wilson, year_end

_COLUMNS = (
    "period", "provisional", "denominator", "numerator", "value", "threshold", "remaining", "needed",
    "needed_share", "latest", "probability", "lower", "upper", "method", "reason", "confidence",
)  # fmt: skip


def forecast(
    judged: pd.DataFrame,
    *,
    target: Names = None,
    unit: Names = None,
    period: str | None = None,
    by: str = "unit",
    remaining: int | None = None,
    like: Literal["year", "quarter"] = "year",
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Return the chance of reaching each target by the year's end, and the share needed of the records to come.

    One row a target and unit, from its year to date (span `year_to_date`) as of `period`; left out, the latest one,
    provisional or not. The counts are the year's so far; records with missing cells count as failing, as in judging,
    but for a survey. `remaining` records are to come (whole number; left out, as many a day as so far), `needed` of
    them must pass, which is `needed_share` (above 1: out of reach), to be held against `latest`, the last quarter's
    share. `probability` (0–1, 0 and 1 only where certain) is that of enough passing if they are like the year so far
    or, with `like="quarter"`, like the last quarter, give or take what the unit's quarters differ; `lower` and `upper`
    bound the year's share. A survey has reached its target when its interval has. A figure that tells of the last day
    (`reason` "stock"), of tasks that can still be seen to ("open") or of what adds up ("cumulative") has no records to
    come: `remaining` are those that do not pass yet, and there is no probability. Other reasons: "no_target",
    "no_case", "no_data", "suppressed". Raises InputError for names that are not there.

    Skellam JG (1948), J R Stat Soc B 10:257–261; Griffiths DA (1973), doi:10.2307/2529131; as `statistics.year_end`
    and `statistics.quarter_spread`.

    >>> year = pd.DataFrame({"unit": ["HDXD"], "period": "2024Q3", "span": "year_to_date", "denominator": 200,
    ...                      "numerator": 150, "value": 0.75, "threshold": "4/5"})
    >>> forecast(year, remaining=100)[["needed", "needed_share"]].values.tolist()
    [[90, 0.9]]
    """
    if like not in ("year", "quarter"):
        raise InputError(f"unknown {like!r}", where="like", remedy="write year or quarter")
    asked = ask(judged, target=target, unit=unit, period=period, by=by, span=TO_DATE, provisional=True)
    past: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows_of(judged, by):
        if row["span"] != TO_DATE:
            past.setdefault(tuple(row[name] for name in asked.names), []).append(row)

    def rows() -> Iterator[Row]:
        for key, series in asked.series():
            row = series[-1]
            reported = not np.isnan(row["denominator"])
            quarters = [one for one in past.get(tuple(key.values()), []) if reported and end_of(one) <= end_of(row)]
            found = _of_year(row, quarters, remaining, like, confidence)
            yield key | found | {"method": "beta_binomial", "confidence": confidence}

    return answer(rows(), [*asked.names, *_COLUMNS])


def _of_year(row: Row, quarters: Sequence[Row], remaining: int | None, like: str, confidence: float) -> Row:
    found = picked(row, "period", "provisional", "denominator", "numerator", "value", "threshold") | {"reason": ""}
    last = next((quarter for quarter in quarters if quarter["period"] == row["period"]), absent(row["period"]))
    found["latest"] = last["value"]
    (x, n), goal, kind = _counts(row), _goal(row), row["nature"]
    if not n or goal is None:
        return found | {"reason": "no_target" if n else unknown_reason(row)}
    if kind != "flow":
        needed, rest = max(0, _ceiling(goal * n) - x), n - x
        reason = "stock" if kind == "snapshot" else kind
        return found | {"reason": reason, "remaining": rest, "needed": needed, "needed_share": _part(needed, rest)}
    rest = _to_come(row, n) if remaining is None else remaining
    needed = _needed(row, goal, x, n, rest)
    found |= {"remaining": rest, "needed": needed, "needed_share": _part(needed, rest)}
    a, b = (x, n) if like == "year" else _counts(last)
    if not b:
        return found | {"reason": unknown_reason(last)}
    passed = max(1, sum(is_known(quarter) and _is_of_year(quarter, row) for quarter in quarters))
    end = year_end(
        a,
        b,
        remaining=rest,
        # What is needed of the rest, as the target of the counts that the rest is to be like.
        target=min(Fraction(needed + a, b + rest), Fraction(1)),
        spread=quarter_spread(*counts(quarters)),
        quarters=(passed if like == "year" else 1, passed * rest / n or 1),
        confidence=confidence,
    )
    lower, upper = ((float(limit) * (b + rest) - a + x) / (n + rest) for limit in (end.lower, end.upper))
    # Only what is certain is 0 or 1: rounding must not say so of the rest.
    chance = 0.0 if needed > rest else 1.0 if not needed else min(max(float(end.probability), 1e-300), 1 - 2**-53)
    return found | {"lower": lower, "upper": upper, "probability": chance}


def _is_of_year(quarter: Row, year: Row) -> bool:
    """Return whether a quarter belongs to a year to date."""
    if "period_start" in year:
        return bool(quarter["period_end"] > year["period_start"])
    return year_of(quarter["period"]) == year_of(year["period"])


def _part(needed: int, rest: int) -> float:
    return needed / rest if rest else float("nan")


def _counts(row: Row) -> tuple[int, int]:
    """Return how many records pass, of how many: those with missing cells are among these, but not in a survey."""
    if np.isnan(row["denominator"]):
        return 0, 0
    missing = 0 if row["interval"] == "sampling" or np.isnan(row["missing"]) else int(row["missing"])
    return int(row["numerator"]), int(row["denominator"]) + missing


def _goal(row: Row) -> Fraction | None:
    """Return the target's share; of a checklist, every item."""
    return threshold_of(row) or (Fraction(1) if row["method"] == "checklist" else None)


def _needed(row: Row, goal: Fraction, x: int, n: int, rest: int) -> int:
    """Return how many of the rest must pass; one more than there are where not even all would do."""
    if row["interval"] != "sampling":
        return max(0, _ceiling(goal * (n + rest)) - x)
    if not rest:
        return int(row["status"] != "met")
    more = np.arange(rest + 1)
    enough = wilson(x + more, n + rest, confidence=row["confidence"])[0] >= float(goal)
    return int(more[enough].min()) if enough.any() else rest + 1


def _to_come(row: Row, n: int) -> int:
    """Return how many records the rest of the year brings if every day brings as many as so far."""
    if "period_start" in row:
        start: date = row["period_start"]
        year = (start.replace(year=start.year + 1, day=min(start.day, 28)) - start.replace(day=min(start.day, 28))).days
        passed: int = (min(row["period_end"], row.get("as_of", row["period_end"])) - start).days + 1
        return round(n * max(year - passed, 0) / max(passed, 1))
    if told := read_label(str(row["period"])):
        return round(n * (12 / (told.number * told.length) - 1))
    raise InputError(
        f"nobody can tell how much of the year is left after {row['period']}",
        where="period",
        remedy="say how many records are to come: remaining=…",
    )


def _ceiling(number: Fraction) -> int:
    return int(-(-number.numerator // number.denominator))
