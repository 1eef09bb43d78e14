"""Which reports are made, and what their files are called."""

import re
from pathlib import Path
from typing import Any

import pytest
from office import HOSTILE, UNITS, dossiers, write_office

from dtplan_analysis.batch import Report, matrix
from dtplan_analysis.batch.matrix import FORMATS
from dtplan_analysis.errors import PeriodError, UnitError
from dtplan_analysis.language import LANGUAGES
from dtplan_analysis.reports.kinds import UNIT, WHOLE
from dtplan_analysis.units import TOTAL
from dtplan_analysis.workspace import Store, open_store

SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,150}")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    units = [*UNITS, {"code": "NN", "name_vi": "Vụ Mới", "name_en": "New Department", "valid_from": "2024-07-01"}]
    registers = {"dossiers": dossiers("AA", "2024Q2", 1)}
    return open_store(write_office(tmp_path_factory.mktemp("run"), registers, units=units, targets="CB2"))


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


NAMED = [
    *((label, ["2024Q2"]) for label in ("2024Q2", "Quý II/2024", "Q2/2024")),
    ("latest", ["2024Q4"]),
    ("2024", ["2024Q1", "2024Q2", "2024Q3", "2024Q4"]),
]


@pytest.mark.parametrize(("label", "quarters"), NAMED)
def test_quarters_are_named_as_people_do(label: str, quarters: list[str], store: Store) -> None:
    found = matrix(store, [label], languages=["en"], units=["AA"], formats=["html"])
    assert [(one.quarter, one.parameters["quarter"]) for one in found] == [(one, one) for one in quarters]


def test_pages_of_targets_levels_and_years_stand_beside_the_reports(tmp_path: Path) -> None:
    units = [one | {"level": "cục" if one["code"] == "AA" else ""} for one in UNITS]
    store = open_store(
        write_office(
            tmp_path,
            {"dossiers": dossiers("AA", "2024Q2", 3)},
            units=units,
            targets="CB2",
            settings="as_of = 2024-06-30",
        )
    )

    def beside(*labels: str, **more: Any) -> list[str]:
        found = matrix(store, labels, languages=["en"], beside=True, **more)
        own = (UNIT.name, WHOLE.name)
        return [one.name.removeprefix("part_") for one in found if one.notebook.stem not in own]

    pages = ["all-units_2024Q2_en_target-CB2", "all-units_2024Q2_en_level-cuc"]
    assert beside("2024Q2") == pages
    assert beside("latest", formats=["docx", "pdf"]) == pages
    assert beside("latest", formats=["docx"]) == []
    assert beside("2024", units=["AA"]) == ["aa_2024Q2_en_year"]
    assert [name for name in beside("2024") if "_2024Q2_" in name][:3] == [*pages, "all-units_2024Q2_en_year"]


@pytest.mark.parametrize(
    ("settings", "page"), [("", ["part_aa_2024Q4_en_year"]), ('quarters = { length = 12 }\nfirst_quarter = "2024"', [])]
)  # a period of a year is a year already
def test_a_year_that_is_over_has_its_page_too(tmp_path: Path, settings: str, page: list[str]) -> None:
    rows = dossiers("AA", "2024Q2", 3) + dossiers("AA", "2024Q2", 3, received_on="2024-11-14", number="late")[:1]
    store = open_store(write_office(tmp_path, {"dossiers": rows}, targets="CB2", settings=settings))
    found = matrix(store, ["2024"], languages=["en"], units=["AA"], beside=True)
    assert [one.name for one in found if one.notebook.stem == "year"] == page
