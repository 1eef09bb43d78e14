"""What reports say of the year's end, of the units side by side, and of those who answered the survey."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from office import Counts, FakeStore, Rows, opened, page, rows, soup_of, subject, words_of, write_office

from dtplan_analysis.language import LANGUAGES, Language, Text
from dtplan_analysis.periods import CALENDAR
from dtplan_analysis.reports import MinistryQuarter
from dtplan_analysis.reports.survey import response_rates, response_sentences
from dtplan_analysis.units import TOTAL, UNKNOWN, Unit, Units

IDS = re.compile(r"\b(?:OP|CB)\d\b")


@pytest.fixture(autouse=True)
def _strict(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Language, "strict", True)


def said(html: str) -> list[str]:
    return [one.get_text(" ") for one in soup_of(html).find_all(["li", "p"])]


# -- The year's end ----------------------------------------------------------------------------------------------

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
    "Too many cases of the year have failed already for the whole year to reach it": ["CB1"],
}


def outlook(language: str = "en", quarter: str = "2024Q2", cells: Mapping[str, Counts] = YEARS) -> BeautifulSoup:
    report = subject(cells, before=cells, quarter=quarter, language=language)
    return soup_of(report.outlook().to_html())


def test_targets_are_named_by_their_outlook() -> None:
    items = [item.text for item in outlook().find_all("li")]
    found = {item.split(":")[0]: IDS.findall(item) for item in items if IDS.search(item)}
    assert {key: ids for key, ids in found.items() if key in EXPECTED} == {
        key: [id_ for id_ in ids if id_ in YEARS] for key, ids in EXPECTED.items()
    }
    assert sorted(id_ for ids in found.values() for id_ in ids) == sorted(YEARS)


def test_after_the_fourth_quarter_the_year_is_over() -> None:
    text = " ".join(item.text for item in outlook(quarter="2024Q4").find_all("li"))
    assert "The year is over. Reached over the whole year: OP1, OP4, CB2, CB4." in text
    assert "The year is over. Not reached over the whole year: CB1, CB3." in text


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
    assert lines["CB2"][:3] == ["96.0%", "96.0%", "24.4% of the 505 to come"]
    assert lines["CB1"][2:] == ["no longer possible", "–", "–"]
    assert lines["OP4"][2] == "90.1% of the 505 to come"
    assert set(lines) == set(YEARS)


def test_figures_of_the_last_day_have_no_chance() -> None:
    cells = {"OP5": Counts(9, 10), "OP6": Counts(4, 10), "OP3": Counts(7, 8), "OP7": Counts(3, 4)}
    lines = [words_of(str(line)) for line in outlook(cells=cells).tbody.find_all("tr")]
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
    assert "still open or the quarter still runs: CB2." in text
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
    assert "Rising from quarter to quarter, beyond chance: CB3." in text
    assert "Holds its target if it goes on like this: CB2." in text
    assert "too few to tell" not in text
    assert len(soup_of(html).thead.find_all("th")) == 8


# -- The units side by side --------------------------------------------------------------------------------------

CODES = [f"U{n}" for n in range(8)]
OFFICE = Units(tuple(Unit(code, Text(f"Đơn vị {code}", f"Office {code}")) for code in CODES))


def ministry(
    shares: Mapping[str, Mapping[str, list[tuple[int, int]]]], *, quarter: str = "2024Q2", language: str = "en"
) -> MinistryQuarter:
    """A report of eight units: by target and quarter, numerator and denominator of each; the total is their sum."""
    cells = {}
    for target, by_quarter in shares.items():
        for label, pairs in by_quarter.items():
            cells |= {(code, target, label): Counts(*pair) for code, pair in zip(CODES, pairs, strict=False)}
            cells[TOTAL, target, label] = Counts(*map(sum, zip(*pairs, strict=True)))
    store = FakeStore(cells, units=OFFICE)
    return MinistryQuarter(store, TOTAL, CALENDAR.quarter(quarter), language)  # type: ignore[arg-type]


ALIKE = [(178 + n % 4, 200) for n in range(8)]
ONE_BELOW = [*ALIKE[:7], (60, 200)]


@pytest.mark.parametrize(("language", "name"), [("en", "Office U7 (30.0%)"), ("vi", "Đơn vị U7 (30,0%)")])
def test_who_differs_is_named_with_its_share(language: str, name: str) -> None:
    section = ministry({"CB2": {"2024Q2": ONE_BELOW}, "CB3": {"2024Q2": ALIKE}}, language=language).differences()
    html = section.to_html()
    assert name in " ".join(said(html))
    assert "CB3" not in " ".join(said(html))
    assert html.count("<svg") == 1


def test_where_nobody_differs_there_is_no_picture_and_one_sentence() -> None:
    html = ministry({"CB2": {"2024Q2": ALIKE}, "CB5": {"2024Q2": [(1, 1)] * 8}}).differences().to_html()
    assert "<svg" not in html
    assert len(said(html)) == 2
    assert "Too few units or cases to compare: CB5." in said(html)


def test_why_the_shares_moved() -> None:
    then = [(90, 100), (10, 100)]
    report = ministry(
        {
            "CB2": {"2024Q1": then, "2024Q2": [(2700, 3000), (10, 100)]},
            "CB3": {"2024Q1": then, "2024Q2": [(99, 100), (45, 100)]},
            "CB1": {"2024Q1": then, "2024Q2": [(91, 100), (10, 100)]},
        }
    )
    html = report.changes().to_html()
    text = " ".join(said(html))
    assert "Changed by more than chance: CB2, CB3." in text
    assert "Moved more by the mix of units than by what they do: CB2." in text
    lines = {
        line.th.text[:3]: [cell.text for cell in line.find_all("td")] for line in soup_of(html).tbody.find_all("tr")
    }
    assert lines["CB3"][:3] == ["+22.0", "+22.0", "0.0"]
    assert lines["CB3"][4] == "U1\u00a0+17.5; U0\u00a0+4.5"


@pytest.mark.parametrize(
    ("quarters", "expected"),
    [
        (("2024Q2",), "There is no quarter before to compare with."),
        (("2023Q4", "2024Q1"), "Not taken apart: OP6 (begins anew each year)."),
    ],
)
def test_changes_without_a_quarter_to_compare_with(quarters: tuple[str, ...], expected: str) -> None:
    shares = {id_: dict.fromkeys(quarters, ALIKE) for id_ in ("CB2", "OP6")}
    assert expected in said(ministry(shares, quarter=quarters[-1]).changes().to_html())


def test_the_order_shows_how_far_it_depends_on_a_choice() -> None:
    clear = [(20 * n, 200) for n in range(1, 9)]
    html = ministry({"CB2": {"2024Q2": clear}, "CB3": {"2024Q2": clear}}).order().to_html()
    text = " ".join(said(html))
    assert "Over CB2, CB3 with equal weights, the first is: Office U7." in text
    assert "Among the first 1 however one counts: Office U7." in text
    assert "Among the last 1 however one counts: Office U0." in text
    first = soup_of(html).tbody.tr
    assert [cell.text for cell in first.find_all(["th", "td"])][0::2] == ["Office U7", "1"]
    opposed = ministry({"CB2": {"2024Q2": clear}, "CB3": {"2024Q2": clear[::-1]}}).order().to_html()
    assert "No unit is among the first or the last 1 however one counts." in said(opposed)


def test_an_order_needs_targets_that_most_units_have() -> None:
    report = ministry({"CB2": {"2024Q2": [*ALIKE[:3], *[(0, 0)] * 5]}})
    assert "too few targets" in report.order().to_html()


def test_units_outside_of_the_total_and_unknown_ones_are_not_compared() -> None:
    report = ministry({"CB2": {"2024Q2": ONE_BELOW}})
    units = Units((*OFFICE.listed[:7], Unit("U7", Text("Sở", "Pilot"), scope="pilot")))
    cells = dict(report.store.cells) | {(UNKNOWN, "CB2", "2024Q2"): Counts(1, 50)}  # type: ignore[attr-defined]
    other = MinistryQuarter(FakeStore(cells, units=units), TOTAL, report.quarter, "en")  # type: ignore[arg-type]
    assert "Pilot" not in other.differences().to_html()
    assert "No unit differs" in other.differences().to_html() or "In no target" in other.differences().to_html()


# -- The survey --------------------------------------------------------------------------------------------------


def surveyed(folder: Path, served: Rows | None) -> Path:
    registers = {name: rows()[name] for name in ("satisfaction",)}
    if served is not None:
        registers["satisfaction_served"] = served
    return write_office(folder, registers, targets="CB4")


SERVED: Rows = [
    {"unit": "AA", "period": "2024Q2", "served": 90},
    {"unit": "BB", "period": "2024Q2", "served": 8},  # fewer than the nine who answered
]


def test_response_rate_stands_beside_the_figure(tmp_path: Path) -> None:
    folder = surveyed(tmp_path / "office", SERVED)
    report = opened(folder, "AA")
    assert response_rates(report) == {"CB4": 0.1}
    assert response_sentences(report)[0].startswith("CB4: 9 of 90 people served answered, a response rate of 10.0%.")
    html = page(report, "scores")
    assert "survey, response rate 10.0%" in html
    assert "a response rate of 10.0%" in words_of(html)
    assert "khảo sát, tỷ lệ trả lời 10,0%" in page(opened(folder, "AA", language="vi"), "scores")
    assert response_rates(opened(folder, "BB")) == {"CB4": None}


@pytest.mark.parametrize("served", [None, SERVED[:1]])
def test_without_the_number_of_people_served_no_response_rate_is_made_up(tmp_path: Path, served: Rows | None) -> None:
    report = opened(surveyed(tmp_path / "office", served), "BB")
    assert response_rates(report) == {"CB4": None}
    assert "the response rate is not known" in response_sentences(report)[0]
    assert "response rate unknown" in page(report, "scores")


def test_a_quarter_without_answers_has_none(tmp_path: Path) -> None:
    assert response_rates(opened(surveyed(tmp_path / "office", SERVED), "PP")) == {}


# -- What a page depends on --------------------------------------------------------------------------------------


def test_the_page_of_all_units_depends_on_the_counts_of_each() -> None:
    """Twice the cases at the same share: nothing that is displayed of a unit changes, but its place in the funnel."""
    few, many = (
        ministry({"CB2": {"2024Q2": [*ALIKE[:6], *last]}}) for last in ([(10, 20), (50, 100)], [(50, 100), (10, 20)])
    )
    swapped = ministry({"CB2": {"2024Q2": [*ALIKE[:6], (10, 20), (50, 100)]}})
    assert few.input_hash == swapped.input_hash
    assert few.input_hash != many.input_hash


def test_a_page_depends_on_the_number_of_people_served(tmp_path: Path) -> None:
    hashes = {
        opened(surveyed(tmp_path / str(served), [SERVED[0] | {"served": served}]), "AA").input_hash
        for served in (90, 91, 90_000)
    }
    assert len(hashes) == 3
