"""A fresh process for each piece of work: forked from a parent that has imported everything, watched, surely ended.

The parent of the forks is the standard library's fork server: a process that has imported, and has done nothing else.
What leaves threads when it is used (DuckDB, V8, Polars) is first used in the child.
"""

import multiprocessing
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from typing import Any

PRELOADED = ("dtplan_analysis.batch.preloaded", "dtplan_analysis.cli")

WARM = "forkserver" in multiprocessing.get_all_start_methods()
"""Whether a warm process can be had; Windows has none, and starts each report anew."""

_ATTEMPTS = 3
"""A start may fail for a moment's lack of memory or processes; work that began is never begun again."""

_GLANCE = 0.1
"""After so many seconds of silence, see whether the work is still wanted."""

_starting = threading.Lock()


class Ended(Exception):  # noqa: N818 - as much a result as an error
    """Work ended without a result: it took too long, its process died, or it raised an error of its own."""


def in_fresh_process(
    work: Callable[..., Any],
    arguments: Sequence[Any],
    *,
    seconds: float | None = None,
    warm: bool = WARM,
    hear: Callable[[Any], None] = lambda _: None,
    stop: threading.Event | None = None,
) -> Any:
    """Return what `work(tell, *arguments)` returns in a process of its own, which leaves nothing behind.

    What the work tells by `tell` is heard here. Raises Ended, with a fault in words, where the work raised an error,
    where its process died, and where it took more than `seconds` or `stop` was set: then it is killed, with all that
    it started.
    """
    deadline = time.monotonic() + seconds if seconds else None
    process, pipe = _started(work, arguments, warm)
    try:
        while True:
            while not pipe.poll(_GLANCE):
                if stop and stop.is_set():
                    raise Ended("it was stopped")
                if deadline and time.monotonic() > deadline:
                    raise Ended(f"it took longer than {seconds:g} seconds, and was stopped")
            kind, value = pipe.recv()
            if kind == "done":
                return value
            if kind == "raised":
                raise Ended(value)
            hear(value)
    except (EOFError, OSError):
        with _starting:
            process.join(5)
        raise Ended(_death(process.exitcode)) from None
    finally:
        _end(process)
        pipe.close()


def _started(work: Callable[..., Any], arguments: Sequence[Any], warm: bool) -> tuple[Any, "Connection[Any, Any]"]:
    context = _context(warm)
    for attempt in range(_ATTEMPTS):
        here, there = context.Pipe()
        process = context.Process(target=_child, args=(there, work, tuple(arguments)), daemon=False)  # type: ignore[attr-defined]
        try:
            # The server and the list of children are the process's, and are asked by one thread at a time.
            with _starting, _same_hashes(), _as_a_parent():
                process.start()
            there.close()
            if here.recv() == "started":
                return process, here
        except (EOFError, OSError) as error:
            here.close()
            if attempt == _ATTEMPTS - 1:
                raise Ended(f"no process could be started: {error or 'it died at once'}") from error
            time.sleep(0.1 * (attempt + 1))
    raise AssertionError("unreachable")


def _context(warm: bool) -> BaseContext:
    if not warm:
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(PRELOADED))
    return context


@contextmanager
def _same_hashes() -> Iterator[None]:
    """Let the processes start with one order of sets, the same in every run."""
    before = os.environ.get("PYTHONHASHSEED")
    os.environ["PYTHONHASHSEED"] = "0"
    try:
        yield
    finally:
        if before is None:
            del os.environ["PYTHONHASHSEED"]
        else:
            os.environ["PYTHONHASHSEED"] = before


@contextmanager
def _as_a_parent() -> Iterator[None]:
    """Let a process have children that is itself marked as a daemon, as the workers of Dask are."""
    marks = multiprocessing.current_process()._config  # type: ignore[attr-defined]
    daemon = marks.pop("daemon", None)
    try:
        yield
    finally:
        if daemon is not None:
            marks["daemon"] = daemon


def _child(pipe: "Connection[Any, Any]", work: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    """Do the work in a session of its own, so that it can be ended with all that it starts."""
    if hasattr(os, "setsid"):
        os.setsid()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    pipe.send("started")
    try:
        pipe.send(("done", work(lambda value: pipe.send(("told", value)), *arguments)))
    except Ended as error:
        pipe.send(("raised", str(error)))
    except BaseException as error:
        last = traceback.extract_tb(error.__traceback__)[-1:]
        where = f" ({os.path.basename(last[0].filename)}, line {last[0].lineno})" if last else ""  # noqa: PTH119
        pipe.send(("raised", f"{type(error).__name__}: {error}{where}"))
    finally:
        pipe.close()
        # Threads and exit handlers of a notebook may hang, and have nothing more to do.
        os._exit(0)


def _end(process: Any) -> None:
    """Kill a process and all that it started in its session."""
    if process.pid is None:
        return
    if hasattr(os, "killpg"):
        for _ in range(1000):  # what is being forked while the group is killed, is killed next
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                break
            time.sleep(0.001)
    else:
        with suppress(OSError):
            process.kill()
    with _starting:
        process.join(5)


def _death(code: int | None) -> str:
    if code is not None and code < 0:
        name = signal.Signals(-code).name
        hint = ", most often for lack of memory" if -code == 9 else ""
        return f"its process was killed by {name}{hint}"
    return f"its process ended by itself with code {code}" if code else "its process ended by itself"


def preloaded() -> int:
    """Return the number of threads of the warm parent, asked in its child; 1 where a fork is safe."""
    return len(os.listdir(f"/proc/{os.getppid()}/task")) if sys.platform == "linux" else 1  # noqa: PTH208
