"""How broad the columns of a sheet are, and which hold numbers."""

from datetime import date

import pytest

from dtplan_analysis.figures.sheet import Cell, Share, Sheet


@pytest.mark.parametrize(
    ("cell", "width"),
    [
        (0.5, 8),
        (1_234_567, 16),
        (Share(0.99996, 3), 11),
        (date(2024, 9, 30), 19),
        ("x" * 30, 29),
        ("x" * 200, 36),
        ("x" * 201, 72),
    ],
)
def test_a_column_has_room_for_its_numbers_and_its_texts(cell: Cell, width: int) -> None:
    assert Sheet("s", "S", "S", (), ["x"], [[cell], [1]]).widths == [width]


def test_a_long_head_has_three_lines() -> None:
    assert Sheet("s", "S", "S", (), ["abcde " * 9, "a" * 20], [[1, 2]]).widths == [22, 24]


def test_a_column_with_a_number_is_one_of_numbers() -> None:
    rows = [["a", "[x]", 1], ["b", Share(0.5, 1), "[z]"]]
    assert Sheet("s", "S", "S", (), ["A", "B", "C"], rows).numeric == [False, True, True]
