"""Rows of an office's table that are no records: totals, groups, signatures, notes, a header printed again."""

import pyarrow as pa
import pytest

from dtplan_analysis.registers.reading.formats.beside import Beside, filled_down, group_of, kind_of_text, texts

NAMES = ("STT", "Đơn vị", "Hồ sơ / Số", "Hồ sơ / Ngày")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("TỔNG CỘNG", "total"),
        ("Cộng: 12", "total"),
        ("Lũy kế quý II", "total"),
        ("Bình quân", "total"),
        ("Grand total", "total"),
        ("Cộng đồng doanh nghiệp", ""),
        ("Cộng hòa xã hội", ""),
        ("Tổng cục Đường bộ", ""),
        ("Người lập biểu", "signature"),
        ("KT. BỘ TRƯỞNG", "signature"),
        ("Hà Nội, ngày 1 tháng 7 năm 2024", "signature"),
        ("Ghi chú: số liệu tạm tính", "note"),
        ("(*) tính đến 30/6", "note"),
        ("Vụ Pháp chế", ""),
        ("", ""),
    ],
)
def test_what_a_text_is_the_beginning_of(text: str, kind: str) -> None:
    assert kind_of_text(text) == kind


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (["1.2", "Vụ A", "12", "3,5%"], ["Vụ A"]),
        (["(I)", "Vụ A"], ["Vụ A"]),
        (["a", "", "-"], ["a"]),  # alone it is no number in an order
        (["Vụ A", "b"], ["Vụ A", "b"]),
        (["12", "-", ""], []),
    ],
)
def test_figures_and_numbers_in_an_order_say_nothing(cells: list[str], said: list[str]) -> None:
    assert texts(cells) == said


@pytest.mark.parametrize(
    ("cells", "placing", "group"),
    [
        (["I", "Vụ Pháp chế", "", ""], [2, 3], "Vụ Pháp chế"),
        (["Vụ Pháp chế"] * 4, [2, 3], ""),
        (["", "", "Vụ Pháp chế", ""], [2, 3], "Vụ Pháp chế"),
        (["", "", "HS-1", ""], [2, 3], ""),  # a key, and all else is missing
        (["1", "Vụ Pháp chế", "HS-1", ""], [2, 3], ""),
        (["", "Tổng cộng", "", ""], [2, 3], ""),
        (["", "#REF!", "", ""], [2, 3], ""),
    ],
)
def test_a_name_alone_is_that_of_the_rows_below(cells: list[str], placing: list[int], group: str) -> None:
    assert group_of(cells, placing) == group


def test_an_empty_cell_says_what_the_last_above_did_that_is_no_total() -> None:
    batches = [
        pa.record_batch({"c0": ["", "VP", "", "Cộng"], "c1": ["a", "b", "c", "d"]}),
        pa.record_batch({"c0": ["", "PC", ""], "c1": ["e", "", "f"]}),
    ]
    found = [cell for batch in filled_down(batches, [0]) for cell in batch.column(0).to_pylist()]
    assert found == [None, "VP", "VP", "Cộng", "VP", "PC", "PC"]


@pytest.mark.parametrize(
    ("record", "cells", "kind"),
    [
        (3, ["", "TỔNG CỘNG", "12", ""], ("total", "TỔNG CỘNG")),
        (3, ["STT", "Đơn vị", "Số", "Ngày"], ("header", "")),
        (3, ["I", "Vụ Pháp chế", "", ""], ("group", "")),
        (3, ["", "Người lập: Nguyễn Văn A", "", ""], ("", "")),  # records follow: nobody signs yet
        (9, ["", "Người lập: Nguyễn Văn A", "", ""], ("signature", "Người lập")),  # and no name of a person
        (9, ["", "Ghi chú: x", "", ""], ("note", "Ghi chú")),
        (3, ["1", "Vụ Pháp chế", "HS-1", ""], ("", "")),
        (3, ["", "", "", ""], ("", "")),
    ],
)
def test_what_a_row_is_that_nobody_can_place(record: int, cells: list[str], kind: tuple[str, str]) -> None:
    assert Beside(NAMES, [2, 3], last=8).kind(record, cells) == kind


def test_below_a_signature_names_are_signatures_too() -> None:
    beside = Beside(NAMES, [2, 3], last=8)
    assert beside.kind(9, ["", "Thủ trưởng", "", ""])[0] == "signature"
    assert beside.kind(10, ["", "Nguyễn Văn A", "", ""]) == ("signature", "")


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["I", "Khối vụ", "", ""], "group"),
        (["", "Vụ lạ", "", ""], ""),  # one name alone may be a unit that is not listed
        (["", "Khối các vụ", "", ""], "group"),
        (["", "Tổng hợp", "", ""], "total"),
        (["1", "2", "3", "4"], "numbering"),
    ],
)
def test_a_unit_that_is_not_listed_is_a_record(cells: list[str], kind: str) -> None:
    assert Beside(NAMES, [2, 3], last=8).kind_of_unknown(3, cells)[0] == kind
