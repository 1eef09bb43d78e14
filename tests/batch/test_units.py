"""The site of more units than one page can hold: pages by level, and a file to find one in."""

import json
import re
from pathlib import Path

import pytest
from office import dossiers, dtplan, soup_of, words_of, write_office

from dtplan_analysis.reports import LevelQuarter, MinistryQuarter

LINK = re.compile(r'(?:href|src)="([^"#]+)')
MANY = 25


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ministry of provinces and wards, of which a page may hold ten."""
    units: list[dict[str, object]] = [
        {"code": f"U{n}", "name_vi": f"Phường {n}", "name_en": f"Ward {n}", "level": "ward" if n > 3 else "province"}
        for n in range(1, MANY + 1)
    ]
    rows = [row for n in (1, 4, 25) for row in dossiers(f"U{n}", "2024Q2", n, 6)]
    return write_office(tmp_path_factory.mktemp("many"), {"dossiers": rows}, units=units, targets="CB2")


@pytest.fixture
def reports(office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("dtplan_analysis.reports.tally._MOST_CELLS", 10)
    asked = ("-q", "2024Q2", "--unit", "U4", "--lang", "en,vi", "-o", tmp_path / "r", "--jobs", "1")
    ran = dtplan("report", "-w", office, *asked)
    assert ran.code == 0, ran.err
    return tmp_path / "r"


def test_pages_of_units_hold_each_unit_once_by_level(reports: Path) -> None:
    index = soup_of((reports / "index_2024Q2_en.html").read_text(encoding="utf-8"))
    assert index.select(".heat") == []
    (table,) = [one for one in index.find_all("table") if "by level" in one.caption.text]
    assert table.caption.text == "All 25 units, by level"
    told = [[" ".join(cell.text.split()) for cell in row.find_all(["th", "td"])] for row in table.tbody("tr")]
    assert [row[0] for row in told] == ["Ward 1 – Ward 3", "Ward 4 – Ward 13", "Ward 14 – Ward 23", "Ward 24 – Ward 25"]
    assert [row[2:] for row in told] == [
        ["1–3", "3", "1"],
        ["1–10", "10", "1"],
        ["11–20", "10", "0"],
        ["21–22", "2", "0"],
    ]
    names = []
    for link in table.tbody("a"):
        page = soup_of((reports / link["href"]).read_text(encoding="utf-8"))
        names += [head.text for head in page.select(".heat tbody th")]
    assert names == [f"Ward {n}" for n in range(1, MANY + 1)]


def test_every_link_of_the_folder_leads_to_a_file_of_it(reports: Path) -> None:
    pages = {file.name: file.read_text(encoding="utf-8") for file in reports.glob("*.html")}
    assert len([name for name in pages if "_units-" in name]) == 8
    dead = {
        (page, name) for page, text in pages.items() for name in LINK.findall(text) if not (reports / name).is_file()
    }
    assert dead == set()


def test_a_unit_is_found_with_its_page_or_its_row(reports: Path) -> None:
    script = (reports / "site" / "units_2024Q2_en.js").read_text(encoding="utf-8")
    rows = {row[0]: row for row in json.loads(script.removeprefix("dtplanUnits(").removesuffix(");\n"))}
    assert len(rows) == MANY
    assert rows["Ward 4"][1:] == ["U4 Phường 4 Ward 4", "part_u4_2024Q2_en.html", "0 of 1 targets met", "not_met"]
    page, _, row = rows["Ward 25"][2].partition("#")
    assert soup_of((reports / page).read_text(encoding="utf-8")).find(id=row).text == "Ward 25"
    assert rows["Ward 25"][3:] == ["1 of 1 targets met", "met"]


def test_what_is_no_more_is_taken_away(office: Path, reports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dtplan_analysis.reports.tally._MOST_CELLS", 1000)
    asked = ("-q", "2024Q2", "--unit", "U4", "--lang", "en,vi", "-o", reports, "--jobs", "1", "--force")
    assert dtplan("report", "-w", office, *asked).code == 0
    assert [*reports.glob("*_units-*"), *reports.glob("site/units*")] == []
    told = json.loads((reports / "manifest.json").read_text(encoding="utf-8"))["site"]
    assert [name for name in told if not (reports / name).is_file()] == []


def test_reports_of_many_units_say_how_many_meet_each_target(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dtplan_analysis.reports.tally._MOST_CELLS", 10)
    whole = MinistryQuarter.open("2024Q2", workspace=office, language="en").units_and_targets().to_html()
    assert [table.caption.text for table in soup_of(whole)("table")] == ["province: 3 units", "ward: 22 units"]
    assert "Dossiers online (CB2) 60% 2 1 1 0 20" in words_of(whole)
    assert LevelQuarter.open("ward", "2024Q2", workspace=office).units_and_targets() is None
    assert LevelQuarter.open("province", "2024Q2", workspace=office).units_and_targets() is not None
