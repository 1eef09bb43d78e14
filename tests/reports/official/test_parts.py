"""What an official report says of its figures, in plain sentences."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from drafts import OFFICIALLY, officially, said
from office import PLAN, Counts, dossiers, opened, rows, subject, write_office

from dtplan_analysis.units import TOTAL

FINDINGS = [
    # counts by target, and before; words, and words that are not there
    ({"CB2": Counts(70, 100)}, {}, ["meets 1 of the 1 targets", "Dossiers online (CB2): 70.0% (70 of 100 dossiers, of "
     "all dossiers received; target at least 60%): met.", "No target is missed"],
     ["have to pass", "still to come"]),
    ({"CB2": Counts(50, 100)}, {"CB2": Counts(60, 100)}, ["not met; down 10.0 "
     "percentage points on Q1 2024",
     "(CB2): dossiers not filed and processed online that would have to pass to reach 60%: 10.",
     "(CB2): of about 100 dossiers still to come in the year, 70 (70.0%) must "
     "pass for the whole year to reach 60%; in the quarter, 50.0% did."],
     ["In the quarter before"]),
    ({"CB2": Counts(10, 100)}, {}, ["170 (85.0%) must pass for the whole year to reach 60%; in the quarter, 10.0% "
     "did."], ["no longer"]),
    ({"CB2": Counts(60, 100)}, {"CB2": Counts(60, 100)}, ["unchanged on Q1 2024"], ["percentage points on"]),
    ({"CB2": Counts(70, 100)}, {"CB2": Counts(60, 100)}, ["up 10.0 percentage points on Q1 2024, within chance."],
     ["have to pass"]),
    ({"CB2": Counts(7000, 10000)}, {"CB2": Counts(3000, 10000)}, ["up 40.0 percentage points on Q1 2024."],
     ["chance"]),
    ({"CB2": Counts(0, 0)}, {}, ["no target of", "(CB2): no case arose."], ["0%"]),
    ({"CB2": "no_register:dossiers"}, {}, ["(CB2): no data (the register “Dossiers", "No data to judge by (the"], []),
    ({"CB2": Counts(50, 80, 20)}, {}, ["inconclusive", "by target: Dossiers online (CB2): 20."], ["have to pass"]),
    ({"CB1": Counts(1, 2)}, {}, ["(CB1): the whole year can no longer reach 100%"], ["must pass", "unlikely"]),
    ({"CB1": Counts(2, 2, 1)}, {}, ["inconclusive"], ["no longer"]),
    ({"CB6": Counts(1, 1)}, {}, ["(CB6): 100.0% (1 of 1 fields; target 100%, proposed): met."], []),
    ({"OP3": Counts(1, 2)}, {}, ["(OP3): since the start of the year, tasks not tracked and updated: 1."], []),
    ({"OP5": Counts(1, 2)}, {}, ["(OP5): officials and public employees not using official e-mail: 1."],
     ["still to come", "since the start"]),
    ({"OP6": Counts(45, 100)}, {}, ["behind a straight-line path (proposed), which stands at 50.0%",
     "(OP6): officials and public employees not yet trained: 55."], ["on course"]),
    ({"OP6": Counts(55, 100)}, {}, ["on course: a straight-line path (proposed) stands at 50.0%",
     "No target is missed"], ["have to pass"]),
    ({"OP7": Counts(2, 3)}, {}, ["(OP7): 2 of 3 items (target every item): not met",
     "(OP7): items not ensured: 1."], []),
    ({"CB4": Counts(92, 100)}, {}, ["inconclusive", "of 100 answers; the 95% interval"], ["have to pass"]),
]  # fmt: skip


@pytest.mark.parametrize(("now", "before", "present", "absent"), FINDINGS)
def test_findings_are_plain_sentences(now: Any, before: Any, present: Sequence[str], absent: Sequence[str]) -> None:
    report = subject(now, before=before)
    officially(report.store)  # type: ignore[arg-type]
    made = report.form()
    assert made is not None
    words = said(made.content)
    for text in present:
        assert text in words
    for text in absent:
        assert text not in words


def test_how_sure_all_targets_are_alike_is_said_once() -> None:
    plan = replace(PLAN, targets=tuple(replace(one, mark="likely") for one in PLAN.targets))
    report = subject({"CB2": Counts(50, 100), "CB1": Counts(1, 2)}, plan=plan)
    officially(report.store)  # type: ignore[arg-type]
    words = said(report.form().content)  # type: ignore[union-attr]
    assert ", likely" not in words
    assert "What all targets here ask for: likely." in words


@pytest.mark.parametrize(
    ("cell", "quarter", "language"),
    [
        (Counts(1, 2), "2024Q1", "vi"),
        (Counts(1, 2), "2024Q4", "en"),
        (Counts(0, 0), "2024Q2", "vi"),
        (Counts(5, 8, 2, 5), "2024Q2", "en"),
        ("no_register:staff", "2024Q4", "vi"),
        ("not_reported:x", "2024Q1", "en"),
    ],
)
def test_whatever_the_figures_are_a_report_can_be_said(cell: Any, quarter: str, language: str) -> None:
    report = subject({one.id: cell for one in PLAN.targets}, quarter=quarter, language=language)
    officially(report.store)  # type: ignore[arg-type]
    made = report.form()
    assert made is not None
    words = said(made.content)
    assert all(f"({one.id})" in words for one in PLAN.targets)
    assert "nan" not in words.split()
    assert len(made.content["annexes"][0]["blocks"][0]["rows"]) == len(PLAN.targets)


LATER = [
    # quarter, as of; counts by target, and before; words, and words that are not there
    ("2024Q3", "2024-12-31", {"CB2": Counts(60, 100)}, {"CB2": Counts(60, 100)}, "quarter before: 1 of 1.", "nan"),
    ("2024Q4", "2024-12-31", {"CB2": Counts(50, 100), "OP5": Counts(1, 2)}, {},
     "MAIN TASKS IN Q1 2025\nThe year is over; to be reached from the next on: Dossiers", "CB2): of about"),
    ("2024Q4", "2024-12-31", {"OP6": Counts(45, 100)}, {}, "to be reached from the next on: Training", "brought up"),
    ("2024Q4", "2024-11-15", {"OP6": Counts(45, 100)}, {}, "public employees not yet trained: 55.", "next on"),
]  # fmt: skip


@pytest.mark.parametrize(("quarter", "as_of", "now", "before", "present", "absent"), LATER)
def test_what_is_to_be_done_goes_by_the_year(
    quarter: str, as_of: str, now: Any, before: Any, present: str, absent: str
) -> None:
    report = subject(now, before=before, quarter=quarter, as_of=date.fromisoformat(as_of))
    officially(report.store)  # type: ignore[arg-type]
    made = report.form()
    assert made is not None
    assert present in said(made.content)
    assert absent not in said(made.content)


def test_a_year_of_months_is_over_with_its_last(tmp_path: Path) -> None:
    settings = f'{OFFICIALLY}\nquarters = {{ length = 1 }}\nfirst_quarter = "2024-03"'
    given = {name: rows()[name] for name in ("staff", "training")}
    given["training"] = given["training"][:2]
    folder = write_office(tmp_path, given, targets="OP6", settings=settings)
    for month, over in (("2024-04", False), ("2024-12", True)):
        made = opened(folder, "AA", month).form()
        assert made is not None
        assert ("The year is over" in said(made.content)) == over


def test_a_checklist_wants_every_item_in_official_words() -> None:
    report = subject({"OP7": Counts(2, 3)}, language="vi")
    officially(report.store)  # type: ignore[arg-type]
    made = report.form()
    assert made is not None
    assert "(chỉ tiêu: bảo đảm tất cả các điều kiện" in said(made.content)


def test_pilots_are_in_no_count_of_units_and_are_marked(tmp_path: Path) -> None:
    given = dossiers("AA", "2024Q2", 1, 9) + dossiers("PP", "2024Q2", 1, 9)
    task = {"task": "T", "title": "Việc", "unit": "ZZ", "progress": 0, "updated_on": "2024-05-14"}
    folder = write_office(tmp_path, {"dossiers": given, "plan_tasks": [task]}, targets="CB2", settings=OFFICIALLY)
    made = opened(folder, TOTAL).form()
    assert made is not None
    assert "Units for which cases arose: 1; of these do not meet it: 1." in said(made.content)
    assert "Tasks of the plan to be done: Việc (Unknown units)." in said(made.content)
    (table,) = made.content["annexes"][1]["blocks"]
    names = [row[0]["runs"][0]["text"] for row in table["rows"]]
    assert names == ["Test Agency", "Sample Department", "Pilot Office (pilot)", "All units, without the pilots"]
