"""The places that each unit can have."""

from typing import Any

import numpy as np
import pytest
from answers import COUNTS, Pair, judged, pairs, units
from hypothesis import given

from dtplan_analysis import statistics
from dtplan_analysis.questions import rank

# -- Order -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([(190, 200), (140, 200), (136, 200), (60, 200)], [(1, 1, 1), (2, 2, 3), (3, 2, 3), (4, 4, 4)]),
        ([(9, 10), (8, 10)], [(1, 1, 2), (2, 1, 2)]),
        ([(5, 10), (5, 10), (0, 0)], [(1, 1, 2), (1, 1, 2), "no_case"]),
        ([(5, 10), (0, 0)], ["too_few_units", "no_case"]),
    ],
)
def test_order(counts: list[Pair], expected: list[Any]) -> None:
    answer = rank(judged(*units(counts)))
    told = [one["reason"] or (one["place"], one["best"], one["worst"]) for one in answer.to_dict("records")]
    assert told == expected


@given(found=COUNTS)
def test_sets_of_places_hold_the_order_as_counted(found: list[Pair]) -> None:
    counts = pairs(found)
    answer = rank(judged(*units(counts)))
    known = answer[answer["reason"] == ""]
    assert (known["best"] <= known["place"]).all()
    assert (known["place"] <= known["worst"]).all()
    assert (known["best"] >= 1).all()
    assert (known["worst"] <= len(known)).all()
    x, n = zip(*counts, strict=True)
    if len(known):
        best, worst = statistics.rank_sets(x, n)
        np.testing.assert_array_equal(answer["best"].to_numpy(float, na_value=np.nan), best)
        np.testing.assert_array_equal(answer["worst"].to_numpy(float, na_value=np.nan), worst)
