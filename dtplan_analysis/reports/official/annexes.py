"""The annexes of an official report: all figures, the one-stop form, and the units side by side."""

from collections.abc import Iterator

import pandas as pd
from markupsafe import Markup

import dtplan_analysis
from dtplan_analysis import document
from dtplan_analysis.indicators.one_stop import BESIDE, COLUMNS, NOT_STATED
from dtplan_analysis.judging.table import JudgedRow
from dtplan_analysis.judging.wording import change, marked, measure_text, points_text, reason_words
from dtplan_analysis.language import Language
from dtplan_analysis.periods import TO_DATE
from dtplan_analysis.registers.dossiers import DOSSIERS
from dtplan_analysis.registers.frames import rows_in
from dtplan_analysis.reports import points
from dtplan_analysis.reports.reported import told_once
from dtplan_analysis.reports.scorecard import heat_map
from dtplan_analysis.reports.subject import Subject
from dtplan_analysis.reports.summary import judged_words
from dtplan_analysis.tables import Table
from dtplan_analysis.units import TOTAL

Annex = tuple[str, list[document.Block]]
"""A title, and what stands under it."""


def annexes(subject: Subject) -> list[Annex]:
    """Return the annexes in order: title and blocks."""
    say, when = subject.say, subject.say.quarter(subject.quarter.label)
    found: list[Annex] = [(say("Figures of all targets, {quarter}", quarter=when), _figures(subject))]
    if subject.brought:
        found.append((say("Points in {quarter}", quarter=when), points.table(subject).to_document()))
    if subject.whole:
        found.append((say("Units and targets, {quarter}", quarter=when), _units(subject)))
    if DOSSIERS.name in subject.store.readings:
        found.append((_form_of(subject)[1], _one_stop(subject)))
    return found


def _form_of(subject: Subject) -> tuple[str, str]:
    """Return number and title of the one-stop form that the workspace asks for."""
    say, told = subject.say, subject.store.workspace.official
    if told and told.form == "II.06a":
        title = say("State and results of the settlement of administrative procedures at the Public Administration "
                    "Service Centre")  # fmt: skip
        return "II.06a/VPCP/KSTT", title
    title = say("State and results of the settlement of administrative procedures at the body that settles them "
                "directly")  # fmt: skip
    return f"06/VPCP/KSTT (II.06b: {say('likely')})", title


def _figures(subject: Subject) -> list[document.Block]:
    say = subject.say
    own = subject.judged[subject.judged["period"] == subject.quarter.label]
    year = own[own["span"] == TO_DATE].set_index("target")
    rows = []
    for row in rows_in(subject.now):
        id_, unknown = row["target"], pd.isna(row["denominator"])
        counts = ["–"] * 3 if unknown else [say.number(int(row[n])) for n in ("numerator", "denominator", "missing")]
        short = "–" if pd.isna(row["shortfall"]) or not row["denominator"] else say.number(int(row["shortfall"]))
        rows.append(
            [
                f"{id_}. {subject.plan.target(id_).short[subject.language]}",
                subject.threshold(id_),
                *counts,
                _figure(row, say),
                change(row, subject.before(id_), say, chance=subject.is_chance(id_, subject.previous)),
                _figure(year.loc[id_], say) if id_ in year.index else "–",
                short,
                _assessment(row, subject) + (f" ({say('provisional')})" if row["provisional"] else ""),
            ]
        )
    heads = [say("Target"), say("Level set"), say("Numerator"), say("Denominator"), say("Missing cells")]
    heads += [say("In the quarter"), say("On quarter before"), say("Year to date")]
    heads += [say("Still short"), say("Assessment")]
    notes = [document.paragraph(text) | {"kind": "note"} for text in _notes(subject)]
    table = Table("", heads, rows, numbers=range(2, 9), kind="figures").without_empty(range(2, 9))
    return [*table.to_document(), *notes]


def _assessment(row: JudgedRow, subject: Subject) -> str:
    """Return what a figure amounts to: its points in a frame, else its status."""
    brought = subject.brought.get(row["target"])
    return points_text(brought, subject.say) if brought else judged_words(subject, row)


def _figure(row: JudgedRow, say: Language) -> str:
    if row["method"] == "checklist" and not pd.isna(row["denominator"]) and row["denominator"]:
        return f"{say.number(row['numerator'])}/{say.number(row['denominator'])}"
    return "–" if row["status"] == "no_case" else measure_text(row, say)


def _notes(subject: Subject) -> list[str]:
    """Return how the figures are counted, what is a proposal or likely only, and what they were made of."""
    say, plan = subject.say, subject.plan
    notes = []
    if subject.now["value"].notna().any():
        notes.append(
            say(
                "A share is rounded for display only, never up to the threshold; changes are in percentage points; "
                "those with * are within chance and the usual spread of quarters (not tested: figures of one day, of "
                "what is open, or that add up over the year). Records with missing cells are not in the denominator."
            )
        )
    if plan.note:
        notes.append(marked(plan.note, say))
    for target in plan.targets:
        if target.note:
            notes.append(f"{target.id}: {marked(target.note, say)}")
    shared, reported = told_once(subject)
    notes += [*filter(None, [shared]), *(f"{id_}: {told}" for id_, told in reported.items())]
    made = say(
        "Figures as of {date}. Made with dtplan-analysis {version}; fingerprint of the data {hash}.",
        date=say.date(subject.store.as_of),
        version=dtplan_analysis.__version__,
        hash=subject.input_hash,
    )
    return [*notes, made]


