"""How stable a share is, and whether it will hold its target."""

from typing import Any

import numpy as np
import pytest
from answers import SHIFT, Pair, judged, series

from dtplan_analysis import statistics
from dtplan_analysis.errors import InputError
from dtplan_analysis.questions import assure, process_chart

STEADY: list[Pair | None] = [(96, 100), (98, 100), (97, 100), (95, 100), (99, 100), (97, 100)] * 2


VERDICTS: dict[str, tuple[list[Pair | None], str, tuple[str, str, Any]]] = {
    # name: quarters, threshold, (verdict, reason, stable)
    "holds": (STEADY, "9/10", ("holds", "", True)),
    "reached by chance": (STEADY, "24/25", ("hit_or_miss", "", True)),
    "of a target of all, only how often it was missed": (STEADY, "1", ("counted", "", True)),
    "far below": ([(40 + n % 3, 100) for n in range(12)], "9/10", ("fails", "", True)),
    "always all": ([(100, 100)] * 12, "1", ("counted", "", True)),
    "always one of one": ([(1, 1)] * 12, "9/10", ("hit_or_miss", "", True)),
    "one of twenty fails now and then": ([(20 - n % 2, 20) for n in range(12)], "9/10", ("hit_or_miss", "", True)),
    "so many that few failures are foretold": ([(1000 - n % 2, 1000) for n in range(12)], "9/10", ("holds", "", True)),
    "a shift": (SHIFT, "9/10", ("fails", "", False)),
    "eleven quarters": (STEADY[:11], "9/10", ("", "too_short", None)),
    "one of twelve without data": ([*STEADY[:11], None], "9/10", ("", "too_short", None)),
    "none": ([(0, 0)] * 12, "9/10", ("", "no_case", None)),
}


@pytest.mark.parametrize("name", VERDICTS)
def test_verdict(name: str) -> None:
    shares, threshold, (verdict, reason, stable) = VERDICTS[name]
    (answer,) = assure(judged(*series(shares), threshold=threshold)).to_dict("records")
    assert (answer["verdict"], answer["reason"]) == (verdict, reason)
    assert answer["stable"] is stable or (stable is None and answer["stable"] is not True)
    assert np.isnan(answer["lower"]) == bool(reason)


def test_without_a_target_nothing_is_assured() -> None:
    (answer,) = assure(judged(*series(STEADY), threshold=None)).to_dict("records")
    assert (answer["verdict"], answer["reason"], answer["stable"]) == ("", "no_target", True)


def test_control_chart_agrees_with_the_statistics() -> None:
    table = judged(*series(SHIFT))
    for phases, places in (((), ()), (("2023Q1",), (12,))):
        found = process_chart(table, phases=phases)
        x, n = zip(*filter(None, SHIFT), strict=True)
        chart = statistics.p_prime_chart(x, n, phases=places)
        for name in ("centre", "lower", "upper", "outside", "phase"):
            np.testing.assert_allclose(found[name].astype(float), getattr(chart, name).astype(float), rtol=1e-12)
        assert found["signal"].tolist() == [chart.runs[phase].signal for phase in chart.phase]
    assert not process_chart(table, phases=["2023Q1"])["signal"].any()


def test_each_phase_needs_its_own_quarters() -> None:
    found = process_chart(judged(*series(SHIFT)), phases=["2023Q2"]).groupby("phase")
    assert found["reason"].unique().map(list).to_dict() == {0: [""], 1: ["too_short"]}
    assert found["lower"].count().to_dict() == {0: 13, 1: 0}


def test_p_chart_flags_large_counts_and_p_prime_does_not() -> None:
    shares = [(95_000 + 400 * (n % 3), 100_000) for n in range(12)]
    table = judged(*series(shares))
    assert process_chart(table, limits="p")["outside"].sum() > 6
    assert process_chart(table)["outside"].sum() == 0
    assert process_chart(table, limits="xmr")["outside"].sum() == 0


@pytest.mark.parametrize(
    ("given", "told"), [({"limits": "c"}, "p_prime, p or xmr"), ({"phases": ["2031Q1"]}, "unknown quarter '2031Q1'")]
)
def test_charts_refuse_what_is_not_there(given: dict[str, Any], told: str) -> None:
    for ask in (process_chart, assure):
        with pytest.raises(InputError, match=told):
            ask(judged(*series(STEADY)), **given)
