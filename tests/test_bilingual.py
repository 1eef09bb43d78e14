"""What is said in both languages at once."""

import pytest

from dtplan_analysis.bilingual import ABOVE, SYNTHETIC, both, in_both
from dtplan_analysis.language import Text


@pytest.mark.parametrize(
    ("vi", "en", "said"), [("đạt", "met", "đạt · met"), ("CB2", "CB2", "CB2"), ("", "met", "met"), ("", "", "")]
)
def test_what_is_alike_is_said_once_and_nothing_not_at_all(vi: str, en: str, said: str) -> None:
    assert in_both(Text(vi, en)) == said


def test_a_message_is_said_by_each_language() -> None:
    assert both(lambda say: say.code + ": " + say("met")) == "vi: đạt · en: met"


def test_the_mark_of_made_up_figures_says_which_half_is_in_which_language() -> None:
    assert str(SYNTHETIC) == "Dữ liệu mô phỏng / Synthetic data"
    assert ABOVE == (
        '<p class="made-up"><strong><span lang="vi">Dữ liệu mô phỏng</span> / '
        '<span lang="en">Synthetic data</span></strong></p>\n'
    )
