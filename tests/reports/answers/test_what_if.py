"""What would be judged if records were otherwise."""

from typing import Any

import pandas as pd
import pytest
from asked import cells

from dtplan_analysis.errors import InputError
from dtplan_analysis.reports import JudgedTable, UnitQuarter


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        # of 8 counted 4 reach it, 2 are missing; 60 % of 10 are 6
        ({"more": 1}, [5, 8, 2, "inconclusive", 1]),
        ({"more": 2}, [6, 8, 2, "met", 0]),
        ({"more": 100}, [10, 10, 0, "met", 0]),
        ({"missing": "pass"}, [6, 10, 0, "met", 0]),
        ({"missing": "fail"}, [4, 10, 0, "not_met", 2]),
        ({"missing": "drop"}, [4, 8, 0, "not_met", 1]),
        ({"missing": "fail", "more": 2}, [6, 10, 0, "met", 0]),
        ({}, [4, 8, 2, "inconclusive", 2]),
    ],
)
def test_what_if_judges_again(aa: UnitQuarter, asked: dict[str, Any], expected: list[Any]) -> None:
    answer = aa.what_if("CB2", **asked)
    names = ("numerator_then", "denominator_then", "missing_then", "status_then", "shortfall_then")
    assert cells(answer.frame, *names) == [expected]
    assert ("Only 6 records" in " ".join(answer.said)) == (asked.get("more") == 100)


def test_what_if_of_a_limit_moves_records_out_of_the_numerator() -> None:
    frame = pd.DataFrame({"records": [10], "excluded": [0], "missing": [2], "denominator": [8], "numerator": [3]})
    from dtplan_analysis.judging import judge

    judged = judge(frame, threshold="20%", comparison="<=").assign(unit="A", period="2024Q2", indicator="late")
    judged = judged.assign(target="L1", variant="", span="quarter")
    found = JudgedTable(judged).what_if("L1", missing="pass", more=1).frame
    assert cells(found, "numerator_then", "denominator_then", "status_then") == [[2, 10, "met"]]


@pytest.mark.parametrize("asked", [{"more": -1}, {"more": 1.5}, {"more": True}, {"missing": "passs"}])
def test_what_if_refuses_what_cannot_be(aa: UnitQuarter, asked: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=r"more: |missing is"):
        aa.what_if("CB2", **asked)
