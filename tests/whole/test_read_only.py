"""A workspace that was measured and may only be read still makes reports, lists and answers, elsewhere."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import office
import pytest
from office import Ran, dossiers, write_office

from dtplan_analysis.workspace import open_store

ROOT = ["setpriv", "--bounding-set", "-dac_override"]
"""Before a program of the superuser's, whom no mode of a file binds otherwise."""


@pytest.fixture
def locked(tmp_path: Path) -> Iterator[Path]:
    """A measured workspace in which nothing can be written or made."""
    rows = dossiers("AA", "2024Q2", 7, 3) + dossiers("BB", "2024Q2", 4, 6)
    folder = write_office(tmp_path / "office", {"dossiers": rows}, targets="CB2")
    open_store(folder)
    places = [
        folder,
        *(one for one in folder.rglob("*") if one.is_dir() or ".dtplan" in one.parts),
    ]  # exports stay as read
    for place in places:
        place.chmod(place.stat().st_mode & ~0o222)
    yield folder
    for place in places:
        place.chmod(place.stat().st_mode | 0o200)


RUN = """import dataclasses, json, sys
from office import dtplan
print(json.dumps([dataclasses.astuple(dtplan(*command)) for command in json.loads(sys.argv[1])]))
"""


def read(*commands: Sequence[str | Path]) -> list[Ran]:
    """Run the command line, several times in one program, as one whom the modes of files bind."""
    bound = [] if os.geteuid() else ROOT
    if bound and not shutil.which(bound[0]):
        pytest.skip("the superuser can write anywhere, and there is no setpriv")
    given = json.dumps([[str(one) for one in command] for command in commands])
    helpers = os.environ | {"PYTHONPATH": str(Path(office.__file__).parent)}
    ran = subprocess.run(
        [*bound, sys.executable, "-c", RUN, given], capture_output=True, text=True, check=True, env=helpers
    )
    return [Ran(*one) for one in json.loads(ran.stdout)]


@pytest.mark.slow  # lists that nowhere can be kept are tested beside the lists
def test_reports_and_lists_are_made_from_what_can_only_be_read(locked: Path, tmp_path: Path) -> None:
    asked, out = ("-w", locked, "--quarter", "2024Q2"), tmp_path / "out"
    made, listed, shown, checked, refused = read(
        ("report", *asked, "--unit", "BB", "--lang", "en", "-o", out),
        ("records", *asked, "--target", "CB2", "--unit", "BB", "-o", tmp_path / "list.csv"),
        ("show", "2024Q2", "-w", locked, "--json"),
        ("check", "-w", locked, "-o", tmp_path / "checks"),
        ("report", *asked, "--lang", "en"),  # into the workspace
    )
    assert (made.code, made.err) == (0, "")
    page = next(out.rglob("*bb_2024Q2_en.html")).read_text(encoding="utf-8")
    assert "BB-2024Q2-0009" in page  # of the records to correct, which nobody had asked for before
    assert (listed.code, listed.err) == (0, "")
    assert (tmp_path / "list.csv").read_text(encoding="utf-8-sig").count("BB-2024Q2-") == 6
    assert (shown.code, checked.code) == (0, 0)
    assert refused.code == 2
    assert "cannot be written: Permission denied" in refused.err
