"""Points of a plan that is a frame: of each item, each group and the whole, with what is not known for certain."""

from dtplan_analysis import charts
from dtplan_analysis.judging.points import Brought, points_json
from dtplan_analysis.judging.wording import points_text
from dtplan_analysis.reports.section import Section
from dtplan_analysis.reports.subject import Subject
from dtplan_analysis.tables import Table

_POINTS_TYPE = "application/vnd.dtplan.points+json"

_MOST_NAMED = 4
"""Of more items that nobody can tell, those are named that can bring most."""


def opening(subject: Subject) -> list[str]:
    """Return what the frame brings the subject in all, and which items leave that open; nothing without a frame."""
    say, found = subject.say, subject.brought
    if not found:
        return []
    whole, when = found[""], say.quarter(subject.quarter.label)
    reached = points_text(whole, say)
    sentences = [say("Points of {unit} in {quarter}: {points}.", unit=subject.name, quarter=when, points=reached)]
    if whole.open:
        unsure = sorted(whole.open, key=lambda id: found[id].least - found[id].most)
        names = "; ".join(f"{subject.target_name(id)} ({id})" for id in unsure[:_MOST_NAMED])
        if len(unsure) > _MOST_NAMED:
            told = say("The points of {n} items are not certain; most depends on: {items}.", n=len(unsure), items=names)
        else:
            told = say.plural(
                "The points of {n} item are not certain: {items}.",
                "The points of {n} items are not certain: {items}.",
                len(unsure),
                items=names,
            )
        sentences.append(told)
    return sentences


def points(subject: Subject) -> Section | None:
    """Return the points by groups, and a picture of what each item could still bring; None without a frame."""
    if not subject.brought:
        return None
    chart = charts.points(
        subject.judged, subject.plan, unit=subject.unit, quarter=subject.quarter.label, language=subject.language
    )
    return Section(subject.say("Points"), [table(subject), chart])


def table(subject: Subject) -> Table:
    """Return what each group brings, and the whole, with the items that leave it open."""
    say, found = subject.say, subject.brought
    assert subject.plan.points
    named = {
        f"group {group.id}": f"{group.id}. {group.title[subject.language]}" for group in subject.plan.points.groups
    }
    rows = [_row(name, found[id], subject) for id, name in named.items()]
    rows.append(_row(say("All groups"), found[""], subject))
    note = say(
        "Points follow from the unrounded share. Where records with missing cells decide, or nothing is known of an "
        "item, the least and the most that it can bring are told; a sum with such an item is a range."
    )
    if subject.plan.note:
        note += " " + subject.plan.note[subject.language]
    heads = (say("Group"), say("Points"), say("Not certain"), say("Left out, for no case arose"))
    caption = say("Points in {quarter}", quarter=say.quarter(subject.quarter.label))
    return Table(caption, heads, rows, note=note, data={_POINTS_TYPE: points_json({subject.unit: found}, subject.plan)})


def _row(name: str, one: Brought, subject: Subject) -> tuple[str, ...]:
    items = ["; ".join(f"{subject.target_name(id)} ({id})" for id in ids) or "–" for ids in (one.open, one.left_out)]
    return name, points_text(one, subject.say), *items
