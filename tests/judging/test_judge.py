"""Judging: status by whole numbers for a census, by the interval for a survey, and always with a reason."""

from datetime import date
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from dtplan_analysis.counting import COUNTS
from dtplan_analysis.errors import RegisterError
from dtplan_analysis.indicators import dossiers_online, infrastructure_conditions
from dtplan_analysis.judging import JUDGED, STATUSES, exact_share, judge, judge_target, with_periods
from dtplan_analysis.periods import CALENDAR, dated_quarters
from dtplan_analysis.plans import load_plan
from dtplan_analysis.statistics import wilson


def counts(numerator, denominator, missing=0, excluded=0, **more):
    records = denominator + missing + excluded
    return pd.DataFrame([dict(zip(COUNTS, (records, excluded, missing, denominator, numerator), strict=True)) | more])


def judged(*cells, **how):
    basis = {name: how.pop(name) for name in ("threshold", "basis", "checklist", "confidence", "drawn") if name in how}
    return judge(counts(*cells, **how), **({"threshold": None} | basis)).iloc[0]


CENSUS = [
    # numerator, denominator, missing, threshold: status, reason, shortfall, what the case shows
    (99_996, 100_000, 0, "1", "not_met", "count_below_target", 4, "99.996 % is not 100 %"),
    (100_000, 100_000, 0, "1", "met", "count_reaches_target", 0, "100 % is"),
    (599, 1000, 0, "3/5", "not_met", "count_below_target", 1, "one short"),
    (600, 1000, 0, "3/5", "met", "count_reaches_target", 0, "exactly reached"),
    (29, 100, 0, "29%", "met", "count_reaches_target", 0, "0.29 * 100 is less than 29 as floats"),
    (57, 100, 0, "0.57", "met", "count_reaches_target", 0, "0.57 * 100 is less than 57 as floats"),
    (28, 100, 0, "29%", "not_met", "count_below_target", 1, "below"),
    (1, 3, 0, "1/3", "met", "count_reaches_target", 0, "a third of three"),
    (33, 100, 0, "1/3", "not_met", "count_below_target", 1, "a third of a hundred is 34"),
    (600, 990, 10, "3/5", "met", "count_reaches_target", 0, "even if all missing ones fail"),
    (599, 990, 10, "3/5", "inconclusive", "missing_records", 1, "it hangs on the missing ones"),
    (590, 990, 10, "3/5", "inconclusive", "missing_records", 10, "reached if all missing ones pass"),
    (589, 990, 10, "3/5", "not_met", "count_below_target", 11, "not even then"),
    (0, 0, 7, "3/5", "inconclusive", "missing_records", 5, "all are missing"),
    (0, 0, 0, "3/5", "no_case", "no_case_arose", 0, "no case is neither 0 % nor 100 %"),
    (0, 5, 0, "0", "met", "count_reaches_target", 0, "nothing is asked for"),
    (0, 5, 0, "3/5", "not_met", "count_below_target", 3, "none"),
    (3 * 10**15, 5 * 10**15, 0, "3/5", "met", "count_reaches_target", 0, "huge"),
    (3 * 10**15 - 1, 5 * 10**15, 0, "3/5", "not_met", "count_below_target", 1, "huge, one short"),
    (6 * 10**17 - 1, 10**18, 0, "0.6", "not_met", "count_below_target", 1, "beyond what a float can tell apart"),
    (10**9 - 1, 10**9, 0, "999999999/1000000000", "met", "count_reaches_target", 0, "a threshold as fine as that"),
]


@pytest.mark.parametrize(
    ("numerator", "denominator", "missing", "threshold", "status", "reason", "shortfall"),
    [case[:-1] for case in CENSUS],
    ids=[case[-1] for case in CENSUS],
)
def test_census_is_judged_in_whole_numbers(numerator, denominator, missing, threshold, status, reason, shortfall):
    row = judged(numerator, denominator, missing, threshold=exact_share(threshold))
    assert (row["status"], row["reason"], row["shortfall"]) == (status, reason, shortfall)
    assert row["threshold"] == str(Fraction(exact_share(threshold)))
    assert (row["interval"], row["method"], row["confidence"]) == ("process", "wilson", 0.95)


def test_shares_bounds_and_interval():
    row = judged(45, 90, 10, 5, threshold=Fraction(1, 2))
    assert (row["value"], row["worst"], row["best"]) == (0.5, 0.45, 0.55)
    assert (row["lower"], row["upper"]) == tuple(map(float, wilson(45, 90)))
    assert [*row[list(COUNTS)]] == [105, 5, 10, 90, 45]


def test_no_case_has_no_share():
    row = judged(0, 0, 0, 3, threshold=Fraction(1, 2))
    assert row[["value", "worst", "best", "lower", "upper"]].isna().all()
    only_missing = judged(0, 0, 4, threshold=Fraction(1, 2))
    assert np.isnan(only_missing["value"])
    assert (only_missing["worst"], only_missing["best"]) == (0, 1)


