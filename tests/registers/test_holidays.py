"""Working days of the shipped calendar, by hand, and of a file of one's own."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from dtplan_analysis.errors import ConfigurationError
from dtplan_analysis.registers.holidays import read_calendar, vietnam

OWN = "[[years]]\nyear = 2024\noff = [2024-01-01]\nworked = [2024-01-06]\n"


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2023, 1, 20), False),
        (date(2023, 1, 27), True),
        (date(2024, 2, 8), False),
        (date(2024, 2, 15), True),
        (date(2024, 4, 29), False),
        (date(2024, 5, 4), True),
        (date(2024, 5, 11), False),
        (date(2025, 4, 26), True),
        (date(2025, 5, 2), False),
        (date(2026, 1, 2), False),
        (date(2026, 1, 10), True),
        (date(2026, 8, 22), True),
        (date(2026, 11, 24), False),
        (date(2027, 2, 10), False),
    ],
)
def test_days_off_and_saturdays_worked(day: date, works: bool) -> None:
    assert vietnam().works(day) is works


def test_years_are_marked() -> None:
    marks = {2023: "likely", 2024: "likely", 2025: "confirmed", 2026: "likely", 2027: "unknown"}
    assert vietnam().years == marks


def test_counting_on_is_the_same_as_walking() -> None:
    for start in (date(2023, 1, 1), date(2024, 2, 7), date(2024, 4, 26), date(2025, 4, 25), date(2026, 12, 30)):
        day, left = start, 15
        while left:
            day += timedelta(1)
            left -= vietnam().works(day)
        assert vietnam().after(start, 15) == day
    assert vietnam().after(date(2027, 12, 30), 2) is None
    assert vietnam().after(date(2022, 12, 30), 2) is None
    assert [vietnam().after(day, 0) for day in (date(2024, 5, 1), date(2028, 1, 3))] == [date(2024, 5, 1), None]


def test_a_file_of_ones_own(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(OWN)
    own = read_calendar(file, "own.toml")
    assert (own.after(date(2024, 1, 5), 1), own.years) == (date(2024, 1, 6), {2024: "confirmed"})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("off = [2024-01-01]", "is no table of days off"),
        ("[[years]]\nyear = '2024'", "has the year"),
        ("[[years]]\nyear = 2024\noff = [2023-01-02]", "off of 2024 has 2023-01-02"),
        ("[[years]]\nyear = 2024\noff = [2024-01-06]", "Mondays to Fridays"),
        ("[[years]]\nyear = 2024\nworked = [2024-01-05]", "Saturdays or Sundays"),
        ("[[years]]\nyear = 2024\noff = 2024-01-01", "off = [2024-01-01]"),
        ("[[years]]\nyear = 2024\n[[years]]\nyear = 2026", "a gap between the years 2024, 2026"),
        ("[[years", "cannot be read"),
    ],
)
def test_refuses_what_is_no_calendar(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "own.toml"
    file.write_text(text)
    with pytest.raises(ConfigurationError, match=r"holidays, own\.toml") as raised:
        read_calendar(file, "own.toml")
    assert said in str(raised.value)
