"""The figures of docs/statistics.md are those of the scripts in benchmarks/: a few of them, run again."""

import importlib.util
import sys
from types import ModuleType

import pytest
from places import ROOT


def script(name: str) -> ModuleType:
    path = ROOT / "benchmarks" / f"{name}.py"
    if not path.exists():
        pytest.skip("the benchmarks are not here")
    spec = importlib.util.spec_from_file_location(f"benchmark_{name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def page() -> str:
    path = ROOT / "docs" / "statistics.md"
    if not path.exists():
        pytest.skip("the docs are not here")
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("method", ["wilson", "clopper_pearson", "mid_p", "agresti_coull", "jeffreys"])
def test_coverage_of_one_share(page: str, method: str) -> None:
    coverage = script("coverage")
    name, case, held, width = coverage.of_one_share(getattr(coverage, method), 50)
    assert f"| `{name}` | {case} | {held.min():.3f} | {held.mean():.3f} | {width.mean():.3f} |" in page


def test_coverage_of_a_sample_without_replacement_never_falls_below_the_confidence(page: str) -> None:
    for name, case, held, width in script("coverage").without_replacement():
        assert f"| `{name}` | {case} | {held.min():.3f} | {held.mean():.3f} | {width.mean():.3f} |" in page
        assert held.min() >= 0.95 or name == "wilson"


def line(outlook: ModuleType, name: str, x: object, n: object) -> str:
    return str(outlook.scores({name: outlook.real(x, n)}).splitlines()[-1])


def test_outlook_on_a_printed_series(page: str) -> None:
    outlook = script("outlook")
    name, x, n = next(outlook.printed())
    assert line(outlook, name, x, n) in page


def test_sure_outlooks_come_true_where_quarters_differ_and_would_not_without_a_spread() -> None:
    outlook = script("outlook")
    outlook.REPEATS = 3
    found = outlook.simulated(outlook.WORLDS["ρ = 0.01"])
    held = {name: float(inside.mean()) for name, inside in found.held.items()}
    assert min(held["spread of all units' past quarters"], held["spread of its own past quarters"]) > 0.93
    assert held["no spread"] < 0.85
    brier = {name: float(((said - found.true) ** 2).mean()) for name, said in found.said.items()}
    assert brier["spread of its own past quarters"] < brier["share so far"]


@pytest.mark.slow
@pytest.mark.parametrize("world", ["ρ = 0.01, uneven volumes", "seasons, uneven volumes"])
def test_limits_hold_and_sure_outlooks_come_true_with_uneven_volumes(world: str) -> None:
    outlook = script("outlook")
    outlook.REPEATS = 3
    found = outlook.simulated(outlook.WORLDS[world])
    said = found.said["spread of its own past quarters"]
    sure = abs(said - 0.5) >= 0.45
    assert found.held["spread of its own past quarters"].mean() >= 0.93
    assert (found.true == (said > 0.5))[sure].mean() >= 0.93
