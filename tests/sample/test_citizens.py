"""Systems and answers of applicants in the sample lie in the announced bands."""

import pandas as pd
from sampled import QUARTERS, assert_within, quarter, read, yes


def test_systems_and_satisfaction() -> None:
    systems, answers = read("systems"), read("satisfaction")
    for label in QUARTERS:
        end = pd.Period(label).end_time.normalize()
        now = systems[(systems["valid_from"] <= end) & (systems["valid_to"].isna() | (systems["valid_to"] >= end))]
        now = now[yes(now["serves_public"]) & (now["state"] == "operating") & (now["level"] == "central")]
        assert now["system"].is_unique
        assert 8 <= len(now) <= 14
        assert 4 <= yes(now["integrated"]).sum() <= 9
    known = answers[answers["score"].notna()]
    by = [known["unit"], quarter(known["answered_on"])]
    assert_within(known["score"].isin(["4", "5"]), by, 0.86, 0.96)
    served = read("satisfaction_served").set_index(["unit", "period"])["served"].astype(int)
    asked = answers.groupby([answers["unit"], quarter(answers["answered_on"])]).size()
    assert set(asked.index) == set(served.index)
    assert (asked <= served[asked.index]).all()
