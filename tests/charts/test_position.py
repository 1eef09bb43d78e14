"""Where a unit stands among all others."""

from pictures import TARGETS, full, position, row, table, texts

from dtplan_analysis.judging.wording import status_word
from dtplan_analysis.language import Language


def test_position_counts_units_without_cases_and_those_that_meet() -> None:
    chart = position(full(), targets=[("CB2", "Online", "3/5")])
    assert chart.description == (
        "Unit A. CB2 (Online): 65.0% in Q4 2024, target 60%: met; "
        "1 unit: 65.0%; 1 unit: no case arose; 1 unit: suppressed."
    )
    assert {"Unit A", "another unit", "target 60%", "65.0% · met"} <= set(texts(chart))


def test_position_counts_the_dots_that_find_no_room() -> None:
    units = {f"U{n}": f"Unit {n}" for n in range(20)}
    judged = table(*(row("OP1", code, "2024Q4", "20/20", status="met") for code in units))
    seen = texts(position(judged, unit="U0", units=units, targets=TARGETS[:1]))
    assert "+14" in seen  # 19 others, of which 5 are drawn


def test_position_of_the_whole_ministry() -> None:
    assert position(full(), unit="(total)").title == "The units together and one by one, Q4 2024"


def test_a_figure_without_a_target_has_a_place_and_no_status() -> None:
    judged = table(row("OP1", "A", "2024Q4", "1/2", status=""), row("OP1", "B", "2024Q4", "3/4", status=""))
    chart = position(judged, targets=[("OP1", "Internal", "")])
    assert chart.description == "Unit A. OP1 (Internal): 50.0% in Q4 2024; 2 units range from 50.0% to 75.0%."
    assert not {"target", "no data"} & set(texts(chart))


def test_what_is_not_due_has_a_sign_of_its_own() -> None:
    chart = position(table(row("OP1", "A", "2024Q4", "1/2", status="not_due")))
    word = status_word("not_due", Language("en"))
    assert {f"50.0% · {word}", word} <= set(texts(chart))
