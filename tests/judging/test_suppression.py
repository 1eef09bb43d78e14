"""What is hidden of judged rows: small groups, what they could be computed from, and never more than one reason."""

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from dtplan_analysis.judging.suppression import suppressed

Pair = tuple[int, int]
Figures = Mapping[str, Mapping[str, Sequence[Pair]]]
"""Numerator and denominator of each unit, by figure and quarter of one year."""

QUARTERS = {"2024Q1": (0, 1), "2024Q2": (2, 3), "2024Q3": (4, 5)}
SHOWN = ["records", "denominator", "numerator", "value", "worst", "best", "lower", "upper", "shortfall", "effective"]


def judged(figures: Figures, nature: str = "flow", pilots: int = 0) -> pd.DataFrame:
    """Judged rows of units U0, U1, … and their total, which the last few, pilots, are not in, with years to date."""
    rows: list[dict[str, Any]] = []
    for figure, quarters in figures.items():
        sums = [(0, 0)] * len(next(iter(quarters.values())))
        for label, pairs in quarters.items():
            sums = [(x + a, n + b) for (x, n), (a, b) in zip(sums, pairs, strict=True)]
            for span, told in (("quarter", pairs), ("year_to_date", sums if nature == "flow" else pairs)):
                own = told[: len(told) - pilots]
                total = (sum(x for x, _ in own), sum(n for _, n in own))
                start = QUARTERS[label][0] if span == "quarter" else 0
                about = {"plan": "p", "target": figure, "indicator": figure, "variant": "", "nature": nature}
                about |= {"period": label, "span": span, "period_start": start, "period_end": QUARTERS[label][1]}
                about |= {"method": "wilson", "counted_from": "records", "status": "met", "reason": "r"}
                for unit, (x, n) in [*((f"U{place}", pair) for place, pair in enumerate(told)), ("(total)", total)]:
                    numbers = {
                        "shortfall": n - x,
                        "records": n,
                        "excluded": 0,
                        "missing": 0,
                        "denominator": n,
                        "numerator": x,
                    }
                    rows.append(about | {"unit": unit} | dict.fromkeys(SHOWN, x / n if n else np.nan) | numbers)
    return pd.DataFrame(rows)


def hidden(table: pd.DataFrame, **where: str) -> list[str]:
    """The units that are hidden in a quarter of a figure."""
    where = {"target": "T", "period": "2024Q1", "span": "quarter"} | where
    here = table[(table[list(where)] == pd.Series(where)).all(axis=1)]
    return here.loc[here["status"] == "suppressed", "unit"].tolist()


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([(30, 40), (20, 30), (50, 60)], []),
        ([(30, 40), (3, 30), (50, 60)], ["U0", "U1"]),  # the smallest that protects
        ([(30, 40), (28, 30), (50, 60)], ["U0", "U1"]),  # two who fail are few too
        ([(30, 40), (0, 30), (50, 60)], []),  # nobody is no person
        ([(30, 40), (8, 8), (50, 60)], ["U0", "U1"]),  # all of a few tell it of each
        ([(30, 40), (0, 9), (50, 60)], ["U0", "U1"]),
        ([(30, 40), (10, 10), (50, 60)], []),
        ([(3, 40)], ["U0", "(total)"]),
        ([(40, 40), (3, 3), (50, 50)], ["U1", "(total)"]),  # of a total of 100 % each unit has 100 %
        ([(3, 30), (4, 40), (50, 90)], ["U0", "U1"]),  # together they are enough
        ([(2, 30), (2, 40), (50, 90), (60, 99)], ["U0", "U1", "U2"]),  # together they are few
        ([(0, 0), (3, 30), (50, 60)], ["U1", "U2"]),  # no case protects nobody
    ],
)
def test_small_groups_and_what_protects_them(counts: list[Pair], expected: list[str]) -> None:
    table = suppressed(judged({"T": {"2024Q1": counts}}), 5)
    assert hidden(table) == hidden(table, span="year_to_date") == expected
    gone = table["status"] == "suppressed"
    assert table.loc[gone, SHOWN].isna().all(axis=None)
    assert set(table.loc[gone, "reason"]) <= {"protected"}  # one, for all
    before = judged({"T": {"2024Q1": counts}})
    pd.testing.assert_frame_equal(table[~gone], before[~gone], check_dtype=False)


def test_a_year_to_date_is_hidden_where_a_quarter_of_it_is() -> None:
    counts = {"2024Q1": [(30, 40)] * 3, "2024Q2": [(3, 40), (20, 40), (30, 50)], "2024Q3": [(30, 40)] * 3}
    table = suppressed(judged({"T": counts}), 5)
    assert [hidden(table, period=label) for label in QUARTERS] == [[], ["U0", "U1"], []]
    assert [hidden(table, period=label, span="year_to_date") for label in QUARTERS] == [[], ["U0", "U1"], ["U0", "U1"]]
    stock = suppressed(judged({"T": counts}, "stock"), 5)  # there it is the last quarter's
    assert [hidden(stock, period=label, span="year_to_date") for label in QUARTERS] == [[], ["U0", "U1"], []]


