"""Where does a share come from: by procedure, month, field, channel, applicant, or two of them."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from dtplan_analysis.charts.intervals import DOT, GOAL, INTERVAL, Scale, Strip, strips
from dtplan_analysis.charts.labels import interval_of, number
from dtplan_analysis.charts.style import plain
from dtplan_analysis.errors import InputError, nearest
from dtplan_analysis.judging import threshold_of
from dtplan_analysis.judging.suppression import small
from dtplan_analysis.judging.wording import counted_text, limit_text, measure_text
from dtplan_analysis.questions.answer import others_of
from dtplan_analysis.registers.frames import rows_in
from dtplan_analysis.reports.answers.answer import MOST, Answer
from dtplan_analysis.reports.answers.figures import Figures, Row, lacking
from dtplan_analysis.reports.records_to_correct import within
from dtplan_analysis.tables import Table
from dtplan_analysis.units import TOTAL, UNKNOWN
from dtplan_analysis.workspace.breaking import MONTH, broken_down

_FEW = 2
"""By so many columns at most: more are a table that nobody reads."""


def breakdown(
    figures: Figures, target: str, *, by: str | Sequence[str], unit: str | None = None, period: str | None = None
) -> Answer:
    """Return a target's figure by one or two columns, what stands in the way first; months stand in their order."""
    names = tuple(dict.fromkeys([by] if isinstance(by, str) else by))
    if not 1 <= len(names) <= _FEW:
        raise InputError("give one column or two", where="by", remedy='such as by="procedure"')
    whole = figures.one(target, unit, period)
    found = _counted(figures, target, whole, names) if figures.store else _given(figures, target, unit, period, names)
    found = found.assign(lacking=[lacking(row) for row in rows_in(found)])
    found = _in_order(found, names)
    labels = [tuple(_words(figures, whole, name, row[name]) for name in names) for row in rows_in(found)]
    say, label = figures.say, figures.label(whole)
    rows = [_row(figures, row, words) for row, words in zip(rows_in(found)[:MOST], labels, strict=False)]
    together = (say("All together"), *[""] * (len(names) - 1)), whole | {"lacking": lacking(whole)}
    rows.append(_row(figures, together[1], together[0]))
    heads = [_head(figures, whole, name) for name in names]
    title = say("{target} by {columns}: {unit}, {quarter}", target=label, columns=", ".join(map(within, heads)),
                unit=figures.name(whole[figures.by]), quarter=figures.when(whole))  # fmt: skip
    cut = say("The first {shown} of {n} rows are shown.", shown=MOST, n=say.number(len(found)))
    table = Table(
        title,
        (*heads, say("Counted"), say("Share"), say("Interval"), say("Not as required")),
        rows,
        numbers=range(len(names), len(names) + 4),
        note=cut if len(found) > MOST else "",
    )
    marks = {DOT: say("share"), INTERVAL: interval_of(found, say), GOAL: say("target")}
    drawn = [_strip(figures, row, words) for row, words in zip(rows_in(found), labels, strict=True)]
    shown = [name for name in (*names, "numerator", "denominator", "missing", "records", "excluded", "value", "lower",
                               "upper", "lacking", "threshold", "provisional") if name in found]  # fmt: skip
    chart = strips(title, drawn, Scale(), marks, say)
    return Answer(title, found[shown].reset_index(drop=True), table, chart, _said(figures, found, labels))


def _counted(figures: Figures, target: str, whole: Row, names: Sequence[str]) -> pd.DataFrame:
    store = figures.counted_anew("breakdown")
    if whole["method"] == "survey":
        raise InputError(
            "a survey that is weighed by its design is not broken down",
            where=target,
            remedy="call the indicator on the answers, by=…",
        )
    found = broken_down(store, target, store.quarter(str(whole["period"])), by=names, unit=str(whole[figures.by]))
    _refuse_small(figures, target, whole, names, found)
    return found


def _refuse_small(figures: Figures, target: str, whole: Row, names: Sequence[str], found: pd.DataFrame) -> None:
    """Refuse a breakdown with a group of few records, or from whose groups those of a hidden one could be computed."""
    store = figures.counted_anew("breakdown")
    if not (least := store.workspace.suppress):
        return
    unit, quarter = str(whole[figures.by]), store.quarter(str(whole["period"]))
    few = _few(found, least)
    if unit == TOTAL and not few.any():
        hidden = store.hidden(store.measure_of(target).indicator, quarter)
        by = tuple(dict.fromkeys(("unit", *names)))
        parts = broken_down(store, target, quarter, by=by, unit=TOTAL)
        hidden |= {*parts.loc[_few(parts, least), "unit"]}
        rest = parts[parts["unit"].isin(hidden) & (parts["denominator"] > 0)]
        sums = rest.groupby([*names], dropna=False)[["numerator", "denominator"]].sum()
        alone = rest.groupby([*names], dropna=False)["unit"].nunique() < _FEW
        failing = sums["denominator"] - sums["numerator"]
        few = alone | (sums["numerator"] < least) | (failing < least)
    if few.any():
        raise InputError(
            f"a group has fewer than {least} records that pass or that fail, or another's could be computed",
            where=f"{target} by {', '.join(names)}",
            remedy="name a column with fewer groups, or a larger unit; `suppress` in dtplan.toml sets how few",
        )


