"""A fresh process for each piece of work: forked from a parent that has imported everything, watched, surely ended.

The parent of the forks is the standard library's fork server: a process that has imported, and has done nothing else.
What leaves threads when it is used (DuckDB, V8, Polars) is first used in the child.
"""

import ctypes
import gc
import math
import multiprocessing
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from multiprocessing import forkserver, resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from types import MappingProxyType, ModuleType
from typing import Any

from dtplan_analysis import forking
from dtplan_analysis.scratch import OWNERSHIP, ownership
from dtplan_analysis.startup import ALIKE, importing

PRELOADED = ("dtplan_analysis.batch.preloaded", "dtplan_analysis.cli")

WARM = "forkserver" in multiprocessing.get_all_start_methods()
"""Whether a warm process can be had; Windows has none, and starts each report anew."""

_ATTEMPTS = 3
"""A start may fail for a moment's lack of memory or processes; work that began is never begun again."""

_START = 60.0
"""After so many seconds, a start has failed."""

_GLANCE = 0.1
"""After so many seconds of silence, see whether the work is still wanted."""

_ROUNDS = 100
"""What is being started while others are killed, is killed next."""

_LONGEST = 2000
"""At most so many letters of a fault are told."""

_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36

_starting = threading.Lock()


if hasattr(os, "register_at_fork"):  # the warm parent is begun while it is held
    os.register_at_fork(after_in_child=lambda: globals().update(_starting=threading.Lock()))


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
    variables: Mapping[str, str] = MappingProxyType({}),
) -> Any:
    """Return what `work(tell, *arguments)` returns in a process of its own, which leaves nothing behind.

    What the work tells by `tell` is heard here; `variables` are added to its environment, and to that of a warm parent
    which is not there yet. Raises Ended, with a fault in words, where the work raised an error,
    where its process died, and where it took more than `seconds` or `stop` was set: then it is killed, with all that
    it started.
    """
    process, pipe = _started(work, arguments, warm, variables)
    deadline = time.monotonic() + (seconds or math.inf)
    try:
        while True:
            if pipe.poll(_GLANCE):
                kind, value = pipe.recv()
                if kind == "done":
                    return value
                if kind == "raised":
                    raise Ended(value)
                hear(value)
            elif wait([process.sentinel], 0) and not pipe.poll():
                raise EOFError  # though what it started may hold the pipe still
            if stop and stop.is_set():
                raise Ended("it was stopped")
            if time.monotonic() > deadline:
                raise Ended(f"it took longer than {seconds:g} seconds, and was stopped")
    except (EOFError, OSError):
        with _starting:
            process.join(5)
        raise Ended(_death(process.exitcode)) from None
    finally:
        _end(process)
        pipe.close()


def warm_up() -> None:
    """Start the warm parent as a fork of this process, where that can be: while it has one thread.

    Else the warm parent is started, as a new process, with the first work.
    """
    if WARM and forking.can_fork():
        with importing():
            for name in PRELOADED:
                import_module(name)
        context_of(True)
        with beginning(warm_up), forking.forked_server():
            forkserver.ensure_running()


@contextmanager
def beginning(work: Callable[..., Any], variables: Mapping[str, str] = MappingProxyType({})) -> Iterator[None]:
    """Let a process be started meanwhile: alike always, out of reach of a Ctrl-C, and without this one's script."""
    with _starting, _sheltered({**variables, OWNERSHIP: ownership()}), _as_a_parent(), _without_a_script(work):
        yield


def _started(
    work: Callable[..., Any], arguments: Sequence[Any], warm: bool, variables: Mapping[str, str]
) -> tuple[Any, "Connection[Any, Any]"]:
    context: Any = context_of(warm)
    variables = {**variables, OWNERSHIP: ownership()}
    for attempt in range(_ATTEMPTS):
        here, there = context.Pipe()
        given = (there, {**os.environ, **ALIKE, **variables}, work, tuple(arguments))
        process = context.Process(target=_child, args=given, daemon=False)
        try:
            with there, beginning(work, variables):
                process.start()
            if not here.poll(_START):
                raise EOFError(f"it did nothing for {_START:g} seconds")
            here.recv()
            return process, here
        except (EOFError, OSError) as error:
            here.close()
            _end(process)
            if attempt == _ATTEMPTS - 1:
                raise Ended(f"no process could be started: {error or 'it died at once'}") from error
            time.sleep(0.1 * (attempt + 1))
    raise AssertionError("unreachable")


