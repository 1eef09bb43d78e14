"""An executed notebook as a PDF file, set by Typst: PDF/UA-1 and PDF/A-2a, and the same bytes whenever it is made."""

import json
import re
import shutil
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from traitlets import List, Unicode

from dtplan_analysis import document
from dtplan_analysis.bilingual import SYNTHETIC
from dtplan_analysis.charts.drawing import letter_widths
from dtplan_analysis.direction import STEERING
from dtplan_analysis.errors import ConfigurationError
from dtplan_analysis.exports.notebook import about_of, blocks_of, facts_of, layout_of, offered, ordered
from dtplan_analysis.exports.typeset import extent, letters_of, typeset
from dtplan_analysis.language import Language
from dtplan_analysis.reports.kinds import has_official_form
from dtplan_analysis.resources import resource

_SIGNS = frozenset("✓✗∅⚠\u200b\u2060\n")
"""What is set beside the letters of the project's fonts: signs of a font of Typst's own, and what takes no place."""

_LONGEST, _FEW = 1500, 14
"""A cell, and a table of few rows, with at most so many letters are not parted over two pages."""

_KEPT, _NAME = 8.0, 12.0
"""So many ems of a number, and of a row's name, stay together."""

_LONG = {n: re.compile(rf"(\S{{{n}}})(?=\S{{{n}}})(?![\u0300-\u036f])") for n in (12, 40)}
"""A word of more letters may be broken after so many: in a cell, and elsewhere."""

_OFFERED = {"official": document.OFFICIAL, "summary": document.SUMMARY}
"""The layouts that a notebook has to offer something for."""

_FACES = {"analysis": "LiberationSans", "official": "LiberationSerif", "summary": "LiberationSans"}
"""The layouts, each a template, and the face of their letters."""

_ELSEWHERE = re.compile(rb'\b(?:(?:import|include)\b(?!\s*"[^"\\@\n]*")|eval\b)[^\n]{0,60}')
"""What a template could load from elsewhere: all that is not a file by its plain name."""

_PLACE = re.compile(r"[/\\]pdf[/\\](\S+):(\d+):\d+\s")
"""Where a fault of a template lies."""

_CELLS = ("above", "heads", "rows")
_AS_THEY_ARE = ("svg", "link", "name", "title", "hash")


def to_pdf(notebook: NotebookNode, *, name: str = "", templates: Path | None = None) -> bytes:
    """Return the report of an executed notebook as a PDF file; `name` is its title where it says none itself.

    What the notebook says of itself is read as for the HTML page. Where its layout is the official one, the form that
    it offers as `application/vnd.dtplan.official+json` is set; where it is the summary, what it offers as
    `application/vnd.dtplan.summary+json`, on one page. Else its objects are set by the blocks
    that they offer as `application/vnd.dtplan.document+json`; for others what can be set of their HTML, else a picture
    or text is taken. Letters that no font has come out as their code points. Files in the folder `pdf` of `templates`
    stand in for the project's own. Raises InputError for a language there isn't, ConfigurationError for such a file
    that cannot be used, and for a quarter's report that lacks the form which is wanted.

    >>> from nbformat.v4 import new_markdown_cell, new_notebook
    >>> about = {"language": "en", "title": "Institute A, Q2 2024", "as_of": "2024-06-30"}
    >>> to_pdf(new_notebook(cells=[new_markdown_cell("## Targets")], metadata={"dtplan": about}))[:5]
    b'%PDF-'
    """
    import typst  # here: its threads must not be in a parent of forks

    about, layout = about_of(notebook), layout_of(notebook)
    content = offered(notebook, _OFFERED[layout]) if layout in _OFFERED else {}
    if not content and layout in _OFFERED and has_official_form(str(about.get("kind"))):
        raise ConfigurationError(
            f"has no {layout} form, which is wanted",
            where="the notebook",
            remedy="end it with a cell report.form(layout), or take the workspace's own copy of it away",
        )
    layout = layout if content else "analysis"
    report = _report(notebook, about, name, {layout: content})
    given = json.dumps(_clean(report, _FACES[layout]), ensure_ascii=False)
    own = templates / "pdf" if templates and (templates / "pdf").is_dir() else None
    with _laid_out(own) as folder:
        try:
            return typeset(
                folder / f"{layout}.typ",
                root=folder,
                sys_inputs={"report": given, "marks": "some" if any(map(unicodedata.combining, set(given))) else ""},
                pdf_standards=["ua-1", "a-2a"],
                timestamp=datetime(**report["as_of"], tzinfo=UTC),
                format="pdf",
            )
        except typst.TypstError as error:
            if own is None:
                raise
            found = _PLACE.search(error.diagnostic)
            raise ConfigurationError(
                f"{error.message} (a fault of the workspace's own template)",
                where=f"templates/pdf/{found[1]}, line {found[2]}" if found else "templates/pdf",
                remedy="correct it, or take it away: the project's own template is then used",
            ) from None


def export(notebook: NotebookNode, ending: str, templates: Path | None = None) -> bytes:  # noqa: ARG001
    """Return the report as a file of a report."""
    return to_pdf(notebook, templates=templates)


