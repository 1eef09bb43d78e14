"""What a notebook opens that names no workspace."""

import os
from concurrent.futures import ThreadPoolExecutor
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


def test_copies_that_are_asked_for_at_once_are_one_whole_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample, "user_cache_path", lambda name: tmp_path / name)
    with ThreadPoolExecutor(8) as pool:
        places = {one.result() for one in [pool.submit(sample.sample_workspace) for _ in range(8)]}
    (place,) = places
    assert [*place.parent.iterdir()] == [place]
    source = sample.resource("data") / "sample"
    assert {file.name for file in (place / "registers").iterdir()} == {f.name for f in (source / "registers").iterdir()}


def test_a_newer_sample_leaves_the_copy_that_somebody_works_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sample, "user_cache_path", lambda name: tmp_path / name)
    monkeypatch.setattr(sample, "resource", lambda name: tmp_path / name)
    registers = tmp_path / "data" / "sample" / "registers"
    registers.mkdir(parents=True)
    (registers.parent / "dtplan.toml").write_text("first_quarter = '2024Q1'", encoding="utf-8")
    before = sample.sample_workspace()
    assert sample.sample_workspace() == before
    os.utime(registers.parent / "dtplan.toml", (2_000_000_000, 2_000_000_000))
    after = sample.sample_workspace()
    assert after != before
    assert (before / "dtplan.toml").exists()
    (after / "dtplan.toml").unlink()
    assert (sample.sample_workspace() / "dtplan.toml").exists()
