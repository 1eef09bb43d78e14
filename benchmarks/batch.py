"""What a report of the sample costs, made in four ways, in one run; prints Markdown tables of seconds and ratios.

    python benchmarks/batch.py [--reports 64] [--few 6]

The same notebook, units and quarter each way: (a) the commands `papermill` and `jupyter nbconvert`, two a report;
(b) `papermill.execute_notebook` and nbconvert in a loop; (c) this library, with a stock kernel each (cold) and forked
from a warm parent. Slow ways make `--few` reports, the warm one `--reports`. Each way runs in a process of its own,
whose time, processor time and peak memory (of all its processes together, shared pages once) are taken from outside.
Another run gives other seconds; ratios hold. Linux.
"""

import argparse
import ctypes
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import psutil

QUARTER, LANGUAGE, TURNS = "2024Q2", "vi", 8


# -- The ways: each makes the pages of some units, in a process of its own -------------------------------------------


def commands(workspace: Path, units: Sequence[str], out: Path, _: int) -> None:
    notebook, run = workspace / "notebooks" / "unit_quarter.ipynb", [sys.executable, "-m"]
    for unit in units:
        executed = out / f"{unit}.ipynb"
        given = {"workspace": str(workspace), "unit": unit, "quarter": QUARTER, "language": LANGUAGE}
        parameters = [part for item in given.items() for part in ("-r", *item)]
        quiet = ["--no-progress-bar", "--log-level", "ERROR"]
        subprocess.run([*run, "papermill", *quiet, str(notebook), str(executed), *parameters], check=True)
        subprocess.run([*run, "jupyter", "nbconvert", "--log-level=ERROR", "--to=html", str(executed)], check=True)


def loop(workspace: Path, units: Sequence[str], out: Path, _: int) -> None:
    import nbconvert
    import papermill

    notebook = str(workspace / "notebooks" / "unit_quarter.ipynb")
    for unit in units:
        given = {"workspace": str(workspace), "unit": unit, "quarter": QUARTER, "language": LANGUAGE}
        executed = papermill.execute_notebook(notebook, None, given, progress_bar=False)
        (out / f"{unit}.html").write_text(nbconvert.HTMLExporter().from_notebook_node(executed)[0], encoding="utf-8")


def _batch(workspace: Path, units: Sequence[str], out: Path, workers: int, warm: bool) -> None:
    from dtplan_analysis.batch import held, matrix, plan, run
    from dtplan_analysis.workspace import open_store

    store = open_store(workspace)
    # Few units and many reports: the quarters before are as good.
    quarters = [quarter.label for quarter in store.quarters]
    reports = matrix(store, [QUARTER, *(q for q in quarters if q != QUARTER)], languages=[LANGUAGE, "en"])
    wanted = [report for report in reports if report.unit in units][: len(units)]
    with held(out) as place:
        failed = [one for one in run(store, plan(store, wanted, place), place, workers=workers, warm=warm) if one.error]
    assert not failed, failed[0].error


def cold(workspace: Path, units: Sequence[str], out: Path, workers: int) -> None:
    _batch(workspace, units, out, workers, warm=False)


def warm(workspace: Path, units: Sequence[str], out: Path, workers: int) -> None:
    _batch(workspace, units, out, workers, warm=True)


WAYS: dict[str, tuple[str, Callable[..., None], int, bool]] = {
    # name: what it is called, function, workers, whether it makes few
    "commands": ("`papermill` and `jupyter nbconvert`, commands", commands, 1, True),
    "loop": ("`papermill.execute_notebook` in a loop", loop, 1, True),
    "cold-1": ("this, cold, 1 at a time", cold, 1, True),
    "cold-2": ("this, cold, 2 at a time", cold, 2, True),
    "warm-1": ("this, warm, 1 at a time", warm, 1, False),
    "warm-2": ("this, warm, 2 at a time", warm, 2, False),
}


# -- What a report's time is made of ---------------------------------------------------------------------------------


def parts(workspace: Path, unit: str) -> dict[str, float]:
    """Return the seconds of a warm report's parts: each is the mean of some turns, one at a time."""
    from dtplan_analysis.batch import held, matrix
    from dtplan_analysis.charts.drawing import drawing_server
    from dtplan_analysis.process import in_fresh_process
    from dtplan_analysis.workspace import open_store

    (report,) = matrix(open_store(workspace), [QUARTER], languages=[LANGUAGE], units=[unit])
    turns: list[dict[str, float]] = []
    with drawing_server(), tempfile.TemporaryDirectory() as folder, held(Path(folder) / "reports") as place:
        for turn in range(TURNS + 1):
            begun = time.perf_counter()
            in_fresh_process(_nothing, ())
            empty = time.perf_counter() - begun
            private = Path(folder) / str(turn)
            private.mkdir()
            inside = in_fresh_process(_timed, (report, private, unit), seconds=600)
            begun = time.perf_counter()
            place.write({"page.html": inside.pop("page")})
            turns.append(inside | {"fork, and end of the process": empty, "writing": time.perf_counter() - begun})
    warm = turns[1:]  # the first one waits for the parent and for the drawing process
    return {part: sum(turn[part] for turn in warm) / len(warm) for part in warm[0]}


def _nothing(_: Any) -> None:
    """Do nothing, in a process of its own."""


