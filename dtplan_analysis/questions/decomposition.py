"""Why did a share move: is it the mix of units, or what they do?"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from dtplan_analysis.errors import InputError, nearest, spelt
from dtplan_analysis.periods import TO_DATE, label_of, year_of
from dtplan_analysis.questions.answer import KEYS, Floats, Row, absent, counts, end_of, is_known, rows_of
from dtplan_analysis.questions.selection import Asked, Names, ask
from dtplan_analysis.statistics import benjamini_hochberg, line_spread, mix_and_rate, unit_change, whole_change
from dtplan_analysis.units import TOTAL

_COLUMNS = (
    "period", "against", "denominator", "numerator", "value", "earlier_denominator", "earlier_numerator",
    "earlier_value", "change", "mix", "rate", "lower", "upper", "p_value", "q_value", "method", "reason", "confidence",
)  # fmt: skip


_CHANGED = ("period", "against", "change", "lower", "upper", "p_value", "by_chance", "confidence")


@spelt
def decompose(
    judged: pd.DataFrame,
    *,
    target: Names = None,
    unit: Names = None,
    period: str | None = None,
    by: str = "unit",
    against: str | None = None,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Return how much of a share's change since an earlier quarter is mix and how much is rate, in all and by unit.

    One row a target and unit, after a row `(total)` of them all: `change` = `mix` + `rate` in every row, and the
    total's are the sums of the units' (differences of shares, −1 to 1). A unit's `rate` is what its own share
    moved, its `mix` what its part of all records moved; a unit without records in one of the quarters is all mix.
    `lower` and `upper` bound the change of the whole where the two quarters have other records (a flow): wider than
    Newcombe's interval by what quarters move about each unit's own line before `period`, or, under eight quarters, by
    what units moved apart. `q_value` is their p-value adjusted for the number of figures in the answer. Registers are
    whole: this speaks of the process.

    The total of a survey that is weighed by its design is no sum of the units' counts: its change is what the table's
    own total moved, with limits by its effective size, and is not taken apart ("weighed").

    `against` is a quarter; left out, the one before in the table. `unit` names the units that make up the whole; left
    out, all but the total, so that pilot units outside of it must be left out by name. `reason`: "no_case" (one of the
    quarters has no records), "no_earlier" (there is none to compare with), "restarts" (adds up over a year, which began
    in between), "checklist", "weighed" (a unit's part in a survey). Raises InputError for names that are not there.

    Kitagawa EM (1955), doi:10.1080/01621459.1955.10501299; Newcombe RG (1998),
    doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I.

    >>> units = pd.DataFrame({"unit": list("ABAB"), "period": ["2024Q1"] * 2 + ["2024Q2"] * 2,
    ...                       "denominator": [100, 200, 50, 300], "numerator": [80, 100, 45, 180]})
    >>> answer = decompose(units.assign(value=units["numerator"] / units["denominator"]))
    >>> answer.loc[0, ["change", "mix", "rate"]].astype(float).round(4).tolist()
    [0.0429, -0.0571, 0.1]
    """
    asked, years = ask(judged, target=target, unit=unit, period=period, by=by), _years(judged)
    against = _known(against, asked)
    totals = _surveyed(judged, asked)

    def rows() -> Iterator[Row]:
        for key, table in asked.of_figure():
            earlier = against or _before(asked, key)
            total = totals.get(tuple(key[name] for name in (*KEYS, *asked.others)), [])
            for row in _of_figure(key, table, total, by, earlier, years, confidence):
                yield key | {"against": earlier, "method": "mix_and_rate", "confidence": confidence} | row

    table = asked.answer(rows(), [*asked.names, *_COLUMNS])
    table["q_value"] = benjamini_hochberg(table["p_value"].to_numpy(float))
    return table


