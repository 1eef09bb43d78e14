"""Staff, mailboxes and classes of the sample lie in the announced bands."""

import pandas as pd
import pytest
from sampled import PARAMETERS, QUARTERS, quarter, read


def test_staff_mail_and_training() -> None:
    staff, mail, classes = read("staff"), read("mailbox_use"), read("training")
    by_quarter, by_year = quarter(mail["used_on"]), classes["completed_on"].dt.year
    expected = dict(zip(QUARTERS, [0.82, 0.20, 0.45, 0.70, 0.95], strict=True))
    for label in QUARTERS:
        period = pd.Period(label)
        end = period.end_time.normalize()
        there = staff[(staff["valid_from"] <= end) & (staff["valid_to"].isna() | (staff["valid_to"] >= end))]
        there = there[(there["kind"] != "contract") & ~there["long_leave"]]
        assert there["staff"].is_unique
        assert 0.94 <= there["staff"].isin(mail.loc[by_quarter == label, "staff"]).mean() <= 1.00
        attended = classes[(by_year == period.year) & (classes["completed_on"] <= period.end_time)]
        assert there["staff"].isin(attended["staff"]).mean() == pytest.approx(expected[label], abs=0.03)
    sizes = staff.groupby("unit")["staff"].nunique()
    for units, low, high in (
        (slice("QHKT", "TTR"), 15, 40),
        (slice("KTXD", "QLN"), 40, 120),
        (slice("HAU", "MTU"), 300, 700),
    ):
        codes = pd.Series([unit["code"] for unit in PARAMETERS["units"]])
        here = codes[(codes == units.start).idxmax() : (codes == units.stop).idxmax()]
        assert sizes[here].between(low * 0.95, high * 1.05).all()
