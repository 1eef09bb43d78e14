"""What a notebook opens that names no workspace."""

from pathlib import Path

import pytest

from dtplan_analysis.language import Language
from dtplan_analysis.workspace import sample, workspace_here


def test_a_notebook_opens_the_workspace_that_it_lies_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    notebooks = tmp_path / "office" / "notebooks"
    notebooks.mkdir(parents=True)
    monkeypatch.setattr(sample, "sample_workspace", lambda: Path("the sample"))
    monkeypatch.chdir(notebooks)
    assert workspace_here(Language("en")) == Path("the sample")
    assert "synthetic sample data" in capsys.readouterr().out
    (tmp_path / "office" / "dtplan.toml").write_text("")
    assert workspace_here(Language("vi")) == tmp_path / "office"
    assert capsys.readouterr().out == "Thư mục làm việc: office\n"
