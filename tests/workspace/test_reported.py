"""Figures that were reported instead of counted: taken, set aside with a reason, judged, and held against records."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from given import PLAN, ROWS, office, rejected, told
from workspaces import row

from dtplan_analysis.errors import InputError
from dtplan_analysis.reports import MinistryQuarter, UnitQuarter
from dtplan_analysis.workspace import open_store


@pytest.mark.parametrize(
    ("line", "column", "value", "reason"),
    [
        ("A,2026Q2,T2,11,10,,", "numerator", "11", "does_not_add_up"),
        ("A,2026Q2,T2,-1,10,,", "numerator", "-1", "negative"),
        ("A,2026Q2,T2,1,10,x,", "missing", "x", "unreadable"),
        ("A,2026Q2,T2,1.5,10,,", "numerator", "1.5", "unreadable"),
        ("A,2026Q2,T2,,10,,", "numerator", "", "empty"),
        ("Z,2026Q2,T2,1,10,,", "unit", "Z", "unknown_unit"),
        ("A,2026Q7,T2,1,10,,", "period", "2026Q7", "unknown_period"),
        ("A,2026-05,T2,1,10,,", "period", "2026-05", "unknown_period"),
        ("A,2027Q1,T2,1,10,,", "period", "2027Q1", "after_as_of"),
        ("A,2026Q2,T9,1,10,,", "target", "T9", "unknown_item"),
        ("A,2026Q2,T3,1,10,,", "target", "T3", "unknown_item"),
        ("A,2026Q2,T4,1,10,,", "target", "T4", "unknown_item"),
        ("A,2026Q1,T2,3,10,,", "unit", "A", "repeated, different"),
    ],
)
def test_what_cannot_be_taken_is_listed_with_its_place(
    tmp_path: Path, line: str, column: str, value: str, reason: str
) -> None:
    rows = (line, *ROWS) if reason == "unknown_unit" else (*ROWS[1:], line, "A,2026Q1,T2,4,10,,x")
    store = open_store(office(tmp_path / "w", *rows, settings="as_of = 2026-06-30\n"))
    assert [one[1:] for one in rejected(store, "counts.given")] == [(column, value, reason)]
    reading = store.readings["counts.given"]
    assert reading.adds_up
    assert sum(reading.rejected.values()) == 1


def test_nothing_that_can_be_taken_is_refused_as_a_whole(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="none of 1 figures can be taken"):
        open_store(office(tmp_path / "w", "A,2026Q1,T9,1,2,,"))


VALUES = 'target,unit,period,value,source,as_of\nT3,A,2026,"86,5",Bộ Nội vụ,2027-03-15\nT3,B,2026Q1,86.49,,\n'


def test_values_of_others_are_judged_exactly_and_say_who_gave_them(tmp_path: Path) -> None:
    store = open_store(office(tmp_path / "w", *ROWS, values=VALUES))
    assert told(store, "A", "2026Q2", "T3") == (None, "met", "outside")
    assert told(store, "B", "2026Q1", "T3") == (None, "not_met", "outside")
    assert told(store, "B", "2026Q2", "T3") == (None, "no_data", "outside")
    assert row(store, "A", "2026Q1", target="T3")[["value", "threshold", "reason"]].tolist() == [
        86.5, "173/2", "value_reaches_limit"]  # fmt: skip
    report = UnitQuarter.open("A", "2026Q1", workspace=tmp_path / "w", language="en")
    page = report.scores()._repr_mimebundle_()["text/html"]
    assert "86.5" in page
    assert "at least 86.5 points" in page
    assert "published by Bộ Nội vụ, as of 15 March 2027" in page
    later = UnitQuarter.open("A", "2026Q2", workspace=tmp_path / "w", language="en").summary()
    soup = BeautifulSoup(later._repr_mimebundle_()["text/html"], "html.parser")
    (tile,) = (one for one in soup.find_all("li", class_="tile") if "T3" in one.get_text())
    assert tile.find("svg") is None
    assert tile.find(class_="change").get_text() == "0.0"
    assert "counts as reported by Văn phòng" in page


@pytest.mark.parametrize("value", ["nhiều", "1.234", "86 %", "1e3", "--1"])
def test_a_value_that_is_no_exact_number_is_set_aside(tmp_path: Path, value: str) -> None:
    store = open_store(office(tmp_path / "w", *ROWS, values=f"{VALUES}T3,B,2026Q2,{value},,\n"))
    assert rejected(store, "values") == [("4", "value", value, "no_decimal")]


def test_a_figure_in_percent_may_have_its_sign(tmp_path: Path) -> None:
    folder = office(tmp_path / "w", *ROWS, values='target,unit,period,value\nT3,A,2026,"86,5 %"\n')
    file = folder / "plan.toml"
    file.write_text(PLAN.replace('{ vi = "điểm", en = "points" }', '{ vi = "%", en = "%" }'), encoding="utf-8")
    assert row(open_store(folder), "A", "2026Q1", target="T3")["value"] == 86.5


def test_sections_of_a_workspace_of_counts_alone_are_made(tmp_path: Path) -> None:
    office(tmp_path / "w", *ROWS, values=VALUES)
    whole = MinistryQuarter.open("2026Q1", workspace=tmp_path / "w", language="en")
    unit = UnitQuarter.open("A", "2026Q1", workspace=tmp_path / "w", language="vi")
    for name in ("summary", "scores", "outlook", "trends", "data_quality", "method"):
        assert getattr(whole, name)()
        assert getattr(unit, name)()
    assert whole.form("official")
    opening = whole.summary()._repr_mimebundle_()["text/html"]
    assert "All figures are as they were reported; no records stand behind them." in opening
    quality = whole.data_quality()._repr_mimebundle_()["text/html"]
    assert "What cannot be measured yet" in quality
    assert "no denominator" in quality
    assert "số liệu tổng hợp do Văn phòng báo cáo" in unit.method()._repr_mimebundle_()["text/html"]
    assert unit.correctable == []
