"""What an executed notebook says: of itself, and cell by cell as the blocks of a document."""

from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from nbconvert.filters import strip_ansi
from nbformat import NotebookNode

from dtplan_analysis import document
from dtplan_analysis.bilingual import SYNTHETIC
from dtplan_analysis.charts.chart import CHART
from dtplan_analysis.language import Language
from dtplan_analysis.markdown import markdown_html


def about_of(notebook: NotebookNode) -> Mapping[str, Any]:
    """Return what a notebook says of itself: in its metadata, or in the first output that carries it."""
    return notebook.metadata.get("dtplan") or offered(notebook, "application/vnd.dtplan.report+json")


def offered(notebook: NotebookNode, kind: str) -> Mapping[str, Any]:
    """Return what the first output that carries a type has of it; empty where none does."""
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []))
    return next(filter(None, (output.get("data", {}).get(kind) for output in outputs)), {})


def layout_of(notebook: NotebookNode) -> str:
    """Return how a notebook's PDF and Word files are set out: as its run asks, else as its workspace does."""
    return str(notebook.metadata.get("layout") or about_of(notebook).get("layout") or "analysis")


def facts_of(about: Mapping[str, Any], say: Language, name: str) -> dict[str, object]:
    """Return what header and footer say; what the notebook doesn't know, or its title says, is left out."""
    title = str(about.get("title") or name or say("Report"))
    as_of = say.date(date.fromisoformat(str(about["as_of"]))) if about.get("as_of") else ""
    facts = (
        (say("Unit"), about.get("unit")),
        (say("Period"), say.quarter(about.get("quarter") or "")),
        (say("Data as of"), as_of),
    )
    origin = (
        (say("Made with"), f"dtplan-analysis {about['version']}" if about.get("version") else ""),
        (say("Fingerprint of the data"), about.get("input_hash")),
    )
    return {
        **{key: about.get(key) for key in ("plan", "version", "kind", "synthetic", "switches")},
        "title": title,
        "facts": [(term, value) for term, value in facts if value and str(value) not in title],
        "origin": [(term, value) for term, value in origin if value],
    }


def blocks_of(notebook: NotebookNode, title: str, say: Language) -> list[document.Block]:
    """Return the blocks of all that a notebook shows, in order."""
    found = [block for cell in notebook.cells for block in _of_cell(cell, say)]
    said = [document.paragraph(SYNTHETIC)] if about_of(notebook).get("synthetic") else []  # by the head of each page
    return ordered([block for block in found if block not in said], title)


def _of_cell(cell: NotebookNode, say: Language) -> Iterator[document.Block]:
    if cell.cell_type == "markdown":
        yield from _of_markdown(cell.source)
    elif "show" in cell.metadata.get("tags", ()):
        yield _code(cell.source)
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
    """The best of what an output offers; a form beside the page says there once more what the page says."""
    if document.is_form(data):
        return []
    if document.DOCUMENT in data:
        return list(data[document.DOCUMENT])
    words = data.get("text/plain", "")
    if CHART in data:
        alt, told = words.removeprefix(f"{SYNTHETIC}\n\n"), words.startswith(SYNTHETIC)
        drawn = document.figure(data["image/svg+xml"], data[CHART]["title"], alt)
        return [*([document.paragraph(SYNTHETIC)] * told), drawn]
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


def ordered(blocks: Iterable[document.Block], title: str) -> list[document.Block]:
    """Return blocks with headings from level 1 on, none skipped; one that repeats the title goes."""
    deepest, found = 0, []
    for block in blocks:
        if block["type"] != "heading":
            found.append(block)
            continue
        text = " ".join(document.words(block).split())
        if text and not (block["level"] == 1 and text == " ".join(title.split())):
            deepest = min(max(block["level"] - 1, 1), deepest + 1)
            found.append(block | {"level": deepest})
    return found
