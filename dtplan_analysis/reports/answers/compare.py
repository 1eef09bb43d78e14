"""How do two units differ, target by target, and is it more than chance?"""

from collections.abc import Iterator

import pandas as pd

from dtplan_analysis.charts.intervals import DOT, GOAL, RING, Scale, Strip, strips
from dtplan_analysis.charts.labels import number
from dtplan_analysis.charts.style import plain
from dtplan_analysis.errors import InputError
from dtplan_analysis.judging import threshold_of
from dtplan_analysis.judging.wording import measure_text
from dtplan_analysis.questions.phrases import signed
from dtplan_analysis.questions.selection import Names
from dtplan_analysis.reports.answers.answer import MOST, Answer
from dtplan_analysis.reports.answers.figures import Figures, Row
from dtplan_analysis.statistics import newcombe
from dtplan_analysis.tables import Table
from dtplan_analysis.units import TOTAL

_CONFIDENCE = 0.95


def compare(
    figures: Figures, *units: str, target: Names = None, period: str | None = None, confidence: float = _CONFIDENCE
) -> Answer:
    """Return the targets of a unit beside those of others, with Newcombe's interval of each difference of shares."""
    named = units if len(units) > 1 else (figures.unit, *units)
    if len(set(named) - {""}) < 2:
        raise InputError("compare takes two units", where="compare", remedy='write compare("HDXD", "GD")')
    found = figures.select(target, named, period)
    codes = list(dict.fromkeys(figures.codes(list(named)) or ()))
    by_unit = {code: {_key(row): row for row in found if row[figures.by] == code} for code in codes}
    pairs = [
        (own, by_unit[other][key])
        for other in codes[1:]
        for key, own in by_unit[codes[0]].items()
        if key in by_unit[other]
    ]
    rows = [_flat(figures, *pair) | _difference(figures, *pair, confidence) for pair in pairs]
    say = figures.say
    first, others = figures.name(codes[0]), ", ".join(map(figures.name, codes[1:]))
    when = figures.when(found[0]) if found else ""
    title = say("{unit} beside {others}, {quarter}", unit=first, others=others, quarter=when)
    heads = (say("Target"), first, *((others,) if len(codes) == 2 else (say("Unit"), say("Share"))),
             say("Difference"), say("Interval"))  # fmt: skip
    cells = [_cells(figures, pair, row, len(codes)) for pair, row in zip(pairs, rows, strict=True)]
    level = say.percent(confidence, 0)
    note = say(
        "Differences in percentage points, with Newcombe's interval at {level} for each: among many targets, some are "
        "outside of it by chance alone.",
        level=level,
    )
    numbers = range(len(heads) - 2, len(heads))
    table = Table(title, heads, cells[:MOST], numbers=tuple(numbers), note=note)
    marks = {DOT: first, RING: others, GOAL: say("target")}
    drawn = [_strip(figures, pair, row) for pair, row in zip(pairs, rows, strict=True)]
    return Answer(
        title, pd.DataFrame(rows), table, strips(title, drawn, Scale(), marks, say), list(_said(figures, rows))
    )


def _key(row: Row) -> tuple[str, ...]:
    return tuple(str(row.get(name) or "") for name in ("target", "indicator", "variant"))


def _flat(figures: Figures, own: Row, other: Row) -> Row:
    named = dict(zip(("target", "indicator", "variant"), _key(own), strict=True))
    counts = ("numerator", "denominator", "value", "status")
    values = {name: own[name] for name in counts} | {f"other_{name}": other[name] for name in counts}
    return {**named, "period": own["period"], "unit": own[figures.by], "other": other[figures.by], **values}


def _is_part(figures: Figures, own: Row, other: Row) -> bool:
    """Return whether the records of one row are among those of the other: the two are no peers."""
    store, units = figures.store, {own[figures.by], other[figures.by]}
    if TOTAL in units:
        return not store or units.isdisjoint(store.units.pilots)
    return store is not None and len(store.peers(pd.DataFrame([own, other]))) < len(units)


def _difference(figures: Figures, own: Row, other: Row, confidence: float) -> Row:
    """Return the difference of two shares, its limits and whether chance alone would not make it; why, where not."""
    nothing = {"difference": None, "lower": None, "upper": None, "differs": False, "confidence": confidence}
    if "checklist" in (own["method"], other["method"]):
        return nothing | {"reason": "checklist"}
    if any(not number(row["denominator"]) or number(row["value"]) is None for row in (own, other)):
        return nothing | {"reason": "no_case"}
    moved = nothing | {"difference": own["value"] - other["value"], "reason": ""}
    if "survey" in (own["method"], other["method"]):  # weighed answers are no counts
        return moved | {"reason": "weighed"}
    if _is_part(figures, own, other):
        return moved | {"reason": "part"}
    counts = [int(row[name]) for row in (own, other) for name in ("numerator", "denominator")]
    lower, upper = map(float, newcombe(*counts, confidence=confidence))
    return moved | {"lower": lower, "upper": upper, "differs": lower > 0 or upper < 0}


def _cells(figures: Figures, pair: tuple[Row, Row], row: Row, units: int) -> tuple[str, ...]:
    say, (own, other) = figures.say, (measure_text(one, figures.say) for one in pair)
    beside = (other,) if units == 2 else (figures.name(row["other"]), other)
    limits = "–"
    if row["lower"] is not None:
        limits = say("[{lower} – {upper}]", lower=signed(row["lower"], say), upper=signed(row["upper"], say))
    moved = "–" if row["difference"] is None else signed(row["difference"], say)
    return (figures.label(pair[0]), own, *beside, moved, limits)


def _strip(figures: Figures, pair: tuple[Row, Row], row: Row) -> Strip:
    say, (dot, ring) = figures.say, (number(one["value"]) for one in pair)
    own, other = (measure_text(one, say) for one in pair)
    name = plain(figures.label(pair[0]))
    if dot is None and ring is None:
        return Strip(name, "", f"{own} · {other}")
    moved = "–" if row["difference"] is None else say.points(row["difference"])
    aside = moved if row["differs"] or row["lower"] is None else say("{points}, within chance", points=moved)
    return Strip(
        name, "", f"{own} · {other}", aside, dot=dot, ring=ring, goal=threshold_of(pair[0]), pick=figures.pick(pair[0])
    )


def _said(figures: Figures, rows: list[Row]) -> Iterator[str]:
    say, sure = figures.say, [row for row in rows if row["differs"]]
    for other in dict.fromkeys(row["other"] for row in rows):
        own = [row for row in sure if row["other"] == other]
        reasons = {row["reason"] for row in rows if row["other"] == other}
        known = {"unit": figures.name(rows[0]["unit"]), "other": figures.spoken(other)}
        higher = ", ".join(figures.label(row) for row in own if row["difference"] > 0)
        lower = ", ".join(figures.label(row) for row in own if row["difference"] < 0)
        if higher:
            yield say("{unit} is higher than {other} beyond chance in: {ids}.", ids=higher, **known)
        if lower:
            yield say("{unit} is lower than {other} beyond chance in: {ids}.", ids=lower, **known)
        if "part" in reasons:
            yield say("{unit} and {other} share records: whether their difference is chance is not told.", **known)
        elif "" in reasons and not own:
            yield say("Between {unit} and {other}, no difference is larger than chance.", **known)
