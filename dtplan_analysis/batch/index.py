"""The index of a quarter's reports: one page with a link to each, in the languages that were made."""

import json
from pathlib import Path

import nbformat
from markupsafe import Markup

from dtplan_analysis.batch.output import Output
from dtplan_analysis.language import LANGUAGES
from dtplan_analysis.reports.export import to_html
from dtplan_analysis.reports.section import Section
from dtplan_analysis.reports.subject import Subject
from dtplan_analysis.tables import Table
from dtplan_analysis.units import TOTAL
from dtplan_analysis.workspace import Store

_LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}


def write_index(store: Store, output: Output) -> Path:
    """Write `index.html` with a link to each report that is in the folder; returns its path."""
    entries = [entry for entry in output.entries.values() if f"{entry.name}.html" in entry.files]
    quarter = max((entry.about["quarter"] for entry in entries), default=store.quarters[-1].label)
    pages = {(e.about["unit"], e.about["language"]): f"{e.name}.html" for e in entries if e.about["quarter"] == quarter}
    languages = [code for code in LANGUAGES if any(language == code for _, language in pages)]
    subject = Subject(store, TOTAL, store.quarter(quarter), (languages or store.workspace.languages)[0])
    rows = []
    for code in [TOTAL, *(unit.code for unit in store.units)]:
        if not any(unit == code for unit, _ in pages):
            continue
        name = subject.say("All units") if code == TOTAL else store.units[code].name[subject.language]
        links = [
            Markup('<a href="{}" hreflang="{}">{}</a>').format(pages[code, language], language, _LANGUAGES[language])
            for language in languages
            if (code, language) in pages
        ]
        rows.append((name, Markup(" · ").join(links)))
    table = Table(
        subject.say("Reports of {quarter}", quarter=subject.say.quarter(quarter)),
        (subject.say("Unit"), subject.say("Report")),
        rows,
    )
    section = Section(subject.say("Reports"), [table])
    shown = {"output_type": "display_data", "data": {"text/html": section.to_html()}, "metadata": {}}
    cell: dict[str, object] = {
        "cell_type": "code",
        "source": "",
        "metadata": {},
        "outputs": [shown],
        "execution_count": None,
    }
    about = subject.metadata | {"kind": "index"}
    text = json.dumps({"cells": [cell], "metadata": {"dtplan": about}, "nbformat": 4, "nbformat_minor": 4})
    notebook = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
    output.write({"index.html": to_html(notebook).encode()})
    return output.folder / "index.html"
