"""The page of a target."""

from pathlib import Path

import pytest
from office import END_OF_YEAR, dossiers, soup_of, write_office

from dtplan_analysis.errors import InputError
from dtplan_analysis.reports import TargetQuarter

ROWS = dossiers("AA", "2024Q1", 5, 5) + dossiers("AA", "2024Q2", 7, 3) + dossiers("BB", "2024Q2", 4, 6)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> TargetQuarter:
    folder = write_office(tmp_path_factory.mktemp("target"), {"dossiers": ROWS}, targets="CB2 CB1")
    return TargetQuarter.open("CB2", "2024Q2", workspace=folder, language="en")


def test_a_target_is_named_before_its_code(page: TargetQuarter) -> None:
    assert page.title == "Dossiers online (CB2) · Q2 2024"
    assert "In Q2 2024, Ministry: 55.0%, not met (at least 60%)." in page.summary().to_text()


def test_every_unit_with_cases_stands_in_the_table(page: TargetQuarter) -> None:
    soup = soup_of(page.by_unit().to_html())
    rows = {row.th.text: [cell.text for cell in row.find_all("td")] for row in soup.tbody.find_all("tr")}
    assert rows == {
        "Test Agency": ["✓ 70.0%", "7 of 10", "0", "+20.0*"],
        "Sample Department": ["✗ 40.0%", "4 of 10", "2", "–"],
        page.total_name: ["✗ 55.0%", "11 of 20", "1", "+5.0*"],
    }


def test_a_row_is_short_for_there_may_be_thousands(page: TargetQuarter) -> None:
    rows = [str(row) for row in soup_of(page.by_unit().to_html()).tbody.find_all("tr")]
    assert max(map(len, rows)) < 250


def test_units_without_cases_or_data_are_named_in_a_line(page: TargetQuarter) -> None:
    line = soup_of(page.by_unit().to_html()).find_all("p")[-1]
    reason = "the unit has no row in the register “Dossiers of administrative procedures”"
    assert line.text == f"No data of 1 unit, because {reason}: Pilot Office (pilot)."
    assert line.select_one(".one > [data-find]")["data-page"] == "unit:PP"  # by which the search hides and finds it


def test_the_names_of_many_units_without_a_figure_are_folded(
    page: TargetQuarter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dtplan_analysis.reports.target._IN_A_LINE", 0)
    folded = soup_of(page.by_unit().to_html())("details")[-1]
    assert folded.summary.text.startswith("No data of 1 unit, because ")
    assert folded.p.text == "Pilot Office (pilot)."


def test_each_reason_has_its_line(tmp_path: Path) -> None:
    rows = {"dossiers": ROWS + dossiers("PP", "2024Q1", 1)}
    page = TargetQuarter.open("CB2", "2024Q2", workspace=write_office(tmp_path, rows, targets="CB2"), language="en")
    assert "No case arose in 1 unit: Pilot Office (pilot)." in page.by_unit().to_text()


def test_who_runs_no_script_has_the_units_by_value(page: TargetQuarter) -> None:
    whole, by_value = soup_of(page.by_unit().to_html())("table")
    assert len(whole.tbody("tr")) == 3
    assert [row.th.text for row in by_value.tbody("tr")] == ["Sample Department", "Test Agency"]
    assert by_value.find_parent("details").summary.text == "By value"


def test_of_many_units_the_furthest_off_stand_first_and_all_are_folded(
    page: TargetQuarter, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, most in {"_MOST": 0, "_FIRST": 1, "_TOGETHER": 1, "_IN_A_LINE": 0}.items():
        monkeypatch.setattr(f"dtplan_analysis.reports.target.{name}", most)
    soup = soup_of(page.by_unit().to_html())
    assert "The 1 units furthest off the target; below, all 2 with cases." in soup.text
    first, *folded = soup("table")
    assert [row.th.text for row in first.tbody("tr")] == ["Sample Department", page.total_name]
    assert [[row.th.text for row in one.tbody("tr")] for one in folded] == [["Test Agency"], ["Sample Department"]]
    titles = [one.summary.text for one in soup("details")]
    assert titles[:2] == ["Units, 1–1", "Units, 2–2"]
    assert titles[2].startswith("No data of 1 unit")
    assert soup.select_one("ol.found") is not None


def test_nothing_of_another_target_is_shown(page: TargetQuarter) -> None:
    assert {*page.now["target"]} == {"CB2"}
    sections = [page.summary(), page.by_unit(), page.course(), page.differences(), page.card()]
    assert [one.title for one in sections if "CB1" in one.to_text()] == []


def test_a_target_that_the_plan_has_not_is_refused(page: TargetQuarter) -> None:
    with pytest.raises(InputError, match="CB9"):
        TargetQuarter.open("CB9", "2024Q2", workspace=page.store.workspace.folder)
    assert page.store.as_of == END_OF_YEAR
