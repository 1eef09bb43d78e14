"""What these tests share."""

import shutil
from pathlib import Path

import pytest
from workspaces import ONLINE, workspace

from dtplan_analysis.workspace import Store, open_store


@pytest.fixture(scope="module")
def online(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return open_store(workspace(tmp_path_factory.mktemp("online") / "w", ["dossiers_online"], dossiers=ONLINE))


@pytest.fixture
def small(online: Store, tmp_path: Path) -> Path:
    """A measured workspace of the test's own."""
    return Path(shutil.copytree(online.workspace.folder, tmp_path / "w"))
