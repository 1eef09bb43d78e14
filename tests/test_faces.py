"""How objects of the library show themselves."""

import html
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.oinspect import getdoc
from office import HOSTILE, dossiers, write_office

from dtplan_analysis.batch import Outcome, Seen, matrix, plan
from dtplan_analysis.batch.diff import Difference
from dtplan_analysis.catalogue import INDICATORS, LIBRARY, REGISTERS
from dtplan_analysis.checks.report import Report
from dtplan_analysis.desk import Desk
from dtplan_analysis.errors import InputError
from dtplan_analysis.faces import Face, Shown
from dtplan_analysis.figures.dictionary import dictionary
from dtplan_analysis.periods import CALENDAR, ND09, dated_quarters
from dtplan_analysis.plans import SHIPPED, load_plan
from dtplan_analysis.reports import MinistryQuarter

PLANS = {name: load_plan(file) for name, file in SHIPPED.items()}
OBJECTS: list[Any] = [
    *PLANS.values(),
    *(target for plan in PLANS.values() for target in plan.targets),
    *INDICATORS.values(),
    *REGISTERS.values(),
    *(column for register in REGISTERS.values() for column in register.columns),
    *dictionary().values(),
]


def test_every_object_has_a_short_line_a_card_and_markdown() -> None:
    for one in OBJECTS:
        assert repr(one).startswith(f"<{type(one).__name__} ")
        assert len(repr(one)) < 200
        assert "\n" not in repr(one)
        soup = BeautifulSoup(one._repr_html_(), "html.parser")
        name = getattr(one, "id", "") or one.name
        assert soup.strong.text.startswith(name)
        assert html.escape(name) in one._repr_html_()
        assert one._repr_markdown_().startswith("**")
        assert [hidden for hidden in dir(one) if hidden.startswith("_")] == []


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a workspace, a run and two runs show, in an office whose units have hostile names."""
    units: list[dict[str, object]] = [
        {"code": "AA", "name_vi": f"Cục {HOSTILE[0]}", "name_en": f"Agency {HOSTILE[0]} \x1b[2J"},
        {"code": "BB", "name_vi": "Vụ Mẫu", "name_en": "Sample Department"},
    ]
    rows = [*dossiers("AA", "2024Q2", 7, 3), *dossiers("BB", "2024Q2", 4, 6)]
    folder = write_office(tmp_path_factory.mktemp("faces") / "w", {"dossiers": rows}, units=units, targets="CB2 CB1")
    desk = Desk("AA", workspace=folder, language="en")
    report, store = desk.report, desk.report.store
    planned = plan(store, matrix(store, ["2024Q2"], languages=["en"], units=["AA"]), Seen(folder / "reports"))[0]
    day = date(2024, 1, 1)
    weeks = dated_quarters([(day.replace(year=year), day.replace(year=year, month=3)) for year in range(2000, 2060)])
    return {
        "period": CALENDAR.quarter("2024Q2"),
        "to date": CALENDAR.year_to_date(CALENDAR.quarter("2024Q2")),
        "rule": ND09,
        "listed": weeks,
        "unit": store.units.find("AA"),
        "source": replace(store.workspace.sources["dossiers"], pattern="postgresql://me:secret@host/db"),
        "reading": store.readings["dossiers"],
        "measured": store.measured[0],
        "task": PLANS["decision-320-2024"].tasks[0],
        "report": report,
        "ministry": MinistryQuarter.open("latest", workspace=folder),
        "table": report.table,
        "desk": desk,
        "checks": Report(store),
        "store": store,
        "workspace": store.workspace,
        "units": store.units,
        "catalogue": LIBRARY,
        "planned": planned,
        "outcome": Outcome(planned.report, error=f"{HOSTILE[0]}\n\x1b[2J"),
        "difference": Difference(("a", HOSTILE[0]), [], [], synthetic=True),
    }


SHOWN = {
    "period": ["2024Q2", "2024-04-01 – 2024-06-30"],
    "to date": ["2024-01-01 – 2024-06-30"],
    "rule": ["nd09", "2024Q1: 2023-12-15 – 2024-03-14"],
    "listed": ["dated", "2011Q1"],
    "unit": ["AA", "Agency", 'UnitQuarter.open("AA", "latest")'],
    "source": ["postgresql://host/db", "received_on | received_on", 'store.register("dossiers")'],
    "reading": ["Rows read: 20", "Usable: 20"],
    "measured": ["CB2|CB1", "≥ ", "Indicator: "],
    "task": ["1", "·"],
    "report": [" of 2 targets met", "Agency ", "report.summary()"],
    "ministry": ["2024", "report.summary()"],
    "table": ["Rows: ", "CB2", ".frame", "table.history"],
    "desk": ["AA", "CB2", "report = UnitQuarter.open"],
    "checks": ['report.of("dossiers")'],
    "store": ["20", "store.judged"],
    "workspace": ["dossiers.csv", "open_store"],
    "units": ["AA | ", "Sample Department", 'units.find("AA")'],
    "catalogue": ["dossiers_online | ", "staff"],
    "planned": ["AA 2024Q2 (en)", "there is none yet"],
    "outcome": ["AA 2024Q2 (en)", "failed"],
    "difference": [" → "],
}


@pytest.mark.parametrize("name", SHOWN)
def test_what_a_workspace_and_its_runs_are_is_shown(opened: dict[str, Any], name: str) -> None:
    one = opened[name]
    line, card, markdown = repr(one), one._face().to_html(), one._face().to_markdown()
    assert line.startswith(f"<{type(one).__name__} ")
    assert len(line) < 200
    assert {"\n", "\x1b"}.isdisjoint(line)
    assert "<script>" not in card + markdown
    assert BeautifulSoup(card, "html.parser").strong.text
    assert "background:#" not in card  # nothing but the colours of the notebook, light or dark
    assert markdown.startswith("**")
    text = getdoc(one)
    assert "secret" not in line + card + markdown + text
    assert [part for part in SHOWN[name] if not any(way in text for way in part.split("|"))] == []
    assert (type(one).__doc__ or "-").splitlines()[0] not in text
    assert [hidden for hidden in dir(one) if hidden.startswith("_")] == []


def test_pieces_of_a_report_are_a_short_line(opened: dict[str, Any]) -> None:
    report = opened["report"]
    answer = report.breakdown("CB2", by="procedure")
    for one in (report.summary(), answer.section, answer.chart, answer.table):
        assert repr(one).startswith(f"<{type(one).__name__} ")
        assert len(repr(one)) < 300
        assert {"\n", "\x1b"}.isdisjoint(repr(one))
        assert [hidden for hidden in dir(one) if hidden.startswith("_")] == []


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (INDICATORS["dossiers_online"], ["of all dossiers received", "processed_online", 'target="60%")']),
        (REGISTERS["dossiers"], ["received_on* | date", "[registers.dossiers]"]),
        (PLANS["decision-320-2024"].target("CB2"), ["≥ 60%", 'report.definition("CB2")']),
        (PLANS["decision-320-2024"], ["Measured since: 2024-04-01", "CB2 | "]),
    ],
)
def test_help_is_of_the_object_and_not_of_its_class(one: Any, said: list[str]) -> None:
    text = getdoc(one)
    assert [part for part in said if part not in text] == []
    assert type(one).__doc__.splitlines()[0] not in text


def test_what_a_face_shows_stays_text() -> None:
    face = Face("<b>", [("a|b", "<script>")], ["h"], [["<img>"]], "x = 1 < 2")
    assert "<b>" not in face.to_html()
    assert "<script>" not in face.to_html()
    assert "\\<script\\>" in face.to_markdown()
    assert Face("a\x1b[2J\u202e", [("", "x" * 500)]).line().startswith("a\\x1b[2J\\u202e · xxx")
    assert len(Face("a", [("", "x" * 500)]).line()) == 160


def _raise(error: Exception) -> None:
    raise error


@pytest.mark.parametrize(
    ("wrong", "shown"),
    [(lambda: _raise(InputError("no unit 'X'", where="units", remedy="write one")), False), (lambda: 1 / 0, True)],
)
def test_a_fault_of_the_input_is_told_without_the_library(
    wrong: Callable[[], None], shown: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    shell = InteractiveShell.instance()
    shell.user_ns["wrong"] = wrong
    try:
        shell.run_cell("wrong()")
    finally:
        InteractiveShell.clear_instance()
    said = "".join(capsys.readouterr())
    assert ("Traceback" in said) == shown
    assert ("no unit 'X'" in said) == (not shown)
    assert ("test_faces.py" in said) == shown


def test_the_class_itself_keeps_its_documentation() -> None:
    assert "declared once" in (type(INDICATORS["dossiers_online"]).__doc__ or "")
    assert issubclass(type(OBJECTS[0]), Shown)
