"""The units side by side: who differs beyond chance, what can be said of their order, and why the whole moved."""

from collections.abc import Iterable, Sequence

import pandas as pd

from dtplan_analysis import charts, questions
from dtplan_analysis.language import Language
from dtplan_analysis.periods import TO_DATE
from dtplan_analysis.questions.answer import FEWEST_UNITS
from dtplan_analysis.questions.phrases import signed, why
from dtplan_analysis.registers.frames import rows_in
from dtplan_analysis.reports.section import Part, Section
from dtplan_analysis.reports.subject import Subject
from dtplan_analysis.tables import Table
from dtplan_analysis.units import TOTAL, UNKNOWN

_FALSE = 0.05
"""So large a part of the changes that are named may be none, on average."""
_COMMON = 2 / 3
"""An overall score is made of the targets for which so many of the units have cases."""


def differences(subject: Subject) -> Section:
    """Return which units differ from the others, target by target, beyond chance and their usual spread."""
    say, quarter = subject.say, subject.quarter.label
    answer = questions.compare(subject.store.adding_up, period=quarter, unit=_units(subject))
    differing = answer[answer["differs"] != ""]
    parts: list[Part] = []
    for target, rows in differing.groupby("target", sort=False):
        below, above = (_named(rows[rows["differs"] == side], subject) for side in ("below", "above"))
        centre = say.percent(rows["centre"].iloc[0])
        label = subject.label(str(target))
        if below:
            parts.append(
                say(
                    "{target}: below all others together ({centre}): {units}.", target=label, centre=centre, units=below
                )
            )
        if above:
            parts.append(
                say(
                    "{target}: above all others together ({centre}): {units}.", target=label, centre=centre, units=above
                )
            )
    compared = answer[answer["reason"] == ""]
    if not len(differing) and len(compared):
        parts.append(
            say(
                "In no target does a unit differ from the others by more than chance and the usual spread of units: "
                "the order of their percentages in a single target says nothing for certain."
            )
        )
    left = answer[~answer["target"].isin(compared["target"]) & (answer["reason"] != "checklist")]
    if len(left):
        ids = subject.labels(dict.fromkeys(left["target"]))
        parts.append(say("Too few units or cases to compare: {ids}.", ids=ids))
    if len(differing):
        shown = answer[answer["target"].isin(differing["target"])]
        parts.append(charts.compare(shown, targets=subject.goals, units=subject.peers, language=subject.language))
    return Section(say("Who differs"), parts, folded=True)


def funnel(subject: Subject, target: str) -> list[Part]:
    """Return which units differ from the others in one target, and its funnel, where they can be compared.

    Differing is judged over all targets together, as in the report of all units: both name the same units.
    """
    say = subject.say
    answer = questions.compare(subject.store.adding_up, period=subject.quarter.label, unit=_units(subject))
    here = answer[(answer["target"] == target) & (answer["reason"] == "")]
    if here.empty:
        return [say("Too few units or cases to compare: {ids}.", ids=subject.target_name(target))]
    below, above = (_named(here[here["differs"] == side], subject) for side in ("below", "above"))
    centre = say.percent(here["centre"].iloc[0])
    parts: list[Part] = []
    if below:
        parts.append(say("Below all others together ({centre}): {units}.", centre=centre, units=below))
    if above:
        parts.append(say("Above all others together ({centre}): {units}.", centre=centre, units=above))
    if not parts:
        parts.append(say("No unit differs from the others by more than chance and the usual spread of units."))
    return [*parts, charts.compare(here, targets=subject.goals, units=subject.peers, language=subject.language)]


def _named(rows: pd.DataFrame, subject: Subject) -> str:
    say = subject.say
    return "; ".join(f"{subject.unit_name(row['unit'])} ({say.percent(row['value'])})" for row in rows_in(rows))


def _names(units: Iterable[str], subject: Subject) -> str:
    return "; ".join(subject.unit_name(unit) for unit in units)


