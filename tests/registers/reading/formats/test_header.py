"""The header of a table of text: its names and its separator."""

import hashlib
from pathlib import Path

import pytest
from reading import opened

from dtplan_analysis.errors import RegisterError
from dtplan_analysis.registers.reading.formats.header import WIDEST, Merge, find_header, lookup, refuse_wide


@pytest.mark.parametrize(
    ("text", "names", "delimiter"),
    [
        ("a,b\n", ("a", "b"), ","),
        ('"a";"b, c, d"\n', ("a", "b, c, d"), ";"),
        ("a\tb\tc, d\n", ("a", "b", "c, d"), "\t"),
        ("a|b\r\n", ("a", "b"), "|"),
        ("\ufeff a , b \n", ("a", "b"), ","),
        ('"a\nb",c\n', ("a b", "c"), ","),
        ("\n\r\na,b\n", ("a", "b"), ","),
        ("a,,c\n", ("a", "(column 2)", "c"), ","),
        ("Ma\u0303 hồ sơ,b", ("Mã hồ sơ", "b"), ","),
        ("Unit,unit\n", ("Unit", "unit"), ","),
        ("alone", ("alone",), ","),
    ],
)
def test_reads_a_header(tmp_path: Path, text: str, names: tuple[str, ...], delimiter: str) -> None:
    (tmp_path / "x.csv").write_text(text, encoding="utf-8", newline="")
    read = opened(tmp_path / "x.csv")
    assert (read.names, read.delimiter) == (names, delimiter)
    assert read.digest == hashlib.sha256(text.encode()).hexdigest()


KNOWN = {"Mã", "Ngày", "Trực tuyến"}


@pytest.mark.parametrize(
    ("rows", "merges", "place", "names"),
    [
        ([["Mã", "Ngày"], ["x", "5"]], (), (0, 1, 1), ("Mã", "Ngày")),
        ([["BÁO CÁO", ""], ["", ""], ["Mã", "Ngày"]], (), (2, 1, 3), ("Mã", "Ngày")),
        ([["mã", "NGÀY"]], (), (0, 1, 1), ("mã", "NGÀY")),
        (
            [["Mã", "Kênh", ""], ["", "Trực tuyến", "Trực tiếp"]],
            *((), (0, 2, 2), ("Mã", "Kênh / Trực tuyến", "Kênh / Trực tiếp")),
        ),
        ([["Mã", "Ngày"], ["", ""]], (((0, 0), (1, 0)),), (0, 2, 2), ("Mã", "Ngày")),
        ([["Mã", "Ngày"], ["(1)", "(2)"], ["", "(ngày)"]], (), (0, 1, 3), ("Mã", "Ngày")),
        ([["BÁO CÁO", "", ""], ["x", "", "z"]], (), (1, 1, 2), ("x", "(column 2)", "z")),  # none is known
    ],
)
def test_a_header_is_found_where_its_names_are(
    rows: list[list[str]], merges: tuple[Merge, ...], place: tuple[int, int, int], names: tuple[str, ...]
) -> None:
    header = find_header(rows, KNOWN, merges)
    assert header
    assert ((header.row, header.rows, header.end), header.names) == (place, names)


def test_where_there_is_no_cell_there_is_no_header() -> None:
    assert find_header([["", " "], []], KNOWN) is None


def test_a_name_is_known_by_its_lowest_part_where_no_other_has_it() -> None:
    assert lookup(["Mã", "A / Số", "B / Số", "B / Tên"]) == {
        **{"Mã": 0, "A / Số": 1, "B / Số": 2, "B / Tên": 3, "Tên": 3},
    }


def test_a_table_of_too_many_columns_is_none() -> None:
    refuse_wide(WIDEST, "here")
    with pytest.raises(RegisterError, match="more than 16,384 columns"):
        refuse_wide(WIDEST + 1, "here")
