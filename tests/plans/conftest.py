"""Plan files of the test's own."""

from pathlib import Path

import pytest


@pytest.fixture
def plan_file(tmp_path):
    def write(content: str) -> Path:
        path = tmp_path / "plan.toml"
        path.write_text(content, encoding="utf-8")
        return path

    return write
