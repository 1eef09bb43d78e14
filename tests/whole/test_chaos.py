"""A batch that is killed at any moment: the next one completes it, and no one can tell afterwards."""

import os
import random
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
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


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_chaos(seed: int, undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    """Killed at random again and again, while figures, notebooks and pages are taken away in between."""
    chance, batch = random.Random(seed), Batch(tmp_path)
    batch.go()
    for _ in range(6):
        wanted = chance.randrange(7)
        killed(batch, lambda one, wanted=wanted: one.noted >= wanted, chance.random() * 0.5)  # type: ignore[misc]
        if pages := sorted(file for file in batch.reports.glob("*.*") if file.is_file()):
            page = chance.choice(pages)
            chance.choice([page.unlink, lambda: page.write_bytes(page.read_bytes()[:-1])])()  # noqa: B023
    done = subprocess.run(batch.command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert contents(batch.reports) == undisturbed
    assert batch.left == []
    until(lambda: not marked(batch.mark))
