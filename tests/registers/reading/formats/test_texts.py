"""Cells as text, whatever held them, and cells in an encoding of old."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from letters import old, vni

from dtplan_analysis.registers.reading.formats.texts import (
    bytes_of,
    first_suspect,
    has_signs,
    old_letters,
    plain,
    text_of,
    text_of_number,
)


@pytest.mark.parametrize(
    ("value", "text", "number"),
    [
        ("1,5", "1,5", "1,5"),
        (None, None, None),
        (True, "true", "true"),
        (7, "7", "7"),
        (3.0, "3", "3"),
        (1.234, "1.234", "1234e-3"),
        (-0.5, "-0.5", "-5e-1"),
        (1e15, "1000000000000000.0", "1000000000000000"),
        (float("nan"), "nan", "nan"),
        (Decimal("2.000"), "2.000", "2"),
        (Decimal("1.50"), "1.50", "150e-2"),
        (date(2024, 5, 6), "2024-05-06", "2024-05-06"),
        (datetime(2024, 5, 6, 7, 30), "2024-05-06T07:30:00", "2024-05-06T07:30:00"),
        (b"\xc4\x90\xff", "Đ\ufffd", "Đ\ufffd"),
    ],
)
def test_a_cell_of_python_is_text(value: object, text: str | None, number: str | None) -> None:
    assert (text_of(value), text_of_number(value)) == (text, number)


@pytest.mark.parametrize(
    "column",
    [
        pa.array(["a", None]),
        pa.array(["a", None], pa.large_string()),
        pa.array(["a", None], pa.string_view()),
        pa.array([b"a", None]),
        pa.array(["a", None]).dictionary_encode(),
    ],
    ids=lambda column: str(column.type),
)
def test_text_of_any_kind_is_plain(column: Any) -> None:
    found = plain(column)
    assert (found.type, found.to_pylist()) == (pa.string(), ["a", None])


def test_numbers_stay_numbers() -> None:
    assert plain(pa.array([1, 2])).type == pa.int64()


def test_bytes_are_those_of_the_rows_alone() -> None:
    column = pa.array(["xx", "đ", None, "b"])
    assert bytes(bytes_of(column.slice(1, 2))) == "đ".encode()
    assert bytes_of(pa.array([], pa.string())).size == 0
    assert [has_signs(pa.array([text])) for text in ("a\u00a0b", "25 m²", "đá", "abc")] == [True, True, False, False]


@pytest.mark.parametrize(
    ("cells", "vni_too", "found"),
    [
        (["Đất đai", None, "Nhà"], True, None),
        (["Đất đai", old("Nhà ở, đất ở")], False, (1, "tcvn3")),
        (["x", vni("Quản lý đất đai")], True, (1, "vni")),
        (["x", vni("Quản lý đất đai")], False, None),
        (["Microsoft® 5 µm"], True, None),
    ],
)
def test_the_first_cell_of_old_letters_is_found(
    cells: list[str | None], vni_too: bool, found: tuple[int, str] | None
) -> None:
    suspect = first_suspect(pa.array(cells), vni=vni_too)
    assert (suspect and (suspect[0], suspect[2])) == found


def test_the_error_shows_a_cell_only_where_it_may_be_shown() -> None:
    text = old("Nguyễn Văn A")
    assert "would be 'Nguyễn Văn A'" in str(old_letters(text, "here", "tcvn3"))
    hidden = old_letters("", "here", "tcvn3")
    assert "would be" not in str(hidden)
    assert 'encoding = "tcvn3"' in hidden.remedy
