"""A folder of a process for what is short-lived: short enough for sockets, and gone after it, however it ended."""

import os
import shutil
import tempfile
import threading
import time
from multiprocessing import parent_process
from multiprocessing.util import get_temp_dir

OWNERSHIP = "DTPLAN_OWNERSHIP"
"""The variable by which the warm parent of reports knows what to clear away where its own parent is killed."""

_LONGEST = 60
"""A path of a socket has at most 108 letters."""

_SECONDS = 2.0
"""Who is killed lets go of its pipes a moment before it has ended."""

_choosing = threading.Lock()


def own_folder() -> str:
    """Return this process's folder, which is the standard library's own and goes when the process ends."""
    usual = tempfile.gettempdir()
    short = [place for place in ("/tmp", "/dev/shm") if len(usual) > _LONGEST and os.access(place, os.W_OK)]
    with _choosing:
        before, tempfile.tempdir = tempfile.tempdir, next(iter(short), usual)
        try:
            return get_temp_dir()
        finally:
            tempfile.tempdir = before


def ownership() -> str:
    """Return what tells those that outlive this process, were it killed, which folder to clear away."""
    folder = own_folder()
    return "" if parent_process() else f"{os.getpid()} {folder}"  # what was started by another may share its folder


def clear_after(ownership: str) -> None:
    """Take the folder of the process that started this one away, once that has ended; while it lives, do nothing."""
    owner, _, folder = ownership.partition(" ")
    end = time.monotonic() + _SECONDS
    while folder and os.getppid() == int(owner):
        if time.monotonic() > end:
            return
        time.sleep(0.01)
    if folder:
        shutil.rmtree(folder, ignore_errors=True)
