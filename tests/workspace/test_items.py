"""What reported figures can be of, by what they are called."""

from types import SimpleNamespace

import pytest

from dtplan_analysis.catalogue import INDICATORS
from dtplan_analysis.plans import find_plan, load_plan
from dtplan_analysis.workspace.counts import Item
from dtplan_analysis.workspace.items import Items
from dtplan_analysis.workspace.measured import Measured

PLAN = load_plan()
TARGETS = [Measured(INDICATORS[one.indicator].choose(one.variant), one, PLAN.id) for one in PLAN.counted]
BESIDE = [Measured(INDICATORS["dossiers_on_time"].choose(name), None, PLAN.id) for name in ("received", "completed")]
ITEMS = Items([*TARGETS, *BESIDE], outside=False)


@pytest.mark.parametrize(
    ("item", "key"),
    [
        (Item(target="CB2"), ("", "dossiers_online", "")),
        (Item(target="cb2"), ("", "dossiers_online", "")),
        (Item(target=f"{PLAN.id}/CB2"), ("", "dossiers_online", "")),
        (Item("dossiers_online"), ("", "dossiers_online", "")),
        (Item("Dossiers_Fully_Online"), ("", "dossiers_fully_online", "full_service_procedures")),  # as the plan has it
        (Item("dossiers_on_time"), ("", "dossiers_on_time", "received")),  # no plan has it: the first
        (Item("dossiers_on_time", variant="completed"), ("", "dossiers_on_time", "completed")),
        (Item("dossiers_on_time", variant="never"), "unknown_item"),
        (Item(target="CB9"), "unknown_item"),
        (Item(), "unknown_item"),
        (Item("dossiers_online", target="CB2"), "unknown_item"),
    ],
    ids=str,
)
def test_an_item_is_found_by_target_or_indicator(item: Item, key: object) -> None:
    assert ITEMS.find(item) == key


def test_a_name_that_two_plans_give_to_different_things_is_ambiguous() -> None:
    other = Measured(INDICATORS["dossiers_on_time"], PLAN.target("CB2"), "other")
    items = Items([*TARGETS, other], outside=False)
    assert items.find(Item(target="CB2")) == "ambiguous_item"
    assert items.find(Item(target="other/CB2")) == other.key


def test_values_of_others_are_of_their_targets_alone() -> None:
    plan = find_plan("hanoi-par-2026")
    target = next(one for one in plan.targets if one.outside)
    measured = Measured(SimpleNamespace(name=target.id, variant=""), target, plan.id)  # type: ignore[arg-type]
    items = Items([*TARGETS, measured], outside=True)
    assert items.find(Item(target=target.id)) == (f"{plan.id}/{target.id}", target.id, "")
    assert items.find(Item(target="CB2")) == "unknown_item"