def test_pilots_protect_nobody_and_need_nobody() -> None:
    counts = [(30, 40), (50, 60), (3, 30)]
    assert hidden(suppressed(judged({"T": {"2024Q1": counts}}, pilots=1), 5, apart=["U2"])) == ["U2"]
    counts = [(30, 40), (3, 60), (10, 20)]
    assert hidden(suppressed(judged({"T": {"2024Q1": counts}}, pilots=1), 5, apart=["U2"])) == ["U0", "U1"]


def test_a_number_that_stands_in_two_figures_is_hidden_in_both() -> None:
    received = [(37, 40), (45, 90), (60, 110), (70, 130)]
    among = [(20, 37), (20, 45), (20, 60), (20, 70)]  # of those that passed
    table = suppressed(judged({"T": {"2024Q1": received}, "S": {"2024Q1": among}}), 5)
    assert hidden(table) == hidden(table, target="S") == ["U0", "U1"]
    assert hidden(suppressed(judged({"S": {"2024Q1": among}}), 5), target="S") == []


def test_what_holds_items_or_is_published_by_others_stays() -> None:
    few = judged({"T": {"2024Q1": [(1, 2), (30, 60)]}})
    assert hidden(suppressed(few.assign(method="checklist"), 5)) == []
    assert hidden(suppressed(few.assign(counted_from="outside"), 5)) == []


# -- The attack ------------------------------------------------------------------------------------------------------


def bounds(figures: Figures, table: pd.DataFrame) -> dict[tuple[str, str, str, str], tuple[float, float]]:
    """How many of each hidden group pass and fail, as a reader can narrow it down by all that is shown.

    The reader knows that totals are sums of units and years to date of quarters, and which denominators are the same.
    """
    units = len(next(iter(next(iter(figures.values())).values())))
    keys = list(product(figures, next(iter(figures.values())), [f"U{place}" for place in range(units)], "xy"))
    at = {key: place for place, key in enumerate(keys)}
    equal, right = [], []

    def told(cells: Sequence[tuple[str, str, str, str]], number: float) -> None:
        equal.append([1.0 if key in set(cells) else 0.0 for key in keys])
        right.append(number)

    for row in table[table["status"] != "suppressed"].to_dict("records"):
        own = [row["unit"]] if row["unit"] != "(total)" else [f"U{place}" for place in range(units)]
        labels = [one for one in QUARTERS if one <= row["period"]] if row["span"] != "quarter" else [row["period"]]
        for side, number in (("x", row["numerator"]), ("y", row["denominator"] - row["numerator"])):
            told([(row["target"], label, unit, side) for label in labels for unit in own], number)
    first, *others = figures
    for other, (label, pairs) in product(others, figures[first].items()):
        for place in range(len(pairs)):
            unit = f"U{place}"
            line = np.zeros(len(keys))
            for figure, sign in ((first, 1), (other, -1)):
                line[[at[figure, label, unit, side] for side in "xy"]] = sign
            equal.append(line.tolist())
            right.append(0)
    gone = table[(table["status"] == "suppressed") & (table["span"] == "quarter") & (table["unit"] != "(total)")]
    found = {}
    for row in gone.to_dict("records"):
        for side in "xy":
            aim = np.zeros(len(keys))
            aim[at[row["target"], row["period"], row["unit"], side]] = 1
            ends = [linprog(sign * aim, A_eq=equal, b_eq=right, method="highs") for sign in (1, -1)]
            assert all(end.status in (0, 3) for end in ends)  # solved, or without a limit
            low, high = (sign * end.fun if end.status == 0 else np.inf for sign, end in zip((1, -1), ends, strict=True))
            found[row["target"], row["period"], row["unit"], side] = low, high
    return found


