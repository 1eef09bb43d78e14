"""The report page as a file: what is in it, what must not be, and that it is the same file each time."""

import re
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbconvert.exporters import HTMLExporter, get_exporter
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from dtplan_analysis.charts.chart import CHART
from dtplan_analysis.errors import InputError
from dtplan_analysis.exports.html import ReportExporter, to_html
from dtplan_analysis.language import LANGUAGES, Language, translations
from dtplan_analysis.resources import resource

HOSTILE = '<img src=x onerror="alert(1)"></title></style><script>alert(2)</script>'
TITLE = "Cục Giám định – Quý II/2024"
ABOUT = {
    "language": "vi",
    "title": TITLE,
    "unit": "Cục Giám định",
    "quarter": "2024Q2",
    "plan": "Quyết định 320/QĐ-BXD",
    "as_of": "2024-12-31",
    "version": "0.1.0",
    "input_hash": "3f8a1c09",
    "synthetic": False,
    "kind": "unit_quarter",
}
KINDS = {"html": "text/html", "svg": "image/svg+xml", "png": "image/png", "md": "text/markdown", "text": "text/plain"}
SVG = '<svg xmlns="http://www.w3.org/2000/svg"><clipPath id="a"/><path clip-path="url(#a)"/></svg>'


def display(**data: str) -> NotebookNode:
    return new_output("display_data", data={KINDS[kind]: content for kind, content in data.items()})


def notebook(*content: str | NotebookNode, **about: Any) -> NotebookNode:
    """Texts are Markdown cells, outputs come from one code cell each."""
    cells = [
        new_markdown_cell(part) if isinstance(part, str) else new_code_cell("secret_code()", outputs=[part])
        for part in content
    ]
    return new_notebook(cells=cells, metadata={"dtplan": ABOUT | about})


def page(*content: str | NotebookNode, **about: Any) -> BeautifulSoup:
    return BeautifulSoup(to_html(notebook(*content, **about)), "html.parser")


AFTER = ["## Sau A", "## Sau B", "## Sau C", "## Sau D"]  # sections enough for a table of contents


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_has_language_title_and_landmarks(language: str) -> None:
    soup = page("# Mở đầu", "## Mục tiêu", *AFTER, language=language)
    assert soup.html["lang"] == language
    assert soup.title.text == soup.h1.text == TITLE
    assert [len(soup.find_all(tag)) for tag in ("h1", "header", "nav", "main", "footer")] == [1] * 5
    skip = soup.body.find("a")
    assert skip["class"] == ["skip"]
    assert soup.find(id=skip["href"][1:]).name == "main"


def test_page_refuses_an_unknown_language() -> None:
    with pytest.raises(InputError, match="'fr'"):
        to_html(notebook(language="fr"))


def test_page_needs_no_metadata() -> None:
    soup = BeautifulSoup(to_html(new_notebook(cells=[new_markdown_cell("## Mục tiêu")])), "html.parser")
    assert soup.h1.text == Language("vi")("Report")
    assert soup.main.h2.text == "Mục tiêu"


@pytest.mark.parametrize("language", LANGUAGES)
def test_header_and_footer_say_where_the_figures_come_from_and_each_once(language: str) -> None:
    shown = page(language=language)
    for part in (Language(language).date(date(2024, 12, 31)), "dtplan-analysis 0.1.0", "3f8a1c09", "320/QĐ-BXD"):
        assert (shown.header.text + shown.footer.text).count(part) == 1


@pytest.mark.parametrize(("synthetic", "times"), [(True, 1), (False, 0)])
def test_synthetic_data_are_said_to_be_so_in_both_languages(synthetic: bool, times: int) -> None:
    banner = page(synthetic=synthetic).select("header .synthetic strong")
    assert [part.text for part in banner] == ["Dữ liệu mô phỏng / Synthetic data"] * times


def test_page_has_no_date_but_the_one_of_the_data() -> None:
    day = re.compile(r"\d\d/\d\d/\d{4}")
    assert set(day.findall(page().text)) == {"31/12/2024"}
    assert day.findall(page(as_of=None).text) == []


def test_template_speaks_only_translated_messages() -> None:
    template = (resource("templates") / "html" / "index.html.j2").read_text(encoding="utf-8")
    messages = re.findall(r'\bsay\("([^"]+)"', template)
    assert len(messages) > 5
    assert sorted({message for message in messages if message not in translations()}) == []


