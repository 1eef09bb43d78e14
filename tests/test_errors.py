"""Errors of a user's input: what is said of them, and where."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from jupyter_client.manager import start_new_kernel
from office import write_office

from dtplan_analysis import Desk, UnitQuarter, charts, questions
from dtplan_analysis.errors import InputError
from dtplan_analysis.reports import MinistryQuarter
from dtplan_analysis.reports.answers.verbs import Verbs


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Driver={X};Uid=reader;Pwd=s3cret", "Driver={X};Uid=reader;Pwd=***"),
        ("PASSWORD = s3cret host=db", "PASSWORD = *** host=db"),
        ("password=${DB_PASSWORD}", "password=${DB_PASSWORD}"),
    ],
)
def test_no_message_says_a_password(text: str, said: str) -> None:
    assert said in str(InputError(f"no file matches {text}", where="source", remedy="correct it"))
    assert said in str(InputError("no file", where=text, remedy="correct it"))


@pytest.mark.parametrize(
    ("call", "keyword", "nearest"),
    [
        (UnitQuarter.open, "langauge", "language"),
        (MinistryQuarter.open, "workspce", "workspace"),
        (Desk, "taget", "target"),
        (Verbs.breakdown, "bye", "by"),
        (questions.trend, "unitt", "unit"),
        (charts.trends, "quater", "quarter"),
    ],
)
def test_a_misspelt_keyword_is_told_with_the_nearest(call: Callable[..., Any], keyword: str, nearest: str) -> None:
    with pytest.raises(InputError, match=f"there is no keyword '{keyword}'\n  → did you mean '{nearest}'"):
        call(**{keyword: "x"})


@pytest.fixture(scope="module")
def cell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], list[str]]]:
    """What a live kernel shows in place of a traceback, line by line, when a cell is run in an office's folder."""
    office = write_office(tmp_path_factory.mktemp("kernel") / "office", targets="CB2 CB3")
    manager, client = start_new_kernel(kernel_name="python3", cwd=str(office))
    shown: list[str] = []

    def take(message: Any) -> None:
        if message["msg_type"] == "error":
            shown.extend(message["content"]["traceback"])

    def run(code: str) -> list[str]:
        shown.clear()
        client.execute_interactive(code, output_hook=take, timeout=120)
        return [*shown]

    begun = run("from dtplan_analysis import Desk, JudgedTable, UnitQuarter\nreport = UnitQuarter.open('AA', '2024Q2')")
    assert begun == []
    yield run
    client.stop_channels()
    manager.shutdown_kernel(now=True)


FAULTS = [
    # a cell, and what is said of it
    ('UnitQuarter.open("AB", "2024Q2")', "unit: unknown unit 'AB'"),
    ('UnitQuarter.open("AA", "2030Q1")', "quarter: there are no data for the quarter 2030Q1"),
    ('UnitQuarter.open("AA", 2024)', "quarter: 2024 is not a quarter"),
    ('UnitQuarter.open("AA", "2024Q2", language="de")', "language: there is no language 'de'"),
    ('UnitQuarter.open("AA", "2024Q2", workspace="/nowhere")', "/nowhere: there is no dtplan.toml"),
    ('report.breakdown("CB2", by="colour")', "dossiers_online: cannot be broken down by 'colour'"),
    ('report.records("CB9")', "target: unknown target 'CB9'"),
    ('report.records("CB2", most="x")', "most: 'x' is not possible"),
    ('report.history("CB2", last=0)', "last: 0 is not possible"),
    ('report.what_if("CB2", more=1.5)', "more: 1.5 is not possible"),
    ('report.compare("AA", "AB")', "unit: unknown unit 'AB'"),
    ("JudgedTable(3)", "judged table: int is none"),
    ("JudgedTable(report.table.frame.drop(columns='value'))", "judged table: column 'value' is absent"),
    ('Desk("AB")', "unit: unknown unit 'AB'"),
]


@pytest.mark.parametrize(("code", "said"), FAULTS)
def test_a_live_kernel_says_what_is_wrong_and_what_to_do_and_shows_no_source(
    cell: Callable[[str], list[str]], code: str, said: str
) -> None:
    fault, *advice = cell(code)
    assert fault.startswith(said)
    assert len(advice) == 1
    assert advice[0].startswith("  → ")
