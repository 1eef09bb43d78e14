"""The judged figures that an executed notebook shows, as a file of figures."""

import csv
import io
import json
from typing import Any

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from dtplan_analysis.exports.figures import JUDGED, export

ROWS: list[dict[str, Any]] = [
    {"target": "CB2", "unit": unit, "period": "2024Q2", "numerator": n, "denominator": 10}
    for unit, n in (("AA", 7), ("=BB", 4))
]


def notebook(*cells: list[dict[str, Any]]) -> NotebookNode:
    outputs = [[new_output("display_data", data={JUDGED: rows})] for rows in cells]
    shown = [new_code_cell(outputs=[*given, new_output("stream", text="x")]) for given in outputs]
    return new_notebook(cells=[new_markdown_cell("a"), *shown], metadata={"report": "a_report"})


@pytest.mark.parametrize("cells", [[ROWS], [ROWS[:1], ROWS[1:]]], ids=["one cell", "two cells"])
def test_all_rows_that_are_shown_stand_in_the_file(cells: list[list[dict[str, Any]]]) -> None:
    table = list(csv.DictReader(io.StringIO(export(notebook(*cells), "csv").decode("utf-8-sig"))))
    assert [(row["unit"], row["numerator"]) for row in table] == [("AA", "7"), ("'=BB", "4")]
    assert export(notebook(*cells), "csv") == export(notebook(ROWS), "csv")


def test_a_file_says_of_which_report_it_is() -> None:
    assert json.loads(export(notebook(ROWS), "json"))["about"] == {"report": "a_report"}
