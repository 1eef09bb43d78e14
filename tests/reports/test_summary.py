"""The half page: what is met, what is short, and what to do."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup
from office import (
    Cell,
    Counts,
    soup_of,
    subject,
)
from reported import ENGLISH, EVERY, actions, half_page

from dtplan_analysis.language import LANGUAGES
from dtplan_analysis.reports.summary import on_course

MET = Counts(10, 10)


UNFINISHED = re.compile(r"[{}]|None|\bnan\b|<NA>|[a-z]_[a-z]|\bin the,|[,;:] ?\.| ,|\.\.")


def statuses(soup: BeautifulSoup) -> dict[str, list[str]]:
    """The targets of the tiles, by status."""
    found: dict[str, list[str]] = {}
    for tile in soup.find_all("li", "tile"):
        status = tile.find("span", "status")["class"][1].removeprefix("status-")
        found.setdefault(status, []).append(tile.find("span", "code").text)
    return found


WORDS: dict[str, tuple[Mapping[str, Cell], dict[str, list[str]], list[str], list[str]]] = {
    # name: counts; tiles by status; what can be worked off now, what counts for the next quarter, in order
    "all met": (dict.fromkeys(EVERY, MET) | {"CB4": Counts(990, 1000)}, {"met": EVERY}, [], []),
    "none judged": (
        {"CB2": Counts(0, 0), "CB1": "no_register:dossiers", "OP7": "no_snapshot:infrastructure"},
        {"no_case": ["CB2"], "no_data": ["OP7", "CB1"]}, [], [],
    ),
    "missing records decide": ({"CB2": Counts(55, 90, 10)}, {"inconclusive": ["CB2"]}, ["CB2"], []),
    "nothing but missing records": ({"CB2": Counts(0, 0, 3)}, {"inconclusive": ["CB2"]}, ["CB2"], []),
    "the survey cannot tell": ({"CB4": Counts(18, 20)}, {"inconclusive": ["CB4"]}, [], []),
    "the survey says no": ({"CB4": Counts(50, 100)}, {"not_met": ["CB4"]}, [], []),
    "a checklist lacks an item": ({"OP7": Counts(3, 4)}, {"not_met": ["OP7"]}, ["OP7"], []),
    "a checklist lacks a cell": ({"OP7": Counts(3, 3, 1)}, {"inconclusive": ["OP7"]}, ["OP7"], []),
    "cumulative, on course": ({"OP6": Counts(6, 10)}, {"not_met": ["OP6"]}, [], []),
    "cumulative, behind": ({"OP6": Counts(4, 10)}, {"not_met": ["OP6"]}, ["OP6"], []),
    "cases of a quarter that is over": ({"CB2": Counts(5, 10)}, {"not_met": ["CB2"]}, [], ["CB2"]),
    "missing first, then the widest gap, and three at most": (
        {"OP1": Counts(9, 10), "OP2": Counts(5, 10), "CB2": Counts(55, 90, 10), "CB5": Counts(1, 10), "CB1": MET},
        {"not_met": ["OP1", "OP2", "CB5"], "inconclusive": ["CB2"], "met": ["CB1"]}, ["CB2", "CB5"], ["OP2"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", WORDS)
def test_the_half_page_says_what_is_met_what_is_short_and_what_to_do(name: str, language: str) -> None:
    cells, found, now, later = WORDS[name]
    report = subject(cells, before=dict.fromkeys(cells, Counts(1, 2)), language=language)
    soup = half_page(report)
    assert statuses(soup) == found
    heads = {True: report.say("Can be worked off now"), False: report.say("Counts for the next quarter")}
    lists = {head.text: head.find_next("ol") for head in soup.select(".actions h4")}
    for kind, wanted in ((True, now), (False, later)):
        items = lists[heads[kind]].find_all("li") if heads[kind] in lists else []
        assert [re.search(r"(?:OP|CB)\d", item.strong.text)[0] for item in items] == wanted
    lead = soup.find("div", "lead").text
    for status in ("not_met", "inconclusive"):
        assert not found.get(status) or ", ".join(map(report.target_name, found[status])) in lead


def test_of_many_targets_not_met_those_furthest_off_are_named() -> None:
    shares = dict(zip(("OP1", "OP2", "OP3", "OP4", "OP5", "CB1", "CB2"), range(1, 8), strict=True))
    report = subject({target: Counts(n, 100) for target, n in shares.items()})
    names = ", ".join(map(report.target_name, ("OP1", "OP2", "OP3")))
    assert f"Not met: 7 targets; furthest from them: {names}." in half_page(report).find("div", "lead").text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", WORDS)
def test_its_sentences_are_complete(name: str, language: str) -> None:
    cells = WORDS[name][0]
    running = {target: Counts(c.numerator, c.denominator, c.missing, 1) for target, c in cells.items() if c in (MET,)}
    for more, as_of in (({}, date(2024, 12, 31)), (running, date(2024, 12, 31)), ({}, date(2024, 5, 31))):
        soup = half_page(subject({**cells, **more}, language=language, as_of=as_of))
        lead = soup.find("div", "lead").text
        assert lead.strip().endswith(".")
        assert [text for text in (lead, *actions(soup)) if UNFINISHED.search(text)] == []
        if language == "vi":
            assert ENGLISH.findall(soup.get_text(" ")) == []


def test_cumulative_targets_are_measured_against_an_even_path() -> None:
    path = {"2024Q1": 25, "2024Q2": 50, "2024Q3": 75}
    for quarter, step in path.items():
        for share, expected in ((step - 1, False), (step, True)):
            report = subject({"OP6": Counts(share, 100)}, quarter=quarter)
            assert on_course(report, report.now.iloc[0]) == expected, (quarter, share)
            assert f"{step}.0%" in half_page(report).find("div", "why").text


def test_only_cumulative_targets_have_a_path() -> None:
    report = subject({target: Counts(99, 100) for target in EVERY})
    assert [row["target"] for _, row in report.now.iterrows() if on_course(report, row)] == ["OP6"]


RESERVATIONS: list[tuple[dict[str, Any], str, str]] = [
    # what holds, a part of the English, a part of the Vietnamese
    ({"as_of": date(2024, 5, 31)}, "31 May 2024", "31/05/2024"),
    ({"quarter": "2024Q1"}, "baseline", "mốc so sánh"),
]


@pytest.mark.parametrize(("given", "en", "vi"), RESERVATIONS)
def test_a_running_quarter_and_a_baseline_are_said_to_be_so(given: dict[str, Any], en: str, vi: str) -> None:
    for language, words in (("en", en), ("vi", vi)):
        lead = half_page(subject({"CB2": MET}, language=language, **given)).find("div", "lead").text
        plain = half_page(subject({"CB2": MET}, language=language)).find("div", "lead").text
        assert re.search(words, lead), lead
        assert not re.search(words, plain)


def test_running_dossiers_make_their_targets_provisional() -> None:
    report = subject({"CB2": Counts(7, 10, running=2), "CB1": MET})
    lead, plain = (half_page(one).find("div", "lead").text for one in (report, subject({"CB2": MET, "CB1": MET})))
    assert re.search(rf"[Pp]rovisional[^.]*: {report.target_name('CB2')}\.", lead)
    assert "rovisional" not in plain


def test_the_change_against_the_quarter_before_is_said() -> None:
    soup = half_page(subject({"CB2": Counts(50, 100)}, before={"CB2": Counts(468, 1000)}))
    assert "+3.2 pp" in soup.find("li", "tile").text
    assert half_page(subject({"CB2": Counts(50, 100)})).find("span", "change") is None


def test_a_figure_that_adds_up_over_the_year_is_not_compared_with_the_year_before() -> None:
    counts = {"OP6": Counts(20, 100), "CB2": Counts(20, 100)}
    for quarter, compared in (("2024Q1", ["CB2"]), ("2024Q2", ["CB2", "OP6"])):
        report = subject(counts, before=dict.fromkeys(counts, Counts(90, 100)), quarter=quarter)
        found = half_page(report).find_all("li", "tile")
        assert sorted(one.find("span", "code").text for one in found if "−70.0" in one.text) == compared
        lines = soup_of(report.scores().parts[0].to_html()).tbody.find_all("tr")
        assert sorted(line.strong.text for line in lines if "−70.0" in line.text) == compared
