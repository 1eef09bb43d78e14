"""An answer shows itself, in every form, and nothing of it acts."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from office import HOSTILE, Rows, dossiers, opened, words_of, write_office

from dtplan_analysis.reports import UnitQuarter

ASKED: list[Callable[[UnitQuarter], Any]] = [
    lambda report: report.breakdown("CB2", by=("procedure", "month")),
    lambda report: report.records("CB2"),
    lambda report: report.what_if("CB2", more=1),
    lambda report: report.compare("AA", "BB"),
    lambda report: report.history(),
    lambda report: report.definition("CB2"),
]


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_answer_shows_itself(office: Path, asked: Callable[[UnitQuarter], Any], language: str) -> None:
    answer = asked(opened(office, "AA", language=language))
    data = answer._repr_mimebundle_()
    assert answer.title in words_of(data["text/html"])
    assert data["text/html"].count("<svg") == 1
    assert data["text/markdown"].startswith("### ")
    assert "| --- |" in data["text/markdown"]
    assert len(repr(answer)) < 3000
    assert "None" not in repr(answer)
    assert [name for name in dir(answer) if name.startswith("_")] == []
    assert {"frame", "table", "chart"} <= set(dir(answer))


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    units: Rows = [{"code": "AA", "name_vi": HOSTILE[0], "name_en": HOSTILE[3]}]
    rows = [
        row for n, text in enumerate(HOSTILE) for row in dossiers("AA", "2024Q2", 0, 1, procedure=text, number=f"N{n}")
    ]
    report = opened(write_office(tmp_path / "office", {"dossiers": rows}, units=units, targets="CB2"), "AA")
    for answer in (report.breakdown("CB2", by="procedure"), report.records("CB2"), report.history("CB2"), report):
        html, markdown = answer._repr_html_(), answer._repr_markdown_()
        assert "<script" not in html
        assert "<img" not in html
        assert "<script" not in markdown.replace("\\<", "")
        assert "\u202e" not in repr(answer)
