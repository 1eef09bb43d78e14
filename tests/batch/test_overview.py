"""The overview of a quarter: of what each report is, and what sets it apart in its row."""

from types import SimpleNamespace
from typing import Any

import pytest

from dtplan_analysis.batch.output import Entry
from dtplan_analysis.batch.overview import _link, _row_of, _what, site_of
from dtplan_analysis.language import Language
from dtplan_analysis.units import TOTAL

EN = Language("en")


def entry(notebook: str, unit: str = "AA", **parameters: Any) -> Entry:
    return Entry("a_report", {"notebook": notebook, "unit": unit, "parameters": {"unit": unit, **parameters}})


@pytest.mark.parametrize(
    ("made", "row", "apart"),
    [
        (entry("unit_quarter.ipynb"), "AA", ""),
        (entry("ministry_quarter.ipynb", TOTAL), TOTAL, ""),
        (entry("target_quarter.ipynb", TOTAL, target="CB2"), "target:CB2", ""),
        (entry("year.ipynb"), "AA", "The whole year"),
        (entry("own.ipynb"), "AA", "own"),
        (entry("own.ipynb", share=0.5, plan="p"), "AA", "own, share = 0.5"),
    ],
)
def test_a_report_stands_in_the_row_of_what_it_is_of(made: Entry, row: str, apart: str) -> None:
    assert (_row_of(made), _what(made, EN)) == (row, apart)


def test_an_overview_of_several_plans_has_a_folder_for_each() -> None:
    plan: Any = SimpleNamespace(id="Kế hoạch 1/2024")
    folder, _, page = site_of(plan, "en").partition("/")
    assert page == "index_en.html"
    assert folder.isascii()
    assert "/" not in folder


@pytest.mark.parametrize(
    ("language", "link"),
    [("vi", '<a href="a.html" hreflang="vi">&lt;b&gt;</a>'), ("", '<a href="a.html">&lt;b&gt;</a>')],
)
def test_a_link_says_its_language_and_its_words_are_text(language: str, link: str) -> None:
    assert _link("a.html", "<b>", language) == link
