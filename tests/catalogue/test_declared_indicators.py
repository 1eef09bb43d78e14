"""Indicators that a plan file declares count as those of Python do."""

from collections.abc import Callable
from datetime import date
from typing import Any

import duckdb
import narwhals.stable.v2 as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from backends import rows_of
from declared import indicator
from hypothesis import given
from hypothesis import strategies as st

from dtplan_analysis.counting import COUNTS, Flow
from dtplan_analysis.indicators.proportion import Proportion

DAY = "2024-05-02"


ROWS = pd.DataFrame(
    {
        "unit": ["A"] * 6,
        "number": list("123456"),
        "reported_on": pd.to_datetime(["2024-04-02"] * 6),
        "due_on": pd.to_datetime([DAY] * 5 + [None]),
        "restored_on": pd.to_datetime(["2024-04-03", "2024-06-01", None, DAY, "2024-05-03", "2024-05-03"]),
        "hours": [5.0, 30, None, 24, 2, 1],
        "kind": ["outage", "attack", "outage", "attack", "outage", None],
        "told": pd.array([True, False, None, True, False, True], dtype="boolean"),
    }
)


DATES = ("reported_on", "due_on", "restored_on")


FRAMES: dict[str, Callable[[pd.DataFrame], Any]] = {
    "pandas": lambda frame: frame,
    "polars": pl.from_pandas,
    "polars lazy": lambda frame: pl.from_pandas(frame).lazy(),
    "pyarrow": lambda frame: pa.Table.from_pandas(frame, preserve_index=False),
    "duckdb": lambda frame: duckdb.from_arrow(pa.Table.from_pandas(frame, preserve_index=False)),
}


# keys → records, excluded, missing, denominator, numerator; counted by hand
COUNTED = [
    ("numerator = { hours = { at_most = 24 } }", (6, 0, 1, 5, 4)),
    ("numerator = { hours = { at_least = 24 } }", (6, 0, 1, 5, 2)),
    ('numerator = { kind = "attack" }', (6, 0, 1, 5, 2)),
    ('numerator = { kind = { not = ["attack"] } }', (6, 0, 1, 5, 3)),
    ("numerator = { told = true }", (6, 0, 1, 5, 3)),
    ("numerator = { told = false }", (6, 0, 1, 5, 2)),
    ('numerator = { restored_on = { not_after = "due_on" } }', (6, 0, 2, 4, 2)),
    # one of two lists, and both columns are needed
    ('numerator = [{ restored_on = { not_after = "due_on" } }, { kind = "attack" }]', (6, 0, 2, 4, 3)),
    ('numerator = { kind = "outage", hours = { at_most = 24 } }', (6, 0, 2, 4, 2)),
    ("numerator = { restored_on = { empty = true } }", (6, 0, 0, 6, 1)),
    # an empty cell does not exclude
    ('numerator = { told = true }\nexclude = { kind = "attack" }', (6, 2, 1, 3, 2)),
    ('numerator = { hours = { at_most = 24 } }\nexclude = { kind = { not = ["attack"] } }', (6, 3, 0, 3, 2)),
    # nobody knows whether the third and the sixth are among them
    (
        "numerator = { restored_on = { empty = true } }\n"
        'among = [{ kind = "outage", hours = { at_least = 3 } }, { kind = "attack" }]',
        (5, 0, 2, 3, 0),
    ),
]


@pytest.mark.parametrize("backend", FRAMES)
@pytest.mark.parametrize(("keys", "expected"), COUNTED, ids=[keys for keys, _ in COUNTED])
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_declared_indicator_counts(keys: str, expected: tuple[int, ...], backend: str) -> None:
    (row,) = rows_of(indicator(keys).counts(FRAMES[backend](ROWS)))
    assert tuple(int(row[name]) for name in COUNTS) == expected


# What a file asks, and the same in Python: numerator, what it needs, and what is left out.
SAME: dict[str, tuple[nw.Expr, tuple[str, ...], dict[str, tuple[str, ...]]]] = {
    "numerator = { hours = { at_most = 24 } }": (nw.col("hours") <= 24, ("hours",), {}),
    'numerator = { kind = "attack" }': (nw.col("kind") == "attack", ("kind",), {}),
    'numerator = { told = true }\nexclude = { kind = "attack" }': (nw.col("told"), ("told",), {"kind": ("attack",)}),
    'numerator = { restored_on = { not_after = "due_on" } }': (
        nw.col("restored_on") <= nw.col("due_on"),
        ("restored_on", "due_on"),
        {},
    ),
}


DAYS = st.one_of(st.none(), st.dates(date(2024, 4, 1), date(2024, 9, 30)).map(pd.Timestamp))


INCIDENTS = st.lists(
    st.fixed_dictionaries(
        {
            "unit": st.sampled_from(["A", "B"]),
            "reported_on": st.dates(date(2024, 4, 1), date(2024, 9, 30)).map(pd.Timestamp),
            "due_on": DAYS,
            "restored_on": DAYS,
            "hours": st.one_of(st.none(), st.integers(0, 60)),
            "kind": st.sampled_from(["outage", "attack", None]),
            "told": st.one_of(st.none(), st.booleans()),
        }
    ),
    min_size=1,
    max_size=12,
)


@pytest.mark.parametrize("backend", FRAMES)
@given(rows=INCIDENTS, keys=st.sampled_from(list(SAME)))
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_toml_counts_as_python_does(backend: str, rows: list[dict[str, Any]], keys: str) -> None:
    frame = pd.DataFrame(rows).assign(number=[str(n) for n in range(len(rows))])
    frame = frame.astype(
        {"hours": "Float64", "told": "boolean", "kind": "str"} | dict.fromkeys(DATES, "datetime64[us]")
    )
    said, (numerator, needs, exclude) = indicator(keys), SAME[keys]
    same = Proportion("x", said.register, numerator, needs, Flow("reported_on"), exclude=exclude)
    found, expected = (
        sorted(
            tuple(row[name] for name in ("unit", "period", *COUNTS))
            for row in rows_of(one.counts(FRAMES[backend](frame), as_of=date(2024, 9, 30)))
        )
        for one in (said, same)
    )
    assert found == expected
    assert found
