"""What a sheet may not be: locked, or of more cells than there is room for."""

import pytest

from dtplan_analysis.errors import RegisterError
from dtplan_analysis.registers.reading.formats.oddities import locked, refuse_sparse


@pytest.mark.parametrize(("width", "height", "refused"), [(16, 1_000, False), (4, 4_001, True), (16_001, 1, True)])
def test_a_table_has_room_or_is_refused(width: int, height: int, refused: bool) -> None:
    if not refused:
        refuse_sparse(width, height, "here", room=16_000)
        return
    with pytest.raises(RegisterError, match=f"spans {width:,} columns and {height:,} rows") as raised:
        refuse_sparse(width, height, "here", room=16_000)
    assert (raised.value.where, "stray cell" in raised.value.remedy) == ("here", True)


def test_a_locked_workbook_says_how_to_open_it() -> None:
    assert "without a password" in locked("here").remedy