def context_of(warm: bool) -> BaseContext:
    """Return how processes are started: forked from a warm parent, or each anew."""
    if not warm:
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(PRELOADED))
    return context


@contextmanager
def _sheltered(variables: Mapping[str, str]) -> Iterator[None]:
    """Let a process, and the warm parent, start in the same environment always, and out of reach of a Ctrl-C.

    The server and the list of children are this process's: one thread at a time.
    """
    given = {**ALIKE, **variables}
    before = {name: os.environ.get(name) for name in given}
    os.environ.update(given)
    if hasattr(signal, "pthread_sigmask"):
        resource_tracker.ensure_running()  # else it is started on the way, and lets Ctrl-C through again
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        if hasattr(signal, "pthread_sigmask"):
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


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


@contextmanager
def _without_a_script(work: Callable[..., Any]) -> Iterator[None]:
    """Let a process not run again the script that this one was begun with, unless its work is from there."""
    script = sys.modules["__main__"]
    if work.__module__ != "__main__":
        sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = script


def _child(
    pipe: "Connection[Any, Any]", environment: dict[str, str], work: Callable[..., Any], arguments: tuple[Any, ...]
) -> None:
    """Do the work in a session of its own, and wait to be ended with all that was started."""
    if hasattr(os, "setsid"):
        os.setsid()
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # one that came before was meant for the batch
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    server: Any = forkserver._forkserver
    if server._forkserver_alive_fd is not None:
        os.close(server._forkserver_alive_fd)  # else the warm parent would wait for this process
        server._forkserver_alive_fd = None
    if sys.platform == "linux":
        prctl = ctypes.CDLL(None).prctl
        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)  # when the warm parent ends, with the batch
        prctl(_PR_SET_CHILD_SUBREAPER, 1)  # what it starts stays below it
    signal.signal(signal.SIGINT, signal.default_int_handler)
    multiprocessing.set_start_method(None, force=True)  # the work may start processes, in the usual way
    os.environ.clear()
    os.environ.update(environment)
    gc.freeze()  # what is imported is never garbage: to look at it over and over took a fifth of a report's time
    own = os.getpid()
    try:
        pipe.send("started")
        try:
            result = "done", work(lambda value: pipe.send(("told", value)), *arguments)
        except Ended as error:
            result = "raised", _said(str(error))
        except BaseException as error:
            last = traceback.extract_tb(error.__traceback__)[-1:]
            where = f" ({os.path.basename(last[0].filename)}, line {last[0].lineno})" if last else ""  # noqa: PTH119
            result = "raised", _said(f"{type(error).__name__}: {error}") + where
        if os.getpid() == own:
            pipe.send(result)
            pipe.recv()  # nothing comes: threads and exit handlers of the work may hang, and have nothing more to do
    finally:
        os._exit(0)


def _said(fault: str) -> str:
    """Return what can be printed of a fault: no half letters, and nothing that steers a terminal."""
    return "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in fault[:_LONGEST])


def _end(process: Any) -> None:
    """Kill a process and all that it started."""
    if process.pid is None:
        return
    if hasattr(os, "killpg"):
        with suppress(OSError):
            os.killpg(process.pid, signal.SIGSTOP)  # so that it starts nothing more
        for _ in range(_ROUNDS):
            for pid in (others := _started_by(process.pid)):
                with suppress(OSError):
                    os.kill(pid, signal.SIGKILL)
            if not others:
                break
        with suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    with suppress(OSError):
        process.kill()
    with _starting:
        process.join(5)


def _started_by(leader: int) -> set[int]:
    """Return the processes of a session and what descends from them, but for its leader and for those dead already."""
    if sys.platform != "linux":
        return set()
    parents, found, dead = {}, {leader}, set()
    for name in filter(str.isdigit, os.listdir("/proc")):  # noqa: PTH208
        with suppress(OSError), open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as file:  # noqa: PTH123
            state, parent, _, session = file.read().rpartition(")")[2].split()[:4]
            parents[int(name)] = int(parent)
            if session == str(leader):
                found.add(int(name))
            if state in "ZX":
                dead.add(int(name))
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found - dead - {leader}


def _death(code: int | None) -> str:
    if code is not None and code < 0:
        name = signal.Signals(-code).name if -code in {*signal.Signals} else f"signal {-code}"
        hint = ", most often for lack of memory" if -code == 9 else ""
        return f"its process was killed by {name}{hint}"
    return f"its process ended by itself with code {code}" if code else "its process ended by itself"
