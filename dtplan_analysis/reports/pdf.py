"""An executed notebook as a PDF file, set by Typst: PDF/UA-1 and PDF/A-2a, and the same bytes whenever it is made."""

import json
import re
import unicodedata
from base64 import b64decode
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from nbconvert.exporters import Exporter
from nbconvert.filters import strip_ansi
from nbformat import NotebookNode
from traitlets import List, Unicode

from dtplan_analysis import document
from dtplan_analysis.charts.drawing import letter_widths
from dtplan_analysis.language import Language
from dtplan_analysis.reports.export import about_of, markdown_html, told
from dtplan_analysis.resources import resource

_SIGNS = frozenset("✓✗∅⚠\u200b\n")
"""What is set beside the letters of the project's fonts: signs of a font of Typst's own, and what takes no place."""

_STEERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""What turns the direction of letters, and would show other words than there are."""

_BREAKS = re.compile("[ \u200b]")
_LONGEST, _FEW = 1500, 14
"""A cell, and a table of few rows, with at most so many letters are not parted over two pages."""

_KEPT, _NAME = 8.0, 12.0
"""So many ems of a number, and of a row's name, stay together."""

_LONG = {n: re.compile(rf"(\S{{{n}}})(?=\S{{{n}}})(?![\u0300-\u036f])") for n in (12, 40)}
"""A word of more letters may be broken after so many: in a cell, and elsewhere."""

_CELLS = ("heads", "rows")
_AS_THEY_ARE = ("svg", "link", "name", "title", "hash")


def to_pdf(notebook: NotebookNode, *, name: str = "") -> bytes:
    """Return the report of an executed notebook as a PDF file; `name` is its title where it says none itself.

    What the notebook says of itself is read as for the HTML page. Objects are set by the blocks that they offer as
    `application/vnd.dtplan.document+json`; for others what can be set of their HTML, else a picture or text is taken.
    Letters that no font has come out as their code points. Raises InputError for a language there isn't.

    >>> from nbformat.v4 import new_markdown_cell, new_notebook
    >>> about = {"language": "en", "title": "Institute A, Q2 2024", "as_of": "2024-06-30"}
    >>> to_pdf(new_notebook(cells=[new_markdown_cell("## Targets")], metadata={"dtplan": about}))[:5]
    b'%PDF-'
    """
    import typst  # here: its threads must not be in a parent of forks

    about = about_of(notebook)
    report = _report(notebook, about, name)
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(resource("templates") / "fonts")])
    return typst.compile(
        resource("templates") / "pdf" / "analysis.typ",
        font_paths=fonts,
        ignore_system_fonts=True,
        sys_inputs={"report": json.dumps(report, ensure_ascii=False)},
        pdf_standards=["ua-1", "a-2a"],
        timestamp=datetime(**report["as_of"], tzinfo=UTC),
        format="pdf",
    )


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


def _report(notebook: NotebookNode, about: Mapping[str, Any], name: str) -> dict[str, Any]:
    """What the template is given: plain values, with nothing in them that a font lacks."""
    say = Language(about.get("language", "vi"))
    shown = told(about, say, name)
    day = date.fromisoformat(str(about.get("as_of") or "1970-01-01"))  # an archive wants a date
    synthetic = {
        "mark": "Dữ liệu mô phỏng / Synthetic data",
        "sentence": say("Every figure here is made up to show how the report works; none describes a real unit."),
    }
    blocks = [block for cell in notebook.cells for block in _blocks(cell, say)]
    report = {
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
        "blocks": list(_ordered(blocks, str(shown["title"]))),
    }
    cleaned: dict[str, Any] = _clean(report)
    for block in cleaned["blocks"]:
        if block["type"] == "table":
            _measure(block)
    return cleaned


def _blocks(cell: NotebookNode, say: Language) -> Iterator[document.Block]:
    if cell.cell_type == "markdown":
        yield from _of_markdown(cell.source)
    for output in cell.get("outputs", []):
        if output.output_type == "error":
            what = say("This part of the report failed: {error}", error=f"{output.ename}: {output.evalue}")
            yield _fault(what, "\n".join(output.traceback))
        elif output.output_type == "stream" and output.name == "stderr":
            yield _fault(say("Warnings of the program"), output.text)
        elif output.output_type == "stream":
            yield _code(output.text)
        else:
            yield from _of_data(output.data, say)


