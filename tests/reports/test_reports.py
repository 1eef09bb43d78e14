"""Sections of reports: what they say, what they hide, what they escape, and when their fingerprint changes."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from bs4 import BeautifulSoup, Tag
from office import (
    HOSTILE,
    Cell,
    Counts,
    Rows,
    dossiers,
    opened,
    page,
    rows,
    sections,
    soup_of,
    subject,
    words_of,
    write_office,
)

from dtplan_analysis.catalogue import INDICATORS
from dtplan_analysis.language import LANGUAGES
from dtplan_analysis.plans import load_plan
from dtplan_analysis.reports import Section, UnitQuarter
from dtplan_analysis.reports.records_to_correct import column_label
from dtplan_analysis.reports.summary import on_course, summary
from dtplan_analysis.units import TOTAL
from dtplan_analysis.workspace import Store
from dtplan_analysis.workspace.listing import CAP

PLAN = load_plan()
EVERY = [target.id for target in PLAN.targets]
MET = Counts(10, 10)

# -- The opening half page ---------------------------------------------------------------------------------------

ENGLISH = re.compile(
    r"\b(the|of|and|is|are|was|not|met|no|target|unit|quarter|data|records?|missing|short|register|dossiers|by|to)\b"
)
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
        assert not official or ", ".join(official) in lead


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
    assert f" still short of {shown}: " in actions(soup)[0]


# -- An office on disk -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_office(tmp_path_factory.mktemp("office"))


REPORTS = [("AA", "vi"), ("BB", "en"), ("PP", "vi"), (TOTAL, "vi"), (TOTAL, "en")]


@pytest.mark.parametrize(("unit", "language"), REPORTS)
def test_every_section_can_be_said_in_both_languages(office: Path, unit: str, language: str) -> None:
    report = opened(office, unit, language=language)
    for name in sections(report):
        bundle = getattr(report, name)()._repr_mimebundle_()
        text = words_of(bundle["text/html"])
        assert not re.search(r"[{}]|\bNone\b|\bnan\b|\bNaT\b|<NA>|&lt;|[a-z]_[a-z]", text), (name, text)
        if language == "vi" and name != "method":  # which cites in English
            assert ENGLISH.findall(text) == [], name
        assert bundle["text/plain"].split("\n")[0] == soup_of(bundle["text/html"]).h2.text


def test_sections_follow_the_order_of_an_official_report(office: Path) -> None:
    assert sections(opened(office, "AA")) == [
        "summary", "scores", "trends", "outlook", "position", "records_to_mend", "data_quality",
        "tasks", "cybersecurity", "funding", "solutions", "inspection", "method",
    ]  # fmt: skip
    assert sections(opened(office, TOTAL)) == [
        "summary", "units_and_targets", "scores", "trends", "outlook", "movers", "changes", "differences", "order",
        "tasks", "cybersecurity", "funding", "solutions", "inspection", "data_quality", "method",
    ]  # fmt: skip


def test_the_same_inputs_give_the_same_bytes(office: Path, tmp_path: Path) -> None:
    other = write_office(tmp_path / "elsewhere")
    assert page(opened(office, "BB", language="vi")) == page(opened(other, "BB", language="vi"))


# -- Records to mend ---------------------------------------------------------------------------------------------


def test_every_column_that_an_indicator_looks_at_has_a_name_for_people() -> None:
    for indicator in INDICATORS.values():
        for one in (indicator, *indicator.variants):
            for name in (*one.needs, *one.exclude):
                assert column_label(name, one, "en") != name, (one.name, name)


def mending_of(report: UnitQuarter) -> dict[str, Tag]:
    """The tables of records to mend, by target."""
    soup = soup_of(report.records_to_mend().to_html())
    return {table.caption.text[:3]: table for table in soup.find_all("table")}


def test_a_list_of_records_is_capped_and_says_of_how_many(tmp_path: Path) -> None:
    given = {"dossiers": dossiers("AA", "2024Q2", 0, CAP + 5)}
    report = opened(write_office(tmp_path, given, targets="CB2"), "AA")
    table = mending_of(report)["CB2"]
    assert len(table.tbody.find_all("tr")) == CAP
    note = table.find_parent("div").find_next_sibling("p", "note").text
    assert (str(CAP) in note, str(CAP + 5) in note) == (True, True)


def test_the_records_listed_are_those_that_fall_short_and_no_others(tmp_path: Path) -> None:
    given = dossiers("AA", "2024Q2", 1, 2) + dossiers("AA", "2024Q1", 0, 1) + dossiers("BB", "2024Q2", 0, 1)
    given += [{**dossiers("AA", "2024Q2", 1)[0], "number": "unclear", "processed_online": ""}]
    report = opened(write_office(tmp_path, {"dossiers": given}, targets="CB2"), "AA")
    table = mending_of(report)["CB2"]
    listed = {line.th.text: line.find_all("td")[-1].text for line in table.tbody.find_all("tr")}
    assert set(listed) == {"AA-2024Q2-0001", "AA-2024Q2-0002", "unclear"}
    assert listed["unclear"].startswith("Processed online: empty")


def test_a_survey_lists_no_answers(tmp_path: Path) -> None:
    given: Rows = [{"unit": "AA", "answered_on": "2024-05-14", "score": 1} for _ in range(50)]
    report = opened(write_office(tmp_path, {"satisfaction": given}, targets="CB4"), "AA")
    assert report.now.set_index("target").loc["CB4", "status"] == "not_met"
    assert "CB4" not in mending_of(report)


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
        listed = ["records_to_mend"] if unit != TOTAL else []
        said = page(report, "summary", "scores", *listed, "data_quality")
        assert ("NV-BB-000" in said) == (shown and unit == "BB")
        assert "NV-AA" not in said
        assert "0912345678" not in said
        assert [user for user in users if user in said or user[:12] in said] == []
    assert len(users) > 10
    assert {row["status"] for _, row in opened(folder, "BB").now.iterrows()} == {"not_met"}


_PLAN_OF_USERS = """
id = "people"
title = { vi = "K", en = "P" }
first_quarter = "2024Q1"
[[targets]]
id = "U"
indicator = "dossiers_authenticated"
variant = "users"
threshold = "100%"
text = { vi = "M", en = "T" }
[[targets]]
id = "S"
indicator = "staff_official_mail"
threshold = "100%"
text = { vi = "M", en = "T" }
"""

# -- Data quality ------------------------------------------------------------------------------------------------


def test_the_buckets_of_every_target_add_up(tmp_path: Path) -> None:
    given = {name: content for name, content in rows().items() if name in ("dossiers", "infrastructure", "staff")}
    given["dossiers"] += dossiers("AA", "2024Q2", 0, 2, number="", status=3)
    for place, row in enumerate(given["dossiers"][-2:]):
        row["number"] = f"refused-{place}"
    given["dossiers"] += [{**dossiers("AA", "2024Q2", 1)[0], "number": "unclear", "processed_online": ""}]
    given["dossiers"] += [dossiers("AA", "2024Q2", 1)[0]]  # the number of another
    report = opened(write_office(tmp_path, given, targets="OP7 CB1 CB2 CB3"), "AA")
    targets = soup_of(report.data_quality().to_html()).find("table")
    registers = soup_of(opened(tmp_path, TOTAL).data_quality().to_html()).find_all("table")[1]
    found = {}
    for line in targets.tbody.find_all("tr"):
        cells = [cell.text for cell in line.find_all("td")]
        found[line.th.text[:3]] = cells
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


# -- Tasks and solutions -----------------------------------------------------------------------------------------

SOLUTIONS = {
    "plan_tasks": ("tasks", "cybersecurity"),
    "budget": ("funding",),
    "workforce": ("cybersecurity", "solutions"),
    "initiatives": ("solutions",),
    "inspections": ("inspection",),
}
KEYS = {"unit", "task", "updated_on", "year", "source", "as_of", "snapshot_on", "initiative", "period", "criterion"}
KEYS |= {"inspected_on", "started_on"}


def solutions(folder: Path, **changes: Rows) -> Path:
    """Write an office of solutions alone, in which nothing is counted."""
    given = {name: content for name, content in rows().items() if name in SOLUTIONS}
    return write_office(folder, given | changes, targets="OP4")


ABSENT = [(name, column) for name in SOLUTIONS for column in rows()[name][0] if column not in KEYS]
BROKEN = re.compile(r"\bNone\b|\bnan\b|<NA>|NaT|[{}]")


def test_each_column_of_a_solution_may_be_absent(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    register = Store.register
    for name, column in ABSENT:

        def without(store: Store, asked: str, *, unit: str | None = None, column: str = column) -> pd.DataFrame | None:
            frame = register(store, asked, unit=unit)
            return None if frame is None else frame.drop(columns=column, errors="ignore")

        monkeypatch.setattr(Store, "register", without)
        for unit in ("AA", TOTAL):
            report = opened(office, unit)
            for section in SOLUTIONS[name]:
                text = words_of(getattr(report, section)().to_html())
                assert not BROKEN.search(text), (name, column, section)


def test_all_columns_of_a_solution_may_be_empty(tmp_path: Path) -> None:
    given = rows()
    for name, column in ABSENT:
        for row in given[name]:
            row[column] = ""
    given["budget"][1]["source"] = ""
    folder = solutions(tmp_path, **{name: given[name] for name in SOLUTIONS})
    for unit in ("AA", TOTAL):
        report = opened(folder, unit)
        for section in {section for shown in SOLUTIONS.values() for section in shown}:
            text = words_of(getattr(report, section)().to_html())
            assert not BROKEN.search(text), (section, text)


def test_a_solution_that_was_not_given_is_said_to_be_so(tmp_path: Path) -> None:
    folder = write_office(tmp_path, {"dossiers": dossiers("AA", "2024Q2", 1)}, targets="OP4")
    for unit in ("AA", TOTAL):
        report = opened(folder, unit)
        for name in ("tasks", "cybersecurity", "funding", "solutions", "inspection"):
            assert "no data" in words_of(getattr(report, name)().to_html())


def test_a_plan_without_tasks_has_no_sections_on_them(tmp_path: Path) -> None:
    (tmp_path / "plan.toml").write_text(_PLAN_OF_USERS, encoding="utf-8")
    folder = write_office(tmp_path, {"dossiers": dossiers("AA", "2024Q2", 1)}, settings='plan = "plan.toml"')
    for unit in ("AA", TOTAL):
        report = opened(folder, unit)
        assert [report.tasks(), report.cybersecurity(), report.funding(), report.solutions(), report.inspection()] == [
            None
        ] * 5
        heads = [head.text for head in soup_of(page(report, "scores", "tasks", "method")).main.find_all("h2")]
        assert heads == [report.scores().title, report.method().title]


def test_a_later_state_is_never_read_back_into_the_quarter(tmp_path: Path) -> None:
    given = rows()
    given["plan_tasks"] += [{**given["plan_tasks"][1], "progress": 90, "updated_on": "2024-07-02"}]
    given["budget"] += [{**given["budget"][1], "disbursed": 999_000_000, "as_of": "2024-07-02"}]
    given["workforce"] += [{**given["workforce"][1], "it_staff": 77, "snapshot_on": "2024-07-02"}]
    given["initiatives"] += [{**given["initiatives"][0], "initiative": "SK-9", "title": "Về sau"}]
    given["initiatives"][0]["finished_on"] = "2024-07-09"
    given["initiatives"][-1]["started_on"] = "2024-07-01"
    report = opened(solutions(tmp_path, **{name: given[name] for name in SOLUTIONS}), "AA")
    tasks, funding, others = (words_of(one.to_html()) for one in (report.tasks(), report.funding(), report.solutions()))
    assert ("40%" in tasks, "90%" in tasks) == (True, False)
    assert ("250.0" in funding, "999" in funding) == (True, False)
    assert (" 77 " in others, "Về sau" in others, "9 July 2024" in others) == (False, False, False)


def test_overdue_tasks_are_named_and_counted(tmp_path: Path) -> None:
    told = [("2024-06-29", 99), ("2024-07-01", 99), ("2024-06-29", 100), ("", 50), ("2024-06-29", "")]
    due: Rows = [
        {"task": f"T{place}", "task_number": 3, "unit": "AA", "title": "x", "state": "làm", "updated_on": "2024-05-14"}
        | {"due_on": due_on, "progress": progress}
        for place, (due_on, progress) in enumerate(told)
    ]
    folder = solutions(tmp_path, plan_tasks=due)
    lines = soup_of(opened(folder, "AA").tasks().to_html()).tbody.find_all("tr")
    late = [line.th.text for line in lines if "overdue" in line.text]
    assert late == ["T0", "T4"]
    third = soup_of(opened(folder, TOTAL).tasks().to_html()).tbody.find_all("tr")[2]
    assert [cell.text for cell in third.find_all("td")][:3] == ["5", "1", "2"]


def test_the_pilots_money_and_people_are_not_the_ministrys(tmp_path: Path) -> None:
    given = rows()
    given["budget"] += [{**given["budget"][0], "unit": "PP", "planned": 7_777_000_000_000}]
    given["workforce"] += [{**given["workforce"][1], "unit": "PP", "it_posts": 777}]
    folder = solutions(tmp_path, budget=given["budget"], workforce=given["workforce"])
    whole, pilot = (opened(folder, unit) for unit in (TOTAL, "PP"))
    assert "777" not in words_of(whole.funding().to_html() + whole.solutions().to_html())
    assert "7,777,000.0" in words_of(pilot.funding().to_html())
    assert "777" in words_of(pilot.solutions().to_html())


# -- Hostile texts -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with a unit for each hostile text, which stands wherever a text can stand."""
    units: Rows = [{"code": "AA", "name_vi": "Cục", "name_en": "Agency"}]
    given: dict[str, Rows] = {name: [] for name in (*_TEXTS, "dossiers")}
    for place, text in enumerate(HOSTILE):
        units.append({"code": text, "name_vi": text, "name_en": text, "aliases": f"H{place}"})
        for name, columns in _TEXTS.items():
            theirs = [row for row in rows()[name] if row["unit"] == "BB"]
            given[name] += [row | dict.fromkeys((*columns, "unit"), text) for row in theirs]
        given["dossiers"] += dossiers(text, "2024Q2", 0, 1, number=text, procedure=text, user=text)
    return write_office(tmp_path_factory.mktemp("hostile"), given, units=units, targets="OP1 OP7 CB2")


