"""The page of a target."""

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


def test_every_unit_stands_in_the_table_with_what_it_is_sorted_by(page: TargetQuarter) -> None:
    soup = soup_of(page.by_unit().to_html())
    rows = {row.th.text: [cell.get("data-value") for cell in row.find_all("td")] for row in soup.tbody.find_all("tr")}
    assert [*rows] == [*(page.unit_name(code) + ("" if code in page.members else " (pilot)") for code in page.peers),
                       page.total_name]  # fmt: skip
    shares = [cells[0] for cells in rows.values() if cells[0]]
    assert shares == ["0.700000", "0.400000", "0.550000"]
    moved = [cells[3] for cells in rows.values() if cells[3]]
    assert [round(float(one), 3) for one in moved] == [0.2, 0.05]
    assert [row.find_all("td")[3].text for row in soup.tbody.find_all("tr")] == ["+20.0*", "–", "–", "+5.0*"]


def test_who_runs_no_script_has_the_units_by_value(page: TargetQuarter) -> None:
    whole, by_value = soup_of(page.by_unit().to_html())("table")
    assert len(whole.tbody("tr")) == 4
    assert [row.th.text for row in by_value.tbody("tr")] == ["Sample Department", "Test Agency"]
    assert by_value.find_parent("details").summary.text == "By value"


def test_nothing_of_another_target_is_shown(page: TargetQuarter) -> None:
    assert {*page.now["target"]} == {"CB2"}
    sections = [page.summary(), page.by_unit(), page.course(), page.differences(), page.card()]
    assert [one.title for one in sections if "CB1" in one.to_text()] == []


def test_a_target_that_the_plan_has_not_is_refused(page: TargetQuarter) -> None:
    with pytest.raises(InputError, match="CB9"):
        TargetQuarter.open("CB9", "2024Q2", workspace=page.store.workspace.folder)
    assert page.store.as_of == END_OF_YEAR
