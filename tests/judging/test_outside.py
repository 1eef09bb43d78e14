"""Figures that others publish are held against their limit exactly, and are no shares."""

from pathlib import Path

import pandas as pd
import pytest
from plan_files import target

from dtplan_analysis.catalogue import INDICATORS
from dtplan_analysis.judging.outside import judge_outside
from dtplan_analysis.judging.table import JUDGED

WORDS = 'measured_in = { vi = "điểm", en = "points" }'
ANY = INDICATORS["dossiers_online"]


@pytest.mark.parametrize(
    ("limit", "given", "status", "reason"),
    [
        ('at_least = "86.5"', "86.5", "met", "value_reaches_limit"),
        ('at_least = "86.5"', "86.4999999999999999999", "not_met", "value_misses_limit"),
        ('at_most = "5"', "5", "met", "value_reaches_limit"),
        ('at_most = "5"', "5.01", "not_met", "value_misses_limit"),
        ('at_most = "5"', "", "no_data", "not_published"),
    ],
)
def test_a_value_is_held_against_its_limit_exactly(
    tmp_path: Path, limit: str, given: str, status: str, reason: str
) -> None:
    asked = target(tmp_path, f"outside = {{ {limit}, {WORDS} }}")
    rows = pd.DataFrame({"unit": ["A"], "period": ["2024Q2"], "given": [given]})
    (row,) = judge_outside(rows, ANY, asked).to_dict("records")
    assert (row["status"], row["reason"], row["counted_from"]) == (status, reason, "outside")
    assert pd.isna(row["numerator"])
    assert pd.isna(row["denominator"])
    assert row["comparison"] == ("<=" if "at_most" in limit else ">=")
    assert {*row} <= {*JUDGED}


def test_units_have_the_level_that_they_are_given(tmp_path: Path) -> None:
    asked = target(tmp_path, f'outside = {{ at_least = "1", {WORDS} }}')
    rows = pd.DataFrame({"unit": ["A", "B"], "period": "2024Q2", "given": ["1", "1"]})
    assert judge_outside(rows, ANY, asked, levels={"B": "commune"})["unit_level"].tolist() == ["", "commune"]


def test_a_target_of_a_share_is_refused(tmp_path: Path) -> None:
    asked = target(tmp_path, 'indicator = "dossiers_online"\nthreshold = "60%"')
    with pytest.raises(ValueError, match="asks for no figure from outside"):
        judge_outside(pd.DataFrame({"unit": ["A"], "period": ["2024Q2"], "given": ["1"]}), ANY, asked)
