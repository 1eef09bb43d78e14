"""A figure broken down adds up to what it was, and says where it comes from."""

from pathlib import Path
from typing import Any

import pytest
from asked import cells
from office import opened

from dtplan_analysis.counting import COUNTS
from dtplan_analysis.errors import InputError
from dtplan_analysis.reports import MinistryQuarter, UnitQuarter
from dtplan_analysis.units import TOTAL

BROKEN = [
    # by, groups with denominator, numerator, missing and what is not as required; that stands most in the way first
    ("procedure", [["9.000101", 7, 4, 2, 5], ["9.000202", 1, 0, 0, 1]]),
    ("month", [["2024-04", 0, 0, 0, 0], ["2024-05", 8, 4, 1, 5], ["2024-06", 0, 0, 1, 1]]),
    ("channel", [["direct", 4, 0, 0, 4], ["online", 4, 4, 2, 2]]),
]


@pytest.mark.parametrize(("by", "expected"), BROKEN, ids=[one[0] for one in BROKEN])
def test_a_breakdown_says_where_a_figure_comes_from(aa: UnitQuarter, by: str, expected: list[list[Any]]) -> None:
    found = aa.breakdown("CB2", by=by).frame
    shown = cells(found, by, "denominator", "numerator", "missing", "lacking")
    assert shown == [row for row in expected if sum(row[1:])]


@pytest.mark.parametrize(("language", "said"), [("vi", "theo tháng, mã TTHC: "), ("en", "by month, code of the ")])
def test_a_title_names_columns_as_within_a_sentence(office: Path, language: str, said: str) -> None:
    report = UnitQuarter.open("AA", "2024Q2", workspace=office, language=language)
    assert said in repr(report.breakdown("CB2", by=("month", "procedure")))


@pytest.mark.parametrize("by", ["procedure", "month", "channel", "field", ("month", "procedure")])
@pytest.mark.parametrize("unit", ["AA", TOTAL])
def test_the_groups_of_a_breakdown_add_up_to_the_judged_row(office: Path, unit: str, by: Any) -> None:
    report = opened(office, unit)
    row = report.now.iloc[0]
    found = report.breakdown("CB2", by=by).frame
    names = list(COUNTS)
    assert found[names].sum().tolist() == row[names].astype(int).tolist()


def test_a_breakdown_of_the_whole_by_unit_leaves_the_pilots_out(whole: MinistryQuarter) -> None:
    assert cells(whole.breakdown("CB2", by="unit").frame, "unit", "denominator") == [["AA", 8], ["BB", 4]]


@pytest.mark.parametrize(
    ("by", "said"),
    [
        ("proceedure", "did you mean 'procedure'"),
        ("applicant", "the export has no column 'applicant'"),
        ("user", "cannot be broken down"),
        ((), "one column or two"),
    ],
)
def test_what_cannot_tell_groups_apart_is_refused(aa: UnitQuarter, by: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        aa.breakdown("CB2", by=by)
