"""A small office for tests: two units and a pilot, a few rows in most registers, and ways to look at its reports."""

import contextlib
import csv
import fcntl
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any
from unittest import mock

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from drawer import drawing
from nbformat.v4 import new_code_cell, new_notebook, new_output

from dtplan_analysis import cli
from dtplan_analysis.catalogue import INDICATORS, LIBRARY, REGISTERS
from dtplan_analysis.exports.html import to_html
from dtplan_analysis.judging import JUDGED, judge_target, with_periods
from dtplan_analysis.language import Text
from dtplan_analysis.periods import CALENDAR
from dtplan_analysis.plans import Plan, load_plan
from dtplan_analysis.reports import MinistryQuarter, UnitQuarter
from dtplan_analysis.reports.shown import metadata
from dtplan_analysis.resources import resource
from dtplan_analysis.units import TOTAL, Unit, Units
from dtplan_analysis.workspace import Measured, Official, Slices, open_store, sample_workspace
from dtplan_analysis.workspace.combining import RECONCILED
from dtplan_analysis.workspace.reported import as_table

Rows = list[dict[str, object]]

UNITS: Rows = [
    {"code": "AA", "name_vi": "Cục Thử nghiệm", "name_en": "Test Agency", "aliases": "G17.91|Cục TN"},
    {"code": "BB", "name_vi": "Vụ Mẫu", "name_en": "Sample Department", "aliases": "G17.92"},
    {"code": "PP", "name_vi": "Sở Thí điểm", "name_en": "Pilot Office", "scope": "pilot"},
]
NAMES = [str(unit["code"]) for unit in UNITS]
DAYS = {"2024Q1": "2024-02-14", "2024Q2": "2024-05-14", "2024Q3": "2024-08-14"}
QUARTERS = ("2024Q1", "2024Q2")


HOSTILE = [
    "<script>alert(1)</script>",
    "=cmd|'/c calc'!A0",
    "../../etc/x",
    '"><img src=x onerror=alert(1)>',
    "\u202eđảo ngược\u2066",
    "{0} {{x}} %s",
    "</title></style></svg></td></table>",
    "x" * 400,
]
"""Texts that would do something if they were taken for more than text."""


def dossiers(unit: str, quarter: str, online: int, offline: int = 0, **changes: object) -> Rows:
    """Dossiers received in a quarter that were processed online, and others that came over the counter."""
    row = {
        "unit": unit,
        "procedure": "9.000101",
        "received_on": DAYS[quarter],
        "due_on": DAYS[quarter].replace("-14", "-28"),
        "completed_on": DAYS[quarter].replace("-14", "-20"),
        "status": 10,
        "result_online": True,
        "result_delivery": "online",
        "reused": True,
        "authenticated": True,
        "complaint": False,
    }
    return [
        {
            **row,
            "number": f"{unit}-{quarter}-{place:04}",
            "channel": "online" if place < online else "direct",
            "processed_online": place < online,
            "user": f"{unit}-applicant-{place}",
            **changes,
        }
        for place in range(online + offline)
    ]


