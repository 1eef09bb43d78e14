"""What a report calls its unit, targets and peers."""

from datetime import date
from fractions import Fraction

import pytest
from office import TWO_UNITS, Counts, FakeStore, subject

from dtplan_analysis.language import Text
from dtplan_analysis.periods import CALENDAR
from dtplan_analysis.reports import MinistryQuarter, UnitQuarter
from dtplan_analysis.units import TOTAL, UNKNOWN, Unit, Units

PILOT = Unit("PP", Text("Sở Thí điểm", "Pilot Office"), scope="pilot")
LATER = Unit("NN", Text("Vụ Mới", "New Department"), valid_from=date(2024, 7, 1))
CELLS = {("AA", "CB2", "2024Q2"): Counts(1, 2), (TOTAL, "CB2", "2024Q2"): Counts(1, 2)}


def whole(language: str = "en") -> MinistryQuarter:
    store = FakeStore(CELLS, units=Units((*TWO_UNITS, PILOT, LATER)))
    return MinistryQuarter(store, TOTAL, CALENDAR.quarter("2024Q2"), language)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("language", "title"), [("en", "Test Agency · Q2 2024"), ("vi", "Cục Thử nghiệm · Quý II/2024")]
)
def test_a_unit_has_its_name_in_the_language(language: str, title: str) -> None:
    report: UnitQuarter = subject({"CB2": Counts(1, 2)}, language=language)
    assert (report.title, report.whole, report.kind.name) == (title, False, "unit_quarter")


def test_peers_are_the_units_that_existed_and_pilots_are_in_no_total() -> None:
    report = whole()
    assert list(report.peers) == ["AA", "BB", "PP"]
    assert list(report.members) == ["AA", "BB"]
    assert report.listed[-1] == ("PP", "Pilot Office (pilot)")
    assert report.total_name == "All units, without the pilots"
    assert subject({"CB2": Counts(1, 2)}).total_name == "All units"


def test_what_is_no_unit_has_a_name_too() -> None:
    report = whole()
    assert [report.unit_name(code) for code in ("BB", TOTAL, UNKNOWN, "ZZ")] == [
        "Sample",
        "All units",
        "Unknown units",
        "ZZ",
    ]


def test_a_target_is_named_before_its_id_with_what_is_asked_of_it() -> None:
    report = subject({"CB2": Counts(1, 2)})
    name = report.plan.target("CB2").short["en"]
    assert report.label("CB2") == f"{name} (CB2)"
    assert report.labels(["CB2", "OP7"]).startswith(f"{name} (CB2); ")
    assert (report.threshold("CB2"), report.bare_threshold("CB2")) == ("at least 60%", "60%")
    assert report.goal(report.plan.target("CB2")).share == Fraction(3, 5)
