"""Making reports: which are wanted, where they go, what is left when one fails, and the index of those made."""

import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from office import HOSTILE, UNITS, Demo, demo, dossiers, soup_of, spawned, write_office

from dtplan_analysis.errors import InputError, PeriodError, UnitError
from dtplan_analysis.language import LANGUAGES
from dtplan_analysis.reports import run
from dtplan_analysis.reports.index import write_index
from dtplan_analysis.units import TOTAL
from dtplan_analysis.workspace import Store, open_store


def names_in(folder: Path) -> set[str]:
    """All files of a folder, left-overs too."""
    return {file.name for file in folder.iterdir()}


SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*\.html")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    units = [*UNITS, {"code": "NN", "name_vi": "Vụ Mới", "name_en": "New Department", "valid_from": "2024-07-01"}]
    registers = {"dossiers": dossiers("AA", "2024Q2", 1)}
    return open_store(write_office(tmp_path_factory.mktemp("run"), registers, units=units, targets="CB2"))


# -- Which reports -----------------------------------------------------------------------------------------------


def wanted(store: Store, *units: str, quarter: str = "2024Q2", languages: tuple[str, ...] = ("vi",)) -> list[run.Job]:
    return run.jobs(store, quarter, languages=languages, units=units, output=Path("/out"))


def test_a_quarter_has_a_report_of_all_units_and_of_each_that_existed(store: Store) -> None:
    assert [job.unit for job in wanted(store)] == [TOTAL, "AA", "BB", "PP"]
    assert [job.unit for job in wanted(store, quarter="2024Q3")] == [TOTAL, "AA", "BB", "PP", "NN"]


def test_units_are_named_by_code_name_or_alias_and_made_once(store: Store) -> None:
    jobs = wanted(store, "vụ mẫu", "G17.92", "BB", TOTAL, languages=LANGUAGES)
    assert [(job.unit, job.language) for job in jobs] == [("BB", "vi"), ("BB", "en"), (TOTAL, "vi"), (TOTAL, "en")]
    assert [job.notebook.name for job in jobs] == ["unit_quarter.ipynb"] * 2 + ["ministry_quarter.ipynb"] * 2
    assert [job.parameters.get("unit") for job in jobs] == ["BB", "BB", None, None]
    assert [job.page.name for job in jobs][:2] == ["part_bb_2024Q2_vi.html", "part_bb_2024Q2_en.html"]


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
    (folder / "notebooks" / "unit_quarter.ipynb").touch()
    (folder / "templates" / "html").mkdir(parents=True)
    own, other = wanted(open_store(folder), "AA", TOTAL)
    assert own.notebook == folder.resolve() / "notebooks" / "unit_quarter.ipynb"
    assert own.templates == folder.resolve() / "templates" / "html"
    assert other.notebook.parent == shipped.notebook.parent


# -- Names of files ----------------------------------------------------------------------------------------------

NAMES = [
    ("HDXD", "p_hdxd_2024Q2_vi.html"),
    ("Vụ Đất & Nước", "p_vu-dat-nuoc_2024Q2_vi.html"),
    ("../../etc/passwd", "p_etc-passwd_2024Q2_vi.html"),
    ("G17.91", "p_g17-91_2024Q2_vi.html"),
    (" a\tb\n", "p_a-b_2024Q2_vi.html"),
    ("CON", "p_con_2024Q2_vi.html"),
]


@pytest.mark.parametrize(("unit", "name"), NAMES)
def test_a_file_is_named_by_plan_unit_quarter_and_language(unit: str, name: str) -> None:
    assert run.file_name("p", unit, "2024Q2", "vi") == name


@pytest.mark.parametrize("text", [*HOSTILE, "建設", "Ω", "..", "", "/", "\x00", "CON\u202e"])
def test_any_code_makes_a_safe_name(text: str) -> None:
    name = run.file_name(text, text, "2024Q2", "en")
    assert SAFE.fullmatch(name)
    assert len(name) < 200


def test_codes_in_another_script_and_long_ones_stay_apart() -> None:
    codes = ["建設", "交通", "x" * 200 + "a", "x" * 200 + "b"]
    assert len({run.file_name("p", code, "2024Q2", "vi") for code in codes}) == 4


def test_units_that_would_share_a_file_are_refused(tmp_path: Path) -> None:
    units = [{"code": code, "name_vi": code, "name_en": code} for code in ("A-B", "A.B")]
    folder = write_office(tmp_path, {"dossiers": dossiers("A.B", "2024Q2", 1)}, units=units, targets="CB2")
    with pytest.raises(InputError, match=r"'A-B' and 'A\.B' would share the file"):
        wanted(open_store(folder))


def test_hostile_codes_stay_inside_the_output_folder(tmp_path: Path) -> None:
    units = [{"code": text, "name_vi": f"V{n}", "name_en": f"E{n}"} for n, text in enumerate(HOSTILE)]
    registers = {"dossiers": dossiers(HOSTILE[0], "2024Q2", 1)}
    folder = write_office(tmp_path, registers, units=units, targets="CB2")
    jobs = run.jobs(open_store(folder), "2024Q2", languages=LANGUAGES, output=tmp_path / "out")
    assert len({job.page for job in jobs}) == len(jobs) == 2 * (len(HOSTILE) + 1)
    assert {job.page.parent for job in jobs} == {tmp_path / "out"}
    assert [job.page.name for job in jobs if not SAFE.fullmatch(job.page.name)] == []


# -- Writing -----------------------------------------------------------------------------------------------------


