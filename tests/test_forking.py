"""The warm parent as a fork: of a program that was begun alike, with nothing of it that a new one would not have."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from places import ROOT

from dtplan_analysis.process import WARM

pytestmark = pytest.mark.skipif(sys.platform != "linux" or not WARM, reason="looks at processes in Linux's way")

_PROGRAM = """
import atexit, fcntl, json, os, signal, sys, threading
sys.path.append({helpers!r})
from dtplan_analysis import startup
startup.begin_alike()
import works
from dtplan_analysis import process
process.PRELOADED = ("works",)  # what a report needs takes seconds
atexit.register(print, "ended", os.getpid())
signal.signal(signal.SIGTERM, lambda *_: sys.exit(3))
lock = open({lock!r}, "w")
print("begun")
if {busy}:
    threading.Thread(target=threading.Event().wait, daemon=True).start()
process.warm_up()
told = process.in_fresh_process(works.warm_parent, ())
told |= {{"own": open("/proc/self/cmdline").read(), "nested": process.in_fresh_process(works.answer, (1,))}}
told |= {{"surroundings": startup.surroundings(), "pid": os.getpid()}}
print(json.dumps(told))
"""


@pytest.mark.parametrize("busy", [False, True])
def test_a_program_with_one_thread_is_its_own_warm_parent(tmp_path: Path, busy: bool) -> None:
    given = os.environ | {"OPENBLAS_NUM_THREADS": "2"}
    script, lock = tmp_path / "script.py", tmp_path / "lock"
    text = _PROGRAM.format(helpers=str(ROOT / "tests" / "helpers"), lock=str(lock), busy=busy)
    script.write_text(text, encoding="utf-8")
    ran = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True, env=given)
    begun, answer, ended = ran.stdout.splitlines()
    told = json.loads(answer)
    assert (begun, ended, ran.stderr) == ("begun", f"ended {told['pid']}", ""), "what was printed or is to end, twice"
    assert (told["command"] == told["own"], told["nested"], told["threads"]) == (not busy, [1], 1)
    assert str(lock) not in told["files"], "a lock would outlive who took it"
    assert told["surroundings"].items() >= given.items()
    assert not told["surroundings"].keys() & {"PYTHONHASHSEED", "DTPLAN_BEFORE"} - given.keys()
