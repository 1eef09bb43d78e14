"""What an official report says of tasks, funds, people, initiatives and inspection."""

from pathlib import Path

from drafts import OFFICIALLY, said
from office import Rows, dossiers, opened, write_office

from dtplan_analysis.units import TOTAL


def test_tasks_and_solutions_are_told_in_short(office: Path) -> None:
    report = opened(office, TOTAL).form()
    assert report is not None
    words = said(report.content)
    for text in (
        "Tasks of the plan: 2 followed, 0 done, 0 overdue.",
        "Funds of 2024: VND 2,000.0 million planned, VND 500.0 million disbursed (25.0%).",
        "People: 4 IT staff on 6 posts, 2 for cybersecurity.",
        "Initiatives under way in the quarter: 2.",
        "Inspection of the quarter: 80.0% of the highest score.",
        "Tasks of the plan to be done: Rà soát lỗ hổng (Test Agency, Sample Department).",
        "Units for which cases arose: 2; of these do not meet it: 1.",
        "(figures as of 31 December 2024; details in the enclosed Annexes I–III):",
    ):
        assert text in words


def test_overdue_tasks_are_named_and_of_too_many_the_number(tmp_path: Path) -> None:
    task: Rows = [
        {"task": f"T{n:02}", "unit": "AA", "title": f"Việc {n:02}", "progress": done, "updated_on": "2024-05-14"}
        | {"due_on": f"2024-{month}-{n + 1:02}"}
        for done, month, few in ((40, "05", 9), (40, "09", 1), (100, "04", 20))
        for n in range(few)
    ]
    task = [row | {"task": f"{row['task']}{row['due_on']}"} for row in task]
    registers = {"dossiers": dossiers("AA", "2024Q2", 1), "plan_tasks": task}
    report = opened(write_office(tmp_path, registers, targets="CB2", settings=OFFICIALLY), "AA").form()
    assert report is not None
    words = said(report.content)
    late = "; ".join(f"Việc {n:02} (due {n + 1} May 2024)" for n in range(8))
    assert f"Tasks of the plan that are overdue: {late}; and 1 others." in words
    assert "Tasks of the plan to be done: Việc 00 (due 1 September 2024)." in words
