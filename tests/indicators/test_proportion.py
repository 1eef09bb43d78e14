"""An indicator of one's own, declared in a few lines and called."""

import inspect
from collections.abc import Callable
from typing import Never

import mypy.api
import narwhals.stable.v2 as nw
import pandas as pd
import pytest

from dtplan_analysis.counting import Flow
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
FRAME = pd.DataFrame({"unit": ["A"] * 4, "issued_on": pd.Timestamp("2024-04-02"), "digital": [True, True, True, False]})


def test_indicator_of_ones_own_is_judged() -> None:
    row = DIGITAL(FRAME, by="unit", target="80%").iloc[0]
    assert (row["indicator"], row["numerator"], row["denominator"], row["status"], row["shortfall"]) == (
        *("permits_digital", 3, 4),
        *("not_met", 1),
    )


def test_what_is_not_said_has_plain_words() -> None:
    assert DIGITAL.label == Text("Permits digital", "Permits digital")
    assert "Permits" in DIGITAL.definition.en
    assert "Issued on" in DIGITAL.definition.en
    assert "digital" in DIGITAL.definition.en
    assert "Giấy phép" in DIGITAL.definition.vi
    assert "Ngày cấp" in DIGITAL.definition.vi
    assert DIGITAL.counted == Text("bản ghi", "records")
    assert DIGITAL.nature == "flow"


CHECKED = ("--config-file=", "--strict", "--no-color-output", "--ignore-missing-imports", "--follow-imports=silent")
CALLS = [
    ('counts(frame, registers={"procedures": frame})', ""),
    ("counts(frame, register={})", 'Argument "register" to "counts" of "Proportion" has incompatible type'),
    ('__call__(frame, taget="60%")', 'Argument "taget" to "__call__" of "Proportion" has incompatible type'),
    ('records(frame, perod="2024Q2")', 'Argument "perod" to "records" of "Proportion" has incompatible type'),
]


@pytest.mark.slow
def test_a_misspelt_keyword_fails_in_a_type_checker() -> None:
    head = ["from dtplan_analysis.indicators import Proportion", "def ask(one: Proportion, frame: object) -> None:"]
    source = "\n".join([*head, *(f"    one.{call}" for call, _ in CALLS)])
    told, errors, _ = mypy.api.run([*CHECKED, "-c", source])
    assert errors == ""
    for place, (call, fault) in enumerate(CALLS, len(head) + 1):
        here = [line for line in told.splitlines() if line.startswith(f"<string>:{place}:")]
        assert bool(here) == bool(fault), call
        assert fault in "".join(here)


@pytest.mark.parametrize("method", [Proportion.__call__, Proportion.counts, Proportion.records])
def test_a_keyword_that_nobody_knows_has_no_type(method: Callable[..., object]) -> None:
    (unknown,) = (one for one in inspect.signature(method).parameters.values() if one.kind is one.VAR_KEYWORD)
    assert unknown.annotation is Never
