"""Questions to units side by side: who differs, order, small units, what moved the whole, what may be published."""

from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from answers import Pair, judged, row, units
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from dtplan_analysis import statistics
from dtplan_analysis.errors import InputError
from dtplan_analysis.questions import compare, composite, decompose, rank, shrink, suppress
from dtplan_analysis.questions.composite import METHODS

ALIKE: list[Pair] = [(180, 200), (200, 220), (160, 180), (189, 210), (173, 190)]
COUNTS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=2, max_size=7)


def pairs(found: list[Pair]) -> list[Pair]:
    """Numerators and denominators of counts that pass and fail."""
    return [(x, x + y) for x, y in found]


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
    for name in ("lower", "upper", "z", "p_value"):
        np.testing.assert_allclose(answer[name], getattr(found, name))
    np.testing.assert_allclose(answer["q_value"], statistics.benjamini_hochberg(found.p_value))
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


@settings(max_examples=60, deadline=None)
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


@settings(max_examples=40, deadline=None)
@given(found=COUNTS)
def test_limits_are_shares(found: list[Pair]) -> None:
    table = judged(*units(pairs(found)))
    for answer in (shrink(table), compare(table, least=1)):
        known = answer[answer["reason"] == ""]
        for name in ("lower", "upper"):
            assert known[name].between(0, 1).all()
        assert (known["lower"] <= known["upper"]).all()


# -- Why the whole moved -----------------------------------------------------------------------------------------


@settings(max_examples=80, deadline=None)
@given(found=st.lists(st.tuples(*[st.integers(0, 30)] * 4), min_size=1, max_size=6))
def test_mix_and_rate_are_the_change(found: list[tuple[int, int, int, int]]) -> None:
    then, now = ([(x, x + y) for x, y in part] for part in ([one[:2] for one in found], [one[2:] for one in found]))
    answer = decompose(judged(*units(then, period="2024Q1"), *units(now)))
    whole, parts = answer.iloc[0], answer.iloc[1:]
    assert whole["unit"] == "(total)"
    if not (sum(n for _, n in then) and sum(n for _, n in now)):
        assert set(answer["reason"]) == {"no_case"}
        return
    assert whole["change"] == pytest.approx(whole["value"] - whole["earlier_value"], abs=1e-12)
    assert (answer["change"] - answer["mix"] - answer["rate"]).abs().max() < 1e-12
    for name in ("change", "mix", "rate"):
        assert parts[name].sum() == pytest.approx(whole[name], abs=1e-12)
    for name in ("denominator", "numerator", "earlier_denominator", "earlier_numerator"):
        assert parts[name].sum() == whole[name]
    assert whole["lower"] - 1e-12 <= whole["change"] <= whole["upper"] + 1e-12


def test_mix_alone_and_rate_alone() -> None:
    then, grown, better = [(90, 100), (10, 100)], [(270, 300), (10, 100)], [(95, 100), (15, 100)]
    for now, mix, rate in ((grown, 0.2, 0.0), (better, 0.0, 0.05)):
        whole = decompose(judged(*units(then, period="2024Q1"), *units(now))).iloc[0]
        assert [whole["mix"], whole["rate"]] == pytest.approx([mix, rate])


@pytest.mark.parametrize(
    ("more", "quarters", "against", "reason"),
    [
        ({}, ("2024Q2",), None, "no_earlier"),
        ({"indicator": "staff_trained", "variant": "any_class"}, ("2023Q4", "2024Q1"), None, "restarts"),
        ({"indicator": "staff_trained", "variant": "any_class"}, ("2024Q1", "2024Q2"), None, ""),
        ({}, ("2023Q2", "2023Q4", "2024Q1"), "2023Q2", ""),
    ],
)
def test_with_which_quarter_it_is_compared(
    more: dict[str, str], quarters: tuple[str, ...], against: str | None, reason: str
) -> None:
    rows = [one for label in quarters for one in units([(5, 10), (6, 10)], period=label, **more)]
    answer = decompose(judged(*rows), against=against)
    assert set(answer["reason"]) == {reason}
    assert reason == "no_earlier" or set(answer["against"]) == {against or quarters[-2]}
    assert answer["lower"].notna().any() == (not reason and not more)


def test_an_unknown_quarter_to_compare_with_is_refused() -> None:
    with pytest.raises(InputError, match="did you mean '2024Q2'"):
        decompose(judged(*units(ALIKE)), against="2024Q3")


# -- Overall -----------------------------------------------------------------------------------------------------


