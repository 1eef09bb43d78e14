"""Texts in files for spreadsheets do nothing, fit their cells, and can be read back."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtplan_analysis.spreadsheet import area, as_written, clean, harmless

FORMULAS = [
    ("=cmd|'/c calc'!A0", "'=cmd|'/c calc'!A0"),
    ("+1", "'+1"),
    ("-1+1|x", "'-1+1|x"),
    ("@SUM(A1)", "'@SUM(A1)"),
    ("＝1", "'＝1"),
    ('  "=1"', '\'  "=1"'),
    ("'=1", "''=1"),
    ("\t=1", "'\t'=1"),
    ("\tx", "'\tx"),
    ("\r\n=1", "'\n'=1"),
    ("\x00=1", "'=1"),
    ("\ud800=1", "'=1"),
    ("\ufeff=1", "'\ufeff=1"),
    ("a;=1", "a;'=1"),
    ("a; -b", "a;' -b"),
    ("a\n=1", "a\n'=1"),
    (" =1+1", "' =1+1"),
    ("a;=1+1", "a;'=1+1"),
    ("＝1+1", "'＝1+1"),
    ("﹦1", "'﹦1"),
    ("＋1", "'＋1"),
    ("﹢1", "'﹢1"),
    ("－1", "'－1"),
    ("−1", "'−1"),
    ("＠x", "'＠x"),
    ("\u3000=1", "'\u3000=1"),
    ("\u00a0=1", "'\u00a0=1"),
    ("\u200b\u2060=1", "'\u200b\u2060=1"),
    ("\u202e=1", "'\u202e=1"),
    ("\u00ad=1", "'\u00ad=1"),
    ("a\u2028=1", "a\u2028'=1"),
    ("a\x85=1", "a\x85'=1"),
    ("a=1", "a=1"),
    ("Vụ A - B", "Vụ A - B"),
    ("2024-06-30", "2024-06-30"),
    ("", ""),
    (-1, -1),
    (-0.5, -0.5),
]


@pytest.mark.parametrize(("value", "written"), FORMULAS)
def test_text_of_a_csv_file_is_no_formula_and_numbers_are_numbers(value: Any, written: Any) -> None:
    assert harmless(value) == written


@given(st.text(st.sampled_from("=+-@＝;'\" \t\r\na\x00\ufeff"), max_size=12) | st.text())
def test_an_apostrophe_stands_before_every_formula_and_can_be_taken_away(text: str) -> None:
    written = str(harmless(text))
    for cell in re.split("[;\t\n]", written):
        assert not re.match("\\s*[-=+@＝]", cell)
    plain = re.sub("\r\n?", "\n", text)
    plain = "".join(letter for letter in plain if letter == clean(letter))
    assert as_written(written) == plain


@pytest.mark.parametrize(
    ("text", "length"), [("x" * 40_000, 32_767), ("😀" * 20_000, 16_383), ("x" * 32_767, 32_767), ("a\x0b\ufffeb", 2)]
)
def test_a_text_is_as_long_as_a_cell_can_hold(text: str, length: int) -> None:
    assert len(clean(text)) == length


@pytest.mark.parametrize(("columns", "last"), [(1, "A9"), (26, "Z9"), (27, "AA9"), (702, "ZZ9"), (703, "AAA9")])
def test_a_table_ends_in_its_last_column(columns: int, last: str) -> None:
    assert area(columns, 3, 9) == ("A3", last)
