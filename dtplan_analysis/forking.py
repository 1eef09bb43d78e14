"""The warm parent of reports as a fork of this process, which then imports everything once for both.

The standard library starts its fork server as a new interpreter. A process that was begun as that would be, and that
has one thread still, is as good a beginning; what a new interpreter would not have, the fork lets go.
"""

import atexit
import gc
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import forkserver, resource_tracker, util

from dtplan_analysis import startup
from dtplan_analysis.scratch import clear_after, ownership


def can_fork() -> bool:
    """Return whether a fork of this process is as good as a new one: it was begun alike, and has one thread."""
    return startup.is_alike() and len(os.listdir("/proc/self/task")) == 1  # noqa: PTH208


@contextmanager
def forked_server() -> Iterator[None]:
    """Let the fork server that is started meanwhile be a fork of this process, where that can be."""
    usual = util.spawnv_passfds
    resource_tracker.ensure_running()  # which is a new process always
    try:
        if can_fork():
            util.spawnv_passfds = _fork  # type: ignore[assignment]
        yield
    finally:
        util.spawnv_passfds = usual


def _fork(_: str, command: Sequence[str], descriptors: Sequence[int]) -> int:
    """Run a command of Python, the last of `command`, in a fork that has these descriptors; return its process."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):
            stream.flush()  # else it would be written twice
    owned = ownership()
    gc.collect()
    gc.freeze()  # pages that nobody writes to are shared
    if process := os.fork():
        gc.unfreeze()
        return process
    code = 1
    try:
        _let_go({0, 1, 2, *descriptors})
        exec(command[-1], {})
    except SystemExit:
        code = 0
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        clear_after(owned)
        os._exit(code)


def _let_go(kept: set[int]) -> None:
    """Let go of all that a new interpreter would not have: files, handlers, children, locks that are held."""
    for number in map(int, os.listdir("/proc/self/fd")):  # noqa: PTH208
        if number not in kept:
            with suppress(OSError):
                os.close(number)
    atexit._clear()
    for number in signal.valid_signals():
        if callable(signal.getsignal(number)):
            signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    sys.stdout, sys.stderr, sys.excepthook = sys.__stdout__, sys.__stderr__, sys.__excepthook__
    anew: tuple[Callable[[], None], ...] = (
        forkserver._forkserver.__init__,  # type: ignore[misc]
        resource_tracker._resource_tracker.__init__,  # type: ignore[misc]
    )
    for initialise in anew:
        initialise()
