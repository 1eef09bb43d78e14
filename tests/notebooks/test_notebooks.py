"""The notebooks: what they are made of, and the pages that papermill makes of them."""

import json
import re
from pathlib import Path

import papermill
import pytest
from bs4 import BeautifulSoup
from nbformat import NotebookNode
from office import Demo, demo, dtplan, opened, page, sections, soup_of, words_of, write_office

import dtplan_analysis
from dtplan_analysis import charts
from dtplan_analysis.judging.wording import SIGNS, status_word
from dtplan_analysis.language import LANGUAGES, Language
from dtplan_analysis.plans import load_plan
from dtplan_analysis.exports.notebook import offered
from dtplan_analysis.reports import MinistryQuarter, UnitQuarter
from dtplan_analysis.exports.html import to_html
from dtplan_analysis.reports.section import sections_of
from dtplan_analysis.resources import resource
from dtplan_analysis.units import TOTAL
from dtplan_analysis.reports.shown import RENDERED

NOTEBOOKS = {
    # name: its parameters
    "unit_quarter": ["workspace", "unit", "quarter", "language", "layout", "plan"],
    "ministry_quarter": ["workspace", "quarter", "language", "layout", "plan"],
    "target_quarter": ["workspace", "target", "quarter", "language", "plan"],
    "level_quarter": ["workspace", "level", "quarter", "language", "plan"],
    "year": ["workspace", "unit", "quarter", "language", "plan"],
    "explore": ["workspace", "unit", "quarter", "target", "language", "plan"],
    "my": ["workspace", "unit", "quarter", "language", "plan"],
    "gallery": ["workspace", "unit", "quarter", "language"],
}
UNITS = {"gd": "GD", "all-units": TOTAL}
PAGES = [(unit, language) for unit in UNITS for language in LANGUAGES]