def _of_data(data: Mapping[str, Any], say: Language) -> list[document.Block]:
    """The best of what an output offers."""
    if document.DOCUMENT in data:
        return list(data[document.DOCUMENT])
    words = data.get("text/plain", "")
    if "text/html" in data:
        try:
            return document.blocks(data["text/html"])
        except ValueError:
            pass
    alt = words or say("A picture without a description")  # PDF/UA wants words for each
    if "image/svg+xml" in data:
        return [document.figure(data["image/svg+xml"], "", alt)]
    if "image/png" in data:
        return [document.figure("", "", alt) | {"png": list(b64decode(data["image/png"]))}]
    if "text/markdown" in data:
        return _of_markdown(data["text/markdown"])
    return [_code(words)] if words else []


def _of_markdown(source: str) -> list[document.Block]:
    try:
        return document.blocks(markdown_html(source))
    except ValueError:  # an image
        return [document.paragraph(source)]


def _fault(what: str, text: str) -> document.Block:
    return _code(text) | {"type": "fault", "what": what}


def _code(text: str) -> document.Block:
    return {"type": "code", "text": strip_ansi(text).strip("\n")}  # type: ignore[no-untyped-call]


def _ordered(blocks: list[document.Block], title: str) -> Iterator[document.Block]:
    """Yield the blocks with headings from level 1 on, none skipped; one that repeats the title goes."""
    deepest = 0
    for block in blocks:
        if block["type"] != "heading":
            yield block
            continue
        text = " ".join("".join(run["text"] for run in block["runs"]).split())
        if text and not (block["level"] == 1 and text == " ".join(title.split())):
            deepest = min(max(block["level"] - 1, 1), deepest + 1)
            yield block | {"level": deepest}


def _clean(value: Any, name: str = "") -> Any:
    """Return a value with texts that can be set: composed letters that a font has, and words that can be broken."""
    if isinstance(value, dict):
        return {key: _clean(one, name if name in _CELLS and key != "link" else key) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return value if name == "png" else [_clean(one, name) for one in value]
    if not isinstance(value, str):
        return value
    text = unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\t", "    ")
    if not _letters().issuperset(text):
        text = "".join(letter if letter in _letters() else f"[U+{ord(letter):04X}]" for letter in text)
    return text if name in _AS_THEY_ARE else _LONG[12 if name in _CELLS else 40].sub("\\1\u200b", text)


def _measure(table: document.Block) -> None:
    """Say how long the longest word and line of each column are, in ems, and what may be parted over two pages."""
    heads = [_extent(cell["runs"]) for cell in table["heads"]]
    body = [[_extent(cell["runs"]) for cell in row] for row in table["rows"]]
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


def _extent(runs: list[document.Run]) -> tuple[float, float]:
    """Return the lengths of the longest word and of the longest line, in ems."""
    word, most, line = 0.0, 0.0, 0.0
    for run in runs:
        scale = 0.9 if run.get("small") else 1.05  # bold letters are wider
        for n, part in enumerate(run["text"].split("\n")):
            words = [sum(_widths().get(letter, 0.7) for letter in one) * scale for one in _BREAKS.split(part)]
            line = (0 if n else line) + sum(words) + 0.28 * (len(words) - 1)
            word, most = max(word, *words), max(most, line)
    return word, most


@cache
def _letters() -> frozenset[str]:
    """The letters that every style of the project's font has, and the signs."""
    fonts = sorted((resource("templates") / "fonts").glob("LiberationSans-*.ttf"))
    return frozenset.intersection(*(frozenset(letter_widths(font)) for font in fonts)) - _STEERING | _SIGNS


@cache
def _widths() -> dict[str, float]:
    return letter_widths(resource("templates") / "fonts" / "LiberationSans-Regular.ttf") | {"\u200b": 0.0}
