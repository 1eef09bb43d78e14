"""Sources of a workspace file: how they are written, and what they read of each other."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from dtplan_analysis.errors import ConfigurationError
from dtplan_analysis.workspace import open_workspace
from dtplan_analysis.workspace.sources import in_order, with_read


def workspace(folder: Path, text: str, **files: str) -> Path:
    (folder / "dtplan.toml").write_text(text, encoding="utf-8")
    for name, content in files.items():
        (folder / name.replace("_", ".")).write_text(content, encoding="utf-8")
    return folder


def test_reads_how_sources_are_written(tmp_path: Path) -> None:
    text = """
    dates = "day-first"
    [registers.staff]
    source = "postgresql://reader:${PASSWORD}@h/d"
    table = "hr.staff"
    [registers.dossiers]
    source = "s3://bucket/*.csv"
    storage = { key = "${KEY}", anon = false }
    dates = { due_on = "month-first" }
    sheet = "Quý II"
    group_rows = "unit"
    encoding = "tcvn3"
    delimiter = ";"
    decimal = ","
    """
    staff, dossiers = open_workspace(workspace(tmp_path, text)).sources.values()
    assert (staff.dates, staff.table, staff.query, staff.is_database) == ("day-first", "hr.staff", "", True)
    assert (dossiers.is_remote, dossiers.is_database) == (True, False)
    assert dossiers.storage == {"key": "${KEY}", "anon": False}
    assert (dossiers.dates, dossiers.sheets, dossiers.group_rows) == ({"due_on": "month-first"}, ("Quý II",), "unit")
    assert (dossiers.encoding, dossiers.delimiter, dossiers.decimal) == ("tcvn3", ";", ",")


QUERIES = """
[registers.procedures]
source = "p.csv"
query = "SELECT * FROM {one}"
[registers.dossiers]
source = "d.csv"
query = "SELECT s.* FROM source s JOIN {other} USING (procedure)"
"""


@pytest.mark.parametrize(
    ("one", "other", "fault", "remedy"),
    [
        ("dossiers", "procedures", "in a circle: procedures → dossiers → procedures", "as source"),
        ("procedures", "staff", "query reads 'staff', which is no register of this workspace", "source"),
        ("procedures", "source", "in a circle: procedures → procedures", "as source"),
        ("read_csv('x')", "source", "query calls read_csv", "read from source"),
    ],
)
def test_refuses_queries_that_cannot_be(tmp_path: Path, one: str, other: str, fault: str, remedy: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        open_workspace(workspace(tmp_path, QUERIES.format(one=one, other=other)))
    assert fault in raised.value.fault
    assert remedy in raised.value.remedy
    assert "registers" in raised.value.where or "register " in raised.value.where


READS = {"a": {"b"}, "b": {"c"}, "c": set(), "d": set()}
SOURCES: dict[str, Any] = {name: SimpleNamespace(reads=reads) for name, reads in READS.items()}


def test_registers_come_after_those_that_they_read_at_second_hand_too() -> None:
    assert in_order(["a", "b", "c", "d"], SOURCES) == ["c", "b", "a", "d"]
    assert in_order(["a", "c"], SOURCES) == ["c", "a"]
    assert with_read(["a", "d"], SOURCES) == {"a", "b", "c", "d"}
    assert with_read(["c"], SOURCES) == {"c"}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "no register is configured"),
        ('[registers.dosiers]\nsource = "d.csv"', "unknown register 'dosiers'"),
        ('[registers.dossiers]\nsource = "d.csv"\nsheets = "A"', "unknown key 'sheets'"),
        ('[registers.dossiers]\nsource = "d.csv"\ncolumns = { numbr = "Số" }', "has no column 'numbr'"),
        ('[registers.dossiers]\nsource = "d.csv"\ndecimal = ";"', "decimal"),
        ('[registers.satisfaction]\nsource = "s.csv"\nleast_response = "30"', "is no share"),
        (
            '[registers.dossiers]\nsource = "d.csv"\nfiles = [ { match = "a", constant = {} } ]',
            "unknown key 'constant'",
        ),
    ],
)
def test_a_source_that_cannot_be_is_refused_with_its_place(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(ConfigurationError, match=fault) as error:
        open_workspace(workspace(tmp_path, text))
    assert "dtplan.toml" in str(error.value)
