"""Small units drawn towards the mean of all."""

import numpy as np
import pytest
from answers import COUNTS, Pair, judged, pairs, units
from hypothesis import given

from dtplan_analysis import statistics
from dtplan_analysis.questions import compare, shrink

# -- Small units -------------------------------------------------------------------------------------------------


def test_small_units_are_drawn_further_to_the_mean() -> None:
    counts = [(45, 50), (180, 200), (70, 100), (92, 100), (3, 5), (0, 0)]
    answer = shrink(judged(*units(counts)))
    x, n = zip(*counts, strict=True)
    found = statistics.shrink(x, n)
    np.testing.assert_allclose(answer["shrunk"][:5], found.share[:5])
    np.testing.assert_allclose(answer["own"][:5], found.own[:5])
    assert answer["reason"].tolist() == [""] * 5 + ["no_case"]
    away = (answer["shrunk"] - answer["centre"]).abs() / (answer["value"] - answer["centre"]).abs()
    assert away[:5].between(0, 1).all()
    assert away.iloc[4] == away[:5].min()


def test_units_that_hardly_differ_are_not_told_apart_for_certain() -> None:
    answer = shrink(judged(*units([(45, 50), (90, 100), (180, 200), (9, 10)])))
    pooled = statistics.wilson(324, 360)
    assert (answer["upper"] - answer["lower"] > 0.8 * (pooled[1] - pooled[0])).all()


@pytest.mark.parametrize(("counts", "reason"), [([(3, 4), (5, 6)], "too_few_units"), ([(4, 4)] * 3, "no_variation")])
def test_nothing_to_draw_towards(counts: list[Pair], reason: str) -> None:
    assert set(shrink(judged(*units(counts)))["reason"]) == {reason}


@given(found=COUNTS)
def test_limits_are_shares(found: list[Pair]) -> None:
    table = judged(*units(pairs(found)))
    for answer in (shrink(table), compare(table, least=1)):
        known = answer[answer["reason"] == ""]
        for name in ("lower", "upper"):
            assert known[name].between(0, 1).all()
        assert (known["lower"] <= known["upper"]).all()
