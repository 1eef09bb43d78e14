"""Every unit and target in one picture."""

from pictures import full, heatmap, texts

from dtplan_analysis.charts.style import MARKS


def test_heatmap_keeps_the_order_and_says_every_status() -> None:
    chart = heatmap(full(), units=[("C", "Unit C"), ("A", "Unit A"), ("B", "Unit B")])
    seen = texts(chart)
    assert [text for text in seen if text.startswith("Unit")] == ["Unit C", "Unit A", "Unit B"]
    assert {"93.0%", "65.0%", "3/5", "met", "not met", "no case arose", "no data", "suppressed"} <= set(seen)
    assert "60.0%" not in seen  # the checklist's 3 of 5
    assert "CB2 (Online) – met: 1, no case arose: 1, suppressed: 1." in chart.description


def test_every_status_has_a_sign_of_its_own() -> None:
    assert len({mark.sign for mark in MARKS.values()}) == len(MARKS) == 7
