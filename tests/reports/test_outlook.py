"""Where the year may end, as a page says it."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from office import Counts, FakeStore, soup_of, subject, words_of
from reported import said
from shipped import write_workspace

from dtplan_analysis.language import LANGUAGES
from dtplan_analysis.periods import CALENDAR
from dtplan_analysis.plans import load_plan
from dtplan_analysis.reports import UnitQuarter

IDS = re.compile(r"\b(?:OP|CB)\d\b")


YEARS = {
    # target: counts of the year to date, at the middle of the year
    "OP4": Counts(450, 500),  # of 90 %
    "CB1": Counts(499, 500),  # of 100 %
    "CB2": Counts(480, 500),  # of 60 %
    "CB3": Counts(300, 500),  # of 80 %: each of the rest, and still short
    "CB4": Counts(470, 500),  # of 90 %, by the interval
    "OP1": Counts(500, 500),  # of 100 %: one failure and it is lost
}


EXPECTED = {
    "Likely to be reached over the whole year, if it goes on as so far": ["CB2", "CB4"],
    "May be reached over the whole year, or missed": ["OP1", "OP4"],
    "Unlikely to be reached over the whole year, if it goes on as so far": ["CB3"],
    "All cases must pass, and at least one of the year has failed already": ["CB1"],
}


NAMES = {target.id: target.short.en for target in load_plan().targets}


def outlook(language: str = "en", quarter: str = "2024Q2", cells: Mapping[str, Counts] = YEARS) -> BeautifulSoup:
    report = subject(cells, before=cells, quarter=quarter, language=language)
    return soup_of(report.outlook().to_html())


def test_targets_are_named_by_their_outlook() -> None:
    items = [item.text for item in outlook().find_all("li")]
    found = {item.split(":")[0]: ids for item in items if (ids := [id_ for id_, name in NAMES.items() if name in item])}
    assert {key: ids for key, ids in found.items() if key in EXPECTED} == {
        key: [id_ for id_ in ids if id_ in YEARS] for key, ids in EXPECTED.items()
    }
    assert sorted(id_ for ids in found.values() for id_ in ids) == sorted(YEARS)


def test_after_the_fourth_quarter_the_year_is_over() -> None:
    text = " ".join(item.text for item in outlook(quarter="2024Q4").find_all("li"))
    reached, missed = (", ".join(map(NAMES.get, ids)) for ids in (("OP1", "OP4", "CB2", "CB4"), ("CB1", "CB3")))
    assert f"The year is over. Reached over the whole year: {reached}." in text
    assert f"The year is over. Not reached over the whole year: {missed}." in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_too_short_is_said_once(language: str) -> None:
    soup = outlook(language)
    text = words_of(str(soup))
    assert text.count("12") == 1
    assert len(soup.find_all("li")) <= 6
    heads = [head.text for head in soup.thead.find_all("th")]
    assert len(heads) == 6  # neither direction nor verdict


def test_the_table_shows_what_is_needed_beside_what_is() -> None:
    lines = {
        line.th.strong.text: [cell.get_text(" ") for cell in line.find_all("td")]
        for line in outlook().tbody.find_all("tr")
    }
    assert lines["CB2"][:3] == ["96.0%", "96.0%", "24.0% of the about 500 to come"]
    assert lines["CB1"][2:] == ["no longer possible", "–", "–"]
    assert lines["OP4"][2] == "90.0% of the about 500 to come"
    assert set(lines) == set(YEARS)


def test_figures_of_the_last_day_have_no_chance() -> None:
    cells = {"OP5": Counts(9, 10), "OP6": Counts(4, 10), "OP3": Counts(7, 8), "OP7": Counts(3, 4)}
    soup = outlook(cells=cells)
    assert "nor of tasks that can still be updated" in words_of(str(soup)), "and the note says why"
    lines = [words_of(str(line)) for line in soup.tbody.find_all("tr")]
    for line, words in zip(
        lines,
        [
            "still short by 1 can still be updated – –",
            "still short by 1 counted on the last day – –",
            "still short by 6 adds up until the year's end – –",
            "still short by 1 counted on the last day – –",
        ],
        strict=True,
    ):
        assert line.endswith(words)


def test_records_still_open_make_the_outlook_provisional() -> None:
    text = outlook(cells={"CB2": Counts(200, 500, running=20), "OP1": Counts(5, 5)}).text
    assert f"still open or the quarter still runs: {NAMES['CB2']}." in text
    assert "still open" not in outlook().text


def test_without_records_nothing_is_said() -> None:
    assert "Nothing can be said yet." in outlook(cells={"CB2": Counts(0, 0)}).text


def test_long_series_say_direction_and_whether_it_will_hold() -> None:
    quarters = [f"{year}Q{n}" for year in (2021, 2022, 2023) for n in (1, 2, 3, 4)] + ["2024Q1", "2024Q2"]
    cells = {("AA", "CB2", label): Counts(900 + n % 3, 1000) for n, label in enumerate(quarters)}
    cells |= {("AA", "CB3", label): Counts(200 + 10 * n, 1000) for n, label in enumerate(quarters)}
    report = subject({}, language="en")
    store = FakeStore(cells)
    report = type(report)(store, "AA", CALENDAR.quarter("2024Q2"), "en")  # type: ignore[arg-type]
    html = report.outlook().to_html()
    text = " ".join(said(html))
    assert (
        f"Rising from quarter to quarter, beyond chance and what neighbouring quarters have in common: {NAMES['CB3']}."
        in text
    )
    assert f"Holds its target if it goes on like this: {NAMES['CB2']}." in text
    assert "too few to tell" not in text
    assert len(soup_of(html).thead.find_all("th")) == 8


def test_a_target_that_is_not_due_this_year_is_not_said_to_be_missed(tmp_path: Path) -> None:
    folder = write_workspace(tmp_path / "w", "resolution-03-2030")
    report = UnitQuarter.open("TTHC", "2026Q2", workspace=folder, language="en")
    sentences = report.outlook().to_text()
    assert "has failed already" not in sentences
    assert "ikely to be reached" not in sentences
