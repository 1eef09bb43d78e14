"""What becomes of a record, and the sums over it: of records, or of a column that says how much each holds."""

from datetime import date
from typing import Any

import duckdb
import narwhals.stable.v2 as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from backends import rows_of

from dtplan_analysis.counting import COUNTS, Flow
from dtplan_analysis.counting.outcomes import PARTS, UNWEIGHED, all_of, any_of, outcome, sums, tally, weighed
from dtplan_analysis.indicators import Proportion
from dtplan_analysis.language import Text
from dtplan_analysis.registers import Register
from dtplan_analysis.registers.columns import UNIT, day, flag, whole

NO, YES = nw.lit(False), nw.lit(True)


@pytest.mark.parametrize(
    ("among", "excluded", "missing", "numerator", "expected"),
    [
        (NO, YES, YES, YES, 0),  # none of the indicator's records, whatever else it is
        (YES, YES, YES, YES, 1),  # left out before anything else is asked
        (YES, NO, YES, YES, 3),  # too little is known, though the numerator may be
        (YES, NO, NO, YES, 2),
        (YES, NO, NO, NO, 4),
        (YES, NO, NO, nw.lit(None, nw.Boolean), 4),  # what nobody says is not reached
        (YES, NO, NO, nw.lit(-1), 6),  # taken off the numerator
    ],
)
def test_a_record_has_one_outcome(
    among: nw.Expr, excluded: nw.Expr, missing: nw.Expr, numerator: nw.Expr, expected: int
) -> None:
    one = nw.from_native(pl.DataFrame({"row": [1]})).select(found=outcome(among, excluded, missing, numerator))
    assert one["found"].to_list() == [expected]


def test_sums_are_those_of_the_outcomes() -> None:
    rows = pl.DataFrame({"unit": list("AAAAAAB"), "outcome_0": [0, 1, 2, 2, 3, 4, 6], "running": [True] * 7})
    alike = tally(nw.from_native(rows), ["unit", "outcome_0", "running"])
    assert alike["rows"].sum() == 7
    for judges_steps, running in ((False, (0, 0)), (True, (3, 1))):
        (a, b) = sums(alike, ["unit"], [judges_steps]).sort("unit").select(f"{part}_0" for part in PARTS).rows()
        assert a == (1, 1, 3, 2, running[0])
        assert b == (0, 0, 1, -1, running[1])


@pytest.mark.parametrize(("join", "of_none"), [(any_of, False), (all_of, True)])
def test_of_no_tests_none_holds_and_all_do(join: Any, of_none: bool) -> None:
    frame = nw.from_native(pl.DataFrame({"row": [1]}))
    asked = {"none": [], "both": [NO, YES], "yes": [YES, YES], "no": [NO, NO]}
    found = frame.select(**{name: join(tests) for name, tests in asked.items()})
    assert found.row(0) == (of_none, join is any_of, True, False)


@pytest.mark.parametrize(
    ("volume", "unread", "outcome", "held", "lacking"),
    [
        (7, False, 2, 7, 0),
        (0, False, 2, 0, 0),  # zero is a known number
        (-1, False, 2, 0, 1),
        (None, False, 4, 0, 1),
        (7, True, 2, 0, 1),
        (None, False, 1, 0, 0),  # what is left out lacks nothing
    ],
)
def test_what_a_record_holds_is_known_or_is_lacking(
    volume: int | None, unread: bool, outcome: int, held: int, lacking: int
) -> None:
    row = pl.DataFrame(
        {"volume": [volume], "mark": [unread], "outcome_0": [outcome]}, schema_overrides={"volume": pl.Int64}
    )
    found = weighed(nw.from_native(row), ["outcome_0"], "volume", nw.col("mark"))
    assert found.select("rows", UNWEIGHED).rows() == [(held, lacking)]


SERVICES = Register(
    "services",
    title=Text("Dịch vụ", "Services"),
    columns=(UNIT, day("year", "Năm", "Year"), flag("online", "Trực tuyến", "Online"), whole("volume", "Số", "Volume")),
    date="year",
)
BY_VOLUME = Proportion(
    "online_by_volume",
    register=SERVICES,
    numerator=nw.col("online"),
    needs=("online",),
    placement=Flow("year"),
    sum_of="volume",
)
ROWS: dict[str, list[Any]] = {
    "unit": ["A", "A", "A", "B", "B", "C"],
    "year": pd.to_datetime(["2024-02-01", "2024-02-01", "2024-05-01", "2024-02-01", "2024-02-01", "2024-02-01"]),
    "online": [True, False, True, True, None, True],
    "volume": [100, 300, 7, 10, 5, None],
}  # type: ignore[dict-item]


def frame() -> pd.DataFrame:
    return pd.DataFrame(ROWS).astype({"online": "boolean", "volume": "Int64"})


AS_TABLE = pa.Table.from_pandas(frame())
BACKENDS = {
    "pandas": frame(),
    "polars": pl.from_arrow(AS_TABLE),
    "pyarrow": AS_TABLE,
    "duckdb": duckdb.from_arrow(AS_TABLE),
}


@pytest.mark.parametrize("backend", BACKENDS)
def test_every_backend_sums_alike(backend: str) -> None:
    counted = rows_of(BY_VOLUME.counts(BACKENDS[backend], as_of=date(2024, 6, 30)))
    rows = sorted(tuple(row[name] for name in ("unit", "period", *COUNTS, "unweighed")) for row in counted)
    assert rows == [
        ("A", "2024Q1", 400, 0, 0, 400, 100, 0),
        ("A", "2024Q2", 7, 0, 0, 7, 7, 0),
        ("B", "2024Q1", 15, 0, 5, 10, 10, 0),
        ("C", "2024Q1", 0, 0, 0, 0, 0, 1),
    ]


def test_a_sum_has_no_interval_and_an_empty_cell_leaves_it_open() -> None:
    judged = BY_VOLUME(frame(), target="20%", as_of=date(2024, 6, 30)).set_index(["unit", "period"])
    first = judged.loc["A", "2024Q1"]
    assert (first["value"], first["status"], first["shortfall"], first["method"]) == (0.25, "met", 0, "sum")
    assert judged[["lower", "upper"]].isna().all(axis=None)
    assert judged.loc["C", "2024Q1"]["reason"] == "missing_weight"
    assert judged.loc["C", "2024Q1"]["status"] == "inconclusive"
    assert round(judged.loc["B", "2024Q1"]["worst"], 3) == 0.667


def test_a_number_below_zero_is_no_number_of_anything() -> None:
    rows = frame().assign(volume=pd.array([100, -300, 7, 10, 5, 1], "Int64"))
    judged = BY_VOLUME(rows, target="20%", as_of=date(2024, 6, 30)).set_index(["unit", "period"])
    assert judged.loc["A", "2024Q1"]["reason"] == "missing_weight"
