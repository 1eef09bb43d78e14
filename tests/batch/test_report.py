"""Making reports: which are wanted, where they go, what is left when one fails, and the index of those made."""

import re
from pathlib import Path

import pytest
from batches import notebook
from bs4 import BeautifulSoup
from office import HOSTILE, UNITS, Demo, demo, dossiers, dtplan, soup_of, write_office

from dtplan_analysis.batch import Report, matrix
from dtplan_analysis.batch.matrix import FORMATS
from dtplan_analysis.errors import PeriodError, UnitError
from dtplan_analysis.language import LANGUAGES
from dtplan_analysis.units import TOTAL
from dtplan_analysis.workspace import Store, open_store


def names_in(folder: Path) -> set[str]:
    """All files of a folder, left-overs too."""
    return {file.name for file in folder.iterdir()}


SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,150}")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    units = [*UNITS, {"code": "NN", "name_vi": "Vụ Mới", "name_en": "New Department", "valid_from": "2024-07-01"}]
    registers = {"dossiers": dossiers("AA", "2024Q2", 1)}
    return open_store(write_office(tmp_path_factory.mktemp("run"), registers, units=units, targets="CB2"))


BESIDE = {"index.html", "site", "manifest.json", "figures", ".dtplan"}

# -- Which reports -----------------------------------------------------------------------------------------------


def wanted(store: Store, *units: str, quarter: str = "2024Q2", languages: tuple[str, ...] = ("vi",)) -> list[Report]:
    return matrix(store, [quarter], languages=languages, units=units)


def test_a_quarter_has_a_report_of_all_units_and_of_each_that_existed(store: Store) -> None:
    assert [job.unit for job in wanted(store)] == [TOTAL, "AA", "BB", "PP"]
    assert [job.unit for job in wanted(store, quarter="2024Q3")] == [TOTAL, "AA", "BB", "PP", "NN"]


def test_units_are_named_by_code_name_or_alias_and_made_once(store: Store) -> None:
    jobs = wanted(store, "vụ mẫu", "G17.92", "BB", TOTAL, languages=LANGUAGES)
    assert [(job.unit, job.language) for job in jobs] == [("BB", "vi"), ("BB", "en"), (TOTAL, "vi"), (TOTAL, "en")]
    assert [job.notebook.name for job in jobs] == ["unit_quarter.ipynb"] * 2 + ["ministry_quarter.ipynb"] * 2
    assert [job.parameters.get("unit") for job in jobs] == ["BB", "BB", None, None]
    assert [job.file("html") for job in jobs][:2] == ["part_bb_2024Q2_vi.html", "part_bb_2024Q2_en.html"]


def test_a_wrong_unit_or_quarter_is_refused_before_anything_is_made(store: Store) -> None:
    with pytest.raises(UnitError, match=r"did you mean AA \(Cục Thử nghiệm\)"):
        wanted(store, "Cục Thử nghiêm")
    with pytest.raises(PeriodError, match="2024Q1 to 2024Q4"):
        wanted(store, quarter="2023Q2")


def test_a_workspaces_own_notebook_and_templates_come_first(tmp_path: Path) -> None:
    folder = write_office(tmp_path, {"dossiers": dossiers("AA", "2024Q2", 1)}, targets="CB2")
    (shipped,) = wanted(open_store(folder), "AA")
    assert shipped.notebook.parent.name == "notebooks"
    assert folder not in shipped.notebook.parents
    assert shipped.templates is None
    (folder / "notebooks").mkdir()
    (folder / "notebooks" / "unit_quarter.ipynb").write_bytes(shipped.notebook.read_bytes())
    (folder / "templates" / "html").mkdir(parents=True)
    own, other = wanted(open_store(folder), "AA", TOTAL)
    assert own.notebook == folder.resolve() / "notebooks" / "unit_quarter.ipynb"
    assert own.templates == folder.resolve() / "templates"
    assert other.notebook.parent == shipped.notebook.parent


# -- Names of files ----------------------------------------------------------------------------------------------

NAMES = [
    ("HDXD", "part_hdxd_2024Q2_vi"),
    ("Vụ Đất & Nước", "part_vu-dat-nuoc_2024Q2_vi"),
    ("../../etc/passwd", "part_etc-passwd_2024Q2_vi"),
    ("G17.91", "part_g17-91_2024Q2_vi"),
    ("a\tb", "part_a-b_2024Q2_vi"),
    ("CON", "part_con_2024Q2_vi"),
]


def named(folder: Path, *codes: str) -> list[Report]:
    """The reports of units with these codes."""
    units = [{"code": code, "name_vi": f"V{n}", "name_en": f"E{n}"} for n, code in enumerate(codes)]
    write_office(folder, {"dossiers": dossiers(codes[0], "2024Q2", 1)}, units=units, targets="CB2")
    return matrix(open_store(folder), ["2024Q2"], languages=("vi",))[1:]


def test_a_file_is_named_by_plan_unit_quarter_and_language(tmp_path: Path) -> None:
    assert [report.name for report in named(tmp_path, *(code for code, _ in NAMES))] == [name for _, name in NAMES]


def test_codes_in_another_script_and_long_ones_stay_apart(tmp_path: Path) -> None:
    reports = named(tmp_path, "建設", "交通", "x" * 200 + "a", "x" * 200 + "b")
    assert len({report.name for report in reports}) == 4
    assert max(len(report.name) for report in reports) < 120


def test_units_whose_codes_look_alike_stay_apart_in_one_call_and_in_several(tmp_path: Path) -> None:
    codes = ("A-B", "a.b", "Đ1", "D1", "all units")
    units = [{"code": code, "name_vi": f"V {n}", "name_en": f"E {n}"} for n, code in enumerate(codes)]
    folder = write_office(tmp_path, {"dossiers": dossiers("D1", "2024Q2", 1)}, units=units, targets="CB2")
    store = open_store(folder)
    together = {one.unit: one.name for one in wanted(store)}
    assert len({*together.values()}) == len(codes) + 1
    for code in codes:
        (alone,) = wanted(store, code)
        assert alone.name == together[code]


def test_hostile_codes_stay_inside_the_output_folder(tmp_path: Path) -> None:
    units = [{"code": text, "name_vi": f"V{n}", "name_en": f"E{n}"} for n, text in enumerate(HOSTILE)]
    registers = {"dossiers": dossiers(HOSTILE[0], "2024Q2", 1)}
    folder = write_office(tmp_path, registers, units=units, targets="CB2")
    jobs = matrix(open_store(folder), ["2024Q2"], languages=LANGUAGES, formats=FORMATS)
    assert len({job.name for job in jobs}) == len(jobs) == 2 * (len(HOSTILE) + 1)
    assert [job.name for job in jobs if not SAFE.fullmatch(job.name)] == []


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
