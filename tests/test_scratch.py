"""The folder of a process: short enough for sockets, and cleared away by those that outlive it."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from dtplan_analysis.scratch import clear_after, own_folder, ownership


def test_the_folder_is_one_and_short_enough_for_sockets() -> None:
    assert own_folder() == own_folder()
    assert len(own_folder()) <= 80
    assert ownership() in ("", f"{os.getpid()} {own_folder()}")


@pytest.mark.parametrize("length", [10, 124])
def test_a_long_path_is_no_place_for_sockets(length: int, tmp_path: Path) -> None:
    place = tmp_path / ("d" * length)
    place.mkdir()
    code = "from dtplan_analysis.scratch import own_folder; print(own_folder())"
    ran = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"TMPDIR": str(place)},
        capture_output=True,
        text=True,
        check=True,
    )
    told = Path(ran.stdout.strip())
    assert len(str(told)) <= 80
    assert (told.parent == place) == (len(str(place)) <= 60)
    assert not told.exists()  # it goes with its process


def test_the_folder_of_who_has_ended_is_cleared_away_and_that_of_who_lives_is_not() -> None:
    kept, ended = tempfile.mkdtemp(), tempfile.mkdtemp()
    (Path(ended) / "socket").touch()
    clear_after(f"{os.getppid()} {kept}")
    clear_after(f"{os.getpid()} {ended}")  # it started no process that is this one
    clear_after("")
    assert (Path(kept).exists(), Path(ended).exists()) == (True, False)
    shutil.rmtree(kept)
