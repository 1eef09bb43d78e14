"""A figure counted once more by columns or months adds up to what it was."""

import pytest
from workspaces import dossiers, row, workspace

from dtplan_analysis.counting import COUNTS
from dtplan_analysis.errors import InputError, RegisterError
from dtplan_analysis.units import TOTAL
from dtplan_analysis.workspace import Store, open_store
from dtplan_analysis.workspace.breaking import broken_down, groups_of

ROWS = dossiers(
    *("A 2024-04-02 online 1 9.1 x", "A 2024-05-02 direct 0 9.1 y", "A 2024-05-03 online - 9.2 x"),
    *("C 2024-06-02 online 1 9.2 z", "SXD 2024-05-02 online 1 9.1 x", "X1 2024-05-02 direct 0 9.1 -"),
    columns="channel,processed_online,procedure,user",
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = workspace(tmp_path_factory.mktemp("breaking") / "w", ["dossiers_online", "staff_trained"], dossiers=ROWS)
    return open_store(folder)


@pytest.mark.parametrize("by", [("procedure",), ("month",), ("channel", "month")], ids=str)
@pytest.mark.parametrize("unit", ["A", TOTAL])
def test_parts_add_up_to_the_judged_row(store: Store, unit: str, by: tuple[str, ...]) -> None:
    found = broken_down(store, "T1", store.quarter("2024Q2"), by=by, unit=unit)
    assert found[list(COUNTS)].sum().tolist() == row(store, unit)[list(COUNTS)].astype(int).tolist()
    assert not found.duplicated(list(by)).any()
    assert set(found["target"]) == {"T1"}


def test_the_total_is_parted_by_units_without_the_pilots(store: Store) -> None:
    found = broken_down(store, "T1", store.quarter("2024Q2"), by=("unit",), unit=TOTAL)
    assert dict(zip(found["unit"], found["denominator"], strict=True)) == {"A": 2, "C": 1, "(unknown)": 1}


def test_what_names_a_person_or_is_absent_parts_nothing(store: Store) -> None:
    names = groups_of(store.measure_of("T1").indicator, store)
    assert {"procedure", "channel", "processed_online"} <= names.keys()
    assert not {"user", "unit", "field", "received_on"} & names.keys()
    for name, fault in (("user", "cannot be broken down"), ("unit", "cannot be"), ("field", "no column 'field'")):
        with pytest.raises(InputError, match=fault):
            broken_down(store, "T1", store.quarter("2024Q2"), by=(name,), unit="A")


def test_a_target_whose_register_was_not_given_is_refused(store: Store) -> None:
    with pytest.raises(RegisterError, match="was not given"):
        broken_down(store, "T2", store.quarter("2024Q2"), by=("month",), unit="A")