@pytest.mark.parametrize("folded", [False, True])
@pytest.mark.parametrize("text", HOSTILE)
def test_a_sections_title_and_paragraphs_are_text(text: str, folded: bool) -> None:
    soup = soup_of(Section(text, [text], folded=folded).to_html())
    assert (soup.h2.text, soup.p.text) == (text, text)
    assert {tag.name for tag in soup.find_all(True)} <= {"h2", "p", "details", "summary"}


def harmless(html: str) -> BeautifulSoup:
    """Check that a page has nothing in it that acts."""
    soup = soup_of(html)
    assert soup.find_all(["script", "img", "iframe", "object", "link", "base"]) == []
    assert [name for tag in soup.find_all(True) for name in tag.attrs if name.lower().startswith("on")] == []
    assert {tag["href"][0] for tag in soup.find_all(href=True)} <= {"#"}
    assert len(soup.find_all("title")) == 1 + len(soup.find_all("svg"))
    assert len(soup.find_all("style")) == 1
    return soup


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hostile_text_is_shown_as_it_is_and_does_nothing(hostile: Path, language: str) -> None:
    for place, text in enumerate(HOSTILE):
        report = opened(hostile, f"H{place}", language=language)
        drawn = sections(report) if place < 2 else [name for name in sections(report) if name not in _DRAWN]
        soup = harmless(page(report, *drawn))
        assert soup.h1.text.startswith(text)
        heads = {cell.text for cell in soup.find_all("th", scope="row")}
        assert text in heads
        cells = {cell.text for cell in soup.find_all("td")}
        assert text in cells


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_units_stand_in_the_report_of_all_units(hostile: Path, language: str) -> None:
    soup = harmless(page(opened(hostile, TOTAL, language=language)))
    heads = {cell.text for cell in soup.find_all("th", scope="row")}
    assert [text for text in HOSTILE if text not in heads] == []


