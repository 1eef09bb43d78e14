"""The ministry that the sample is of: its days, its sizes, and chance that any machine repeats."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from sampled import PARAMETERS, QUARTERS, read

from dtplan_analysis.sample.setting import Setting, between, flags, joined, lookup, pick, spread_out


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("dossiers", "received_on"),
        ("dossiers", "completed_on"),
        ("dossiers", "returned_on"),
        ("documents", "sent_on"),
        ("work_records", "closed_on"),
        ("training", "completed_on"),
        ("mailbox_use", "used_on"),
        ("assignments", "assigned_on"),
        ("assignment_updates", "updated_on"),
        ("satisfaction", "answered_on"),
        ("declarations", "declared_on"),
        ("inspections", "inspected_on"),
    ],
)
def test_events_are_on_working_days_up_to_the_as_of_date(name: str, column: str) -> None:
    days = read(name)[column].dropna().dt.normalize()
    assert (days.dt.day_of_week < 5).all()
    assert not days.isin(pd.to_datetime(PARAMETERS["holidays"])).any()
    assert days.max() <= pd.Timestamp(PARAMETERS["as_of"])
    if column not in ("completed_on", "returned_on", "assigned_on") or name == "training":
        assert days.between("2023-10-01", "2024-12-31").all()


def test_registers_have_chance_of_their_own_that_a_seed_repeats() -> None:
    one, other = (Setting.of(None, seed).generator("staff").random(3).tolist() for seed in (320, 321))
    assert Setting.of(None, 320).generator("staff").random(3).tolist() == one
    assert other != one
    assert Setting.of(None, 320).generator("documents").random(3).tolist() != one


def test_rows_are_numbered_within_their_count() -> None:
    place, serial = spread_out(np.array([2, 0, 3]))
    assert (place.tolist(), serial.tolist()) == ([0, 0, 2, 2, 2], [1, 2, 1, 2, 3])


def test_draws_keep_to_their_weights_and_bounds() -> None:
    rng = np.random.default_rng(1)
    drawn = np.bincount(pick(rng, 3000, {"a": 1, "b": 0, "c": 2}), minlength=3)
    assert drawn[1] == 0
    assert 1.7 < drawn[2] / drawn[0] < 2.3
    assert {*between(rng, 2, 4, 200).tolist()} == {2, 3, 4}


def test_columns_have_gaps_where_asked_and_numbers_four_digits() -> None:
    gap = np.array([False, True])
    assert lookup(["a", "b"], np.array([1, 0]), gap).to_pylist() == ["b", None]
    assert flags(np.array([True, True]), gap).to_pylist() == [True, None]
    assert joined("-", pa.array(["G17"]), np.array([7])).to_pylist() == ["G17-0007"]


def test_a_silent_unit_has_no_rows_and_sizes_grow_with_the_sample() -> None:
    small, large = Setting.of(None, 320), Setting.of(10 * int(PARAMETERS["rows"]), 320)
    sizes, grown = (one.sizes("documents", one.generator("x")).sum() for one in (small, large))
    assert grown == pytest.approx(10 * sizes, rel=0.02)
    for gap in PARAMETERS["silent"]:
        counts = small.sizes(gap["register"], small.generator("x"))
        assert counts[QUARTERS.index(gap["quarter"]), small.place(gap["unit"])] == 0
