"""Work for processes of their own, as tests of the batch ask for it: some returns, some dies, some leaves things."""

import multiprocessing
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Tell = Callable[[Any], None]


def answer(tell: Tell, *given: object) -> list[object]:
    for one in given:
        tell(one)
    return [*given]


def hang(tell: Tell) -> None:
    """Take no notice of any polite request to end."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    tell(os.getpid())
    while True:
        time.sleep(60)


def chatter(tell: Tell) -> None:
    while True:
        tell("still here")


def fail(_: Tell, message: str) -> None:
    raise ValueError(message)


def leave(_: Tell, code: int) -> None:
    os._exit(code)


def die(_: Tell, number: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(number, signal.SIG_DFL) if number != signal.SIGKILL else None
    os.kill(os.getpid(), number)
    time.sleep(60)


def close_all(_: Tell) -> None:
    os.closerange(3, 256)


def return_what_cannot_travel(_: Tell) -> object:
    return lambda: None


def leave_by_one_side_of_a_fork(_: Tell) -> None:
    if os.fork():
        os._exit(0)
    time.sleep(600)


def return_on_both_sides_of_a_fork(_: Tell) -> str:
    os.fork()
    return "x" * 1_000_000


def once(_: Tell, file: str, code: int) -> None:
    """Note down that this was begun, and die."""
    with Path(file).open("a") as stream:
        stream.write("begun\n")
    os._exit(code)


_STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
_SLEEP = [sys.executable, "-S", "-c", _STUBBORN]


def start_beside(tell: Tell, then: str, *, session: bool = False) -> None:
    tell(subprocess.Popen(_SLEEP, start_new_session=session).pid)
    _then(then)


def start_in_a_session(tell: Tell, then: str) -> None:
    start_beside(tell, then, session=True)


def start_a_daemon(tell: Tell, then: str) -> None:
    """Fork twice with a session of its own, as daemons do, so that no process is its parent."""
    here, there = os.pipe()
    if not os.fork():
        os.setsid()
        if not os.fork():
            os.write(there, str(os.getpid()).encode())
            os.execv(_SLEEP[0], _SLEEP)
        os._exit(0)
    os.wait()
    tell(int(os.read(here, 20)))
    _then(then)


def _then(then: str) -> None:
    if then == "fails":
        raise ValueError(then)
    if then == "dies":
        os.kill(os.getpid(), signal.SIGKILL)
    if then == "hangs":
        time.sleep(600)


def bomb(tell: Tell, processes: int) -> None:
    """Fork in every process that there is, until there are so many; then go on living."""
    here, there = os.pipe()
    os.write(there, b"." * processes)
    os.set_blocking(here, False)
    leader = os.getpid()
    try:
        while os.read(here, 1):
            os.fork()
    except BlockingIOError:
        pass
    if os.getpid() == leader:
        tell(leader)
    time.sleep(600)


def threads(_: Tell) -> int:
    """The threads of the warm parent; 1 where a fork is safe."""
    return len(os.listdir(f"/proc/{os.getppid()}/task")) if sys.platform == "linux" else 1  # noqa: PTH208


def parent(_: Tell) -> int:
    return os.getppid()


def loaded(_: Tell) -> set[str]:
    """The packages that the warm parent has imported."""
    return {name.partition(".")[0] for name in sys.modules}


def surroundings(_: Tell) -> tuple[str, str | None, int]:
    """The folder, a variable, and the order of sets."""
    return os.getcwd(), os.environ.get("DTPLAN_TEST"), hash("a text")  # noqa: PTH109


def share_out(_: Tell, numbers: list[int]) -> list[int]:
    """Start processes in the usual way, as a notebook may."""
    with multiprocessing.Pool(2) as pool:
        return pool.map(abs, numbers)


def warm_parent(_: Tell) -> dict[str, object]:
    """Say what is known of the warm parent: its command, its threads, the files that it has open."""
    there = Path("/proc") / str(os.getppid())
    return {
        "command": (there / "cmdline").read_bytes().decode(),
        "threads": len([*(there / "task").iterdir()]),
        "files": [str(file.readlink()) for file in (there / "fd").iterdir()],
    }