CONTENTS = [
    # content, headings as (level, id, text), contents as (link, text)
    (["## Mục tiêu", "### Chi tiết"], [(2, "muc-tieu", "Mục tiêu"), (3, "chi-tiet", "Chi tiết")], ["muc-tieu"]),
    (["## Đơn vị & quý"], [(2, "don-vi-quy", "Đơn vị & quý")], ["don-vi-quy"]),
    (["## A", "## A"], [(2, "a", "A"), (2, "a-2", "A")], ["a", "a-2"]),
    (["## Main"], [(2, "main-2", "Main")], ["main-2"]),  # the layout has an id "main"
    (["## ?"], [(2, "section", "?")], ["section"]),
    ([f"# {TITLE}", "# Khác"], [(2, "khac", "Khác")], ["khac"]),  # the title isn't said twice; there is one h1
    ([display(html='<h2 id="own">X</h2>')], [(2, "own", "X")], ["own"]),
    ([display(html="<h1>X</h1>")], [(2, "x", "X")], ["x"]),
    ([display(md="## Từ chương trình")], [(2, "tu-chuong-trinh", "Từ chương trình")], ["tu-chuong-trinh"]),
    (["## **A** `b`"], [(2, "a-b", "A b")], ["a-b"]),
    (["### Only deeper"], [(3, "only-deeper", "Only deeper")], []),
    (["No heading"], [], []),
]


@pytest.mark.parametrize(("content", "headings", "contents"), CONTENTS)
def test_headings_have_unique_ids_and_stand_in_the_contents(
    content: list[str | NotebookNode], headings: list[tuple[int, str, str]], contents: list[str]
) -> None:
    soup = page(*content, *AFTER)
    found = soup.main.find_all(re.compile("h[1-6]"))[: -len(AFTER)]
    assert [(int(h.name[1]), h["id"], h.text) for h in found] == headings
    links = soup.nav.find_all("a")[: -len(AFTER)]
    assert [a["href"][1:] for a in links] == contents
    assert [a.text for a in links] == [text for level, _, text in headings if level == 2]
    ids = [tag["id"] for tag in soup.find_all(id=True)]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(("sections", "links"), [(0, 0), (3, 0), (4, 4)])
def test_page_of_few_sections_has_no_contents(sections: int, links: int) -> None:
    assert len(page(*AFTER[:sections]).select("nav.contents a")) == links


CHOICES = [
    # representations of one output, what the page shows, what it doesn't
    ({"html": "<p>one</p>", "svg": SVG, "text": "plain"}, "<p>one</p>", "plain"),
    ({"svg": SVG, "text": "plain"}, '<figure class="chart">', ">plain"),
    ({"svg": SVG, "text": "plain"}, 'role="group" aria-label="plain"><svg', "<pre"),
    ({"svg": f'<?xml version="1.0"?><!DOCTYPE svg>{SVG}'}, '"><svg', "<?xml"),
    ({"png": "iVBORw0KGgo=", "text": "<Figure>"}, 'alt="&lt;Figure&gt;"', "<pre"),
    ({"md": "**b**", "text": "plain"}, "<strong>b</strong>", "plain"),
    ({"text": "a < b"}, "a &lt; b", "a < b"),
    ({"html": "<SCRIPT>draw()</SCRIPT>", "text": "a chart"}, "a chart", "draw()"),
    ({"html": "<script>draw()</script>"}, "<main", "draw()"),
]


@pytest.mark.parametrize(("representations", "shown", "absent"), CHOICES)
def test_best_representation_is_shown(representations: dict[str, str], shown: str, absent: str) -> None:
    html = to_html(notebook(display(**representations)))
    assert shown in html
    assert absent not in html


def test_drawings_do_not_share_ids() -> None:
    html = to_html(notebook(display(svg=SVG), display(html=f'<p id="a">{SVG}</p>')))
    assert re.findall(r'id="(d\d-a)"', html) == re.findall(r"url\(#(d\d-a)\)", html) == ["d1-a", "d2-a"]
    assert '<p id="a">' in html


def test_names_of_a_drawing_follow_its_ids() -> None:
    svg = '<svg role="img" aria-labelledby="t d"><title id="t">T</title><desc id="d">D</desc><use href="#t"/></svg>'
    drawing = page(display(svg=svg)).svg
    assert drawing["aria-labelledby"].split() == [drawing.title["id"], drawing.desc["id"]]
    assert drawing.use["href"] == f"#{drawing.title['id']}"


def test_code_is_left_out() -> None:
    assert "secret_code" not in to_html(notebook(display(text="x")))


TROUBLE = [
    new_output("error", ename="RegisterError", evalue="trouble", traceback=["\x1b[31mfirst", "<b>last</b>"]),
    new_output("stream", name="stderr", text="UserWarning: trouble <b>last</b>"),
]


def test_code_is_shown_where_it_is_tagged_so_and_a_chart_by_its_title() -> None:
    chart = {"image/svg+xml": SVG, "text/plain": "a", CHART: {"title": "A & B", "spec": "x"}}
    shown = new_code_cell("1 < 2", metadata={"tags": ["show"]}, outputs=[new_output("display_data", data=chart)])
    page = to_html(new_notebook(cells=[shown], metadata={"dtplan": ABOUT}))
    assert '<pre class="code"><code>1 &lt; 2</code></pre>' in page
    assert 'role="group" aria-label="A &amp; B" data-spec="x"><svg' in page


