"""Whoever asks the sample in a notebook reads on every answer that it is made up, and nobody else does."""

from pathlib import Path
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from office import Rows, dossiers, opened, soup_of, words_of, write_office

from dtplan_analysis import charts, document, questions
from dtplan_analysis.bilingual import SYNTHETIC
from dtplan_analysis.exports.html import to_html
from dtplan_analysis.exports.notebook import blocks_of
from dtplan_analysis.language import Language
from dtplan_analysis.reports import UnitQuarter

VERBS: dict[str, dict[str, Any]] = {
    "breakdown": {"by": "channel"},
    "records": {},
    "what_if": {"more": 1},
    "history": {},
    "definition": {},
    "overview": {},
    "compare": {"target": "CB2"},
}


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> list[UnitQuarter]:
    rows: Rows = dossiers("AA", "2024Q2", 7, 3) + dossiers("BB", "2024Q2", 4, 6)
    made: Path = tmp_path_factory.mktemp("mark")
    folders = [write_office(made / name, {"dossiers": rows}, targets="CB2") for name in ("made-up", "real")]
    settings = folders[1] / "dtplan.toml"
    settings.write_text(settings.read_text("utf-8").replace("synthetic = true", ""), "utf-8")
    return [opened(folder, "BB") for folder in folders]


@pytest.mark.parametrize("verb", VERBS)
def test_every_answer_has_the_mark(reports: list[UnitQuarter], verb: str) -> None:
    for report, marked in zip(reports, (True, False), strict=True):
        asked = ("AA",) if verb == "compare" else ("CB2",)
        answer = getattr(report, verb)(*asked, **VERBS[verb])
        bundle = answer._repr_mimebundle_()
        for form in ("text/html", "text/plain", "text/markdown"):
            text = words_of(bundle[form]) if form == "text/html" else bundle[form]
            assert (SYNTHETIC in text) == marked, form


def test_faces_sections_and_bare_charts_have_it_too(reports: list[UnitQuarter]) -> None:
    for report, marked in zip(reports, (True, False), strict=True):
        for one in (report, report.table):
            shown = (repr(one), words_of(one._repr_html_()), one._repr_markdown_())
            assert [SYNTHETIC in text for text in shown] == [marked] * 3
        judged, goals = report.store.judged, report.goals
        assert bool(questions.trend(judged).attrs) == marked  # of which its picture knows
        bare = [
            charts.trends(judged, unit="BB", targets=goals, quarter="2024Q2", language="en"),
            charts.heatmap(judged, quarter="2024Q2", units=[("AA", "A"), ("BB", "B")], targets=goals, language="en"),
        ]
        for one in (report.summary(), report.scores(), report.method(), *bare):
            bundle = one._repr_mimebundle_()
            assert (SYNTHETIC in bundle["text/plain"]) == marked, one
            soup = soup_of(str(bundle.get("text/html", "")))
            assert [half["lang"] for half in soup.select(".made-up [lang]")] == (["vi", "en"] if marked else []), one
        halves = soup_of(report._repr_html_()).select("td [lang]")
        assert [half["lang"] for half in halves] == (["vi", "en"] if marked else [])


def test_a_page_says_it_once_where_its_head_does(reports: list[UnitQuarter]) -> None:
    for report, marked in zip(reports, (True, False), strict=True):
        for about in ({"synthetic": marked}, {}):
            shown = [report.scores()._repr_mimebundle_(), report.history("CB2")._repr_mimebundle_()]
            cells = [new_code_cell(outputs=[new_output("display_data", data=data)]) for data in shown]
            notebook = new_notebook(cells=cells, metadata={"dtplan": {"language": "en", **about}})
            above = 2 * (marked and not about)
            assert to_html(notebook).count('class="made-up"') == above
            assert blocks_of(notebook, "", Language("en")).count(document.paragraph(SYNTHETIC)) == above