def of_targets(*columns: list[Pair], **more: Any) -> pd.DataFrame:
    return judged(*(one for place, column in enumerate(columns) for one in units(column, target=f"T{place}")), **more)


def test_score_is_the_weighted_mean_of_what_is_reached() -> None:
    table = of_targets([(40, 100), (80, 100)], [(60, 100), (20, 100)], threshold="4/5")
    answer = composite(table, weights={"T0": 3, "T1": 1})
    assert answer["score"].tolist() == pytest.approx([(3 * 0.5 + 0.75) / 4, (3 * 1 + 0.25) / 4])
    assert answer["place"].tolist() == [2, 1]
    assert composite(table, method="share")["score"].tolist() == pytest.approx([0.5, 0.5])
    assert composite(table, method="share")["place"].tolist() == [1, 1]


def test_surplus_makes_up_for_nothing() -> None:
    answer = composite(of_targets([(100, 100), (80, 100)], [(70, 100), (75, 100)], threshold="4/5"))
    assert answer["place"].tolist() == [2, 1]


def test_a_unit_ahead_in_everything_is_first_however_one_counts() -> None:
    answer = composite(of_targets([(90, 100), (60, 100), (70, 100)], [(80, 100), (50, 100), (40, 100)]))
    assert answer[["best", "worst"]].values.tolist()[0] == [1, 1]
    assert answer[["best", "worst"]].values.tolist()[1:] == [[2, 3], [2, 3]]


def test_an_order_that_depends_on_the_choice_shows() -> None:
    answer = composite(of_targets([(90, 100), (50, 100)], [(50, 100), (89, 100)], threshold="1"))
    assert answer["place"].tolist() == [1, 2]
    assert answer[["best", "worst"]].values.tolist() == [[1, 2], [1, 2]]


def test_a_unit_without_a_figure_is_not_scored() -> None:
    answer = composite(of_targets([(5, 10), (6, 10), (7, 10)], [(5, 10), (6, 10), (0, 0)]))
    assert answer["reason"].tolist() == ["", "", "incomplete"]
    assert answer["place"].tolist()[:2] == [2, 1]
    assert pd.isna(answer["place"].iloc[2])


def test_draws_are_the_same_each_time_and_seeds_matter_little() -> None:
    table = of_targets(*([(50 + (7 * u + 3 * t) % 20, 100) for u in range(9)] for t in range(4)))
    pd.testing.assert_frame_equal(composite(table), composite(table))
    other = composite(table, seed=1)
    assert (composite(table)[["best", "worst"]] - other[["best", "worst"]]).abs().max().max() <= 1


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"weights": {"T9": 1}}, "unknown target 'T9'"),
        ({"weights": {"T0": -1}}, "at least 0"),
        ({"weights": {"T0": float("nan")}}, "at least 0"),
        ({"weights": {"T0": 0, "T1": 0}}, "above 0"),
        ({"target": "T0", "weights": {"T1": 1}}, "a weight names 'T1'"),
        ({"method": "mean"}, "unknown method 'mean'"),
    ],
)
def test_weights_that_cannot_be_are_refused(given: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError, match=told):
        composite(of_targets([(5, 10), (6, 10)], [(5, 10), (6, 10)]), **given)


@pytest.mark.parametrize("method", METHODS)
@settings(max_examples=20, deadline=None)
@given(found=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=6))
def test_scores_are_shares_and_places_hold_the_place(method: str, found: list[tuple[int, int, int]]) -> None:
    table = of_targets(*([(one[t], 9) for one in found] for t in range(3)))
    answer = composite(table, method=method, draws=200)
    assert answer["score"].between(0, 1).all()
    assert (answer["best"] <= answer["place"]).all()
    assert (answer["place"] <= answer["worst"]).all()


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
    ],
)
def test_small_counts_and_what_protects_them(counts: list[Pair], expected: list[str]) -> None:
    answer = published(counts)
    assert hidden(answer) == expected
    for name in ("numerator", "value", "worst", "best", "lower", "upper", "shortfall"):
        assert answer[name].isna().eq(answer["status"] == "suppressed").all()


def test_a_suppressed_row_keeps_its_place_and_says_why() -> None:
    answer = published([(30, 40), (3, 30), (50, 60)])
    assert answer["unit"].tolist() == ["U00", "U01", "U02", "(total)"]
    assert answer["reason"].tolist()[:2] == ["protects_others", "small_count"]


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


@settings(max_examples=60, deadline=None)
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
