"""A workspace to start from, for every plan that is shipped."""

from pathlib import Path

import pytest

from dtplan_analysis.errors import InputError
from dtplan_analysis.plans import SHIPPED
from dtplan_analysis.workspace import open_workspace
from dtplan_analysis.workspace.starting import start


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
