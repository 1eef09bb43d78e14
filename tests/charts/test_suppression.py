"""What may be published, and why the rest may not."""

from pictures import texts
from strips import answer, draw, latest


def test_a_small_count_is_not_shown() -> None:
    chart = draw("suppress", answer("suppress", latest()))
    assert "U06: suppressed; protects small counts." in chart.description
    assert "3 of 4" not in " ".join([chart.description, *texts(chart)])
