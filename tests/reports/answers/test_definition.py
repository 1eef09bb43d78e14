"""What a target asks, of what, and what becomes of each record."""

from dtplan_analysis.reports import UnitQuarter


def test_a_target_says_what_it_asks_and_counts(aa: UnitQuarter) -> None:
    answer = aa.definition("CB2")
    said = dict(zip(answer.frame["what"], answer.frame["said"], strict=True))
    assert said["Asks for"] == "at least 60%"
    assert said["Missing where one of these is empty"] == "Channel; Processed online"
    assert "Records: 10." in answer.chart.description


def test_without_a_name_all_targets_are_told(aa: UnitQuarter) -> None:
    assert list(aa.definition().frame["target"]) == ["CB2"]
