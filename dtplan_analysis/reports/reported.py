"""What was reported instead of counted: by whom, as of when, where it differs from records; and what is unknown."""

from collections import Counter

from dtplan_analysis.judging.wording import reason_words, unmeasured_text
from dtplan_analysis.periods import TO_DATE
from dtplan_analysis.registers.frames import rows_in
from dtplan_analysis.reports.section import Part
from dtplan_analysis.reports.subject import Subject
from dtplan_analysis.tables import Table
from dtplan_analysis.units import TOTAL

_NAMED, _LISTED = 3, 100
"""So many who reported are named, and so many differences listed."""


def reported_words(subject: Subject) -> dict[str, str]:
    """Return, by target, who reported the figure of the quarter and as of when, for those not counted in records."""
    rows = subject.now[subject.now["counted_from"].isin(("counts", "outside")) & (subject.now["status"] != "no_data")]
    return {row["target"]: _by_whom(subject, str(row["target"]), row["counted_from"]) for row in rows_in(rows)}


def told_once(subject: Subject) -> tuple[str, dict[str, str]]:
    """Return the sentence that tells who reported most figures, and by target who reported the others.

    Where some figures are counted from records, or all have sources of their own, it is empty, and all are told.
    """
    told = reported_words(subject)
    common, n = Counter(told.values()).most_common(1)[0] if told else ("", 0)
    if n < 2 or len(told) < int((subject.now["status"] != "no_data").sum()):
        return "", told
    sentence = subject.say("Where no other source is named: {told}.", told=common)
    return sentence, {id: one for id, one in told.items() if one != common}


def _by_whom(subject: Subject, target: str, kind: str) -> str:
    say, figures, quarter = subject.say, subject.store.figures, subject.quarter
    scope, indicator, variant = subject.measured[target].key
    own = figures[(figures["scope"] == scope) & (figures["indicator"] == indicator) & (figures["variant"] == variant)]
    own = own[(own["start"] <= quarter.start) & (own["end"] >= quarter.end)]
    own = own[own["unit"] == subject.unit] if subject.unit in set(own["unit"]) else own
    names = [name for name in dict.fromkeys(own["source"]) if name]
    who = ", ".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")
    days = own["as_of"].dropna()
    day = say.date(max(days)) if len(days) else ""
    if kind == "outside":
        told = say("published by {who}", who=who) if who else say("published by others")
    else:
        told = say("counts as reported by {who}", who=who) if who else say("counts as reported")
    return say("{told}, as of {date}", told=told, date=day) if day else told


def reconciliation(subject: Subject) -> Part | None:
    """Return the counts of the quarter that differ from records, or from the sum of the units, cell by cell.

    None where nothing was reported of what is known otherwise.
    """
    say, table = subject.say, subject.store.reconciled
    names = {one.key: id_ for id_, one in subject.measured.items()}
    here = table[(table["period"] == subject.quarter.label) & (table["span"] != TO_DATE)]
    here = here[here["unit"].isin([subject.unit, *(subject.peers if subject.whole else ())])]
    here = here[[tuple(key) in names for key in here[["scope", "indicator", "variant"]].to_numpy()]]
    if here.empty:
        return None
    apart = (here["numerator"] != here["numerator_counts"]) | (here["denominator"] != here["denominator_counts"])
    differing = here[apart.fillna(True)]
    rows = []
    for row in rows_in(differing.head(_LISTED)):
        target = names[row["scope"], row["indicator"], row["variant"]]
        what = say("records") if row["against"] == "records" else say("sum of the units")
        rows.append(
            (
                subject.total_name if row["unit"] == TOTAL else subject.unit_name(row["unit"]),
                subject.label(target),
                what,
                say("{n} of {d}", n=say.number(row["numerator"]), d=say.number(row["denominator"])),
                say("{n} of {d}", n=say.number(row["numerator_counts"]), d=say.number(row["denominator_counts"])),
                _signed(row["numerator_counts"] - row["numerator"], subject),
                _signed(row["denominator_counts"] - row["denominator"], subject),
            )
        )
    heads = (
        say("Unit"),
        say("Target"),
        say("Held against"),
        say("Counted here"),
        say("Counts as reported"),
        say("Difference of numerators"),
        say("Difference of denominators"),
    )
    note = say(
        "{n} of {total} figures that can be compared differ. Records are judged where there are any.",
        n=say.number(len(differing)), total=say.number(len(here)),
    )  # fmt: skip
    return Table(say("Counts as reported, held against the records"), heads, rows, numbers=(3, 4, 5, 6), note=note)


def _signed(n: int, subject: Subject) -> str:
    sign = "+" if n > 0 else "−" if n < 0 else ""
    return sign + subject.say.number(abs(n))


def unmeasured(subject: Subject) -> Part | None:
    """Return the targets of which nothing is known of any unit, and what it would take; None where there are none.

    In the report of all units alone: what a unit lacks stands with its targets.
    """
    say, rows = subject.say, []
    if not subject.whole:
        return None
    now = {row["target"]: row for row in rows_in(subject.now)}
    for target in subject.plan.targets:
        row = now.get(target.id)
        if row is None:
            why = unmeasured_text(target, say)
        elif row["status"] == "no_data":
            why = reason_words(row["reason"], say, subject.registers)
        else:
            continue
        rows.append((subject.label(target.id), why, _takes(subject, target.id, row is None)))
    heads = (say("Target"), say("Why there is no figure"), say("What it would take"))
    return Table(say("What cannot be measured yet"), heads, rows) if rows else None


def _takes(subject: Subject, id_: str, is_unmeasured: bool) -> str:
    say, target = subject.say, subject.plan.target(id_)
    if target.not_measured:
        return say("a plan that says what is counted, and of what")
    if target.outside:
        body = target.evaluated_by[subject.language] if target.evaluated_by else say("others")
        return say("the figure that is published by {body}, in the register “values”", body=body)
    if target.counted:
        return say("numerator and denominator for each unit and quarter, as counts")
    one = subject.measured.get(id_)
    if one is None or is_unmeasured:
        return "–"
    registers = ", ".join(f"“{register.title[subject.language]}”" for register in one.indicator.registers)
    return say("the register {registers} with its columns, or counts", registers=registers)
