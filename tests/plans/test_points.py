"""Points that a share brings."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtplan_analysis.plans import Points


# Points of shares: hand-made, the first three after the practice of the index of Decision 766 in 2026
@pytest.mark.parametrize(
    ("points", "share", "brought"),
    [
        (Points(Fraction(20)), "39/50", "78/5"),
        (Points(Fraction(2), full_at=Fraction(4, 5)), "2/5", "1"),
        (Points(Fraction(6), full_at=Fraction(9, 10)), "95/100", "6"),
        (Points(Fraction(2), steps=((Fraction(1, 2), Fraction(1)), (Fraction(4, 5), Fraction(2)))), "79/100", "1"),
        (Points(Fraction(2), steps=((Fraction(1, 2), Fraction(1)), (Fraction(4, 5), Fraction(2)))), "49/100", "0"),
    ],
)
def test_points_of_a_share(points: Points, share: str, brought: str) -> None:
    assert points.of(Fraction(share)) == Fraction(brought)


@given(st.fractions(0, 1), st.fractions(0, 1), st.fractions(Fraction(1, 100), 1))
def test_more_brings_no_fewer_points(one: Fraction, other: Fraction, full_at: Fraction) -> None:
    points = Points(Fraction(6), full_at=full_at)
    less, more = sorted((one, other))
    assert 0 <= points.of(less) <= points.of(more) <= 6
