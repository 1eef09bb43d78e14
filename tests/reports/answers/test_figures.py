"""What a question without names means, and which rows answer it."""

from pathlib import Path

import pytest
from office import opened

from dtplan_analysis.errors import InputError
from dtplan_analysis.reports import JudgedTable, UnitQuarter
from dtplan_analysis.units import TOTAL


def test_what_is_not_named_is_the_tables_own(aa: UnitQuarter) -> None:
    assert [(row["unit"], row["period"]) for row in aa.table.select()] == [("AA", "2024Q2")]
    assert [row["unit"] for row in aa.table.select("cb2", ["Vụ Mẫu", TOTAL])] == ["BB", TOTAL]
    assert aa.table.one("CB2", None, "2024Q1")["period"] == "2024Q1"


def test_a_course_ends_with_its_quarter_and_has_no_years_to_date(aa: UnitQuarter) -> None:
    assert aa.table.course("CB2", None)["period"].tolist() == ["2024Q1", "2024Q2"]
    assert aa.table.course("CB2", None, "2024Q1")["period"].tolist() == ["2024Q1"]


def test_one_row_is_meant_or_the_question_is_refused(aa: UnitQuarter) -> None:
    table = JudgedTable(aa.store.judged)
    with pytest.raises(InputError, match="name one unit"):
        table.one("CB2", None, "2024Q2")
    hidden = aa.store.judged.assign(status="suppressed")
    with pytest.raises(InputError, match="is suppressed"):
        JudgedTable(hidden).one("CB2", "AA", "2024Q2")
    with pytest.raises(InputError, match="holds counts alone"):
        table.counted_anew("records")


def test_a_table_without_targets_is_one_of_its_indicators(aa: UnitQuarter) -> None:
    bare = aa.store.judged.drop(columns="target")
    assert set(JudgedTable(bare).rows["target"]) == {"dossiers_online"}
    assert JudgedTable(bare.drop(columns="unit").assign(field="x")).by == "field"


def test_units_and_targets_have_their_names_where_there_is_a_store(office: Path) -> None:
    report = opened(office, "AA", language="vi")
    (row,) = report.table.select()
    assert (report.table.name("AA"), report.table.label(row)) == ("Cục Thử nghiệm", f"CB2 {report.target_name('CB2')}")
    assert JudgedTable(report.store.judged).name("AA") == "AA"
    assert report.table.when(row) == "Quý II/2024"
