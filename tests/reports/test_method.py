"""The method note: what it says of a plan, and what it does not."""

from pathlib import Path

import pytest
import workspaces

from dtplan_analysis.reports import UnitQuarter

MARKS = {"en": ("confirmed", "likely"), "vi": ("đã xác nhận", "có khả năng đúng")}


@pytest.mark.parametrize("language", MARKS)
def test_a_plan_without_marks_claims_nothing(tmp_path: Path, language: str) -> None:
    folder = workspaces.workspace(tmp_path / "w", ["dossiers_online"], dossiers=workspaces.ONLINE)
    words = UnitQuarter.open("A", "2024Q2", workspace=folder, language=language).method().parts[0].to_text()  # type: ignore[union-attr]
    assert "T1" in words
    assert not [mark for mark in MARKS[language] if mark in words.lower().replace("proposed", "")]


@pytest.mark.parametrize("language", MARKS)
def test_that_no_formula_is_public_is_said_of_the_plan_of_which_it_is_true(tmp_path: Path, language: str) -> None:
    said = {"en": "No official formula", "vi": "không công bố công thức"}[language]
    own = workspaces.workspace(tmp_path / "w", ["dossiers_online"], dossiers=workspaces.ONLINE)
    assert said not in UnitQuarter.open("A", "2024Q2", workspace=own, language=language).method().to_text()
    assert said in UnitQuarter.open("HDXD", "2024Q2", language=language).method().to_text()
