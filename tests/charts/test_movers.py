"""Which units moved most."""

from pictures import movers, row, table, texts


def test_movers_rank_by_how_far_beyond_chance_they_moved_and_leave_out_small_units() -> None:
    judged = table(
        *(row("CB2", unit, "2024Q3", share) for unit, share in (("A", "50/100"), ("B", "80/100"), ("C", "0/9"))),
        *(row("CB2", unit, "2024Q4", share) for unit, share in (("A", "60/100"), ("B", "55/100"), ("C", "9/9"))),
    )
    chart = movers(judged)
    assert chart.description == (
        "Who moved most, Q3 2024 to Q4 2024. "
        "Unit A, CB2 (Online): from 50.0% to 60.0% (+10.0 percentage points, within chance), not met. "
        "Unit B, CB2 (Online): from 80.0% to 55.0% (−25.0 percentage points), not met. "
        "1 comparison with fewer than 20 cases is left out."
    )
    assert "Unit B" in texts(movers(judged, most=1))
    assert "Unit A" not in texts(movers(judged, most=1))


def test_shares_without_a_threshold_move_too() -> None:
    """Items of a frame, and targets that ask each level of units another share, have no threshold of all units."""
    judged = table(
        *(row("H1", "A", period, share, status="") for period, share in (("2024Q3", "20/100"), ("2024Q4", "80/100")))
    )
    chart = movers(judged, targets=[("H1", "Item", "")])
    assert "Unit A, H1 (Item): from 20.0% to 80.0% (+60.0 percentage points)." in chart.description
    assert "target" not in texts(chart)
