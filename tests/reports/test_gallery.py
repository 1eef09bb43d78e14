"""The gallery says of every chart which question it answers, and how it is read."""

import pytest
from office import Counts, subject

from dtplan_analysis import charts
from dtplan_analysis.language import LANGUAGES
from dtplan_analysis.reports.gallery import explained, opening
from dtplan_analysis.reports.section import ABOUT

CHARTS = sorted({*charts.__all__} - {"Chart"})


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_explained_in_both_languages(name: str) -> None:
    questions, readings = zip(
        *((one.title, one.to_text()) for one in (explained(name, code) for code in LANGUAGES)), strict=True
    )
    assert all(question.endswith("?") for question in questions)
    assert len({*questions}) == len({*readings}) == len(LANGUAGES)


def test_no_two_charts_answer_one_question() -> None:
    assert len({explained(name, "en").title for name in CHARTS}) == len(CHARTS)


def test_its_page_says_what_it_is() -> None:
    section = opening(subject({"CB2": Counts(1, 2)}))
    about = section._repr_mimebundle_()[ABOUT]
    assert (about["kind"], about["title"]) == ("gallery", "Gallery of charts · Q2 2024")
    assert "Test Agency" in section.to_text()
