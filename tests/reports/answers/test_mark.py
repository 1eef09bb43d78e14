"""Whoever asks the sample in a notebook reads on every answer that it is made up, and nobody else does."""

from pathlib import Path
from typing import Any

import pytest
from office import Rows, dossiers, opened, soup_of, words_of, write_office

from dtplan_analysis.bilingual import SYNTHETIC
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
            assert (SYNTHETIC in bundle[form]) == marked, form


def test_faces_and_the_first_section_have_it_too(reports: list[UnitQuarter]) -> None:
    for report, marked in zip(reports, (True, False), strict=True):
        for one in (report, report.table):
            shown = (repr(one), one._repr_html_(), one._repr_markdown_())
            assert [SYNTHETIC in text for text in shown] == [marked] * 3
        summary = report.summary()._repr_mimebundle_()
        seen = (words_of(summary["text/html"]), summary["text/plain"])
        assert [SYNTHETIC in text for text in seen] == [marked] * 2
        halves = soup_of(summary["text/html"]).select(".made-up [lang]")
        assert [half["lang"] for half in halves] == (["vi", "en"] if marked else [])
