"""Small units, drawn towards the mean of all."""

from strips import answer, draw, latest


def test_the_share_as_counted_stands_beside_the_one_drawn_to_the_mean() -> None:
    assert "U06: 75.0% → 76.5%; 3 of 4." in draw("shrink", answer("shrink", latest())).description
