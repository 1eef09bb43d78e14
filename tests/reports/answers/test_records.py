"""Records behind a shortfall: what, why, and until when it can be corrected."""

from dtplan_analysis.reports import UnitQuarter


def test_records_say_what_why_and_until_when(aa: UnitQuarter) -> None:
    answer = aa.records("CB2")
    found = answer.frame.set_index("number")[["problem", "mend"]].T.to_dict("list")
    assert found["AA-2024Q2-0000"] == ["missing", "any_time"]
    assert found["AA-2024Q2-0006"] == ["not_reached", "over"]
    assert found["AA-2024Q2-0009"] == ["not_reached", "running"]
    assert len(found) == 6
    rows = {row[0]: row[-2:] for row in answer.table.rows}
    assert rows["AA-2024Q2-0009"] == ("Channel: direct; Processed online: no", "1 February 2025")
    assert rows["AA-2024Q2-0000"][0].startswith("Processed online: empty")
    assert "that can still be corrected: 3" in answer.said[0]