def order(subject: Subject) -> Section:
    """Return an overall order of the units, with the places they take if weights and methods are others."""
    say, title = subject.say, subject.say("Overall order of the units")
    units = _units(subject)
    figures = _common_figures(subject, units)
    if not figures:
        return Section(title, [_too_few(say)], folded=True)
    rows, weights = _in_points(subject, figures)
    answer = questions.composite(rows, target=figures, weights=weights, unit=units, period=subject.quarter.label)
    scored = answer[answer["reason"] == ""].sort_values("place", kind="stable")
    if len(scored) < FEWEST_UNITS:
        return Section(title, [_too_few(say)], folded=True)
    moves = int((scored["worst"] - scored["best"]).median())
    first = _names(scored.loc[scored["place"] == scored["place"].min(), "unit"], subject)
    parts: list[Part] = [
        say(
            "First as counted, each item weighted by the points that it can bring: {first}. With other weights and "
            "methods, and by the chance in the records, places change: half of the units move by {n} places or more. "
            "Items that most units have no share for are not in it: it is no order by the points.",
            first=first,
            n=moves,
        )
        if weights
        else say(
            "First as counted, with equal weights: {first}. With other weights and methods, and by the chance in the "
            "records, places change: half of the units move by {n} places or more.",
            first=first,
            n=moves,
        )
    ]
    fifth = max(1, len(scored) // 5)
    front, back = scored[scored["worst"] <= fifth], scored[scored["best"] > len(scored) - fifth]
    for rows, sentence in (
        (
            front,
            say(
                "Among the first {n} in at least 95 of 100 draws: {units}.",
                n=fifth,
                units=_names(front["unit"], subject),
            ),
        ),
        (
            back,
            say(
                "Among the last {n} in at least 95 of 100 draws: {units}.", n=fifth, units=_names(back["unit"], subject)
            ),
        ),
    ):
        if len(rows):
            parts.append(sentence)
    if not len(front) and not len(back):
        parts.append(say("No unit is among the first or the last {n} in 95 of 100 draws.", n=fifth))
    parts += [_order_table(subject, scored), say("The order is made of: {ids}.", ids=subject.labels(figures))]
    missing = list(answer.loc[answer["reason"] == "incomplete", "unit"])
    if missing:
        parts.append(
            say(
                "Not in the order, for want of a case in one of these targets: {units}.", units=_names(missing, subject)
            )
        )
    return Section(title, parts, folded=True)


def _in_points(subject: Subject, figures: Sequence[str]) -> tuple[pd.DataFrame, dict[str, float] | None]:
    """Return the rows to order by and the weights: of a frame, by its points, each share on the way to where all come.

    Without a frame all weights are alike, and the rows are those of the judged table.
    """
    rows, plan = subject.store.adding_up, subject.plan
    points = {id: one for id in figures if (one := plan.target(id).points)}
    if not points:
        return rows, None
    full = rows["target"].map({id: str(one.steps[-1][0] if one.steps else one.full_at) for id, one in points.items()})
    return rows.assign(threshold=full.fillna(rows["threshold"])), {id: float(one.most) for id, one in points.items()}


def _order_table(subject: Subject, scored: pd.DataFrame) -> Table:
    say = subject.say
    rows = [
        (
            subject.unit_name(row["unit"]),
            say.number(100 * row["score"], 1),
            say.number(row["place"]),
            say("{low} to {high}", low=say.number(row["best"]), high=say.number(row["worst"])),
        )
        for row in rows_in(scored)
    ]
    heads = (say("Unit"), say("Score"), say("Place"), say("Places in 95 of 100 draws"))
    note = say(
        "Score: mean share of the way to each target, 100 = all reached. Places: where 95 of 100 draws put the unit, "
        "when each weight is anything from half to one and a half of its own, the method one of six, and each share "
        "any that its records leave possible."
    )
    return Table(say("Score and place of each unit"), heads, rows, numbers=(1, 2, 3), note=note)


def _common_figures(subject: Subject, units: Sequence[str]) -> list[str]:
    """Return the targets with a share for which most of the units have cases."""
    here = subject.now_of_members
    here = here[here["unit"].isin(units) & here["value"].notna() & ~here["method"].isin(("outside", "sum"))]
    share = here.groupby("target", sort=False)["unit"].nunique() / max(len(units), 1)
    return [str(target) for target in share.index if share[target] >= _COMMON]


def changes(subject: Subject) -> Section:
    """Return why the shares of the whole moved since the quarter before: what units do, or their mix."""
    say, title = subject.say, subject.say("Why the shares moved")
    previous = subject.previous
    if (answer := subject.since(previous)) is None:
        return Section(title, [say("There is no quarter before to compare with.")], folded=True)
    whole = answer[(answer["unit"] == TOTAL) & (answer["reason"] == "")]
    if whole.empty:
        return Section(title, [say("No share can be compared with the quarter before.")], folded=True)
    sure = whole[whole["q_value"] <= _FALSE]
    mixed = sure[sure["mix"].abs() > sure["rate"].abs()]
    parts: list[Part] = []
    if len(sure):
        parts.append(say("Changed by more than chance: {ids}.", ids=subject.labels(sure["target"])))
    else:
        parts.append(say("Of the shares of new records, none changed by more than chance."))
    if len(mixed):
        parts.append(
            say("Moved more by the mix of units than by what they do: {ids}.", ids=subject.labels(mixed["target"]))
        )
    elif len(sure):
        parts.append(say("Moved more by what units do than by the mix of units."))
    parts.append(_changes_table(subject, answer, whole, str(previous)))
    left = answer[(answer["unit"] == TOTAL) & (answer["reason"] != "")]
    for reason, rows in left.groupby("reason", sort=False):
        parts.append(
            say("Not taken apart ({reason}): {ids}.", ids=subject.labels(rows["target"]), reason=why(str(reason), say))
        )
    return Section(title, parts, folded=True)


def _changes_table(subject: Subject, answer: pd.DataFrame, whole: pd.DataFrame, previous: str) -> Table:
    say = subject.say
    rows = []
    for row in rows_in(whole):
        of_units = answer[(answer["target"] == row["target"]) & (answer["unit"] != TOTAL)]
        of_units = of_units[of_units["change"].notna()]
        most = of_units.loc[of_units["change"].abs().sort_values(ascending=False, kind="stable").index].head(3)
        named = [
            f"{subject.unit_name(one['unit'])}\u00a0{signed(one['change'], say)}"
            for one in rows_in(most)
            if one["change"]
        ]
        label = subject.label(row["target"])
        limits = "–"
        if not pd.isna(row["lower"]):
            ends = {name: signed(row[name], say) for name in ("lower", "upper")}
            limits = say("[{lower} – {upper}]", **ends)
        figures = ["–" if pd.isna(row[name]) else signed(row[name], say) for name in ("change", "rate", "mix")]
        rows.append((label, *figures, limits, "; ".join(named) or "–"))
    heads = (
        say("Target"),
        say("Change"),
        say("By what units do"),
        say("By the mix of units"),
        say("Process interval"),
        say("Units that moved it most"),
    )
    caption = say(
        "Changes from {previous} to {quarter}",
        previous=say.quarter(previous),
        quarter=say.quarter(subject.quarter.label),
    )
    note = say(
        "In percentage points; change = what units do + mix of units, and the units' parts add up to the change. "
        "Without an interval: what is counted on a day or of what is open, in which there is no chance to be told. "
        "Not taken apart: a survey's total that is weighed by its design."
    )
    return Table(caption, heads, rows, numbers=(1, 2, 3, 4), note=note)


def _units(subject: Subject) -> list[str]:
    """Return the units of the organisation that stand in the table in the quarter, without those outside of it."""
    rows = subject.store.adding_up
    here = rows[(rows["period"] == subject.quarter.label) & (rows["span"] != TO_DATE)]
    return [str(code) for code in dict.fromkeys(here["unit"]) if code not in (TOTAL, UNKNOWN)]


def _too_few(say: Language) -> str:
    return say("There are too few targets with cases in most units for an overall order.")
