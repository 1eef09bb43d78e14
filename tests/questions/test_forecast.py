"""Where the year may end."""

from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from answers import Pair, judged, quarters, row
from hypothesis import given
from hypothesis import strategies as st

from dtplan_analysis import statistics
from dtplan_analysis.errors import InputError
from dtplan_analysis.questions import forecast

# -- The year's end ----------------------------------------------------------------------------------------------

YEARS: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = {
    # name: the year to date, the judging, what is expected of the answer
    "half a year, and the first record in its second quarter": (
        row(150, 200, "2024Q2"),
        {},
        {"remaining": 400, "needed": 330, "reason": ""},  # 200 a quarter since then; ⌈4/5 · 600⌉ − 150
    ),
    "missing cells fail": (row(150, 180, "2024Q2", missing=20), {}, {"remaining": 400, "needed": 330}),
    "more are needed than are expected": (row(10, 300, "2024Q3"), {}, {"remaining": 300, "needed": 470}),
    "certain already": (row(200, 200, "2024Q4"), {}, {"remaining": 0, "needed": 0, "probability": 1.0}),
    "missed": (row(159, 200, "2024Q4"), {}, {"remaining": 0, "needed": 1, "probability": 0.0}),
    "one failed, and all were to pass": (row(199, 200, "2024Q1"), {"threshold": "1"}, {"probability": 0.0}),
    "no record": (row(0, 0, "2024Q2"), {}, {"reason": "no_case"}),
    "no report": (row(None, None, "2024Q2"), {}, {"reason": "no_data"}),
    "no target": (row(5, 9, "2024Q2"), {"threshold": None}, {"reason": "no_target"}),
    "a stock": (
        row(150, 200, "2024Q2", indicator="staff_official_mail"),
        {},
        {"reason": "stock", "remaining": 50, "needed": 10, "needed_share": 0.2},
    ),
    "open tasks": (row(3, 4, "2024Q2", indicator="tasks_tracked"), {}, {"reason": "open", "needed": 1}),
    "adds up": (
        row(3, 4, "2024Q2", indicator="staff_trained", variant="any_class"),
        {},
        {"reason": "cumulative", "needed": 1},
    ),
    "a checklist": (
        row(3, 4, "2024Q2", indicator="infrastructure_conditions"),
        {"threshold": None, "checklist": True},
        {"reason": "stock", "needed": 1, "remaining": 1},
    ),
}


def year(one: dict[str, Any], **judging: Any) -> Any:
    return judged(one, one | {"span": "year_to_date"}, **judging)


@pytest.mark.parametrize("name", YEARS)
def test_year_end(name: str) -> None:
    one, judging, expected = YEARS[name]
    (answer,) = forecast(year(one, **judging)).to_dict("records")
    assert {key: answer[key] for key in expected} == expected
    assert np.isnan(answer["probability"]) == np.isnan(answer["probability_best"]) == bool(answer["reason"])


def of_year(*found: tuple[Any, ...], missing: int = 0, **judging: Any) -> dict[str, Any]:
    """The forecast for (period, numerator, denominator) of quarters, the last year's being the year so far."""
    rows = [row(x, n, label) for label, x, n in found]
    label = rows[-1]["period"]
    own = [one for one in found if one[0][:4] == label[:4]]
    rows[-1] |= {"missing": missing, "records": rows[-1]["denominator"] + missing}
    x, n = (sum(one[place] for one in own) for place in (1, 2))
    (answer,) = forecast(judged(*rows, row(x, n, label, span="year_to_date", missing=missing), **judging)).to_dict(
        "records"
    )
    return answer


def test_a_register_that_begins_in_july_can_still_reach_its_year() -> None:
    answer = of_year(("2024Q3", 5, 100), threshold="3/10")
    assert (answer["remaining"], answer["needed"]) == (100, 55)
    assert 0 < answer["probability"] < 0.5


