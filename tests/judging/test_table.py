"""Judged rows as JSON."""

import json
import math

from cards import ALL_KINDS
from office import Counts, judged

from dtplan_analysis.judging import JUDGED, judged_json


def test_judged_rows_as_json_keep_every_digit_and_have_no_nan() -> None:
    table = judged(ALL_KINDS | {("AA", "CB5", "2024Q2"): Counts(1, 3)})
    found = json.loads(json.dumps(judged_json(table), allow_nan=False))
    assert all(tuple(one) == JUDGED for one in found)
    third = next(one for one in found if one["target"] == "CB5")
    assert third["value"] == 1 / 3
    assert (third["threshold"], third["shortfall"], third["numerator"]) == ("3/5", 1, 1)
    assert (third["period_start"], third["period_end"], third["as_of"]) == ("2024-04-01", "2024-06-30", "2024-12-31")
    assert (third["provisional"], third["baseline"]) == (False, False)
    nothing = next(one for one in found if one["target"] == "OP3")
    assert {nothing[name] for name in ("value", "numerator", "denominator", "shortfall", "lower")} == {None}
    idle = next(one for one in found if one["target"] == "OP2")
    assert (idle["value"], idle["denominator"]) == (None, 0)
    assert not any(isinstance(value, float) and math.isnan(value) for one in found for value in one.values())
