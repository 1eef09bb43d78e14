"""What may be published of small counts."""

from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from answers import COUNTS, Pair, judged, pairs, row, units
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from dtplan_analysis.errors import InputError
from dtplan_analysis.questions import suppress

# -- What may be published ---------------------------------------------------------------------------------------


def published(counts: list[Pair], **given: Any) -> pd.DataFrame:
    total = row(sum(x for x, _ in counts), sum(n for _, n in counts), unit="(total)")
    return suppress(judged(*units(counts), total), **given)


def hidden(answer: pd.DataFrame) -> list[str]:
    return answer.loc[answer["status"] == "suppressed", "unit"].tolist()


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([(30, 40), (20, 30), (50, 60)], []),
        ([(30, 40), (3, 30), (50, 60)], ["U00", "U01"]),  # the cheapest that protects
        ([(30, 40), (28, 30), (50, 60)], ["U00", "U01"]),  # two who fail are few too
        ([(30, 40), (0, 30), (50, 60)], []),  # nobody is no person
        ([(2, 40)], ["U00", "(total)"]),
        ([(30, 40), (8, 8), (50, 60)], ["U00", "U01"]),  # all of a few tell it of each
        ([(30, 40), (0, 9), (50, 60)], ["U00", "U01"]),
        ([(30, 40), (10, 10), (50, 60)], []),
        ([(3, 6), (5, 10), (40, 80)], ["U00", "U01"]),  # which of the two is small, no reason tells
        ([(3, 3), (40, 40), (30, 50)], ["U00", "U01", "U02"]),  # less the third, the total would have all
        ([(9, 9), (40, 40)], ["U00", "U01", "(total)"]),  # of a total of 100 % each unit has 100 %
    ],
)
def test_small_counts_and_what_protects_them(counts: list[Pair], expected: list[str]) -> None:
    answer = published(counts)
    assert hidden(answer) == expected
    assert set(answer.loc[answer["status"] == "suppressed", "reason"]) <= {"protected"}
    for name in ("numerator", "value", "worst", "best", "lower", "upper", "shortfall"):
        assert answer[name].isna().eq(answer["status"] == "suppressed").all()


def test_a_suppressed_row_keeps_its_place_and_says_why() -> None:
    answer = published([(30, 40), (3, 30), (50, 60)])
    assert answer["unit"].tolist() == ["U00", "U01", "U02", "(total)"]
    assert answer["reason"].tolist()[:2] == ["protected", "protected"]


def test_units_outside_of_the_total_are_named() -> None:
    rows = [*units([(30, 40), (20, 30)]), row(3, 30, unit="PILOT"), row(50, 70, unit="(total)")]
    with pytest.raises(InputError, match="apart="):
        suppress(judged(*rows))
    assert hidden(suppress(judged(*rows), apart=["PILOT"])) == ["PILOT"]


def test_a_unit_apart_must_be_there() -> None:
    with pytest.raises(InputError, match="unknown unit 'PILOTS'"):
        published([(30, 40), (20, 30)], apart=["PILOTS"])


def test_rows_are_told_apart_by_place_not_by_index() -> None:
    table = judged(*units([(30, 40), (3, 30), (50, 60)]), row(83, 130, unit="(total)"))
    assert hidden(suppress(table.set_axis([0] * 4))) == hidden(suppress(table)) == ["U00", "U01"]


def test_people_who_came_to_two_units_do_not_add_up() -> None:
    more = {"indicator": "dossiers_authenticated", "variant": "users"}
    rows = [*units([(30, 40), (3, 30)], **more), row(32, 60, unit="(total)", **more)]
    assert hidden(suppress(judged(*rows))) == ["U01"]


def test_a_choice_of_units_does_not_change_what_is_hidden() -> None:
    counts = [(30, 40), (3, 30), (50, 60)]
    assert published(counts, unit="U00")["status"].tolist() == ["suppressed"]


@given(found=COUNTS, least=st.integers(2, 6))
def test_nothing_can_be_subtracted_back(found: list[Pair], least: int) -> None:
    """Of every small count, at least one other number fits all that is published."""
    counts = pairs(found)
    answer = published(counts, least=least)
    units_ = len(counts)
    # Unknown: those that pass and fail in each unit, and in the total.
    size = 2 * (units_ + 1)
    equations, sums = [], []
    for passing in (0, 1):
        line = np.zeros(size)
        line[passing : 2 * units_ : 2], line[2 * units_ + passing] = 1, -1
        equations.append(line)
        sums.append(0)
    for place, one in enumerate(answer.to_dict("records")):
        if not pd.isna(one["denominator"]):
            line = np.zeros(size)
            line[2 * place : 2 * place + 2] = 1
            equations.append(line)
            sums.append(one["denominator"])
        if not pd.isna(one["numerator"]):
            line = np.zeros(size)
            line[2 * place] = 1
            equations.append(line)
            sums.append(one["numerator"])
    whole = [*counts, (sum(x for x, _ in counts), sum(n for _, n in counts))]
    for (place, (x, n)), passing in product(enumerate(whole), (True, False)):
        if 0 < (x if passing else n - x) < least:
            line = np.zeros(size)
            line[2 * place + (not passing)] = 1
            ends = [linprog(sign * line, A_eq=equations, b_eq=sums, bounds=(0, None)).fun for sign in (1, -1)]
            assert ends[1] is None or -ends[1] - ends[0] >= 1
