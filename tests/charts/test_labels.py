"""What the rows of an answer are called."""

import pytest
from strips import answer, draw, texts

from dtplan_analysis import questions


@pytest.mark.parametrize("name", [name for name in questions.__all__ if name != "composite"])
def test_target_and_units_go_by_their_labels(name: str) -> None:
    chart = draw(name, answer(name))
    assert "Online" in " ".join(texts(chart))
    assert "Unit five" in chart.description
