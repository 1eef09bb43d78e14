"""The page of a year."""

from pathlib import Path

from office import dossiers, soup_of, write_office

from dtplan_analysis.reports import YearReport


def test_a_year_shows_its_quarters_what_is_to_come_and_the_sum(tmp_path: Path) -> None:
    registers = {"dossiers": dossiers("AA", "2024Q1", 5, 5) + dossiers("AA", "2024Q2", 9, 1)}
    folder = write_office(tmp_path, registers, targets="CB2")
    page = YearReport.open("2024Q2", unit="AA", workspace=folder, language="en")
    assert [one.label for one in page.periods] == ["2024Q1", "2024Q2", "2024Q3", "2024Q4"]
    assert page.title.endswith("2024, up to Q2 2024")
    assert "2024 to date: Test Agency meets 1 of the 1 targets with cases." in page.summary().to_text()
    table = soup_of(page.summary().to_html()).table
    assert [cell.text for cell in table.thead.find_all("th")] == ["Target", "Q1 2024", "Q2 2024", "Q3 2024", "Q4 2024",
                                                                 "Year to date"]  # fmt: skip
    cells = [(cell.span and cell.span["aria-label"], *cell.text.split()) for cell in table.tbody.find_all("td")]
    assert cells == [
        ("not met", "✗", "50.0%"), ("met", "✓", "90.0%"), (None,), (None,), ("met", "✓", "70.0%"),
    ]  # fmt: skip
    assert page.units_and_targets() is None
    assert YearReport.open("2024Q2", workspace=folder).units_and_targets() is not None
