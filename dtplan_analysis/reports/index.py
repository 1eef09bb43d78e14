"""The index of a quarter's reports: one page with a link to each, in the languages that were made."""

import json
from pathlib import Path

import nbformat
from markupsafe import Markup

from dtplan_analysis.language import LANGUAGES
from dtplan_analysis.reports.export import to_html
from dtplan_analysis.reports.run import jobs, write_whole
from dtplan_analysis.reports.section import Section
from dtplan_analysis.reports.subject import Subject
from dtplan_analysis.tables import Table
from dtplan_analysis.units import TOTAL
from dtplan_analysis.workspace import Store

_LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}


def write_index(store: Store, quarter: str, folder: Path, *, language: str) -> Path:
    """Write `index.html` with a link to each report of the quarter that is in the folder; returns its path."""
    made = [job for job in jobs(store, quarter, languages=LANGUAGES, output=folder) if job.page.is_file()]
    languages = [code for code in LANGUAGES if any(job.language == code for job in made)]
    subject = Subject(store, TOTAL, store.quarter(quarter), language)
    pages = {(job.unit, job.language): job.page for job in made}
    codes = list(dict.fromkeys(job.unit for job in made))
    rows = []
    for code in codes:
        name = subject.say("All units") if code == TOTAL else store.units[code].name[subject.language]
        links = [
            Markup('<a href="{}" hreflang="{}">{}</a>').format(
                pages[code, language].relative_to(folder).as_posix(), language, _LANGUAGES[language]
            )
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
    output = {"output_type": "display_data", "data": {"text/html": section.to_html()}, "metadata": {}}
    cell: dict[str, object] = {
        "cell_type": "code",
        "source": "",
        "metadata": {},
        "outputs": [output],
        "execution_count": None,
    }
    about = subject.metadata | {"kind": "index"}
    text = json.dumps({"cells": [cell], "metadata": {"dtplan": about}, "nbformat": 4, "nbformat_minor": 4})
    notebook = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
    write_whole(folder / "index.html", to_html(notebook))
    return folder / "index.html"
