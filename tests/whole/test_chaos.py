"""A batch that is killed at any moment: the next one completes it, and no one can tell afterwards.

`DTPLAN_KILLS` kills so many times, such as 200, in place of the few that fit.
"""

import os
import random
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from batches import contents, listed, marked, office, until
from office import PROGRAM

from dtplan_analysis.batch.output import Seen
from dtplan_analysis.process import WARM

pytestmark = pytest.mark.skipif(sys.platform != "linux" or not WARM, reason="looks at processes in Linux's way")

WAITS = """\
import signal, subprocess, time
from pathlib import Path
for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, signal.SIG_IGN)
if unit == "BB" and not Path(workspace, "go").exists():
    subprocess.Popen(["sleep", "120"], start_new_session=True)
    while not Path(workspace, "go").exists():
        time.sleep(0.02)
print(unit, "x" * 1000)
"""


class Batch:
    """A workspace whose report of BB waits for a word, and the batches that are begun there."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.mark = office(folder, unit_quarter=WAITS), f"DTPLAN_TEST_{uuid.uuid4().hex}"
        rows = [{"unit": unit, "formats": "html+json"} for unit in ("AA", "BB", "PP")]
        matrix = listed(folder, *(row | {"language": code} for row in rows for code in ("vi", "en")))
        self.command = [
            *PROGRAM,
            "report",
            "-w",
            str(folder),
            "--matrix",
            str(matrix),
            "--jobs",
            "3",
            "--language",
            "en",
        ]

    def begin(self) -> "subprocess.Popen[str]":
        variables = {**os.environ, self.mark: "1"}
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        return subprocess.Popen(self.command, start_new_session=True, env=variables, **pipes)  # type: ignore[call-overload]

    def go(self) -> None:
        (self.folder / "go").touch()

    @property
    def reports(self) -> Path:
        return self.folder / "reports"

    @property
    def noted(self) -> int:
        """How many reports the journal knows."""
        return len(Seen(self.reports).entries)

    @property
    def left(self) -> list[str]:
        """Files that are half, and folders of work."""
        found = [*self.reports.rglob("*.part"), *self.reports.glob(".dtplan/work")]
        return [str(file) for file in found]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    batch = Batch(tmp_path_factory.mktemp("undisturbed"))
    batch.go()
    done = subprocess.run(batch.command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return contents(batch.reports)


ENDS = [(signal.SIGINT, 130), (signal.SIGTERM, 143)]


@pytest.mark.slow
@pytest.mark.parametrize(("number", "code"), ENDS)
def test_a_batch_that_is_asked_to_end_leaves_nothing_half(
    number: int, code: int, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    batch = Batch(tmp_path)
    with batch.begin() as begun:
        until(lambda: batch.noted >= 2 or begun.poll() is not None)
        assert begun.poll() is None, begun.communicate()
        os.killpg(begun.pid, number) if number == signal.SIGINT else begun.send_signal(number)
        _, said = begun.communicate()
    assert begun.returncode == code, said
    assert "Traceback" not in said
    assert batch.left == []
    until(lambda: not marked(batch.mark))
    kept = batch.noted
    batch.go()
    again = subprocess.run(batch.command, capture_output=True, text=True, check=False)
    assert again.returncode == 0, again.stderr
    assert f"{6 - kept} of 6 reports made, {kept} unchanged" in again.stdout
    assert contents(batch.reports) == undisturbed


MOMENTS: list[Callable[[Batch], object]] = [
    lambda batch: (batch.reports / ".dtplan").exists(),
    lambda batch: batch.noted >= 3,
]


def killed(batch: Batch, moment: Callable[[Batch], object], wait: float = 0.0) -> None:
    """Begin a batch, and kill it a while after a moment has come."""
    with batch.begin() as begun:
        until(lambda: moment(batch) or begun.poll() is not None)
        time.sleep(wait)
        begun.kill()
        begun.communicate()


@pytest.mark.slow
def test_a_batch_that_was_killed_is_completed_by_the_next(undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    batch = Batch(tmp_path)
    for moment in MOMENTS:
        killed(batch, moment)
    batch.go()
    done = subprocess.run(batch.command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert contents(batch.reports) == undisturbed
    assert batch.left == []


KILLS = int(os.environ.get("DTPLAN_KILLS", "40"))
IN_A_ROW = 10
"""So many kills befall one folder of reports."""


def kinds(batch: Batch, parent: int) -> dict[str, list[int]]:
    """The processes of a batch that live: itself, the warm one that forks, those that make reports, and all others."""
    parents = {}
    for pid in marked(batch.mark):
        with suppress(OSError, IndexError):
            parents[pid] = int(Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()[1])
    server = [pid for pid, above in parents.items() if above == parent and pid in parents.values()]
    workers = [pid for pid, above in parents.items() if above in server]
    others = [pid for pid, above in parents.items() if above == parent and pid not in server]
    found = {"parent": [parent], "server": server, "worker": workers, "other": others}
    return {kind: pids for kind, pids in found.items() if pids}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(-(-KILLS // IN_A_ROW)))
def test_chaos(seed: int, undisturbed: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Any process is killed at any moment, again and again, while pages are taken away in between."""
    chance, batch, temporary = random.Random(seed), Batch(tmp_path / "office"), tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    batch.go()
    for _ in range(IN_A_ROW):
        kind = chance.choice(["parent", "server", "worker", "worker", "other"])
        moment = chance.randrange(5)
        with batch.begin() as begun:
            until(lambda: begun.poll() is not None or (batch.noted >= moment and kind in kinds(batch, begun.pid)))  # noqa: B023
            time.sleep(chance.random() * 0.5)
            hit = chance.choice(kinds(batch, begun.pid).get(kind, [begun.pid]))
            with suppress(ProcessLookupError):
                os.kill(hit, signal.SIGKILL)
            _, said = begun.communicate()
        assert begun.returncode in ((-signal.SIGKILL, 0) if hit == begun.pid else (0, 1)), (kind, said)
        assert "Traceback" not in said, kind
        if pages := sorted(file for file in batch.reports.glob("*.*") if file.is_file()):
            page = chance.choice(pages)
            chance.choice([page.unlink, lambda: page.write_bytes(page.read_bytes()[:-1])])()  # noqa: B023
    done = subprocess.run(batch.command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert contents(batch.reports) == undisturbed
    assert batch.left == []
    until(lambda: not marked(batch.mark))
    assert [*temporary.rglob("*")] == []