def test_a_file_is_written_in_one_piece_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "new" / "page.html"
    run.write_whole(file, "ấ")
    assert file.read_bytes() == "ấ".encode()
    assert file.stat().st_mode & 0o777 == 0o644
    with pytest.raises(UnicodeEncodeError):
        run.write_whole(file, "\udc80")
    assert file.read_text(encoding="utf-8") == "ấ"
    (tmp_path / "new" / "taken").mkdir()
    with pytest.raises(OSError, match="taken"):
        run.write_whole(tmp_path / "new" / "taken", "x")
    assert names_in(tmp_path / "new") == {"page.html", "taken"}


# -- The sample, through the real command line -------------------------------------------------------------------


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return demo(tmp_path_factory)


def test_init_and_report_make_pages_in_both_languages_and_an_index(made: Demo) -> None:
    assert made.ran.code == 0, made.ran.err
    assert "4 of 4 reports made" in made.ran.out
    assert str(made.workspace / "reports" / "index.html") in made.ran.out.replace("\n", "")
    pages = {made.page(unit, language).name for unit in ("gd", "all-units") for language in LANGUAGES}
    assert names_in(made.workspace / "reports") == {*pages, "index.html"}


def test_the_index_links_to_each_report(made: Demo) -> None:
    soup = soup_of((made.workspace / "reports" / "index.html").read_text(encoding="utf-8"))
    assert soup.html["lang"] == "vi"
    links = soup.main.find_all("a")
    assert [(link["hreflang"], (made.workspace / "reports" / link["href"]).is_file()) for link in links] == [
        (language, True) for _ in range(2) for language in LANGUAGES
    ]
    assert "Dữ liệu mô phỏng" in soup.header.text
    assert soup.find_all("script") == []
    assert soup.tbody.th.text == "Tất cả các đơn vị"


def test_the_index_speaks_the_first_language_that_was_made(store: Store, tmp_path: Path) -> None:
    for job in run.jobs(store, "2024Q2", languages=("en",), output=tmp_path):
        job.page.touch()
    soup = soup_of(write_index(store, "2024Q2", tmp_path, language="en").read_text(encoding="utf-8"))
    assert soup.html["lang"] == "en"
    assert [line.th.text for line in soup.tbody.find_all("tr")] == [
        "All units", "Test Agency", "Sample Department", "Pilot Office",
    ]  # fmt: skip
    assert "2024Q2" in soup.h1.text or "Q2 2024" in soup.h1.text


# -- A notebook that fails ---------------------------------------------------------------------------------------

_PARAMETERS = 'workspace: str = ""\nunit: str = ""\nquarter: str = ""\nlanguage: str = "vi"'
_OPEN = (
    "from dtplan_analysis.reports import UnitQuarter\n"
    "report = UnitQuarter.open(workspace, unit=unit, quarter=quarter, language=language)"
)
_FAILING = 'if report.unit == "BB":\n    raise ValueError("broken on purpose {unit}")'


def notebook(*sources: str) -> str:
    cells = [
        {
            "cell_type": "code",
            "id": f"c{place}",
            "metadata": {},
            "outputs": [],
            "execution_count": None,
            "source": source,
        }
        for place, source in enumerate(sources)
    ]
    cells[0]["metadata"] = {"tags": ["parameters"]}
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return json.dumps({"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5})


@pytest.fixture(scope="module")
def half_failed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int, str, str]:
    """A workspace in a folder with braces and brackets, whose notebook fails for one of two units."""
    folder = tmp_path_factory.mktemp("office {of} [red]braces")
    write_office(folder, {"dossiers": dossiers("AA", "2024Q2", 1) + dossiers("BB", "2024Q2", 1)}, targets="CB2")
    (folder / "notebooks").mkdir()
    (folder / "notebooks" / "unit_quarter.ipynb").write_text(
        notebook(_PARAMETERS, _OPEN, _FAILING, "report.summary()"), encoding="utf-8"
    )
    ran = spawned("report", "-w", folder, "--quarter", "2024Q2", "--unit", "BB", "--unit", "AA", "--lang", "en")
    return folder, ran.code, ran.out, ran.err


def test_one_report_that_fails_does_not_stop_the_others(half_failed: tuple[Path, int, str, str]) -> None:
    folder, code, out, err = half_failed
    assert code == 1, err
    assert names_in(folder / "reports") == {"part_aa_2024Q2_en.html", "index.html"}
    assert "1 of 2 reports made" in out
    assert str(folder / "reports" / "index.html") in out
    soup = soup_of((folder / "reports" / "index.html").read_text(encoding="utf-8"))
    assert [link["href"] for link in soup.main.find_all("a")] == ["part_aa_2024Q2_en.html"]


def test_what_failed_is_named_by_unit_cell_and_fault(half_failed: tuple[Path, int, str, str]) -> None:
    said = " ".join(half_failed[3].split())
    assert "failed: BB (en): ValueError: broken on purpose {unit} (cell 3 of unit_quarter.ipynb)" in said
    assert "Traceback" not in said


def test_the_page_of_a_workspaces_own_notebook_has_what_it_shows(half_failed: tuple[Path, int, str, str]) -> None:
    page = half_failed[0] / "reports" / "part_aa_2024Q2_en.html"
    soup: BeautifulSoup = soup_of(page.read_text(encoding="utf-8"))
    assert soup.h1.text == "Test Agency · Q2 2024"
    assert len(soup.main.find_all("h2")) == 1
