"""The example of an inventory of services: connected by configuration alone, with figures worked out by hand."""

import shutil
from pathlib import Path

import pytest

from dtplan_analysis.resources import resource
from dtplan_analysis.units import TOTAL
from dtplan_analysis.workspace import Store, open_store


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder: Path = tmp_path_factory.mktemp("inventory") / "w"
    shutil.copytree(resource("data") / "examples" / "service-inventory", folder)
    return open_store(folder)


@pytest.mark.parametrize(
    ("period", "target", "counts", "status"),
    [
        ("FY2023", "S1", (5, 1, 0, 4, 2), "not_met"),
        ("FY2024", "S1", (5, 1, 0, 4, 3), "met"),
        ("FY2023", "S2", (5, 1, 1, 3, 2), "not_met"),
        ("FY2024", "S2", (5, 1, 1, 3, 2), "not_met"),
        # on time where any way is, and none is not
        ("FY2023", "S3", (5, 1, 1, 3, 2), "inconclusive"),
        ("FY2024", "S3", (5, 1, 0, 4, 3), "met"),
        # weighted by volume: 120,000 + 42,500 of 171,700; 131,000 + 9,000 + 40,000 of 181,000
        ("FY2023", "S4", (172_200, 500, 0, 171_700, 162_500), "not_met"),
        ("FY2024", "S4", (181_700, 700, 0, 181_000, 180_000), "met"),
    ],
)
def test_figures_by_hand(store: Store, period: str, target: str, counts: tuple[int, ...], status: str) -> None:
    judged = store.judged
    rows = judged[(judged["target"] == target) & (judged["period"] == period) & (judged["unit"] == TOTAL)]
    row = rows[rows["span"] != "year_to_date"].iloc[0]
    assert tuple(row[["records", "excluded", "missing", "denominator", "numerator"]]) == counts
    assert row["status"] == status


def test_no_row_is_lost_and_no_word_without_a_meaning(store: Store) -> None:
    reading = store.readings["services"]
    assert (reading.rows, reading.usable, reading.unmapped, reading.unknown_units) == (10, 10, {}, {})
    assert (reading.unreadable, reading.said_missing) == ({}, {"standards_met": 2, "on_time": 1})
