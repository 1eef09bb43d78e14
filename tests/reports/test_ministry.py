"""The report of all units."""

from pathlib import Path

import pytest
from office import (
    HOSTILE,
    opened,
    page,
)
from reported import harmless

from dtplan_analysis.direction import directed
from dtplan_analysis.language import LANGUAGES
from dtplan_analysis.units import TOTAL


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_units_stand_in_the_report_of_all_units(hostile: Path, language: str) -> None:
    soup = harmless(page(opened(hostile, TOTAL, language=language)))
    heads = {cell.text for cell in soup.find_all("th", scope="row")}
    assert [text for text in HOSTILE if directed(text) not in heads] == []
