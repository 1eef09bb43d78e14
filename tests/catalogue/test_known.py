"""The catalogue: names become registers and indicators, the library's and one's own."""

from collections.abc import Callable
from typing import Any

import duckdb
import narwhals.stable.v2 as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from dtplan_analysis import indicators
from dtplan_analysis.catalogue import INDICATORS, LIBRARY, REGISTERS
from dtplan_analysis.counting import Flow
from dtplan_analysis.errors import InputError
from dtplan_analysis.indicators import Proportion
from dtplan_analysis.language import Text
from dtplan_analysis.registers import Register
from dtplan_analysis.registers.columns import UNIT, day, flag

PERMITS = Register(
    "permits",
    title=Text("Giấy phép", "Permits"),
    columns=(UNIT, day("issued_on", "Ngày cấp", "Issued on"), flag("digital", "Bản điện tử", "Digital")),
    date="issued_on",
)
DIGITAL = Proportion(
    "permits_digital",
    register=PERMITS,
    numerator=nw.col("digital"),
    needs=("digital",),
    placement=Flow("issued_on"),
)


FRAMES: dict[str, Callable[[pd.DataFrame], Any]] = {
    "pandas": lambda frame: frame,
    "polars": pl.from_pandas,
    "pyarrow": lambda frame: pa.Table.from_pandas(frame, preserve_index=False),
    "duckdb": lambda frame: duckdb.from_arrow(pa.Table.from_pandas(frame, preserve_index=False)),
}


@pytest.mark.parametrize("backend", FRAMES)
def test_ones_own_register_and_indicator_are_a_few_lines_on_any_frame(backend: str) -> None:
    days = pd.to_datetime(["2024-04-02"] * 5 + ["2024-05-06"] * 3)
    issued = pd.DataFrame(
        {"unit": list("AAAAABBB"), "issued_on": days, "digital": [True] * 4 + [False] * 2 + [True] * 2}
    )
    judged = DIGITAL(FRAMES[backend](issued), by="unit", target="80%")
    found = judged.loc[judged["span"] == "quarter", ["unit", "denominator", "numerator", "status"]]
    assert found.values.tolist() == [["A", 5, 4, "met"], ["B", 3, 2, "not_met"]]


def test_catalogue_knows_what_was_added_and_the_library_does_not() -> None:
    own = LIBRARY.add([PERMITS], [DIGITAL])
    assert own.register("permits") is PERMITS
    assert own.indicator("permits_digital") is own.declared("permits_digital") is DIGITAL
    assert "permits" not in REGISTERS
    assert "permits_digital" not in INDICATORS
    assert list(own.registers)[:-1] == list(REGISTERS)


@pytest.mark.parametrize(
    ("call", "fault", "remedy"),
    [
        (lambda: LIBRARY.add([Register("staff", Text("x", "x"), (UNIT,))]), "the name is taken", "another name"),
        (lambda: LIBRARY.add(indicators=[DIGITAL]), "reads a register 'permits'", "add the register"),
        (lambda: LIBRARY.register("dossier"), "there is no register 'dossier'", "did you mean 'dossiers'"),
        (
            lambda: LIBRARY.indicator("dossiers_onlin"),
            "'dossiers_onlin'",
            "did you mean 'dossiers_online'",
        ),
    ],
)
def test_catalogue_refuses(call, fault, remedy) -> None:
    with pytest.raises(InputError) as refused:
        call()
    assert fault in str(refused.value)
    assert remedy in refused.value.remedy


def test_every_indicator_that_can_be_imported_can_be_named_in_a_plan() -> None:
    named = {name for name, one in vars(indicators).items() if isinstance(one, Proportion)}
    assert named == set(INDICATORS)
    assert named <= set(indicators.__all__)
