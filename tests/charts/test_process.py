"""The course of a share within its limits."""

from strips import answer, draw, texts


def test_limits_are_drawn_where_there_are_any() -> None:
    table = answer("process_chart", unit="U00")
    assert "outside the limits" in texts(draw("process_chart", table))
    short = table.assign(lower=float("nan"), upper=float("nan"), centre=float("nan"), reason="too_short")
    assert "outside the limits" not in texts(draw("process_chart", short))


def test_a_quarter_outside_of_the_limits_is_counted() -> None:
    chart = draw("process_chart", answer("process_chart", unit="U00"))
    assert "CB2 Online: 1 point outside the limits." in chart.description
