"""The report as a PDF file: what a reader, a screen reader and an archive find in it, and the same bytes each time."""

import io
import re
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Any

import nbformat
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup
from nbconvert.exporters import get_exporter
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from office import HOSTILE, measured_office, opened, sections
from pdfs import bookmarks, dense, root_of, structure, words_of

from dtplan_analysis import document
from dtplan_analysis.errors import InputError
from dtplan_analysis.exports.formats import export
from dtplan_analysis.exports.pdf import to_pdf
from dtplan_analysis.reports.scorecard import Control
from dtplan_analysis.reports.section import Section, listed
from dtplan_analysis.reports.shown import metadata
from dtplan_analysis.tables import Html, Table
from dtplan_analysis.units import TOTAL

ABOUT = {"language": "vi", "title": "Vụ Mẫu · Quý II/2024", "as_of": "2024-06-30", "synthetic": True}
REPORTS = [("AA", "vi"), (TOTAL, "en")]
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="20"><text x="1" y="15">Điểm số ✓</text></svg>'
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return measured_office(tmp_path_factory)


def notebook(*shown: Any, **about: object) -> NotebookNode:
    """Texts are Markdown cells, outputs their own, and other objects are shown by code cells."""
    cells = []
    for one in shown:
        if isinstance(one, str):
            cells.append(new_markdown_cell(one))
        else:
            made = one if isinstance(one, NotebookNode) else new_output("display_data", data=one._repr_mimebundle_())
            cells.append(new_code_cell("secret_code()", outputs=[made]))
    return new_notebook(cells=cells, metadata={"dtplan": ABOUT | about, "report": "a_report"})


def read(*shown: Any, **about: object) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(to_pdf(notebook(*shown, **about))))


# -- Reports -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=REPORTS, ids=lambda one: "-".join(one))
def made(request: pytest.FixtureRequest, office: Path) -> tuple[Any, list[Section], pypdf.PdfReader]:
    unit, language = request.param
    report = opened(office, unit, language=language)
    shown = [section for name in sections(report) if (section := getattr(report, name)()) is not None]
    return report, shown, read(*shown, **metadata(report))


def test_a_report_says_to_machines_what_it_is(made: Any) -> None:
    report, _, file = made
    root = root_of(file)
    metadata = root["/Metadata"].get_object().get_data().decode()
    for mark in ("<pdfuaid:part>1<", "<pdfaid:part>2<", "<pdfaid:conformance>A<", report.title):
        assert mark in metadata
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == report.language
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert file.metadata is not None
    assert file.metadata.title == report.title
    assert str(file.metadata["/CreationDate"]).startswith("D:20241231")


def test_a_report_has_tables_figures_headings_and_bookmarks(made: Any) -> None:
    _, shown, file = made
    blocks = [block for section in shown for block in section.to_document()]
    tables = [block for block in blocks if block["type"] == "table"]
    tags = [node["/S"] for node in structure(file)]
    assert tags.count("/TH") == sum(len(table["heads"]) for table in tables) > 20
    assert tags.count("/TD") == sum(map(len, (row for table in tables for row in table["rows"])))
    told = [node.get("/Alt") for node in structure(file) if node["/S"] == "/Figure"]
    figures = [f"{block['title']}. {block['description']}" for block in blocks if block["type"] == "figure"]
    assert told == figures != []
    titles = ["".join(run["text"] for run in block["runs"]) for block in blocks if block["type"] == "heading"]
    assert bookmarks(file.outline) == titles
    assert tags.count("/H1") == len(shown)


def test_a_report_carries_its_fonts_and_all_its_words(made: Any) -> None:
    report, shown, file = made
    fonts = {}
    for page in file.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            fonts[inner["/BaseFont"].partition("+")[2]] = "/FontFile2" in inner["/FontDescriptor"]
    assert fonts
    assert all(fonts.values())
    assert {*fonts} <= {"LiberationSans", "LiberationSans-Bold", "LiberationSans-Italic", "DejaVuSansMono"}
    words = words_of(file)
    for section in shown:
        for block in section.to_document():
            for text in (run["text"] for run in block.get("runs", ())):
                assert dense(text) in words
            for cell in (cell for row in block.get("rows", ()) for cell in row):
                assert all(dense(run["text"]) in words for run in cell["runs"])
    assert dense(report.input_hash) in words
    assert dense("Dữ liệu mô phỏng / Synthetic data") in words


