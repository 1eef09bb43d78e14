"""Units around the mean of all, and who stands outside."""

from pictures import texts
from strips import answer, draw, latest


def test_who_stands_outside_is_named_with_its_share() -> None:
    chart = draw("compare", answer("compare", latest()))
    assert "CB2: of 6 units around 80.2%: Unit five below (30.0%)." in chart.description
    assert "Unit five" in " ".join(texts(chart))
