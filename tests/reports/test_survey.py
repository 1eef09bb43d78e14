"""What stands beside a survey's figures."""

from pathlib import Path

import pytest
from office import Rows, opened, page, words_of
from reported import SERVED, surveyed

from dtplan_analysis.reports.survey import response_rates, response_sentences


def test_response_rate_stands_beside_the_figure(tmp_path: Path) -> None:
    folder = surveyed(tmp_path / "office", SERVED)
    report = opened(folder, "AA")
    assert response_rates(report) == {"CB4": 0.1}
    assert response_sentences(report)[0].startswith("CB4: 9 of 90 people served answered, a response rate of 10.0%.")
    html = page(report, "scores")
    assert "survey, response rate 10.0%" in html
    assert "a response rate of 10.0%" in words_of(html)
    assert "khảo sát, tỷ lệ trả lời 10,0%" in page(opened(folder, "AA", language="vi"), "scores")
    assert response_rates(opened(folder, "BB")) == {"CB4": None}


@pytest.mark.parametrize("served", [None, SERVED[:1]])
def test_without_the_number_of_people_served_no_response_rate_is_made_up(tmp_path: Path, served: Rows | None) -> None:
    report = opened(surveyed(tmp_path / "office", served), "BB")
    assert response_rates(report) == {"CB4": None}
    assert "the response rate is not known" in response_sentences(report)[0]
    assert "response rate unknown" in page(report, "scores")


def test_a_quarter_without_answers_has_none(tmp_path: Path) -> None:
    assert response_rates(opened(surveyed(tmp_path / "office", SERVED), "PP")) == {}
