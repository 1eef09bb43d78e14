"""A process for each piece of work: what it returns, how it dies, and that nothing is left of it."""

import errno
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest
import works
from batches import living, until
from places import ROOT

from dtplan_analysis.process import WARM, Ended, in_fresh_process

pytestmark = pytest.mark.skipif(sys.platform != "linux" or not WARM, reason="looks at processes in Linux's way")


def ended(work: Callable[..., Any], *arguments: Any, **options: Any) -> str:
    """How work without a result ended."""
    with pytest.raises(Ended) as caught:
        in_fresh_process(work, arguments, **options)
    return str(caught.value)


def test_work_is_done_elsewhere_and_what_it_tells_is_heard_in_order() -> None:
    heard: list[object] = []
    assert in_fresh_process(works.answer, (1, "hai", b"\0"), hear=heard.append) == heard == [1, "hai", b"\0"]
    assert in_fresh_process(works.parent, ()) != os.getpid()


# -- Ends --------------------------------------------------------------------------------------------------------

DEATHS = [
    (works.fail, ("no such unit",), r"ValueError: no such unit \(works\.py, line \d+\)"),
    (works.fail, ("half \ud800 letter\u2028\x1b[2J",), r"ValueError: half   letter  \[2J \(works\.py, line \d+\)"),
    (works.fail, ("ư" * 10**6,), r"ValueError: ư{1000,2000} \(works\.py, line \d+\)"),
    (works.leave, (0,), "its process ended by itself"),
    (works.leave, (3,), "its process ended by itself with code 3"),
    (works.die, (signal.SIGKILL,), "its process was killed by SIGKILL, most often for lack of memory"),
    (works.die, (signal.SIGABRT,), "its process was killed by SIGABRT"),
    (works.die, (signal.SIGSEGV,), "its process was killed by SIGSEGV"),
    (works.die, (signal.SIGRTMIN + 1,), r"its process was killed by signal \d+"),
    (works.return_what_cannot_travel, (), "its process ended by itself"),
    (works.leave_by_one_side_of_a_fork, (), "its process ended by itself"),
]


@pytest.mark.parametrize(("work", "arguments", "fault"), DEATHS)
def test_work_that_ends_without_a_result_says_how(work: Any, arguments: tuple[Any, ...], fault: str) -> None:
    assert re.fullmatch(fault, said := ended(work, *arguments, seconds=300)), said


@pytest.mark.parametrize("work", [works.hang, works.chatter])
def test_work_that_takes_too_long_is_killed_whatever_it_ignores(work: Any) -> None:
    assert ended(work, seconds=0.5) == "it took longer than 0.5 seconds, and was stopped"


def test_work_is_killed_when_it_is_no_longer_wanted() -> None:
    stop, heard = threading.Event(), []

    def hear(pid: int) -> None:
        heard.append(pid)
        stop.set()

    assert ended(works.hang, hear=hear, stop=stop) == "it was stopped"
    until(lambda: not living(heard[0]))


def test_work_that_lets_go_of_its_pipe_is_ended() -> None:
    assert ended(works.close_all) == "its process ended by itself"


def test_a_fork_that_goes_on_does_not_answer_twice() -> None:
    assert len(in_fresh_process(works.return_on_both_sides_of_a_fork, ())) == 1_000_000


# -- What is left ------------------------------------------------------------------------------------------------

LEFT = [
    (work, then)
    for work in (works.start_beside, works.start_in_a_session, works.start_a_daemon)
    for then in ("returns", "fails", "hangs")
]


@pytest.mark.parametrize(("work", "then"), [*LEFT, (works.start_beside, "dies")])
def test_what_work_started_ends_with_it(work: Any, then: str) -> None:
    stop, heard = threading.Event(), []

    def hear(pid: int) -> None:
        assert living(pid)
        heard.append(pid)
        if then == "hangs":
            stop.set()

    try:
        in_fresh_process(work, (then,), hear=hear, stop=stop)
    except Ended:
        assert then != "returns"
    until(lambda: not living(heard[0]))


def test_a_fork_bomb_ends_with_the_work() -> None:
    stop, heard = threading.Event(), []

    def hear(leader: int) -> None:
        heard.append(leader)
        assert len(session(leader)) > 20
        stop.set()

    ended(works.bomb, 100, hear=hear, stop=stop)
    until(lambda: not session(heard[0]))


def session(leader: int) -> list[int]:
    return [int(file.name) for file in Path("/proc").glob("[0-9]*") if living(int(file.name), leader)]


@pytest.mark.slow
def test_work_ends_with_a_batch_that_is_killed() -> None:
    code = "import works; from dtplan_analysis.process import *; in_fresh_process(works.hang, (), hear=print)"
    command = [sys.executable, "-u", "-c", code]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT / "tests" / "helpers") as batch:
        assert batch.stdout
        pid = int(batch.stdout.readline())
        assert living(pid)
        batch.kill()
    until(lambda: not living(pid))


@pytest.mark.parametrize("warm", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_a_script_that_starts_work_at_its_top_runs_once(warm: bool, tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        f"import sys; sys.path.append({str(ROOT / 'tests' / 'helpers')!r})\n"
        "import works; from dtplan_analysis.process import in_fresh_process\n"
        f"print('begun'); print(in_fresh_process(works.answer, (1,), warm={warm}))\n",
        encoding="utf-8",
    )
    ran = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    assert ran.stdout == "begun\n[1]\n", ran.stderr


# -- Starts ------------------------------------------------------------------------------------------------------


def test_the_warm_parent_has_one_thread() -> None:
    assert in_fresh_process(works.threads, ()) == 1


def test_the_warm_parent_has_imported_what_reports_need_and_not_typst_whose_threads_no_fork_has() -> None:
    loaded = in_fresh_process(works.loaded, ())
    assert {"pandas", "altair"} <= loaded
    assert "typst" not in loaded


def failing(monkeypatch: pytest.MonkeyPatch, times: int) -> list[int]:
    """Let the next starts fail, as where there are too many processes."""
    real, left = BaseProcess.start, [0] * times

    def start(self: BaseProcess) -> None:
        if left:
            left.pop()
            raise OSError(errno.EAGAIN, "Resource temporarily unavailable")
        real(self)

    monkeypatch.setattr(BaseProcess, "start", start)
    return left


def test_a_start_that_fails_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    left = failing(monkeypatch, 2)
    assert in_fresh_process(works.answer, (1,)) == [1]
    assert not left


def test_a_start_that_fails_for_good_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, 3)
    assert "no process could be started" in ended(works.answer)


@pytest.mark.parametrize("code", [0, 1])
def test_work_that_began_is_not_begun_again(tmp_path: Path, code: int) -> None:
    ended(works.once, str(tmp_path / "file"), code)
    assert (tmp_path / "file").read_text() == "begun\n"


@pytest.mark.slow
def test_a_warm_parent_that_died_is_replaced() -> None:
    before = in_fresh_process(works.parent, ())
    os.kill(before, signal.SIGKILL)
    until(lambda: not living(before))
    assert in_fresh_process(works.parent, ()) != before


def test_work_finds_the_surroundings_of_its_batch(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DTPLAN_TEST", "1")
    monkeypatch.chdir(tmp_path)
    before = dict(os.environ)
    warm = in_fresh_process(works.surroundings, ())
    assert warm[:2] == (str(tmp_path), "1")
    assert in_fresh_process(works.surroundings, (), warm=False) == warm
    assert os.environ == before


def test_work_starts_processes_in_the_usual_way() -> None:
    assert in_fresh_process(works.share_out, ([-1, 2],)) == [1, 2]
