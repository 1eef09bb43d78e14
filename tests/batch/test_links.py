"""The links between the pages of a folder."""

import re
from pathlib import Path

import pytest
from batches import contents
from office import dossiers, dtplan, write_office

LINK = re.compile(r'href="([^"#]+)')


@pytest.mark.slow
def test_pages_lead_to_each_other_and_nowhere_else(tmp_path: Path) -> None:
    registers = {"dossiers": dossiers("AA", "2024Q1", 5, 5) + dossiers("AA", "2024Q2", 9, 1)}
    folder = write_office(tmp_path, registers, targets="CB2", settings="as_of = 2024-06-30")
    reports = folder / "reports"

    def made(*asked: str) -> dict[str, set[str]]:
        ran = dtplan("report", "-w", folder, "--lang", "en", *asked)
        assert ran.code == 0, ran.err
        return {file.name: {*LINK.findall(file.read_text())} for file in reports.glob("part_*.html")}

    one, whole = "part_aa_2024Q2_en.html", "part_all-units_2024Q2_en.html"
    target, year = "part_all-units_2024Q2_en_target-CB2.html", "part_aa_2024Q2_en_year.html"
    links = made("-q", "2024Q2")
    assert target in links[whole]
    assert one in links[target]
    assert year not in links[one]
    links = made("-q", "2024", "--to", "html,csv")
    assert {whole, year, target, "part_aa_2024Q1_en.html", "part_aa_2024Q2_en.csv"} <= links[one]
    assert all(one in links[other] for other in (year, "part_aa_2024Q1_en.html"))
    dead = {name for found in links.values() for name in found if not (reports / name).exists()}
    assert dead == set()
    before = contents(reports)
    again = dtplan("report", "-w", folder, "--lang", "en", "-q", "2024", "--to", "html,csv", "--language", "en")
    assert again.out.startswith("0 of ")
    assert contents(reports) == before