fractions = st.fractions(0, 1, max_denominator=10_000)
numbers = st.tuples(st.integers(0, 10**12), st.integers(0, 10**12), st.integers(0, 10**6)).map(
    lambda three: (min(three[:2]), max(three[:2]), three[2])
)


@settings(derandomize=True, database=None)
@given(numbers, fractions)
def test_status_and_shortfall_are_exact(three, threshold):
    numerator, denominator, missing = three
    row = judged(numerator, denominator, missing, threshold=threshold)
    whole = denominator + missing
    if whole == 0:
        assert row["status"] == "no_case"
        return
    worst, best = Fraction(numerator, whole), Fraction(numerator + missing, whole)
    assert row["status"] == ("met" if worst >= threshold else "not_met" if best < threshold else "inconclusive")
    # The shortfall is the fewest cases that would reach the target; none is short where it is met.
    short = int(row["shortfall"])
    assert Fraction(numerator + short, whole) >= threshold
    assert short == 0 or Fraction(numerator + short - 1, whole) < threshold
    assert (short == 0) == (row["status"] == "met")


SURVEY = [
    # numerator, denominator, missing, served, threshold: status, reason, method
    (95, 100, 0, None, "0.85", "met", "interval_reaches_target", "wilson"),
    (95, 100, 0, None, "0.9", "inconclusive", "sampling", "wilson"),
    (60, 100, 0, None, "0.9", "not_met", "interval_below_target", "wilson"),
    (95, 100, 0, 120, "0.9", "met", "interval_reaches_target", "wilson_finite_population"),
    (90, 100, 0, 100, "0.9", "met", "interval_reaches_target", "wilson_finite_population"),  # everybody was asked
    (89, 100, 0, 100, "0.9", "not_met", "interval_below_target", "wilson_finite_population"),
    (95, 100, 0, 99, "0.9", "inconclusive", "sampling", "wilson"),  # fewer served than answered: no population
    (100, 100, 0, None, "1", "inconclusive", "sampling", "wilson"),  # a sample never proves 100 %
    (95, 100, 50, None, "0.85", "met", "interval_reaches_target", "wilson"),  # who does not know is no answer
    (0, 0, 3, None, "0.9", "inconclusive", "sampling", "wilson"),
    (0, 0, 0, None, "0.9", "no_case", "no_case_arose", "wilson"),
]


