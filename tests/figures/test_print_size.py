"""How much room a sheet takes in print."""

import pytest

from dtplan_analysis.figures.print_size import pages_across, row_heights
from dtplan_analysis.figures.sheet import Sheet


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
