"""What is read and counted again after a change, and what is kept."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from workspaces import ONLINE, contents, into, touch, workspace

from dtplan_analysis.units import TOTAL
from dtplan_analysis.workspace import measure, open_store, open_workspace

OFFICE = {
    "dossiers": ONLINE,
    "declarations": "unit,declared_on,held_in_national_database,asked_again\nA,2024-05-05,1,0\nA,2024-05-06,1,1\n",
    "staff": "staff,unit,kind,valid_from,official_mailbox\n1,A,official,2020-01-01,1\n2,C,official,2020-01-01,1\n",
    "training": "staff,completed_on,kind\n1,2024-05-05,awareness\n",
}


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Path:
    targets = ["dossiers_online", "declarations_not_repeated", "staff_trained"]
    folder = workspace(tmp_path_factory.mktemp("reuse") / "w", targets, **OFFICE)
    open_store(folder)
    return folder


@pytest.mark.parametrize(
    ("name", "change", "read", "counted"),
    [
        pytest.param(
            "dossiers.csv", lambda t: t.replace("direct,0", "online,1"), ["dossiers"], ["dossiers"], id="rows"
        ),
        pytest.param("training.csv", lambda t: t.replace("1,2024", "2,2024"), ["training"], ["staff"], id="events"),
        pytest.param("plan.toml", lambda t: t.replace("60%", "61%"), [], [], id="the plan alone"),
        pytest.param(
            "declarations.csv",
            lambda t: t + "A,2024-09-05,1,1\n",
            ["declarations"],
            ["declarations", "dossiers", "staff"],
            id="a later as-of day",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            "units.csv",
            lambda t: t.replace("Alpha", "Aleph"),
            ["declarations", "dossiers", "staff", "training"],
            ["declarations", "dossiers", "staff"],
            id="units",
        ),
    ],
)
def test_reads_and_counts_only_what_changed(
    measured: Path, tmp_path: Path, name: str, change: Callable[[str], str], read: list[str], counted: list[str]
) -> None:
    folder = shutil.copytree(measured, tmp_path / "w")
    touch(folder, name, change)
    said_so: list[str] = []
    once = open_store(folder, into(said_so)).judged
    assert sorted(one.split()[1] for one in said_so if one.startswith("reading")) == read
    assert sorted(one.split()[1] for one in said_so if one.startswith("counting")) == counted
    before = contents(folder / ".dtplan")
    measure(open_workspace(folder), anew=True)
    assert contents(folder / ".dtplan") == before
    assert open_store(folder).judged.equals(once)


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("staff.csv", ["dossiers", "staff"]),
        pytest.param("dossiers.csv", ["dossiers", "staff"], marks=pytest.mark.slow),
        pytest.param("training.csv", ["training"], marks=pytest.mark.slow),
    ],
)
def test_what_a_query_reads_is_read_with_it(tmp_path: Path, name: str, read: list[str]) -> None:
    folder = workspace(tmp_path / "w", ["dossiers_online", "staff_trained"], **OFFICE)
    query = "query = 'SELECT * FROM source WHERE unit IN (SELECT unit FROM staff)'"
    touch(folder, "dtplan.toml", lambda t: t.replace('"dossiers.csv"', f'"dossiers.csv"\n{query}'))
    units = set(open_store(folder).counts.query("indicator == 'dossiers_online' and records > 0")["unit"])
    assert units == {"A", "C", TOTAL}
    touch(folder, name, lambda text: text + "\n")
    said_so: list[str] = []
    open_store(folder, into(said_so))
    assert sorted(one.split()[1] for one in said_so if one.startswith("reading")) == read
