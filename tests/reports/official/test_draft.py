"""The official layout: its heading, its parts and the office's own words in them, its annexes, its templates."""

import io
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pypdf
import pytest
from batches import english, made
from drafts import OFFICIALLY, PARTS, TEXTS, draft, executed, small, write
from nbformat.v4 import new_notebook
from office import dossiers, opened, write_office
from pdfs import bookmarks, dense, root_of, structure, words_of

from dtplan_analysis.batch import Seen, plan
from dtplan_analysis.document import OFFICIAL
from dtplan_analysis.errors import ConfigurationError
from dtplan_analysis.exports.formats import export
from dtplan_analysis.exports.html import to_html
from dtplan_analysis.exports.pdf import to_pdf
from dtplan_analysis.language import Language
from dtplan_analysis.resources import resource
from dtplan_analysis.units import TOTAL
from dtplan_analysis.workspace import open_store, open_workspace


def test_a_draft_says_to_machines_what_it_is(drawn: Any) -> None:
    _, language, file = drawn
    metadata = root_of(file)["/Metadata"].get_object().get_data().decode()
    for mark in ("<pdfuaid:part>1<", "<pdfaid:part>2<", "<pdfaid:conformance>A<"):
        assert mark in metadata
    assert (root_of(file)["/Lang"], root_of(file)["/MarkInfo"]["/Marked"].value) == (language, True)
    assert file.metadata is not None
    assert "2024" in str(file.metadata.title)


def test_the_parts_are_four_and_the_annexes_follow(drawn: Any) -> None:
    unit, language, file = drawn
    say = Language(language)
    titles = bookmarks(file.outline)
    firsts = [title for title in titles if re.match(r"(I{1,3}|IV)\. ", title)]
    assert firsts == [f"{n}. {title}" for n, title in zip(("I", "II", "III", "IV"), PARTS[language], strict=True)]
    annexes = [title.split(" ")[:3] for title in titles if title.startswith(("Phụ lục", "Annex"))]
    assert len(annexes) == (3 if unit == TOTAL else 2)
    assert [node["/S"] for node in structure(file)].count("/H1") == 4 + len(annexes)
    assert not [node for node in structure(file) if node["/S"] == "/Figure" and not node.get("/Alt")]
    words = words_of(file)
    order = [*PARTS[language], say("Recipients:"), say("Figures of all targets, {quarter}", quarter="").upper()]
    places = [words.index(dense(text.rstrip(", "))) for text in order]
    assert places == sorted(places)


def test_number_date_and_signature_are_blank(drawn: Any) -> None:
    unit, language, file = drawn
    first = dense(file.pages[0].extract_text())
    blanks = {"vi": ("Số: ……/BC-……", "……, ngày …… tháng …… năm ……", "DỰ THẢO", "BÁO CÁO", "CHỦ NGHĨA VIỆT NAM"),
              "en": ("No.: ……/BC-……", "……, day …… month …… year ……", "DRAFT", "REPORT", "REPUBLIC OF")}  # fmt: skip
    for text in blanks[language]:
        assert first.count(dense(text)) == 1
    signs = {"vi": ("THỦ TRƯỞNG ĐƠN VỊ", "QUYỀN HẠN, CHỨC VỤ CỦA NGƯỜI KÝ"),
             "en": ("HEAD OF UNIT", "AUTHORITY AND POSITION OF THE SIGNER")}  # fmt: skip
    assert dense(signs[language][unit == TOTAL]) in words_of(file)
    heads = {"AA": {"vi": "BỘ XÂY DỰNG CỤC THỬ NGHIỆM", "en": "MINISTRY OF CONSTRUCTION TEST AGENCY"},
             TOTAL: {"vi": "BỘ XÂY DỰNG Số", "en": "MINISTRY OF CONSTRUCTION No."}}  # fmt: skip
    assert first.startswith(dense(heads[unit][language]))


def test_pages_are_numbered_above_from_the_second_on_and_marked_as_synthetic(drawn: Any) -> None:
    *_, file = drawn
    _numbered(file)


def test_an_annex_of_more_than_one_page_has_numbers_of_its_own(tmp_path: Path) -> None:
    units = [{"code": f"U{n}", "name_vi": f"Vụ {n}", "name_en": f"Department {n}"} for n in range(90)]
    folder = write_office(tmp_path, {"dossiers": dossiers("U1", "2024Q2", 1)}, units=units, targets="CB2",
                          settings=OFFICIALLY)  # fmt: skip
    assert 2 in _numbered(draft(folder, TOTAL))[3:]