def changed(
    judged: pd.DataFrame,
    *,
    target: Names = None,
    unit: Names = None,
    period: str | None = None,
    by: str = "unit",
    against: str | None = None,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Return how much each unit's own share moved since an earlier quarter, where it is known in both.

    One row a target and unit: `change` (−1 to 1) and, for a flow, `lower` and `upper` as `decompose` has them of the
    unit alone, from its own quarters; `by_chance` where they hold 0. `p_value` puts all in order by how far they lie
    beyond chance, a stock too, which has no chance in it and so no limits. Arguments and errors are those of
    `decompose`; what begins anew in between, a checklist and the total have no row.

    >>> units = pd.DataFrame({"unit": list("ABAB"), "period": ["2024Q1"] * 2 + ["2024Q2"] * 2,
    ...                       "denominator": [100, 200, 50, 300], "numerator": [80, 100, 45, 180]})
    >>> answer = changed(units.assign(value=units["numerator"] / units["denominator"]))
    >>> answer[["unit", "change"]].round(3).values.tolist()
    [['A', 0.1], ['B', 0.1]]
    """
    asked, years = ask(judged, target=target, unit=unit, period=period, by=by), _years(judged)
    against = _known(against, asked)

    def rows() -> Iterator[Row]:
        for key, table in asked.of_figure():
            earlier = against or _before(asked, key)
            if _refused(key, table, earlier, years):
                continue
            found = {(row[by], row["period"]): row for row in table}
            pairs = [(found.get((row[by], earlier)), row) for row in table if row["period"] == key["period"]]
            known = [(then, now) for then, now in pairs if then and is_known(then) and is_known(now)]
            (x, n), (y, m) = counts([now for _, now in known]), counts([then for then, _ in known])
            spreads = [line_spread(*past) for past in _past(key, table, by, [now[by] for _, now in known])]
            moved = unit_change(x, n, y, m, confidence=confidence, spread=spreads)
            limits = [moved.lower, moved.upper] if table[0]["nature"] == "flow" else [np.full(x.shape, np.nan)] * 2
            shares = np.array([now["value"] - then["value"] for then, now in known])  # a survey's are weighed
            columns = [shares, *limits, moved.p_value]
            for (_, now), *values in zip(known, *columns, strict=True):
                told = dict(zip(("change", "lower", "upper", "p_value"), map(float, values), strict=True))
                told["by_chance"] = told["lower"] <= 0 <= told["upper"]
                yield key | {by: now[by], "against": earlier, "confidence": confidence} | told

    return asked.answer(rows(), [*asked.names, *_CHANGED])


def changed_since(judged: pd.DataFrame, before: str | None, period: str, units: Collection[str]) -> pd.DataFrame:
    """Return how much units' shares moved since a quarter, as `changed`; no row where either is not in the table."""
    own = judged[judged["unit"].isin(list(units))] if len(judged) else judged
    if own.empty or not {before, period} <= {*own["period"]}:
        return pd.DataFrame(columns=[*KEYS, "unit", *_CHANGED])
    return changed(own, period=period, against=before)


def _known(against: str | None, asked: Asked) -> str | None:
    against = against and label_of(against)
    if against is not None and against not in asked.periods:
        raise InputError(f"unknown quarter {against!r}", where="against", remedy=nearest(against, asked.periods))
    return against


def _before(asked: Asked, key: Row) -> str:
    so_far = asked.until(key["period"])
    return so_far[-2] if len(so_far) > 1 else ""


def _refused(key: Row, table: Sequence[Row], against: str, years: Mapping[str, Any]) -> str:
    """Return why two quarters of a figure are not compared; empty where they are."""
    if any(row["method"] == "checklist" for row in table):
        return "checklist"
    if against not in {row["period"] for row in table}:
        return "no_earlier"
    restarts = table[0]["nature"] == "cumulative" and _year(key["period"], years) != _year(against, years)
    return "restarts" if restarts else ""


def _past(key: Row, table: Sequence[Row], by: str, units: Sequence[Any]) -> list[tuple[Floats, Floats]]:
    """Return the counts of each unit's quarters before the answer's own."""
    found = {(row[by], row["period"]): row for row in table}
    ends = {row["period"]: end_of(row) for row in table}
    before = [label for label in sorted(ends, key=ends.__getitem__) if ends[label] < ends[key["period"]]]
    return [counts([found.get((unit, label)) or absent(label) for label in before]) for unit in units]


def _surveyed(judged: pd.DataFrame, asked: Asked) -> dict[tuple[Any, ...], list[Row]]:
    """Return the table's own totals of surveys, by figure, where the units that are asked for make them up."""
    if "method" not in judged or asked.by not in judged:
        return {}
    found: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows_of(judged[(judged[asked.by] == TOTAL) & (judged["method"] == "survey")], asked.by):
        if row["span"] != TO_DATE:
            found.setdefault(tuple(row[name] for name in (*KEYS, *asked.others)), []).append(row)
    return found


def _weighed(key: Row, table: Sequence[Row], total: Sequence[Row], against: str, confidence: float) -> Row:
    """Return what the total of a survey moved, by its design; "weighed" where the units do not make it up."""
    own = {row["period"]: row for row in total}
    then, now = own.get(against), own.get(key["period"])
    answers = {label: sum(row["answers"] for row in table if row["period"] == label) for label in own}
    known = then and now and is_known(then) and is_known(now)
    if not (then and now and known) or any(answers[row["period"]] != row["answers"] for row in (then, now)):
        return {"reason": "weighed"}
    (x, n), (y, m) = counts([now]), counts([then])
    before = counts([row for row in total if end_of(row) < end_of(now)])
    moved = unit_change(x, n, y, m, confidence=confidence, spread=[line_spread(*before)])
    limits = {name: float(getattr(moved, name)[0]) for name in ("lower", "upper", "p_value")}
    counted = {"denominator": n[0], "numerator": x[0], "earlier_denominator": m[0], "earlier_numerator": y[0]}
    shares = {"value": now["value"], "earlier_value": then["value"], "change": now["value"] - then["value"]}
    return {"reason": ""} | counted | shares | limits


def _of_figure(
    key: Row,
    table: Sequence[Row],
    total: Sequence[Row],
    by: str,
    against: str,
    years: Mapping[str, Any],
    confidence: float,
) -> Iterator[Row]:
    units = list(dict.fromkeys(row[by] for row in table))
    found = {(row[by], row["period"]): row for row in table}
    now, then = ([found.get((unit, label)) or absent(label) for unit in units] for label in (key["period"], against))
    (x, n), (y, m) = counts(now), counts(then)
    reason = _refused(key, table, against, years) or ("" if n.sum() and m.sum() else "no_case")
    whole = {"denominator": n.sum(), "numerator": x.sum(), "earlier_denominator": m.sum(), "earlier_numerator": y.sum()}
    each = [dict(zip(whole, values, strict=True)) for values in zip(n, x, m, y, strict=True)]
    if reason:
        for code, row in zip([TOTAL, *units], [whole, *each], strict=True):
            yield {by: code, "reason": reason} | _shares(row)
        return
    if any(row["method"] == "survey" for row in (*table, *total)):
        yield {by: TOTAL} | _weighed(key, table, total if len(units) > 1 else table, against, confidence)
        for code, row, after, before in zip(units, each, now, then, strict=True):
            yield {by: code, "reason": "weighed"} | row | {"value": after["value"], "earlier_value": before["value"]}
        return
    parts = mix_and_rate(x, n, earlier_numerator=y, earlier_denominator=m)
    moved: Row = {"change": parts.mix + parts.rate, "mix": parts.mix, "rate": parts.rate}
    if table[0]["nature"] == "flow":
        past = _past(key, table, by, units)
        spread = line_spread([one[0] for one in past], [one[1] for one in past])
        seen = spread if np.isfinite(spread.freedom) else None
        of_whole = whole_change(x, n, y, m, confidence=confidence, spread=seen)
        moved |= {name: float(getattr(of_whole, name)) for name in ("lower", "upper", "p_value")}
    yield {by: TOTAL, "reason": ""} | moved | _shares(whole)
    for code, row, mix, rate in zip(units, each, parts.group_mix, parts.group_rate, strict=True):
        yield {by: code, "reason": "", "change": mix + rate, "mix": mix + 0.0, "rate": rate + 0.0} | _shares(row)


def _shares(row: Row) -> Row:
    """Return counts with their shares, empty where there are no records."""
    found = {}
    for time in ("", "earlier_"):
        records = row[f"{time}denominator"]
        found[f"{time}value"] = row[f"{time}numerator"] / records if records else float("nan")
    return row | found


def _year(period: str, years: Mapping[str, Any]) -> Any:
    """Return the year of a quarter: by its first day, else as its label says."""
    return years.get(period, year_of(period))


def _years(judged: pd.DataFrame) -> dict[str, Any]:
    """Return the first day of each quarter's year, by the years to date of the table."""
    if not {"span", "period_start"} <= set(judged):
        return {}
    to_date = judged[judged["span"] == TO_DATE]
    return dict(zip(to_date["period"].astype(str), to_date["period_start"], strict=True))
