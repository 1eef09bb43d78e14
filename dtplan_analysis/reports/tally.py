"""How many units meet each target: what a page says of more units than one table can show."""

from collections.abc import Collection, Iterator

from markupsafe import Markup

from dtplan_analysis.judging.levels import Met, met_by_level
from dtplan_analysis.judging.table import judged_json
from dtplan_analysis.judging.wording import threshold_text
from dtplan_analysis.reports.scorecard import JUDGED_TYPE
from dtplan_analysis.reports.subject import Subject
from dtplan_analysis.tables import Table, refer

_MOST_CELLS = 1000
"""So many cells of units × targets stand on one page: with them it has less than 300 kB."""


def most_units(subject: Subject) -> int:
    """Return how many units stand with all of their targets on one page."""
    return max(10, _MOST_CELLS // max(1, len(subject.plan.targets)))


def portions(subject: Subject, codes: Collection[str], most: int) -> Iterator[tuple[str, int, list[str]]]:
    """Give units by level, at most so many together: the level, the place of the first in it, from 1, and the units."""
    for level in dict.fromkeys(subject.units[code].level for code in codes):
        of = [code for code in codes if subject.units[code].level == level]
        for place in range(0, len(of), most):
            yield level, place + 1, of[place : place + most]


def tally(subject: Subject, units: Collection[str], caption: str, level: str = "") -> Table:
    """Return, for each target, how many of some units meet it, pilots apart; `level` is theirs where all have one."""
    say, here = subject.say, subject.now_of_all
    rows = here[here["unit"].isin([code for code in units if code in subject.members])]
    found = met_by_level(rows.assign(unit_level=""), peers=subject.store.peers)
    heads = (say("Target"), say("Threshold"), say("Units with cases"), say("Met"), say("Not met"), say("Undecided"),
             say("No case or no data"))  # fmt: skip
    ids = dict.fromkeys(rows["target"])
    body = [_of_target(subject, id, found.get((id, "")), level) for id in ids]
    hidden = (rows["status"] == "suppressed").any()
    note = say("–: a unit's figure is not published, so units are not counted.") if hidden else ""
    data = {JUDGED_TYPE: judged_json(subject.store.peers(rows))}
    return Table(caption, heads, body, numbers=(2, 3, 4, 5, 6), note=note, data=data)


def by_level(subject: Subject) -> list[Table]:
    """Return the tally of each level of the subject's units that are in totals."""
    say, found = subject.say, []
    for level in dict.fromkeys(subject.units[code].level for code in subject.members):
        codes = [code for code in subject.members if subject.units[code].level == level]
        n = say.plural("{n} unit", "{n} units", len(codes))
        name = subject.plan.level_name(level, subject.language) if level else subject.total_name
        found.append(tally(subject, codes, f"{name}: {n}", level))
    return found


def _of_target(subject: Subject, id: str, units: Met | None, level: str) -> tuple[str | Markup, ...]:
    say, target = subject.say, subject.plan.target(id)
    share = target.goal(subject.quarter.end, level).share
    asked = threshold_text(share, say) if share is not None or target.checklist else "–"
    name = Markup("{} ({})").format(refer("target", id, target.short[subject.language]), id)
    if units is None:
        return name, asked, *("–" for _ in range(5))
    undecided = units.decided - units.met - units.not_met
    counts = (units.decided, units.met, units.not_met, undecided, units.others)
    return name, asked, *(say.number(count) for count in counts)
