"""The letters of a file: which encoding it is in, and texts as they are compared."""

import pytest
from letters import cp1258, old, vni

from dtplan_analysis.registers.reading.formats.letters import composed, eight_bit, marked, neat

TEXT = "Đơn vị: Vụ Pháp chế, nhà ở"


@pytest.mark.parametrize(
    ("text", "as_compared", "on_one_line"),
    [
        (" Ma\u0303\nhồ  sơ\u00a0", "Mã\nhồ  sơ", "Mã hồ sơ"),
        ("\ufeffa\u200b", "a", "a"),
        ("a\u200bb", "ab", "ab"),
        ("\t", "", ""),
    ],
)
def test_texts_are_compared_in_one_form(text: str, as_compared: str, on_one_line: str) -> None:
    assert (neat(text), composed(text)) == (as_compared, on_one_line)


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        (TEXT.encode(), ""),
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (TEXT.encode("utf-16"), "utf-16"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (b"", ""),
        (bytes(range(256)), ""),
    ],
)
def test_an_encoding_is_told_by_a_mark_or_its_other_half(head: bytes, encoding: str) -> None:
    assert marked(head) == encoding


@pytest.mark.parametrize(
    ("part", "encoding"),
    [
        (cp1258(TEXT), "cp1258"),
        (old(TEXT).encode("latin-1"), "tcvn3"),
        (vni(TEXT).encode("latin-1"), "vni"),
        ("un café très chaud".encode("cp1252"), "cp1252"),
        (TEXT.encode() + b"\xff", ""),  # a damaged file of UTF-8
    ],
)
def test_what_is_not_utf_8_is_known_by_its_letters(part: bytes, encoding: str) -> None:
    assert eight_bit(part) == encoding
