"""A batch at the edges of a system: paths, names, encodings and rights change no byte of what it makes."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from batches import contents
from office import PROGRAM, dossiers, dtplan, write_office

from dtplan_analysis.workspace import open_store

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="paths, rights and locales as POSIX has them")

PLAIN = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
"""A system that has no letters but those of ASCII."""


@dataclass(frozen=True)
class Edge:
    """How a batch is run: where the workspace lies, with which variables, options, and rights of new files."""

    folder: str = "office"
    variables: dict[str, str] = field(default_factory=dict)
    options: tuple[str, ...] = ()
    mask: int = 0o022
    before: tuple[str, ...] = ()
    """A program that the command is run by, once the workspace is measured."""


ASKED = ("-q", "2024Q2", "--unit", "AA", "--to", "html,json,xlsx")
LONG = "d" * 124
MOUNTED = 'mount --bind office office && mount -o remount,bind,ro office || exit 77; ! touch office/x && exec "$@"'
READ_ONLY = ("unshare", "--map-root-user", "--mount", "sh", "-c", MOUNTED, "sh")
EDGES = {
    "all at once": Edge(
        "a [b] {c} đo\u031b", {"TMPDIR": LONG, "PYTHONIOENCODING": "cp437"}, ("--output", "out [1]"), 0o077
    ),
    "a long folder for what is temporary": Edge(variables={"TMPDIR": LONG}),
    "the same, with stock kernels": Edge(variables={"TMPDIR": LONG}, options=("--cold",)),
    "brackets, braces, stars, blanks": Edge("a [b] {c} *d* %s 'e' \"f\"", options=("--output", "out [1]")),
    "letters of Vietnamese, composed and not": Edge("vụ đo\u031b"),
    "files for nobody else": Edge(mask=0o077),
    "a terminal of Windows": Edge(variables={"PYTHONIOENCODING": "cp1258"}),
    "a terminal of DOS": Edge(variables={"PYTHONIOENCODING": "cp437"}),
    "a system of ASCII": Edge(variables=PLAIN),
    "a workspace on a read-only mount": Edge(options=("--output", "out"), before=READ_ONLY),
    "another locale and time zone": Edge(variables={"LC_ALL": "tr_TR.UTF-8", "TZ": "Pacific/Kiritimati"}),
}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = dossiers("AA", "2024Q2", 7, 3) + dossiers("BB", "2024Q2", 4, 6)
    return write_office(tmp_path_factory.mktemp("edges") / "office", {"dossiers": rows}, targets="CB2")


def made(office: Path, edge: Edge, place: Path) -> Path:
    """Make the reports of a unit as an edge has it, and return their folder."""
    folder = place / edge.folder
    shutil.copytree(office, folder, ignore=shutil.ignore_patterns("reports"))
    (place / LONG).mkdir()
    variables = {name: str(place / text) if name == "TMPDIR" else text for name, text in edge.variables.items()}
    if edge.before:
        open_store(folder)
        if not shutil.which(edge.before[0]):
            pytest.skip(f"no program `{edge.before[0]}`")
    command = [*edge.before, *PROGRAM, "report", "-w", edge.folder, *ASKED]
    ran = subprocess.run(
        [*command, *edge.options],
        cwd=place,
        env=os.environ | variables,
        umask=edge.mask,
        capture_output=True,
        check=False,
    )
    said = ran.stderr.decode(errors="replace")
    if edge.before and (ran.returncode == 77 or said.startswith("unshare:")):
        pytest.skip(f"nothing may be mounted here: {said}")
    assert (ran.returncode, "Traceback" in said) == (0, False), said
    assert not any((place / LONG).iterdir())
    return place / edge.options[-1] if "--output" in edge.options else folder / "reports"


@pytest.fixture(scope="module")
def usual(office: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What the same command makes in this process."""
    folder = shutil.copytree(office, tmp_path_factory.mktemp("usual") / "office")
    ran = dtplan("report", "-w", folder, *ASKED)
    assert ran.code == 0, ran.err
    return contents(folder / "reports")


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[] if name == "all at once" else pytest.mark.slow) for name in EDGES]
)
def test_a_batch_at_an_edge_makes_the_same_bytes(
    name: str, office: Path, usual: dict[str, bytes], tmp_path: Path
) -> None:
    reports = made(office, EDGES[name], tmp_path)
    assert contents(reports) == usual
    rights = {file.stat().st_mode & 0o777 for file in reports.rglob("*") if file.is_file()}
    assert rights == {0o666 & ~EDGES[name].mask}


BYTES = os.fsdecode(b"a\xff")


@pytest.mark.parametrize(
    "command",
    [
        ("show", "2024Q2", "-w", BYTES),
        ("report", "-q", "2024Q2", "-w", "office", "-o", BYTES),
        ("check", "-w", "exports"),
        ("map", f"{BYTES}.csv", "-w", "office"),
        ("init", BYTES),
        ("sample", BYTES),
    ],
    ids=lambda command: command[0],
)
def test_a_name_that_is_no_text_is_refused_with_what_to_do(
    command: tuple[str, ...], office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    try:
        (tmp_path / f"{BYTES}.csv").touch()
    except OSError:
        pytest.skip("no such name can be given here")
    for name in (BYTES, "office", "exports"):
        if name != BYTES or command[0] == "show":
            shutil.copytree(office, tmp_path / name)
    (tmp_path / "exports" / "dossiers.csv").rename(tmp_path / "exports" / f"{BYTES}.csv")
    settings = tmp_path / "exports" / "dtplan.toml"
    settings.write_text(settings.read_text("utf-8").replace('"dossiers.csv"', '"a*.csv"'), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    ran = dtplan(*command)
    assert ran.code == 2
    assert "holds bytes that are no utf-8 text" in ran.err
    assert "\\udcff" in ran.err
