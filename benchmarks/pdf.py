"""What the PDF file of a report takes, by this project and by other ways from the same executed notebooks, in one run.

    python benchmarks/pdf.py [--reports 12]

Reports of the sample are executed once and their pages made; then each way makes the files in a process of its own,
first one and then all, and its time, processor time and peak memory (of all its processes together, shared pages once)
are taken from outside. "First" is a process from its start to one file; "following" is what each further one adds: all
are of different units, as one made twice may be remembered. A way whose program is absent is left out, with the
reason: `pip install weasyprint playwright`, and Chromium. Prints Markdown tables. Linux.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any

import nbformat
from batch import outside

QUARTER, LANGUAGE = "2024Q2", "vi"


# -- The ways: each makes files of executed notebooks, or of the pages that lie beside them ---------------------------


def typst(notebooks: Sequence[Path]) -> None:
    from dtplan_analysis.exports.pdf import to_pdf

    for file in notebooks:
        file.with_suffix(".pdf").write_bytes(to_pdf(nbformat.read(file, as_version=4)))


def webpdf(notebooks: Sequence[Path]) -> None:
    from nbconvert import WebPDFExporter
    from playwright.async_api import BrowserType

    launch = BrowserType.launch

    async def installed(browser: BrowserType, **given: Any) -> Any:
        return await launch(browser, executable_path=_chromium(), **given)

    BrowserType.launch = installed  # type: ignore[method-assign]  # nbconvert has no setting for it
    exporter = WebPDFExporter(disable_sandbox=os.geteuid() == 0)
    for file in notebooks:
        content, _ = exporter.from_notebook_node(nbformat.read(file, as_version=4))
        file.with_suffix(".pdf").write_bytes(content)


def chromium(notebooks: Sequence[Path]) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), chromium_sandbox=os.geteuid() != 0)
        page = browser.new_page()
        for file in notebooks:
            page.goto(file.with_suffix(".html").as_uri())
            page.pdf(path=file.with_suffix(".pdf"), tagged=True, outline=True, prefer_css_page_size=True)


def weasyprint(notebooks: Sequence[Path]) -> None:
    from weasyprint import HTML

    for file in notebooks:
        HTML(file.with_suffix(".html")).write_pdf(file.with_suffix(".pdf"), pdf_variant="pdf/ua-1")


def _chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("google-chrome")


WAYS: dict[str, tuple[str, Callable[[Sequence[Path]], None], str]] = {
    # name: what it is called, function, the package that it needs
    "typst": ("this: `to_pdf`, of the notebook", typst, "typst"),
    "webpdf": ("`nbconvert --to webpdf`, of the notebook", webpdf, "playwright"),
    "chromium": ("Chromium, tagged, of the report's page", chromium, "playwright"),
    "weasyprint": ("WeasyPrint, `pdf/ua-1`, of the report's page", weasyprint, "weasyprint"),
}


def lacks(package: str) -> str:
    """Return what a way lacks; empty where it can be taken."""
    if find_spec(package) is None:
        return f"the package {package} is not installed"
    return "there is no Chromium" if package == "playwright" and not _chromium() else ""


# -- What a file offers those who cannot see it ----------------------------------------------------------------------


def offers(file: Path) -> list[str]:
    """Return the cells of a file: size, pages, tags, language, title, figures with words, heads, bookmarks, PDF/UA."""
    import pypdf

    reader = pypdf.PdfReader(file)
    root: Any = reader.trailer["/Root"]
    marked = root.get("/MarkInfo", {}).get("/Marked", False) and "/StructTreeRoot" in root
    nodes = list(_nodes(root["/StructTreeRoot"].get("/K"))) if marked else []
    figures = [node.get("/Alt") for node in nodes if node["/S"] == "/Figure"]
    titled = reader.metadata and reader.metadata.title and root.get("/ViewerPreferences", {}).get("/DisplayDocTitle")
    about = root["/Metadata"].get_object().get_data() if "/Metadata" in root else b""
    return [
        f"{file.stat().st_size / 1024:.0f} KiB",
        str(len(reader.pages)),
        "yes" if marked else "no",
        str(root.get("/Lang", "no")),
        "yes" if titled else "no",
        f"{sum(map(bool, figures))} of {len(figures)}",
        str(sum(node["/S"] == "/TH" for node in nodes)),
        str(_entries(reader.outline)),
        "yes" if b"pdfuaid:part" in about else "no",
    ]


def _nodes(node: Any) -> Iterator[Any]:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for child in node:
            yield from _nodes(child)
    elif isinstance(node, dict) and "/S" in node:
        yield node
        yield from _nodes(node.get("/K", []))


def _entries(outline: Sequence[Any]) -> int:
    return sum(_entries(one) if isinstance(one, list) else 1 for one in outline)


# -- The notebooks ---------------------------------------------------------------------------------------------------


def executed(folder: Path, reports: int) -> list[Path]:
    """Return executed notebooks of the sample's units, each with its page beside it."""
    import papermill

    from dtplan_analysis.exports.html import to_html
    from dtplan_analysis.workspace import open_store

    workspace = folder / "sample"
    subprocess.run([sys.executable, "-m", "dtplan_analysis", "init", str(workspace)], check=True, capture_output=True)
    files = []
    for unit in islice(open_store(workspace).units, reports):
        files.append(folder / f"{unit.code}.ipynb")
        given = {"workspace": str(workspace), "unit": unit.code, "quarter": QUARTER, "language": LANGUAGE}
        source = workspace / "notebooks" / "unit_quarter.ipynb"
        notebook = papermill.execute_notebook(str(source), str(files[-1]), given, progress_bar=False)
        files[-1].with_suffix(".html").write_text(to_html(notebook), encoding="utf-8")
    return files


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=12)
    parser.add_argument("--way", help=argparse.SUPPRESS)
    parser.add_argument("notebooks", nargs="*", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.way:
        WAYS[asked.way][1](asked.notebooks)
        return
    times, files = [], []
    with tempfile.TemporaryDirectory() as folder:
        notebooks = executed(Path(folder), asked.reports)
        for way, (name, _, package) in WAYS.items():
            if why := lacks(package):
                print(f"{way} is left out: {why}", file=sys.stderr)
                continue
            command = [sys.executable, __file__, "--way", way]
            first, every = (outside([*command, *map(str, part)], 0.1) for part in (notebooks[:1], notebooks))
            following = {part: (every[part] - first[part]) / (len(notebooks) - 1) for part in ("wall", "cpu")}
            times.append((name, first, following, f"{first['peak']:.0f} → {every['peak']:.0f} MiB"))
            files.append([name, *offers(notebooks[0].with_suffix(".pdf"))])
            print(way, first, every, file=sys.stderr)
    base = times[0]
    print("| Way | First: time | processor | × this | Following: time | processor | × this | Peak memory: one, all |")
    print("|---|---|---|---|---|---|---|---|")
    for name, first, following, peak in times:
        pairs = ((first, base[1]), (following, base[2]))
        cells = [f"{a['wall']:.2f} s | {a['cpu']:.2f} s | {a['cpu'] / b['cpu']:.1f}" for a, b in pairs]
        print("|", " | ".join([name, *cells, peak]), "|")
    print("\n| Way | Size | Pages | Tagged | Language | Title | Figures in words | Heads | Bookmarks | Says PDF/UA |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for cells in files:
        print("|", " | ".join(cells), "|")


if __name__ == "__main__":
    main()
