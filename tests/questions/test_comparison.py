"""Which units differ from the others."""

import numpy as np
import pytest
from answers import ALIKE, Pair, judged, units

from dtplan_analysis import statistics
from dtplan_analysis.questions import compare

# -- Who differs -------------------------------------------------------------------------------------------------

DIFFERENCES: dict[str, tuple[list[Pair], dict[str, str], dict[str, str]]] = {
    # name: units, who differs, reasons
    "one far below": ([*ALIKE, (60, 200)], {"U05": "below"}, {}),
    "one far above": ([(n - x, n) for x, n in ALIKE] + [(140, 200)], {"U05": "above"}, {}),
    "nobody": (ALIKE, {}, {}),
    "all differ, as units do": ([(20 * place, 200) for place in range(1, 9)], {}, {}),
    "small ones are not compared": ([*ALIKE, (0, 9)], {}, {"U05": "too_few"}),
    "four are no crowd": (ALIKE[:4], {}, {f"U{place:02}": "too_few_units" for place in range(4)}),
    "no case": ([*ALIKE, (0, 0)], {}, {"U05": "no_case"}),
    "everybody all of them": ([(50, 50)] * 6, {}, {}),
}


@pytest.mark.parametrize("name", DIFFERENCES)
def test_who_differs(name: str) -> None:
    counts, differs, reasons = DIFFERENCES[name]
    answer = compare(judged(*units(counts)))
    told = answer.set_index("unit")
    assert told.loc[told["differs"] != "", "differs"].to_dict() == differs
    assert told.loc[told["reason"] != "", "reason"].to_dict() == reasons
    assert told["lower"].isna().eq(told["reason"] != "").all()


def test_who_differs_agrees_with_the_statistics() -> None:
    counts = [*ALIKE, (60, 200), (3, 4)]
    answer = compare(judged(*units(counts))).iloc[:6]
    x, n = zip(*counts[:6], strict=True)
    found = statistics.funnel(x, n)
    for name in ("lower", "upper"):
        np.testing.assert_allclose(answer[name], getattr(found, name))
    z, p_value = statistics.unit_scores(x, n)
    np.testing.assert_allclose(answer["z"], z)
    np.testing.assert_allclose(answer["q_value"], statistics.benjamini_hochberg(p_value))
    assert set(answer["centre"]) == {found.centre}
    assert set(answer["tau2"]) == {found.overdispersion.tau2}


def test_the_more_is_compared_the_harder_it_is_to_differ() -> None:
    one = [*ALIKE, (150, 200)]
    rows = [*units(one, target="T"), *(other for t in range(40) for other in units(ALIKE, target=f"X{t}"))]
    alone = compare(judged(*rows), target="T")
    together = compare(judged(*rows))
    together = together[together["target"] == "T"]
    assert alone["p_value"].tolist() == together["p_value"].tolist()
    assert alone["q_value"].iloc[5] < together["q_value"].iloc[5]
