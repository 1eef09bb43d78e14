"""Data quality: where every record went, what was rejected, and what the figures therefore do and do not say."""

from collections.abc import Iterator
from typing import Any

import pandas as pd
from markupsafe import Markup

from dtplan_analysis.checks.remedies import fault_words
from dtplan_analysis.judging.wording import reason_words
from dtplan_analysis.registers.reading import Reading
from dtplan_analysis.reports.records_to_correct import column_label, within
from dtplan_analysis.reports.reported import reconciliation, told_once, unmeasured
from dtplan_analysis.reports.section import Part, Section
from dtplan_analysis.reports.subject import Subject
from dtplan_analysis.tables import Html, Table


def data_quality(subject: Subject) -> Section:
    """Return the buckets of the subject's records by target, and those of the registers' rows."""
    say = subject.say
    made = (_buckets(subject), _reported(subject), reconciliation(subject), unmeasured(subject))
    parts: list[Part] = [part for part in made if part]
    remarks = _remarks(subject)
    if remarks:
        items = Markup("").join(Markup("<li>{}</li>").format(remark) for remark in remarks)
        parts.append(Html(Markup("<ul>{}</ul>").format(items)))
    if subject.whole:  # in a unit's report, every new row of another unit would make another page
        parts.append(_registers(subject))
    return Section(say("Data quality"), parts, folded=True)


def _counts(subject: Subject, *, reported: bool) -> Iterator[dict[Any, Any]]:
    """Yield the counts of the subject's targets in official order: those that were reported, or those from records."""
    counts = subject.counted
    own = counts[counts["target"] != ""].set_index("target", drop=False)
    for target in subject.plan.targets:
        if target.id in own.index:
            row = dict(own.loc[target.id])
            known = not pd.isna(row["denominator"])
            if (known and row.get("counted_from") == "counts") == reported:
                yield row


def _buckets(subject: Subject) -> Table | None:
    """Return where every record went; None where all counts were reported."""
    say, rows = subject.say, list[tuple[str, ...]]()
    for row in _counts(subject, reported=False):
        label = subject.label(row["target"])
        if pd.isna(row["records"]):
            rows.append((label, *["–"] * 5, reason_words(row["reason"], say, subject.registers)))
            continue
        figures = [say.number(row[name]) for name in ("records", "excluded", "missing", "denominator", "running")]
        rows.append((label, *figures, _left_out(subject, row["target"])))
    heads = (
        say("Target"),
        say("Records"),
        say("Left out by rule"),
        say("Missing cells"),
        say("Counted", context="records"),
        say("Of these still open"),
        say("Remark"),
    )
    note = say("Records = left out + missing + counted.")
    caption = say("Where every record of the quarter went")
    return Table(caption, heads, rows, numbers=(1, 2, 3, 4, 5), note=note) if rows else None


def _reported(subject: Subject) -> Table | None:
    """Return the counts that were reported, behind which no records are known, and by whom; None without."""
    say, (shared, told) = subject.say, told_once(subject)
    rows = [
        (
            subject.label(row["target"]),
            say.number(row["denominator"]),
            say.number(row["missing"]) if row["bounded"] else "–",
            told.get(row["target"], ""),
        )
        for row in _counts(subject, reported=True)
    ]
    heads = (say("Target"), say("Counted", context="records"), say("Missing cells"), say("By whom"))
    caption = say("Counts as reported, without records behind them")
    return Table(caption, heads, rows, numbers=(1, 2), note=shared).without_empty((2, 3)) if rows else None


def _left_out(subject: Subject, target: str) -> str:
    """Return what a target's rule leaves out, by the meaning of the columns that decide."""
    indicator = subject.measured[target].indicator
    names = [column_label(name, indicator, subject.language) for name in indicator.exclude]
    return subject.say("left out by: {columns}", columns="; ".join(map(within, names))) if names else ""


def _remarks(subject: Subject) -> list[str]:
    say, found = subject.say, []
    reported = {row["target"] for row in _counts(subject, reported=True)}
    counted = [one.indicator for id, one in subject.measured.items() if not one.is_reported and id not in reported]
    used = {register.name for indicator in counted for register in indicator.registers}
    flags = {"True": say("yes"), "False": say("no")}
    for name, reading in subject.store.readings.items():
        register = subject.registers[name]
        title = register.title[subject.language]
        for column, value in reading.constants.items():
            meaning = register.column(column).meaning[subject.language]
            found.append(
                say(
                    "{register}: the export has no “{column}”; {value} is assumed for every record.",
                    register=title,
                    column=meaning,
                    value=flags.get(value) or register.column(column).words_of(value, subject.language),
                )
            )
        for column, n in reading.empty.items() if subject.whole else ():
            default = register.column(column).if_empty
            if isinstance(default, str):
                found.append(
                    say(
                        "{register}: {n} records without “{column}” are read as “{value}”.",
                        register=title,
                        n=say.number(n),
                        column=register.column(column).meaning[subject.language],
                        value=register.column(column).words_of(default, subject.language),
                    )
                )
        if reading.not_records and subject.whole:
            n = sum(reading.not_records.values())
            found.append(
                say(
                    "{register}: {n} lines are no records but titles, totals or signatures.",
                    register=title,
                    n=say.number(n),
                )
            )
        if reading.unknown_units and subject.whole:
            n = sum(reading.unknown_units.values())
            if n < subject.store.workspace.suppress:
                found.append(
                    say("{register}: some records name a unit that is not listed; they count in the total alone.",
                        register=title)
                )  # fmt: skip
                continue
            found.append(
                say(
                    "{register}: {n} records name a unit that is not listed; they count in the total alone.",
                    register=title,
                    n=say.number(n),
                )
            )
    for name in sorted(used - set(subject.store.readings)):
        found.append(
            say("{register}: the register was not given.", register=subject.registers[name].title[subject.language])
        )
    if _lacks_local_systems(subject):
        found.append(say("Seamless sign-on: the data hold no local systems, so the local part is not measured."))
    if not subject.store.units.declared:
        found.append(say("No list of units was given: the units are those that came in the data."))
    return found


def _lacks_local_systems(subject: Subject) -> bool:
    """Return whether systems are measured and none of them is local: “from central to local” is then half told."""
    judged = subject.store.of_quarter(subject.quarter.label)
    here = judged[judged["variant"] == "systems_local"]
    return "systems" in subject.store.readings and len(here) > 0 and not here["denominator"].fillna(0).any()


def _registers(subject: Subject) -> Table:
    say = subject.say
    rows = [
        (
            subject.registers[name].title[subject.language],
            say.number(reading.rows),
            say.number(reading.usable),
            say.number(sum(reading.rejected.values())),
            say.number(sum(reading.inconsistent.values())),
            _reasons(reading, subject),
        )
        for name, reading in subject.store.readings.items()
    ]
    heads = (
        say("Register"),
        say("Rows read"),
        say("Usable"),
        say("Rejected"),
        say("With contradictions"),
        say("Why rows were rejected"),
    )
    note = say(
        "Rows read = usable + rejected. Contradictions are kept and listed; what relies on them counts as missing."
    )
    return Table(say("Registers of the whole workspace"), heads, rows, numbers=(1, 2, 3, 4), note=note)


def _reasons(reading: Reading, subject: Subject) -> str:
    say = subject.say
    register = subject.registers[reading.register]
    found = []
    for fault, n in reading.rejected.items():
        column, _, reason = fault.partition(": ")
        name = register.column(column).meaning[subject.language] if column in register.names else say("line")
        found.append(f"{name}: {fault_words(register, reason, say)} ({say.number(n)})")
    return "; ".join(found)
