"""What can be read in two ways: which cells speak for one of them, and when that decides a column."""

import re
from typing import Any

import pytest
from reading import columns_of, source

from dtplan_analysis.registers.columns import Column, code, day, number, text, whole
from dtplan_analysis.registers.reading.conventions import (
    DATES,
    DECIMALS,
    Convention,
    configured,
    convention_of,
    decided,
)

FIRST, SECOND, EITHER, NEITHER = "first", "second", "either", "neither"


@pytest.mark.parametrize(
    ("convention", "cell", "speaks_for"),
    [
        (DATES, "13/05/2024", FIRST),
        (DATES, "31.12.2024 08:30", FIRST),
        (DATES, "05/13/2024", SECOND),
        (DATES, "5-31-2024 1:45 CH", SECOND),
        (DATES, "06/05/2024", EITHER),
        (DATES, "13/13/2024", NEITHER),
        (DATES, "2024-05-06", NEITHER),
        (DECIMALS, "1,5", FIRST),
        (DECIMALS, "1.234,5", FIRST),
        (DECIMALS, "1.234.567", FIRST),
        (DECIMALS, "0,125", FIRST),
        (DECIMALS, "1.5", SECOND),
        (DECIMALS, "1,234.5", SECOND),
        (DECIMALS, "66.25 %", SECOND),
        (DECIMALS, "1.234", EITHER),
        (DECIMALS, "12,345%", EITHER),
        (DECIMALS, "1234", NEITHER),
    ],
)
def test_a_cell_speaks_for_one_way_or_for_none(convention: Convention, cell: str, speaks_for: str) -> None:
    found = {
        name
        for name, pattern in zip((FIRST, SECOND, EITHER), (*convention.alone, convention.both), strict=True)
        if re.fullmatch(pattern, cell)
    }
    assert found == ({speaks_for} - {NEITHER})


@pytest.mark.parametrize(
    ("first", "second", "way"),
    [(1, 0, "day-first"), (0, 1, "month-first"), (20, 1, "day-first"), (19, 1, ""), (1, 20, "month-first"), (0, 0, "")],
)
def test_a_column_is_decided_where_nearly_all_cells_agree(first: int, second: int, way: str) -> None:
    assert decided(DATES, first, second) == way


@pytest.mark.parametrize(
    ("column", "convention"),
    [
        (day("x", "", ""), DATES),
        (whole("x", "", ""), DECIMALS),
        (number("x", "", ""), DECIMALS),
        (text("x", "", ""), None),
        (code("x", "", "", ("a",)), None),
    ],
)
def test_days_and_numbers_alone_are_to_be_decided(column: Column, convention: Convention | None) -> None:
    assert convention_of(column) is convention


@pytest.mark.parametrize(
    ("name", "options", "way"),
    [
        ("due_on", {"dates": "month-first"}, "month-first"),
        ("due_on", {"dates": {"due_on": "day-first"}}, "day-first"),
        ("due_on", {"dates": {"received_on": "day-first"}}, ""),
        ("due_on", {"dates": "day-first", "columns": columns_of(due_on={"format": "%d-%b-%y"})}, "format %d-%b-%y"),
        ("supplements", {"decimal": ","}, ","),
        ("supplements", {}, ""),
    ],
)
def test_what_the_workspace_says_comes_first(name: str, options: dict[str, Any], way: str, tmp_path: Any) -> None:
    dossiers = source(tmp_path, **options)
    assert configured(dossiers.register.column(name), dossiers) == way
