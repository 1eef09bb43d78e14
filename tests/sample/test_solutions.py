"""Tasks, money, posts and scores of the sample: each quarter's, and none that cannot be."""

from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from sampled import PARAMETERS, QUARTERS

from dtplan_analysis.sample.setting import Setting
from dtplan_analysis.sample.solutions import REGISTERS, budget, initiatives, inspections, plan_tasks, workforce

SETTING = Setting.of(None, 320)


def made(register: Callable[[Setting], Iterator[pa.Table]]) -> pd.DataFrame:
    return pa.concat_tables(register(SETTING)).to_pandas()


def test_a_task_has_one_lead_and_its_state_follows_its_progress() -> None:
    frame = made(plan_tasks)
    assert (frame.groupby(["task", "updated_on"])["lead"].sum() == 1).all()
    *_, done = PARAMETERS["plan_tasks"]["states"]
    assert ((frame["state"] == done) == (frame["progress"] == 100)).all()
    assert frame.groupby(["task", "unit"])["progress"].apply(lambda one: one.is_monotonic_increasing).all()


def test_money_is_spent_within_its_year_and_never_beyond_the_plan() -> None:
    frame = made(budget)
    assert (frame["disbursed"] <= frame["planned"]).all()
    of_a_line = frame.groupby(["unit", "source", "outsourcing", "year"])["disbursed"]
    assert of_a_line.apply(lambda one: one.is_monotonic_increasing).all()


def test_posts_are_filled_by_those_who_come_and_go() -> None:
    frame = made(workforce).sort_values("snapshot_on")
    assert (frame["it_staff"] <= frame["it_posts"]).all()
    for _, of_unit in frame.groupby("unit"):
        moved = (of_unit["hired"] - of_unit["left"]).iloc[1:].tolist()
        assert of_unit["it_staff"].diff().iloc[1:].tolist() == moved


def test_a_finding_stands_where_a_score_is_low() -> None:
    frame, weak = made(inspections), PARAMETERS["inspections"]["weak"]
    assert frame["score"].between(0, frame["max_score"]).all()
    assert (frame["finding"].notna() == (frame["score"] < weak * frame["max_score"])).all()
    assert (frame["finding"].isna() == frame["recommendation"].isna()).all()
    assert list(dict.fromkeys(frame["period"])) == QUARTERS


@pytest.mark.parametrize("register", REGISTERS, ids=lambda one: one.__name__)
def test_a_register_is_the_same_each_time(register: Any) -> None:
    assert made(register).equals(made(register))
    assert len(made(initiatives)) == len(PARAMETERS["initiatives"]["list"])
