"""Which way a share goes."""

from typing import Any

import numpy as np
import pytest
from answers import SHIFT, Pair, judged, series

from dtplan_analysis import statistics
from dtplan_analysis.questions import assure, process_chart, trend

RISING: list[Pair | None] = [(40 + 3 * n, 100) for n in range(5)]


DIRECTIONS: dict[str, tuple[list[Pair | None], dict[str, Any], str, str]] = {
    # name: quarters, what else the rows have, direction, reason
    "rising": (RISING, {}, "rising", ""),
    "falling": (RISING[::-1], {}, "falling", ""),
    "always the same": ([(50, 100)] * 6, {}, "", "ties"),
    "unclear": ([(50 + n % 3, 100 + n) for n in range(8)], {}, "unclear", ""),
    "four quarters are too few, however steep": (RISING[:4], {}, "", "too_short"),
    "quarters without data don't count": ([*RISING[:2], None, None, *RISING[2:4]], {}, "", "too_short"),
    "no case ever arose": ([(0, 0)] * 5, {}, "", "no_case"),
    "nobody reported": ([None] * 5, {}, "", "no_data"),
    "adds up over a year": (RISING, {"indicator": "staff_trained", "variant": "any_class"}, "", "restarts"),
    "a stock has a direction": (RISING, {"indicator": "staff_official_mail"}, "rising", ""),
}


@pytest.mark.parametrize("name", DIRECTIONS)
def test_direction(name: str) -> None:
    shares, more, direction, reason = DIRECTIONS[name]
    (answer,) = trend(judged(*series(shares, **more))).to_dict("records")
    assert (answer["direction"], answer["reason"]) == (direction, reason)
    assert np.isnan(answer["p_value"]) == np.isnan(answer["slope"]) == bool(reason)


def test_direction_agrees_with_the_statistics() -> None:
    shares = [x / n for x, n in filter(None, SHIFT[:10])]
    (answer,) = trend(judged(*series(SHIFT[:10]))).to_dict("records")
    test, slope = statistics.kendall(shares), statistics.theil_sen(shares)
    assert [answer[name] for name in ("s", "tau", "p_value")] == [test.s, test.tau, test.p_value]
    assert [answer[name] for name in ("slope", "lower", "upper")] == [slope.slope, slope.lower, slope.upper]
    assert (answer["points"], answer["since"], answer["period"]) == (10, "2020Q1", "2022Q2")


@pytest.mark.parametrize(("n", "method"), [(12, "kendall"), (13, "seasonal_kendall")])
def test_many_quarters_are_compared_with_their_like(n: int, method: str) -> None:
    shares = [(60 - 10 * (place % 4) + place // 4, 100) for place in range(n)]  # rises within each season alone
    (answer,) = trend(judged(*series(shares))).to_dict("records")
    assert answer["method"] == method
    assert answer["direction"] == ("rising" if n == 13 else "unclear")


def test_a_checklist_has_no_course() -> None:
    table = judged(*series(RISING), threshold=None, checklist=True)
    for ask in (trend, assure, process_chart):
        assert set(ask(table)["reason"]) == {"checklist"}
