"""Documents, tasks and work records of the sample lie in the announced bands."""

import pandas as pd
import pyarrow.parquet as pq
from sampled import COMMITTED, QUARTERS, assert_within, quarter, read, yes

from dtplan_analysis.sample import operations
from dtplan_analysis.sample.setting import Setting


def test_a_register_made_alone_is_the_same() -> None:
    alone = list(operations.work_records(Setting.of(None, 320)))
    assert sum(table.num_rows for table in alone) == len(read("work_records"))
    first = pq.read_table(COMMITTED / "registers/work_records.parquet").slice(0, alone[0].num_rows)
    assert first.equals(alone[0])


def test_documents_and_secrets() -> None:
    frame = read("documents")
    by, open_ = quarter(frame["sent_on"]), frame["secrecy"] == "none"
    internal = frame["direction"] == "internal"
    inside = frame["channel"].isin(["portal", "dms", "email"]) & ~frame["also_paper"]
    outside = frame["channel"].isin(["special_transmission", "interconnection_axis"])
    known = open_ & frame["channel"].notna()
    assert_within(inside[known & internal], [frame["unit"], by], 0.93, 1.00)
    assert_within(outside[known & ~internal], [frame["unit"], by], 0.88, 0.99)
    assert_within(~open_, [by], 0.005, 0.03)


def test_assigned_tasks_and_work_records() -> None:
    tasks, updates, records = read("assignments"), read("assignment_updates"), read("work_records")
    for label in QUARTERS:
        period = pd.Period(label)
        completed = tasks["completed_on"]
        running = (tasks["assigned_on"] <= period.end_time) & (completed.isna() | (completed >= period.start_time))
        told = set(updates.loc[quarter(updates["updated_on"]) == label, "number"])
        ended = completed.between(period.start_time, period.end_time)
        tracked = (yes(tasks["tracked"]) & (tasks["number"].isin(told) | ended))[running]
        assert 0.92 <= tracked.mean() <= 1.00, label
        assert running.sum() > 100
    steps = ["opened_digitally", "processed_digitally", "closed_digitally"]
    known = records[records["processed_digitally"].notna()]
    digital = known[steps].astype(bool).all(axis=1)
    assert_within(digital, [known["unit"], quarter(known["closed_on"])], 0.70, 0.97)
    assert not ((records["unit"] == "MTU") & (quarter(records["closed_on"]) == "2024Q3")).any()