def _numbered(file: pypdf.PdfReader) -> list[int]:
    """Return the pages' numbers: those of the text, and of each annex its own."""
    numbers, number = [], 0
    for page in file.pages:
        found: list[tuple[str, float]] = []

        def note(text: str, page: Any, line: Any, *_: Any, found: list[Any] = found) -> None:
            if text.strip():
                found.append((text.strip(), line[4] * page[1] + line[5] * page[3] + page[5]))

        text = page.extract_text(visitor_text=note)
        number = 1 if re.search(r"\((Kèm theo|Enclosed with)", text) else number + 1
        numbers.append(number)
        top, (words, height) = float(page.mediabox.height), max(found, key=lambda one: one[1])
        assert (height > top - 57) == (number > 1)  # within the upper 20 mm
        assert number == 1 or words == str(number)
        assert "Dữ liệu mô phỏng / Synthetic data" in text
    return numbers


def ends(page: pypdf.PageObject) -> list[float]:
    """Where pieces of text begin, from the left."""
    found: list[float] = []

    def note(text: str, page: Any, line: Any, *_: Any) -> None:
        if text.strip():
            found.append(line[4] * page[0] + line[5] * page[2] + page[4])

    page.extract_text(visitor_text=note)
    return found


def test_nothing_leaves_the_margins(drawn: Any) -> None:
    *_, file = drawn
    _within_margins(file)


def test_an_own_table_of_many_columns_stays_within_the_margins(tmp_path: Path) -> None:
    wide = [f"{'|'.join(['đầu bảng'] * 14)}", "|".join(["---"] * 14), *["|".join(["một hai"] * 14)] * 3]
    write(small(tmp_path, tables=TEXTS), "## I\n" + "\n".join(wide))
    _within_margins(draft(tmp_path))


def _within_margins(file: pypdf.PdfReader) -> None:
    for page in file.pages:
        assert min(ends(page)) > 28 * 72 / 25.4
        assert max(ends(page)) < float(page.mediabox.width) - 18 * 72 / 25.4


def test_a_draft_carries_its_serif_fonts(drawn: Any) -> None:
    *_, file = drawn
    fonts = {}
    for page in file.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            fonts[inner["/BaseFont"].partition("+")[2]] = "/FontFile2" in inner["/FontDescriptor"]
    assert all(fonts.values())
    serif = {f"LiberationSerif{style}" for style in ("", "-Bold", "-Italic", "-BoldItalic")}
    assert serif <= {*fonts} <= serif | {"DejaVuSansMono"}


def test_the_body_above_can_be_left_out(tmp_path: Path) -> None:
    for unit, superior in (("AA", ""), ("BB", "MINISTRY")):
        made = opened(small(tmp_path, tables='[official.units.AA]\nsuperior = ""'), unit).form()
        assert made is not None
        assert made.content["heading"]["superior"] == superior


def test_above_a_unit_from_outside_stands_a_blank(office: Path) -> None:
    pilot = opened(office, "PP", language="vi").form()
    assert pilot is not None
    assert (pilot.content["heading"]["superior"], pilot.content["heading"]["issuer"]) == ("……", "SỞ THÍ ĐIỂM")


def test_recipients_and_signature_never_stand_alone_on_a_page(tmp_path: Path) -> None:
    folder = small(tmp_path, tables=TEXTS)
    for lines in range(0, 24, 4):  # one of them fills the page
        write(folder, "## IV\n" + "a\n\n" * lines)
        (page,) = (words for page in draft(folder).pages if "Nơi nhận:" in (words := page.extract_text()))
        assert "Trên đây là báo cáo" in page


def test_without_the_official_dress_nothing_of_it_is_made(tmp_path: Path) -> None:
    folder = small(tmp_path, "", "[official]\nplace = 'x'")
    assert opened(folder, "AA").form() is None
    assert open_workspace(folder).layout == "analysis"


def test_draft_that_is_wanted_is_made_in_any_layout(tmp_path: Path) -> None:
    folder = small(tmp_path, "", "[official]\nplace = 'Huế'")
    draft = opened(folder, "AA").form("official")
    assert draft
    assert draft.content["heading"]["place"].startswith("Huế")


def test_the_page_and_its_figures_do_not_show_the_official_form(office: Path) -> None:
    notebook = executed(office)
    page, without = to_html(notebook), to_html(new_notebook(cells=notebook.cells[:1], metadata=notebook.metadata))
    assert page.split() == without.split()
    assert OFFICIAL in notebook.cells[1].outputs[0].data
    assert "BÁO CÁO" in notebook.cells[1].outputs[0].data["text/plain"]


def test_a_notebook_without_its_official_form_is_refused_where_that_is_wanted(office: Path) -> None:
    notebook = executed(office)
    del notebook.cells[1]
    with pytest.raises(ConfigurationError, match=r"no official form.*\n.*report\.form\(layout\)"):
        to_pdf(notebook)
    notebook.cells[0].outputs[0].data["application/vnd.dtplan.report+json"]["kind"] = "another"
    assert b"LiberationSans" in to_pdf(notebook)


