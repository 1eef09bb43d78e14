"""Registers with faults."""

from pathlib import Path

import pytest
from checked import GOOD, HEAD, LAST, STAFF, workspace


@pytest.fixture
def office(tmp_path: Path) -> Path:
    rows = [GOOD, "2,A,9.1,2024-05-07,2024-05-20,,,,direct,0,0\n", "3,A,9.1,2024-05-08,2024-05-20,,,,online,,0\n"]
    rows += ["=4,B,9.1,2024-05-06,2024-05-20,,,,postal,0,0\n", LAST]
    used = "staff,used_on\nNV1,2024-05-02\n"
    return workspace(tmp_path / "w", dossiers=HEAD + "".join(rows), staff=STAFF, mailbox_use=used)
