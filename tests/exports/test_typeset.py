"""Typst with the project's fonts alone."""

import pytest
import typst

from dtplan_analysis.exports.typeset import drawn, extent, letters_of, typeset

SQUARE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="96" height="48"><rect width="96" height="48" fill="#036"/></svg>'
)


def test_a_source_is_set_and_a_wrong_one_is_refused() -> None:
    assert typeset(b"#set page(width: 2cm, height: 2cm)\nChao").startswith(b"%PDF")
    assert typeset(b"#sys.inputs.a", sys_inputs={"a": "x"}, format="svg").startswith(b"<svg")
    with pytest.raises(typst.TypstError):
        typeset(b"#nothing-of-the-kind()")


def test_a_drawing_is_a_picture_of_twice_a_screens_points() -> None:
    content = drawn(SQUARE)
    assert content.startswith(b"\x89PNG")
    assert [int.from_bytes(content[at : at + 4], "big") for at in (16, 20)] == [192, 96]
    assert drawn(SQUARE) == content


def test_letters_have_the_widths_of_their_font() -> None:
    plain, bold = (letters_of(f"LiberationSans-{face}") for face in ("Regular", "Bold"))
    assert plain["i"] < plain["m"]
    assert plain["a"] == plain["ạ"]
    assert bold["i"] > plain["i"]
    assert plain["\u200b"] == 0.0


def test_words_are_as_long_as_their_letters() -> None:
    letters = dict.fromkeys("abcd", 1.0)
    word, line = extent([{"text": "abc a\nab"}], letters)
    assert (word, line) == pytest.approx((3 * 1.05, 4 * 1.05 + 0.28))
    assert extent([{"text": "abc", "small": True}], letters)[0] == pytest.approx(2.7)
