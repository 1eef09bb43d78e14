"""Tasks, money, people, initiatives and inspections of the plan."""

import re
from pathlib import Path

import pandas as pd
import pytest
from office import (
    Rows,
    dossiers,
    opened,
    page,
    rows,
    soup_of,
    words_of,
    write_office,
)
from reported import _PLAN_OF_USERS

from dtplan_analysis.units import TOTAL
from dtplan_analysis.workspace import Store

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


def test_units_are_named_where_their_tasks_and_initiatives_are_listed(office: Path) -> None:
    whole = opened(office, TOTAL)
    for section in (whole.cybersecurity(), whole.solutions()):
        tables = [table for table in soup_of(section.to_html()).find_all("table") if "Unit" in table.thead.text]
        assert tables
        for table in tables:
            place = [head.text.strip() for head in table.thead.find_all("th")].index("Unit")
            units = {line.find_all(["th", "td"])[place].text.strip() for line in table.tbody.find_all("tr")}
            assert units <= {unit.name["en"] for unit in whole.store.units}


def test_the_pilots_money_and_people_are_not_the_ministrys(tmp_path: Path) -> None:
    given = rows()
    given["budget"] += [{**given["budget"][0], "unit": "PP", "planned": 7_777_000_000_000}]
    given["workforce"] += [{**given["workforce"][1], "unit": "PP", "it_posts": 777}]
    folder = solutions(tmp_path, budget=given["budget"], workforce=given["workforce"])
    whole, pilot = (opened(folder, unit) for unit in (TOTAL, "PP"))
    assert "777" not in words_of(whole.funding().to_html() + whole.solutions().to_html())
    assert "7,777,000.0" in words_of(pilot.funding().to_html())
    assert "777" in words_of(pilot.solutions().to_html())
