"""An indicator of one's own, declared in a few lines and called."""

import narwhals.stable.v2 as nw
import pandas as pd

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
