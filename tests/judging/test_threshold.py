"""Thresholds are exact texts, or refused."""

from fractions import Fraction

import pytest

from dtplan_analysis.errors import InputError
from dtplan_analysis.judging.threshold import exact_share, threshold_of


@pytest.mark.parametrize("text", ["60", "1.5", "-1%", "sixty", "", "%", "3/0", "60%%", "0,6", "nan", 0.6, 1])
def test_threshold_is_exact_or_refused(text):
    with pytest.raises(InputError, match="is no share"):
        exact_share(text)


@pytest.mark.parametrize(
    ("text", "share"), [("60%", "3/5"), (" 12.5 % ", "1/8"), ("3/5", "3/5"), ("1", "1"), ("0", "0")]
)
def test_threshold_as_text(text, share):
    assert exact_share(text) == Fraction(share)


@pytest.mark.parametrize(
    ("row", "share"),
    [
        ({"threshold": "3/5"}, Fraction(3, 5)),
        ({"threshold": ""}, None),
        ({"threshold": float("nan")}, None),
        ({}, None),
        ({"threshold": "86", "counted_from": "outside"}, None),  # a figure of others, and no share
    ],
)
def test_only_a_threshold_of_a_share_is_one(row, share):
    assert threshold_of(row) == share
