"""A workspace to start from, for every plan that is shipped."""

from pathlib import Path

import pytest

from dtplan_analysis.errors import InputError
from dtplan_analysis.plans import SHIPPED
from dtplan_analysis.settings import first_language
from dtplan_analysis.workspace import open_workspace
from dtplan_analysis.workspace.starting import set_language, start


@pytest.mark.parametrize("plan", ["", *SHIPPED])
def test_every_shipped_plan_has_a_workspace_that_opens(tmp_path: Path, plan: str) -> None:
    quarter = start(tmp_path / "w", plan)
    workspace = open_workspace(tmp_path / "w")
    assert workspace.plan.id == (plan or "decision-320-2024")
    assert workspace.quarters.quarter(quarter)
    assert bool(workspace.counts) == (plan == "service-index-766")
    assert (tmp_path / "w" / "notebooks" / "unit_quarter.ipynb").is_file()


def test_a_plan_of_ones_own_is_copied(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(SHIPPED["moc-strategy-2030"].read_text(encoding="utf-8"), encoding="utf-8")
    start(tmp_path / "w", str(tmp_path / "own.toml"))
    assert open_workspace(tmp_path / "w").files[1] == tmp_path / "w" / "own.toml"


def test_an_unknown_plan_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no plan 'service-index'"):
        start(tmp_path / "w", "service-index")
    assert not (tmp_path / "w").exists()


@pytest.mark.parametrize("plan", ["", *SHIPPED])
def test_a_new_workspace_speaks_the_language_that_is_asked_for_first(tmp_path: Path, plan: str) -> None:
    start(tmp_path / "w", plan)
    assert first_language(tmp_path / "w") == "vi"
    set_language(tmp_path / "w", "en")
    assert open_workspace(tmp_path / "w").languages == ("en", "vi")
    assert first_language(tmp_path / "w") == "en"


def test_a_workspace_that_cannot_be_read_speaks_the_language_of_none(tmp_path: Path) -> None:
    (tmp_path / "dtplan.toml").write_text('languages = ["en"\n', encoding="utf-8")
    assert first_language(tmp_path) == first_language(tmp_path / "nowhere") == "vi"
