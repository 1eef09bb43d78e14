"""What is said of the shipped sample, held to figures that were counted apart."""

import pytest

from dtplan_analysis.reports import MinistryQuarter
from dtplan_analysis.reports.position import position
from dtplan_analysis.units import TOTAL, UNKNOWN
from dtplan_analysis.workspace import sample_workspace


def whole(quarter: str, language: str = "en") -> MinistryQuarter:
    return MinistryQuarter.open(quarter, workspace=sample_workspace(), language=language)


@pytest.mark.parametrize(
    ("target", "of_the_office", "with_pilots"),
    [("CB2", (1, 7), (2, 9)), ("CB5", (5, 10), (6, 12)), ("CB6", (2, 7), (3, 9))],
)
def test_pilots_are_in_no_count_of_units_that_meet_a_target(
    target: str, of_the_office: tuple[int, int], with_pilots: tuple[int, int]
) -> None:
    report = whole("2024Q2")
    every = report.now_of_all
    every = every[(every["target"] == target) & ~every["unit"].isin([TOTAL, UNKNOWN]) & (every["denominator"] > 0)]
    assert (sum(every["status"] == "met"), len(every)) == with_pilots
    name = report.label(target).replace(f" ({target})", "")
    (said,) = (one for one in position(report).description.split(". ") if one.startswith(f"{target} (") or name in one)
    assert f"met by {of_the_office[0]} of {of_the_office[1]} units" in said


@pytest.mark.parametrize(
    ("language", "changed", "nothing"),
    [
        (
            "en",
            "Changed by more than chance: Identified and authenticated (CB1).",
            "No share changed by more than chance.",
        ),
        ("vi", "Thay đổi lớn hơn dao động ngẫu nhiên", "Không tỷ lệ nào thay đổi lớn hơn dao động ngẫu nhiên."),
    ],
)
def test_the_jump_of_the_third_quarter_is_named_and_no_other_change(language: str, changed: str, nothing: str) -> None:
    """Authentication through the national account came to most systems: CB1 rose by 14.1 points, which is no chance."""
    report = whole("2024Q3", language)
    answer = report.since("2024Q2")
    assert answer is not None
    jump = answer[(answer["unit"] == TOTAL) & (answer["target"] == "CB1")].iloc[0]
    assert (round(100 * jump["change"], 1), jump["lower"] > 0.05) == (14.1, True)
    said = [part for part in report.changes().parts if isinstance(part, str)]
    assert said[0].startswith(changed)
    assert "CB1" in said[0]
    assert said[0].count("(") == 1
    for quarter in ("2024Q1", "2024Q2", "2024Q4"):
        assert nothing in whole(quarter, language).changes().parts
