"""The formats of a report: the one list of them, which command line, matrix, batch and site ask."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from dtplan_analysis.figures import METADATA
from dtplan_analysis.language import Language

if TYPE_CHECKING:
    from nbformat import NotebookNode  # takes long to load


@dataclass(frozen=True)
class Format:
    """A format, made by the function `export` of a module of this package, which is loaded when first asked."""

    module: str
    beside: tuple[str, ...] = ()
    """The endings of further files that go with each file."""
    of_draft: bool = False
    """Whether it is made of the official draft, which a notebook then has to offer."""


FORMATS: Mapping[str, Format] = {
    "html": Format("html"),
    "pdf": Format("pdf"),
    "docx": Format("docx", of_draft=True),
    "xlsx": Format("figures"),
    "ods": Format("figures"),
    "csv": Format("figures", beside=(METADATA,)),
    "json": Format("figures"),
    "form.xlsx": Format("form", of_draft=True),
}
"""The formats by the endings of their files, in the order in which they are offered."""


def endings(formats: Iterable[str]) -> tuple[str, ...]:
    """Return the endings of all files that formats have.

    >>> endings(["html", "csv"])
    ('html', 'csv', 'csv-metadata.json')
    """
    return tuple(dict.fromkeys(ending for name in formats for ending in (name, *FORMATS[name].beside)))


def export(notebook: "NotebookNode", ending: str, templates: Path | None = None) -> bytes:
    """Return the file of an executed notebook with this ending; the workspace's own `templates` stand before ours."""
    module = next(one.module for name, one in FORMATS.items() if ending in (name, *one.beside))
    content: bytes = import_module(f"dtplan_analysis.exports.{module}").export(notebook, ending, templates)
    return content


def wants_draft(formats: Iterable[str]) -> bool:
    """Return whether one of some formats is made of the official draft.

    >>> wants_draft(["html", "docx"])
    True
    """
    return any(FORMATS[name].of_draft for name in formats if name in FORMATS)


def format_word(ending: str, say: Language) -> str:
    """Return what a link to a report's file says."""
    return {"html": say("Report"), "docx": "Word", "form.xlsx": say("One-stop form"), METADATA: "CSVW"}.get(
        ending, ending.upper()
    )