_DRAWN = ("trends", "position", "funding")
_TEXTS = {
    "plan_tasks": ("task", "title", "state", "deliverable"),
    "infrastructure": ("item", "evidence"),
    "documents": ("number",),
    "initiatives": ("initiative", "title", "result"),
    "inspections": ("criterion", "finding", "recommendation"),
    "satisfaction": ("stratum", "dossier"),
}

# -- The fingerprint ---------------------------------------------------------------------------------------------

Change = Callable[[dict[str, Rows]], object]


def _offline(unit: str, quarter: str) -> Change:
    """One dossier of the unit was not processed online after all."""

    def change(given: dict[str, Rows]) -> None:
        number = f"{unit}-{quarter}-0000"
        (row,) = (row for row in given["dossiers"] if row["number"] == number)
        row["processed_online"] = False

    return change


def _refused(unit: str) -> Change:
    return lambda given: given["dossiers"].extend(dossiers(unit, "2024Q2", 0, 1, number="refused", status=3))


CHANGES: dict[str, tuple[Change, set[str]]] = {
    # a change of the exports; whose report of 2024Q2 has another fingerprint then
    "nothing": (lambda _: None, set()),
    "the order of the rows": (lambda given: given["dossiers"].reverse(), set()),
    "another quarter after it": (lambda given: given["dossiers"].extend(dossiers("AA", "2024Q3", 1, 9)), set()),
    "a figure of one's own, which peers see": (_offline("AA", "2024Q2"), {"AA", "BB", TOTAL}),
    "a figure of the quarter before": (_offline("AA", "2024Q1"), {"AA", TOTAL}),
    "a count that peers do not see": (_refused("BB"), {"BB", TOTAL}),
    "a column that nothing counts": (lambda given: given["training"][0].update(course="Lớp khác"), set()),
}


