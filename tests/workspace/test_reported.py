"""Figures that were reported instead of counted: taken, set aside with a reason, judged, and held against records."""

import csv
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from workspaces import dossiers, row

from dtplan_analysis.errors import InputError
from dtplan_analysis.reports import MinistryQuarter, UnitQuarter
from dtplan_analysis.spreadsheet import as_written
from dtplan_analysis.units import TOTAL
from dtplan_analysis.workspace import Store, open_store

PLAN = """id = "own"
title = { vi = "K", en = "P" }
[[targets]]
id = "T1"
indicator = "dossiers_online"
threshold = "60%"
text = { vi = "a", en = "a" }
[[targets]]
id = "T2"
counted = { vi = "hồ sơ", en = "cases" }
nature = "flow"
threshold = "50%"
text = { vi = "b", en = "b" }
[[targets]]
id = "T3"
outside = { at_least = "86.5", measured_in = { vi = "điểm", en = "points" } }
text = { vi = "c", en = "c" }
[[targets]]
id = "T4"
not_measured = { vi = "không rõ mẫu số", en = "no denominator" }
text = { vi = "d", en = "d" }
"""
UNITS = "code,name_vi,name_en,parent\nA,Vụ A,Unit A,\nB,Vụ B,Unit B,A\n"
HEAD = "unit,period,target,numerator,denominator,missing,source\n"
ROWS = (
    "A,2026Q1,T2,3,10,,Văn phòng",
    "B,2026Q1,T2,30,50,5,Văn phòng",
    "A,2026Q2,T2,8,10,0,Văn phòng",
    "B,2026Q2,T2,40,50,0,Văn phòng",
)


def office(folder: Path, *rows: str, head: str = HEAD, settings: str = "", values: str = "", **registers: str) -> Path:
    folder.mkdir(exist_ok=True)
    text = f'plan = "plan.toml"\nunits = "units.csv"\n{settings}'
    if rows:
        text += '\n[counts.given]\nsource = "given.csv"\n'
        (folder / "given.csv").write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
    for name, content in ({"values": values} if values else {} | registers).items():
        text += f'\n[registers.{name}]\nsource = "{name}.csv"\n'
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")
    (folder / "plan.toml").write_text(PLAN, encoding="utf-8")
    (folder / "units.csv").write_text(UNITS, encoding="utf-8")
    (folder / "dtplan.toml").write_text(text, encoding="utf-8")
    return folder


def rejected(store: Store, register: str) -> list[tuple[str, ...]]:
    with (store.place / "rejected" / f"{register}.csv").open(encoding="utf-8") as stream:
        return [(one["line"], one["column"], as_written(one["value"]), one["reason"]) for one in csv.DictReader(stream)]


def told(store: Store, unit: str, quarter: str, target: str = "T2", span: str = "quarter") -> tuple[Any, ...]:
    one = row(store, unit, quarter, span, target=target)
    known = None if pd.isna(one["denominator"]) else (int(one["numerator"]), int(one["denominator"]))
    return known, one["status"], one["counted_from"]


def test_counts_alone_are_judged_summed_and_have_no_bounds_that_nobody_gave(tmp_path: Path) -> None:
    store = open_store(office(tmp_path / "w", *ROWS))
    assert str(store.as_of) == "2026-06-30"
    assert told(store, "A", "2026Q1") == ((3, 10), "not_met", "counts")
    assert told(store, TOTAL, "2026Q2") == ((48, 60), "met", "counts")
    assert told(store, TOTAL, "2026Q2", span="year_to_date") == ((81, 120), "met", "counts")
    one, other = row(store, "A", "2026Q1", target="T2"), row(store, "B", "2026Q1", target="T2")
    assert pd.isna(one["worst"])
    assert (round(other["worst"], 4), round(other["best"], 4)) == (0.5455, 0.6364)
    assert one[["lower", "upper"]].isna().all()
    assert set(store.judged["target"]) == {"T1", "T2"}  # of the others nothing was given
    assert told(store, "A", "2026Q1", "T1") == (None, "no_data", "records")


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


ONLINE = dossiers("A 2026-01-05 online 1", "A 2026-02-05 direct 0", "B 2026-02-05 online 1")


def test_records_are_judged_and_counts_stand_against_them(tmp_path: Path) -> None:
    rows = ("A,2026Q1,T1,2,2,,x", "B,2026Q1,T1,1,1,,x", "Tổng cộng,2026Q1,T1,4,4,,x", "A,2026Q1,T2,1,2,,x")
    store = open_store(office(tmp_path / "w", *rows, dossiers=ONLINE))
    assert told(store, "A", "2026Q1", "T1") == ((1, 2), "not_met", "records")
    assert told(store, "A", "2026Q1", "T2") == ((1, 2), "met", "counts")
    found = store.reconciled[store.reconciled["span"] == "quarter"]
    wanted = ["unit", "against", "numerator", "denominator", "numerator_counts", "denominator_counts"]
    assert found[wanted].to_numpy().tolist() == [
        ["A", "records", 1, 2, 2, 2],
        ["B", "records", 1, 1, 1, 1],
        [TOTAL, "records", 2, 3, 4, 4],
        [TOTAL, "units", 2, 3, 4, 4],
    ]
    report = MinistryQuarter.open("2026Q1", workspace=tmp_path / "w", language="en")
    assert "3 of 4 figures that can be compared differ" in report.data_quality()._repr_mimebundle_()["text/html"]


