"""The page of a level of units."""

from pathlib import Path

import pytest
from office import UNITS, dossiers, soup_of, write_office

from dtplan_analysis.errors import InputError
from dtplan_analysis.reports import LevelQuarter


def test_units_of_a_level_are_counted_and_not_summed_up(tmp_path: Path) -> None:
    units = [one | {"level": "ward" if one["code"] in ("AA", "BB") else "city"} for one in UNITS]
    registers = {"dossiers": dossiers("AA", "2024Q2", 7, 3) + dossiers("BB", "2024Q2", 4, 6)}
    folder = write_office(tmp_path, registers, units=units, targets="CB2")
    page = LevelQuarter.open("ward", "2024Q2", workspace=folder, language="en")
    assert page.codes == ["AA", "BB"]
    cells = [cell.text for cell in soup_of(page.summary().to_html()).tbody.find_all(["th", "td"])]
    assert cells == ["Dossiers online (CB2)", "60%", "2", "1", "1", "0", "0"]
    named = [cell.text for cell in soup_of(page.units_and_targets().to_html()).tbody.find_all("th")]
    assert named == [page.unit_name(code) for code in page.codes]
    with pytest.raises(InputError, match="wart"):
        LevelQuarter.open("wart", "2024Q2", workspace=folder)
