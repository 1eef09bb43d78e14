"""Stages, levels and limits from above: which share a row is judged by, and what is not due yet."""

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtplan_analysis.indicators import dossiers_online
from dtplan_analysis.judging import judge
from dtplan_analysis.judging.judge import judge_target
from dtplan_analysis.plans import Target, load_plan

PLAN = """
id = "own"
title = { vi = "Kế hoạch", en = "Plan" }
[[levels]]
id = "province"
name = { vi = "cấp tỉnh", en = "province" }
[[levels]]
id = "commune"
name = { vi = "cấp xã", en = "commune" }
[[targets]]
id = "T"
indicator = "dossiers_online"
text = { vi = "Chỉ tiêu", en = "Target" }
"""


def target(folder: Path, keys: str) -> Target:
    file = folder / "own.toml"
    file.write_text(PLAN + keys, encoding="utf-8")
    return load_plan(file).target("T")


def rows(*counted: tuple[str, str, int, int, int]) -> pd.DataFrame:
    """One row of counts for each unit, last day, denominator, numerator and missing."""
    return pd.DataFrame(
        [
            {
                "unit": unit,
                "period_end": date.fromisoformat(day),
                "records": denominator + missing,
                "excluded": 0,
                "missing": missing,
                "denominator": denominator,
                "numerator": numerator,
            }
            for unit, day, denominator, numerator, missing in counted
        ]
    )


STAGES = 'thresholds = [ { until = 2027, at = "80%" }, { until = 2030, at = "90%" } ]'


@pytest.mark.parametrize(
    ("day", "numerator", "threshold", "status"),
    [
        ("2026-12-31", 79, "4/5", "not_due"),
        ("2026-12-31", 80, "4/5", "met"),  # reached before its day is reached
        ("2027-12-31", 79, "4/5", "not_met"),
        ("2028-03-31", 85, "4/5", "met"),
        ("2030-12-31", 85, "9/10", "not_met"),
        ("2031-03-31", 90, "9/10", "met"),
    ],
)
def test_row_is_judged_by_the_stage_of_its_last_day(
    day: str, numerator: int, threshold: str, status: str, tmp_path: Path
) -> None:
    judged = judge_target(rows(("A", day, 100, numerator, 0)), dossiers_online, target(tmp_path, STAGES))
    assert judged[["threshold", "status"]].to_dict("records") == [{"threshold": threshold, "status": status}]


def test_missing_records_before_the_day_are_not_due_either(tmp_path: Path) -> None:
    judged = judge_target(rows(("A", "2026-12-31", 90, 75, 10)), dossiers_online, target(tmp_path, STAGES))
    assert judged["status"].tolist() == ["not_due"]


def test_no_case_before_the_day_is_no_case(tmp_path: Path) -> None:
    judged = judge_target(rows(("A", "2026-12-31", 0, 0, 0)), dossiers_online, target(tmp_path, STAGES))
    assert judged["status"].tolist() == ["no_case"]


def test_each_level_has_its_own_share_and_a_total_over_several_none(tmp_path: Path) -> None:
    counts = rows(*((unit, "2026-03-31", 10, 8, 0) for unit in ("P", "C", "without", "*")))
    one = target(tmp_path, 'by_level = { province = "100%", commune = "70%" }')
    judged = judge_target(counts, dossiers_online, one, levels={"P": "province", "C": "commune"})
    assert judged["threshold"].tolist() == ["1", "7/10", None, None]
    assert judged["status"].tolist() == ["not_met", "met", "", ""]
    assert judged["shortfall"].tolist() == [2, 0, pd.NA, pd.NA]


# denominator, numerator, missing, at most → worst, best, status, too many by; by hand
AT_MOST = [
    (100, 2, 0, "2%", 0.02, 0.02, "met", 0),
    (100, 3, 0, "2%", 0.03, 0.03, "not_met", 1),
    (98, 1, 2, "2%", 0.03, 0.01, "inconclusive", 1),  # 100 known or missing: two allowed, three if all missing pass it
    (98, 0, 2, "2%", 0.02, 0.00, "met", 0),
    (98, 3, 2, "2%", 0.05, 0.03, "not_met", 3),
    (10, 0, 0, "0%", 0.0, 0.0, "met", 0),
]


@pytest.mark.parametrize(("n", "x", "missing", "limit", "worst", "best", "status", "over"), AT_MOST)
def test_at_most(n: int, x: int, missing: int, limit: str, worst: float, best: float, status: str, over: int) -> None:
    counts = rows(("A", "2026-03-31", n, x, missing))
    (row,) = judge(counts, threshold=limit, comparison="<=").to_dict("records")
    found: dict[str, Any] = {name: row[name] for name in ("status", "shortfall")}
    assert found == {"status": status, "shortfall": over}
    assert (row["worst"], row["best"]) == pytest.approx((worst, best))


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 20), st.fractions(0, 1, max_denominator=60))
def test_at_most_is_the_mirror_of_at_least(failed: int, passed: int, missing: int, share: Fraction) -> None:
    """What at most may lack a quality is what at least must have it."""
    n = failed + passed
    (over,) = judge(rows(("A", "2026-03-31", n, failed, missing)), threshold=share, comparison="<=").to_dict("records")
    (short,) = judge(rows(("A", "2026-03-31", n, passed, missing)), threshold=1 - share).to_dict("records")
    assert (over["status"], over["shortfall"]) == (short["status"], short["shortfall"])
    assert over["worst"] == pytest.approx(1 - short["worst"], nan_ok=True)


def test_survey_of_at_most_is_judged_by_its_interval() -> None:
    counts = rows(*(("A", "2026-03-31", 200, x, 0) for x in (2, 20, 40)))
    judged = judge(counts, threshold="10%", comparison="<=", basis="sample")
    assert judged["status"].tolist() == ["met", "inconclusive", "not_met"]
    assert judged["shortfall"].tolist() == [0, 0, 20]
