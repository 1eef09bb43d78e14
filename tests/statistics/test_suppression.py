"""Suppression: tables by hand, and an attacker who solves every equation and bound that is published."""

import csv

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from places import ORACLES
from scipy.optimize import linprog

from dtplan_analysis.statistics import Suppressed, suppress

ROWS = list(csv.DictReader((ORACLES / "suppression.csv").read_text(encoding="utf-8").splitlines()))


def table(text: str) -> np.ndarray:
    rows = [[float("nan") if cell == "-" else float(cell) for cell in row.split()] for row in text.split("/")]
    return np.array(rows)


@pytest.mark.parametrize("row", ROWS, ids=[row["source"] for row in ROWS])
def test_tables_by_hand(row: dict[str, str]) -> None:
    counts, expected = table(row["inputs"]), table(row["expected"])
    if row["method"] == "list":
        counts, expected = counts[0], expected[0]
    np.testing.assert_array_equal(suppress(counts).counts, expected)


def equations(shape: tuple[int, ...]) -> np.ndarray:
    """Every published sum, as a row that is 0 for the table with its totals."""
    places = np.arange(np.prod(shape)).reshape(shape)
    lines = [places] if len(shape) == 1 else [*places, *places.T]
    rows = np.zeros((len(lines), places.size))
    for row, line in zip(rows, lines, strict=True):
        row[line] = 1
        row[line[-1]] = -1
    return rows


def attack(found: Suppressed) -> list[float]:
    """How wide a range each suppressed count still has for who knows all sums and that it is at least 1."""
    published = found.counts.ravel()
    hidden = np.flatnonzero(np.isnan(published))
    system = equations(found.counts.shape)
    right = -system @ np.nan_to_num(published)
    widths = []
    for place in range(hidden.size):
        aim = np.zeros(hidden.size)
        aim[place] = 1
        low, high = (linprog(sign * aim, A_eq=system[:, hidden], b_eq=right, bounds=(1, None)) for sign in (1, -1))
        widths.append(np.inf if high.status == 3 else float(-high.fun - low.fun))
    return widths


cells = st.one_of(st.integers(0, 6), st.integers(0, 60))
tables = st.tuples(st.integers(1, 5), st.integers(1, 5)).flatmap(
    lambda shape: st.lists(st.lists(cells, min_size=shape[1], max_size=shape[1]), min_size=shape[0], max_size=shape[0])
)


@given(counts=st.one_of(tables, st.lists(cells, min_size=1, max_size=8)))
def test_nothing_suppressed_can_be_found_by_subtraction(counts: list) -> None:
    found = suppress(counts)
    whole = np.array(counts, float)
    for axis in range(whole.ndim):
        whole = np.concatenate([whole, whole.sum(axis=axis, keepdims=True)], axis=axis)
    hidden = np.isnan(found.counts)
    np.testing.assert_array_equal(found.counts[~hidden], whole[~hidden])
    np.testing.assert_array_equal(found.primary, (whole > 0) & (whole < 5))
    np.testing.assert_array_equal(hidden, found.primary | found.secondary)
    assert not (found.primary & found.secondary).any()
    assert all(width > 0.99 for width in attack(found))


def test_the_attack_itself_succeeds_where_only_small_counts_are_hidden() -> None:
    counts = np.array([[20.0, 3, 23], [15, 30, 45], [35, 33, 68]])
    small = counts < 5
    assert attack(Suppressed(np.where(small, np.nan, counts), small, np.zeros_like(small))) == pytest.approx([0])
    pair = np.array([1.0, 1, 9, 11])
    assert attack(Suppressed(np.where(pair < 5, np.nan, pair), pair < 5, pair < 0)) == pytest.approx([0, 0])


def test_only_as_much_as_needed_goes_and_totals_last() -> None:
    counts = np.full((6, 5), 40)
    counts[2, 3] = 2
    counts[4, 1] = 12
    found = suppress(counts)
    assert found.secondary.sum() == 3
    assert found.secondary[4, 1] == found.secondary[2, 1] == found.secondary[4, 3] == True  # noqa: E712
    assert not found.secondary[-1].any()
    assert suppress(counts, threshold=2).secondary.sum() == 0


@pytest.mark.parametrize(
    ("counts", "threshold"),
    [([-1, 3], 5), ([1.5, 3], 5), ([np.nan], 5), ([], 5), ([[[1]]], 5), ([1, 3], 0)],
)
def test_tables_that_cannot_be_are_refused(counts: list, threshold: int) -> None:
    with pytest.raises(ValueError, match=r"^counts are"):
        suppress(counts, threshold=threshold)
