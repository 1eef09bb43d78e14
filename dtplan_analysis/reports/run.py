"""Making the reports of a quarter: one executed notebook for each unit and language, and a page of each."""

import hashlib
import multiprocessing
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from dtplan_analysis.errors import InputError
from dtplan_analysis.resources import resource
from dtplan_analysis.units import TOTAL
from dtplan_analysis.workspace import Store, Workspace

UNIT_NOTEBOOK, MINISTRY_NOTEBOOK = "unit_quarter.ipynb", "ministry_quarter.ipynb"

_LONGEST = 60
"""At most so many letters of a code stand in a file's name."""


@dataclass(frozen=True)
class Job:
    """One report: a notebook, its parameters, and where the page goes."""

    notebook: Path
    parameters: dict[str, str]
    unit: str
    language: str
    page: Path
    templates: Path | None = None
    """The workspace's own templates, where it has some."""


@dataclass(frozen=True)
class Outcome:
    """What became of a job; `error` is empty where the page was written."""

    job: Job
    error: str = ""


def jobs(
    store: Store,
    quarter: str,
    *,
    languages: Sequence[str],
    units: Sequence[str] = (),
    output: Path,
) -> list[Job]:
    """Return the reports of a quarter: those of the named units, or of every unit and of all together.

    Units are codes, names or aliases. Raises UnitError or PeriodError, with the nearest, before anything is made.
    """
    period = store.quarter(quarter)
    if units:
        codes = list(dict.fromkeys(TOTAL if text == TOTAL else store.units.find(text).code for text in units))
    else:
        codes = [TOTAL, *(unit.code for unit in store.units if unit.exists_in(period.start, period.end))]
    found = []
    for code in codes:
        for language in languages:
            parameters = {"workspace": str(store.workspace.folder), "quarter": quarter, "language": language}
            if code != TOTAL:
                parameters["unit"] = code
            notebook = _notebook(store.workspace, MINISTRY_NOTEBOOK if code == TOTAL else UNIT_NOTEBOOK)
            name = file_name(store.workspace.plan.id, "all-units" if code == TOTAL else code, quarter, language)
            found.append(Job(notebook, parameters, code, language, output / name, _templates(store.workspace)))
    taken: dict[Path, str] = {}
    for job in found:
        other = taken.setdefault(job.page, job.unit)
        if other != job.unit:
            raise InputError(
                f"the units {other!r} and {job.unit!r} would share the file {job.page.name}",
                where="units",
                remedy="give the two units codes that differ in letters or digits",
            )
    return found


def _notebook(workspace: Workspace, name: str) -> Path:
    """Return the workspace's own notebook where it has one, else the library's."""
    own = workspace.folder / "notebooks" / name
    return own if own.is_file() else resource("notebooks") / name


def _templates(workspace: Workspace) -> Path | None:
    own = workspace.folder / "templates" / "html"
    return own if own.is_dir() else None


def file_name(plan: str, unit: str, quarter: str, language: str) -> str:
    """Return a page's file name: plan, unit, quarter and language, without a letter that a file system dislikes.

    >>> file_name("320-2024", "../HĐ XD", "2024Q2", "vi")
    '320-2024_hd-xd_2024Q2_vi.html'
    """
    return "_".join([_safe(plan), _safe(unit).lower(), quarter, language]) + ".html"


def _safe(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d")).encode("ascii", "ignore").decode()
    name = re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")
    if name and len(name) <= _LONGEST:
        return name
    # Nothing is left of a name in another script, and a file's name may not be as long as a unit's.
    return f"{name[:_LONGEST] or 'unit'}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def run(found: Sequence[Job], *, workers: int | None = None) -> Iterator[Outcome]:
    """Make the reports, several at a time; yields each outcome as it comes. One that fails does not stop the rest."""
    workers = min(workers or os.cpu_count() or 1, len(found)) or 1
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        waiting: dict[Future[str], Job] = {pool.submit(make, job): job for job in found}
        try:
            for done in as_completed(waiting):
                error = done.exception()
                yield Outcome(waiting[done], f"{type(error).__name__}: {error}" if error else done.result())
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def make(job: Job) -> str:
    """Execute a job's notebook and write its page in one piece; returns the error, empty where it went well."""
    # Heavy, and needed in the worker alone.
    import papermill
    from papermill.exceptions import PapermillExecutionError
    from traitlets.config import Config

    from dtplan_analysis.reports.export import to_html

    try:
        # Kernels talk over files of their own: ports race between processes, and are open to the machine.
        with tempfile.TemporaryDirectory(prefix="dtplan-") as sockets:
            executed = papermill.execute_notebook(
                str(job.notebook).replace("{", "{{").replace("}", "}}"),  # papermill fills in what stands in braces
                None,
                parameters=job.parameters,
                kernel_name="python3",
                progress_bar=False,
                shutdown_kernel="immediate",
                config=Config({"KernelManager": {"transport": "ipc", "ip": f"{sockets}/kernel"}}),
            )
    except PapermillExecutionError as failure:
        return f"{failure.ename}: {failure.evalue} (cell {failure.cell_index} of {job.notebook.name})"
    except (OSError, RuntimeError, ValueError) as failure:
        return f"{type(failure).__name__}: {failure}"
    write_whole(job.page, to_html(executed, templates=job.templates))
    return ""


def write_whole(file: Path, text: str) -> None:
    """Write a file under a name of its own, then put it in its place: a reader never sees half of it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    content = text.encode()
    with tempfile.NamedTemporaryFile(dir=file.parent, suffix=".part", delete=False) as stream:
        fresh = Path(stream.name)
        try:
            stream.write(content)
            stream.close()
            fresh.chmod(0o644)
            fresh.replace(file)
        except OSError:
            fresh.unlink(missing_ok=True)
            raise
