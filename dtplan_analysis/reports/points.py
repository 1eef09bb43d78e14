"""Points of a plan that is a frame: of each item, each group and the whole, with what is not known for certain."""

from dtplan_analysis import charts
from dtplan_analysis.judging.points import points_json
from dtplan_analysis.judging.wording import marked, points_text
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
    sentences = [say("Points of {unit} in {quarter}: {points}.", unit=subject.spoken, quarter=when, points=reached)]
    if whole.open:
        unsure = sorted(whole.open, key=lambda id: found[id].least - found[id].most)
        names = subject.labels(unsure[:_MOST_NAMED])
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
    drawn = Section(subject.say("Points by item"), [chart], level=3, folded=True)
    return Section(subject.say("Points"), [table(subject), drawn])


def table(subject: Subject) -> Table:
    """Return what each group brings, and the whole, with the items that leave a group open."""
    say, found = subject.say, subject.brought
    assert subject.plan.points
    named = {
        f"group {group.id}": f"{group.id}. {group.title[subject.language]}" for group in subject.plan.points.groups
    }
    parts = [*((name, found[id]) for id, name in named.items()), (say("All groups"), found[""])]
    columns = [("open", say("Not certain"))]
    if found[""].left_out:
        columns.append(("left_out", say("Left out, for no case arose")))
    rows = []
    for name, one in parts:
        items = [getattr(one, which) for which, _ in columns]
        told = [subject.labels(ids) or "–" if one is not found[""] else say.number(len(ids)) for ids in items]
        rows.append((name, points_text(one, say), *told))
    note = say(
        "Points follow from the unrounded share. Where records with missing cells decide, or nothing is known of an "
        "item, the least and the most that it can bring are told; a sum with such an item is a range."
    )
    if subject.plan.note:
        note += f" {marked(subject.plan.note, say)}"
    caption = say("Points in {quarter}", quarter=say.quarter(subject.quarter.label))
    heads = (say("Group"), say("Points"), *(head for _, head in columns))
    return Table(caption, heads, rows, note=note, data={_POINTS_TYPE: points_json({subject.unit: found}, subject.plan)})
