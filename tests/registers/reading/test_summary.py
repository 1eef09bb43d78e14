"""What became of the rows of a register: how many, of whom, from when, and what is odd."""

from pathlib import Path

import pytest
from reading import columns_of, dossiers, read


def test_keeps_and_lists_what_is_inconsistent(tmp_path: Path) -> None:
    text = dossiers(
        "G17.91-240506-0001,VP,2024-05-06,2024-05-05,2024-05-04,2024-05-04,9",
        "G17.91-240507-0002,VP,2024-05-06,,,2024-05-09,10",
        "khác,VP,2024-05-06,,,,9",
        columns="due_on,completed_on,returned_on,status",
    )
    found = read(tmp_path, {"x.csv": text})
    assert found.reading.usable == 3
    assert found.reading.inconsistent == {
        "due_on_before_received_on": 1,
        "completed_on_before_received_on": 1,
        "returned_on_before_received_on": 1,
        "ended_without_date": 1,
        "returned_without_end": 1,
        "number_unlike_received": 1,
    }


def test_lists_only_the_most_frequent_of_many_unknown_units(tmp_path: Path) -> None:
    rows = [f"{n},U{n % 300},2024-05-06" for n in range(1000)]
    found = read(tmp_path, {"x.csv": dossiers(*rows)})
    assert sum(found.reading.unknown_units.values()) == 1000
    assert len(found.reading.unknown_units) == 201


@pytest.mark.parametrize(
    ("due", "end", "late"),
    [
        ("2024-05-06 12:00:00", "2024-05-06 17:00:00", True),
        ("2024-05-06 12:00:00", "2024-05-06 11:00:00", False),
        ("2024-05-06T12:00", "2024-05-06T12:00:01", True),
        ("2024-05-06 12:00:00", "2024-05-07 08:00:00", False),
        ("13/05/2024 9:30", "13/05/2024 9:45", True),
        ("13/05/2024 9:30 SA", "13/05/2024 1:45 CH", True),
        ("2024-05-06", "2024-05-06 17:00:00", False),
        ("2024-05-06 00:00:00", "2024-05-06 17:00:00", False),
        ("2024-05-06 12:00:00", "2024-05-06", False),
        ("2024-05-06 12:00:00", "", False),
    ],
)
def test_says_what_ended_on_its_due_day_after_its_hour(tmp_path: Path, due: str, end: str, late: bool) -> None:
    for place, columns in enumerate(("due_on,completed_on", "due_on,returned_on")):
        text = dossiers(f"A,VP,2024-05-06,{due},{end}", columns=columns)
        found = read(tmp_path / str(place), {"x.csv": text})
        assert found.reading.after_hour == late


def test_says_first_and_last_day_without_slips_and_what_has_not_happened_yet(tmp_path: Path) -> None:
    rows = ["A,VP,2024-05-06,2024-05-07", "B,VP,2024-05-08,2025-01-02", "C,VP,2024-06-01,", "D,VP,1990-01-01,"]
    reading = read(tmp_path, {"x.csv": dossiers(*rows, columns="completed_on")}).reading
    assert (reading.first, reading.last) == ("2024-05-06", "2024-06-01")
    assert reading.after_as_of == {"completed_on": 1}
    assert reading.empty["completed_on"] == 2


def test_says_what_is_unlike_any_code_and_what_it_is_most_like(tmp_path: Path) -> None:
    rows = ["A,Văn phòng Bô,2024-05-06,trực tuyén", "B,VP,2024-05-06,Zalo", "C,VP,2024-05-06,Zalo"]
    reading = read(tmp_path, {"x.csv": dossiers(*rows, columns="channel")}).reading
    assert reading.unmapped == {"channel": {"Zalo": 2, "trực tuyén": 1}}
    assert reading.unknown_units == {"Văn phòng Bô": 1}
    assert reading.suggested == {"channel": {"trực tuyén": "online"}, "unit": {"Văn phòng Bô": "VP"}}


def test_a_word_for_what_nobody_knows_places_no_row_and_hides_no_other_fault(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        {"x.csv": dossiers("1,VP,KCDL,u,0", "2,VP,31/02/2024,u,0", "3,VP,2024-05-06,kcdl,?", columns="user,complaint")},
        columns=columns_of(**{name: {"missing": ["KCDL"]} for name in ("received_on", "user", "complaint")}),
    )
    assert found.reading.rejected == {"received_on: empty": 1, "received_on: unreadable": 1}
    assert [row[2:5] for row in found.aside] == [
        ["received_on", "KCDL", "empty"],
        ["received_on", "31/02/2024", "unreadable"],
    ]
    assert (found.reading.said_missing, found.reading.unreadable) == ({"user": 1}, {"complaint": 1})
    assert (found.column("user"), found.column("user__unread")) == ([None], [True])


@pytest.mark.parametrize(
    ("numbers", "lost"),
    [(["1234", "001234"], 1), (["01", "001"], 0), (["0", "00"], 0), (["A1", "0A1"], 0), (["12", "012", "0012"], 1)],
)
def test_counts_the_keys_that_lost_their_zeros(tmp_path: Path, numbers: list[str], lost: int) -> None:
    found = read(tmp_path, {"x.csv": dossiers(*(f"{number},VP,2024-05-06" for number in numbers))})
    assert (found.reading.usable, found.reading.lost_zeros) == (len(numbers), lost)