def cells(name: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads((resource("notebooks") / f"{name}.ipynb").read_text("utf-8"))["cells"]
    return found


def test_these_are_all_notebooks() -> None:
    assert {file.stem for file in resource("notebooks").glob("*.ipynb")} == set(NOTEBOOKS)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_is_committed_clean_and_with_parameters(name: str) -> None:
    code = [cell for cell in cells(name) if cell["cell_type"] == "code"]
    assert [(cell["outputs"], cell["execution_count"]) for cell in code] == [([], None)] * len(code)
    (tagged,) = (cell for cell in code if "parameters" in cell["metadata"].get("tags", []))  # type: ignore[attr-defined]
    assert re.findall(r"^(\w+)\s*:", "".join(tagged["source"]), re.MULTILINE) == NOTEBOOKS[name]  # type: ignore[arg-type]


@pytest.mark.parametrize(("name", "kind"), [("unit_quarter", UnitQuarter), ("ministry_quarter", MinistryQuarter)])
def test_each_cell_of_a_report_shows_one_section(name: str, kind: type[UnitQuarter]) -> None:
    shown = ["".join(cell["source"]) for cell in cells(name)[2:]]  # type: ignore[arg-type]
    assert shown.pop() == "report.form(layout)"
    assert sorted(shown) == [f"report.{name}()" for name in sections_of(kind)]


# -- The pages of the sample -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    found = demo(tmp_path_factory)
    assert found.ran.code == 0, found.ran.err
    return found


@pytest.fixture(scope="module")
def pages(made: Demo) -> dict[tuple[str, str], BeautifulSoup]:
    return {
        (unit, language): soup_of(made.page(unit, language).read_text(encoding="utf-8")) for unit, language in PAGES
    }


@pytest.mark.parametrize("key", PAGES)
def test_a_page_is_in_its_language_with_one_title(
    pages: dict[tuple[str, str], BeautifulSoup], key: tuple[str, str]
) -> None:
    soup, say = pages[key], Language(key[1])
    assert soup.html["lang"] == key[1]
    (title,) = soup.find_all("h1")
    assert title.text == soup.title.text
    assert say.quarter("2024Q2") in title.text


@pytest.mark.parametrize("key", PAGES)
def test_a_page_has_a_heading_for_each_section_and_skips_no_level(
    pages: dict[tuple[str, str], BeautifulSoup], key: tuple[str, str]
) -> None:
    soup = pages[key]
    name = "ministry_quarter" if key[0] == "all-units" else "unit_quarter"
    levels = [int(heading.name[1]) for heading in soup.main.find_all(re.compile("^h[1-6]$"))]
    # Parameters, opening, points, which only a frame has, and the official report, which no page shows.
    assert levels.count(2) == len(cells(name)) - 4
    assert all(level <= before + 1 for before, level in zip([1, *levels], levels, strict=False))
    links = [link["href"] for link in soup.select_one("nav.contents").find_all("a")]
    assert len(links) == levels.count(2)
    assert [link for link in links if soup.find(id=link[1:]) is None] == []


@pytest.mark.parametrize("key", PAGES)
def test_every_name_on_a_page_is_given_once(pages: dict[tuple[str, str], BeautifulSoup], key: tuple[str, str]) -> None:
    soup = pages[key]
    names = [tag["id"] for tag in soup.find_all(id=True)]
    assert sorted(name for name in names if names.count(name) > 1) == []
    named = {name for tag in soup.find_all(attrs={"aria-labelledby": True}) for name in tag["aria-labelledby"].split()}
    assert named - set(names) == set()


@pytest.mark.parametrize("key", PAGES)
def test_tables_have_captions_and_scopes(pages: dict[tuple[str, str], BeautifulSoup], key: tuple[str, str]) -> None:
    tables = pages[key].find_all("table")
    assert len(tables) > 8
    for table in tables:
        assert table.caption.text.strip()
        assert {head.get("scope") for head in table.thead.find_all("th")} == {"col"}
        assert {head.get("scope") for head in table.tbody.find_all("th")} == {"row"}
        widths = {len(line.find_all(["th", "td"])) for line in table.find_all("tr")}
        assert len(widths) == 1, table.caption.text


@pytest.mark.parametrize("key", PAGES)
def test_drawings_are_told_in_words(pages: dict[tuple[str, str], BeautifulSoup], key: tuple[str, str]) -> None:
    drawings = pages[key].select("figure svg:not([aria-hidden])")  # a key stands beside its words
    assert len(drawings) >= 3
    for svg in drawings:
        assert svg["role"] == "img"
        assert svg.find("title").text.strip()
        assert len(svg.find("desc").text) > 20
        assert svg["lang"] == key[1]


@pytest.mark.parametrize("key", PAGES)
def test_statuses_are_words_with_a_sign(pages: dict[tuple[str, str], BeautifulSoup], key: tuple[str, str]) -> None:
    soup, say = pages[key], Language(key[1])
    badges = {badge.text for badge in soup.find_all("span", "status")}
    assert badges <= {f"{SIGNS[status]} {status_word(status, say)}" for status in SIGNS}
    assert len(badges) >= 3
    targets = [line.strong.text for line in soup.find_all("tr") if line.strong and line.find("span", "status")]
    assert targets == [target.id for target in load_plan().targets]


@pytest.mark.parametrize("key", PAGES)
def test_a_page_acts_by_the_sites_script_alone_and_asks_no_network(
    made: Demo, pages: dict[tuple[str, str], BeautifulSoup], key: tuple[str, str]
) -> None:
    soup = pages[key]
    assert [(tag["src"], tag.text) for tag in soup.find_all("script")] == [("site/site.js", "")]
    assert soup.find_all(["link", "iframe", "img", "object", "embed", "form"]) == []
    links = {tag["href"] for tag in soup.find_all(href=True) if not tag["href"].startswith("#")}
    assert {link for link in links if not (made.page(*key).parent / link).is_file()} == set()
    assert [name for tag in soup.find_all(True) for name in tag.attrs if name.startswith("on")] == []
    text = made.page(*key).read_text(encoding="utf-8")
    assert not re.search(r"@import|url\((?!#)", text)
    assert str(made.workspace) not in text
    assert str(Path.home()) not in text or str(Path.home()) == "/"


@pytest.mark.parametrize("key", PAGES)
def test_a_page_says_where_its_figures_come_from(
    made: Demo, pages: dict[tuple[str, str], BeautifulSoup], key: tuple[str, str]
) -> None:
    soup, say, plan = pages[key], Language(key[1]), load_plan()
    report = opened(made.workspace, UNITS[key[0]], language=key[1])
    head, footer = words_of(str(soup.header)), words_of(str(soup.footer))
    assert say.date(report.store.as_of) in head
    assert f"dtplan-analysis {dtplan_analysis.__version__}" in footer
    assert report.input_hash in footer
    assert plan.document[key[1]] in head + footer
    assert "Dữ liệu mô phỏng / Synthetic data" in soup.header.text


@pytest.mark.parametrize("key", PAGES)
def test_no_cell_is_unfinished(pages: dict[tuple[str, str], BeautifulSoup], key: tuple[str, str]) -> None:
    for cell in pages[key].main.find_all(["td", "th", "p", "li", "dd", "caption", "h2", "h3"]):
        assert not re.search(r"\bNone\b|\bnan\b|<NA>|\bNaT\b|[{}]|[a-z]_[a-z]", cell.text), cell.text


def test_both_languages_show_the_same_figures(pages: dict[tuple[str, str], BeautifulSoup]) -> None:
    for unit in UNITS:
        counted = []
        for language in LANGUAGES:
            table = next(one for one in pages[unit, language].find_all("table") if one.find("span", "status"))
            shortfalls = [line.find_all("td")[3].text for line in table.tbody.find_all("tr")]
            classes = [line.find("span", "status")["class"] for line in table.tbody.find_all("tr")]
            counted.append(([text.replace(".", ",") for text in shortfalls], classes))
        assert counted[0] == counted[1]


def test_staff_codes_stand_on_no_page(made: Demo) -> None:
    report = opened(made.workspace, TOTAL)
    for register, column in (("staff", "staff"), ("dossiers", "user")):
        frame = report.store.register(register)
        assert frame is not None
        codes = set(frame[column].dropna().astype(str))
        assert len(codes) > 100
        for key in PAGES:
            found = set(re.findall(r"[\w-]+", made.page(*key).read_text(encoding="utf-8")))
            assert codes & found == set()


@pytest.mark.parametrize("key", [("gd", "vi"), pytest.param(("all-units", "en"), marks=pytest.mark.slow)])
def test_another_process_makes_the_same_bytes(made: Demo, key: tuple[str, str]) -> None:
    report = opened(made.workspace, UNITS[key[0]], language=key[1])
    assert len(sections(report)) > 10
    assert page(report, called=made.page(*key).stem) == unlinked(made.page(*key).read_text(encoding="utf-8"))


def unlinked(text: str) -> str:
    """A page as its report makes it, before the folder has put its links in."""
    text = re.sub(r'<a (data-page="[^"]*"(?: data-find="[^"]*")?) [^>]*>([^<]*)</a>', r"<span \1>\2</span>", text)
    return re.sub(r'<nav class="links".*?</nav>', "", text)


# -- Exploring ---------------------------------------------------------------------------------------------------


def executed(name: str, **parameters: str) -> NotebookNode:
    """A notebook that people open, run as they run it: each cell shows something, but for those of parameters."""
    done: NotebookNode = papermill.execute_notebook(
        str(resource("notebooks") / f"{name}.ipynb"),
        None,
        parameters=parameters,
        kernel_name="python3",
        progress_bar=False,
    )
    code = [cell for cell in done.cells if cell.cell_type == "code"]
    outputs = [output for cell in code for output in cell.outputs]
    assert [output for output in outputs if "data" not in output] == []
    assert [one.data for one in outputs if "text/html" not in one.data and "image/svg+xml" not in one.data] == []
    assert len(outputs) == len(code) - 2
    return done


@pytest.mark.slow  # its views are the desk's, and JupyterLab opens it in the browser tier
def test_the_notebook_to_explore_runs_in_any_workspace(tmp_path: Path) -> None:
    folder = write_office(tmp_path / "office", targets="OP5 CB2")
    done = executed("explore", workspace=str(folder), unit="Vụ Mẫu", target="CB2", language="vi")
    shown = [output.data for cell in done.cells for output in cell.get("outputs", [])]
    words = [words_of(data["text/html"]) for data in shown if "text/html" in data]
    assert "Vụ Mẫu" in words[0]
    verbs = ("overview", "history", "position", "definition", "breakdown", "records", "what_if", "what_if", "compare")
    assert [verb for verb, said in zip(verbs, words[1:], strict=False) if f"report.{verb}(" not in said] == []
    assert "9.000101" in words[5]
    assert [data for data in shown[1:10] if "<svg" not in data["text/html"] or "text/markdown" not in data] == []
    kept = json.dumps(done)
    addresses = {one for one in re.findall(r"https?://[\w./-]+", kept) if one != "http://www.w3.org/2000/svg"}
    assert addresses == set()
    assert len(kept) < 2_000_000  # Vega is not in it


def test_the_template_of_a_notebook_of_ones_own_makes_a_report(tmp_path: Path) -> None:
    folder = write_office(tmp_path / "office", targets="OP5 CB2")
    ran = dtplan("report", "-w", folder, "-q", "2024Q2", "--notebook", "my.ipynb", "--unit", "BB", "--lang", "en")
    assert ran.code == 0, ran.err
    soup = soup_of((folder / "reports" / "part_bb_2024Q2_en_my.html").read_text(encoding="utf-8"))
    assert len(soup.select("figure svg")) >= 5
    assert "9.000101" in soup.main.text
    assert soup.find_all("code") == []


def test_the_gallery_names_and_explains_every_chart_of_the_library() -> None:
    drawn = charts_drawn()
    sources = ["".join(cell["source"]) for cell in cells("gallery")]  # type: ignore[arg-type]
    explained = [name for source in sources for name in re.findall(r'^explained\("(\w+)"', source)]
    assert sorted(drawn) == sorted({*charts.__all__} - {"Chart"})
    assert drawn == explained


def charts_drawn() -> list[str]:
    """The charts that the gallery's cells draw, in their order."""
    shown = [cell for cell in cells("gallery") if "show" in cell["metadata"].get("tags", [])]  # type: ignore[attr-defined]
    return [name for cell in shown for name in re.findall(r"\bcharts\.(\w+)\(", "".join(cell["source"]))]  # type: ignore[arg-type]


@pytest.mark.slow
def test_a_notebook_of_ones_own_that_fails_or_is_not_there_is_told(tmp_path: Path) -> None:
    folder = write_office(tmp_path / "office", targets="OP5 CB2")
    own = (resource("notebooks") / "my.ipynb").read_text(encoding="utf-8")
    (folder / "notebooks").mkdir()
    (folder / "notebooks" / "mine.ipynb").write_text(own.replace("CB2", "CB99"), encoding="utf-8")
    asked = ("report", "-w", folder, "-q", "2024Q2", "--unit", "BB", "--lang", "en", "--language", "en", "--notebook")
    ran = dtplan(*asked, "mine.ipynb")
    said = " ".join(ran.err.split())
    assert ran.code == 1
    assert "failed: BB 2024Q2 (en): InputError: target: unknown target 'CB99'" in said
    assert "of mine.ipynb)" in said
    assert "Traceback" not in said
    misspelt = dtplan(*asked, "mein.ipynb")
    assert (misspelt.code, "did you mean 'mine.ipynb'?" in misspelt.err) == (2, True)


@pytest.mark.slow  # each chart is drawn by its own tests, and the browser tier makes the page
def test_the_gallery_draws_every_chart_of_the_library(made: Demo) -> None:
    done, drawn = executed("gallery", workspace=str(made.workspace), language="vi"), charts_drawn()
    assert offered(done, RENDERED), "a batch takes no page that does not say of which state it is"
    soup = soup_of(to_html(done))
    drawings = soup.select("svg:not([aria-hidden])")
    assert len(drawings) == len(soup.find_all("pre", "code")) == len(drawn)
    assert soup.title.text == "Bộ sưu tập biểu đồ · Quý IV/2024"
    assert [svg.desc.text for svg in drawings if "Không có gì để vẽ" in svg.text] == []