def test_nothing_leaves_the_page(made: Any) -> None:
    *_, file = made
    for page in file.pages:
        ends: list[float] = []

        def note(text: str, _: Any, matrix: list[float], *__: Any, ends: list[float] = ends) -> None:
            if text.strip():
                ends.append(matrix[4])

        page.extract_text(visitor_text=note)
        assert ends
        assert min(ends) >= 0
        assert max(ends) < page.mediabox.width - 20


def test_every_piece_of_a_report_has_a_form_of_its_own(made: Any) -> None:
    _, shown, _ = made
    for section in shown:
        for part in section.parts:
            if isinstance(part, Html):
                assert part.to_document() or isinstance(part, Control), section.title
            elif isinstance(part, Table):
                for cell in (cell for row in part.rows for cell in row if isinstance(cell, Markup)):
                    document.blocks(re.sub(r"^<td[^>]*>|</td>$", "", cell))


# -- Words are data ----------------------------------------------------------------------------------------------

MARKUP = [
    '#import "x"',
    "$x^2$ *b* _i_ @ref <lab> // c /* d */",
    "\\u{41} [x] ] #[",
    "= H",
    "~ -- --- ... \"q\" 'q'",
    "https://example.com",
]


@pytest.mark.parametrize("text", [*HOSTILE, *MARKUP])
def test_hostile_words_come_out_as_words(text: str) -> None:
    table = Table(text, (text, "n"), [(text, text)], note=text)
    section = Section(text, [text, table, listed([text])])
    words = words_of(read(section, title=text, unit=text, plan=text))
    shown = dense(text.replace("\u202e", "[U+202E]").replace("\u2066", "[U+2066]"))
    assert words.count(shown) >= 9


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("中 😀", "[U+4E2D] [U+1F600]"),
        ("a\x07b\ue000\ud800", "a[U+0007]b[U+E000][U+D800]"),
        (unicodedata.normalize("NFD", "Nguyễn Đức Ổn"), "Nguyễn Đức Ổn"),
        ("Ελληνικά, Кириллица", "Ελληνικά, Кириллица"),
        ("ẮẰẲẴẶ ơ ư đ ✓ ✗ ∅ – − ≥", "ẮẰẲẴẶ ơ ư đ ✓ ✗ ∅ – − ≥"),
    ],
)
def test_letters_that_no_font_has_come_out_as_numbers(text: str, shown: str) -> None:
    assert dense(shown) in words_of(read(Section("A", [text])))


