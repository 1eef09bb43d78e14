"""What a page says of an office."""

import re
from collections.abc import Mapping
from pathlib import Path

from bs4 import BeautifulSoup
from office import (
    Counts,
    FakeStore,
    Rows,
    rows,
    soup_of,
    write_office,
)

from dtplan_analysis.language import Text
from dtplan_analysis.periods import CALENDAR
from dtplan_analysis.plans import load_plan
from dtplan_analysis.reports import MinistryQuarter, UnitQuarter
from dtplan_analysis.units import TOTAL, Unit, Units


def half_page(report: UnitQuarter) -> BeautifulSoup:
    """The opening of a report."""
    return soup_of(report.summary().to_html())


def actions(soup: BeautifulSoup) -> list[str]:
    """What an opening says is to be done first."""
    return [item.text for item in soup.select(".actions li")]


def said(html: str) -> list[str]:
    return [one.get_text(" ") for one in soup_of(html).find_all(["li", "p"])]


CODES = [f"U{n}" for n in range(8)]


OFFICE = Units(tuple(Unit(code, Text(f"Đơn vị {code}", f"Office {code}")) for code in CODES))


def ministry(
    shares: Mapping[str, Mapping[str, list[tuple[int, int]]]], *, quarter: str = "2024Q2", language: str = "en"
) -> MinistryQuarter:
    """A report of eight units: by target and quarter, numerator and denominator of each; the total is their sum."""
    cells = {}
    for target, by_quarter in shares.items():
        for label, pairs in by_quarter.items():
            cells |= {(code, target, label): Counts(*pair) for code, pair in zip(CODES, pairs, strict=False)}
            cells[TOTAL, target, label] = Counts(*map(sum, zip(*pairs, strict=True)))
    store = FakeStore(cells, units=OFFICE)
    return MinistryQuarter(store, TOTAL, CALENDAR.quarter(quarter), language)  # type: ignore[arg-type]


ALIKE = [(178 + n % 4, 200) for n in range(8)]


def surveyed(folder: Path, served: Rows | None) -> Path:
    registers = {name: rows()[name] for name in ("satisfaction",)}
    if served is not None:
        registers["satisfaction_served"] = served
    return write_office(folder, registers, targets="CB4")


SERVED: Rows = [
    {"unit": "AA", "period": "2024Q2", "served": 90},
    {"unit": "BB", "period": "2024Q2", "served": 8},  # fewer than the nine who answered
]


PLAN = load_plan()


EVERY = [target.id for target in PLAN.targets]


ENGLISH = re.compile(
    r"\b(the|of|and|is|are|was|not|met|no|target|unit|quarter|data|records?|missing|short|register|dossiers|by|to)\b"
)


_PLAN_OF_USERS = """
id = "people"
title = { vi = "K", en = "P" }
first_quarter = 2024-01-01
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


def harmless(html: str) -> BeautifulSoup:
    """Check that a page has nothing in it that acts."""
    soup = soup_of(html)
    assert soup.find_all(["script", "img", "iframe", "object", "link", "base"]) == []
    assert [name for tag in soup.find_all(True) for name in tag.attrs if name.lower().startswith("on")] == []
    assert {tag["href"][0] for tag in soup.find_all(href=True)} <= {"#"}
    assert len(soup.find_all("title")) == 1 + len(soup.select("svg:not([aria-hidden])"))
    assert len(soup.find_all("style")) == 1
    return soup


HOSTILE_COLUMNS = {
    "plan_tasks": ("task", "title", "state", "deliverable"),
    "infrastructure": ("item", "evidence"),
    "documents": ("number",),
    "initiatives": ("initiative", "title", "result"),
    "inspections": ("criterion", "finding", "recommendation"),
    "satisfaction": ("stratum", "dossier"),
}


def counted(folder: Path, given: Mapping[str, Rows]) -> Path:
    """Write what two targets count."""
    used = {name: given[name] for name in ("dossiers", "staff", "training")}
    return write_office(folder, used, targets="CB2 OP6")