def _units(subject: Subject) -> list[document.Block]:
    quarter, language = subject.quarter.label, subject.language
    table = heat_map(
        subject.store.judged, subject.plan, quarter=quarter, units=subject.listed, total=subject.total_name,
        language=language,
    )  # fmt: skip
    return [block | {"caption": ""} for block in table.to_document()]


def _one_stop(subject: Subject) -> list[document.Block]:
    """Return the form with its official columns, and below it what has none; or why it cannot be filled."""
    say, rows = subject.say, subject.one_stop
    if rows is None:
        lacking = say("The register of dossiers was not given, or lacks a column that the form needs.")
        return [document.paragraph(lacking)]
    if rows.empty:
        return [document.paragraph(_nothing(subject))]
    if rows["received"].isna().all():
        return [document.paragraph(say("The form is not shown: it would tell a small count."))]
    named = {TOTAL: say("Total"), NOT_STATED: say("Field not stated")}
    cells = []
    for place, row in enumerate(rows_in(rows), 1):
        last = row["field"] == TOTAL
        figures = [say.number(int(row[name])) for name in COLUMNS.values()]
        line = ["" if last else say.number(place), named.get(row["field"], row["field"]), *figures]
        cells.append([Markup("<strong>{}</strong>").format(text) for text in line] if last else line)
    first = [
        (say("No."), 1, 3),
        (say("Field and work settled, by level"), 1, 3),
        (say("Dossiers received to be settled"), 4, 1),
        (say("Dossiers settled"), 4, 1),
        (say("Dossiers in process"), 3, 1),
    ]
    total = (say("Total number"), 1, 2)
    on_time = say("On time (with dossiers awaiting a supplement, and those given back or withdrawn)")
    within = say("Within time (with dossiers awaiting a supplement, and other dossiers)")
    second = [total, (say("Of these"), 2, 1), (say("From the period before"), 1, 2)]
    second += [total, *((text, 1, 2) for text in (say("Early"), on_time, say("Overdue")))]
    second += [total, *((text, 1, 2) for text in (within, say("Overdue")))]
    third = [(say("Online"), 1, 1), (say("Direct, public post"), 1, 1)]
    sums = {3: "(3) = (4) + (5) + (6)", 7: "(7) = (8) + (9) + (10)", 11: "(11) = (12) + (13)"}
    heads = [sums.get(number, f"({number})") for number in range(1, 14)]
    table = document.table(
        "", heads, cells, numbers=range(2, 13), kind="form", above=[first, second, third], note=_beside(subject, rows)
    )
    end = min(subject.quarter.end, subject.store.as_of)
    form = say("Form {form}, reporting period: {start} to {end}", form=_form_of(subject)[0],
               start=say.date(subject.quarter.start), end=say.date(end))  # fmt: skip
    if end < subject.quarter.end:
        form += f" ({say('provisional')})"
    rules = [
        say("Carried over (6): received before {start} and not ended before that day, as far as the export still has "
            "them; it is what was in process (11) at the end of the period before.",
            start=say.date(subject.quarter.start)),
        say("As the headings name them, dossiers withdrawn, stopped or given back for a supplement are in column (9) "
            "whatever their due day, in the period of receipt where no day says when; those that await a supplement "
            "are in column (12). When a supplement came, an export does not tell."),
        *_untold(subject),
    ]  # fmt: skip
    if subject.store.workspace.suppress and len(rows) == 1:
        rules.append(say("Fields are not shown where one of them, or one of a unit, holds a small count."))
    return [document.paragraph(form), table, *(document.paragraph(text) | {"kind": "note"} for text in rules)]


def _untold(subject: Subject) -> Iterator[str]:
    """Say what of the form the export cannot tell, for want of a column."""
    say, reading = subject.say, subject.store.readings.get("dossiers")
    columns = {one.name: one.meaning[subject.language] for one in subject.registers["dossiers"].columns}
    if reading and "status" in reading.absent:
        yield say(
            "The export has no column “{status}”: which dossiers were withdrawn or stopped, or await a supplement, "
            "nobody can tell from it; by their days alone they are settled or in process.",
            status=columns["status"],
        )
    elif reading and "supplement_asked_on" in reading.absent:
        yield say(
            "The export has no column “{asked}”: which dossiers awaited a supplement at the end of the period is told "
            "by their status of today.",
            asked=columns["supplement_asked_on"],
        )


def _nothing(subject: Subject) -> str:
    """Return why the form has no row: no data of dossiers in the quarter, or no dossier."""
    say, own = subject.say, subject.judged
    unknown = own[(own["period"] == subject.quarter.label) & (own["span"] != TO_DATE) & (own["status"] == "no_data")]
    for reason in unknown["reason"]:
        if reason.endswith(":dossiers"):  # of all the register, not of a column
            return say("The form cannot be filled: {reason}.", reason=reason_words(reason, say, subject.registers))
    return say("No case arose: no dossier was received, carried over or settled.")


def _beside(subject: Subject, rows: pd.DataFrame) -> str:
    """Return the numbers that the form has no column for, where there are any."""
    say, whole = subject.say, rows[rows["field"] == TOTAL].iloc[0]
    words = {
        "received_otherwise": say("received in another way, within (3)"),
        "settled_without_due": say("settled and without a due date, within (7)"),
        "settled_undated": say("settled on a day that is not stated, within (7)"),
        "open_without_due": say("in process and without a due date, within (11)"),
        "not_accepted": say("not accepted, in none of the columns"),
    }
    told = [f"{words[name]}: {say.number(int(whole[name]))}" for name in BESIDE if whole[name]]
    return say("Beside the columns: {counts}.", counts="; ".join(told)) if told else ""
