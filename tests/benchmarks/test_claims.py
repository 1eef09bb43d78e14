"""The sentences of the reports keep their bounds, under no effect and under a known one."""

import importlib.util
import sys
from types import ModuleType

import pytest
from places import ROOT


@pytest.fixture(scope="module")
def claims() -> ModuleType:
    path = ROOT / "benchmarks" / "claims.py"
    if not path.exists():
        pytest.skip("the benchmarks are not here")
    spec = importlib.util.spec_from_file_location("benchmark_claims", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
@pytest.mark.parametrize(
    "topic",
    [
        "who_differs",
        "what_changed",
        "the_samples_own_change",
        "who_moved",
        "who_is_first",
        "what_rises",
        "what_holds",
        "how_the_year_ends",
    ],
)
def test_sentences_keep_their_bounds(claims: ModuleType, topic: str) -> None:
    found = list(getattr(claims, topic)(20))
    assert [one for one in found if not one.holds] == []
    assert any(one.power for one in found) or topic in ("what_holds", "how_the_year_ends")
