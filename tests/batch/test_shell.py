"""The warm engine shows what a stock kernel shows: one notebook, run both ways, cell by cell."""

import json
import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import nbformat
import pytest
from batches import notebook
from papermill.engines import papermill_engines
from papermill.exceptions import PapermillException, PapermillExecutionError
from papermill.execute import execute_notebook

from dtplan_analysis.batch.engine import NAME
from dtplan_analysis.process import WARM

pytestmark = pytest.mark.skipif(not WARM, reason="no warm engine on this system")

CELLS = {
    "parameters": "x: int = 1",
    "two prints": "print('a'); print('b')",
    "no end of line": "print('a', end=''); print('b', end='')",
    "error stream": "import sys\nprint('o'); print('e', file=sys.stderr); print('o')",
    "result": "1 + x",
    "none": "None",
    "silent": "5;",
    "last result": "_",
    "display objects": "from IPython.display import *\ndisplay(HTML('<b>x</b>')); display({'a': 1}, 'two'); 7",
    "markdown, svg": "display(Markdown('# A'), SVG('<svg xmlns=\"http://www.w3.org/2000/svg\"/>'))",
    "picture": "Image(data=b'\\x89PNG\\r\\n\\x1a\\n\\x00', format='png')",
    "updated display": "h = display('one', display_id='fixed'); h.update('two')",
    "cleared": "print('gone'); clear_output(); print('kept')",
    "cleared later": "print('gone'); clear_output(wait=True); print('kept')",
    "own bundle": "class P:\n  def _repr_mimebundle_(self, **k): return {'application/vnd.x+json': {'a': [1]}}\nP()",
    "bundle that fails": "class F:\n  def _repr_html_(self): raise ValueError('no html')\nF()",
    "frame": "import pandas as pd\npd.DataFrame({'a': [1, 2]})",
    "altair": "import altair as alt\nalt.Chart(pd.DataFrame({'a': [1], 'b': [3]})).mark_bar().encode(x='a', y='b')",
    "await": "import asyncio\nawait asyncio.sleep(0.01)\n'awaited'",
    "running loop": "asyncio.get_running_loop().is_running()",
    "async for": "async def numbers():\n  yield 1\nasync for n in numbers(): print(n)",
    "a task goes on": "task = asyncio.create_task(asyncio.sleep(0, 'task')); await task",
    "system": "import os, time; _ = os.system('echo from system; echo error >&2'); time.sleep(0.5)",
    "shell": "!echo shell; echo error >&2; sleep 0.5",
    "shell's lines": "lines = !echo one; echo two\nlines",
    "script magic": "%%bash\necho from bash",
    "captured": "%%capture out\nprint('captured'); display(1)",
    "what was captured": "print(out.stdout, len(out.outputs))",
    "program": "import subprocess; _ = subprocess.run(['echo', 'sub'])",
    "descriptor": "os.write(1, b'raw\\n');",
    "thread": "import threading\nt = threading.Thread(target=print, args=('thread',)); t.start(); t.join()",
    "processes": "from multiprocessing import Pool\ndef d(n): return 2 * n\nwith Pool(2) as p: print(p.map(d, [1, 2]))",
    "pickle": "import pickle\nclass Q: pass\ntype(pickle.loads(pickle.dumps(Q()))), Q.__module__",
    "names": "__name__, type(get_ipython()).__name__, 'x' in globals()",
    "this folder": "open('written.txt', 'w').write('a'); os.listdir()",
    "imports from this folder": "open('beside.py', 'w').write('y = 1')\nimport beside; beside.y",
    "warning": "import warnings; warnings.warn('careful')",
    "logging": "import logging; logging.warning('logged')",
    "input": "input('x')",
    "password": "import getpass; getpass.getpass()",
    "no such magic": "%magic_unknown",
    "syntax": "x =",
    "indentation": "if x:\nprint(1)",
    "error in a function": "def f():\n  y = 0\n  return 1 / y\nf()",
    "error from an error": "try: f()\nexcept Exception as e: raise KeyError('đ') from e",
    "error in await": "async def g():\n  raise ValueError('awaited')\nawait g()",
    "error after display": "print('before'); display(1); raise RuntimeError('after')",
    "name": "not_there",
    "assertion": "assert x == 2, 'x is one'",
    "group": "raise ExceptionGroup('both', [ValueError(1), TypeError(2)])",
    "hostile text": "print('\\x1b[31m<script>alert(1)</script>\\x00\\r\\u202e{x}')",
    "interrupt": "raise KeyboardInterrupt",
    "leave": "sys.exit(3)",
    "still here": "print('still here')",
    "history": "In[-1], len(Out) > 0",
    "matplotlib": "import matplotlib.pyplot as plt\nplt.plot([1, 2]); plt.show()\nprint(plt.get_backend())",
    "figure without show": "plt.plot([2, 1]);",
}

TWO_STREAMS = {"error stream", "system", "shell"}
"""Cells whose streams a stock kernel brings in any order."""

LIBRARY = {"input", "password"}
"""Cells whose traceback ends inside the kernel's own code."""

