"""Stages, levels, exceptions, figures from outside and points of targets; and the tables that are refused."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from plan_files import LEVELS, STAGES, target


@pytest.mark.parametrize(
    ("day", "share", "due", "is_due", "then"),
    [
        (date(2026, 12, 31), "19/20", date(2027, 12, 31), False, date(2030, 6, 30)),  # before the first day: not due
        (date(2027, 12, 30), "19/20", date(2027, 12, 31), False, date(2030, 6, 30)),
        (date(2027, 12, 31), "19/20", date(2027, 12, 31), True, date(2030, 6, 30)),  # the period that holds the day
        (date(2030, 6, 29), "19/20", date(2027, 12, 31), True, date(2030, 6, 30)),
        (date(2030, 6, 30), "99/100", date(2030, 6, 30), True, None),
        (date(2040, 1, 1), "99/100", date(2030, 6, 30), True, None),  # the last one stands
    ],
)
def test_stage_is_the_last_whose_day_has_come(
    day: date, share: str, due: date, is_due: bool, then: date | None, tmp_path: Path
) -> None:
    goal = target(tmp_path, STAGES).goal(day)
    assert (goal.share, goal.due, goal.is_due) == (Fraction(share), due, is_due)
    assert (goal.next.until if goal.next else None) == then


def test_last_stage_alone_has_no_next(tmp_path: Path) -> None:
    goal = target(tmp_path, 'indicator = "x"\nthresholds = [ { until = 2030, at = "100%" } ]').goal(date(2026, 6, 30))
    assert (goal.share, goal.is_due, goal.next) == (1, False, None)


def test_level_has_its_own_share(tmp_path: Path) -> None:
    one = target(tmp_path, 'indicator = "x"\nby_level = { province = "100%", commune = "70%" }', LEVELS)
    day = date(2026, 3, 31)
    assert [one.goal(day, level).share for level in ("province", "commune", "")] == [1, Fraction(7, 10), None]
    assert one.limits
