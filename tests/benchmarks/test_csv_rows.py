"""What is compared is the same work: each way of reading keeps the same rows."""

import importlib
from pathlib import Path

import pytest
from places import ROOT

BENCHMARKS = ROOT / "benchmarks"


def test_all_ways_keep_as_many_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not BENCHMARKS.exists():
        pytest.skip("the benchmarks are not part of a source distribution")
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    reading = importlib.import_module("csv_rows")
    reading.make(tmp_path / "office", 1_000)
    (out := tmp_path / "out").mkdir()
    kept = {way: read(tmp_path / "office", out) for way, read in reading.WAYS.items()}
    assert len(set(kept.values())) == 1, kept
    assert kept["library"] > 900
