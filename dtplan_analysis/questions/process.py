"""Is it stable, and will it hold? Control charts of each share, and what their limits say of its target."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Literal

import numpy as np
import pandas as pd
import scipy

from dtplan_analysis.errors import InputError, nearest, spelt
from dtplan_analysis.judging import threshold_of
from dtplan_analysis.questions.answer import Floats, Row, counts, is_known, picked, refusal, unknown_reason
from dtplan_analysis.questions.selection import Asked, Names, ask
from dtplan_analysis.statistics import Chart, assurance, p_chart, p_prime_chart, xmr_chart
from dtplan_analysis.statistics.checks import checked_confidence
from dtplan_analysis.statistics.process import FEWEST_POINTS
from dtplan_analysis.statistics.shrinkage import passes

Limits = Literal["p_prime", "p", "xmr"]
_FEWEST_EXPECTED = 5
THREE_SIGMA = 0.9973002039367398
"""What three standard deviations hold of a normal process: the custom of control charts."""

_COUNTS = ("denominator", "numerator", "value")
_POINTS = (
    "period",
    "phase",
    *_COUNTS,
    "threshold",
    "centre",
    "lower",
    "upper",
    "outside",
    "sigma_z",
    "longest",
    "crossings",
    "signal", "method", "reason", "confidence",
)  # fmt: skip
_VERDICTS = (
    "period", "points", *_COUNTS, "threshold", "centre", "lower", "upper", "stable", "missed", "verdict",
    "method", "reason", "confidence",
)  # fmt: skip


@spelt
def process_chart(
    judged: pd.DataFrame,
    *,
    target: Names = None,
    unit: Names = None,
    period: str | None = None,
    by: str = "unit",
    phases: Sequence[str] = (),
    limits: Limits = "p_prime",
    confidence: float = THREE_SIGMA,
) -> pd.DataFrame:
    """Return the control chart of each share: one row a target, unit and quarter.

    `centre`, `lower` and `upper` are the limits of the quarter's phase (shares in 0–1), `outside` says that the quarter
    lies beyond them, `signal` that Anhøj's runs rules find a shift in its phase, and `longest` and `crossings` are what
    they count. `phases` are the quarters at which a new phase begins, chosen by people with a reason. A phase of under
    12 quarters with records gets no limits, and the `reason` "too_short"; others are "no_case" and "no_data" (of a
    quarter), "checklist", and "restarts" for a share that adds up over a year. Limits are Laney's p′ unless `p` or
    `xmr` is asked for: a p chart flags nearly every quarter of large counts. A provisional latest quarter is
    left out unless `period` names it. Raises InputError for names that are not there.

    Laney DB (2002), doi:10.1081/QEN-120003555; Anhøj J, Olesen AV (2014), doi:10.1371/journal.pone.0113825.

    >>> quarters = pd.DataFrame({"unit": "HDXD", "period": [f"{year}Q{n}" for year in (2021, 2022, 2023) for n in
    ...                          (1, 2, 3, 4)], "denominator": 100, "numerator": [96, 98, 97, 95, 99, 97] * 2})
    >>> chart = process_chart(quarters.assign(value=quarters["numerator"] / 100))
    >>> chart[["period", "centre", "lower", "upper", "outside"]].tail(1).to_dict("records")
    [{'period': '2023Q4', 'centre': 0.97, 'lower': 0.914..., 'upper': 1.0, 'outside': False}]
    """
    asked = ask(judged, target=target, unit=unit, period=period, by=by)
    return asked.answer(_points(asked, phases, limits, confidence), [*asked.names, *_POINTS])


@spelt
def assure(
    judged: pd.DataFrame,
    *,
    target: Names = None,
    unit: Names = None,
    period: str | None = None,
    by: str = "unit",
    phases: Sequence[str] = (),
    limits: Limits = "p_prime",
    confidence: float = THREE_SIGMA,
) -> pd.DataFrame:
    """Return whether each share will hold its target if it goes on as in its last phase: one row a target and unit.

    `verdict`: "holds" (even the lower limit reaches the target), "fails" (even the upper one does not),
    "hit_or_miss", "counted" for a target of all or none, which no past can promise: there `missed` says how many of
    the quarters missed it; or "" with a `reason`: "too_short" under 12 quarters with records in the last phase,
    "no_target", and those of `process_chart`. `stable` is False where the last phase has quarters beyond its limits
    or a shift: its limits then foretell little. Where under five records of the last quarter are expected to pass,
    or to fail, at the mean of the last phase, the limits are those of the next quarter as Beta(x + ½, n − x + ½) of
    all its records foretells it (`method` "beta_binomial"). Arguments and errors as in `process_chart`.

    Provost LP, Murray SK (2011), The Health Care Data Guide.

    >>> quarters = pd.DataFrame({"unit": "HDXD", "period": ["2024Q1", "2024Q2"], "denominator": 100, "numerator": 96})
    >>> assure(quarters.assign(value=0.96, threshold="9/10"))[["points", "verdict", "reason"]].values
    array([[2, '', 'too_short']], dtype=object)
    """
    asked = ask(judged, target=target, unit=unit, period=period, by=by)

    def rows() -> Iterator[Row]:
        for key, series in asked.series():
            found = _verdict(series, _places(asked, series, phases), limits, confidence)
            yield key | {"method": limits} | found | {"confidence": confidence}

    return asked.answer(rows(), [*asked.names, *_VERDICTS])


def _points(asked: Asked, phases: Sequence[str], limits: Limits, confidence: float) -> Iterator[Row]:
    for key, series in asked.series():
        refused = refusal(series)
        chart = _chart(series, _places(asked, series, phases), limits, confidence)
        known = np.array([is_known(row) for row in series], bool)
        counted = np.bincount(chart.phase[known], minlength=len(chart.runs))
        for n, row in enumerate(series):
            phase, runs = int(chart.phase[n]), chart.runs[chart.phase[n]]
            found = picked(row, "period", *_COUNTS, "threshold") | {"phase": phase, "outside": False, "signal": False}
            short = refused or ("too_short" if counted[phase] < FEWEST_POINTS else "")
            found["reason"] = short or ("" if known[n] else unknown_reason(row))
            if not short:
                found |= {"sigma_z": chart.sigma_z[phase], "longest": runs.longest, "crossings": runs.crossings}
                found |= {"centre": chart.centre[n], "lower": chart.lower[n], "upper": chart.upper[n]}
                found |= {"outside": bool(chart.outside[n]), "signal": bool(runs.signal)}
            yield key | found | {"method": limits, "confidence": confidence}


def _verdict(series: Sequence[Row], places: Sequence[int], limits: Limits, confidence: float) -> Row:
    some, refused = [n for n, row in enumerate(series) if is_known(row)], refusal(series)
    found: Row = {"points": len(some), "verdict": "", "reason": refused}
    if some:
        found |= picked(series[some[-1]], "period", *_COUNTS, "threshold", "comparison")
    if refused:
        return found
    chart = _chart(series, places, limits, confidence)
    goal = threshold_of(found)
    judged = assurance(chart, target=goal or Fraction(0))
    found |= {"points": judged.points, "reason": judged.reason or ("" if goal is not None else "no_target")}
    if not judged.reason:
        n, verdict = some[-1], judged.verdict
        limits_of_next = float(chart.lower[n]), float(chart.upper[n])
        x, of = counts([series[place] for place in some if chart.phase[place] == chart.phase[-1]])
        if limits != "xmr" and _is_rare(x, of):
            limits_of_next = _next_quarter(x.sum(), of.sum(), of[-1], confidence)
            found["method"] = "beta_binomial"
        lower, upper = limits_of_next
        found |= {"centre": chart.centre[n], "lower": lower, "upper": upper, "stable": judged.stable}
        if goal is not None:
            at_most = found["comparison"] == "<="
            reached, short = (upper <= goal, lower > goal) if at_most else (lower >= goal, upper < goal)
            verdict = "holds" if reached else "fails" if short else "hit_or_miss"
            if goal in (0, 1):
                verdict = "counted"
            beyond = [Fraction(int(a), int(b)) for a, b in zip(x, of, strict=True)]
            found |= {"verdict": verdict, "missed": sum(s > goal if at_most else s < goal for s in beyond)}
    return found


def _is_rare(x: Floats, n: Floats) -> bool:
    """Return whether so few records of the last quarter pass, or fail, that no normal limits stand."""
    mean = x.sum() / n.sum()
    return bool(n[-1] * min(mean, 1 - mean) < _FEWEST_EXPECTED)


def _next_quarter(x: float, n: float, records: float, confidence: float) -> tuple[float, float]:
    """Return the limits of the share of a next quarter with as many records."""
    at_most, tail = np.cumsum(passes(records, x + 0.5, n - x + 0.5)), (1 - confidence) / 2
    lower, upper = np.searchsorted(at_most, (tail, 1 - tail)) / records
    return float(lower), float(upper)


def _chart(series: Sequence[Row], places: Sequence[int], limits: Limits, confidence: float) -> Chart:
    width = float(scipy.special.ndtri(0.5 + checked_confidence(confidence) / 2))
    if limits == "xmr":
        values = [row["value"] if is_known(row) else np.nan for row in series]
        return xmr_chart(values, phases=places, width=width)
    if limits not in ("p_prime", "p"):
        raise InputError(f"unknown limits {limits!r}", where="limits", remedy="write p_prime, p or xmr")
    return (p_prime_chart if limits == "p_prime" else p_chart)(*counts(series), phases=places, width=width)


def _places(asked: Asked, series: Sequence[Row], phases: Sequence[str]) -> list[int]:
    """Return the places of a series at which a phase begins; one that began before the series is no new one."""
    for label in phases:
        if label not in asked.periods:
            raise InputError(f"unknown quarter {label!r}", where="phases", remedy=nearest(label, asked.periods))
    return [place for place, row in enumerate(series) if place and row["period"] in phases]
