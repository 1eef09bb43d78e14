"""What is said of quarters is said of months, half-years and years where the periods are such."""

import re
from pathlib import Path

import pytest
from office import dossiers, dtplan, opened, page, words_of, write_office

from dtplan_analysis.units import TOTAL

PERIODS = [
    ("{ length = 1 }", "2024-05", ("In the month", "Trong tháng")),
    ("{ length = 6 }", "2024H1", ("In the half-year", "Trong kỳ")),
    ('{ year_begins = "04-01", length = 12 }', "FY2023", ("In the period", "Trong kỳ")),
    pytest.param('{ year_begins = "04-01" }', "FY2024Q1", ("In the quarter", "Trong quý"), marks=pytest.mark.slow),
]


@pytest.mark.parametrize(("quarters", "label", "said"), PERIODS)
def test_pages_speak_of_their_own_periods(tmp_path: Path, quarters: str, label: str, said: tuple[str, str]) -> None:
    rows = [*dossiers("AA", "2024Q1", 7, 3), *dossiers("AA", "2024Q2", 7, 3), *dossiers("BB", "2024Q2", 4, 6)]
    settings = f'quarters = {quarters}\nfirst_quarter = "{label}"'
    folder = write_office(tmp_path / "w", {"dossiers": rows}, targets="CB2", settings=settings)
    for language, words, unit in zip(("en", "vi"), said, ("AA", TOTAL), strict=True):
        text = words_of(page(opened(folder, unit, label, language)))
        assert words in text
        if "quarter" not in said[0]:
            assert re.findall(r"[^.]*\b[Qq](?:uarters?|uý)\b[^.]*", text) == []
        shown = dtplan("show", label, "-w", folder, "--lang", language).out
        assert ("uarter" in shown or "uý" in shown) <= ("quarter" in said[0])
