"""The units of an overview where one page cannot hold all: pages of some each, by level, and a file to find one in."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dtplan_analysis.judging.levels import DECIDED
from dtplan_analysis.reports.subject import Subject
from dtplan_analysis.reports.tally import most_units, portions
from dtplan_analysis.tables import Table, refer


@dataclass(frozen=True)
class Part:
    """Some units of one level, in official order, that stand on a page of their own."""

    name: str
    """The page's file."""
    level: str
    first: int
    """The place of its first unit among those of the level, from 1."""
    codes: tuple[str, ...]


def parts(subject: Subject, name: str) -> list[Part]:
    """Return the pages on which a quarter's units stand; none where the overview holds them all.

    `name` is what the overview's file is called, without its ending.
    """
    most = most_units(subject)
    if len(subject.peers) <= most:
        return []
    cut = portions(subject, subject.peers, most)
    return [
        Part(f"{name}_units-{n}.html", level, first, tuple(codes)) for n, (level, first, codes) in enumerate(cut, 1)
    ]


def anchor(code: str) -> str:
    """Return what a unit's row is called on its page."""
    return f"u-{hashlib.sha256(code.encode()).hexdigest()[:8]}"


def directory(subject: Subject, found: Sequence[Part]) -> Table:
    """Return the pages of units, by level: the first and the last unit of each, how many, and how many fall short."""
    say, statuses = subject.say, _statuses(subject)
    form, rows = Markup('<a href="{}">{} – {}</a>'), []
    for part in found:
        level = refer("level", part.level, subject.plan.level_name(part.level, subject.language)) if part.level else "–"
        ends = (subject.unit_name(part.codes[place]) for place in (0, -1))
        last = part.first + len(part.codes) - 1
        missed = sum("not_met" in statuses.get(code, ()) for code in part.codes)
        places = f"{say.number(part.first)}–{say.number(last)}"
        rows.append((form.format(part.name, *ends), level, places, say.number(len(part.codes)), say.number(missed)))
    heads = (say("From unit to unit"), say("Level"), say("Place in the level"), say("Units"),
             say("With a target not met"))  # fmt: skip
    of = say.plural("All {n} unit, by level", "All {n} units, by level", len(subject.peers))
    return Table(of, heads, rows, numbers=(2, 3, 4))


def _statuses(subject: Subject) -> dict[str, list[str]]:
    """Return how each unit stands in the quarter, a status for each of its targets."""
    return {str(unit): list(of) for unit, of in subject.now_of_all.groupby("unit", sort=False)["status"]}


def finder(subject: Subject, found: Sequence[Part], page: Callable[[str], str]) -> bytes:
    """Return the script in which a page finds a unit: name, what it is found by, where it leads, how it stands.

    `page` returns the page of a unit's report, empty where there is none: then it leads to the unit's row.
    """
    say, statuses = subject.say, _statuses(subject)
    lines = []
    for part in found:
        for code in part.codes:
            own = statuses.get(code, [])
            total = sum(status in DECIDED for status in own)
            met = say("{n} of {total} targets met", n=say.number(own.count("met")), total=say.number(total))
            leads = page(code) or f"{part.name}#{anchor(code)}"
            by = " ".join(subject.units[code].spellings)
            lines.append([subject.unit_name(code), by, leads, met, " ".join(sorted({*own}))])
    return f"dtplanUnits({json.dumps(lines, ensure_ascii=False, separators=(',', ':'))});\n".encode()
