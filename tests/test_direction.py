"""The direction of writing on a page: what a hostile or a foreign name may not turn."""

import pytest

from dtplan_analysis.direction import STEERING, directed

HEBREW, ARABIC = "\u05de\u05e9\u05e8\u05d3", "\u0645\u0643\u062a\u0628"

CASES = [
    # a piece of a page, what becomes of it
    ("<p>Vụ Mẫu đạt 5/13</p>", "<p>Vụ Mẫu đạt 5/13</p>"),
    (f"<p>{ARABIC}: 5/13 (54%)</p>", f"<p><bdi>{ARABIC}</bdi>: 5/13 (54%)</p>"),
    (f"<p>A {ARABIC} 1 {HEBREW}, B</p>", f"<p>A <bdi>{ARABIC} 1 {HEBREW}</bdi>, B</p>"),
    (f"<p>{ARABIC}</p><p>{HEBREW}</p>", f"<p><bdi>{ARABIC}</bdi></p><p><bdi>{HEBREW}</bdi></p>"),
    (f'<a title="{ARABIC}">x</a>', f'<a title="{ARABIC}">x</a>'),
    (f"<svg><text>{ARABIC}</text></svg>", f"<svg><text>{ARABIC}</text></svg>"),
    (f"<title>{ARABIC}</title>", f"<title>{ARABIC}</title>"),
    ("<p>\u200f&lt;b&gt;</p>", "<p><bdi>\u200f</bdi>&lt;b&gt;</p>"),
    ("<p>\u202eđạt\u2066</p>", "<p>[U+202E]đạt[U+2066]</p>"),
    ('<a title="\u202d">x</a>', '<a title="[U+202D]">x</a>'),
]


@pytest.mark.parametrize(("piece", "shown"), CASES)
def test_words_from_right_to_left_stand_apart_and_signs_that_steer_are_named(piece: str, shown: str) -> None:
    assert directed(piece) == shown


def test_no_sign_that_steers_is_left() -> None:
    assert STEERING.isdisjoint(directed(f"<td>{''.join(STEERING)}</td>"))
