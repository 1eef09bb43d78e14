"""The scorecard and the map of units."""

import re
from dataclasses import replace

import pytest
from cards import ALL_KINDS, PLAN, SHARE, card
from office import Counts, FakeStore, judged, soup_of, subject

from dtplan_analysis.judging.wording import (
    SIGNS,
    status_word,
)
from dtplan_analysis.language import LANGUAGES, Language
from dtplan_analysis.reports.scorecard import heat_map


def test_the_scorecard_shows_the_bounds_that_missing_records_leave() -> None:
    table = judged({("AA", "CB2", "2024Q2"): Counts(50, 90, 10)})
    figure = soup_of(card(table).to_html()).tbody.td.text
    assert [float(share) for share in SHARE.findall(figure)] == [55.6, 45.3, 65.4, 50.0, 60.0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_scorecard_lists_the_units_targets_in_official_order(language: str) -> None:
    table = card(judged(ALL_KINDS), language)
    rows = soup_of(table.to_html()).tbody.find_all("tr")
    assert [line.strong.text for line in rows] == ["OP1", "OP2", "OP3", "OP7", "CB2", "CB4"]
    assert {len(line.find_all(["th", "td"])) for line in rows} == {len(table.heads)}
    classes = [line.find("span", "status")["class"][1] for line in rows]
    assert classes == [f"status-{s}" for s in ("not_met", "no_case", "no_data", "not_met", "met", "inconclusive")]
    text = table.to_text()
    assert not re.search(r"None|nan|<NA>|[{}]|[a-z]_[a-z]", text)


def test_the_scorecard_says_how_many_are_short_and_what_changed() -> None:
    rows = soup_of(card(judged(ALL_KINDS)).to_html()).tbody.find_all("tr")
    cells = {line.strong.text: [cell.text for cell in line.find_all("td")] for line in rows}
    assert [cells[target][3] for target in cells] == ["1", "–", "–", "1", "0", "1"]
    assert cells["CB2"][4:6] == ["+20.0", "+30.0"]
    assert cells["OP1"][4:6] == ["–", "–"]
    assert Language("en")("provisional") in cells["CB2"][0]
    assert Language("en")("provisional") not in cells["OP1"][0]


def test_a_change_within_chance_bears_a_star_that_the_note_explains() -> None:
    before = {"CB2": Counts(50, 100), "CB1": Counts(50, 1000)}
    report = subject({"CB2": Counts(52, 100), "CB1": Counts(400, 1000)}, before=before)
    soup = soup_of(report.scores().to_html())
    rows = {line.strong.text: [cell.text for cell in line.find_all("td")] for line in soup.table.tbody.find_all("tr")}
    assert [rows[target][4] for target in ("CB2", "CB1")] == ["+2.0*", "+35.0"]
    assert "those with * are within chance" in soup.find("p", "note").text
    a_year_before = {("AA", "CB2", "2023Q2"): Counts(50, 100), ("AA", "CB2", "2024Q2"): Counts(52, 100)}
    report = replace(report, store=FakeStore(a_year_before))
    (line,) = soup_of(report.scores().to_html()).table.tbody.find_all("tr")
    assert [cell.text for cell in line.find_all("td")][4] == "+2.0*"


def test_a_checklist_shows_no_percentage() -> None:
    table = judged({("AA", "OP7", "2024Q2"): Counts(3, 4, 1)})
    assert "%" not in soup_of(card(table).to_html()).tbody.text
    heat = heat_map(table, PLAN, quarter="2024Q2", units=[("AA", "A")], language="vi")
    assert "%" not in soup_of(heat.to_html()).tbody.text
    assert "3/4" in soup_of(heat.to_html()).tbody.text


def test_the_scorecard_carries_its_judged_rows() -> None:
    table = judged(ALL_KINDS)
    (data,) = card(table).data.values()
    assert {row["unit"] for row in data} == {"AA"}
    assert {row["period"] for row in data} == {"2024Q2"}
    assert {row["span"] for row in data} == {"quarter", "year_to_date"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_map_says_each_status_in_a_word_that_is_not_seen(language: str) -> None:
    say, table = Language(language), judged(ALL_KINDS | {("(total)", "CB2", "2024Q2"): Counts(7, 10)})
    units = [("AA", "<i>A</i>"), ("BB", "B")]
    soup = soup_of(heat_map(table, PLAN, quarter="2024Q2", units=units, language=language).to_html())
    rows = soup.tbody.find_all("tr")
    assert [line.th.text for line in rows] == ["<i>A</i>", "B", say("All units")]
    shown = [target.id for target in PLAN.targets if target.id in set(table["target"])]
    assert {len(line.find_all("td")) for line in rows} == {len(shown)}
    statuses = [cell["data-status"] for cell in rows[0].find_all("td", attrs={"data-status": True})]
    assert statuses == ["not_met", "no_case", "no_data", "not_met", "met", "inconclusive"]
    for cell in soup.find_all("td", attrs={"data-status": True}):
        assert cell.find("span", role="img")["aria-label"] == status_word(cell["data-status"], say)
    assert [head.contents[0].strip() for head in soup.thead.find_all("th")[1:]] == shown
    key = soup.find("p", "note").text
    assert all(f"{SIGNS[status]} {status_word(status, say)}" in key for status in statuses)
    assert key.endswith(
        "; "
        + say(
            "not measured: {targets}",
            targets=", ".join(
                f"{target.short[language]} ({target.id})" for target in PLAN.targets if target.id not in shown
            ),
        )
    )
