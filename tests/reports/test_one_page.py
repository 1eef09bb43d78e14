"""The summary on one page: opening, tiles and things to do as plain values; each format sets exactly one page."""

import io
import json
from pathlib import Path
from typing import Any

import docx
import pypdf
import pytest
from drafts import KINDS
from libreoffice import converted, needs_libreoffice
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output
from office import dossiers, dtplan, opened, write_office
from pdfs import dense, words_of

from dtplan_analysis import document
from dtplan_analysis.errors import ConfigurationError
from dtplan_analysis.exports.docx import to_docx
from dtplan_analysis.exports.pdf import to_pdf

SUMMARY = 'layout = "summary"'


def office(folder: Path, settings: str = SUMMARY) -> Path:
    registers = {"dossiers": dossiers("AA", "2024Q2", 7, 3) + dossiers("BB", "2024Q2", 4, 6)}
    return write_office(folder, registers, targets="CB2", settings=settings)


def summary(folder: Path, unit: str = "AA", language: str = "vi") -> NotebookNode:
    """What a report's notebook is when its first and last cell have run."""
    report = opened(folder, unit, "2024Q2", language)
    shown = [one._repr_mimebundle_() for one in (report.summary(), report.form()) if one]
    cells = [new_code_cell("", outputs=[new_output("display_data", data=data)]) for data in shown]
    return new_notebook(cells=cells, metadata={"report": "a_report"})


def test_the_page_names_who_reported(tmp_path: Path) -> None:
    counts = "unit,period,target,numerator,denominator,source\n"
    counts += "".join(f"AA,2024Q2,CB{n},3,4,{who}\n" for n, who in ((1, "Văn phòng"), (2, "Văn phòng"), (3, "Sở")))
    folder = write_office(
        tmp_path / "w", {}, targets="CB1 CB2 CB3", settings=SUMMARY, tables='[counts.given]\nsource = "given.txt"\n'
    )
    (folder / "given.txt").write_text(counts.replace(",", "\t"), encoding="utf-8")
    assert told_of(summary(folder, language="en"))["notes"] == [
        "Where no other source is named: counts as reported by Văn phòng.",
        "CB3: counts as reported by Sở.",
    ]


def told_of(notebook: NotebookNode) -> Any:
    return notebook.cells[1].outputs[0].data[document.SUMMARY]


def many(notebook: NotebookNode, targets: int, long: int = 1) -> NotebookNode:
    """The same report of a plan with so many targets, whose names are so many times as long."""
    told: Any = told_of(notebook)
    first = told["tiles"][0]
    told["tiles"] = [first | {"name": f"{first['name']} {n} " * long} for n in range(targets)]
    told["todo"] = [
        {"kind": "Now", "name": "A target", "what": "mend what is missing " * 6 * long, "why": "far from it " * 6}
    ] * 3
    return notebook


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return office(tmp_path_factory.mktemp("summary") / "office")


@pytest.mark.parametrize(("unit", "language"), KINDS)
def test_one_page_says_opening_tile_and_what_to_do(folder: Path, unit: str, language: str) -> None:
    notebook = summary(folder, unit, language)
    told = told_of(notebook)
    assert json.loads(json.dumps(told)) == told
    file = pypdf.PdfReader(io.BytesIO(to_pdf(notebook)))
    assert len(file.pages) == 1
    assert [round(float(side)) for side in file.pages[0].mediabox[2:]] == [595, 842]
    said, word = words_of(file), docx.Document(io.BytesIO(to_docx(notebook)))
    in_word = dense("".join(node.text or "" for node in word.element.iter() if node.tag.endswith("}t")))
    assert dense(opened(folder, unit, language=language).plan.organisation[language]) in in_word
    tile = told["tiles"][0]
    for text in (told["lead"], *(tile[part] for part in ("name", "figure", "asked", "sign", "word"))):
        assert dense(text) in said
        assert dense(text) in in_word
    assert len(told["todo"]) <= 3
    for one in told["todo"]:
        assert dense(one["what"]) in said
        assert dense(one["what"]) in in_word
    assert len(word.inline_shapes) == 1
    assert word.inline_shapes[0]._inline.docPr.get("descr")


@pytest.mark.parametrize(
    ("targets", "long"),
    [(0, 1), *(pytest.param(n, 1, marks=pytest.mark.slow) for n in (13, 39)), (39, 4), (120, 2)],
)
def test_as_many_targets_as_a_plan_has_stay_on_one_page(folder: Path, targets: int, long: int) -> None:
    file = pypdf.PdfReader(io.BytesIO(to_pdf(many(summary(folder), targets, long))))
    assert len(file.pages) == 1
    assert words_of(file).count("CB2") >= targets


def test_notebook_without_opening_is_refused_where_the_summary_is_wanted(folder: Path) -> None:
    notebook = summary(folder)
    del notebook.cells[1]
    with pytest.raises(ConfigurationError, match="has no summary form"):
        to_pdf(notebook)
    with pytest.raises(ConfigurationError, match="offers no summary"):
        to_docx(notebook)


def test_layout_of_a_run_stands_beside_the_workspace_s_own(tmp_path: Path) -> None:
    folder = office(tmp_path / "office", settings="")
    options = ("-w", folder, "--quarter", "2024Q2", "--unit", "AA", "--lang", "en")
    assert dtplan("report", *options).code == 0
    assert dtplan("report", *options, "--to", "pdf,docx", "--layout", "summary").code == 0
    made = folder / "reports"
    (page,) = made.glob("*_aa_2024Q2_en.html")
    assert len(pypdf.PdfReader(made / f"{page.stem}_summary.pdf").pages) == 1
    assert (made / f"{page.stem}_summary.docx").exists()
    assert f"{page.stem}_summary.pdf" in (made / "index_2024Q2_en.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--layout", "summary"), "html has no layout"),
        (("--to", "pdf", "--layout", "sumary"), "unknown layout 'sumary'"),
        (("--to", "pdf,xlsx", "--layout", "official"), "xlsx has no layout"),
    ],
)
def test_layout_that_cannot_be_is_refused(folder: Path, options: tuple[str, ...], told: str) -> None:
    ran = dtplan("report", "-w", folder, "--quarter", "2024Q2", "--unit", "AA", "--dry-run", *options)
    assert ran.code == 2
    assert told in " ".join((ran.out + ran.err).split())


@pytest.mark.engines
@needs_libreoffice
@pytest.mark.parametrize(("targets", "long"), [(1, 1), (13, 1), (39, 2)])
def test_word_summary_is_one_page_in_libreoffice(folder: Path, tmp_path: Path, targets: int, long: int) -> None:
    file = tmp_path / "summary.docx"
    file.write_bytes(to_docx(many(summary(folder), targets, long)))
    (made,) = converted(file, "pdf", tmp_path / "out")
    read = pypdf.PdfReader(made)
    assert len(read.pages) == 1
    assert words_of(read).count("CB2") >= targets