def _timed(_: Any, report: Any, folder: Path, unit: str) -> dict[str, Any]:
    """Make a report, then run its cells once more without shell and notebook, and say how long each part took."""
    from dtplan_analysis.batch.making import make
    from dtplan_analysis.charts import Chart
    from dtplan_analysis.exports import html
    from dtplan_analysis.reports import UnitQuarter

    spent = {"charts": 0.0, "export": 0.0}
    Chart.to_svg = _clocked(Chart.to_svg, spent, "charts")  # type: ignore[method-assign]
    html.export = _clocked(html.export, spent, "export")
    begun = time.perf_counter()
    page = make(lambda _: None, report, folder, True, {})[0]["html"]
    whole, charts, exported = time.perf_counter() - begun, spent["charts"], spent["export"]
    spent["charts"] = 0.0
    begun = time.perf_counter()
    opened = UnitQuarter.open(unit, QUARTER, workspace=report.parameters["workspace"], language=LANGUAGE)
    for cell in json.loads(report.notebook.read_text(encoding="utf-8"))["cells"]:
        if found := re.fullmatch(r"report\.(\w+)\(\)", "".join(cell["source"])):
            section = getattr(opened, found[1])()
            if section is not None:
                section._repr_mimebundle_()
    cells = time.perf_counter() - begun - spent["charts"]
    return {
        "drawing of charts": charts,
        "the cells' own work": cells,
        "export": exported,
        "shell and papermill": whole - charts - cells - exported,
        "page": page,
    }


def _clocked(function: Callable[..., Any], spent: dict[str, float], part: str) -> Callable[..., Any]:
    def clocked(*arguments: Any) -> Any:
        begun = time.perf_counter()
        result = function(*arguments)
        spent[part] += time.perf_counter() - begun
        return result

    return clocked


# -- Measuring a process from outside --------------------------------------------------------------------------------


def measured(way: str, workspace: Path, units: Sequence[str]) -> dict[str, float]:
    """Return wall seconds, processor seconds and peak MiB of a way, a report."""
    with tempfile.TemporaryDirectory() as out:
        found = outside([sys.executable, __file__, "--way", way, str(workspace), out, json.dumps(units)])
        pages = len(list(Path(out).glob("*.html")))
        assert pages >= len(units), f"{way}: {pages} pages of {len(units)}"
    return found | {part: found[part] / len(units) for part in ("wall", "cpu")}


def outside(command: Sequence[str], every: float = 0.5) -> dict[str, float]:
    """Return wall seconds, processor seconds and peak MiB of a command and of all that it starts.

    Its memory is looked at `every` so many seconds.
    """
    _adopt_orphans()
    before, begun = os.times(), time.monotonic()
    child = subprocess.Popen(command)
    peak = _watch(child, every)
    seconds = time.monotonic() - begun
    assert child.returncode == 0, f"{command} failed"
    _reap()
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return {"wall": seconds, "cpu": used, "peak": peak}


def _adopt_orphans() -> None:
    """Let the time of processes whose parent ended be counted here (PR_SET_CHILD_SUBREAPER)."""
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)


def _reap() -> None:
    while True:
        try:
            os.wait()
        except ChildProcessError:
            return


def _watch(child: "subprocess.Popen[bytes]", every: float) -> float:
    """Wait for a process; returns the most memory that it and its descendants held, in MiB, shared pages once."""
    peak = 0.0
    done = threading.Event()

    def look() -> None:
        nonlocal peak
        while not done.wait(every):
            total = 0
            for process in psutil.Process().children(recursive=True):
                try:
                    total += process.memory_full_info().pss
                except psutil.Error:
                    continue
            peak = max(peak, total / 2**20)

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    child.wait()
    done.set()
    watcher.join()
    return peak


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=64, help="how many the warm ways make")
    parser.add_argument("--few", type=int, default=6, help="how many the slow ways make")
    parser.add_argument("--way", nargs=4, metavar=("WAY", "WORKSPACE", "OUT", "UNITS"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.way:
        way, workspace, out, units = asked.way
        _, function, workers, _ = WAYS[way]
        function(Path(workspace), json.loads(units), Path(out), workers)
        return
    from dtplan_analysis.workspace import open_store

    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder) / "sample"
        subprocess.run(
            [sys.executable, "-m", "dtplan_analysis", "init", str(workspace)], check=True, capture_output=True
        )
        store = open_store(workspace)
        codes = [unit.code for unit in store.units]
        for one in store.measured:  # the registers are asked for the records to correct once, for all ways
            store.listed(one.indicator, store.quarter(QUARTER))
        found = {}
        for way, (_, _, _, few) in WAYS.items():
            count = asked.few if few else asked.reports
            found[way] = measured(way, workspace, (codes * (count // len(codes) + 1))[:count])
            print(f"{way}: {found[way]}", file=sys.stderr)
        shares = parts(workspace, codes[0])
    base = found["commands"]
    print("| Way | Wall, a report | Times as fast | Processor, a report | Peak memory |\n|---|---|---|---|---|")
    for way, (name, *_) in WAYS.items():
        one = found[way]
        fast, cpu = base["wall"] / one["wall"], one["cpu"]
        print(f"| {name} | {one['wall']:.2f} s | {fast:.1f} | {cpu:.2f} s | {one['peak']:.0f} MiB |")
    total = sum(shares.values())
    print("\n| Part of a warm report | Seconds | Share |\n|---|---|---|")
    for name, seconds in sorted(shares.items(), key=lambda item: -item[1]):
        print(f"| {name} | {seconds:.3f} | {seconds / total:.0%} |")
    own = shares["the cells' own work"] + shares["drawing of charts"]
    print(f"\nA warm report takes {total / own:.2f} × the time of its cells alone, drawing counted as theirs.")


if __name__ == "__main__":
    main()
