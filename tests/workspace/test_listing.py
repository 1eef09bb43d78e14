"""Lists of records behind a shortfall are kept, and asked for again where they are damaged."""

from pathlib import Path

import pytest

from dtplan_analysis.workspace import open_store

LIST_DAMAGES = [
    lambda file: file.write_bytes(file.read_bytes()[:-9]),
    lambda file: file.write_bytes(file.read_bytes().replace(b"number", b"numbre")),
    lambda file: file.write_bytes(b""),
    lambda file: file.unlink(),
]


@pytest.mark.parametrize("damage", LIST_DAMAGES)
def test_a_list_that_is_damaged_is_asked_for_again(small: Path, damage) -> None:
    store = open_store(small)
    asked = store.measured[0].indicator, store.quarter("2024Q2")
    found = store.listed(*asked)
    assert list(found["number"].dropna())
    (file,) = (store.place / "lists").iterdir()
    whole = file.read_bytes()
    damage(file)
    assert open_store(small).listed(*asked).equals(found)
    assert file.read_bytes() == whole


def test_lists_need_no_place_to_be_kept(small: Path) -> None:
    store = open_store(small)
    asked = store.measured[0].indicator, store.quarter("2024Q2")
    (store.place / "lists").write_text("in the way", encoding="utf-8")
    assert len(store.listed(*asked)) == 3
