"""Making reports by the command: where they go, the index of them, and what is left when one fails."""

import re
from pathlib import Path

import pytest
from batches import notebook
from bs4 import BeautifulSoup
from office import Demo, demo, dossiers, dtplan, soup_of, write_office

from dtplan_analysis.language import LANGUAGES


def names_in(folder: Path) -> set[str]:
    """All files of a folder, left-overs too."""
    return {file.name for file in folder.iterdir()}


BESIDE = {"index.html", "site", "manifest.json", "figures", ".dtplan"}

# -- The sample, through the real command line -------------------------------------------------------------------


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return demo(tmp_path_factory)


def test_init_and_report_make_pages_in_both_languages_and_an_index(made: Demo) -> None:
    assert made.ran.code == 0, made.ran.err
    assert "4 of 4 reports made" in made.ran.out
    assert str(made.workspace / "reports" / "index.html") in made.ran.out.replace("\n", "")
    pages = {made.page(unit, language).name for unit in ("gd", "all-units") for language in LANGUAGES}
    indexes = {f"index_2024Q2_{language}.html" for language in LANGUAGES}
    assert names_in(made.workspace / "reports") == {*pages, *indexes, *BESIDE}


def test_the_index_links_to_each_report(made: Demo) -> None:
    soup = soup_of((made.workspace / "reports" / "index.html").read_text(encoding="utf-8"))
    assert soup.html["lang"] == "vi"
    links = {link["href"] for link in soup.find_all("a") if not link["href"].startswith("#")}
    assert {made.page(unit, language).name for unit in ("gd", "all-units") for language in LANGUAGES} <= links
    assert [link for link in links if not (made.workspace / "reports" / link).is_file()] == []
    assert "Dữ liệu mô phỏng" in soup.header.text


def test_every_link_of_a_page_leads_to_a_file_or_a_place_in_it(made: Demo) -> None:
    pages = {file.name: file.read_text(encoding="utf-8") for file in (made.workspace / "reports").glob("*.html")}
    for name, page in pages.items():
        links = {*re.findall(r' href="([^"]+)"', page)}
        assert links
        for file, _, place in (link.partition("#") for link in links):
            assert (made.workspace / "reports" / (file or name)).is_file(), (name, file)
            assert not place or f' id="{place}"' in pages[file or name], (name, file, place)


# -- A notebook that fails ---------------------------------------------------------------------------------------

_PARAMETERS = 'workspace: str = ""\nunit: str = ""\nquarter: str = ""\nlanguage: str = "vi"'
_OPEN = (
    "from dtplan_analysis.reports import UnitQuarter\n"
    "report = UnitQuarter.open(unit, quarter, workspace=workspace, language=language)"
)
_FAILING = 'if report.unit == "BB":\n    raise ValueError("broken on purpose {unit}")'


@pytest.fixture(scope="module")
def half_failed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int, str, str]:
    """A workspace in a folder with braces and brackets, whose notebook fails for one of two units."""
    folder = tmp_path_factory.mktemp("office {of} [red]braces")
    write_office(folder, {"dossiers": dossiers("AA", "2024Q2", 1) + dossiers("BB", "2024Q2", 1)}, targets="CB2")
    (folder / "notebooks").mkdir()
    (folder / "notebooks" / "unit_quarter.ipynb").write_text(
        notebook(_PARAMETERS, _OPEN, _FAILING, "report.summary()"), encoding="utf-8"
    )
    asked = ("--quarter", "2024Q2", "--unit", "BB", "--unit", "AA", "--lang", "en", "--language", "en")
    ran = dtplan("report", "-w", folder, *asked)
    return folder, ran.code, ran.out, ran.err


def test_one_report_that_fails_does_not_stop_the_others(half_failed: tuple[Path, int, str, str]) -> None:
    folder, code, out, err = half_failed
    assert code == 1, err
    assert names_in(folder / "reports") == {"part_aa_2024Q2_en.html", "index_2024Q2_en.html", *BESIDE}
    assert "1 of 2 reports made" in out
    assert str(folder / "reports" / "index.html") in out
    soup = soup_of((folder / "reports" / "index.html").read_text(encoding="utf-8"))
    assert {link["href"] for link in soup.main.find_all("a", href=re.compile("^part"))} == {"part_aa_2024Q2_en.html"}
    assert "not made: ValueError: broken on purpose {unit} (cell 3 of unit_quarter.ipynb)" in soup.main.text


def test_what_failed_is_named_by_unit_cell_and_fault(half_failed: tuple[Path, int, str, str]) -> None:
    said = " ".join(half_failed[3].split())
    assert "failed: BB 2024Q2 (en): ValueError: broken on purpose {unit} (cell 3 of unit_quarter.ipynb)" in said
    assert "Traceback" not in said


def test_the_page_of_a_workspaces_own_notebook_has_what_it_shows(half_failed: tuple[Path, int, str, str]) -> None:
    page = half_failed[0] / "reports" / "part_aa_2024Q2_en.html"
    soup: BeautifulSoup = soup_of(page.read_text(encoding="utf-8"))
    assert soup.h1.text == "Test Agency · Q2 2024"
    assert len(soup.main.find_all("h2")) == 1
