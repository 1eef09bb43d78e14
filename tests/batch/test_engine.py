"""The warm engine, as papermill knows it: what it runs, what it cannot, and how a notebook ends."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from batches import notebook
from papermill.engines import NBClientEngine, papermill_engines
from papermill.exceptions import PapermillException
from papermill.execute import execute_notebook

from dtplan_analysis.batch import engine
from dtplan_analysis.batch.engine import NAME


def executed(*cells: str, **options: Any) -> Any:
    node = nbformat.reads(notebook(*cells), as_version=4)
    return execute_notebook(node, None, engine_name=NAME, progress_bar=False, kernel_name="python3", **options)


@pytest.mark.slow
def test_papermills_own_command_finds_the_engine(tmp_path: Path) -> None:
    source, target = tmp_path / "in.ipynb", tmp_path / "out.ipynb"
    source.write_text(notebook("x: int = 1", "import os\nprint(x + 1, os.getppid())"), encoding="utf-8")
    command = [sys.executable, "-m", "papermill", "--engine", NAME, "-p", "x", "3", str(source), str(target)]
    subprocess.run(command, check=True, capture_output=True, cwd=tmp_path)
    done = nbformat.read(target, as_version=4)
    assert [cell.metadata.get("tags", []) for cell in done.cells] == [["parameters"], ["injected-parameters"], []]
    assert done.cells[-1].outputs[0]["text"].startswith("4 ")
    assert done.metadata.papermill.exception is None
    assert done.cells[-1].metadata.papermill.status == "completed"


def test_a_notebook_that_leaves_early_without_a_fault_is_done() -> None:
    done = executed("x = 1", "import sys; print(1); sys.exit(0)", "print('never')")
    assert [len(cell.outputs) for cell in done.cells] == [0, 3, 0]


ENDS = [
    ("import os; os._exit(0)", "its process ended by itself (cell 2 of 3)"),
    ("import os, signal; os.kill(os.getpid(), 9)", "its process was killed by SIGKILL, most often for lack of memory"),
    ("exit()", "DeadKernelError: Kernel died"),
]


@pytest.mark.parametrize(("cell", "fault"), ENDS)
def test_a_notebook_whose_process_dies_is_papermills_error(cell: str, fault: str) -> None:
    with pytest.raises(PapermillException, match=re.escape(fault)):
        executed("x = 1", cell, "print('never')")


def test_a_notebook_that_takes_too_long_is_papermills_error() -> None:
    with pytest.raises(PapermillException, match="it took longer than 1 seconds"):
        executed("x = 1", "while True: pass", execution_timeout=1)


@pytest.mark.parametrize(("language", "warm"), [("R", True), ("python", False)])
def test_what_cannot_be_warm_gets_papermills_own_engine(
    language: str, warm: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr(engine, "WARM", warm)
    monkeypatch.setattr(NBClientEngine, "execute_managed_notebook", lambda *given, **more: asked.append((given, more)))
    node = nbformat.reads(notebook("x <- 1", language=language), as_version=4)
    node.metadata["papermill"] = {}
    papermill_engines.execute_notebook_with_engine(NAME, node, "some", progress_bar=False, execution_timeout=5)
    ((_, kernel), more), *others = asked
    assert (kernel, more["execution_timeout"], others) == ("some", 5, [])
