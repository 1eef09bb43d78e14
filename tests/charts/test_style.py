"""Texts of a picture: wrapped, and cut where there is no room."""

import pytest

from dtplan_analysis.charts.style import cut, text_width, wrapped


@pytest.mark.parametrize(
    ("text", "width", "lines", "expected"),
    [
        ("văn bản nội bộ", 50, 3, "văn bản\nnội bộ"),
        ("one", 100, 2, "one"),
        ("", 50, 2, ""),
        ("infrastructure", 60, 3, "infrastruct-\nure"),
        ("a b c d e f g h", 26, 2, "a b c\nd e…"),
    ],
)
def test_wrapped(text: str, width: float, lines: int, expected: str) -> None:
    assert wrapped(text, width, 11, lines) == expected


def test_cut_labels_fit() -> None:
    label = "Cục Giám định nhà nước về chất lượng công trình xây dựng"
    assert cut(label, 1000) == label
    assert cut(label, 100).endswith("…")
    assert text_width(cut(label, 100)) <= 100
