"""Columns: what their codes are called, and the marks that storage keeps beside them."""

import narwhals.stable.v2 as nw
import polars as pl
import pytest

from dtplan_analysis.registers.columns import (
    SECRECY,
    Column,
    code,
    day,
    flag,
    number,
    pseudonym,
    spared_name,
    text,
    unread,
    unread_name,
    whole,
)

KIND = code("kind", "Loại", "Kind", ("a_b", "c"), words={"a_b": ("Loại A", "A")})


@pytest.mark.parametrize(
    ("column", "value", "vi", "en"),
    [
        (KIND, "a_b", "Loại A", "a b"),  # of several words, readers see the first
        (KIND, "c", "c", "c"),
        (KIND, "a b", "a b", "a b"),  # no code: as it is
        (SECRECY, "top_secret", "Tuyệt mật", "top secret"),
        (text("title", "Tên", "Title"), "a_b", "a_b", "a_b"),
    ],
)
def test_codes_are_spoken_in_the_readers_language(column: Column, value: str, vi: str, en: str) -> None:
    assert (column.words_of(value, "vi"), column.words_of(value, "en")) == (vi, en)


def test_an_english_word_of_a_code_goes_before_the_code_itself() -> None:
    named = Column("kind", "code", KIND.meaning, codes=("c",), english={"c": "category"})
    assert (named.words_of("c", "vi"), named.words_of("c", "en")) == ("category", "category")


@pytest.mark.parametrize(
    ("column", "type_", "least", "told"),
    [
        (text("x", "", ""), "text", None, ""),
        (day("x", "", ""), "date", None, ""),
        (flag("x", "", ""), "flag", None, ""),
        (whole("x", "", ""), "whole", 0, ""),
        (number("x", "", ""), "number", 0, ""),
        (code("x", "", "", ("a",)), "code", None, ""),
        (pseudonym("x", "", "", "hashed"), "text", None, "hashed"),
    ],
)
def test_each_kind_of_column_has_its_type_and_none_counts_below_zero(
    column: Column, type_: str, least: int | None, told: str
) -> None:
    assert (column.type, column.least, column.pseudonym) == (type_, least, told)


def test_marks_stand_beside_their_column() -> None:
    assert (unread_name("due_on"), spared_name("due_on")) == ("due_on__unread", "due_on__not_applicable")
    frame = nw.from_native(pl.DataFrame({"due_on": [None, None], "due_on__unread": [True, False]}))
    assert frame.filter(unread("due_on")).shape == (1, 2)