def rows() -> dict[str, Rows]:
    """Rows of twelve registers; assignments, work records, procedures, systems and declarations are not given."""
    found: dict[str, Rows] = {name: [] for name in ("documents", "staff", "mailbox_use", "training", "infrastructure")}
    found |= {name: [] for name in ("dossiers", "satisfaction", "plan_tasks", "budget", "workforce", "inspections")}
    found["initiatives"] = []
    for unit in ("AA", "BB"):
        for place in range(4):
            person = f"NV-{unit}-{place:03}"
            found["staff"].append(
                {"staff": person, "unit": unit, "kind": "official", "valid_from": "2020-01-01", "official_mailbox": 1}
            )
            found["training"].append({"staff": person, "completed_on": "2024-02-20", "kind": "awareness"})
            found["mailbox_use"] += [{"staff": person, "used_on": DAYS[q]} for q in QUARTERS if place or unit == "AA"]
        for quarter in QUARTERS:
            day, online = DAYS[quarter], 7 if unit == "AA" else 4
            found["dossiers"] += dossiers(unit, quarter, online, 10 - online)
            found["documents"] += [
                {"number": f"{unit}-{quarter}-{place}", "unit": unit, "direction": "internal", "sent_on": day}
                | {"channel": "paper" if unit == "BB" and not place else "email", "also_paper": 0}
                for place in range(5)
            ]
            found["satisfaction"] += [{"unit": unit, "answered_on": day, "score": 5 - place // 8} for place in range(9)]
            found["infrastructure"] += [
                {"unit": unit, "item": item, "snapshot_on": day, "required": 1, "met": int(unit == "AA")}
                for item in ("Mạng nội bộ", "Máy chủ")
            ]
            task = {"unit": unit, "task_number": 7, "title": "Rà soát lỗ hổng", "state": "đang thực hiện"}
            found["plan_tasks"].append({"task": "NV-7.1", **task, "progress": 40, "updated_on": day})
            money = {"unit": unit, "year": 2024, "source": "regular", "outsourcing": 1, "as_of": day}
            found["budget"].append({**money, "planned": 1_000_000_000, "disbursed": 250_000_000})
            found["workforce"].append({"unit": unit, "snapshot_on": day, "it_posts": 3, "it_staff": 2} | _PEOPLE)
            found["inspections"].append(
                {"unit": unit, "period": quarter, "criterion": "An toàn thông tin", "score": 8, "max_score": 10}
                | {"finding": "Cập nhật chậm", "recommendation": "Cập nhật hằng tuần", "inspected_on": day}
            )
        found["initiatives"].append(
            {
                "initiative": f"SK-{unit}",
                "unit": unit,
                "kind": "pilot",
                "title": "Văn phòng số",
                "started_on": "2024-03-01",
            }
        )
    return found


_PEOPLE = {"security_staff": 1, "hired": 0, "left": 0}


def write_office(
    folder: Path,
    registers: Mapping[str, Sequence[Mapping[str, object]]] | None = None,
    *,
    units: Iterable[Mapping[str, object]] = tuple(UNITS),
    targets: str = "",
    settings: str = "",
    tables: str = "",
) -> Path:
    """Write a workspace; `settings` stand above its registers in dtplan.toml, `tables` below.

    With `targets`, parted by spaces, its plan has these alone: the fewer indicators, the sooner it is measured.
    """
    registers = rows() if registers is None else registers
    folder.mkdir(parents=True, exist_ok=True)
    if targets:
        (folder / "plan.toml").write_text(plan_of(targets.split()), encoding="utf-8")
        settings += '\nplan = "plan.toml"'
    write_csv(folder / "units.csv", list(units))
    head = ['units = "units.csv"', "synthetic = true"]
    head += [] if "as_of" in settings else ["as_of = 2024-12-31"]
    head += [] if "first_quarter" in settings else ['first_quarter = "2024Q1"']
    named = [f'[registers.{name}]\nsource = "{name}.csv"' for name in registers]
    (folder / "dtplan.toml").write_text("\n".join([*head, settings, *named, tables]), encoding="utf-8")
    for name, content in registers.items():
        write_csv(folder / f"{name}.csv", content)
    return folder


PLAN = load_plan()


def plan_of(targets: Iterable[str]) -> str:
    """A plan file with some targets of Decision 320 and its tasks."""
    text = [f'id = "part"\ntitle = {{ vi = "Kế hoạch", en = "Plan" }}\nfirst_quarter = {PLAN.first_quarter}']
    text.append('organisation = { vi = "Bộ", en = "Ministry" }')
    for one in map(PLAN.target, targets):
        text.append(f'[[targets]]\nid = "{one.id}"\nindicator = "{one.indicator}"')
        text.append("checklist = true" if one.checklist else f'threshold = "{one.threshold}"')
        text += [
            f'{key} = {{ vi = "{said.vi}", en = "{said.en}" }}'
            for key, said in (("text", one.text), ("short", one.short))
        ]
    for task in PLAN.tasks:
        text.append(f'[[tasks]]\nnumber = {task.number}\ntitle = {{ vi = "{task.title.vi}", en = "{task.title.en}" }}')
    return "\n".join(text)


def write_csv(file: Path, content: Sequence[Mapping[str, object]]) -> None:
    """Write rows as CSV; a cell that a row lacks is empty."""
    heads = list(dict.fromkeys(name for row in content for name in row))
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, heads, lineterminator="\n")
        writer.writeheader()
        writer.writerows(content)


# -- reports without registers -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Counts:
    """Of the complete records in the denominator, so many are in the numerator; others miss cells, or still run."""

    numerator: int
    denominator: int
    missing: int = 0
    running: int = 0


Cell = Counts | str
"""Counts, or why there are no data."""

Cells = Mapping[tuple[str, str, str], Cell]
"""By unit, target and quarter."""

END_OF_YEAR = date(2024, 12, 31)
TWO_UNITS = Units((Unit("AA", Text("Cục Thử nghiệm", "Test Agency")), Unit("BB", Text("Vụ Mẫu", "Sample"))))


@dataclass(frozen=True)
class FakeStore(Slices):
    """What reports ask of a store, made of counts alone."""

    cells: Cells
    as_of: date = END_OF_YEAR
    plan: Plan = PLAN
    units: Units = TWO_UNITS
    timezone: str = "Asia/Ho_Chi_Minh"
    synthetic: bool = True
    show_staff_codes: bool = False
    suppress: int = 0
    official: Official | None = None
    one_stop: pd.DataFrame | None = None
    fingerprint: str = "state"
    quarters = CALENDAR
    catalogue = LIBRARY
    readings = MappingProxyType({"dossiers": None})

    @property
    def workspace(self) -> "FakeStore":
        return self

    def tongue(self, language: str) -> str:
        return language

    @property
    def layout(self) -> str:
        return "official" if self.official else "analysis"

    @cached_property
    def measured(self) -> list[Measured]:
        return [Measured(INDICATORS[one.indicator].choose(one.variant), one) for one in self.plan.targets]

    def register(self, name: str, *, unit: str | None = None) -> pd.DataFrame:  # noqa: ARG002
        types = {"date": "datetime64[us]", "flag": "boolean", "whole": "Int64", "number": "Float64"}
        columns = REGISTERS[name].columns
        return pd.DataFrame({one.name: pd.Series(dtype=types.get(one.type, "str")) for one in columns})

    @cached_property
    def counts(self) -> pd.DataFrame:
        return self.judged.assign(served=None)

    @property
    def begun(self) -> pd.DataFrame:
        return pd.DataFrame(columns=["register", "unit", "day"])

    @property
    def figures(self) -> pd.DataFrame:
        return as_table([])

    @property
    def reconciled(self) -> pd.DataFrame:
        return pd.DataFrame(columns=RECONCILED)

    def set_by(self, _: object) -> str:
        return ""

    def listed(self, *_: object) -> pd.DataFrame:
        return pd.DataFrame({"unit": [], "of": []})

    lacking = listed

    @cached_property
    def judged(self) -> pd.DataFrame:
        if self.plan is PLAN:
            return _judged_once(tuple(self.cells.items()), self.as_of).copy()
        return judged(self.cells, as_of=self.as_of, plan=self.plan)


@cache
def _judged_once(cells: tuple[tuple[tuple[str, str, str], Cell], ...], as_of: date) -> pd.DataFrame:
    return judged(dict(cells), as_of=as_of)


def judged(cells: Cells, *, as_of: date = END_OF_YEAR, plan: Plan | None = None) -> pd.DataFrame:
    """Judge counts against the plan's targets, as a store does; the year to date repeats the quarter."""
    plan, tables = plan or PLAN, []
    for target in plan.targets:
        of_target = {(unit, quarter): cell for (unit, id_, quarter), cell in cells.items() if id_ == target.id}
        if of_target:
            indicator = INDICATORS[target.indicator].choose(target.variant)
            counts = pd.concat([_counts(of_target, span) for span in ("quarter", "year_to_date")], ignore_index=True)
            counts = counts.assign(target=target.id, indicator=indicator.name, variant=indicator.variant)
            quarters = [CALENDAR.quarter(label) for label in counts["period"].unique()]
            spans = [*quarters, *map(CALENDAR.year_to_date, quarters)]
            counts = with_periods(counts, spans, as_of=as_of, plan=plan)
            tables.append(judge_target(counts, indicator, target))
    return pd.concat(tables, ignore_index=True).assign(plan=plan.id)[list(JUDGED)]


def _counts(cells: Mapping[tuple[str, str], Cell], span: str) -> pd.DataFrame:
    names = ("records", "excluded", "missing", "denominator", "numerator", "running")
    found = []
    for (unit, quarter), cell in cells.items():
        if isinstance(cell, str):
            found.append([unit, quarter, span, *[None] * len(names), cell])
        else:
            numbers = (cell.denominator + cell.missing, 0, cell.missing, cell.denominator, cell.numerator, cell.running)
            found.append([unit, quarter, span, *numbers, ""])
    table = pd.DataFrame(found, columns=["unit", "period", "span", *names, "reason"])
    return table.astype(dict.fromkeys(names, "Int64"))


def subject(
    cells: Mapping[str, Cell],
    *,
    before: Mapping[str, Cell] | None = None,
    quarter: str = "2024Q2",
    language: str = "en",
    **store: Any,
) -> UnitQuarter:
    """Return unit AA's quarter with these counts by target, and those of the quarter before."""
    previous = CALENDAR.previous(CALENDAR.quarter(quarter))
    assert previous is not None
    found = {("AA", target, quarter): cell for target, cell in cells.items()}
    found |= {("AA", target, previous.label): cell for target, cell in (before or {}).items()}
    return UnitQuarter(FakeStore(found, **store), "AA", CALENDAR.quarter(quarter), language)  # type: ignore[arg-type]


# -- reports without a kernel ------------------------------------------------------------------------------------


def opened(folder: Path, unit: str, quarter: str = "2024Q2", language: str = "en") -> UnitQuarter:
    """Open a unit's report, or that of all units."""
    if unit == TOTAL:
        return MinistryQuarter.open(quarter, workspace=folder, language=language)
    return UnitQuarter.open(unit, quarter, workspace=folder, language=language)


def sections(report: UnitQuarter) -> list[str]:
    """The sections that the report's notebook shows, in its order.

    The official form is not for the page, and points are a frame's alone.
    """
    name = "ministry_quarter" if report.whole else "unit_quarter"
    notebook = json.loads((resource("notebooks") / f"{name}.ipynb").read_text(encoding="utf-8"))
    source = "\n".join("".join(cell["source"]) for cell in notebook["cells"])
    return re.findall(r"^report\.(?!official|points)(\w+)\(\)$", source, re.MULTILINE)


def page(report: UnitQuarter, *names: str, called: str = "") -> str:
    """The page that a report's notebook would become: all its sections, or those named."""
    shown = [getattr(report, name)() for name in names or sections(report)]
    outputs = [new_output("display_data", data=one._repr_mimebundle_()) for one in shown if one is not None]
    cells = [new_code_cell("", outputs=[output]) for output in outputs]
    return to_html(new_notebook(cells=cells, metadata={"dtplan": metadata(report), "report": called}))


def soup_of(html: str) -> BeautifulSoup:
    """A page, parsed."""
    return BeautifulSoup(html, "html.parser")


def words_of(html: str) -> str:
    """What a reader sees of a page, single-spaced: no style, and words of parts next to each other stay apart."""
    soup = soup_of(html)
    for hidden in soup(["style", "head"]):
        hidden.decompose()
    return " ".join(soup.get_text(" ").split())


# -- the command line --------------------------------------------------------------------------------------------


PROGRAM = (sys.executable, "-m", "dtplan_analysis")


@dataclass(frozen=True)
class Ran:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str


def dtplan(*arguments: str | Path) -> Ran:
    """Run the command line in this process, as the installed program does."""
    out, err = io.StringIO(), io.StringIO()
    code: Any = 0
    with (
        drawing() if arguments[:1] == ("report",) else contextlib.nullcontext(),
        mock.patch.object(sys, "argv", ["dtplan", *map(str, arguments)]),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            cli.main()
        except SystemExit as end:
            code = end.code
    return Ran(int(code or 0), out.getvalue(), err.getvalue())


def spawned(*arguments: str | Path) -> Ran:
    """Run the command line as a program of its own."""
    with drawing() if arguments[:1] == ("report",) else contextlib.nullcontext():
        found = subprocess.run([*PROGRAM, *map(str, arguments)], capture_output=True, text=True, check=False)
    return Ran(found.returncode, found.stdout, found.stderr)


# -- the sample's reports, made once -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Demo:
    """The workspace of `dtplan init`, and what `dtplan report` said and made for one unit and all units."""

    workspace: Path
    ran: Ran

    def page(self, unit: str, language: str) -> Path:
        """The file of a report."""
        return self.workspace / "reports" / f"decision-320-2024_{unit}_2024Q2_{language}.html"


def demo(factory: pytest.TempPathFactory) -> Demo:
    """Make a workspace and four reports through the real command line, once for all test processes."""

    def make(folder: Path) -> None:
        begun = spawned("init", folder / "work")
        assert begun.code == 0, begun.err
        # The same data as the sample's, which other tests have measured too.
        left = shutil.ignore_patterns("lists", "*.new", "measuring-*")
        shutil.copytree(open_store(sample_workspace()).workspace.store, folder / "work" / ".dtplan", ignore=left)
        asked = (
            "--quarter",
            "2024Q2",
            "--unit",
            "GD",
            "--unit",
            TOTAL,
            "--lang",
            "vi,en",
            "--jobs",
            "2",
            "--language",
            "en",
        )
        ran = spawned("report", "-w", folder / "work", *asked)
        (folder / "ran.json").write_text(json.dumps([ran.code, ran.out, ran.err]), encoding="utf-8")

    folder = once(factory, "demo", make)
    return Demo(folder / "work", Ran(*json.loads((folder / "ran.json").read_text(encoding="utf-8"))))


def measured_office(factory: pytest.TempPathFactory, name: str = "office", **given: Any) -> Path:
    """Return an office that was written and measured once for all test processes; nobody may change it."""
    return once(factory, name, lambda folder: open_store(write_office(folder, **given)))


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return a folder that was made once, also where several processes run the tests."""
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "made").exists():
            folder.mkdir(exist_ok=True)
            make(folder)
            (folder / "made").touch()
    return folder
