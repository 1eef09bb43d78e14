"""The register of counts that an office is given instead of records."""

import pytest

from dtplan_analysis.registers.counts import PARTS, counts_register


def test_a_long_table_has_an_item_and_its_numbers_a_row() -> None:
    register = counts_register("reported")
    assert register.names[5:] == (*PARTS, "as_of", "source")
    required = {column.name for column in register.columns if column.required}
    assert required == {"unit", "period", "numerator", "denominator"}
    assert [column.name for column in register.columns if column.happened] == ["as_of"]


def test_a_wide_table_has_the_numbers_of_all_items_and_needs_none_of_them() -> None:
    register = counts_register("wide", ["2.1", "2.2"])
    numbers = [name for name in register.names if name[-1].isdigit()]
    assert numbers == [f"{part}_{place}" for place in (1, 2) for part in PARTS]
    assert all(register.column(name).optional and not register.column(name).required for name in numbers)
    assert register.column("missing_2").meaning.vi == "2.2: Thiếu thông tin"


@pytest.mark.parametrize("items", [(), ("2.1",)])
def test_its_rows_are_figures_in_a_table_of_their_own(items: tuple[str, ...]) -> None:
    register = counts_register("reported", items)
    assert (register.table, register.sums) == ("counts.reported", True)
    assert all(column.least == 0 for column in register.columns if column.type == "whole")
