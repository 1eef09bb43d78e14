"""The catalogue: names become registers and indicators, the library's and one's own."""

import narwhals.stable.v2 as nw
import pytest

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
