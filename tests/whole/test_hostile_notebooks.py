"""Notebooks that do harm: each is one failed report with its cell and fault, and the rest goes on."""

import sys
from pathlib import Path

import pytest
from batches import contents, listed, living, made, office, until
from office import soup_of

from dtplan_analysis.batch import Outcome, read_matrix
from dtplan_analysis.batch.output import Seen
from dtplan_analysis.process import WARM
from dtplan_analysis.workspace import open_store

pytestmark = pytest.mark.skipif(sys.platform != "linux" or not WARM, reason="a warm engine on Linux")

MARKUP = "</pre><script>alert(1)</script><img src=x onerror=alert(1)> {unit} {{x}} [red]"

FAILING = {
    "raises": ("raise ValueError('broken')", "ValueError: broken (cell 2 of raises.ipynb)"),
    "half_letter": ("raise ValueError('\\ud800')", "ValueError:   (cell 2 of half_letter.ipynb)"),
    "lines": ("raise ValueError('a\\u2028b\\x85c\\nd')", "ValueError: a b c\nd (cell 2 of lines.ipynb)"),
    "markup": (f"raise ValueError({MARKUP!r})", f"ValueError: {MARKUP} (cell 2 of markup.ipynb)"),
    "syntax": ("1 +", "SyntaxError: invalid syntax"),
    "leaves": ("import os; os._exit(0)", "its process ended by itself (cell 2 of leaves.ipynb)"),
    "aborts": (
        "import os, resource; resource.setrlimit(resource.RLIMIT_CORE, (0, 0)); os.abort()",
        "its process was killed by SIGABRT (cell 2 of aborts.ipynb)",
    ),
    "no_memory": (
        "import os; os.kill(os.getpid(), 9)",
        "its process was killed by SIGKILL, most often for lack of memory (cell 2 of no_memory.ipynb)",
    ),
    "asks_to_leave": ("exit()", "DeadKernelError: Kernel died"),
    "leaves_with_code": ("import sys; sys.exit(3)", "SystemExit: 3 (cell 2 of leaves_with_code.ipynb)"),
    "shows_too_much": ("print('x' * 65_000_000)", "InputError: the notebook shows more than 64 million characters"),
    "asks": ("input()", "StdinNotImplementedError"),
}

GOOD = [
    "import os, subprocess, tempfile\nopen('left.txt', 'w').write('x' * 9); tempfile.mkstemp(); os.mkdir('folder')",
    f"print({MARKUP!r})\nprint(1, '\\x1b[31mred', sep='\\r')",
    "print(subprocess.Popen(['sleep', '600']).pid)",
]


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Outcome]]:
    """A workspace after a batch of harmful notebooks and a good one, in a folder with braces."""
    notebooks = {name: [cell, "print('never')"] for name, (cell, _) in FAILING.items()}
    folder = office(tmp_path_factory.mktemp("{braces} {0}"), good=GOOD, **notebooks)
    matrix = listed(folder, *({"notebook": f"{name}.ipynb", "unit": "AA"} for name in (*FAILING, "good")))
    store = open_store(folder)
    return folder, made(store, read_matrix(store, matrix), workers=2, seconds=3600)


@pytest.mark.parametrize("name", FAILING)
def test_harm_is_one_failed_report_with_its_fault_and_cell(name: str, batch: tuple[Path, dict[str, Outcome]]) -> None:
    folder, outcomes = batch
    outcome = next(one for one in outcomes.values() if one.report.notebook.stem == name)
    assert outcome.error.startswith(FAILING[name][1])
    assert f"of {name}.ipynb)" in outcome.error
    entry = Seen(folder / "reports").entries[outcome.report.name]
    assert (entry.error, entry.files, entry.about["unit"]) == (outcome.error, {}, "AA")


def test_the_rest_goes_on_and_nothing_lies_about(batch: tuple[Path, dict[str, Outcome]]) -> None:
    folder, outcomes = batch
    (good,) = (one for one in outcomes.values() if not one.error)
    assert set(contents(folder / "reports")) == {f"{good.report.name}.html", "manifest.json", "figures/2024Q2.json"}
    assert {file.name for file in (folder / "reports" / ".dtplan").iterdir()} == {"journal.jsonl", "lock"}
    page = soup_of((folder / "reports" / f"{good.report.name}.html").read_text(encoding="utf-8"))
    assert ([tag.get("src") for tag in page.find_all("script")], page.find_all("img")) == (["site/site.js"], [])
    assert MARKUP in page.text
    pid = int(page.find_all("pre")[-1].text)
    until(lambda: not living(pid))


HANGS = {
    "ignores": "import signal, time\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: time.sleep(60)",
    "waits": "import threading\nlock = threading.Lock(); lock.acquire(); lock.acquire()",
    "waits_for_ever": "import asyncio\nawait asyncio.Event().wait()",
    "bursts": "import os\nfor _ in range(6): os.fork()\nimport time; time.sleep(600)",
}


@pytest.mark.slow
def test_what_hangs_is_stopped_at_its_limit(tmp_path: Path) -> None:
    folder = office(tmp_path, **HANGS)
    matrix = listed(folder, *({"notebook": f"{name}.ipynb", "unit": "AA"} for name in HANGS))
    store = open_store(folder)
    outcomes = made(store, read_matrix(store, matrix), workers=4, seconds=4)
    assert {one.error.partition(" (")[0] for one in outcomes.values()} == {
        "it took longer than 4 seconds, and was stopped"
    }
    assert set(contents(folder / "reports")) == {"manifest.json", "figures/2024Q2.json"}


@pytest.mark.slow
def test_a_program_that_writes_a_gigabyte_is_one_failed_report(tmp_path: Path) -> None:
    cells = {"program": "import os; os.system('head -c 1G /dev/zero')", "lines": "while True: print('x' * 10_000)"}
    folder = office(tmp_path, **cells)
    matrix = listed(folder, *({"notebook": f"{name}.ipynb", "unit": "AA"} for name in cells))
    store = open_store(folder)
    outcomes = made(store, read_matrix(store, matrix), seconds=3600)
    assert all("shows more than 64 million characters" in one.error for one in outcomes.values())
