"""Where an installation has its notebooks, templates and sample data; what never ends is not read."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from dtplan_analysis import resources
from dtplan_analysis.errors import InputError
from dtplan_analysis.resources import readable, resource
from dtplan_analysis.workspace.configuration import open_workspace

ENDLESS: dict[str, Callable[[Path], None]] = {
    "a pipe": os.mkfifo,
    "a device": lambda file: file.symlink_to("/dev/zero"),
    "a terminal": lambda file: file.symlink_to("/dev/tty"),
    "a link to itself": lambda file: file.symlink_to(file),
}

# What each file is named by, in the dtplan.toml of a workspace.
READ = {"dtplan.toml": "", "own.toml": 'plan = "own.toml"', "units.csv": 'units = "units.csv"'}
READ |= {"days.toml": 'holidays = "days.toml"\n[registers.dossiers]\nsource = "a.csv"'}


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


def test_a_file_is_read_and_a_folder_is_for_its_reader_to_refuse(tmp_path: Path) -> None:
    (tmp_path / "a.toml").touch()
    assert (readable(tmp_path / "a.toml"), readable(tmp_path)) == (tmp_path / "a.toml", tmp_path)


@pytest.mark.parametrize("made", ENDLESS.values(), ids=ENDLESS)
@pytest.mark.parametrize("name", READ)
def test_what_never_ends_is_refused_by_name(name: str, made: Callable[[Path], None], tmp_path: Path) -> None:
    (tmp_path / "dtplan.toml").write_text(READ[name], "utf-8") if READ[name] else None
    made(tmp_path / name)
    with pytest.raises(InputError) as refused:
        open_workspace(tmp_path)
    assert "read" in str(refused.value)
    assert refused.value.remedy
