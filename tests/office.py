"""A small office for tests: two units and a pilot, a few rows in most registers, and ways to look at its reports."""

import contextlib
import csv
import io
import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_notebook, new_output

from dtplan_analysis import cli
from dtplan_analysis.language import Language
from dtplan_analysis.reports import MinistryQuarter, UnitQuarter
from dtplan_analysis.reports.export import to_html
from dtplan_analysis.resources import resource
from dtplan_analysis.units import TOTAL

Language.strict = True  # English left in Vietnamese words is a failure

Rows = list[dict[str, object]]

UNITS: Rows = [
    {"code": "AA", "name_vi": "Cục Thử nghiệm", "name_en": "Test Agency", "aliases": "G17.91|Cục TN"},
    {"code": "BB", "name_vi": "Vụ Mẫu", "name_en": "Sample Department", "aliases": "G17.92"},
    {"code": "PP", "name_vi": "Sở Thí điểm", "name_en": "Pilot Office", "scope": "pilot"},
]
NAMES = [str(unit["code"]) for unit in UNITS]
DAYS = {"2024Q1": "2024-02-14", "2024Q2": "2024-05-14", "2024Q3": "2024-08-14"}
QUARTERS = ("2024Q1", "2024Q2")


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
            {"initiative": f"SK-{unit}", "unit": unit, "kind": "pilot", "title": "Văn phòng số", "started_on": "2024-03-01"}
        )
    return found


_PEOPLE = {"security_staff": 1, "hired": 0, "left": 0}


def write_office(
    folder: Path,
    registers: Mapping[str, Sequence[Mapping[str, object]]] | None = None,
    *,
    units: Iterable[Mapping[str, object]] = tuple(UNITS),
    settings: str = "",
    tables: str = "",
) -> Path:
    """Write a workspace; `settings` stand above its registers in dtplan.toml, `tables` below."""
    registers = rows() if registers is None else registers
    folder.mkdir(parents=True, exist_ok=True)
    write_csv(folder / "units.csv", list(units))
    head = ['units = "units.csv"', "synthetic = true"]
    head += [] if "as_of" in settings else ["as_of = 2024-12-31"]
    head += [] if "first_quarter" in settings else ['first_quarter = "2024Q1"']
    named = [f'[registers.{name}]\nsource = "{name}.csv"' for name in registers]
    (folder / "dtplan.toml").write_text("\n".join([*head, settings, *named, tables]), encoding="utf-8")
    for name, content in registers.items():
        write_csv(folder / f"{name}.csv", content)
    return folder


def write_csv(file: Path, content: Sequence[Mapping[str, object]]) -> None:
    """Write rows as CSV; a cell that a row lacks is empty."""
    heads = list(dict.fromkeys(name for row in content for name in row))
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, heads, lineterminator="\n")
        writer.writeheader()
        writer.writerows(content)


# -- reports without a kernel ------------------------------------------------------------------------------------


def opened(folder: Path, unit: str, quarter: str = "2024Q2", language: str = "en") -> UnitQuarter:
    """Open a unit's report, or that of all units."""
    if unit == TOTAL:
        return MinistryQuarter.open(folder, quarter=quarter, language=language)
    return UnitQuarter.open(folder, unit=unit, quarter=quarter, language=language)


def sections(report: UnitQuarter) -> list[str]:
    """The sections that the report's notebook shows, in its order."""
    name = "ministry_quarter" if report.whole else "unit_quarter"
    notebook = json.loads((resource("notebooks") / f"{name}.ipynb").read_text(encoding="utf-8"))
    source = "\n".join("".join(cell["source"]) for cell in notebook["cells"])
    return re.findall(r"^report\.(\w+)\(\)$", source, re.MULTILINE)


def page(report: UnitQuarter, *names: str) -> str:
    """The page that a report's notebook would become: all its sections, or those named."""
    outputs = [
        new_output("display_data", data=getattr(report, name)()._repr_mimebundle_())
        for name in names or sections(report)
    ]
    cells = [new_code_cell("", outputs=[output]) for output in outputs]
    return to_html(new_notebook(cells=cells, metadata={"dtplan": report.metadata}))


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
        mock.patch.object(sys, "argv", ["dtplan", *map(str, arguments)]),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            cli.main()
        except SystemExit as end:
            code = end.code
    return Ran(int(code or 0), out.getvalue(), err.getvalue())