def counted(folder: Path, given: Mapping[str, Rows]) -> Path:
    """Write what two targets count."""
    used = {name: given[name] for name in ("dossiers", "staff", "training")}
    return write_office(folder, used, targets="CB2 OP6")


@pytest.fixture(scope="module")
def fingerprints(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = counted(tmp_path_factory.mktemp("counted"), rows())
    found = {unit: opened(folder, unit).input_hash for unit in ("AA", "BB", TOTAL)}
    assert {unit: opened(folder, unit, language="vi").input_hash for unit in found} == found
    return found


@pytest.mark.parametrize("name", CHANGES)
def test_the_fingerprint_changes_when_a_figure_shown_does(
    fingerprints: dict[str, str], tmp_path: Path, name: str
) -> None:
    change, expected = CHANGES[name]
    given = rows()
    change(given)
    folder = counted(tmp_path, given)
    changed = {unit for unit, old in fingerprints.items() if opened(folder, unit).input_hash != old}
    assert changed == expected


def test_each_quarter_has_a_fingerprint_of_its_own(office: Path) -> None:
    assert len({opened(office, "AA", quarter).input_hash for quarter in ("2024Q1", "2024Q2", "2024Q3")}) == 3


# -- What a page tells about itself ------------------------------------------------------------------------------


def test_the_metadata_say_what_the_report_is(office: Path) -> None:
    unit, whole = opened(office, "vụ mẫu", language="vi"), opened(office, TOTAL)
    assert (unit.metadata["kind"], unit.metadata["unit"], unit.metadata["language"]) == ("unit_quarter", "Vụ Mẫu", "vi")
    assert (whole.metadata["kind"], whole.metadata["unit"]) == ("ministry_quarter", "Ministry of Construction")
    for report in (unit, whole):
        assert report.metadata["as_of"] == "2024-12-31"
        assert report.metadata["quarter"] == "2024Q2"
        assert report.metadata["synthetic"] is True
        assert report.metadata["input_hash"] == report.input_hash
    bundle = unit.summary()._repr_mimebundle_()
    assert bundle["application/vnd.dtplan.report+json"] == unit.metadata


def test_a_section_carries_its_tables_data(office: Path) -> None:
    bundle = opened(office, "AA").scores()._repr_mimebundle_()
    data = bundle["application/vnd.dtplan.judged+json"]
    assert {one["unit"] for one in data} == {"AA"}
    assert pd.DataFrame(data)["target"].isin([*EVERY, ""]).all()
