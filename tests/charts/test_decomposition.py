"""What a change is made of."""

from strips import answer, draw, latest


def test_rate_and_mix_make_the_change() -> None:
    assert (
        "all units together: +1.7 percentage points; rate +1.7, mix 0.0."
        in draw("decompose", answer("decompose", latest())).description
    )