@pytest.mark.parametrize(
    "text",
    [
        "k\u0304",
        "\u01b0\u0306",
        "Lắk\u0304k\u0304x",
        "n\u0302g\u0303",
        "q\u0332",
        "\u1ee3\u0304",
        "a\u0300\u0301\u0302" * 9,
    ],
)
def test_letters_with_marks_are_copied_once(text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    words = words_of(read(Section(f"‹{text}›", [f"«{text}»"]), title=text))
    assert f"«{text}»" in unicodedata.normalize("NFC", words).replace("\u200b", "")
    assert f"‹{text}›" in unicodedata.normalize("NFC", words).replace("\u200b", "")


@pytest.mark.parametrize("sign", ["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad"])
def test_what_takes_no_place_is_no_code(sign: str) -> None:
    words = words_of(read(Section("A", [f"Cục{sign}Mẫu"])))
    assert re.search("Cục.?Mẫu", words)


@given(text=st.text(st.sampled_from([*map(chr, range(32, 127)), *"ắỆđữ–✗中\n\t\x00"]), min_size=1, max_size=80))
@settings(max_examples=10)
def test_any_text_survives_as_text(text: str) -> None:
    shown = dense(text.replace("中", "[U+4E2D]").replace("\x00", "[U+0000]"))
    words = words_of(read(Section("A", [f"«{text}»", Table("T", ("H",), [(f"‹{text}›",)])])))
    assert f"«{shown}»" in words
    assert f"‹{shown}›" in words


@given(text=st.text(max_size=40))
@settings(max_examples=10)
def test_any_text_can_be_set(text: str) -> None:
    assert read(text, Section(text, [text, Table(text, (text,), [(text,)])]), unit=text).pages


# -- Layout ------------------------------------------------------------------------------------------------------


def test_the_head_of_a_long_table_stands_on_every_page() -> None:
    file = read(Section("A", [Table("T", ("Đầu bảng", "n"), [(f"hàng {n}", str(n)) for n in range(150)])]))
    assert len(file.pages) > 2
    for page in file.pages:
        assert "Đầu bảng" in page.extract_text()
    assert [node["/S"] for node in structure(file)].count("/TH") == 2  # read out once


def test_a_table_of_many_columns_is_turned_aside() -> None:
    wide = Table("T", [f"OP{n}" for n in range(14)], [["100,0%"] * 14] * 3)
    file = read(Section("A", ["a"]), Section("B", [wide]))
    sides = [page.mediabox.width > page.mediabox.height for page in file.pages]
    assert sides[:2] == [False, True]


def test_a_heading_is_never_alone_at_the_foot() -> None:
    for lines in range(28, 44):  # one of them fills the page
        file = read(Section("A", [f"dòng {n}" for n in range(lines)]), Section("Phần sau", ["Nội dung phần sau"]))
        (page,) = (page.extract_text() for page in file.pages if "\nPhần sau\n" in page.extract_text())
        assert "Nội dung phần sau" in page


def test_a_title_of_any_length_leaves_the_running_head_in_one_line() -> None:
    file = read(*["# A\n\nb"] * 60, title="Cục " + "x" * 400)
    assert file.metadata is not None
    assert file.metadata.title == "Cục " + "x" * 400
    assert 0 < file.pages[-1].extract_text().count("x") < 90


def test_a_huge_cell_is_parted_over_pages() -> None:
    file = read(Section("A", [Table("T", ("H",), [(f"đầu {'chữ ' * 5000} cuối",)])]))
    assert len(file.pages) > 2
    assert words_of(file).count("chữ") == 5000


# -- What a notebook shows ---------------------------------------------------------------------------------------

RAGGED = "<table><tr><th>A</th></tr><tr><td>1</td><td>2</td></tr></table>"


def display(**data: str) -> NotebookNode:
    kinds = {"html": "text/html", "svg": "image/svg+xml", "png": "image/png", "md": "text/markdown"}
    return new_output("display_data", data={kinds.get(kind, "text/plain"): one for kind, one in data.items()})


KINDS = {
    "html": (display(html="<p>A <b>&lt;</b></p>", text="no"), "A <"),
    "a foreign tag": (display(html="<video/>", text="words"), "words"),
    "not well-formed": (display(html="<p>", text="words"), "words"),
    "ragged": (display(html=RAGGED, text="no"), "A12"),
    "svg": (display(svg=SVG, text="what it shows"), "Điểm số ✓"),
    "png": (display(png=PIXEL, text="what it shows"), ""),
    "untold": (display(svg=SVG), "Điểm số ✓"),
    "markdown": (display(md="- *a*\n- <b>"), "• a • <b>"),
    "text": (display(text="\x1b[31mred\x1b[0m"), "red"),
    "stdout": (new_output("stream", name="stdout", text="told"), "told"),
    "stderr": (new_output("stream", name="stderr", text="careful"), "Cảnh báo của chương trình careful"),
    "error": (new_output("error", ename="KeyError", evalue="x", traceback=["\x1b[1mline 1"]), "KeyError: x line 1"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_output_is_set(kind: str) -> None:
    output, shown = KINDS[kind]
    file = read(output)
    words = words_of(file)
    assert dense(shown) in words
    assert "secret" not in words
    if kind in ("svg", "png", "untold"):
        told = "Hình không có mô tả" if kind == "untold" else "what it shows"
        assert [node.get("/Alt") for node in structure(file) if node["/S"] == "/Figure"] == [told]


def test_markdown_is_set_with_headings_in_order() -> None:
    table, rest = "| a | b |\n|--|-:|\n| 1 | 2 |", "1. x\n   - y\n\n[l](https://example.com) ![i](x.png)"
    file = read(f"# {ABOUT['title']}\n\n#### Sâu\n\n{table}\n\n{rest}", "## Sau\n\n### Trong")
    tags = [node["/S"] for node in structure(file)]
    assert bookmarks(file.outline) == ["Sâu", "Sau", "Trong"]
    assert [tag for tag in tags if tag in ("/H1", "/H2", "/H3")] == ["/H1", "/H1", "/H2"]
    assert (tags.count("/TH"), tags.count("/TD"), tags.count("/L")) == (2, 2, 2)
    assert "/Link" in tags


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("a<br>b", [{"text": "a\nb"}]),
        (" a \n <em>b </em> ", [{"text": "a "}, {"text": "b", "emph": True}]),
        ('<span class="status status-met"><span aria-hidden="true">✓</span> đã đạt</span>',
         [{"text": "✓\u00a0đã\u00a0đạt", "status": "met"}]),
        ('a<span class="visually-hidden"> b</span>', [{"text": "a"}]),
        ('<a href="javascript:x">a</a>', [{"text": "a"}]),
        ('<a href="https://e.org">a</a>', [{"text": "a", "link": "https://e.org"}]),
    ],
)  # fmt: skip
def test_markup_becomes_runs(markup: str, expected: list[dict[str, Any]]) -> None:
    assert document.blocks(markup) == [{"type": "paragraph", "runs": expected}]
    assert document.cell(Markup(markup))["runs"] == expected


@pytest.mark.parametrize("markup", ["<video/>", "<p><img/></p>", "<p>", "&nbsp;", "<script>x</script>"])
def test_other_markup_is_refused_and_its_words_are_kept(markup: str) -> None:
    with pytest.raises(ValueError, match=r"unknown tag|not well-formed"):
        document.blocks(markup)
    words = Markup(markup).striptags()
    assert Html(Markup(markup)).to_document() == [document.paragraph(words)]
    assert document.cell(Markup(markup))["runs"] == [{"text": words}]


# -- The file ----------------------------------------------------------------------------------------------------


@pytest.mark.slow  # a batch's processes make the pages' bytes in the quick tier
def test_the_same_notebook_gives_the_same_bytes_in_every_process(office: Path, tmp_path: Path) -> None:
    report = opened(office, "AA")
    given = notebook(*(getattr(report, name)() for name in ("summary", "scores", "trends")), **metadata(report))
    nbformat.write(given, tmp_path / "a.ipynb")
    code = (
        "import sys, nbformat; from dtplan_analysis.exports.pdf import to_pdf;"
        "sys.stdout.buffer.write(to_pdf(nbformat.read(sys.argv[1], 4)))"
    )
    other = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "a.ipynb")],
        capture_output=True,
        check=True,
        cwd=tmp_path,
        env={"PYTHONHASHSEED": "1", "TZ": "America/St_Johns", "HOME": str(tmp_path)},
    ).stdout
    assert other == export(given, "pdf")
    assert b"a_report" in other  # by which a folder knows it


def test_another_figure_gives_another_file() -> None:
    assert to_pdf(notebook(Section("A", ["1"]))) != to_pdf(notebook(Section("A", ["2"])))


def test_a_notebook_that_says_nothing_of_itself_can_be_set(tmp_path: Path) -> None:
    path = tmp_path / "explored.ipynb"
    nbformat.write(new_notebook(cells=[new_markdown_cell("## A")]), path)
    content, resources = get_exporter("dtplan_analysis.exports.pdf.PdfExporter")().from_filename(str(path))
    assert resources["output_extension"] == ".pdf"
    metadata = pypdf.PdfReader(io.BytesIO(content)).metadata
    assert metadata is not None
    assert metadata.title == "explored"


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(InputError, match="language"):
        to_pdf(notebook("a", language="fr"))