@contextmanager
def _laid_out(own: Path | None) -> Iterator[Path]:
    """Give the folder of the templates: the project's, with the workspace's own files in their place."""
    shipped = resource("templates") / "pdf"
    if own is None:
        yield shipped
        return
    with TemporaryDirectory(prefix="dtplan-") as place:
        folder = Path(shutil.copytree(shipped, Path(place) / "pdf"))
        for file in sorted(own.rglob("*")):
            if file.is_file() and file.resolve().is_relative_to(own.resolve()):  # not what a link leads to
                content, there = file.read_bytes(), folder / file.relative_to(own)
                if file.suffix == ".typ" and (found := _ELSEWHERE.search(content)):
                    raise ConfigurationError(
                        f"says {found[0].decode(errors='replace').strip()!r}",
                        where=f"templates/pdf/{file.relative_to(own).as_posix()}",
                        remedy="import files beside it, each by its name in quotes: nothing is loaded from elsewhere",
                    )
                there.parent.mkdir(parents=True, exist_ok=True)
                there.write_bytes(content)
        yield folder


class PdfExporter(Exporter):
    """Exporter of nbconvert, there named `dtplan-pdf`."""

    export_from_notebook = "PDF (dtplan report)"
    output_mimetype = "application/pdf"
    file_extension = Unicode(".pdf").tag(config=True)
    default_preprocessors: List[Any] = List([]).tag(config=True)

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """Return the file and nbconvert's resources."""
        nb, resources = super().from_notebook_node(nb, resources, **kw)
        return to_pdf(nb, name=resources.get("metadata", {}).get("name", "")), resources


def _report(
    notebook: NotebookNode, about: Mapping[str, Any], name: str, forms: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """What the template is given: plain values; of the official form its own blocks, of the summary none."""
    say = Language(about.get("language", "vi"))
    official, summary = forms.get("official", {}), forms.get("summary", {})
    shown = facts_of(about, say, name)
    day = date.fromisoformat(str(about.get("as_of") or "1970-01-01"))  # an archive wants a date
    synthetic = {
        "mark": SYNTHETIC,
        "sentence": say("Every figure here is made up to show how the report works; none describes a real unit."),
    }
    title = str(shown["title"])
    blocks = [] if summary else ordered(official["blocks"], title) if official else blocks_of(notebook, title, say)
    return {
        "name": notebook.metadata.get("report", ""),
        "language": say.code,
        "title": shown["title"],
        "headline": shown["title"],
        "organisation": about.get("organisation") or "",
        "plan": about.get("plan") or "",
        "facts": shown["facts"],
        "origin": shown["origin"],
        "hash_word": say("Fingerprint of the data"),
        "hash": about.get("input_hash") or "",
        "synthetic": synthetic if about.get("synthetic") else None,
        "as_of": {"year": day.year, "month": day.month, "day": day.day},
        "blocks": blocks,
        "official": official,
        "summary": summary,
    }


def _clean(report: dict[str, Any], face: str) -> dict[str, Any]:
    """Return a report with nothing in it that a face lacks, and its tables measured."""
    cleaned: dict[str, Any] = _cleaned(report, "", _letters(face))
    annexes = cleaned["official"]["annexes"] if cleaned["official"] else []
    for block in [*cleaned["blocks"], *(block for annex in annexes for block in annex["blocks"])]:
        if block["type"] == "table":
            _measure(block, letters_of(f"{face}-Regular"))
    return cleaned


def _cleaned(value: Any, name: str, letters: frozenset[str]) -> Any:
    """Return a value with texts that can be set: composed letters that a font has, and words that can be broken."""
    if isinstance(value, dict):
        return {
            key: _cleaned(one, name if name in _CELLS and key != "link" else key, letters) for key, one in value.items()
        }
    if isinstance(value, list | tuple):
        return value if name == "png" else [_cleaned(one, name, letters) for one in value]
    if not isinstance(value, str):
        return value
    text = unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\t", "    ").replace("\ufeff", "\u2060")
    if not letters.issuperset(text):
        text = "".join(letter if letter in letters else f"[U+{ord(letter):04X}]" for letter in text)
    return text if name in _AS_THEY_ARE else _LONG[12 if name in _CELLS else 40].sub("\\1\u200b", text)


def _measure(table: document.Block, widths: Mapping[str, float]) -> None:
    """Say how long the longest word and line of each column are, in ems, and what may be parted over two pages."""
    heads = [extent(cell["runs"], widths) for cell in table["heads"]]
    body = [[extent(cell["runs"], widths) for cell in row] for row in table["rows"]]
    fewest, most = [], []
    for n, (word, line) in enumerate(heads):
        longest = max((row[n][1] for row in body if n < len(row)), default=0.0)
        words = max((row[n][0] for row in body if n < len(row)), default=0.0)
        if n in (0, *table["numbers"]):  # figures stay in one line, names are broken late
            words = max(words, min(longest, _KEPT if n else _NAME))
        fewest.append(max(word, words))
        most.append(max(word, words, longest, line / 2))  # a head has two lines
    letters = [[sum(len(run["text"]) for run in cell["runs"]) for cell in row] for row in table["rows"]]
    table |= {"fewest": fewest, "most": most, "whole": len(letters) <= _FEW and sum(map(sum, letters)) <= _LONGEST}
    for row, lengths in zip(table["rows"], letters, strict=True):
        for cell, length in zip(row, lengths, strict=True):
            cell["long"] = length > _LONGEST


@cache
def _letters(face: str) -> frozenset[str]:
    """The letters that every style of a face has, and the signs."""
    fonts = sorted((resource("templates") / "fonts").glob(f"{face}-*.ttf"))
    return frozenset.intersection(*(frozenset(letter_widths(font)) for font in fonts)) - STEERING | _SIGNS
