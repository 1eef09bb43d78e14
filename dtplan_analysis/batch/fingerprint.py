"""What a report depends on, part by part: as long as no part changed, the report that is there is the right one."""

import hashlib
import json
import platform
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import dtplan_analysis
from dtplan_analysis.batch.matrix import Report, notebook_folders
from dtplan_analysis.batch.output import Entry
from dtplan_analysis.errors import ConfigurationError, InputError
from dtplan_analysis.language import LANGUAGES
from dtplan_analysis.reports.subject import Subject
from dtplan_analysis.resources import resource
from dtplan_analysis.workspace import Store

PARTS = ("notebook", "parameters", "figures", "text", "configuration", "library", "template", "versions")
"""The parts of a fingerprint, in the order in which they are explained."""

_SOFTWARE = (
    *("altair", "babel", "duckdb", "jinja2", "markupsafe", "mini-racer", "mistune", "narwhals", "nbconvert", "numpy"),
    *("openpyxl", "pandas", "papermill", "pyarrow", "scipy", "typst", "vl-convert-python"),
)


class Fingerprints:
    """The fingerprints of the reports of a store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._figures: dict[tuple[str, str], str] = {}
        # Looked at once for one plan, and anew for the next.
        self._code, self._files, self._folder = cache(_code), cache(_files), cache(_folder)

    def of(self, report: Report, before: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return a report's fingerprint, part by part.

        `before` is one that was made on the same store: figures that are read as they were then are the same.
        """
        own = self._folder(report.templates) if report.templates else ""
        found = {
            "notebook": self._code(report.notebook),
            "parameters": _hash(json.dumps(report.about["parameters"], sort_keys=True, ensure_ascii=False)),
            "text": self._text(report),
            "configuration": self._files(self._store.workspace.files),
            "library": self._folder(Path(dtplan_analysis.__file__).parent),
            "template": self._folder(resource("templates")) + own,
            "versions": _versions(),
        }
        same = before and all(before.get(part) == found[part] for part in ("notebook", "library", "versions"))
        found["figures"] = (
            before["figures"] if before and same else self._figures_of(report.notebook, report.unit, report.quarter)
        )
        return {part: found[part] for part in PARTS}

    def shows(self, entry: Entry) -> bool:
        """Return whether a report that was made on another state of the store shows the figures of this one."""
        places = [folder / entry.about["notebook"] for folder in notebook_folders(self._store.workspace)]
        notebook = next((place for place in places if place.is_file()), None)
        try:
            told = notebook and self._figures_of(notebook, entry.about["unit"], entry.about["quarter"])
        except InputError:  # of a quarter or unit that is there no longer
            return False
        return bool(told) and told == entry.fingerprint.get("figures")

    def is_shipped(self, notebook: Path) -> bool:
        """Return whether a notebook does what a shipped one does."""
        shipped = resource("notebooks") / notebook.name
        return shipped.is_file() and self._code(shipped) == self._code(notebook)

    def _text(self, report: Report) -> str:
        """Return the hash of the office's own text in a report; empty where there is none."""
        official = self._store.workspace.official
        try:
            file = official.text(report.unit, report.quarter, report.language) if official else None
        except ConfigurationError as error:  # which the report will raise, and no other
            return _hash(str(error))
        return _hash(file.read_bytes()) if file else ""

    def _figures_of(self, notebook: Path, unit: str, quarter: str) -> str:
        """Return the hash of the figures and records that a report shows.

        A notebook of the office's own may show anything, and depends on everything that was read.
        """
        if not self.is_shipped(notebook):
            return _hash(json.dumps([self._store.inputs, str(self._store.as_of)], sort_keys=True))
        key = unit, quarter
        if key not in self._figures:
            self._figures[key] = Subject(self._store, unit, self._store.quarter(quarter), LANGUAGES[0]).input_hash
        return self._figures[key]


def software() -> dict[str, str]:
    """Return the versions of what makes a report."""
    found = {"python": platform.python_version(), "dtplan-analysis": dtplan_analysis.__version__}
    for name in _SOFTWARE:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = ""
    return found


def _hash(content: str | bytes) -> str:
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()


@cache
def _versions() -> str:
    return _hash(json.dumps(software()))


def _code(notebook: Path) -> str:
    """Return a hash of what a notebook does and says; outputs and what an editor notes down are left out."""
    cells: list[dict[str, Any]] = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return _hash(json.dumps([[cell["cell_type"], "".join(cell["source"])] for cell in cells], ensure_ascii=False))


def _files(files: tuple[Path, ...]) -> str:
    return _hash("".join(f"{file.name}:{_hash(file.read_bytes())}\n" for file in files))


def _folder(folder: Path) -> str:
    skipped = ("__pycache__", "notebooks", "data", ".ipynb_checkpoints")
    files = ((file.relative_to(folder), file) for file in sorted(folder.rglob("*")) if file.is_file())
    kept = ((name.as_posix(), file) for name, file in files if not {*name.parts} & {*skipped})
    return _hash("".join(f"{name}:{_hash(file.read_bytes())}\n" for name, file in kept))
