"""The grammar that all questions share: what they look at, which quarter they answer for, and what they refuse."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from answers import judged, row, series, units

from dtplan_analysis import questions
from dtplan_analysis.errors import InputError

VERBS: list[Callable[..., pd.DataFrame]] = [getattr(questions, name) for name in questions.__all__]
NAMES = questions.__all__
OF_UNITS = ("compare", "composite", "rank", "shrink", "decompose")


def office() -> pd.DataFrame:
    """Two targets, six units and their total, four quarters, and the year to date."""
    rows = []
    for target in ("CB2", "OP1"):
        for place, quarter in enumerate(("2023Q4", "2024Q1", "2024Q2", "2024Q3")):
            pairs = [(70 + 3 * place + unit, 100 + 10 * unit) for unit in range(6)]
            rows += units(pairs, target=target, period=quarter)
            sums = [sum(column) for column in zip(*pairs, strict=True)]
            rows.append(row(*sums, unit="(total)", target=target, period=quarter))
    rows += [one | {"span": "year_to_date"} for one in rows]
    return judged(*rows)


@pytest.mark.parametrize("ask", VERBS, ids=NAMES)
def test_keywords_are_the_same_and_in_the_same_order(ask: Callable[..., pd.DataFrame]) -> None:
    names = list(ask.__annotations__)
    assert names[0] == "judged"
    assert names[1:5] == ["target", "unit", "period", "by"]
    assert ("confidence" in names) is (ask is not questions.suppress)
    assert names[-1] == "return"


@pytest.mark.parametrize("ask", VERBS, ids=NAMES)
@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"target": "CB3"}, "did you mean 'CB2'"),
        ({"unit": "U0"}, "did you mean 'U05'"),
        ({"period": "2024Q9"}, "did you mean '2024Q3'"),
        ({"by": "field"}, "column 'field' is absent"),
    ],
)
def test_names_that_are_not_there_are_refused_with_the_nearest(
    ask: Callable[..., pd.DataFrame], given: dict[str, Any], told: str
) -> None:
    with pytest.raises(InputError, match=told):
        ask(office(), **given)


@pytest.mark.parametrize("ask", VERBS, ids=NAMES)
def test_a_table_without_counts_is_refused(ask: Callable[..., pd.DataFrame]) -> None:
    with pytest.raises(InputError, match="column 'denominator' is absent"):
        ask(office().drop(columns="denominator"))


@pytest.mark.parametrize("ask", VERBS, ids=NAMES)
def test_answers_are_long_tables_with_counts_method_and_reason(ask: Callable[..., pd.DataFrame]) -> None:
    answer = ask(office())
    assert {"unit", "period", "denominator", "numerator", "method", "reason"} <= set(answer)
    assert len(answer)
    assert str(answer["denominator"].dtype) == "Int64"
    assert answer.index.tolist() == list(range(len(answer)))
    assert answer["reason"].notna().all()


@pytest.mark.parametrize("ask", VERBS, ids=NAMES)
def test_an_empty_table_has_an_empty_answer(ask: Callable[..., pd.DataFrame]) -> None:
    assert len(ask(office().iloc[:0])) == 0


@pytest.mark.parametrize("ask", VERBS, ids=NAMES)
def test_the_order_of_the_rows_does_not_matter(ask: Callable[..., pd.DataFrame]) -> None:
    table = office()
    names = [name for name in ("target", "unit", "period") if name in ask(table)]
    told = [ask(one).sort_values(names, ignore_index=True) for one in (table, table.sample(frac=1, random_state=3))]
    pd.testing.assert_frame_equal(told[0], told[1], check_exact=False, rtol=1e-5, atol=1e-9)


@pytest.mark.parametrize("name", OF_UNITS)
def test_the_total_is_no_unit_among_units(name: str) -> None:
    answer = getattr(questions, name)(office(), target="CB2")
    peers = answer[answer["unit"] != "(total)"] if name == "decompose" else answer
    assert set(peers["unit"]) == {f"U{place:02}" for place in range(6)}


@pytest.mark.parametrize(
    ("period", "provisional", "expected"),
    [
        (None, (), "2024Q3"),
        (None, ("2024Q3",), "2024Q2"),
        (None, ("2024Q2",), "2024Q3"),  # older ones count as they stand
        ("2024Q3", ("2024Q3",), "2024Q3"),
        ("2024Q1", (), "2024Q1"),
    ],
)
@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("forecast", "suppress")])
def test_the_latest_quarter_unless_it_is_provisional(
    name: str, period: str | None, provisional: tuple[str, ...], expected: str
) -> None:
    table = office()
    table["provisional"] = table["period"].isin(provisional) & (table["unit"] == "U03")
    answer = getattr(questions, name)(table, period=period)
    assert answer["period"].max() == expected


def test_targets_are_named_by_id_or_by_indicator() -> None:
    table = judged(
        *series([(7, 10)] * 3, target="CB2", indicator="online"), *series([(7, 10)] * 3, target="", indicator="x")
    )
    assert questions.trend(table)["target"].tolist() == ["CB2"]
    assert questions.trend(table, target="online")["target"].tolist() == ["CB2"]
    assert questions.trend(table, target=["x", "CB2"])["indicator"].tolist() == ["online", "x"]


def test_a_table_of_one_indicator_without_targets_is_enough() -> None:
    table = pd.DataFrame({"unit": ["A"] * 5, "period": ["2024Q1", "2024Q2", "2024Q3", "2024Q4", "2025Q1"]})
    table = table.assign(denominator=10, numerator=[1, 2, 3, 4, 5]).assign(value=lambda t: t["numerator"] / 10)
    assert questions.trend(table)["direction"].tolist() == ["rising"]


def test_groups_within_units_stay_apart() -> None:
    rows = [one | {"field": field} for field in ("x", "y") for one in series([(5, 10), (6, 10), (7, 10)])]
    table = judged(*rows)
    assert questions.trend(table)[["unit", "field"]].values.tolist() == [["A", "x"], ["A", "y"]]
    assert questions.trend(table, by="field", unit="y")[["field", "unit"]].values.tolist() == [["y", "A"]]
    with pytest.raises(InputError, match="two rows of one quarter"):
        questions.trend(table.drop(columns="field"))


def test_fields_are_compared_within_their_unit() -> None:
    rows = [one | {"field": f"F{place}"} for place in range(6) for one in (row(5 + place, 40), row(9, 40, unit="B"))]
    answer = questions.compare(judged(*rows), by="field")
    assert answer.groupby("unit")["field"].count().to_dict() == {"A": 6, "B": 6}
