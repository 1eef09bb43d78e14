"""Rows of a judged table as plain values: what is known of them, why not, and the answer's table."""

import pandas as pd
import pytest
from answers import judged, row

from dtplan_analysis.errors import InputError
from dtplan_analysis.questions.answer import absent, answer, counts, is_known, others_of, refusal, rows_of, why_unknown


def test_rows_are_those_of_shares_alone_and_say_where_they_stood() -> None:
    table = judged(row(5, 10), row(6, 10, unit="B"), row(7, 10, unit="C"))
    table["method"] = ["outside", "counts", "sum"]
    assert [(one["unit"], one["at"]) for one in rows_of(table, "unit")] == [("B", 1)]


def test_a_column_that_no_question_can_do_without_is_asked_for() -> None:
    with pytest.raises(InputError, match="column 'numerator' is absent"):
        rows_of(judged(row(5, 10)).drop(columns="numerator"), "unit")
    with pytest.raises(InputError, match="column 'group' is absent"):
        rows_of(judged(row(5, 10)), "group")


def test_columns_that_a_table_may_lack_have_what_is_usual() -> None:
    table = judged(row(5, 10))[["unit", "period", "denominator", "numerator", "value"]]
    (one,) = rows_of(table, "unit")
    assert (one["target"], one["span"], one["nature"], one["provisional"], one["missing"]) == (
        *("", "quarter", "flow"), False, 0,
    )  # fmt: skip


def test_a_weighted_survey_counts_as_the_simple_sample_that_tells_as_much() -> None:
    table = judged(row(80, 100)).assign(method="survey", effective=50.9, value=0.8)
    (one,) = rows_of(table, "unit")
    assert (one["numerator"], one["denominator"]) == (40, 50)


def test_what_else_a_table_is_by_is_found() -> None:
    assert others_of(judged(row(5, 10)).assign(field="x"), "unit") == ("field",)
    assert "unit" in others_of(judged(row(5, 10)).assign(field="x"), "field")


def rows(*given: dict[str, object]) -> list[dict[str, object]]:
    return rows_of(judged(*given), "unit")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([row(5, 10), row(0, 0), row(None, None)], ["", "no_case", "no_data"]),
        ([row(5, 10) | {"method": "checklist"}, row(0, 0)], ["checklist", "checklist"]),
    ],
)
def test_why_a_unit_is_not_compared(given: list[dict[str, object]], expected: list[str]) -> None:
    table = judged(*given)
    if "method" in given[0]:
        table["method"] = "checklist"
    found = rows_of(table, "unit")
    assert why_unknown(found) == expected
    assert [is_known(one) for one in found] == [one["denominator"] == 10 for one in found]


def test_why_nothing_is_said_of_a_course() -> None:
    known, empty = rows(row(5, 10)), rows(row(0, 0))
    assert [refusal(one) for one in ([], known, empty, known + empty)] == ["no_data", "", "no_case", ""]
    assert refusal([known[0] | {"nature": "cumulative"}]) == "restarts"
    assert refusal([absent("2024Q2")]) == "no_data"
    assert refusal([absent("2024Q2") | {"status": "suppressed"}]) == "suppressed"


def test_rows_without_records_count_nothing() -> None:
    x, n = counts(rows(row(5, 10), row(None, None), row(0, 0)))
    assert (x.tolist(), n.tolist()) == ([5, 0, 0], [10, 0, 0])


def test_counts_of_an_answer_are_whole_numbers_also_where_one_is_empty() -> None:
    given = [{"numerator": 5.0, "share": 0.5, "signal": True}, {"numerator": None}]
    table = answer(given, ["numerator", "share", "signal"])
    assert [str(kind) for kind in table.dtypes] == ["Int64", "float64", "boolean"]
    assert table["numerator"].isna().tolist() == [False, True]
    assert answer([], ["place"]).empty
    assert isinstance(answer([], ["place"]), pd.DataFrame)
