"""Where an installation has its notebooks, templates and sample data."""

from pathlib import Path

import pytest

from dtplan_analysis import resources
from dtplan_analysis.resources import resource


@pytest.mark.parametrize("inside", [True, False], ids=["a wheel", "a checkout"])
def test_folders_are_inside_the_package_or_beside_it(
    inside: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "package"
    (package / "data" if inside else tmp_path / "data").mkdir(parents=True)
    monkeypatch.setattr(resources, "_PACKAGE", package)
    assert resource("data") == (package if inside else tmp_path) / "data"


def test_what_is_in_the_package_goes_before_what_is_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in (tmp_path / "data", tmp_path / "package" / "data"):
        place.mkdir(parents=True)
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "package")
    assert resource("data") == tmp_path / "package" / "data"


def test_a_folder_that_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "package")
    with pytest.raises(FileNotFoundError, match="no folder 'notebooks'"):
        resource("notebooks")