def test_nothing_is_certain_that_more_records_could_undo() -> None:
    answer = of_year(("2024Q1", 100, 100), ("2024Q2", 100, 100), ("2024Q3", 100, 100), threshold="3/10")
    assert answer["needed"] == 0
    assert 0.95 < answer["probability"] < 1
    assert of_year(("2024Q3", 0, 100), threshold="3/10")["probability_best"] > 0


@pytest.mark.parametrize(("x", "missing", "lost"), [(99, 0, True), (99, 5, True), (100, 5, False)])
def test_only_a_target_of_all_is_lost_for_certain(x: int, missing: int, *, lost: bool) -> None:
    answer = of_year(("2024Q3", x, 100), missing=missing, threshold="1")
    assert (answer["probability_best"] == 0) == lost


def test_missing_records_stand_in_both_bounds() -> None:
    answer = of_year(("2024Q1", 45, 45), ("2024Q2", 46, 46), missing=91, threshold="4/5")
    assert answer["probability"] < 0.1
    assert answer["probability_best"] > 0.9
    assert answer["lower"] < 0.6 < 0.9 < answer["upper"]


def test_how_many_come_is_told_by_last_year() -> None:
    last = [(f"2023Q{n}", 50 * n, 100 * n) for n in (1, 2, 3, 4)]
    answer = of_year(*last, ("2024Q1", 55, 110), ("2024Q2", 110, 220))
    assert answer["remaining"] == 770  # 700 of last year came after its first 300
    flat = of_year(("2024Q1", 55, 110), ("2024Q2", 110, 220))
    assert flat["remaining"] == 440
    assert flat["noise"] > 0


def test_the_rest_of_the_year_moves_as_that_of_past_years_did() -> None:
    falls = [(f"{year}Q{n}", 900 - 100 * (n > 2), 1000) for year in (2021, 2022, 2023) for n in (1, 2, 3, 4)]
    fair = [(label, 850, 1000) for label, _, _ in falls]
    now = (("2024Q1", 900, 1000), ("2024Q2", 900, 1000))
    assert (
        of_year(*falls, *now, threshold="22/25")["probability"] < of_year(*fair, *now, threshold="22/25")["probability"]
    )


def test_at_most_is_at_least_turned_round() -> None:
    past = [(f"2023Q{n}", 15, 100) for n in (1, 2, 3, 4)]
    few = [row(x, n, label) for label, x, n in (*past, ("2024Q1", 15, 100))]
    many = [one | {"numerator": 100 - one["numerator"]} for one in few]
    most = judged(*few, few[-1] | {"span": "year_to_date"}, threshold="1/5", comparison="<=").assign(comparison="<=")
    least = judged(*many, many[-1] | {"span": "year_to_date"}, threshold="4/5")
    one, other = (forecast(table).iloc[0] for table in (most, least))
    for name in ("probability", "needed", "remaining"):
        assert one[name] == pytest.approx(other[name])
    assert (one["lower"], one["upper"]) == pytest.approx((1 - other["upper"], 1 - other["lower"]))


def test_a_survey_needs_what_moves_its_interval() -> None:
    table = year(row(180, 200, "2024Q2"), threshold="9/10", basis="sample")
    (answer,) = forecast(table, remaining=100).to_dict("records")
    needed = answer["needed"]
    assert needed > Fraction(9, 10) * 300 - 180
    for passing, reached in ((needed, True), (needed - 1, False)):
        assert (statistics.wilson(180 + passing, 300)[0] >= 0.9) == reached


def test_a_survey_at_the_years_end_is_what_was_judged() -> None:
    for x, probability in ((190, 1.0), (182, 0.0)):
        table = year(row(x, 200, "2024Q4"), threshold="9/10", basis="sample")
        assert forecast(table)["probability"].tolist() == [probability]


