"""The half page: what is met, what is short, and what to do."""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from office import (
    Cell,
    Counts,
    soup_of,
    subject,
)
from reported import ENGLISH, EVERY, PLAN

from dtplan_analysis.language import LANGUAGES
from dtplan_analysis.plans import load_plan
from dtplan_analysis.reports import UnitQuarter
from dtplan_analysis.reports.summary import on_course, summary

MET = Counts(10, 10)


UNFINISHED = re.compile(r"[{}]|None|\bnan\b|<NA>|[a-z]_[a-z]|\bin the,|[,;:] ?\.| ,|\.\.")


def half_page(report: UnitQuarter) -> BeautifulSoup:
    return soup_of(summary(report).to_html())


def statuses(soup: BeautifulSoup) -> dict[str, list[str]]:
    """The targets of the findings, by status."""
    found: dict[str, list[str]] = {}
    for finding in soup.find_all("li", "finding"):
        status = finding.find("span", "status")["class"][1].removeprefix("status-")
        found.setdefault(status, []).extend(re.findall(r"\b(?:OP|CB)\d\b", finding.text))
    return found


def actions(soup: BeautifulSoup) -> list[str]:
    return [item.text for item in soup.ol.find_all("li")] if soup.ol else []


WORDS: dict[str, tuple[Mapping[str, Cell], list[int], dict[str, list[str]], list[str]]] = {
    # name: counts; key figures (met, not met, inconclusive, none); findings by status; targets to act on, in order
    "all met": (dict.fromkeys(EVERY, MET) | {"CB4": Counts(990, 1000)}, [13, 0, 0, 0], {"met": EVERY}, []),
    "none judged": (
        {"CB2": Counts(0, 0), "CB1": "no_register:dossiers", "OP7": "no_snapshot:infrastructure"},
        [0, 0, 0, 3],
        {},
        [],
    ),
    "missing records decide": ({"CB2": Counts(55, 90, 10)}, [0, 0, 1, 0], {"inconclusive": ["CB2"]}, ["CB2"]),
    "nothing but missing records": ({"CB2": Counts(0, 0, 3)}, [0, 0, 1, 0], {"inconclusive": ["CB2"]}, ["CB2"]),
    "the survey cannot tell": ({"CB4": Counts(18, 20)}, [0, 0, 1, 0], {"inconclusive": ["CB4"]}, []),
    "the survey says no": ({"CB4": Counts(50, 100)}, [0, 1, 0, 0], {"not_met": ["CB4"]}, []),
    "a checklist lacks an item": ({"OP7": Counts(3, 4)}, [0, 1, 0, 0], {"not_met": ["OP7"]}, ["OP7"]),
    "a checklist lacks a cell": ({"OP7": Counts(3, 3, 1)}, [0, 0, 1, 0], {"inconclusive": ["OP7"]}, ["OP7"]),
    "cumulative, on course": ({"OP6": Counts(6, 10)}, [0, 1, 0, 0], {"not_met": ["OP6"]}, []),
    "cumulative, behind": ({"OP6": Counts(4, 10)}, [0, 1, 0, 0], {"not_met": ["OP6"]}, ["OP6"]),
    "missing first, then the widest gap, and three at most": (
        {"OP1": Counts(9, 10), "OP2": Counts(5, 10), "CB2": Counts(55, 90, 10), "CB5": Counts(1, 10), "CB1": MET},
        [1, 3, 1, 0],
        {"not_met": ["OP2", "CB5", "OP1"], "inconclusive": ["CB2"], "met": ["CB1"]},
        ["CB2", "OP2", "CB5"],
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", WORDS)
def test_the_half_page_says_what_is_met_what_is_short_and_what_to_do(name: str, language: str) -> None:
    cells, figures, findings, first = WORDS[name]
    soup = half_page(subject(cells, before=dict.fromkeys(cells, Counts(1, 2)), language=language))
    assert [int(one.text) for one in soup.find("dl", "key-figures").find_all("dd")] == figures
    assert statuses(soup) == findings
    assert [re.match(r"(?:OP|CB)\d", action)[0] for action in actions(soup)] == first
    lead = soup.find("div", "lead").text
    for status in ("not_met", "inconclusive"):
        official = [target for target in EVERY if target in findings.get(status, [])]
        named = "; ".join(f"{PLAN.target(target).short[language]} ({target})" for target in official)
        assert named in lead


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", WORDS)
def test_its_sentences_are_complete(name: str, language: str) -> None:
    cells = WORDS[name][0]
    running = {target: Counts(c.numerator, c.denominator, c.missing, 1) for target, c in cells.items() if c in (MET,)}
    for more, as_of in (({}, date(2024, 12, 31)), (running, date(2024, 12, 31)), ({}, date(2024, 5, 31))):
        soup = half_page(subject({**cells, **more}, language=language, as_of=as_of))
        said = [soup.find("div", "lead").text, *actions(soup)]
        said += [one.text for one in soup.find_all("li", "finding") if "met" not in str(one.span["class"])]
        assert [text for text in said if not text.strip().endswith(".") or UNFINISHED.search(text)] == []
        if language == "vi":
            assert ENGLISH.findall(soup.get_text(" ")) == []


def test_cumulative_targets_are_measured_against_an_even_path() -> None:
    path = {"2024Q1": 25, "2024Q2": 50, "2024Q3": 75}
    for quarter, step in path.items():
        for share, expected in ((step - 1, False), (step, True)):
            report = subject({"OP6": Counts(share, 100)}, quarter=quarter)
            assert on_course(report, report.now.iloc[0]) == expected, (quarter, share)
            assert f"{step}.0%" in half_page(report).find("li", "finding").text


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
    assert re.search(r"[Pp]rovisional[^.]*\bCB2\.", lead)
    assert "rovisional" not in plain


def test_the_change_against_the_quarter_before_is_said() -> None:
    soup = half_page(subject({"CB2": Counts(50, 100)}, before={"CB2": Counts(468, 1000)}))
    assert "+3.2 percentage points" in soup.find("li", "finding").text
    assert "percentage points" not in half_page(subject({"CB2": Counts(50, 100)})).text


def test_a_figure_that_adds_up_over_the_year_is_not_compared_with_the_year_before() -> None:
    counts = {"OP6": Counts(20, 100), "CB2": Counts(20, 100)}
    for quarter, compared in (("2024Q1", ["CB2"]), ("2024Q2", ["CB2", "OP6"])):
        report = subject(counts, before=dict.fromkeys(counts, Counts(90, 100)), quarter=quarter)
        found = half_page(report).find_all("li", "finding")
        assert sorted(one.strong.text[:3] for one in found if "−70.0" in one.text) == compared
        lines = soup_of(report.scores().parts[0].to_html()).tbody.find_all("tr")
        assert sorted(line.strong.text for line in lines if "−70.0" in line.text) == compared


@pytest.mark.parametrize("threshold", ["3/8", "2/3", "60%"])
def test_a_goal_keeps_the_digits_that_it_needs(threshold: str, tmp_path: Path) -> None:
    plan = tmp_path / "plan.toml"
    plan.write_text(
        'id = "x"\ntitle = { vi = "K", en = "P" }\n[[targets]]\nid = "CB2"\nindicator = "dossiers_online"\n'
        f'threshold = "{threshold}"\ntext = {{ vi = "M", en = "T" }}\n',
        encoding="utf-8",
    )
    soup = half_page(subject({"CB2": Counts(1, 100)}, plan=load_plan(plan)))
    shown = {"3/8": "37.5%", "2/3": "66.7%", "60%": "60%"}[threshold]
    assert f" would have to pass to reach {shown}" in actions(soup)[0]