def test_a_unit_above_may_hold_those_below(tmp_path: Path) -> None:
    rows = ("A,2026Q1,T2,3,10,,x", "B,2026Q1,T2,2,4,,x")
    folder = office(tmp_path / "w", *rows)
    assert told(open_store(folder), TOTAL, "2026Q1")[0] == (5, 14)
    file = folder / "dtplan.toml"
    file.write_text(file.read_text(encoding="utf-8") + "includes_below = true\n", encoding="utf-8")
    assert told(open_store(folder), TOTAL, "2026Q1")[0] == (3, 10)
    assert told(open_store(folder), "B", "2026Q1")[0] == (2, 4)


def test_what_a_unit_above_holds_moves_the_whole_once(tmp_path: Path) -> None:
    rows = ("A,2026Q1,T2,3,10,,x", "B,2026Q1,T2,2,4,,x", "A,2026Q2,T2,8,10,,x", "B,2026Q2,T2,3,4,,x")
    folder = office(tmp_path / "w", *rows)
    wanted = ["denominator", "numerator", "earlier_denominator", "earlier_numerator"]

    def moved() -> list[list[Any]]:
        report = MinistryQuarter.open("2026Q2", workspace=folder, language="en")
        answer = report.since("2026Q1")
        assert answer is not None
        return answer.loc[(answer["target"] == "T2") & (answer["unit"] == TOTAL), wanted].to_numpy().tolist()

    assert moved() == [[14, 11, 14, 5]]
    file = folder / "dtplan.toml"
    file.write_text(file.read_text(encoding="utf-8") + "includes_below = true\n", encoding="utf-8")
    assert moved() == [[10, 8, 10, 3]]
    store = open_store(folder)
    units = [{*table.loc[table["target"] == "T2", "unit"]} for table in (store.judged, store.adding_up)]
    assert units == [{"A", "B", TOTAL}, {"A", TOTAL}]


def test_a_unit_above_that_is_counted_from_records_holds_none_below(tmp_path: Path) -> None:
    records = dossiers("A 2026-01-05 online 1")
    folder = office(tmp_path / "w", "A,2026Q1,T1,9,9,,x", "B,2026Q1,T1,1,2,,x", dossiers=records)
    file = folder / "dtplan.toml"
    text = file.read_text(encoding="utf-8").replace('"given.csv"\n', '"given.csv"\nincludes_below = true\n')
    file.write_text(text, encoding="utf-8")
    assert [told(open_store(folder), unit, "2026Q1", "T1")[0] for unit in ("A", "B", TOTAL)] == [(1, 1), (1, 2), (2, 3)]


def test_a_whole_year_is_its_year_to_date_and_a_total_alone_is_taken(tmp_path: Path) -> None:
    store = open_store(office(tmp_path / "w", "A,2026,T2,3,10,,x", "(total),2026Q4,T2,5,9,,x"))
    assert told(store, "A", "2026Q4", span="year_to_date")[0] == (3, 10)
    assert told(store, "A", "2026Q4")[0] is None
    assert told(store, TOTAL, "2026Q4")[0] == (5, 9)


def test_a_wide_table_has_a_figure_for_each_item(tmp_path: Path) -> None:
    items = 'items = [ { target = "T2", numerator = "Đạt", denominator = "Tổng" }, '
    items += '{ indicator = "dossiers_online", numerator = "C", denominator = "D" } ]\n'
    folder = office(tmp_path / "w", "A,2026Q1,3,10,1,2", "B,2026Q1,9,3,,", head="unit,period,Đạt,Tổng,C,D\n")
    file = folder / "dtplan.toml"
    file.write_text(file.read_text(encoding="utf-8") + items, encoding="utf-8")
    store = open_store(folder)
    assert told(store, "A", "2026Q1")[0] == (3, 10)
    assert told(store, "A", "2026Q1", "T1")[0] == (1, 2)
    assert rejected(store, "counts.given") == [("3", "numerator_1", "9", "does_not_add_up")]


@pytest.mark.parametrize(
    ("items", "words"),
    [
        ("items = []\n", "the list is empty"),
        ('items = [ { target = "T2", numerator = "a" } ]\n', "the key 'denominator' is missing"),
        ('items = [ { numerator = "a", denominator = "b" } ]\n', "an item is an indicator"),
        ('items = [ { target = "T2", numerators = "a" } ]\n', "unknown key 'numerators'"),
        ("includes_bellow = true\n", "unknown key 'includes_bellow'"),
    ],
)
def test_a_table_of_counts_that_cannot_be_is_refused_with_its_place(tmp_path: Path, items: str, words: str) -> None:
    folder = office(tmp_path / "w", *ROWS)
    file = folder / "dtplan.toml"
    file.write_text(file.read_text(encoding="utf-8") + items, encoding="utf-8")
    with pytest.raises(InputError, match=words) as error:
        open_store(folder)
    assert "counts.given" in str(error.value)


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
