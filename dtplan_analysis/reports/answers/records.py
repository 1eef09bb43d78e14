"""Which records stand in the way of a target, why, and until when that can be corrected."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from dtplan_analysis.charts import Chart
from dtplan_analysis.charts.intervals import BAR, Scale, Strip, strips
from dtplan_analysis.charts.style import plain
from dtplan_analysis.counting.records import identifying, naming
from dtplan_analysis.errors import InputError
from dtplan_analysis.indicators import Proportion
from dtplan_analysis.judging import to_pandas
from dtplan_analysis.periods import Period
from dtplan_analysis.registers.frames import conform, rows_in
from dtplan_analysis.reports.answers.answer import MOST, Answer
from dtplan_analysis.reports.answers.figures import Figures, Row, check_whole
from dtplan_analysis.reports.records_to_correct import cells_of, column_label, value_of
from dtplan_analysis.tables import Table
from dtplan_analysis.units import TOTAL
from dtplan_analysis.workspace import Store

_BARS = 12


def records(
    figures: Figures, target: str, *, unit: str | None = None, period: str | None = None, most: int = MOST
) -> Answer:
    """Return the records behind a shortfall, the latest first: what, why, and until when it can be corrected.

    The table has `most` of them, the frame all, with `until` as a day where there is one.
    """
    check_whole("most", most)
    say, store = figures.say, figures.counted_anew("records")
    row = figures.one(target, unit, period)
    indicator, quarter = store.measure_of(target).indicator, store.quarter(str(row["period"]))
    code = "" if row[figures.by] == TOTAL else str(row[figures.by])
    if indicator.basis == "sample":
        raise InputError("the answers of a survey are not corrected", where=target, remedy="ask for another target")
    frame = store.records(target, quarter.label, unit=code).df()
    if not code:
        frame = frame[~frame["unit"].isin(store.units.pilots)].reset_index(drop=True)
    frame = frame.assign(**_until(frame, indicator, quarter, store, code))
    keys = [name for name in naming(indicator, frame.columns) if name in frame]
    day = indicator.placement.columns[0]
    title = say("{target}: records to correct, {unit}, {quarter}", target=figures.label(row),
                unit=figures.name(row[figures.by]), quarter=figures.when(row))  # fmt: skip
    heads = [
        *([] if code else [say("Unit")]),
        *(column_label(name, indicator, figures.language) for name in (*keys, day)),
    ]
    shown = rows_in(frame.head(most))
    whys = [cells_of(one, indicator, say) or indicator.lacking[figures.language] for one in rows_in(frame)]
    cells = [
        (
            *([] if code else [figures.name(one["unit"])]),
            *("" if pd.isna(one[name]) else str(one[name]) for name in keys),
            value_of(one[day], day, indicator, say),
            why,
            _until_words(one, figures),
        )
        for one, why in zip(shown, whys, strict=False)
    ]
    note = say("The latest {shown} of {n} records.", shown=most, n=say.number(len(frame)))
    table = Table(
        title, [*heads, say("Why"), say("Can be corrected until")], cells, note=note if len(frame) > most else ""
    )
    frame, said = frame.assign(why=whys), _said(figures, frame)
    if any(indicator.register.column(name).pseudonym for name in identifying(indicator)) and not keys:
        said.append(say("Codes of people are not shown."))
    return Answer(title, frame, table, _chart(figures, title, whys), said)


def _until(
    frame: pd.DataFrame, indicator: Proportion, quarter: Period, store: Store, unit: str
) -> dict[str, list[Any]]:
    """Return of each record how it can be corrected, in a word, and until which day, None where there is none.

    A cell that is missing can be filled in at any time. What a state was on the last day can change until that day;
    what adds up over a year, until the year's end; a case that runs, until it is due. What is over, is over.
    """
    how: list[str] = []
    days: list[date | None] = []
    due = _due(frame, indicator, store, unit)
    last = quarter.end if indicator.nature != "cumulative" else _year_end(quarter, store)
    for problem, (running, day) in zip(frame["problem"], due, strict=True):
        if problem == "missing":
            how, days = [*how, "any_time"], [*days, None]
        elif indicator.nature == "flow" and not running:
            how, days = [*how, "over"], [*days, None]
        elif indicator.nature == "flow":
            how, days = [*how, "running"], [*days, day]
        else:
            here = last >= store.as_of
            how, days = [*how, "state" if here else "next"], [*days, last if here else None]
    return {"mend": how, "until": days}


def _year_end(quarter: Period, store: Store) -> date:
    """Return the last day of a quarter's year."""
    ends, after = [quarter.end], store.workspace.quarters.following(quarter)
    while after and after.year_start == quarter.year_start:
        ends.append(after.end)
        after = store.workspace.quarters.following(after)
    return ends[-1]


def _due(frame: pd.DataFrame, indicator: Proportion, store: Store, unit: str) -> list[tuple[bool, date | None]]:
    """Return of each record whether it still runs as of the as-of day, and the day on which it is due."""
    register, keys = indicator.register, list(indicator.register.key)
    rows = store.register(register.name, unit=unit or None)
    steps = indicator.judges_steps and "running" in {one.name for one in register.derived}
    if rows is None or not steps or not keys or not set(keys) <= set(frame):
        return [(False, None)] * len(frame)
    columns = [*keys, "running", *(["due_on"] if "due_on" in rows else [])]
    known = conform(rows, register, columns, as_of=store.as_of, timezone=store.workspace.timezone)
    table = to_pandas(known)[columns].drop_duplicates(keys, keep="last").set_index(keys)
    told = table.reindex(pd.MultiIndex.from_frame(frame[keys]) if len(keys) > 1 else frame[keys[0]])
    due = told["due_on"] if "due_on" in told else [None] * len(told)
    return [
        (bool(runs), None if pd.isna(day) else _day(day))
        for runs, day in zip(told["running"].fillna(False), due, strict=True)
    ]


def _day(value: Any) -> date:
    found: date = pd.Timestamp(value).date()
    return found


def _until_words(row: Row, figures: Figures) -> str:
    say, until = figures.say, row["until"]
    day = None if until is None or pd.isna(until) else _day(until)
    as_of = figures.store.as_of if figures.store else date.min
    if row["mend"] == "any_time":
        return say("at any time, by filling in the cell")
    if row["mend"] == "over":
        return say("no longer: it is over")
    if row["mend"] == "next":
        return say("over for this quarter; put right, it counts in the next")
    if day is None or day < as_of:
        return say("as long as it runs")
    return say.date(day)


def _said(figures: Figures, frame: pd.DataFrame) -> list[str]:
    say, n = figures.say, len(frame)
    if not n:
        return [say("There is no record to correct.")]
    mendable = int((~frame["mend"].isin(["over", "next"])).sum())
    missing = int((frame["mend"] == "any_time").sum())
    return [
        say("Records behind it: {n}; with missing cells: {missing}; that can still be corrected: {mendable}.",
            n=say.number(n), missing=say.number(missing), mendable=say.number(mendable))
    ]  # fmt: skip


def _chart(figures: Figures, title: str, whys: Sequence[str]) -> Chart:
    """Return how many records have which reason, the most frequent first."""
    say, found = figures.say, Counter(whys).most_common(_BARS)
    drawn = [Strip(plain(why), "", say.number(n), bars=(n,)) for why, n in found]
    most = max([1, *(n for _, n in found)])
    meaning = {f"{BAR}0": say("records with this reason")}
    return strips(say("Why: {title}", title=title), drawn, Scale(0, most * 1.02, ",.0f"), meaning, say)
