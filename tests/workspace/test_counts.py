"""Tables of counts in the workspace file, long and wide."""

from pathlib import Path

import pytest
from given import ROWS, office, rejected, told

from dtplan_analysis.errors import InputError
from dtplan_analysis.workspace import open_store


def test_a_wide_table_has_a_figure_for_each_item(tmp_path: Path) -> None:
    items = 'items = [ { target = "T2", numerator = "Đạt", denominator = "Tổng" }, '
    items += '{ indicator = "dossiers_online", numerator = "C", denominator = "D" } ]\n'
    folder = office(tmp_path / "w", "A,2026Q1,3,10,1,2", "B,2026Q1,9,3,,", head="unit,period,Đạt,Tổng,C,D\n")
    file = folder / "dtplan.toml"
    file.write_text(file.read_text(encoding="utf-8") + items, encoding="utf-8")
    store = open_store(folder)
    assert told(store, "A", "2026Q1")[0] == (3, 10)
    assert told(store, "A", "2026Q1", "T1")[0] == (1, 2)
    assert rejected(store, "counts.given") == [("3", "numerator_1", "9", "does_not_add_up")]


@pytest.mark.parametrize(
    ("items", "words"),
    [
        ("items = []\n", "the list is empty"),
        ('items = [ { target = "T2", numerator = "a" } ]\n', "the key 'denominator' is missing"),
        ('items = [ { numerator = "a", denominator = "b" } ]\n', "an item is an indicator"),
        ('items = [ { target = "T2", numerators = "a" } ]\n', "unknown key 'numerators'"),
        ("includes_bellow = true\n", "unknown key 'includes_bellow'"),
    ],
)
def test_a_table_of_counts_that_cannot_be_is_refused_with_its_place(tmp_path: Path, items: str, words: str) -> None:
    folder = office(tmp_path / "w", *ROWS)
    file = folder / "dtplan.toml"
    file.write_text(file.read_text(encoding="utf-8") + items, encoding="utf-8")
    with pytest.raises(InputError, match=words) as error:
        open_store(folder)
    assert "counts.given" in str(error.value)
