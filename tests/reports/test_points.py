"""Points of a frame in reports: items, groups and the whole, with what is not known for certain."""

import json
import re
from fractions import Fraction
from pathlib import Path

import pytest
from shipped import shipped_workspace

from dtplan_analysis.figures import figures_of
from dtplan_analysis.figures.book import book
from dtplan_analysis.figures.data import to_json
from dtplan_analysis.reports import MinistryQuarter, UnitQuarter
from dtplan_analysis.reports.official.annexes import annexes
from dtplan_analysis.reports.official.parts import results
from dtplan_analysis.workspace import open_store


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shipped_workspace(tmp_path_factory, "service-index-766")


@pytest.fixture(scope="module", params=["en", "vi"])
def report(request: pytest.FixtureRequest, folder: Path) -> UnitQuarter:
    return UnitQuarter.open("TTHC", "2026Q2", workspace=folder, language=request.param)


def test_the_report_opens_with_the_whole_and_what_leaves_it_open(report: UnitQuarter) -> None:
    whole = report.brought[""]
    assert whole.points is None
    assert 0 < whole.least < whole.most < 100 == whole.of
    words = report.summary().to_text()
    said = {
        "en": r"Points of Public Service Centre in Q2 2026: [\d.]+ to [\d.]+ of 100 points\. The points of 12 items",
        "vi": r"Điểm của Trung tâm Phục vụ hành chính công Quý II/2026: từ [\d,]+ đến [\d,]+, tối đa 100 điểm\. 12 chỉ",
    }
    assert re.search(said[report.language], words)
    assert "can be judged" not in words
    assert {"en": "1.25 to 1.67 of 2 points", "vi": "từ 1,25 đến 1,67, tối đa 2 điểm"}[report.language] in words


def test_groups_add_up_to_the_whole(report: UnitQuarter) -> None:
    section = report.points()
    assert section
    (rows,) = (part.data["application/vnd.dtplan.points+json"] for part in section.parts if hasattr(part, "rows"))
    assert [row["group"] for row in rows] == ["1", "2", "3", "4", "5", ""]
    for name in ("points_least", "points_most", "of"):
        *groups, whole = (Fraction(row[name]) for row in rows)
        assert sum(groups) == whole == getattr(report.brought[""], name.removeprefix("points_"))


def test_the_official_draft_tells_points(report: UnitQuarter) -> None:
    shown = {"en": "Points in Q2 2026", "vi": "Điểm Quý II/2026"}[report.language]
    assert shown in [title for title, _ in annexes(report)]
    words = json.dumps(results(report), ensure_ascii=False)
    assert {"en": "(2.1): 100.0%", "vi": "(2.1): 100,0%"}[report.language] in words
    assert {"en": "20 of 20 points", "vi": "20/20 điểm"}[report.language] in words


def test_the_whole_and_every_unit_have_their_points_in_the_map_of_units(folder: Path) -> None:
    report = MinistryQuarter.open("2026Q2", workspace=folder, language="en")
    table = report.units_and_targets().parts[-1]
    assert table.heads[1] == "Points"  # type: ignore[union-attr]
    cells = [re.sub("<.*?>", "", str(row[1])) for row in table.rows]  # type: ignore[union-attr]
    assert len(cells) == 6
    assert all(re.fullmatch(r"[\d.]+–[\d.]+", cell) for cell in cells)


def test_figures_have_a_sheet_and_exact_fractions(folder: Path) -> None:
    figures = figures_of(open_store(folder), "2026Q2", unit="TTHC", language="en")
    sheet = next(sheet for sheet in book(figures) if sheet.key == "points")
    assert [row[2] for row in sheet.rows][-1] == "All groups"
    told = json.loads(to_json(figures))["points"]
    assert told[1] | {"title": ""} == {
        **{"unit": "TTHC", "group": "2", "title": "", "open": []},
        **dict.fromkeys(("points", "points_least", "points_most", "of"), "20"),
    }
