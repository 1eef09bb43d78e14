"""How much room a sheet takes in print."""

from datetime import date

import pytest

from dtplan_analysis.figures.book import Cell, Share, Sheet
from dtplan_analysis.figures.print_size import pages_across, row_heights


@pytest.mark.parametrize(
    ("cells", "lines"),
    [
        (["A1", 0.5], 1),
        (["Hồ sơ nộp trực tuyến và xử lý", "x"], 1),
        (["Hồ sơ nộp trực tuyến và xử lý trực tuyến, trên tổng số hồ sơ", "x"], 2),
        (["Ho\u0302\u0300 so\u031b " * 6, "x"], 1),
        (["mot\nhai\n\nbốn", "x"], 4),
        (["x" * 100, "x"], 3),
        ([1, 2], 1),
    ],
)
def test_a_row_is_as_high_as_its_tallest_cell(cells: list[str | float], lines: int) -> None:
    sheet = Sheet("s", "S", "S", (), ["W" * 20, "head"], [["w" * 40, "x"], cells])
    assert sheet.widths == [36, 8]
    assert [*row_heights(sheet)] == [1, 1, lines]


@pytest.mark.parametrize(("columns", "pages"), [(0, 1), (1, 1), (24, 1), (25, 2), (48, 2), (49, 3)])
def test_a_wide_table_is_printed_on_pages_that_can_be_read(columns: int, pages: int) -> None:
    assert pages_across(Sheet("s", "S", "S", (), ["x"] * columns, [[1] * columns])) == pages


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