@pytest.fixture(scope="module")
def of_one_target(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small(tmp_path_factory.mktemp("small"))


def own(folder: Path, content: str, name: str = "official.typ") -> Path:
    (folder / "templates" / "pdf").mkdir(parents=True, exist_ok=True)
    (folder / "templates" / "pdf" / name).write_text(content, encoding="utf-8")
    return folder / "templates"


SHIPPED, BASE = (
    (resource("templates") / "pdf" / name).read_text(encoding="utf-8") for name in ("official.typ", "base.typ")
)


OF_THEIR_OWN = [
    ("official.typ", SHIPPED.replace("#heading-in-two-columns\n", "Của riêng\n")),
    ("official.typ", SHIPPED.replace("#heading-in-two-columns\n", '#include "parts/head.typ"\n')),
    ("base.typ", BASE.replace("  body\n}", "  [Của riêng]\n  body\n}")),
]


@pytest.mark.parametrize(("name", "content"), OF_THEIR_OWN)
def test_a_workspaces_own_template_takes_the_place_of_the_projects(
    name: str, content: str, of_one_target: Path, tmp_path: Path
) -> None:
    (tmp_path / "templates" / "pdf" / "parts").mkdir(parents=True)
    (tmp_path / "templates" / "pdf" / "parts" / "head.typ").write_text("Của riêng", encoding="utf-8")
    file = draft(of_one_target, templates=own(tmp_path, content, name))
    assert dense("Của riêng") in words_of(file)
    assert dense("Trên đây là báo cáo") in words_of(file)


REFUSED = {
    "a fault": ("\n#let x = y", "templates/pdf/official.typ, line 2: unknown variable: y"),
    "a file above": ('#read("../../secret")', "would escape the project root"),
    "a file elsewhere": ('#read("/../../secret")', "would escape the project root"),
    "a file of the machine": ('#read("/etc/passwd")', "file not found"),
    "a link": ('#read("link")', "file not found"),
    "a package": ('#import "@preview/x:1.0.0"', """says 'import "@preview/x:1.0.0"'"""),
    "a package in disguise": ('#import "\\u{40}preview/x:1.0.0"', "says 'import"),
    "a package in pieces": ('#let x = str.from-unicode(64)\n#include (x + "preview/x:1.0.0")', "says 'include (x"),
    "a package evaluated": ('#eval("im" + "port")', "says 'eval"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_an_own_template_with_a_fault_fails_with_a_clear_error(name: str, of_one_target: Path, tmp_path: Path) -> None:
    content, fault = REFUSED[name]
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    templates = own(tmp_path / "ws", content)
    (templates / "pdf" / "link").symlink_to(tmp_path / "secret")
    with pytest.raises(ConfigurationError, match=re.escape(fault)) as told:
        draft(of_one_target, templates=templates)
    assert "templates/pdf" in str(told.value)
    assert str(tmp_path) not in str(told.value)
    assert told.value.remedy


def test_a_batch_makes_drafts_and_makes_again_only_those_whose_text_changed(tmp_path: Path) -> None:
    folder = small(tmp_path, tables=TEXTS)
    store = open_store(folder)
    reports = english(store, "AA", "BB")
    drafts = [replace(one, formats=("pdf",)) for one in reports]
    write(folder, "## V\n", "BB.en.md")
    ended = made(store, drafts)
    assert {one.report.unit: one.error.split("\n")[0].split(" (cell")[0] for one in ended.values()} == {
        "AA": "",
        "BB": "ConfigurationError: texts/2024Q2/BB.en.md, line 1: unknown heading 'V'",
    }
    write(folder, "## I\nOwn words\n", "AA.en.md")
    write(folder, "## I\nOthers\n", "AA.vi.md")
    (folder / "texts" / "2024Q2" / "BB.en.md").unlink()
    again = plan(open_store(folder), drafts, Seen(folder / "reports"))
    assert {one.report.unit: one.reasons for one in again} == {"AA": ("text",), "BB": ("failed",)}
    made(store, drafts)
    for unit in ("aa", "bb"):
        file = pypdf.PdfReader(folder / "reports" / f"part_{unit}_2024Q2_en.pdf")
        assert (dense("Own words") in words_of(file)) == (unit == "aa")
        assert "DRAFT" in words_of(file)


@pytest.mark.slow
def test_nbconvert_makes_the_draft_of_an_executed_notebook(tmp_path: Path) -> None:
    folder, done = small(tmp_path / "ws"), tmp_path / "executed.ipynb"
    given = {"workspace": str(folder), "unit": "AA", "quarter": "2024Q2", "language": "vi"}
    source = resource("notebooks") / "unit_quarter.ipynb"
    papermill.execute_notebook(source, done, given, engine_name="dtplan", progress_bar=False)
    command = [sys.executable, "-m", "jupyter", "nbconvert", "--to", "dtplan-pdf", str(done)]
    subprocess.run(command, check=True, capture_output=True)
    content = done.with_suffix(".pdf").read_bytes()
    assert content == export(nbformat.read(done, 4), "pdf")
    assert dense("CỤC THỬ NGHIỆM") in words_of(pypdf.PdfReader(io.BytesIO(content)))