def _few(groups: pd.DataFrame, least: int) -> pd.Series:
    counts = zip(groups["numerator"], groups["denominator"], groups["records"], strict=True)
    few = [small(int(x), int(n - x), least) or 0 < records < least for x, n, records in counts]
    return pd.Series(few, index=groups.index, dtype=bool)


def _given(figures: Figures, target: str, unit: str | None, period: str | None, names: Sequence[str]) -> pd.DataFrame:
    """Return the rows of a table that is by these columns already."""
    known = [figures.by, *others_of(figures.rows, figures.by)]
    for name in names:
        if name not in known:
            raise InputError(
                f"the judged table is not by {name!r}",
                where="by",
                remedy=f"{nearest(name, known)}; or call the indicator with by={name!r}",
            )
    return pd.DataFrame(figures.select(target, unit, period))


def _in_order(found: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    keys = {name: found[name].astype("string").fillna("") for name in names}
    ordered = found.assign(_lacking=-found["lacking"], **{f"_{name}": key for name, key in keys.items()})
    ahead = ["_month"] if MONTH in names else []
    rest = [f"_{name}" for name in names if name != MONTH]
    by = [*ahead, *([] if names == (MONTH,) else ["_lacking"]), *rest]
    return ordered.sort_values(by, kind="stable").drop(columns=[name for name in ordered if str(name).startswith("_")])


def _row(figures: Figures, row: Row, words: Sequence[str]) -> tuple[str, ...]:
    say = figures.say
    limits = "–"
    if not pd.isna(row["lower"]):
        limits = say("[{lower} – {upper}]", lower=limit_text(row, "lower", say), upper=limit_text(row, "upper", say))
    counted = counted_text(row, say, figures.registers)
    return (*words, counted, measure_text(row, say), limits, say.number(row["lacking"]))


def _strip(figures: Figures, row: Row, words: Sequence[str]) -> Strip:
    say, (name, note) = figures.say, (*map(plain, words), "")[:2]
    low, high, dot = (number(row[key]) for key in ("lower", "upper", "value"))
    if dot is None:
        return Strip(name, note, measure_text(row, say))
    state, counted = measure_text(row, say), counted_text(row, say, figures.registers)
    return Strip(name, note, state, counted, low=low, high=high, dot=dot, goal=threshold_of(row))


def _said(figures: Figures, found: pd.DataFrame, labels: Sequence[tuple[str, ...]]) -> list[str]:
    """Return where most of what is not as required lies, as a sentence."""
    say, all_ = figures.say, int(found["lacking"].sum())
    if not all_:
        return [say("Every record is as required.")]
    place = int(found["lacking"].to_numpy().argmax())
    return [
        say("Of {n} records that are not as required, {most} are in: {group}.", n=say.number(all_),
            most=say.number(found["lacking"].iloc[place]), group=", ".join(filter(None, labels[place])))
    ]  # fmt: skip


def _head(figures: Figures, whole: Row, name: str) -> str:
    say, indicator = figures.say, figures.indicator(whole)
    if name == MONTH:
        return say("Month")
    if name == "unit":
        return say("Unit")
    known = {one.name: one for one in indicator.register.columns} if indicator else {}
    return known[name].meaning[figures.language] if name in known else name


def _words(figures: Figures, whole: Row, name: str, value: Any) -> str:
    """Return a group in words: a month, a code as readers know it, a unit or a procedure by its name."""
    say, indicator = figures.say, figures.indicator(whole)
    if pd.isna(value) or value == "":
        return say("(empty)")
    if name == MONTH:
        return say.quarter(str(value))
    if name == "unit":
        return say("units not listed") if value == UNKNOWN else figures.name(value)
    if isinstance(value, bool) or type(value).__name__ == "bool_":
        return say("yes") if value else say("no")
    column = next((one for one in indicator.register.columns if one.name == name), None) if indicator else None
    text = column.words_of(str(value), figures.language) if column else str(value)
    if name == "field":
        return figures.fields.get(text, text)
    named = figures.procedures.get(text, "") if name == "procedure" else ""
    return f"{text} {named}".strip()