def test_year_end_agrees_with_the_statistics() -> None:
    past = [row(140 + 9 * place, 200, label) for place, label in enumerate(quarters(6, 2023))]
    whole = row(345, 400, "2024Q2", span="year_to_date")
    (answer,) = forecast(judged(*past, whole, threshold="17/20"), remaining=300).to_dict("records")
    spread = statistics.quarter_spread([one["numerator"] for one in past], 200)
    last_year = [one["numerator"] for one in past[:4]]
    shift = statistics.season_shift(last_year, 200, spread=spread, elapsed=2)
    end = statistics.year_end(345, 400, 300, target=Fraction(17, 20), spread=spread, quarters=(2, 2), shift=shift)
    assert [answer[name] for name in ("needed", "needed_share")] == [end.needed, end.needed_share]
    assert answer["probability"] == pytest.approx(float(end.probability), rel=1e-9)
    assert [answer["lower"], answer["upper"]] == pytest.approx([float(end.lower), float(end.upper)])


def test_the_rest_may_be_like_the_last_quarter() -> None:
    past = [row(120, 200, "2024Q1"), row(180, 200, "2024Q2")]
    table = judged(*past, row(300, 400, "2024Q2", span="year_to_date"))
    like_year, like_quarter = (forecast(table, like=like).iloc[0] for like in ("year", "quarter"))
    assert like_year["needed"] == like_quarter["needed"]
    assert like_year["latest"] == 0.9
    assert like_quarter["probability"] > like_year["probability"]
    assert like_year["value"] < like_quarter["upper"] <= 1
    with pytest.raises(InputError, match="year or quarter"):
        forecast(table, like="month")  # type: ignore[arg-type]


def test_without_days_the_rest_of_the_year_must_be_told() -> None:
    table = judged(row(30, 40, "2024Q2", span="year_to_date")).drop(columns=["period_start", "period_end", "as_of"])
    assert forecast(table)["remaining"].tolist() == [40]
    with pytest.raises(InputError, match="remaining="):
        forecast(table.assign(period="spring"))


@given(
    counts=st.tuples(st.integers(0, 60), st.integers(0, 60)),
    rest=st.integers(0, 80),
    percent=st.integers(1, 100),
    like=st.sampled_from(["year", "quarter"]),
)
def test_year_end_stays_within_what_can_be(counts: Pair, rest: int, percent: int, like: Any) -> None:
    x, n = counts[0], sum(counts)
    table = year(row(x, n, "2024Q2"), threshold=f"{percent}%")
    (answer,) = forecast(table, remaining=rest, like=like).to_dict("records")
    if not n:
        assert answer["reason"] == "no_case"
        return
    total = n + rest
    assert 0 <= answer["probability"] <= 1
    assert x / total - 1e-9 <= answer["lower"] <= answer["upper"] <= (x + rest) / total + 1e-9
    enough = Fraction(x + answer["needed"], total) >= Fraction(percent, 100)
    one_less = Fraction(x + answer["needed"] - 1, total) >= Fraction(percent, 100)
    assert enough
    assert not one_less or answer["needed"] == 0
    assert (answer["probability"] == 0) <= (answer["needed"] > 0)
    if answer["needed"] > rest:
        assert answer["probability"] == 0
    if answer["needed"] == 0:
        assert answer["probability"] == 1


def test_a_unit_that_did_not_report_the_year_has_no_outlook() -> None:
    rows = [row(7, 10, "2024Q1"), row(7, 10, "2024Q1", span="year_to_date"), row(8, 10, "2024Q2", unit="B")]
    table = judged(*rows, row(8, 10, "2024Q2", unit="B", span="year_to_date"))
    assert forecast(table).set_index("unit")["reason"].to_dict() == {"A": "no_data", "B": ""}


def test_a_unit_that_begins_in_mid_quarter_brings_as_many_a_day_as_since_then() -> None:
    table = judged(row(80, 92, "2024Q3"), row(80, 92, "2024Q3", span="year_to_date"))
    begun = {"T": date(2024, 8, 16)}  # 46 of the quarter's 92 days
    assert forecast(table)["remaining"].tolist() == [92]
    assert forecast(table, begun=begun)["remaining"].tolist() == [184]
    assert forecast(table, begun={"T": date(2020, 1, 1)})["remaining"].tolist() == [92]
