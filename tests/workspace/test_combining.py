"""Counts stand where records tell nothing, and against the records where both tell."""

from pathlib import Path
from typing import Any

import pandas as pd
from given import ROWS, office, told
from workspaces import dossiers, row

from dtplan_analysis.reports import MinistryQuarter
from dtplan_analysis.units import TOTAL
from dtplan_analysis.workspace import open_store


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
