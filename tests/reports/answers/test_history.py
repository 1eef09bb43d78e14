"""The course of a figure up to the quarter that is asked for."""

from asked import cells

from dtplan_analysis.reports import UnitQuarter


def test_a_figure_has_its_quarters_up_to_the_one_that_is_asked_for(aa: UnitQuarter) -> None:
    assert cells(aa.history("CB2").frame, "period", "value") == [["2024Q1", 0.75], ["2024Q2", 0.5]]
    assert cells(aa.history("CB2", period="2024Q1").frame, "period", "value") == [["2024Q1", 0.75]]