FIGURES = {"matplotlib", "figure without show"}


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Any, Any]]:
    """What each cell shows in the warm engine and in a stock kernel."""
    node = nbformat.reads(notebook(*CELLS.values()), as_version=4)
    node.metadata["papermill"] = {}
    for cell in node.cells:
        cell.metadata["tags"] = ["raises-exception"]
    found = []
    for name in (NAME, None):
        with pytest.MonkeyPatch.context() as patched:
            patched.chdir(tmp_path_factory.mktemp("run"))
            for name_ in ("MPLBACKEND", "PYTEST_CURRENT_TEST"):  # a kernel takes less note of programs in a test
                patched.delenv(name_, raising=False)
            found.append(
                papermill_engines.execute_notebook_with_engine(name, deepcopy(node), "python3", progress_bar=False)
            )
    warm, stock = found
    assert warm.metadata.language_info == stock.metadata.language_info
    return {name: pair for name, *pair in zip(CELLS, warm.cells, stock.cells, strict=True)}


@pytest.mark.parametrize("name", CELLS)
def test_a_cell_shows_what_it_shows_in_a_stock_kernel(name: str, shown: dict[str, tuple[Any, Any]]) -> None:
    if name in FIGURES:
        pytest.importorskip("matplotlib.pyplot")
    warm, stock = (plain(cell.outputs, name) for cell in shown[name])
    assert warm == stock
    assert shown[name][0].execution_count == shown[name][1].execution_count
    assert any("image/png" in output.get("data", {}) for output in warm) == (name in {*FIGURES, "picture"})


CHANGING = [
    (re.compile(r"/[^ ]*ipykernel_\d+/"), "/ipykernel/"),
    (re.compile(r"altair-viz-[0-9a-f]+"), "altair-viz"),
    (re.compile(r"at 0x[0-9a-f]+"), "at"),
]


def plain(outputs: Any, name: str) -> list[dict[str, Any]]:
    """Outputs without what two runs of one kernel do not have in common."""
    text = json.dumps(outputs)
    for pattern, same in CHANGING:
        text = pattern.sub(same, text)
    found: list[dict[str, Any]] = []
    for output in json.loads(text):
        if name in LIBRARY:
            output.pop("traceback", None)
        before = [one for one in found[0 if name in TWO_STREAMS else -1 :] if one.get("name") == output.get("name", "")]
        if before:  # a kernel brings a stream in any number of pieces
            before[0]["text"] += output["text"]
        else:
            found.append(output)
    return sorted(found, key=str) if name in TWO_STREAMS else found


# -- The engine, as papermill calls it ---------------------------------------------------------------------------


def executed(*cells: str, **options: Any) -> Any:
    node = nbformat.reads(notebook(*cells), as_version=4)
    return execute_notebook(node, None, engine_name=NAME, progress_bar=False, kernel_name="python3", **options)


def test_a_cell_that_fails_is_papermills_error() -> None:
    with pytest.raises(PapermillExecutionError, match="ValueError: broken"):
        executed("x = 1", "raise ValueError('broken')", "print('never')")


STATE = """import builtins, json, locale, os, random, sys, warnings
import numpy as np
import pandas as pd
state = [
    os.environ.get("LEAK"), getattr(json, "leak", None), getattr(builtins, "leak", None), "leak" in sys.modules,
    random.random(), float(np.random.rand()), pd.get_option("display.max_rows"), len(warnings.filters),
    locale.setlocale(locale.LC_ALL), os.umask(0o22), os.listdir(), sys.getrecursionlimit(), hash("text"),
]
print(state)
"""
LEAK = """os.environ["LEAK"] = json.leak = builtins.leak = "1"
sys.modules["leak"] = json
random.seed(5); np.random.seed(5)
pd.set_option("display.max_rows", 7)
warnings.simplefilter("error")
os.umask(0o77); os.chdir("/"); sys.setrecursionlimit(500)
"""


def test_no_notebook_meets_what_another_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    first, second = (executed("x = 1", STATE, LEAK + STATE).cells[-2:] for _ in range(2))
    assert [cell.outputs for cell in first] == [cell.outputs for cell in second]
    assert first[0].outputs != first[1].outputs


def test_a_notebooks_filters_of_warnings_hold_for_its_cells_alone() -> None:
    clients = """import warnings, nbclient.client
def timestamp(*_): warnings.warn("the client warns"); return ""
nbclient.client.timestamp = timestamp
warnings.simplefilter("error")"""
    with pytest.raises(PapermillExecutionError, match="UserWarning: a cell warns"):
        executed("x = 1", clients, "warnings.warn('a cell warns')")


OUTPUTS = ["print('x' * 65_000_000)", "for _ in range(8): print('x' * 8_000_000)", "'x' * 65_000_000"]


@pytest.mark.parametrize("cell", OUTPUTS)
def test_a_notebook_that_shows_too_much_is_refused(cell: str) -> None:
    with pytest.raises(PapermillException, match="shows more than 64 million characters"):
        executed("x = 1", cell)
