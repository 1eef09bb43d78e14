"""A plan as a whole: it travels, and names the nearest target."""

import pickle

import pytest

from dtplan_analysis.errors import PlanError
from dtplan_analysis.plans import load_plan

PLAN = load_plan()


def test_plan_travels_between_processes():
    assert pickle.loads(pickle.dumps(PLAN)) == PLAN


def test_unknown_target_is_named_with_the_nearest():
    with pytest.raises(PlanError, match=r"no target 'CB22'\n.*did you mean 'CB2'"):
        PLAN.target("CB22")
