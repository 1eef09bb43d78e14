"""What the cells of an export's column may be, and what of them may be shown."""

from collections.abc import Sequence

import pytest
from reading import UNITS

from dtplan_analysis.catalogue import REGISTERS
from dtplan_analysis.mapping.evidence import Cells, heading, of_records, shown
from dtplan_analysis.registers.reading.meanings import Meanings

DOSSIERS = REGISTERS["dossiers"]


@pytest.mark.parametrize(
    ("texts", "column", "fit"),
    [
        (["06/05/2024", "2024-05-06T08:00", "45418", "x"], "received_on", 0.75),
        (["ngày 05 tháng 4 năm 2024"], "received_on", 1.0),
        (["06.05.24", "07.05.24"], "received_on", 1.0),
        (["06/05/2024", "-", "KCDL", ""], "received_on", 1.0),  # words for nothing are no evidence
        (["1", "2.000", "x", "x"], "supplements", 0.5),
        (["Trực tuyến", "1", "Zalo"], "channel", 2 / 3),
        (["x", "y"], "number", 1.0),
        ([], "received_on", 0.0),
    ],
)
def test_cells_fit_a_column_by_what_they_hold(texts: Sequence[str], column: str, fit: float) -> None:
    ours = DOSSIERS.column(column)
    assert Cells("x", texts).fit(ours, Meanings(ours, {})) == pytest.approx(fit)


@pytest.mark.parametrize(
    ("texts", "fit"),
    [(["VP", "Vụ Pháp chế", "Van phong"], 1.0), (["VP", "?", "?", "?"], 0.5), (["VP", "PC", "?"], 2 / 3)],
)
def test_units_are_those_that_are_listed(texts: Sequence[str], fit: float) -> None:
    unit = DOSSIERS.column("unit")
    assert Cells("x", texts, UNITS).fit(unit, Meanings(unit, {})) == pytest.approx(fit)


@pytest.mark.parametrize(
    ("texts", "two_digits", "order_open"),
    [
        (["06/05/2024", "07/05/2024"], False, True),
        (["06/05/2024", "25/05/2024"], False, False),
        (["06/05/24", "07/05/24"], True, False),
        (["2024-05-06"], False, False),
    ],
)
def test_what_days_leave_open(texts: Sequence[str], two_digits: bool, order_open: bool) -> None:
    cells = Cells("x", texts)
    assert (cells.two_digits, cells.order_open) == (two_digits, order_open)


def test_words_for_nothing_are_told_apart() -> None:
    cells = Cells("x", ["KCDL", "a", "a", "", "n/a"])
    assert (cells.nothing, dict(cells.known)) == (["KCDL", "n/a"], {"a": 2})


@pytest.mark.parametrize(
    ("text", "cell", "name"),
    [
        ("Trực tuyến", "Trực tuyến", "Trực tuyến"),
        ("Ngày Tiếp Nhận", "…", "Ngày Tiếp Nhận"),  # a head may have capitals, a cell may be somebody
        ("Nguyễn Văn An", "…", "…"),
        ("0912345678", "…", "…"),
        ("001099000001", "…", "…"),
        ("a@b.vn", "…", "…"),
        ("Hồ sơ tồn", "Hồ sơ tồn", "Hồ sơ tồn"),
        ("x\x1b[31m", "…", "…"),
        ("x" * 50, "x" * 40, "x" * 40),
    ],
)
def test_only_what_names_nobody_is_shown(text: str, cell: str, name: str) -> None:
    assert (shown(text), heading(text)) == (cell, name)


def test_rows_that_are_no_records_are_left_out() -> None:
    rows = [
        ["1", "VP", "Nộp"],
        ["2", "VP", "Trả"],
        ["Tổng cộng: 2", "", ""],
        ["", "Ghi chú: x", ""],
    ]
    assert of_records(["Mã", "Đơn vị", "Trạng thái"], rows) == [["1", "VP", "Nộp"], ["2", "VP", "Trả"]]
    assert of_records([], []) == []
