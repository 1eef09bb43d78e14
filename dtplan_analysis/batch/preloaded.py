"""What the warm parent of reports has imported. It has used no engine: a used one leaves threads, which no fork has."""

import atexit
import os
from datetime import date

import nbformat
import scipy.special  # noqa: F401

import dtplan_analysis.batch.making
import dtplan_analysis.batch.shell
import dtplan_analysis.charts
import dtplan_analysis.exports.html
import dtplan_analysis.figures.xlsx
import dtplan_analysis.reports.ministry
import dtplan_analysis.reports.unit  # noqa: F401
from dtplan_analysis.exports.html import to_html
from dtplan_analysis.language import LANGUAGES, Language
from dtplan_analysis.scratch import OWNERSHIP, clear_after
from dtplan_analysis.workspace.state import counting_software

# Messages and the forms of numbers and dates are plain data, read once for all.
for code in LANGUAGES:
    say = Language(code)
    say("Target")
    say.number(0.5, 1)
    say.date(date(2024, 4, 1))

# So are the templates of pages and the schemas of the notebooks that are written today, once compiled.
for minor in (4, 5):
    nbformat.validate({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": minor})
to_html(nbformat.v4.new_notebook())  # type: ignore[no-untyped-call]

# And what the modules loaded here are: each report makes sure that the state it shows was counted by the same.
counting_software()

# Who was killed clears nothing away: the warm parent outlives it for a moment.
atexit.register(clear_after, os.environ.get(OWNERSHIP, ""))