@st.composite
def offices(draw: st.DrawFn) -> Figures:
    """Two figures of the same records, of few units in three quarters: small and large groups, none and all of them."""
    units, labels = draw(st.integers(1, 5)), list(QUARTERS)[: draw(st.integers(1, 3))]
    sizes = st.sampled_from([0, 1, 3, 4, 6, 9, 12, 30, 60])
    figures: dict[str, dict[str, list[Pair]]] = {"T": {}, "S": {}}
    for label in labels:
        for n in [draw(sizes) for _ in range(units)]:
            for figure in figures.values():
                x = draw(st.sampled_from([0, n, n // 2, min(2, n), max(0, n - 2), draw(st.integers(0, n))]))
                figure.setdefault(label, []).append((x, n))
    return figures


@given(offices(), st.sampled_from([3, 5]), st.sampled_from(["flow", "stock"]))
def test_nobody_subtracts_a_hidden_number_back(figures: Figures, least: int, nature: str) -> None:
    rows = judged(figures, nature)
    table = suppressed(rows, least)
    small = ((rows["numerator"] > 0) & (rows["numerator"] < least)) | (
        (rows["denominator"] > rows["numerator"]) & (rows["denominator"] - rows["numerator"] < least)
    )
    assert (table.loc[small, "status"] == "suppressed").all()
    if nature == "stock":  # of which quarters do not add up
        table = table[table["span"] == "quarter"]
    truth = {(target, label, f"U{place}"): pair for target, quarters in figures.items()
             for label, pairs in quarters.items() for place, pair in enumerate(pairs)}  # fmt: skip
    for (target, label, unit, side), (low, high) in bounds(figures, table).items():
        x, n = truth[target, label, unit]
        if 0 < x < least or 0 < n - x < least:
            assert high - low >= 1 - 1e-6, (target, label, unit, side, low, high)


# -- Units whose row holds those below it ------------------------------------------------------------------------------

ABOVE = {"U1": "U0", "U2": "U0", "U3": "U1", "U4": "U1", "U6": "U5"}
"""U0 holds U1 and U2, U1 holds U3 and U4, U5 holds U6, U7 stands alone."""


def holding(own: Mapping[str, Pair]) -> tuple[pd.DataFrame, pd.Series]:
    """Judged rows of a quarter of units, each with what those within it did, and the unit that holds each row."""
    sums = dict.fromkeys(sorted(own), (0, 0))
    for unit, (x, n) in own.items():
        one: str | None = unit
        while one:
            sums[one] = (sums[one][0] + x, sums[one][1] + n)
            one = ABOVE.get(one)
    rows = judged({"T": {"2024Q1": list(sums.values())}})
    total = tuple(map(sum, zip(*own.values(), strict=True)))
    rows.loc[rows["unit"] == "(total)", ["numerator", "denominator", "records"]] = (*total, total[1])
    return rows, rows["unit"].map(ABOVE).fillna("")


def narrowed(own: Mapping[str, Pair], table: pd.DataFrame) -> dict[tuple[str, str], tuple[float, float]]:
    """How many of each unit's own records pass and fail, as a reader can narrow it down.

    The reader knows which unit holds which, and of those without records of their own that they have none.
    """
    keys = list(product(own, "xy"))
    below = {unit: {unit} for unit in own}
    for unit in own:
        one = ABOVE.get(unit)
        while one:
            below[one].add(unit)
            one = ABOVE.get(one)
    equal, right = [], []
    for row in table[(table["status"] != "suppressed") & (table["span"] == "quarter")].to_dict("records"):
        held = below.get(row["unit"], set(own))
        for side, number in (("x", row["numerator"]), ("y", row["denominator"] - row["numerator"])):
            equal.append([1.0 if unit in held and of == side else 0.0 for unit, of in keys])
            right.append(number)
    for unit in set(ABOVE.values()):
        if own[unit] == (0, 0):
            equal += [[1.0 if key == (unit, side) else 0.0 for key in keys] for side in "xy"]
            right += [0, 0]
    found = {}
    for place, key in enumerate(keys):
        aim = np.zeros(len(keys))
        aim[place] = 1
        ends = [linprog(sign * aim, A_eq=equal or None, b_eq=right or None, method="highs") for sign in (1, -1)]
        low, high = (sign * end.fun if end.status == 0 else np.inf for sign, end in zip((1, -1), ends, strict=True))
        found[key] = low, high
    return found


FEW_OWN = dict.fromkeys(("U0", "U1", "U5"), (0, 0)) | dict.fromkeys(("U2", "U3", "U4", "U6", "U7"), (30, 70))


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ({}, []),
        ({"U3": (3, 70)}, ["U3", "U4"]),  # the row of U1, less U4's, would tell it
        ({"U6": (3, 70)}, ["U5", "U6", "U7"]),  # the row of U5 is U6's
        ({"U7": (3, 70)}, ["U5", "U6", "U7"]),  # what is within a hidden row would tell it
        ({"U0": (2, 2)}, ["U2"]),  # what is left of U0's row less U1's and U2's is a small group
    ],
)
def test_a_row_that_holds_units_is_a_total_of_them(own: dict[str, Pair], expected: list[str]) -> None:
    rows, holder = holding(FEW_OWN | own)
    assert sorted(hidden(suppressed(rows, 5, within=holder))) == expected


@given(st.lists(st.sampled_from([0, 0, 2, 4, 9, 12, 30, 60]), min_size=8, max_size=8), st.data())
def test_nobody_subtracts_a_hidden_number_of_units_within_units(sizes: list[int], data: st.DataObject) -> None:
    passing = [data.draw(st.sampled_from(sorted({0, n, n // 2, min(2, n), max(0, n - 2)}))) for n in sizes]
    own = {f"U{place}": pair for place, pair in enumerate(zip(passing, sizes, strict=True))}
    rows, holder = holding(own)
    table = suppressed(rows, 5, within=holder)
    found = narrowed(own, table)
    for unit, (x, n) in own.items():
        if 0 < x < 5 or 0 < n - x < 5:
            for side in "xy":
                low, high = found[unit, side]
                assert high - low >= 1 - 1e-6, (unit, side, low, high)
