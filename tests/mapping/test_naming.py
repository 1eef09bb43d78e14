"""What exports call our columns."""

import pytest

from dtplan_analysis.catalogue import REGISTERS
from dtplan_analysis.mapping import naming
from dtplan_analysis.mapping.naming import ALIKE, CONTAINED, SAME, likeness, names_of, words

DOSSIERS = REGISTERS["dossiers"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("NgayTiepNhan", "ngay tiep nhan"),
        ("NGÀY TIẾP NHẬN", "ngay tiep nhan"),
        ("ngay_tn", "ngay tiep nhan"),
        ("Hồ sơ / Ngày TN", "ngay tiep nhan"),  # the lowest part of a head over heads
        ("MaTTHC", "ma thu tuc hanh chinh"),
        ("received_on", "received on"),
        ("Cột 2", "cot 2"),
        ("***", ""),
    ],
)
def test_names_are_compared_by_their_words(name: str, expected: str) -> None:
    assert words(name) == tuple(expected.split())


@pytest.mark.parametrize(
    ("name", "column", "expected"),
    [
        ("received_on", "received_on", SAME),
        ("NgayTiepNhan", "received_on", SAME),
        ("Ngày tiếp nhận hồ sơ", "received_on", CONTAINED),
        ("Ngay tiep nhann", "received_on", ALIKE),
        ("Ngày tiếp nhận của hồ sơ đầu tiên", "received_on", 0.0),  # so many more words mean something else
        ("Ghi chú", "received_on", 0.0),
    ],
)
def test_a_name_makes_more_or_less_sure(name: str, column: str, expected: float) -> None:
    assert likeness(name, DOSSIERS, DOSSIERS.column(column)) == expected


def test_a_column_is_known_by_its_own_name_its_meaning_and_the_usual_ones() -> None:
    known = list(names_of(DOSSIERS, DOSSIERS.column("unit")))
    assert known[:3] == ["unit", "Đơn vị", "Unit"]
    assert len(known) > 3


def test_usual_names_are_of_columns_that_there_are() -> None:
    for register, columns in naming._usual().items():
        known = {name for one in REGISTERS.values() if register in (one.name, "any") for name in one.names}
        assert columns.keys() <= known, register
