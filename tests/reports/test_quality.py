"""What a page says of its data."""

from pathlib import Path

import pytest
from office import (
    dossiers,
    opened,
    rows,
    soup_of,
    write_office,
)
from reported import ENGLISH

from dtplan_analysis.language import LANGUAGES
from dtplan_analysis.units import TOTAL


def test_the_buckets_of_every_target_add_up(tmp_path: Path) -> None:
    given = {name: content for name, content in rows().items() if name in ("dossiers", "infrastructure", "staff")}
    given["dossiers"] += dossiers("AA", "2024Q2", 0, 2, number="", status=3)
    for place, row in enumerate(given["dossiers"][-2:]):
        row["number"] = f"refused-{place}"
    given["dossiers"] += [{**dossiers("AA", "2024Q2", 1)[0], "number": "unclear", "processed_online": ""}]
    given["dossiers"] += [dossiers("AA", "2024Q2", 1)[0]]  # the number of another
    report = opened(write_office(tmp_path, given, targets="OP7 CB1 CB2 CB3"), "AA")
    targets = soup_of(report.data_quality().to_html()).find("table")
    tables = soup_of(opened(tmp_path, TOTAL).data_quality().to_html()).find_all("table")
    (registers,) = (table for table in tables if "Rows read" in table.thead.text)
    found = {}
    for line in targets.tbody.find_all("tr"):
        cells = [cell.text for cell in line.find_all("td")]
        found[line.th.text[-4:-1]] = cells
        if cells[0] != "–":
            total, excluded, missing, counted = map(int, cells[:4])
            assert total == excluded + missing + counted
    assert list(found) == ["OP7", "CB1", "CB2", "CB3"]
    assert found["CB2"][:4] == ["13", "2", "1", "10"]
    for line in registers.tbody.find_all("tr"):
        read, usable, aside = (int(cell.text) for cell in line.find_all("td")[:3])
        assert read == usable + aside
    lines = {line.th.text: line for line in registers.tbody.find_all("tr")}
    assert "(1)" in lines["Dossiers of administrative procedures"].find_all("td")[-1].text


@pytest.mark.parametrize("language", LANGUAGES)
def test_assumptions_about_an_export_are_said(tmp_path: Path, language: str) -> None:
    given = rows()["dossiers"]
    for row in given:
        row.pop("channel")
        row.pop("processed_online")
    given += [{**given[0], "unit": "ZZ", "number": "of nobody"}]
    tables = '[registers.dossiers.constants]\nchannel = "online"\nprocessed_online = true'
    folder = write_office(tmp_path, {"dossiers": given}, targets="CB2", tables=tables)
    report = opened(folder, TOTAL, language=language)
    remarks = [item.text for item in soup_of(report.data_quality().to_html()).ul.find_all("li")]
    yes, online = ("yes is", "online is") if language == "en" else ("có", "trực tuyến")
    assert any(yes in remark for remark in remarks)
    assert any(online in remark for remark in remarks)
    assert any(" 1 " in remark for remark in remarks)
    if language == "vi":
        assert ENGLISH.findall(" ".join(remarks)) == []
        assert "online" not in " ".join(remarks)
