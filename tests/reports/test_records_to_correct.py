"""Lists of records behind a shortfall."""

import re
from pathlib import Path

import pytest
from bs4 import Tag
from office import (
    Rows,
    dossiers,
    opened,
    page,
    rows,
    soup_of,
    write_office,
)
from reported import _PLAN_OF_USERS

from dtplan_analysis.catalogue import INDICATORS
from dtplan_analysis.reports import UnitQuarter
from dtplan_analysis.reports.records_to_correct import column_label
from dtplan_analysis.units import TOTAL
from dtplan_analysis.workspace.listing import CAP


def test_every_column_that_an_indicator_looks_at_has_a_name_for_people() -> None:
    for indicator in INDICATORS.values():
        for one in (indicator, *indicator.variants):
            for name in (*one.needs, *one.exclude):
                assert column_label(name, one, "en") != name, (one.name, name)


def corrections_of(report: UnitQuarter) -> dict[str, Tag]:
    """The tables of records to correct, by target."""
    soup = soup_of(report.records_to_correct().to_html())
    return {re.findall(r"\((\w+)\)", table.caption.text)[0]: table for table in soup.find_all("table")}


def test_a_list_of_records_is_capped_and_says_of_how_many(tmp_path: Path) -> None:
    given = {"dossiers": dossiers("AA", "2024Q2", 0, CAP + 5)}
    report = opened(write_office(tmp_path, given, targets="CB2"), "AA")
    table = corrections_of(report)["CB2"]
    assert len(table.tbody.find_all("tr")) == CAP
    note = table.find_parent("div").find_next_sibling("p", "note").text
    assert (str(CAP) in note, str(CAP + 5) in note) == (True, True)


def test_the_records_listed_are_those_that_fall_short_and_no_others(tmp_path: Path) -> None:
    given = dossiers("AA", "2024Q2", 1, 2) + dossiers("AA", "2024Q1", 0, 1) + dossiers("BB", "2024Q2", 0, 1)
    given += [{**dossiers("AA", "2024Q2", 1)[0], "number": "unclear", "processed_online": ""}]
    report = opened(write_office(tmp_path, {"dossiers": given}, targets="CB2"), "AA")
    table = corrections_of(report)["CB2"]
    listed = {line.th.text: line.find_all("td")[-1].text for line in table.tbody.find_all("tr")}
    assert set(listed) == {"AA-2024Q2-0001", "AA-2024Q2-0002", "unclear"}
    assert listed["unclear"].startswith("Processed online: empty")


def test_a_survey_lists_no_answers(tmp_path: Path) -> None:
    given: Rows = [{"unit": "AA", "answered_on": "2024-05-14", "score": 1} for _ in range(50)]
    report = opened(write_office(tmp_path, {"satisfaction": given}, targets="CB4"), "AA")
    assert report.now.set_index("target").loc["CB4", "status"] == "not_met"
    assert "CB4" not in corrections_of(report)


@pytest.mark.parametrize("shown", [False, True])
def test_staff_codes_are_shown_where_the_workspace_allows_it_and_other_keys_never(tmp_path: Path, shown: bool) -> None:
    (tmp_path / "plan.toml").write_text(_PLAN_OF_USERS, encoding="utf-8")
    given = {name: content for name, content in rows().items() if name in ("dossiers", "staff", "mailbox_use")}
    given["dossiers"] += dossiers("BB", "2024Q2", 1, 0, number="BB-x", authenticated=False, user="0912345678")
    settings = f'plan = "plan.toml"\nshow_staff_codes = {str(shown).lower()}'
    folder = write_office(tmp_path, given, settings=settings)
    users = set()
    for unit in ("AA", "BB", TOTAL):
        report = opened(folder, unit)
        register = report.store.register("dossiers")
        assert register is not None
        users |= {*register["user"].dropna().astype(str)}
        listed = ["records_to_correct"] if unit != TOTAL else []
        said = page(report, "summary", "scores", *listed, "data_quality")
        assert ("NV-BB-000" in said) == (shown and unit == "BB")
        assert "NV-AA" not in said
        assert "0912345678" not in said
        assert [user for user in users if user in said or user[:12] in said] == []
    assert len(users) > 10
    assert {row["status"] for _, row in opened(folder, "BB").now.iterrows()} == {"not_met"}
