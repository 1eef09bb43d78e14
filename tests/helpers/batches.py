"""Small batches for tests: an office whose notebooks are the test's own, and what lives or lies about afterwards."""

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from drawer import drawing
from office import dossiers, write_csv, write_office

from dtplan_analysis.batch import Outcome, Report, held, matrix, plan, run, write_manifest
from dtplan_analysis.workspace import Store

PARAMETERS = 'workspace: str = ""\nunit: str = ""\nquarter: str = ""\nlanguage: str = "vi"'


def notebook(*sources: str, language: str = "python") -> str:
    """A notebook of these cells; the first takes the parameters."""
    about: dict[str, Any] = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    cells = [about | {"id": f"c{place}", "source": source} for place, source in enumerate(sources)]
    cells[0] = cells[0] | {"metadata": {"tags": ["parameters"]}}
    kernel = {"display_name": language, "language": language, "name": "python3"}
    return json.dumps({"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5})


def office(folder: Path, **notebooks: str | Sequence[str]) -> Path:
    """Write a workspace of two units and one target, with notebooks of these cells after that of the parameters."""
    write_office(folder, {"dossiers": dossiers("AA", "2024Q2", 7, 3) + dossiers("BB", "2024Q2", 4, 6)}, targets="CB2")
    (folder / "notebooks").mkdir()
    for name, cells in notebooks.items():
        cells = [cells] if isinstance(cells, str) else cells
        (folder / "notebooks" / f"{name}.ipynb").write_text(notebook(PARAMETERS, *cells), encoding="utf-8")
    return folder


def listed(folder: Path, *rows: dict[str, object]) -> Path:
    """Write a matrix of English reports of 2024Q2."""
    write_csv(folder / "matrix.csv", [{"quarter": "2024Q2", "language": "en", **row} for row in rows])
    return folder / "matrix.csv"


def english(store: Store, *units: str) -> list[Report]:
    """The English reports of 2024Q2."""
    return matrix(store, ["2024Q2"], languages=("en",), units=units)


def made(store: Store, reports: Sequence[Report], folder: Path | None = None, **options: Any) -> dict[str, Outcome]:
    """Make reports as the command line does; what became of each, by notebook and unit."""
    force = options.pop("force", False)
    with drawing(), held(folder or store.workspace.folder / "reports") as output:
        planned = plan(store, reports, output, force=force)
        found = {outcome.report.name: outcome for outcome in run(store, planned, output, **options)}
        write_manifest(store, ["2024Q2"], output)
    return found


def contents(folder: Path) -> dict[str, bytes]:
    """All files of an output folder, but for what the batch notes down for itself."""
    files = (file for file in sorted(folder.rglob("*")) if file.is_file())
    found = {str(file.relative_to(folder)): file.read_bytes() for file in files}
    return {name: content for name, content in found.items() if not name.startswith(".dtplan")}


def living(pid: int, session: int | None = None) -> bool:
    """Whether a process lives: one that is killed stands in the list until its parent looks at it."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return False
    return stat[0] not in "ZX" and session in (None, int(stat[3]))


def marked(mark: str) -> list[int]:
    """The processes that live and were started with a word in their environment."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (folder / "environ").read_bytes() and living(int(folder.name)):
                found.append(int(folder.name))
        except OSError:
            continue
    return found


def until(true: Callable[[], object], seconds: float = 120) -> None:
    """Wait until something is so; fails where it never is."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came to be"
        time.sleep(0.02)