def test_vietnamese_cells_of_an_english_page_say_so() -> None:
    cells = "<table><tr><td>Hồ sơ</td><td>Dossier</td></tr></table>"
    notebook = new_notebook(cells=[new_code_cell(outputs=[display(html=cells)])])
    for language, expected in (("en", '<td lang="vi">Hồ sơ</td><td>Dossier</td>'), ("vi", "<td>Hồ sơ</td>")):
        notebook.metadata["dtplan"] = ABOUT | {"language": language}
        assert expected in to_html(notebook)


@pytest.mark.parametrize("output", TROUBLE)
def test_trouble_is_shown_and_marked(output: NotebookNode) -> None:
    block = page(output).select_one("main .fault")
    assert "trouble" in block.text
    assert "<b>last</b>" in block.text
    assert "\x1b" not in block.text


TEXTS = ("title", "unit", "quarter", "plan", "version", "input_hash", "kind")
HOSTILE_PLACES = {
    **{text: notebook(**{text: HOSTILE}) for text in TEXTS},
    "markdown block": notebook(HOSTILE),
    "markdown inline": notebook(f"Đơn vị {HOSTILE}"),
    "markdown heading": notebook(f"## {HOSTILE}"),
    "markdown table": notebook(f"| a |\n|---|\n| {HOSTILE} |"),
    "markdown output": notebook(display(md=HOSTILE)),
    "plain text": notebook(display(text=HOSTILE)),
    "alternative text": notebook(display(png="iVBORw0KGgo=", text=HOSTILE)),
    "stdout": notebook(new_output("stream", name="stdout", text=HOSTILE)),
    "stderr": notebook(new_output("stream", name="stderr", text=HOSTILE)),
    "error": notebook(new_output("error", ename=HOSTILE, evalue=HOSTILE, traceback=[HOSTILE])),
}


@pytest.mark.parametrize("place", HOSTILE_PLACES)
def test_hostile_text_comes_out_as_text(place: str) -> None:
    html = to_html(HOSTILE_PLACES[place])
    assert html.count("alert(1)") >= 1
    soup = BeautifulSoup(html, "html.parser")
    assert soup.find_all("script") == []
    assert soup.find_all(onerror=True) == []
    assert soup.find_all("img", src="x") == []
    assert len(soup.find_all("title")) == len(soup.find_all("style")) == 1


LINKS = [
    # Markdown, what must not be in the page as an attribute
    ("![x](https://example.org/x.png)", "src"),
    ("![x](file:///etc/passwd)", "src"),
    ("![x](data:image/svg+xml;base64,PHN2Zz4=)", "src"),
]


@pytest.mark.parametrize(("markdown", "attribute"), LINKS)
def test_page_loads_nothing_from_elsewhere(markdown: str, attribute: str) -> None:
    assert page(markdown).main.find_all(attrs={attribute: True}) == []


def test_page_runs_and_requests_nothing() -> None:
    html = to_html(notebook("## A\n\n[x](javascript:alert(1))", display(svg=SVG), synthetic=True))
    soup = BeautifulSoup(html, "html.parser")
    policy = soup.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")
    assert soup.find_all(["script", "link", "iframe", "object", "embed", "img"]) == []
    assert re.findall(r"(?:src|href|srcset)=(?!\"#)", html) == []
    assert re.findall(r"@import|url\((?!#)", html) == []
    assert [name for tag in soup.find_all(True) for name in tag.attrs if name.startswith("on")] == []


def test_page_is_the_same_each_time() -> None:
    content = ["## A", display(svg=SVG), display(html="<p>x</p>"), TROUBLE[0]]
    first, other = to_html(notebook(*content)), to_html(notebook("## Another", display(svg=SVG)))
    assert first != other
    assert to_html(notebook(*content)) == first
    assert ReportExporter().from_notebook_node(notebook(*content))[0] == first


def test_notebook_stays_as_it_is() -> None:
    given = notebook("## A", display(html="<h1>x</h1>"))
    before = deepcopy(given)
    to_html(given)
    assert given == before


def test_nbconvert_takes_a_file_and_its_name(tmp_path: Path) -> None:
    path = tmp_path / "explored.ipynb"
    nbformat.write(new_notebook(cells=[new_markdown_cell("## A")]), path)
    html, resources = get_exporter("dtplan_analysis.exports.html.ReportExporter")().from_filename(str(path))
    assert resources["output_extension"] == ".html"
    assert "<h1>explored</h1>" in html


def test_stock_pass_over_the_whole_page_does_not_run() -> None:
    assert not issubclass(ReportExporter, HTMLExporter)
