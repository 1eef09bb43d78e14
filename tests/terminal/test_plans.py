"""A plan as the command line prints it."""

import re
from pathlib import Path

import pytest
from office import dossiers, dtplan, write_office

from dtplan_analysis.plans import load_plan


def small(folder: Path) -> Path:
    """A workspace of one register and one target."""
    return write_office(folder, {"dossiers": dossiers("AA", "2024Q2", 7, 3)}, targets="CB2")


def squeezed(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("language", ["vi", "en"])
def test_plan_shows_each_target_how_it_is_counted_and_what_to_cite(language: str) -> None:
    ran, plan = dtplan("plan", "--lang", language), load_plan()
    out = squeezed(ran.out)
    assert ran.code == 0
    assert len(re.findall(r"^(?:OP|CB)\d  ", ran.out, re.MULTILINE)) == 13
    for target in plan.targets:
        assert squeezed(target.text[language]) in out
        assert f"{target.indicator}: " in out
    assert plan.document[language] in out
    assert plan.citation[language] in out


def test_plan_shows_a_workspaces_own(tmp_path: Path) -> None:
    out = dtplan("plan", "-w", small(tmp_path)).out
    assert re.findall(r"^((?:OP|CB)\d)  ", out, re.MULTILINE) == ["CB2"]
