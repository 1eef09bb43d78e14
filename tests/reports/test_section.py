"""A section: its title, its words, its tables' data."""

from pathlib import Path

import pandas as pd
import pytest
from office import (
    HOSTILE,
    opened,
    soup_of,
)
from reported import EVERY

from dtplan_analysis.reports import Section


@pytest.mark.parametrize("folded", [False, True])
@pytest.mark.parametrize("text", HOSTILE)
def test_a_sections_title_and_paragraphs_are_text(text: str, folded: bool) -> None:
    soup = soup_of(Section(text, [text], folded=folded).to_html())
    assert (soup.h2.text, soup.p.text) == (text, text)
    assert {tag.name for tag in soup.find_all(True)} <= {"h2", "p", "details", "summary"}


def test_a_section_carries_its_tables_data(office: Path) -> None:
    bundle = opened(office, "AA").scores()._repr_mimebundle_()
    data = bundle["application/vnd.dtplan.judged+json"]
    assert {one["unit"] for one in data} == {"AA"}
    assert pd.DataFrame(data)["target"].isin([*EVERY, ""]).all()
