"""The hand-written counts of the benchmark are those of the library: otherwise their times say nothing."""

import importlib
from pathlib import Path

import narwhals as nw
import pytest
from places import ROOT

BENCHMARKS = ROOT / "benchmarks"


@pytest.mark.slow
def test_all_ways_count_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not BENCHMARKS.exists():
        pytest.skip("the benchmarks are not part of a source distribution")
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    registers = importlib.import_module("registers")
    registers.make(tmp_path / "rows", 3_000)
    found = {}
    for way, count in registers.WAYS.items():
        tables = [nw.from_native(table) for table in count(tmp_path / "rows", "512MB")]
        found[way] = registers.counts_of(tables)
    assert len(found["library"]) > 500
    for way, counts in found.items():
        assert counts == found["library"], way
