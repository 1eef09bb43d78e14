"""What these tests share."""

from pathlib import Path

import pytest
from workspaces import ONLINE, workspace

from dtplan_analysis.workspace import Store, open_store


@pytest.fixture(scope="module")
def online(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return open_store(workspace(tmp_path_factory.mktemp("online") / "w", ["dossiers_online"], dossiers=ONLINE))


@pytest.fixture
def small(tmp_path: Path) -> Path:
    folder = workspace(tmp_path / "w", ["dossiers_online"], dossiers=ONLINE)
    open_store(folder)
    return folder
