"""Who reported what was not counted, and what cannot be measured yet."""

from pathlib import Path

import pandas as pd
from office import Counts, FakeStore, subject, write_office

from dtplan_analysis.periods import CALENDAR
from dtplan_analysis.reports import MinistryQuarter
from dtplan_analysis.reports.reported import reconciliation, reported_words, unmeasured
from dtplan_analysis.units import TOTAL
from dtplan_analysis.workspace import open_store


def test_a_figure_of_records_needs_no_word_and_one_of_counts_says_whose_it_is(tmp_path: Path) -> None:
    counts = "unit,period,target,numerator,denominator,source,as_of\nAA,2024Q2,CB2,3,4,Văn phòng,2024-07-05\n"
    folder = write_office(tmp_path / "w", {}, targets="CB2", tables='[counts.given]\nsource = "given.txt"\n')
    (folder / "given.txt").write_text(counts.replace(",", "\t"), encoding="utf-8")
    store = open_store(folder)
    report = MinistryQuarter(store, TOTAL, store.quarter("2024Q2"), "en")
    assert reported_words(report) == {"CB2": "counts as reported by Văn phòng, as of 5 July 2024"}
    assert reconciliation(report) is None
    assert reported_words(subject({"CB2": Counts(1, 2)})) == {}


def test_what_no_unit_has_data_of_is_told_with_what_it_would_take() -> None:
    cells = {(TOTAL, "CB2", "2024Q2"): Counts(1, 2), (TOTAL, "CB5", "2024Q2"): "no_register:systems"}
    report = MinistryQuarter(FakeStore(cells), TOTAL, CALENDAR.quarter("2024Q2"), "en")  # type: ignore[arg-type]
    part = unmeasured(report)
    assert part is not None
    text = part.to_text()  # type: ignore[union-attr]
    assert "(CB5)" in text
    assert "(CB2)" not in text
    assert unmeasured(subject({"CB5": "no_register:systems"})) is None, "of a unit it stands with its targets"


def test_counts_that_differ_from_records_stand_in_a_table_with_their_difference() -> None:
    row = {"register": "given", "unit": "AA", "period": "2024Q2", "span": "quarter", "scope": ""}
    row |= {"indicator": "dossiers_online", "variant": "", "against": "records"}
    same = (
        row
        | dict.fromkeys(("numerator", "numerator_counts"), 1)
        | dict.fromkeys(("denominator", "denominator_counts"), 2)
    )
    apart = row | {"unit": "BB", "numerator": 3, "numerator_counts": 1, "denominator": 4, "denominator_counts": 5}

    class Reconciled(FakeStore):
        reconciled = pd.DataFrame([same, apart])  # type: ignore[assignment]

    store = Reconciled({(TOTAL, "CB2", "2024Q2"): Counts(1, 2)})
    part = reconciliation(MinistryQuarter(store, TOTAL, CALENDAR.quarter("2024Q2"), "en"))  # type: ignore[arg-type]
    assert part is not None
    (line,) = part.rows  # type: ignore[union-attr]
    assert line[0] == "Sample"
    assert line[3:] == ("3 of 4", "1 of 5", "−2", "+1")
    assert "1 of 2 figures that can be compared differ" in part.note  # type: ignore[union-attr]