@pytest.mark.parametrize(
    ("numerator", "denominator", "missing", "served", "threshold", "status", "reason", "method"), SURVEY
)
def test_survey_is_judged_by_its_interval(numerator, denominator, missing, served, threshold, status, reason, method):
    row = judged(
        numerator, denominator, missing, served=served, threshold=Fraction(threshold), basis="sample", drawn="sample"
    )
    assert (row["status"], row["reason"], row["method"], row["interval"]) == (status, reason, method, "sampling")
    assert row["shortfall"] == max(0, -(-Fraction(threshold) * denominator // 1) - numerator)
    without = judged(numerator, denominator, missing, threshold=Fraction(threshold), basis="sample")
    assert without["method"] == "wilson"


@pytest.mark.parametrize(("answered", "served"), [(100, 120), (30, 4000), (7, 8)])
def test_who_asks_nearly_everybody_knows_nearly_everything(answered, served):
    row = judged(answered - 2, answered, served=served, threshold=Fraction(1, 2), basis="sample", drawn="sample")
    asked = answered * (served - 1) / (served - answered)
    limits = proportion_confint((answered - 2) / answered * asked, asked, method="wilson")
    assert (row["lower"], row["upper"]) == pytest.approx(limits, rel=1e-12)


@pytest.mark.parametrize(
    ("met", "required", "unknown", "status", "shortfall"),
    [(12, 12, 0, "met", 0), (11, 12, 0, "not_met", 1), (11, 11, 1, "inconclusive", 1), (0, 0, 0, "no_case", 0)],
)
def test_checklist_has_no_share(met, required, unknown, status, shortfall):
    row = judged(met, required, unknown, 2, checklist=True)
    assert (row["status"], row["shortfall"], row["method"], row["interval"]) == (status, shortfall, "checklist", "")
    assert row["threshold"] is None
    assert row[["value", "worst", "best", "lower", "upper"]].isna().all()


def test_without_a_target_nothing_is_judged():
    row = judged(1, 2)
    assert (row["status"], row["reason"], row["value"]) == ("", "no_target", 0.5)
    assert row["threshold"] is None
    assert row["shortfall"] is pd.NA
    assert judged(0, 0)["status"] == "no_case"


def test_units_without_data_keep_their_reason():
    empty = dict.fromkeys(COUNTS)
    table = pd.DataFrame([empty | {"reason": "not_reported:dossiers"}, empty | {"reason": None}]).astype(
        dict.fromkeys(COUNTS, "Int64")
    )
    rows = judge(table, threshold=Fraction(1))
    assert rows["status"].tolist() == ["no_data", "no_data"]
    assert rows["reason"].tolist() == ["not_reported:dossiers", "not_reported"]
    assert rows[["value", "worst", "best", "lower", "upper", "shortfall"]].isna().all(axis=None)


def test_statuses_are_the_listed_ones():
    found = {judged(*case[:3], threshold=case[3])["status"] for case in CENSUS}
    assert found | {"not_due", "no_data", "suppressed"} == set(STATUSES)


IMPOSSIBLE = [
    ({"numerator": 6}, "do not add up"),
    ({"numerator": -1}, "do not add up"),
    ({"records": 11}, "do not add up"),
    ({"records": 5, "missing": -1, "excluded": 1, "denominator": 5}, "do not add up"),
    ({"numerator": 2.5}, "column 'numerator' has something else than whole numbers"),
    ({"numerator": "many"}, "column 'numerator' has something else than whole numbers"),
]


@pytest.mark.parametrize(("wrong", "fault"), IMPOSSIBLE)
def test_counts_that_cannot_be_are_refused(wrong, fault):
    with pytest.raises(RegisterError, match=fault):
        judge(counts(5, 5, 4, 1).assign(**wrong), threshold=Fraction(1))


def test_table_of_counts_needs_all_five():
    with pytest.raises(RegisterError, match="column 'missing' is absent"):
        judge(counts(5, 5).drop(columns="missing"), threshold=Fraction(1))


# -- Periods -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "as_of", "running", "provisional", "baseline"),
    [
        ("2024Q2", date(2024, 6, 30), 0, False, False),
        ("2024Q2", date(2024, 6, 29), 0, True, False),
        ("2024Q2", date(2024, 9, 1), 1, True, False),
        ("2024Q1", date(2024, 9, 1), 0, False, True),
    ],
)
def test_provisional_and_baseline(label, as_of, running, provisional, baseline):
    quarter = CALENDAR.quarter(label)
    for period in (quarter, CALENDAR.year_to_date(quarter)):
        table = counts(1, 1, period=period.label, span=period.span, running=running)
        row = with_periods(table, [period], as_of=as_of, plan=load_plan()).iloc[0]
        assert (row["provisional"], row["baseline"]) == (provisional, baseline)
        assert (row["period_start"], row["period_end"], row["as_of"]) == (period.start, period.end, as_of)


def test_listed_quarters_need_not_go_back_to_the_plan():
    listed = dated_quarters([(date(2024, 1, 1), date(2024, 3, 20)), (date(2025, 1, 1), date(2025, 3, 31))])
    table = pd.concat([counts(1, 1, period=label, span="quarter") for label in ("2024Q1", "2025Q1")])
    rows = with_periods(table, listed.listed, as_of=date(2025, 4, 1), plan=load_plan())
    assert rows["baseline"].tolist() == [True, False]


# -- On frames ---------------------------------------------------------------------------------------------------


def test_call_returns_the_judged_table():
    frame = pd.DataFrame(
        {
            "unit": ["A", "A", "B"],
            "received_on": pd.to_datetime(["2024-04-01", "2024-04-02", "2024-04-03"]),
            "channel": ["online", "direct", "online"],
            "processed_online": True,
            "status": "processed",
        }
    )
    table = dossiers_online(frame, target="60%", as_of=date(2024, 6, 30))
    assert tuple(table.columns) == JUDGED
    assert table[["unit", "indicator", "status", "shortfall", "provisional"]].to_numpy().tolist() == [
        ["A", "dossiers_online", "not_met", 1, False],
        ["B", "dossiers_online", "met", 0, False],
    ]
    whole = dossiers_online(frame, by=None, target="60%", as_of=date(2024, 6, 30))
    assert whole[["status", "value"]].to_numpy().tolist() == [["met", 2 / 3]]
    assert "unit" not in whole


def test_running_dossiers_make_the_quarter_provisional():
    frame = pd.DataFrame({"unit": ["A"], "received_on": pd.to_datetime(["2024-04-01"]), "channel": ["online"]}).assign(
        processed_online=True, status="in_process", completed_on=pd.NaT
    )
    assert dossiers_online(frame, as_of=date(2024, 9, 1))["provisional"].tolist() == [True]
    assert dossiers_online(frame.assign(status="not_accepted"), as_of=date(2024, 9, 1))["provisional"].tolist() == [
        False
    ]
    done = frame.assign(completed_on=pd.Timestamp("2024-05-01"))
    assert dossiers_online(done, as_of=date(2024, 9, 1))["provisional"].tolist() == [False]


def test_target_of_the_plan_is_judged_by_its_indicator():
    target = load_plan().target("OP7")
    row = judge_target(counts(3, 4), infrastructure_conditions, target).iloc[0]
    assert (row["status"], row["shortfall"], row["threshold"]) == ("not_met", 1, None)
    row = judge_target(counts(60, 100), dossiers_online, load_plan().target("CB2")).iloc[0]
    assert (row["status"], row["threshold"]) == ("met", "3/5")
