"""Registers with faults, measured once; nobody may change them."""

from pathlib import Path

import pytest
from checked import GOOD, HEAD, LAST, STAFF, workspace
from office import once

from dtplan_analysis.workspace import open_store


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return once(tmp_path_factory, "faults", _write) / "w"


def _write(folder: Path) -> None:
    rows = [GOOD, "2,A,9.1,2024-05-07,2024-05-20,,,,direct,0,0\n", "3,A,9.1,2024-05-08,2024-05-20,,,,online,,0\n"]
    rows += ["=4,B,9.1,2024-05-06,2024-05-20,,,,postal,0,0\n", LAST]
    used = "staff,used_on\nNV1,2024-05-02\n"
    open_store(workspace(folder / "w", dossiers=HEAD + "".join(rows), staff=STAFF, mailbox_use=used))
