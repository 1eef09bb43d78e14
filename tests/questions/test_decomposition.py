"""How far a change is one of mix, and how far one of rate."""

import pandas as pd
import pytest
from answers import ALIKE, judged, units
from hypothesis import given
from hypothesis import strategies as st

from dtplan_analysis.errors import InputError
from dtplan_analysis.questions import decompose
from dtplan_analysis.questions.decomposition import changed
from dtplan_analysis.units import TOTAL

# -- Why the whole moved -----------------------------------------------------------------------------------------


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


def surveyed(label: str, answers: list[tuple[int, int]], share: float, n: int) -> pd.DataFrame:
    """Two units whose answers weigh alike within them, and their total, in which they do not."""
    own = judged(*units(answers, period=label)).assign(method="survey")
    own = own.assign(effective=[float(n) for _, n in answers], value=[x / n for x, n in answers])
    whole = judged(*units([(sum(x for x, _ in answers), n)], period=label)).assign(unit=TOTAL, method="survey")
    return pd.concat([own, whole.assign(effective=55.5, value=share)], ignore_index=True)


def test_the_whole_of_a_survey_is_not_the_sum_of_its_units_answers() -> None:
    then, now = [(50, 100), (20, 25)], [(60, 100), (20, 25)]
    table = pd.concat([surveyed("2024Q1", then, 0.7, 125), surveyed("2024Q2", now, 0.74, 125)], ignore_index=True)
    answer = decompose(table, unit=["U00", "U01"]).set_index("unit")
    whole = answer.loc[TOTAL]
    assert (whole["reason"], whole["denominator"], round(whole["change"], 9)) == ("", 55, 0.04)
    assert whole["lower"] < whole["change"] < whole["upper"]
    assert whole[["mix", "rate"]].isna().all()
    assert answer.loc[["U00", "U01"], "reason"].tolist() == ["weighed"] * 2
    assert decompose(table, unit=["U00"]).loc[0, ["change", "reason"]].tolist() == [pytest.approx(0.1), ""]
    part = decompose(
        surveyed("2024Q1", then, 0.7, 130).pipe(lambda more: pd.concat([more, table[3:]])), unit=["U00", "U01"]
    )
    assert part.loc[0, "reason"] == "weighed"  # the total holds more than the units


def test_an_unknown_quarter_to_compare_with_is_refused() -> None:
    with pytest.raises(InputError, match="did you mean '2024Q2'"):
        decompose(judged(*units(ALIKE)), against="2024Q3")


# -- How far each unit moved -------------------------------------------------------------------------------------


def test_each_unit_moved_as_a_whole_of_its_own() -> None:
    labels = [f"202{year}Q{number}" for year in (2, 3) for number in (1, 2, 3, 4)] + ["2024Q1"]
    shares = [[(40 + 9 * (n % 2), 100), (50, 100)] for n in range(len(labels))]
    table = judged(*(one for label, pairs in zip(labels, shares, strict=True) for one in units(pairs, period=label)))
    answer = changed(table).set_index("unit")
    assert len(answer) == 2
    for unit, row in answer.iterrows():
        whole = decompose(table, unit=str(unit)).iloc[0]
        for name in ("change", "lower", "upper", "p_value"):
            assert row[name] == pytest.approx(whole[name])


@pytest.mark.parametrize(
    ("more", "quarters", "rows"),
    [
        ({}, ("2024Q2",), 0),
        ({"indicator": "staff_trained", "variant": "any_class"}, ("2023Q4", "2024Q1"), 0),
        ({"indicator": "staff_trained", "variant": "any_class"}, ("2024Q1", "2024Q2"), 2),
    ],
)
def test_what_is_no_flow_has_no_limits(more: dict[str, str], quarters: tuple[str, ...], rows: int) -> None:
    answer = changed(judged(*(one for label in quarters for one in units([(5, 10), (6, 10)], period=label, **more))))
    assert len(answer) == rows
    assert answer["lower"].isna().all()
    assert answer["p_value"].notna().all()
