"""Making one report, in a process of its own: the notebook's cells, then a file of each format."""

import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from papermill.engines import papermill_engines
from papermill.exceptions import PapermillExecutionError
from papermill.execute import execute_notebook, raise_for_execution_errors
from traitlets.config import Config

from dtplan_analysis.batch.engine import IN_PROCESS, InProcessEngine
from dtplan_analysis.batch.matrix import Report
from dtplan_analysis.batch.parameters import parameters
from dtplan_analysis.exports.formats import export
from dtplan_analysis.exports.notebook import offered
from dtplan_analysis.process import Ended
from dtplan_analysis.reports.shown import RENDERED
from dtplan_analysis.scratch import own_folder

_LARGEST_FILE = 2**31


def make(
    tell: Callable[[Any], None], report: Report, folder: Path, warm: bool, variables: Mapping[str, str]
) -> tuple[dict[str, bytes], dict[str, str]]:
    """Return the files of a report by format, and what it says that they show.

    `tell` is told the number of each cell that is begun, from 1 on. The cells run in a folder inside `folder`, which is
    the report's own, with `variables` in their environment. Raises Ended with the fault and its cell.
    """
    _bound()
    os.environ.update(variables)
    added = 0

    def begin(cell: Any, cell_index: int) -> None:
        nonlocal added
        added += "injected-parameters" in cell.metadata.get("tags", [])  # not in the notebook that its author sees
        tell(cell_index + 1 - added)

    papermill_engines.register(IN_PROCESS, InProcessEngine)
    # Kernels of their own talk over files: ports race between processes, and are open to the machine.
    with tempfile.TemporaryDirectory(prefix="dtplan-", dir=own_folder()) as sockets:
        _move_into(folder)
        stock = {"config": Config({"KernelManager": {"transport": "ipc", "ip": f"{sockets}/kernel"}})}
        engine = IN_PROCESS if warm else None
        prepared = execute_notebook(
            str(report.notebook).replace("{", "{{").replace("}", "}}"),  # papermill fills in what stands in braces
            None,
            parameters={**report.parameters, **({"layout": report.form} if _takes_form(report) else {})},
            engine_name=engine,
            kernel_name="python3",
            prepare_only=True,
        )
        # In two steps: in one, papermill writes the whole executed notebook, though to no file.
        executed = papermill_engines.execute_notebook_with_engine(
            engine,
            prepared,
            kernel_name="python3",
            progress_bar=False,
            shutdown_kernel="immediate",
            on_cell_start=begin,
            **({} if warm else stock),
        )
        try:
            raise_for_execution_errors(executed, None)
        except PapermillExecutionError as failure:
            raise Ended(f"{failure.ename}: {failure.evalue}") from None
    for one in executed.cells:
        if one.cell_type == "code":
            one.outputs = _joined(one.outputs)
    executed.metadata["report"] = report.name
    if report.layout:
        executed.metadata["layout"] = report.layout
    files = {ending: export(executed, ending, report.templates) for ending in report.formats}
    return files, dict(offered(executed, RENDERED))


def _takes_form(report: Report) -> bool:
    """Return whether a report's notebook is asked for a form too; one of the office's own may know none."""
    return bool(report.form) and "layout" in parameters(report.notebook)


def _joined(outputs: list[Any]) -> list[Any]:
    """Return outputs with each stream in one piece, as it stands at the end: a kernel brings it in any number.

    nbclient's own way takes hours for a line of a million letters.
    """
    streams: dict[str, Any] = {}
    for output in outputs:
        if output.output_type == "stream":
            first = streams.setdefault(output.name, output)
            first.text += output.text if first is not output else ""
    for output in streams.values():  # what comes after a carriage return takes the place of what was before
        output.text = "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in output.text.split("\n"))
    return [output for output in outputs if output.output_type != "stream" or streams[output.name] is output]


def _move_into(folder: Path) -> None:
    """Let what a notebook leaves behind lie in a folder, and a file that it writes to its place in one inside that."""
    tempfile.tempdir = str(folder)
    os.environ.update(TMPDIR=str(folder), JUPYTER_RUNTIME_DIR=str(folder))
    place = folder / "work"
    place.mkdir()
    os.chdir(place)


def _bound() -> None:
    """Let no file that a notebook writes fill the disk."""
    try:
        import resource
    except ImportError:  # Windows
        return
    given = (one for one in resource.getrlimit(resource.RLIMIT_FSIZE) if one != resource.RLIM_INFINITY)
    least = min([_LARGEST_FILE, *given])
    resource.setrlimit(resource.RLIMIT_FSIZE, (least, least))
