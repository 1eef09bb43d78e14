"""What a report shows of its subject: the one list, of which its hash is made, and what a page says of itself."""

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

import dtplan_analysis
from dtplan_analysis.judging.wording import measure_text
from dtplan_analysis.language import Language
from dtplan_analysis.periods import TO_DATE
from dtplan_analysis.registers.frames import rows_in
from dtplan_analysis.workspace import Store, pinned

if TYPE_CHECKING:
    from dtplan_analysis.reports.subject import Subject

FIGURES = "DTPLAN_FIGURES"
"""The variable by which a batch hands on the hash of what a report shows, which it has asked for already."""

RENDERED = "application/vnd.dtplan.rendered+json"
"""The type under which a report offers `rendered`, which its batch compares with what it has planned."""

REPORTED = ("plan_tasks", "budget", "workforce", "initiatives", "inspections")
"""The registers that sections show as they were reported; a subject gives no other."""


def as_text(rows: pd.DataFrame) -> str:
    """Return rows as text to be hashed: columns and cells, in order."""
    return repr([list(rows.columns), rows.to_numpy(object).tolist()])


def _own(subject: "Subject") -> str:
    rows = subject.store.of_unit(subject.unit)  # a page of one target has only its rows as its own
    return as_text(rows[rows["period_end"] <= subject.quarter.end])


def _peers(subject: "Subject") -> list[str]:
    """Return the units' figures as rounded for display, hashed: what is not seen makes no report anew."""
    labels = [subject.quarter.label, *([subject.previous] if subject.whole and subject.previous else [])]
    return [subject.store.once(_figures, label) for label in labels]


def _figures(store: Store, label: str) -> str:
    """Return a hash of the figures of a quarter, which all of its reports show; it is made for all of them once."""
    here, english = store.of_quarter(label), Language("en")
    shown = [
        [row["unit"], row["target"], row["period"], row["status"], measure_text(row, english)]
        for row in rows_in(here[(here["target"] != "") & (here["span"] != TO_DATE)])
    ]
    return hashlib.sha256(json.dumps(shown, ensure_ascii=False).encode()).hexdigest()


def _compared(subject: "Subject") -> str:
    """Return what all units are compared by, which is their counts."""
    if not subject.whole:
        return ""
    tables = subject.store.judged, subject.store.adding_up
    return "".join(as_text(table[table["period_end"] <= subject.quarter.end]) for table in tables)


def _one_stop(subject: "Subject") -> str:
    form = subject.one_stop
    return "" if form is None else as_text(form)


def _of_subject(subject: "Subject", table: pd.DataFrame) -> str:
    own = table if subject.whole else table[table["unit"] == subject.unit]
    return str(own.to_csv(index=False)) if len(own) else ""


SHOWN: Mapping[str, Callable[["Subject"], Any]] = {
    "own": _own,
    "peers": _peers,
    "listed": lambda subject: [] if subject.whole else [subject.lacking(one).shown for one in subject.correctable],
    "reported": lambda subject: [as_text(rows) for one in REPORTED if (rows := subject.register(one)) is not None],
    "leads": lambda subject: [subject.leads(task.number) for task in subject.plan.tasks],
    "compared": _compared,
    "one_stop": _one_stop,
    "figures": lambda subject: _of_subject(subject, subject.store.figures),
    "reconciled": lambda subject: _of_subject(subject, subject.store.reconciled),
    "begun": lambda subject: {target: str(day) for target, day in subject.begun.items()},
    "suppress": lambda subject: subject.store.workspace.suppress,
    "set_by": lambda subject: subject.store.set_by(Language("en")),
}
"""What sections take from a subject; what is shown and does not stand here would leave pages stale."""


def shown_hash(subject: "Subject") -> str:
    """Return the SHA-256 of all that a report of a subject shows; a batch that knows it has handed it on."""
    unit, quarter, figures = json.loads(os.environ.get(FIGURES, '["", "", ""]'))
    if figures and (unit, quarter) == (subject.unit, subject.quarter.label) and subject.store is pinned():
        return str(figures)
    text = json.dumps([shown(subject) for shown in SHOWN.values()], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def handed(unit: str, quarter: str, figures: str) -> str:
    """Return what FIGURES says to a process that is to make the report of a unit and quarter."""
    return json.dumps([unit, quarter, figures])


def rendered(subject: "Subject") -> dict[str, str]:
    """Return which state of the data a report shows, and the hash of what it shows of it."""
    return {"state": subject.store.fingerprint, "figures": subject.input_hash}


def metadata(subject: "Subject") -> dict[str, Any]:
    """Return what the page says of itself: plan, unit, quarter, as-of date, software and the hash of what it shows.

    Also its layout as a PDF file, where that is not the analytical one.
    """
    layout = subject.store.workspace.layout
    return ({} if layout == "analysis" else {"layout": layout}) | {
        "kind": subject.kind.name,
        "language": subject.language,
        "title": subject.title,
        "organisation": subject.plan.organisation[subject.language],
        "unit": subject.name,
        "quarter": subject.quarter.label,
        "plan": subject.plan.document[subject.language],
        "as_of": subject.store.as_of.isoformat(),
        "version": dtplan_analysis.__version__,
        "input_hash": subject.input_hash,
        "synthetic": subject.store.workspace.synthetic,
    }
