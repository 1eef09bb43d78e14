"""Vega as one script: made once, and kept for the versions that are installed."""

from pathlib import Path

import pytest

from dtplan_analysis.charts import vega
from dtplan_analysis.charts.vega import vega_script


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The bundles that were asked for; none takes seconds."""
    asked: list[str] = []

    def bundle(code: str, vl_version: str) -> str:
        asked.append(vl_version)
        return code

    monkeypatch.setattr(vega.vl_convert, "javascript_bundle", bundle)
    monkeypatch.setattr(vega, "user_cache_path", lambda name: tmp_path / "cache" / name)
    return asked


def test_it_is_made_once_and_kept(made: list[str], tmp_path: Path) -> None:
    assert vega_script() == vega_script() == b"(() => {window.vegaEmbed = vegaEmbed;})();\n"
    assert len(made) == 1
    (kept,) = (tmp_path / "cache").rglob("*.*")  # nothing half written stands beside it
    assert kept.name.startswith("vega-embed-")


def test_another_version_is_another_script(made: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    vega_script()
    monkeypatch.setattr(vega.vl_convert, "get_vega_version", lambda: "0.0.0")
    vega_script()
    assert len(made) == 2


def test_where_nothing_can_be_kept_it_is_made_again(made: list[str], tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    assert vega_script() == vega_script()
    assert len(made) == 2
