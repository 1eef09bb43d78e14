"""What to do first: what can be worked off now, and what counts for the next quarter; three things at most."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from markupsafe import Markup

from dtplan_analysis.judging import threshold_of
from dtplan_analysis.judging.table import JudgedRow
from dtplan_analysis.judging.wording import is_outside
from dtplan_analysis.language import Language
from dtplan_analysis.plans.target import AT_MOST
from dtplan_analysis.registers.frames import rows_in
from dtplan_analysis.reports.subject import Subject
from dtplan_analysis.reports.summary import by_gap, gap_of, on_course, shortfall
from dtplan_analysis.tables import Html

_FIRST = 3
"""How many things to do are named: more than three are none."""
_UNITS = 3


@dataclass(frozen=True)
class Action:
    """A thing to do: for which target, what, why it stands where it does, and who leads."""

    target: str
    now: bool
    """Whether it can be worked off now; else it counts for the quarter to come."""
    what: str
    why: str
    lead: str = ""
    """Who leads the plan's task."""
    most: str = ""
    """Of the whole, the units with most to do."""


def actions(subject: Subject) -> list[Action]:
    """Return what to do first, at most three things, what can be worked off now before what is still to come.

    The order is a proposal of this project: cells that are missing cost least to fill in and may settle a target; then
    the targets furthest from their threshold. A cumulative target on course is not among them, nor is a survey: more
    answers would not help. Of a quarter that is over, no more cases are asked for.
    """
    found = [*_missing(subject), *_short(subject)][:_FIRST]
    return sorted(found, key=lambda action: not action.now)


def _missing(subject: Subject) -> Iterator[Action]:
    say = subject.say
    for row in rows_in(subject.now[subject.now["reason"] == "missing_records"]):
        n, records = say.number(row["missing"]), _counted(subject, row["target"])
        yield Action(
            row["target"], True,
            say("complete the {records} with missing cells: {n}", records=records, n=n),
            say("they decide whether the target is met"),
            *_who(subject, row["target"], "missing"),
        )  # fmt: skip


def _short(subject: Subject) -> Iterator[Action]:
    say, rows = subject.say, subject.now[subject.now["status"] == "not_met"]
    for row in rows_in(by_gap(rows)):
        if (
            row["target"] not in subject.measured
            or is_outside(row)
            or row["interval"] == "sampling"
            or on_course(subject, row)
        ):
            continue
        indicator, records = subject.measured[row["target"]].indicator, _counted(subject, row["target"])
        now = indicator.nature != "flow"
        if now or subject.plan.target(row["target"]).comparison == AT_MOST:
            what = shortfall(subject, row["target"], row)
        else:
            expected = int(row["denominator"] + row["missing"])
            needed = -(-Fraction(threshold_of(row) or 0) * expected // 1)
            what = say(
                "of about {expected} {records} to be expected in the next quarter, at least {needed} must pass "
                "(this quarter: {passed})",
                expected=say.number(expected), records=records, needed=say.number(int(needed)),
                passed=say.number(row["numerator"]),
            )  # fmt: skip
        yield Action(row["target"], now, what, _gap_words(row, subject), *_who(subject, row["target"], "shortfall"))


def _gap_words(row: JudgedRow, subject: Subject) -> str:
    gap = gap_of(row)
    if not gap or row["method"] == "checklist":
        return subject.say("every item is required")
    return subject.say("{points} from the target", points=subject.say.points(gap).lstrip("+"))


def _who(subject: Subject, target: str, what: str) -> tuple[str, str]:
    """Return who is to act: who leads the plan's task, and of the whole the units with most to do, by a column."""
    say, most = subject.say, ""
    if subject.whole:
        here = subject.now_of_members
        here = here[(here["target"] == target) & (here[what].fillna(0) > 0)]
        first = here.sort_values(what, ascending=False, kind="stable").head(_UNITS)
        lacking = zip(first["unit"], first[what], strict=True)
        most = "; ".join(f"{subject.unit_name(unit)} ({say.number(int(n))})" for unit, n in lacking)
    task = subject.plan.target(target).task
    leads = subject.leads(task) if task else []
    return "; ".join(map(subject.unit_name, leads[:_UNITS])), most


def _counted(subject: Subject, target: str) -> str:
    return subject.measured[target].indicator.counted[subject.language]


def kind_word(action: Action, say: Language) -> str:
    """Return whether a thing to do can be worked off now."""
    return say("Can be worked off now") if action.now else say("Counts for the next quarter")


def reason_line(action: Action, say: Language) -> str:
    """Return who leads a thing to do, where most of it is, and why it stands where it does."""
    return " · ".join(filter(None, (lead_words(action, say), _behind(action, say))))


def lead_words(action: Action, say: Language) -> str:
    """Return who leads a thing to do; empty where the plan's tasks do not tell."""
    return say("Lead: {units}", units=action.lead) if action.lead else ""


def _behind(action: Action, say: Language) -> str:
    most = say("Most in: {units}", units=action.most) if action.most else ""
    return " · ".join(filter(None, (most, say("Why here: {why}", why=action.why))))


def action_list(subject: Subject) -> Html | None:
    """Return what to do first as a list under one heading, in two kinds, or why nothing is; None where none is told."""
    say, found, head = subject.say, actions(subject), Markup("<h3>{}</h3>").format(subject.say("What to do first"))
    if not found:
        why = _nothing(subject)
        return Html(head + Markup("<p>{}</p>").format(why)) if why else None
    blocks, n = [], 1
    for now in (True, False):
        own = [action for action in found if action.now == now]
        if not own:
            continue
        items = Markup("").join(
            Markup("<li><strong>{} ({})</strong>: {}.<br>{}<small class=\"note\">{}</small></li>").format(
                subject.target_name(one.target), one.target, one.what,
                f"{lead_words(one, say)} · " if one.lead else "",
                _behind(one, say),
            )
            for one in own
        )  # fmt: skip
        blocks.append(Markup('<div><h4>{}</h4><ol start="{}">{}</ol></div>').format(kind_word(own[0], say), n, items))
        n += len(own)
    return Html(head + Markup('<div class="actions">{}</div>').format(Markup("").join(blocks)))


def _nothing(subject: Subject) -> str:
    """Return why nothing is to be done first: all is met, or what is not is not due, or on course; else empty."""
    say, rows = subject.say, subject.now
    short, met = rows[rows["status"] == "not_met"], rows["status"].isin(["met", "no_case"])
    if len(rows) > 1 and met.all() and (rows["status"] == "met").any():
        return say("Nothing: every target with cases is met.")
    if not len(short) and (rows["status"] == "not_due").any() and not (rows["status"] == "inconclusive").any():
        return say("Nothing yet: what is not met is not due.")
    if len(short) and all(row["target"] in subject.measured and on_course(subject, row) for row in rows_in(short)):
        return say("Nothing: what is not yet met is on course for the year ({targets}).",
                   targets=subject.labels(short["target"]))  # fmt: skip
    return ""
