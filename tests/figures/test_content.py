"""What a cell of a file of figures holds."""

from datetime import date
from typing import Any

import pytest

from dtplan_analysis.figures import dictionary
from dtplan_analysis.figures.content import value_of

VALUES: list[tuple[str, Any, Any]] = [
    ("value", 0.25, 0.25),
    ("value", 1, 1.0),
    ("threshold", "2/3", 2 / 3),
    ("numerator", 6.0, 6),
    ("numerator", 6.5, "6.5"),
    ("value", float("nan"), None),
    ("value", float("inf"), "inf"),
    ("value", "=1+1", "=1+1"),
    ("provisional", False, False),
    ("provisional", "=1", "=1"),
    ("as_of", "2024-12-31", date(2024, 12, 31)),
    ("as_of", "=today()", "=today()"),
    ("unit", "", None),
    ("unit", None, None),
    ("unit", ["x"], "['x']"),
]


@pytest.mark.parametrize(("name", "given_", "found"), VALUES)
def test_a_cell_is_what_its_column_holds_or_else_text(name: str, given_: Any, found: Any) -> None:
    value = value_of({name: given_}, dictionary()[name])
    assert (value, type(value)) == (found, type(found))
