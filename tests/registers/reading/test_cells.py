"""Cells: how days, moments and values of each type are read, and what is not."""

from datetime import date
from pathlib import Path

import pytest
from reading import cells, read

DAYS = {
    "2024-05-06": date(2024, 5, 6),
    " 2024-05-06\u00a0": date(2024, 5, 6),
    "2024-05-06 23:59:59": date(2024, 5, 6),
    "2024-05-06T23:59": date(2024, 5, 6),
    "2024-05-06T23:59:59.123456789": date(2024, 5, 6),
    "2024-05-06 23:59:59,5": date(2024, 5, 6),
    "2024-05-06T24:00:00": date(2024, 5, 6),  # the end of a day is of that day
    "2024-05-06 24:00": date(2024, 5, 6),
    "Hà Nội, ngày mùng 6 tháng 5 năm 2024": date(2024, 5, 6),
    "Mồng 6 tháng 5 năm 2024": date(2024, 5, 6),
    "2024-05-06T16:59:59Z": date(2024, 5, 6),  # seven hours ahead in Vietnam: one second before midnight
    "2024-05-06T17:00:00Z": date(2024, 5, 7),
    "2024-05-06T23:30:00+09:00": date(2024, 5, 6),
    "2024-05-07T00:30:00.5+09:00": date(2024, 5, 6),
    "2024-05-06T20:00:00-0500": date(2024, 5, 7),
    "06/05/2024": date(2024, 5, 6),
    "6/5/2024": date(2024, 5, 6),
    "06/05/2024 14:01:53": date(2024, 5, 6),
    "6/5/2024 7:05": date(2024, 5, 6),
    "06-05-2024": date(2024, 5, 6),
    "6.5.2024 07:05:00 CH": date(2024, 5, 6),
    "45418": date(2024, 5, 6),
    "45418.99999": date(2024, 5, 6),
    "45418,5": date(2024, 5, 6),
    "2024/05/06": date(2024, 5, 6),
    "2024/5/6 07:30": date(2024, 5, 6),
    "2024.05.06": date(2024, 5, 6),
    "20240506": date(2024, 5, 6),
    "20240506235959": date(2024, 5, 6),
    "20240506 23:59:59": date(2024, 5, 6),
    "": None,
}


NO_DAYS = [
    *("06/05/2024  4:00:00", "31/04/2024 10:00:00", "1/1/1202401", "+6/05/2024"),
    "2024-02-30",
    "31/02/2024",
    "12/31/2024",
    "06-05/2024",
    "6/5/24",
    "hôm qua",
    "2024-05-06T25:00:00",
    "infinity",
    "4541",
    "454180",
    "20240230",
    "20241306",
    "2024050699",
    "20240506 25",
    "30.06.08",
    "'; DROP TABLE x; --",
    "٢٠٢٤-٠٥-٠٦",
]


def test_reads_dates(tmp_path: Path) -> None:
    found = read(tmp_path, {"x.csv": cells("due_on", [*DAYS, *NO_DAYS])}, dates="day-first")
    assert found.column("due_on") == [*DAYS.values(), *[None] * len(NO_DAYS)]
    assert found.reading.empty["due_on"] == 1
    assert found.reading.unreadable == {"due_on": len(NO_DAYS)}


def test_reads_a_moment_in_the_time_zone_of_the_source(tmp_path: Path) -> None:
    moments = ["2011-12-31T23:30:00+00:00", "2011-06-30T22:30:00+00:00", "2011-06-30T21:30:00+00:00"]
    found = read(tmp_path, {"x.csv": cells("due_on", moments)}, timezone="Europe/Amsterdam")
    assert found.column("due_on") == [date(2012, 1, 1), date(2011, 7, 1), date(2011, 6, 30)]


@pytest.mark.parametrize(
    ("name", "given", "expected", "unreadable"),
    [
        pytest.param(
            "reused",
            ["true", "FALSE", "1", "0", "có", "CO\u0301", "Không", "yes", "no", "x", "1.0", "0.0", "", "maybe", "2"],
            [True, False, True, False, True, True, False, True, False, True, True, False, None, None, None],
            2,
            id="flags",
        ),
        pytest.param(
            "supplements",
            ["2", "02", "2.0", "1,000", "1,234,567", "-3", "1e3", "1.5", "1.25", "hai", "9" * 30, ""],
            [2, 2, 2, 1000, 1234567, -3, 1000, None, None, None, None, None],
            4,
            id="whole numbers",
        ),
        pytest.param(
            "status",
            ["1", "3", "3.0", "10", "RETURNED", "not_accepted", "11", "đã trả", ""],
            [
                "newly_registered",
                "not_accepted",
                "not_accepted",
                "returned",
                "returned",
                "not_accepted",
                "11",
                "đã trả",
                None,
            ],
            0,
            id="codes",
        ),
        pytest.param(
            "field",
            ["  đất đai ", "e\u0302\u0301", "=1+1", "\u200b", "-", "Q\0R"],
            ["đất đai", "ế", "=1+1", None, "-", "Q\0R"],
            0,
            id="text",
        ),
    ],
)
def test_reads_cells_by_the_type_of_their_column(
    tmp_path: Path, name: str, given: list[str], expected: list[object], unreadable: int
) -> None:
    found = read(tmp_path, {"x.csv": cells(name, given)})
    assert found.column(name) == expected
    assert found.reading.unreadable.get(name, 0) == unreadable
    assert found.reading.empty.get(name, 0) == expected.count(None) - unreadable
