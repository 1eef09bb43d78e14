"""The rows that count nowhere, as files beside the other checks."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from dtplan_analysis.checks.rejected import write_rejected
from dtplan_analysis.errors import OutputError
from dtplan_analysis.registers.reading import Reading


def store(folder: Path, *readings: Reading) -> Any:
    """A store that holds these readings, with the lists that were written of them."""
    (folder / "rejected").mkdir(parents=True)
    for one in readings:
        (folder / "rejected" / f"{one.register}.csv").write_text(f"rejected of {one.register}")
        (folder / "rejected" / f"{one.register}-not-records.csv").write_text(f"others of {one.register}")
    return SimpleNamespace(place=folder, readings={one.register: one for one in readings})


SOME = Reading("dossiers", rejected={"unit: empty": 1}, not_records={"total": 2})
NONE = Reading("staff")


def test_each_register_that_has_such_rows_has_its_files(tmp_path: Path) -> None:
    place = write_rejected(store(tmp_path / "store", SOME, NONE), tmp_path / "checks")
    assert place == tmp_path / "checks" / "rejected"
    assert {file.name: file.read_text() for file in place.iterdir()} == {
        "dossiers.csv": "rejected of dossiers",
        "dossiers-not-records.csv": "others of dossiers",
    }


def test_where_no_row_is_rejected_nothing_is_left_of_an_earlier_list(tmp_path: Path) -> None:
    write_rejected(store(tmp_path / "before", SOME), tmp_path / "checks")
    assert write_rejected(store(tmp_path / "now", Reading("dossiers"), NONE), tmp_path / "checks") is None
    assert [file for file in (tmp_path / "checks").rglob("*") if file.is_file()] == []


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "checks").write_text("a file")
    with pytest.raises(OutputError):
        write_rejected(store(tmp_path / "store", SOME), tmp_path / "checks")
