"""Predicates of a plan file: of what cells they hold, and where nobody can decide."""

from typing import Any

import narwhals.stable.v2 as nw
import pandas as pd
import pytest
from declared import REGISTER, catalogue
from reference import UNREAD

from dtplan_analysis.catalogue.predicate import Predicate, predicate_of
from dtplan_analysis.errors import PlanError
from dtplan_analysis.plans.table import PlanTable

COLUMNS = {column.name: column for column in catalogue(REGISTER).registers["incidents"].columns}


def predicate(content: Any) -> Predicate:
    return predicate_of(PlanTable({"where": content}, "own.toml"), "where", COLUMNS)


TYPES = {"hours": "Float64", "told": "boolean", "kind": "str"}
TYPES |= dict.fromkeys(("due_on", "restored_on"), "datetime64[us]")


def decided(content: Any, row: dict[str, Any]) -> bool | None:
    """What a predicate says of a row; True, False, or None."""
    cells = dict.fromkeys(TYPES) | {name: cell for name, cell in row.items() if cell != UNREAD}
    frame = nw.from_native(pd.DataFrame([cells]).astype(TYPES))
    frame = frame.with_columns(nw.lit(row.get(name) == UNREAD).alias(f"{name}__unread") for name in TYPES)
    found = frame.select(found=predicate(content).decided())["found"].to_list()[0]
    return None if found is None or pd.isna(found) else bool(found)


@pytest.mark.parametrize(
    ("content", "row", "expected"),
    [
        ({"hours": {"at_least": 24}}, {"hours": 24}, True),
        ({"hours": {"at_least": 24}}, {"hours": 23.5}, False),
        ({"hours": {"at_most": 24}}, {"hours": 24.5}, False),
        ({"hours": {"at_least": 24}}, {}, None),
        ({"kind": ["outage", "attack"]}, {"kind": "attack"}, True),
        ({"kind": {"not": "attack"}}, {"kind": "attack"}, False),
        ({"kind": {"empty": True}}, {}, True),
        ({"kind": {"empty": True}}, {"kind": "attack"}, False),
        ({"kind": "attack"}, {"kind": UNREAD}, None),
        ({"kind": {"empty": True}}, {"kind": UNREAD}, None),
        ({"told": False}, {"told": False}, True),
        ({"restored_on": {"not_after": "due_on"}}, {"restored_on": "2024-05-02", "due_on": "2024-05-02"}, True),
        ({"restored_on": {"not_after": "due_on"}}, {"restored_on": "2024-05-03", "due_on": "2024-05-02"}, False),
        # All of one list must hold; one that fails decides, whatever the other cell lacks.
        ({"told": True, "hours": {"at_most": 5}}, {"told": False}, False),
        ({"told": True, "hours": {"at_most": 5}}, {"told": True}, None),
        # Any of several lists; one that holds decides.
        ([{"told": True}, {"kind": "attack"}], {"told": True}, True),
        ([{"told": True}, {"kind": "attack"}], {"told": False}, None),
    ],
)
def test_a_cell_that_is_empty_decides_nothing(content: Any, row: dict[str, Any], expected: bool | None) -> None:
    assert decided(content, row) is expected


def test_it_knows_its_columns_and_the_values_that_pass() -> None:
    both = predicate({"kind": {"not": "attack"}, "hours": {"empty": True}})
    assert (both.columns, both.needs, both.parts) == (("kind", "hours"), ("kind",), None)
    assert predicate({"kind": {"not": "attack"}}).parts == {"kind": ("outage",)}
    assert predicate({"told": False}).parts == {"told": (False,)}
    assert predicate({"hours": {"at_most": 5}}).parts is None


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ({}, "the table is empty"),
        ({"hour": 5}, "there is no column 'hour'"),
        ({"hours": {"at_least": 1, "at_most": 2}}, "2 tests of one column"),
        ({"hours": {"at_least": True}}, "no limit of a column of type number"),
        ({"kind": {"at_most": 5}}, "no limit of a column of type code"),
        ({"kind": {"empty": False}}, "is not true"),
        ({"restored_on": {"not_after": "kind"}}, "two columns of dates are compared"),
        ({"told": "yes"}, "no value of a column of type flag"),
        ({"hours": {"less": 1}}, "less"),
    ],
)
def test_what_cannot_be_asked_is_refused(content: Any, fault: str) -> None:
    with pytest.raises(PlanError, match=fault):
        predicate(content)
